"""A shipped policy with one slip in it: one finding more than before, at its line, which says what to write."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from engine.lint.run import lint

POLICIES = Path(__file__).parents[2] / "policies"
AS_OF = date(2026, 1, 10)

# what is wrong: the text, what is written instead, the code, and words of the help
SLIPS = {
    "a section misspelt": ("\nmeasures:\n", "\nmeasure:\n", "S001", "did you mean `measures`?"),
    "the registers misspelt": ("\nregisters:\n", "\nregister:\n", "S001", "did you mean `registers`?"),
    "another word for a field": (
        '    when: leaving_reason = "EHE"',
        '    if: leaving_reason = "EHE"',
        "S001",
        "`when`",
    ),
    "layers without brackets": ("extends: [england, halton]", "extends: england, halton", "S003", "[england, halton]"),
    "a day that is not in the calendar": ("{from: 2025-09-01}", "{from: 2025-09-31}", "S004", "September 2025 has 30"),
    "a date day first": ("{from: 2025-09-01}", "{from: 01/09/2025}", "S004", "`2025-09-01`"),
    "a unit in one word": ("5 school days  ", "5 schooldays  ", "S004", "write `5 school days`"),
    "a number in words": ("5 school days  ", "five school days  ", "S004", "write `5 school days`"),
    "a window in one word": ("over: last 10 school days", "over: last 10 schooldays", "S004", "`last 10 school days`"),
    "yes for true": ("overlapping: true", "overlapping: yes", "S004", "write `true`"),
    "a time with a dot": ("opens: 09:00", "opens: 9.00am", "S004", "write `09:00`"),
    "a value misspelt where it is given": ("  lates_limit:", "  late_limit:", "X101", "`late_limit`"),
    "a value misspelt where it is used": (">= lates_limit", ">= late_limit", "X101", "`lates_limit`"),
    "a value taken out": ("  ewo_after: 3 ", "  # ewo_after: 3 ", "X101", "give it a name"),
    "an entry that ends before it begins": (
        "  ewo_after: 3 ",
        "  ewo_after: [{from: 2025-09-01, until: 2025-08-30, value: 3}] ",
        "R015",
        "the first day on which it no longer holds",
    ),
    "an entry from a day that is not in the calendar": (
        "  ewo_after: 3 ",
        "  ewo_after: [{value: 2}, {from: 2026-02-30, value: 3}] ",
        "S004",
        "February 2026 has 28 days",
    ),
    "a field one column to the left": ("    overlapping: true", "  overlapping: true", "S003", "`appointment_told`"),
    "the hyphen of an item left out": ("  - id: notify_ehe", "    id: notify_ehe", "P007", "write `- ` before `id`"),
    "two rules of one id": ("id: notify_ehe", "id: notify_cme", "S008", "give one of them another name"),
    "a rule without its id": ("  - id: notify_ehe\n    title", "  - title", "S002", "write `id: …`"),
    "a name with a space": ("id: notify_ehe", "id: notify ehe", "S006", "letters, digits and underscores"),
    "a register that closes before it opens": ("closes: 09:30", "closes: 08:30", "L210", "after it opens"),
    "a register that is open too long": ("closes: 09:30", "closes: 10:30", "R010", "take the change out"),
    "arrivals asked for after the register": ("arrive_by: 08:55", "arrive_by: 09:55", "L210", "no later"),
    "a range with a hyphen": ("    for: ehcp\n", "    for: year_group in [1-6]\n", "X025", "write `[1..6]`"),
    "a range with a word": ("    for: ehcp\n", "    for: year_group in 1 to 6\n", "X025", "write `[1..6]`"),
    "one word for two": ("due: same day, obligation: must}", "due: sameday, obligation: must}", "B003", "`same day`"),
    "every for each": ("act: each check\n    at_most", "act: every check\n    at_most", "B003", "write `each check`"),
    "an outcome left out": ("performance: {outcome: grant, code: C1}", "performance: {code: C1}", "L103", "`grant`"),
    "a code of another year": ("{outcome: grant, code: C1}", "{outcome: grant, code: H}", "L308", "see SI 2024/208"),
    "a window in another word": ("over: last 10 school days", "over: fortnight", "L224", "write `last 2 weeks`"),
    "a hyphen without its space": ("  - id: notify_ehe", "  -id: notify_ehe", "P005", "write `- id…`"),
    "a condition that goes on one column too far to the left": (
        "    when: unexplained_today > 0 and tried_today > 0 and reached_today < 1",
        "    when: unexplained_today > 0\n    and tried_today > 0",
        "P005",
        "`key: value`",
    ),
    "a nought for a letter": ("code: O, sessions: ill_today", "code: 0, sessions: ill_today", "B003", "mean `O`?"),
    "a field of a figure of the wrong kind": ("ends: yesterday", "ends: yesterdy", "S004", "`yesterday`"),
    "a task in a word": (
        "    then:\n      - {do: send_certificate, to: parents, by: office, obligation: should}",
        "    then: send_certificate",
        "S003",
        "`then: [{do: send_certificate}]`",
    ),
    "a rule that has the name of a value": ("id: consider_ewo", "id: lates_limit", "B001", "choose another name"),
    "somebody by another name": (
        "do: send_certificate, to: parents",
        "do: send_certificate, to: carers",
        "L102",
        "`parents`",
    ),
    "a bare number": ("evidence_after: 5 school days", "evidence_after: 5", "L213", "`5 school days`"),
    "a heading left out": ("\nmeasures:\n", "\n", "S003", "or is the line missing above them?"),
    "the name of a ladder left out": ("  punctuality:\n", "", "S003", "or is the line missing above them?"),
    "the id of a rule left out that says more than the one before": (
        "  - id: notify_15_days\n",
        "",
        "P007",
        "write `- ` before `title`",
    ),
    "a condition left out": ("    when: part_time_today > 0\n", "", "L212", "write `when`"),
    "a figure taken out": ("  lates_2w: {title", "  # lates_2w: {title", "X101", "give it a name"),
    "a name with a slip that its words do not have": (
        "  absent_until_yesterday: {",
        "  abesnt_until_yesterday: {",
        "X101",
        "abesnt",
    ),
    "the phase with a capital": ("phase: primary", "phase: Primary", "L112", "did you mean `primary`?"),
    "the bullet of a word processor": ("  - id: notify_ehe", "  • id: notify_ehe", "P005", "begin it with `- `"),
    "the space of a word processor": ("    when: leaving", "    when:\u00a0leaving", "P003", "write the space again"),
    "a quote lost at the beginning": ("unexplained: 'session", "unexplained: session", "X008", "at the beginning too"),
    "a window left out": ("of: late, over: last 10 school days", "of: late", "L215", "write `over: year`"),
    "a task left out": (
        "    then: [{do: call, to: parents, by: office, obligation: should, with: {what: reasons for lateness}}]\n",
        "    then: [{to: parents, by: office, obligation: should, with: {what: reasons for lateness}}]\n",
        "S002",
        "write `do: …`",
    ),
}


TOLD_ELSEWHERE = {
    "a value misspelt where it is given",
    "a value taken out",
    "a task left out",
    "two rules of one id",
    "the name of a ladder left out",
    "a figure taken out",
    "a name with a slip that its words do not have",
}
"""What is told where the name is used, at the second of two, or at the end of a long line's item."""


