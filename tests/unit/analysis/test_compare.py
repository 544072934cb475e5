"""Two policies side by side: what differs, with which example, and what is proved the same."""

from pathlib import Path

import pytest

from engine.analysis.compare import compare
from engine.analysis.differences import Differences
from engine.load import load

POLICY = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
values: {lates_limit: 5 sessions}
sets: {late_today: 'code in ("L", "U")'}
registers:
  am: {all: {opens: 08:45, closes: 09:15}}
measures:
  lates_2w: {count: sessions, of: late_today, over: last 10 school days}
flags:
  watched: {starts: lates_2w >= 8, lasts: 15 school days}
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  send: each
  thresholds:
    letter_95: {below: 95%, to: parents}
rules:
  - id: late_letter
    source: §2
    when: lates_2w >= lates_limit
    then: [{do: letter, to: parents, by: office, due: 5 school days}]
ladders:
  punctuality:
    source: §3
    when: lates_2w >= 2
    reset: year
    steps:
      - {id: late_call, then: [{do: call, to: parents}]}
      - {id: late_visit, after: 2 weeks, then: [{do: visit, to: parents}]}
tables:
  band:
    hit: first
    gives: [band]
    rows: |
      absence_percent || band
      >= 50           || "red"
      >= 10           || "amber"
      -               || "green"
"""


def loaded(text: str, folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    found = load(folder / "school.yaml")
    assert found.value is not None and not found.failed, found.diagnostics
    return found.value


@pytest.fixture
def differ(tmp_path: Path):
    def between(*changes: tuple[str, str]) -> Differences:
        text = POLICY
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return compare(loaded(POLICY, tmp_path / "a"), loaded(text, tmp_path / "b"))

    return between


def told(found: Differences) -> dict[tuple[str, str, str], list[str]]:
    return {
        (one.kind, one.name, one.change): [
            *one.says,
            *(f"{each.case}: A {each.a}, B {each.b}" for each in one.instances),
        ]
        for one in found.differences
    }


def test_a_policy_does_not_differ_from_itself(differ):
    found = differ()

    assert found.differences == ()
    assert {"rule", "step", "ladder", "table", "figure", "flag", "set", "value", "register"} <= {
        one.kind for one in found.same
    }
    assert not any(one.rewritten or one.within for one in found.same)


def test_a_limit_of_a_letter_differs_at_the_limit(differ):
    found = differ(("below: 95%", "below: 96%"))

    assert told(found)["rule", "letter_95", "changed"] == [
        "attendance this year 95%: A sends none, B sends `letter_95`"
    ]
    (letter,) = [one for one in found.differences if one.name == "letter_95"]
    assert [(each.side, each.path, each.text) for each in letter.origins] == [
        ("A", "letters.thresholds.letter_95.below", "95%"),
        ("B", "letters.thresholds.letter_95.below", "96%"),
    ]
    assert [each.place.span.line for each in letter.origins if each.place] == [19, 19]


def test_a_value_differs_with_the_rules_that_rest_on_it(differ):
    found = told(differ(("lates_limit: 5 sessions", "lates_limit: 6 sessions")))

    assert found == {
        ("rule", "late_letter", "changed"): ["lates 2w 5 sessions: A sends `late_letter`, B sends none"],
        ("value", "lates_limit", "changed"): [
            "5 sessions in A, 6 sessions in B",
            "it bears on `late_letter`",
        ],
    }


def test_a_register_differs_in_the_minutes_that_are_marked_otherwise(differ):
    found = told(differ(("closes: 09:15", "closes: 09:10")))

    assert found == {
        ("register", "am", "changed"): ["arrives in the morning at 09:11 (and until 09:15): A marks L, B marks U"]
    }


def test_a_window_differs_and_so_does_what_rests_on_it(differ):
    found = told(differ(("last 10 school days", "last 5 school days")))

    assert found["figure", "lates_2w", "changed"] == [
        "it looks at the last 10 school days in A and the last 5 school days in B"
    ]
    assert ("rule", "late_letter", "changed") in found
    assert ("flag", "watched", "changed") in found
    assert any("(as A counts)" in each for each in found["rule", "late_letter", "changed"])


def test_a_set_differs_by_the_code_that_one_side_counts(differ):
    found = told(differ(('code in ("L", "U")', 'code = "L"')))

    assert found["set", "late_today", "changed"] == ["code `U`: A has it, B has not"]
    assert found["figure", "lates_2w", "changed"] == ["code `U`: A counts it, B does not"]


def test_a_table_differs_where_another_row_decides(differ):
    found = told(differ((">= 10           ||", "> 10            ||")))

    assert found == {
        ("table", "band", "changed"): ['absence this year 10%: A gives band "amber", B gives band "green"']
    }


def test_tasks_and_fields_differ_in_words(differ):
    found = told(
        differ(("due: 5 school days", "due: 3 school days"), ("reset: year", "reset: term"), ("2 weeks", "3 weeks"))
    )

    assert found["rule", "late_letter", "changed"] == [
        "A asks: letter to parents by office due 5 school days; B asks: letter to parents by office due 3 school days"
    ]
    assert found["ladder", "punctuality", "changed"] == ["`reset` is `year` in A and `term` in B"]
    assert found["step", "late_visit", "changed"] == ["`after` is `2 weeks` in A and `3 weeks` in B"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code in ("L", "U")', 'code = "U" or code = "L"'),
        ("when: lates_2w >= lates_limit", "when: not(lates_2w < lates_limit)"),
        ("when: lates_2w >= lates_limit", "when: lates_2w > 4"),
        ("when: lates_2w >= 2", "when: lates_2w in [2..20]"),
    ],
)
def test_what_is_written_otherwise_and_means_the_same_is_proved_to(differ, old, new):
    found = differ((old, new))

    assert found.differences == ()
    assert any(one.rewritten for one in found.same)


def test_what_has_another_name_is_told_so(differ):
    found = told(differ(("id: late_letter", "id: lateness_letter"), ("lates_limit", "lateness_limit")))

    assert found == {
        ("rule", "late_letter", "renamed"): ["B calls it `lateness_letter`; it asks for the same, of the same pupils"],
        ("value", "lates_limit", "renamed"): ["B calls it `lateness_limit`; it is the same"],
    }


def test_a_ladder_has_another_name(differ):
    assert told(differ(("  punctuality:", "  lateness:"))) == {
        ("ladder", "punctuality", "renamed"): ["B calls it `lateness`; its steps are the same in order"]
    }


def test_two_policies_the_other_way_round_differ_the_other_way_round(tmp_path):
    one, other = load("victoria_road").value, load("tillington_manor").value
    turned = {"added": "removed", "removed": "added"}

    forth, back = compare(one, other), compare(other, one)

    assert len(forth.differences) > 40
    assert sorted((one.kind, one.name, turned.get(one.change, one.change)) for one in forth.differences) == sorted(
        (one.kind, one.name, one.change) for one in back.differences
    )
    swapped = {(one.kind, one.name): {(x.b, x.a) for x in one.instances} for one in forth.differences}
    assert swapped == {(one.kind, one.name): {(x.a, x.b) for x in one.instances} for one in back.differences}
