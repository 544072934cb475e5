"""Names that are misspelt, and words that say something else than what stands behind them: told once, at the place."""

from datetime import date
from pathlib import Path

import pytest

from engine.api import lint
from engine.lint.slips import Alike, slip

AS_OF = date(2025, 9, 2)
REST = """\
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
"""


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "oak.yaml"
    file.write_text(f"policy: oak\nlayer: school\nextends: [england]\n{text}\n{REST}", encoding="utf-8")
    found = lint([file], as_of=AS_OF, law="england").findings
    return [
        f"{each.place.span.line}:{each.place.span.column} {each.code} {each.message} | {each.help}"
        for each in found
        if each.place is not None and each.severity > 1
    ]


VALUES = "values: {lates_limit: 3 sessions}\nmeasures: {lates: {count: sessions, of: late, over: term}}\nrules:\n"
UNUSED = "nothing uses the value `lates_limit` | take it out, or ask about it in a rule"
MISSPELT = "  - {id: a, source: §1, when: lates > lates_limt, then: [{do: note, to: office}]}"


def test_a_use_that_is_misspelt_is_told_and_not_that_nothing_uses_the_name(tmp_path):
    found = told(tmp_path, VALUES + MISSPELT)

    assert found == ["7:39 X101 there is nothing named `lates_limt` | did you mean `lates_limit`?"]


def test_a_name_that_is_misspelt_where_it_is_given_is_told_there_before_its_uses(tmp_path):
    found = told(tmp_path, VALUES + MISSPELT + "\n" + MISSPELT.replace("id: a", "id: b").replace("> ", ">= "))

    assert found == [
        "4:10 L101 nothing uses the value `lates_limit` | did you mean `lates_limt`, which is asked for 2 times?",
        "7:39 X101 there is nothing named `lates_limt` | did you mean `lates_limit`?",
    ]


def test_a_value_whose_name_a_task_copies_is_told_to_be_unused_and_why(tmp_path):
    rule = "  - {id: a, source: §1, when: lates > 3, then: [{do: note, to: office, with: {limit: lates_limit}}]}"
    found = [each for each in told(tmp_path, f"{VALUES}{rule}") if " L101 " in each]

    assert len(found) == 1
    assert "in `with` the word `lates_limit` is copied, and not its amount" in found[0]


@pytest.mark.parametrize("condition", ["'lates > '", "12", "something_else > 3"])
def test_what_a_condition_that_cannot_be_read_would_have_asked_for_is_not_told_to_be_unused(tmp_path, condition):
    found = told(tmp_path, f"{VALUES}  - {{id: a, source: §1, when: {condition}, then: [{{do: note, to: office}}]}}")

    assert not [each for each in found if " L101 " in each]
    assert len(found) == 1


def test_a_name_that_nothing_uses_is_told_beside_an_error_that_has_nothing_to_do_with_it(tmp_path):
    found = told(
        tmp_path, VALUES + MISSPELT.replace("lates_limt", "3").replace("to: office", "to: office, obligaton: must")
    )

    assert [each for each in found if UNUSED in each]


def test_the_figure_of_letters_that_is_misspelt_is_told_where_it_is_named(tmp_path):
    letters = "letters:\n  figure: attendance_percennt\n  source: §1\n  thresholds: {one: {below: 95%, to: parents}}"

    assert [each.split(" |")[0] for each in told(tmp_path, letters)] == [
        "5:11 X101 there is nothing named `attendance_percennt`"
    ]


@pytest.mark.parametrize("task", ["tel", "repot", "prority_support"])
def test_a_task_that_is_nearly_one_with_plain_words_is_told(tmp_path, task):
    rule = "  - {id: a, source: §1, when: lates > lates_limit, then: [{do: TASK, to: parents}]}"

    assert [each.split(" | ")[1] for each in told(tmp_path, VALUES + rule.replace("TASK", task))]
    assert told(tmp_path, VALUES + rule.replace("TASK", "visit_museum")) == []


