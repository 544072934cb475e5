"""A lock holds what its path means however it is said: a limit in other words, a field for all entries."""

from pathlib import Path

import pytest

from engine.resolve import resolve

TRUST = """\
policy: acme
layer: trust
values: {floor: 92%}
sets: {late: 'code = "L"', sick: 'code = "I"'}
flags: {watched: {set_by: office}}
measures:
  lates: {count: sessions, of: late, over: week}
  att: {percent: sick, of: late, over: year}
  absent_today: {count: sessions, of: sick, over: day}
  absent_in_a_row: {in_a_row: school days, of: sick}
  contact_in_spell: {is: lates > 3}
ladders:
  climb:
    when: lates > 3
    steps: [{id: one, then: [{do: call}]}, {id: two, when: lates > 4, then: [{do: meet}]}]
letters:
  figure: att
  due: 5 school days
  by: office
  with: {tone: mild}
  thresholds:
    letter_a: {below: floor}
    letter_b: {at_or_below: 85%, due: 3 school days, by: head}
safe_and_well: {due: same day, visits: {day_3: {day: 3, contact: none}}}
lock:
"""
ONE, TWO = "{id: one, then: [{do: call}]}", "{id: two, when: lates > 4, then: [{do: meet}]}"


@pytest.fixture
def told(tmp_path):
    def make(lock, school):
        text = f"{TRUST}  {lock[:-1]}, reason: agreed}}\n"
        (tmp_path / "acme.yaml").write_text(text, encoding="utf-8")
        text = f"policy: school\nlayer: school\nextends: [acme]\n{school}\n"
        (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
        return resolve(tmp_path / "school.yaml").diagnostics

    return make


def places(found):
    """Say where each is told, and where its lock is."""
    return [
        f"{Path(each.place.source.name).stem}:{each.place.span.line} {each.code}"
        for each in found
        if each.also and each.also[-1][1].span.line == TRUST.count("\n") + 1
    ]


def letter(said, name="own"):
    return f"letters: {{thresholds: {{{name}: {{{said}}}}}}}"


BELOW, EXACTLY = "letters.thresholds.*.below: {at_least: 85%}", "letters.thresholds.*.at_or_below: {at_least: 85%}"
ABOVE = "letters.thresholds.*.below: {at_most: 95%}"
ANY_DUE, DUE = "letters.thresholds.*.due: {at_most: 5 school days}", "letters.due: {at_most: 5 school days}"
BY, VISIT = "letters.by: {fixed: true}", "safe_and_well.visits.day_3.day: {fixed: true}"
OF_B = "letters.thresholds.letter_b.by: {fixed: true}"
LIMIT, WHEN = "letters.thresholds.letter_b.at_or_below: {fixed: true}", "ladders.climb.when: {fixed: true}"


@pytest.mark.parametrize(
    ("lock", "school"),
    [
        (BELOW, letter("at_or_below: 85%")),
        (BELOW, letter("at_or_below: floor")),
        (BELOW, letter("at_or_below: 90%", "letter_a")),
        (BELOW, "remove: [letters.thresholds.letter_a.below]\n" + letter("at_or_below: 90%", "letter_a")),
        (BELOW, "remove: [letter_a]"),
        (EXACTLY, letter("below: 85.1%")),
        (ABOVE, letter("at_or_below: 94.9%")),
        (ANY_DUE, "letters: {due: 4 school days}"),
        (ANY_DUE, "remove: [letters.thresholds.letter_b.due]"),
        (DUE, letter("below: 90%, due: same day")),
        (DUE, letter("title: Ours", "letter_b")),
        (BY, letter("below: 90%, by: office")),
        (BY, letter("title: Ours", "letter_b")),
        ("letters.thresholds.*.by: {fixed: true}", letter("by: office", "letter_a")),
        (LIMIT, letter("below: 90%")),
        (WHEN, f"ladders: {{climb: {{steps: [{ONE}, {TWO}, {{id: three, then: [{{do: refer}}]}}]}}}}"),
        (VISIT, "safe_and_well: {visits: {day_5: {day: 5}}}"),
        (VISIT, "measures: {att: {over: week}}"),
    ],
)
def test_what_keeps_within_a_lock_in_its_own_way_is_no_breach(told, lock, school):
    assert told(lock, school) == []


@pytest.mark.parametrize(
    ("lock", "school", "where"),
    [
        (BELOW, letter("at_or_below: 50%"), ["school:4 R010"]),
        (BELOW, letter("at_or_below: 50%", "letter_a"), ["school:4 R010"]),
        (BELOW, "values: {low: 50%}\n" + letter("at_or_below: low"), ["school:4 R010"]),
        (BELOW, "values: {floor: [{from: 2030-01-01, value: 92%}]}", ["school:4 R010"]),
        ("letters.thresholds.letter_b.below: {at_least: 85%}", letter("at_or_below: 50%", "letter_b"),
         ["school:4 R010"]),
        (BELOW, "values: {low: [{from: 2030-01-01, value: 92%}]}\n" + letter("at_or_below: low", "letter_a"),
         ["school:4 R010"]),
        (EXACTLY, letter("below: 85%"), ["school:4 R010"]),
        (ABOVE, letter("at_or_below: 95%"), ["school:4 R010"]),
        (BELOW, "remove: [letter_a, letter_b]\n" + letter("at_least: 9 sessions"), ["school:5 R012"]),
        ("letters.thresholds.*.at_least: {at_most: 9 sessions}",
         "remove: [letter_a, letter_b]\n" + letter("below: 9 sessions"), ["school:5 R012"]),
        ("letters.thresholds.letter_a.below: {at_least: 90%}", "remove: [letter_a]", ["school:4 R010"]),
        (ANY_DUE, "letters: {due: 6 school days}", ["school:4 R010"]),
        (ANY_DUE, "values: {w: 6 school days}\nletters: {due: w}", ["school:4 R010"]),
        ("letters.thresholds.letter_a.due: {at_most: 5 school days}", "letters: {due: 6 days}", ["school:4 R012"]),
        (ANY_DUE, "remove: [letters.due]", ["school:4 R010"]),
        (DUE, letter("due: 6 school days", "letter_a"), ["school:4 R010"]),
        (DUE, letter("due: 6 school days", "letter_b"), ["school:4 R010"]),
        (DUE, letter("below: 90%, due: 6 school days"), ["school:4 R010"]),
        ("safe_and_well.visits.*.due: {at_most: same day}", "safe_and_well: {due: 1 school day}", ["school:4 R010"]),
        (BY, letter("by: head", "letter_a"), ["school:4 R010"]),
        ("letters.thresholds.letter_a.by: {fixed: true}", "letters: {by: head}", ["school:4 R010"]),
        ("letters.thresholds.*.by: {fixed: true}", letter("by: head", "letter_a"), ["school:4 R010"]),
        (OF_B, "remove: [letters.thresholds.letter_b.by]", ["school:4 R010"]),
        (LIMIT, letter("below: 85%", "letter_b"), ["school:4 R010"]),
        (LIMIT, letter("when: not(watched)", "letter_b"), ["school:4 R010"]),
        (LIMIT, "letters: {figure: lates}", ["school:4 R010"]),
        (LIMIT, "letters: {for: year_group > 3}", ["school:4 R010"]),
        (LIMIT, "letters: {in_force: {from: 2030-01-01}}", ["school:4 R010"]),
        (VISIT, "safe_and_well: {visits: {day_3: {contact: some}}}", ["school:4 R010"]),
        (VISIT, "safe_and_well: {unless: watched}", ["school:4 R010"]),
        (VISIT, "measures: {contact_in_spell: {is: lates > 9}}", ["school:4 R010"]),
        (VISIT, "sets: {sick: 'code = \"X\"'}", ["school:4 R010"]),
        (WHEN, f"ladders: {{climb: {{steps: [{{id: one, when: lates > 9, then: [{{do: call}}]}}, {TWO}]}}}}",
         ["school:4 R010"]),
        (WHEN, f"ladders: {{climb: {{steps: [{ONE}, {{id: two, when: lates > 9, then: [{{do: meet}}]}}]}}}}",
         ["school:4 R010"]),
    ],
)  # fmt: skip
def test_no_other_words_lead_round_a_lock(told, lock, school, where):
    assert places(told(lock, school)) == where


@pytest.mark.parametrize(
    ("lock", "school", "message"),
    [
        (
            EXACTLY,
            letter("below: 85%"),
            "`letters.thresholds.own.below` is `85%`, and must be at least `at_or_below: 85%`, which differs for who"
            " stands exactly on it",
        ),
        (
            BELOW,
            "remove: [letter_a, letter_b]\n" + letter("at_least: 9 sessions"),
            "`letters.thresholds.own.at_least` is `9 sessions`, which cannot be compared with at least `85%` of"
            " `below`",
        ),
        (
            "letters.thresholds.*.below: {at_least: 5 sessions}",
            "remove: [letter_a, letter_b]\n" + letter("at_least: 9 sessions"),
            "`letters.thresholds.own.at_least` is `9 sessions`, which cannot be compared with at least `5 sessions` of"
            " `below`",
        ),
        (BY, letter("by: head", "letter_a"), "`letters.thresholds.letter_a.by` is `head` in place of `letters.by`,"
                                             " which is fixed"),
        (
            WHEN,
            f"ladders: {{climb: {{steps: [{{id: one, when: lates > 9, then: [{{do: call}}]}}, {TWO}]}}}}",
            "`ladders.climb.steps.one.when` is asked in place of `ladders.climb.when`, which is fixed",
        ),
        (
            "letters.with: {fixed: true}",
            letter("with: {tone: stern}", "letter_a"),
            "`letters.thresholds.letter_a.with` is said in place of `letters.with`, which is fixed",
        ),
    ],
)  # fmt: skip
def test_it_is_told_how_the_lock_was_passed_by(told, lock, school, message):
    (found, *_) = told(lock, school)

    assert found.message.partition(": `acme` locks it")[0] == message


def test_a_school_may_say_of_which_figure_a_trusts_letters_are_where_the_trust_says_none(tmp_path):
    trust = "policy: acme\nlayer: trust\nletters: {thresholds: {first: {below: 95%}}}\n"
    lock = "lock: {letters.thresholds.first.below: {fixed: true, reason: agreed}}\n"
    (tmp_path / "acme.yaml").write_text(trust + lock, encoding="utf-8")
    school = "policy: school\nlayer: school\nextends: [acme]\nletters: {figure: att}\n"
    (tmp_path / "school.yaml").write_text(school, encoding="utf-8")

    assert not resolve(tmp_path / "school.yaml").diagnostics
    (tmp_path / "school.yaml").write_text(school.replace("figure: att", "figure: att, unless: ill"), encoding="utf-8")
    assert [each.place.span.line for each in resolve(tmp_path / "school.yaml").diagnostics] == [4]


def test_what_a_section_says_for_several_entries_is_told_once(told):
    school = "letters: {thresholds: {letter_c: {below: 70%}, letter_d: {below: 60%}}, due: 6 school days}"

    assert [each.message.partition(" is ")[0] for each in told(ANY_DUE, school)] == [
        "`letters.thresholds.letter_a.due`",
        "`letters.thresholds.letter_c.due`",
    ]
