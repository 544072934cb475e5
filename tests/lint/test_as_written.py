"""Two schools' policies as their documents are written, and one without the law: each mistake is found at its line."""

from functools import cache
from pathlib import Path

import pytest

from engine.api import lint
from engine.diagnostics import Diagnostic, Severity
from tests.lint.examples import AS_OF

FOLDER = Path(__file__).parents[1] / "as_written"

# What is wrong, in words; the code; the text of the line at which it is.
MISTAKES = {
    "tillington_manor": (
        ("a third notice is charged at £160", "L302", '-            || "again"  | later_fine'),
        ("the second notice is to be paid within 21 days", "L303", '-            || "again"  | later_fine'),
        ("£160 if not paid within 21 days", "L303", "with: {cost: '£80, or £160 if not paid within 21 days'"),
        ("two closing times, 08:45 and 09:15", "L307", "too_late_for_a_mark: 'session"),
        ("the register is open 35 minutes", "R010", "opens: 08:40, closes: 09:15"),
        ("no afternoon register", "L306", "registers:"),
        ("short notice makes a holiday O", "L308", "| false "),
        ("short notice refuses an exceptional event", "L308", "| false "),
        ("absence below 93% is unauthorised", "L309", "when: attendance < 93"),
        ("the threshold leaves out N", "L301", "fine_sessions: {count: sessions"),
        ("the 2006 Regulations are cited for the whole", "L313", "source: The Education (Pupil Registration)"),
        ("Regulation 9 of 2006", "L313", "source: Regulation 9"),
        ("removal from the register without a ground", "L319", "do: remove_from_roll"),
        ("registration extensions", "L319", "do: registration_extension"),
        ("reduced timetables as a strategy", "L319", "do: part_time_timetable"),
        ("a letter below 90%, persistent absence at 90%", "L310", "letter_90:"),
        ("an old edition of the safeguarding guidance", "L313", "Keeping Children Safe in Education (Sept 2024)"),
        ("from September 2024", "L314", "from: from September 2024"),
        ("a fine for a child below compulsory school age", "L304", "- id: consider_fine"),
        ("a notice before it for such a child", "L304", "- id: improvement_notice"),
        ("and the table of fines for such a child", "L304", "  fines:"),
        ("D counts as attended", "L311", "attending: 'code in"),
        ("the review is overdue", "L401", "review_by:"),
    ),
    "victoria_road": (
        ("a telephone number with a digit too many", "L405", "019285 574644"),
        ("text of a template", "L314", "Set out your approach"),
        ("the deadline for arrival makes pupils late before the register is taken", "L210", "late_after: 08:55"),
        ("evidence after 5 days of illness", "L309", "when: ill_days > 5"),
        ("5 working days", "L314", "no later than 5 working days"),
        ("5 days instead of school days", "L316", "due: 5 days"),
        ("exceptional circumstances are a closed list", "L308", "otherwise: {outcome: refuse"),
        ("religious observance at the head's discretion", "L308", "religious_observance: {outcome: head_may_grant"),
        ("the Regulations of 2013 are cited", "L313", "Regulations 2013"),
        ("a section that is none", "L314", "S4441(1A)"),
        ("£80 for a public place notice", "L303", "do: public_place_notice"),
        ("a notice to improve below compulsory school age", "L304", "- id: notice_to_improve"),
        ("X or C2 whatever the age", "L317", "part_time: {count"),
        ("D counts as attended", "L311", "attended_or_elsewhere"),
        ("a meeting below 90%, persistent absence at 90%", "L310", "when: attended_or_elsewhere < 90"),
        ("the review is overdue", "L401", "review_by:"),
    ),
    "stands_alone": (
        ("no national layer", "L318", "policy: stands_alone"),
        ("six things are missing", "L312", "policy: stands_alone"),
        ("D is an approved educational activity", "L320", "'D': {category"),
        ("the register is open 35 minutes", "L305", "am: {everyone"),
        ("registers of different lengths", "L305", "pm: {everyone"),
        ("a code table that leaves N out of the threshold", "L301", "unauthorised_marks: {count"),
        ("£60, the old amount", "L303", '"first"  | 60'),
        ("a fine below compulsory school age", "L304", "fixed_penalty:"),
        ("a fine for every liable parent, whatever was missed", "L324", "fixed_penalty:"),
        ("a meeting below 90%, persistent absence at 90%", "L310", "when: attendance < 90"),
        ("a role that does nothing", "L101", "office: Office"),
    ),
}
CASES = [(policy, *mistake) for policy, mistakes in MISTAKES.items() for mistake in mistakes]


@cache
def found(policy: str) -> tuple[Diagnostic, ...]:
    return lint([FOLDER / f"{policy}.yaml"], as_of=AS_OF).findings


def line_of(each: Diagnostic) -> str:
    assert each.place is not None
    return each.place.source.line(each.place.span.line)


@pytest.mark.parametrize(("policy", "mistake", "code", "line"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_a_mistake_is_found_at_its_line(policy, mistake, code, line):
    at_line = {each.code for each in found(policy) if line in line_of(each)}

    assert code in at_line, "\n".join(map(str, found(policy)))


@pytest.mark.parametrize("policy", MISTAKES)
def test_nothing_else_is_an_error(policy):
    known = [(code, line) for _, code, line in MISTAKES[policy]]
    others = [
        str(each)
        for each in found(policy)
        if each.severity is Severity.ERROR
        and not any(each.code == code and line in line_of(each) for code, line in known)
    ]

    assert others == []


def test_what_is_missing_is_told_one_by_one():
    missing = [each.message for each in found("stands_alone") if each.code == "L312"]

    assert len(missing) == 6
    for word in ("attendance return", "sickness return", "resolves an N", "amendment", "6 years", "champion"):
        assert any(word in message for message in missing), word


def test_what_is_not_certain_in_law_is_said_to_be_so():
    told = [each.message for each in found("victoria_road") if each.code == "L303"]

    assert told and all("not certain in the public text" in message for message in told)