@pytest.mark.parametrize(
    ("term", "is_said"),
    [
        ("museum", True),
        ("muse", False),
        ("museum garden", True),
        ("garden museum", False),
        ("museum gard", False),
        ("garden.museum", True),
        ("garden.library", False),
        ("late_visit", True),
    ],
)
def test_plain_words_for_a_term_that_the_policy_does_not_say_are_told(tmp_path, term, is_said):
    rule = MISSPELT.replace("lates_limt", "lates_limit").replace("id: a", "id: late_visit, title: to the museum garden")
    found = told(tmp_path, f"plain_words: {{{term}: something else}}\n{VALUES}{rule}")

    assert [each.split(" | ")[0] for each in found if " L101 " in each] == (
        [] if is_said else [f"4:15 L101 the policy says `{term}` nowhere"]
    )


WINDOWS = {
    "lates_half_term": ("over: term", "the name of `lates_half_term` says `half term`, and the figure looks at `term`"),
    "lates_10w": ("over: last 10 school days", "`10w`"),
    "lates_2w": ("over: last 10 school days", None),
    "lates_3y": ("over: last 36 months", None),
    "lates_year": ("", None),
    "lates_today": ("", "looks at `year`, as it says no `over`"),
    "lates_year_group": ("over: term", None),
    "lates_term": ("over: previous term", None),
    "lates_week": ("over: [week, term]", None),
    "lates_yesterday": ("over: day, ends: yesterday", None),
    "yesterday": ("over: day", "ends now"),
    "lates_of_a_spell_today": ("over: spell of absent", None),
    "lates_in_window": ("title: late in the last 10 school days, over: last lates_window", None),
    "lates_in_other": ("title: late in the last 20 school days, over: last lates_window", "`last 20 school days`"),
    "this_one": ("title: late this half term, over: term", "the title of `this_one` says `half term`"),
}


@pytest.mark.parametrize(("name", "said", "expected"), [(name, *each) for name, each in WINDOWS.items()])
def test_a_name_or_title_that_says_another_window_is_told(tmp_path, name, said, expected):
    found = told(
        tmp_path,
        f"values: {{lates_window: 10 school days}}\n"
        f"measures: {{{name}: {{count: sessions, of: late, {said}}}}}\nrules:\n"
        f"  - {{id: a, source: §1, when: {name} > 3, then: [{{do: note, to: office}}]}}",
    )

    found = [each for each in found if " L218 " in each]
    assert [expected in each for each in found] == [True] if expected else found == []


TITLES = {
    "10 sessions in 10 school weeks": ("penalty_sessions >= 10 sessions", True),
    "12 days of illness": ("ill_days_year >= 12 school days", True),
    "15 days of illness": ("ill_days_year >= 12 school days", False),
    "absent for 10% of the year": ("attendance_percent <= 90", True),
    "absent for 15% of the year": ("attendance_percent <= 90", False),
    "pupils of year 6": ("attendance_percent <= 90", True),
    "missed 2 weeks": ("absent_in_a_row >= 10 school days", True),
    "told after 9 days": ("illness_doubted", True),
}


@pytest.mark.parametrize(("title", "when", "fits"), [(title, *each) for title, each in TITLES.items()])
def test_a_number_in_a_title_is_one_of_those_behind_the_rule(tmp_path, title, when, fits):
    rule = f"rules:\n  - {{id: a, title: {title}, source: §1, when: {when}, then: [{{do: note, to: office}}]}}"

    assert [each for each in told(tmp_path, rule) if " L219 " in each] == [] if fits else told(tmp_path, rule)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mornigns", "mornings", True),
        ("suport", "support", True),
        ("oficce", "office", False),
        ("letter", "letters", False),
        ("form", "from", True),
        ("step_1", "step_2", False),
        ("tel", "tell", False),
    ],
)
def test_a_slip_is_two_letters_that_changed_places_or_one_too_few_or_too_many(one, other, same):
    assert slip(one, other) is slip(other, one) is same


def test_many_words_are_looked_through_without_comparing_each_with_each():
    words = [f"{first}_{second}_{number}x" for first in ("visit", "call") for second in "abc" for number in range(99)]
    alike = Alike(words)

    assert "visit_a_10x" in alike.to("visit_a_100x") or alike.to("visit_a_1x")
    assert alike.to("home_visit") == []
    assert alike.to("vist_a_10x")[0] == "visit_a_10x"


