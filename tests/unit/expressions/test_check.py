"""Types, units, words and what may be not known, before anything runs."""

import pytest

from engine.expressions.check import check
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.typed import Checked
from engine.expressions.types import Quantity
from tests.unit.expressions.vocabulary import NAMES, TABLES


def checked(text: str, **options: object) -> Checked:
    node = parse_expression(text).tree
    assert node is not None
    return check(node, NAMES, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("lates_2w + 1", "session"),
        ("1 + lates_2w", "session"),
        ("lates_2w * 2", "session"),
        ("2 * lates_2w / 3", "session"),
        ("lates_2w / unauthorised_10w", None),
        ("100 * lates_2w / unauthorised_10w", None),
        ("number(lates_2w) + absent_in_a_row", "school day"),
        ("max(lates_2w, 3)", "session"),
        ("sum([lates_2w, unauthorised_10w])", "session"),
        ("if risk_of_harm then 1 else lates_2w", "session"),
        ("floor(attendance_percent)", "percent"),
        ("modulo(minutes_late, 5)", "minute"),
        ("-lates_2w", "session"),
        ("(review_day - enrolled_on).days", "day"),
        ("school days between(enrolled_on, review_day)", "school day"),
        ("year_group + 1", None),
    ],
)
def test_units_are_carried(text: str, unit: str | None) -> None:
    found = checked(text, expect="number")
    assert not found.problems
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lates_2w > absent_in_a_row", "`lates_2w` counts sessions, `absent_in_a_row` counts school days"),
        ("lates_2w in [1..absent_in_a_row]", "`lates_2w` counts sessions, `absent_in_a_row` counts school days"),
        ("lates_2w between absent_in_a_row and 5", "`lates_2w` counts sessions, `absent_in_a_row` counts school days"),
        ("lates_2w in (1, absent_in_a_row)", "`lates_2w` counts sessions, `absent_in_a_row` counts school days"),
        ("days_since_letter > evidence_after", "`days_since_letter` counts days, `evidence_after` counts school days"),
        ("attendance_percent < fine", "`attendance_percent` is a percentage, `fine` is an amount in pounds"),
        ("(if risk_of_harm then lates_2w else fine) > 1", "`lates_2w` counts sessions, `fine` is an amount in pounds"),
    ],
)
def test_units_that_differ_are_told_in_words(text: str, message: str) -> None:
    found = checked(text)
    assert [problem.message for problem in found.problems] == [message]
    assert found.tree is None


@pytest.mark.parametrize(
    ("text", "nullable"),
    [
        ("lates_2w > 1", False),
        ("attendance_percent < 95", True),
        ("attendance_percent = null", False),
        ("attendance_percent != null and attendance_percent < 95", True),
        ("lates_2w > 1 or send", True),
        ("lates_2w / unauthorised_10w > 1", True),
        ("lates_2w / 2 > 1", False),
        ("if send then true else false", False),
        ('reason = "holiday"', False),
        ('contacts(outcome = "reached")', True),
        ("lates_2w in [1..6]", False),
        ("minutes_late in [1..6]", True),
    ],
)
def test_what_may_be_not_known_is_said(text: str, *, nullable: bool) -> None:
    found = checked(text, tables=TABLES)
    assert not found.problems
    assert found.nullable is nullable


def test_reads_are_in_the_order_of_the_text_and_once_each() -> None:
    found = checked(
        "lates_2w > 1 and attendance_percent < 95 and lates_2w < 9 and (some x in [lates_limit] satisfies x > 1)"
    )
    assert found.reads == ("lates_2w", "attendance_percent", "lates_limit")


def test_a_fact_test_is_read_by_its_text_and_its_names_stay_inside() -> None:
    found = checked('contacts( outcome="reached" ) and lates_2w > 1', tables=TABLES)
    assert found.reads == ("lates_2w",)
    (asked,) = found.fact_tests
    assert (asked.key, asked.table) == ('contacts(outcome = "reached")', "contacts")
    assert asked.condition.reads == ("outcome",)
    assert asked.condition.type == "boolean"


def test_a_row_column_comes_before_a_name_outside() -> None:
    tables = {"contacts": {"reason": Quantity("string", words=("letter",))}}
    assert not checked('contacts(reason = "letter")', tables=tables).problems
    assert checked('reason = "letter"', tables=tables).problems


@pytest.mark.parametrize(
    ("text", "of", "good"),
    [
        ("-", NAMES["attendance_percent"], True),
        ("< 5", NAMES["attendance_percent"], True),
        ("[90..95)", NAMES["attendance_percent"], True),
        ('"holiday", "medical"', NAMES["reason"], True),
        ('not("holiday")', NAMES["reason"], True),
        ("null", NAMES["reason"], True),
        ("true", NAMES["send"], True),
        ("? > lates_2w", NAMES["unauthorised_10w"], True),
        ("> lates_2w", NAMES["unauthorised_10w"], True),
        ("> evidence_after", NAMES["unauthorised_10w"], False),
        ('"holidays"', NAMES["reason"], False),
        ("< 5", NAMES["reason"], False),
        ("true", NAMES["reason"], False),
        ('starts with(?, "WA")', NAMES["postcode"], True),
    ],
)
def test_cells_are_checked_against_what_they_test(text: str, of: Quantity, *, good: bool) -> None:
    node = parse_cell(text).tree
    assert node is not None
    assert bool(check(node, NAMES, cell_of=of).problems) is not good


def test_a_duration_has_no_unit() -> None:
    assert checked('lates_2w * @"P1D"', expect=None).unit is None
    assert not checked('lates_2w * @"P1D" > @"P2D"').problems


def test_another_type_may_be_expected() -> None:
    assert not checked("review_day", expect="date").problems
    assert checked("review_day", expect="number").problems[0].code == "X102"
    assert not checked("review_day", expect=None).problems


def test_several_problems_are_all_told_in_the_order_of_the_text() -> None:
    found = checked("lates > 1 and code = L and arrived > 3")
    assert [problem.code for problem in found.problems] == ["X101", "X118", "X106"]


def test_what_only_the_standard_allows_is_let_through_on_request() -> None:
    for text in ("sqrt(4) = 2", "lates_2w in [6..1]", 'review_day = @"2024-02-30"', "attendance_percent < null"):
        assert checked(text).problems
        assert not checked(text, conformance=True).problems


@pytest.mark.parametrize(
    ("text", "code"),
    [("null < 3", "X109"), ("3 >= null", "X109"), ("null < risk_of_harm", "X106"), ("risk_of_harm > null", "X106")],
)
def test_an_order_with_nothing_is_told(text: str, code: str) -> None:
    assert [problem.code for problem in checked(text).problems] == [code]