def found(folder: Path, text: str, name: str = "victoria_road.yaml") -> Counter[tuple[str, str, int, str]]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    report = lint([file], as_of=AS_OF, law="england", ignore=["L415", "L412"])
    return Counter(
        (each.code, each.message, each.place.span.line if each.place else 0, each.help)
        for each in report.findings
        if each.severity > 1
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return {each[:2] for each in found(tmp_path_factory.mktemp("before"), written())}


def written() -> str:
    return (POLICIES / "victoria_road.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_one_finding_at_its_line_with_the_next_act(slip, before, tmp_path):
    old, new, code, words = SLIPS[slip]
    text = written()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1 + (len(new) - len(new.lstrip("\n")))

    fresh = [each for each in found(tmp_path, text.replace(old, new, 1)) if each[:2] not in before]

    assert [each[0] for each in fresh] == [code]
    assert words in fresh[0][3]
    if slip not in TOLD_ELSEWHERE:
        assert abs(fresh[0][2] - line) <= 2


UNEXPLAINED = "  unexplained: 'session"

# the policy, the text, what is written instead, the code, and words of the help
ELSEWHERE = {
    "what a table gives misspelt": (
        "examples/thornmere/thornmere",
        "    gives: [band, rank]",
        "    givs: [band, rank]",
        "S001",
        "did you mean `gives`?",
    ),
    "what a rule is about left empty": (
        "victoria_road",
        "    each: leave_requests\n    when: reason",
        "    each:\n    when: reason",
        "S005",
        "write its value",
    ),
    "a field that a text before it takes in": (
        "tillington_manor",
        "10 school days\n    each: leave_requests",
        "10 school days\n      each: leave_requests",
        "L114",
        "as far to the left as `assumes`",
    ),
    "an item of which only the beginning stands twice": (
        "starters/primary",
        "  - id: first_day_call\n",
        "  - id: first_day_call\n  - id: first_day_call\n",
        "S008",
        "another name",
    ),
    "the only set as far to the left as its heading": (
        "starters/special",
        UNEXPLAINED,
        UNEXPLAINED[2:],
        "S001",
        "`sets`",
    ),
    "a figure as far to the left as its heading": (
        "starters/secondary",
        "  lates_week: {",
        "lates_week: {",
        "S001",
        "if it belongs to `measures` above it",
    ),
    "a colon left out": (
        "victoria_road",
        "  otherwise: {",
        "  otherwise {",
        "S001",
        "write a colon and a space after `otherwise`",
    ),
    "an input of a table misspelt": (
        "examples/thornmere/thornmere",
        "      figure   ||",
        "      figuer   ||",
        "X101",
        "`figure`",
    ),
    "a word of a term misspelt": (
        "victoria_road",
        "  n_mornings: mornings",
        "  n_mornins: mornings",
        "L101",
        "did you mean `n_mornings`?",
    ),
    "the school left empty": ("victoria_road", "\nschool: {", "\nschool:  # {", "S005", "write its value"),
    "what leave is granted for left empty": (
        "tillington_manor",
        "  granted_if: {",
        "  granted_if:  # {",
        "S005",
        "write its value",
    ),
    "a reason with a capital": (
        "victoria_road",
        "    religious_obs",
        "    Religious_obs",
        "X104",
        "religious_observance",
    ),
    "a letter for all": ("starters/primary", "below: 92%", "below: 192%", "L236", "from 0 to 100"),
    "a morning in the evening": ("starters/primary", "opens: 08:50", "opens: 20:50", "L327", "correct the time"),
    "a register open until the evening": (
        "tillington_manor",
        "      closes: 09:15",
        "      closes: 21:15",
        "R010",
        "take the change out",
    ),
    "a hyphen in a name that begins like another": (
        "examples/thornmere/thornmere",
        "fell and fell_before",
        "fell and fell-before",
        "X101",
        "did you mean `fell_before`?",
    ),
    "a hyphen in a name from which something is taken away": (
        "examples/thornmere/thornmere",
        "<= figure_before - fall_of",
        "<= figure-before - fall_of",
        "X101",
        "`figure_before`?",
    ),
}


@pytest.mark.parametrize("slip", ELSEWHERE)
def test_one_slip_in_another_policy_is_one_finding(slip, tmp_path):
    policy, old, new, code, words = ELSEWHERE[slip]
    text, name = (POLICIES / f"{policy}.yaml").read_text(encoding="utf-8"), f"{policy.rpartition('/')[2]}.yaml"
    assert old in text
    before = {each[:2] for each in found(tmp_path, text, name)}

    fresh = [each for each in found(tmp_path, text.replace(old, new, 1), name) if each[:2] not in before]

    assert [each[0] for each in fresh] == [code]
    assert words in fresh[0][3]


def test_an_amount_of_another_unit_is_told_where_it_was_changed(tmp_path):
    text = (POLICIES / "starters/secondary.yaml").read_text(encoding="utf-8")
    file = tmp_path / "secondary.yaml"
    file.write_text(text.replace("detention_after: 2 sessions", "detention_after: 2 school days"), encoding="utf-8")

    (fresh,) = [each for each in lint([file], as_of=AS_OF).findings if each.code in ("X107", "L415", "L101")]

    assert fresh.code == "X107"
    assert "it was `2 sessions`" in fresh.help
    assert file.read_text(encoding="utf-8").splitlines()[fresh.place.span.line - 1].startswith("  detention_after:")


CIRCLES = {
    "one": "policy: one\nlayer: trust\nextends: [two]\n",
    "two": "policy: two\nlayer: trust\nextends: [one]\n",
    "three": "policy: three\nlayer: school\nextends: [england]\nmeasures:\n  x: {title: x, is: y + 1}\n"
    "  y: {title: y, is: x + 1}\nrules: [{id: a, source: §1, when: x > 3, then: [{do: note, to: office}]}]\n",
}


def test_a_circle_is_told_once_whichever_of_its_names_it_begins_with(tmp_path):
    for name, text in CIRCLES.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    errors = [each for each in lint([tmp_path], as_of=AS_OF).findings if each.severity > 2]

    assert sorted(each.code for each in errors) == ["B002", "R003"]
    assert [word for each in errors if each.code == "R003" for word, _ in each.also] == ["and here"]


def test_names_of_a_layer_that_is_not_above_are_told_once_by_the_kind_of_name(tmp_path):
    fresh = found(tmp_path, written().replace("extends: [england, halton]\n", ""))
    codes = Counter(code for code, *_ in fresh)

    assert {code: codes[code] for code in ("X101", "B003", "L102", "L318", "L312")} == {
        "X101": 1,
        "B003": 1,
        "L102": 1,
        "L318": 1,
        "L312": 0,
    }
    assert {each[3] for each in fresh if each[0] in ("X101", "L102")} == {"add `england` to `extends`"}


def test_what_is_not_asked_for_hides_nothing(tmp_path):
    text = written().replace("extends: [england, halton]\n", "")
    file = tmp_path / "victoria_road.yaml"
    file.write_text(text, encoding="utf-8")

    codes = Counter(each.code for each in lint([file], as_of=AS_OF, law="england", ignore=["L318"]).findings)

    assert codes["L312"] > 1, "nothing else says that the law is missing"
    assert codes["X101"] == 1


EXPECTED_ONCE = {
    "letters whose names count the other way": (
        "letters: {source: §1, figure: attendance_percent, check: half_term, send: most severe, thresholds: "
        "{first_letter: {at_or_below: 88%, to: parents, by: office}, "
        "second_letter: {at_or_below: 92%, to: parents, by: office}}}\n",
        ["L209"],
    ),
    "a hyphen before every field of a task": (
        "rules:\n  - id: a\n    source: §1\n    when: absent_in_a_row >= 3\n    then:\n"
        "      - do: letter\n      - to: parents\n      - by: office\n",
        ["S002"],
    ),
    "words of a table without their quotes": (
        "tables:\n  band:\n    hit: first\n    gives: [band]\n    rows: |\n      attendance_percent || band\n"
        "      >= 96 || green\n      >= 90 || amber\n      - || red\n"
        "rules: [{id: a, source: §1, when: 'band = \"red\"', then: [{do: call, to: parents, by: office}]}]\n",
        ["X101"],
    ),
    "a table without its first line": (
        "tables:\n  band:\n    hit: first\n    gives: [band]\n    rows: |\n"
        '      >= 96 || "green"\n      - || "red"\n'
        "rules: [{id: a, source: §1, when: 'band = \"red\"', then: [{do: call, to: parents, by: office}]}]\n",
        ["X202"],
    ),
    "figures as a list": (
        "measures:\n  - lates: {title: lates, count: sessions, of: late, over: term}\n"
        "rules: [{id: a, source: §1, when: lates >= 3, then: [{do: call, to: parents, by: office}]}]\n",
        ["S003"],
    ),
    "two codes without their quotes": (
        "measures: {lates: {title: lates, count: sessions, of: L or U, over: term}}\n"
        "rules: [{id: a, source: §1, when: lates >= 3, then: [{do: call, to: parents, by: office}]}]\n",
        ["X101"],
    ),
    "a set that holds what is not attended, and a percentage of it": (
        "sets: {there: 'present or code = \"D\"'}\n"
        "measures: {att: {title: attendance this term, percent: there, of: possible, over: term}}\n"
        "rules: [{id: a, source: §1, when: att <= 85, then: [{do: call, to: parents, by: office}]}]\n",
        ["L311"],
    ),
    "a holiday granted by rule": (
        "leave: {source: §1, reasons: {holiday: {outcome: grant, code: C}, religious_observance: "
        "{outcome: grant, code: R}}, otherwise: {outcome: head_decides}}\n",
        ["L308"],
    ),
    "a register for the winter before that of the rest of the year": (
        "registers: {am: {winter: {opens: 08:55, closes: 09:15, in_force: {from: 2025-11-01, until: 2026-03-01}}, "
        "all: {opens: 08:35, closes: 08:55}}, pm: {all: {opens: 13:30, closes: 13:50}}}\n",
        [],
    ),
    "a row of a table that never counts, and a rule that waits for it": (
        "tables:\n  band:\n    hit: first\n    gives: [band]\n    rows: |\n      absence_percent || band\n"
        '      >= 20 || "amber"\n      >= 40 || "red"\n      - || "green"\n'
        "rules: [{id: a, source: §1, when: 'band = \"red\"', then: [{do: call, to: parents, by: office}]}]\n",
        ["L206"],
    ),
    "a gap between the days of a value": (
        "values: {limit: [{until: 2026-01-01, value: 4 sessions}, {from: 2026-04-01, value: 5 sessions}]}\n"
        "measures: {lates: {title: lates, count: sessions, of: late, over: half_term}}\n"
        "rules: [{id: a, source: §1, when: lates >= limit, then: [{do: call, to: parents, by: office}]}]\n",
        ["R014"],
    ),
    "a share with a name": (
        "values: {limit: 0.9}\n"
        "rules: [{id: a, source: §1, check: half_term, when: attendance_percent < limit, "
        "then: [{do: call, to: parents, by: office}]}]\n",
        ["L222"],
    ),
    "letters whose limits are exchanged": (
        "letters: {source: §1, figure: attendance_percent, check: half_term, send: most severe, thresholds: "
        "{letter_95: {below: 92%, to: parents, by: office}, letter_92: {below: 95%, to: parents, by: office}}}\n",
        ["L209"],
    ),
    "a year group that there is nowhere": (
        "school: {name: A, phase: primary, kind: academy}\n"
        "rules: [{id: a, source: §1, for: year_group = 14, when: absent_in_a_row >= 3, "
        "then: [{do: call, to: parents, by: office}]}]\n",
        ["L202"],
    ),
    "a threshold that two rules ask about": (
        "values: {limit: 20 sessions}\n"
        "measures: {missed: {count: sessions, of: penalty, over: last 10 school weeks}}\n"
        "rules: [{id: fine, source: §1, for: compulsory_school_age, when: missed >= limit, "
        "then: [{do: consider_penalty_notice, to: local_authority, by: headteacher}]}, "
        "{id: fine_warning, source: §1, for: compulsory_school_age, when: missed >= limit, "
        "then: [{do: letter, to: parents, by: headteacher}]}]\n",
        ["L322"],
    ),
    "a register of the afternoon by the twelve-hour clock": (
        "registers: {am: {all: {opens: 08:45, closes: 09:15}}, pm: {all: {opens: 01:30, closes: 02:00}}}\n",
        ["L210"],
    ),
    "a register behind one for everybody": (
        "registers: {am: {all: {opens: 08:45, closes: 09:15}}, pm: {all: {opens: 12:45, closes: 13:15}, "
        "nursery: {for: year_group = nursery, opens: 12:30, closes: 13:00}}}\n",
        ["L307"],
    ),
    "a figure that is never known": (
        "measures: {a: {percent: attended, of: possible, over: week, at_least: 20 sessions}}\n"
        "rules: [{id: a_letter, source: §1, check: week, when: a <= 90, "
        "then: [{do: letter, to: parents, by: office}]}]\n",
        ["L201"],
    ),
    "leave with a code that is no more": (
        "leave: {source: §1, reasons: {holiday: {outcome: refuse, code: H}, "
        "religious_observance: {outcome: grant, code: R}}, "
        "otherwise: {outcome: head_decides}}\n",
        ["L308"],
    ),
}


@pytest.mark.parametrize("mistake", EXPECTED_ONCE)
def test_one_mistake_of_a_policy_written_from_scratch_is_told_once(mistake: str, tmp_path: Path):
    text, codes = EXPECTED_ONCE[mistake]
    file = tmp_path / "own.yaml"
    head = "policy: own\nlayer: school\nextends: [england]\nin_force: {from: 2025-09-01}\n"
    file.write_text(head + text, encoding="utf-8")
    report = lint([file], as_of=AS_OF, ignore=["L312"])

    assert [each.code for each in report.findings if each.severity > 1] == codes


OWN = """policy: own
layer: school
extends: [england]
facts:
  lessons: {dated_by: date, columns: {subject: text, outcome: [present, missed]}, title: Lessons}
  taxi: {covers: session, title: The taxi did not come}
measures:
  held: {title: lessons this term, count: lessons, of: 'subject != "Tutor"', over: term}
  missed: {title: lessons missed this term, count: lessons, of: 'outcome = "missed"', over: term}
  there: {title: attendance but for taxis, percent: attended, of: possible and not(taxi), over: term}
tables:
  band:
    check: week
    source: §1
    hit: first
    gives: [colour]
    rows: |
      missed || colour
      > 5    || "red"
      -      || "green"
rules:
  - {id: call_home, source: §2, check: week, when: colour = "red" and held > 9, then: [{do: call, to: parents}]}
  - {id: meet_home, source: §3, check: week, when: there < 85, then: [{do: meeting, to: parents}]}
"""
OWN_SLIPS = {
    "an output of another name": ("gives: [colour]", "gives: [color]", "X204"),
    "columns as a list": ("{subject: text, outcome: [present, missed]}", "[subject, outcome]", "S003"),
    "what a table covers misspelt": ("covers: session", "covers: sesion", "S004"),
}


@pytest.mark.parametrize("slip", OWN_SLIPS)
def test_a_slip_in_a_table_of_ones_own_is_one_finding(slip: str, tmp_path: Path):
    right, wrong, code = OWN_SLIPS[slip]
    assert right in OWN
    file = tmp_path / "own.yaml"
    ignored = ["L312"]

    def told(text: str) -> list[str]:
        file.write_text(text, encoding="utf-8")
        return [each.code for each in lint([file], as_of=AS_OF, ignore=ignored).findings if each.severity > 1]

    assert told(OWN) == []
    assert told(OWN.replace(right, wrong)) == [code]