@pytest.mark.parametrize(
    ("asks", "unused"),
    [
        ("lates > 2", True),
        ("lates > 2 and band = 1", False),
        ("lates > 2 and other = 2", True),
    ],
)
def test_a_table_whose_figure_nothing_asks_about_is_unused(tmp_path, asks, unused):
    tables = """tables:
  bands: {gives: [band, colour], hit: first, rows: "lates || band | colour\\n- || 1 | 2"}
  others: {gives: [other], hit: first, rows: "lates || other\\n- || 2"}
  by_row: {each: notices, gives: [outcome], hit: first, rows: "kind || outcome\\n- || \\"none\\""}
"""
    rule = f"  - {{id: a, source: §1, when: {asks}, then: [{{do: note, to: office}}]}}\n"
    values = "measures: {lates: {count: sessions, of: late, over: term}}\nrules:\n" + rule

    found = [each for each in told(tmp_path, values + tables) if " L101 " in each]
    assert [each for each in found if "`others`" not in each] == (
        ["8:3 L101 nothing uses the table `bands` | take it out, or ask about it in a rule"] if unused else []
    )


@pytest.mark.parametrize("layer", ["trust", "school"])
def test_a_value_that_is_nearly_one_that_reports_look_for_is_told_in_any_layer(tmp_path, layer):
    file = tmp_path / "elm.yaml"
    file.write_text(f"policy: elm\nlayer: {layer}\nextends: [england]\nvalues: {{tagret: 96%}}\n", encoding="utf-8")

    found = [each for each in lint([file], as_of=AS_OF, law="england").findings if each.code == "L101"]
    assert [(each.place.span.line, each.help[:25]) for each in found if each.place] == [
        (4, "did you mean `target`, wh")
    ]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("unless: lates > 2, then: [{do: note, to: office}]", "`a` never acts: where `when` holds, `unless` holds too"),
        ("unless: lates > 5, then: [{do: note, to: office}]", None),
        ("for: 'year_group > 3', unless: 'year_group > 2', then: [{do: note, to: office}]", "`a` never acts"),
        ("then: [{do: note, to: office}, {if: lates < 3, do: call, to: parents}]", "`call` of `a` never comes"),
        ("notes: [{if: lates < 3, say: few}], then: [{do: note, to: office}]", "the note of `a` never comes"),
        ("notes: [{if: lates > 8, say: many}], then: [{do: note, to: office}]", None),
    ],
)
def test_a_rule_or_a_part_of_one_that_never_comes_is_an_error_with_an_example(tmp_path, extra, expected):
    found = told(tmp_path, VALUES + f"  - {{id: a, source: §1, when: lates > lates_limit, {extra}}}")

    found = [each for each in found if " L220 " in each]
    assert [expected in each and "example: " in each for each in found] == [True] if expected else found == []


@pytest.mark.parametrize(
    ("limits", "places"),
    [
        ("gold: {below: 98%}", []),  # stands after the trust's whatever its limit
        ("gold: {below: 98%}, last: {below: 80%}, silver: {below: 97%}", ["oak.yaml:4"]),
        ("one: {below: 94%}", ["acme.yaml:4"]),
        ("gold: {below: 98%}, silver: {below: 98%}, last: {below: 80%}, mild: {below: 97%}", ["oak.yaml:4"]),
    ],
)
def test_letters_of_two_layers_have_an_order_each(tmp_path, limits, places):
    letters = "letters: {source: §1, figure: attendance_percent, check: half_term, to: parents, thresholds: {"
    last = "three: {below: 90%}" if places != ["acme.yaml:4"] else "three: {below: 93%}"
    letters += f"one: {{below: 95%}}, two: {{below: 92%}}, {last}}}}}\n"
    above = f"policy: acme\nlayer: trust\nextends: [england]\n{letters}"
    (tmp_path / "acme.yaml").write_text(above, encoding="utf-8")
    text = f"policy: oak\nlayer: school\nextends: [acme]\nletters: {{thresholds: {{{limits}}}}}\n{REST}"
    (tmp_path / "oak.yaml").write_text(text, encoding="utf-8")

    found = lint([tmp_path], as_of=AS_OF, law="england", select=["L209"]).findings
    assert [f"{Path(each.place.source.name).name}:{each.place.span.line}" for each in found] == places
