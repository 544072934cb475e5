"""One record at a time: exact numbers, three-valued logic, and what is not known."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.record import evaluate
from engine.expressions.school import CALENDAR, SchoolDays, number_of
from engine.expressions.types import Quantity
from tests.unit.expressions.vocabulary import NAMES, TABLES


def given(text: str, record: dict[str, Any] | None = None, names: dict[str, Quantity] | None = None) -> Any:
    node = parse_expression(text).tree
    assert node is not None
    checked = check(node, names or NAMES, expect=None, tables=TABLES, conformance=True)
    assert not checked.problems, checked.problems
    return evaluate(checked, record or {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("-2 ** 2", 4),
        ("1 / 3 * 3 = 1", True),
        ("1 / 4", Decimal("0.25")),
        ("1 / 3", Fraction(1, 3)),
        ("string(1 / 3)", "0.3333333333333333333333333333333333"),
        ("10 ** 40 + 1 = 10 ** 40", True),  # 34 digits and no more
        ("10 ** 33 + 1 = 10 ** 33", False),
        ("1 / 0", None),
        ("-(10 ** 40 + 10 ** 8) = -1 * (10 ** 40 + 10 ** 8)", True),
        ("abs(10 ** 40 + 10 ** 8) = 10 ** 40 + 10 ** 8", True),
        ("2 ** 0.5 > 1.4142135", True),
        ("1e6000 * 1e6000", None),
        ("null = null", True),
        ("1 = null", False),
        ("null < 3", None),
        ("3 between 1 and null", None),
        ("true or null", True),
        ("false and null", False),
        ("not(null)", None),
        ("if null then 1 else 2", 2),
        ('string length("🐎")', 1),
        ('day of week(@"2024-09-02")', "Monday"),
        ('@"2024-01-31" + @"P1M"', date(2024, 2, 29)),
        ('@"23:30" + @"PT1H"', time(0, 30)),
        ('string(-@"P1DT2H3M4S")', "-P1DT2H3M4S"),
        ('string(@"PT90M" - @"PT90M")', "PT0S"),
        ('string(@"PT0.25S" * 5)', "PT1.25S"),
        ('string(-@"P14M")', "-P1Y2M"),
        ("string([1.50, null, 2])", "[1.5, null, 2]"),
        ('string(["a", null])', '["a", null]'),
        ('(@"2024-09-30" - @"2024-09-02").days', 28),
        ('@"9999-12-31" + @"P1D"', None),
        ('time("09:00:30.000")', time(9, 0, 30)),
        ('time("09:00:30.5")', None),  # a part of a second is not dropped
    ],
)
def test_values(text: str, value: Any) -> None:
    found = given(text)
    assert found == value
    assert (found is None) == (value is None)
    assert isinstance(found, bool) == isinstance(value, bool)


def test_a_name_without_a_value_is_not_known() -> None:
    assert given("lates_2w > 1") is None
    assert given("lates_2w = null") is True


@pytest.mark.parametrize("number", [95, Fraction(95), Decimal(95), Decimal("95.0")])
def test_numbers_may_come_in_any_exact_form(number: Any) -> None:
    assert given("attendance_percent < 95", {"attendance_percent": number}) is False
    assert given("attendance_percent = 95", {"attendance_percent": number}) is True


def test_a_ratio_stays_exact() -> None:
    assert given("attendance_percent > 33.333333333333333333333333333333333", {"attendance_percent": Fraction(100, 3)})
    assert given("attendance_percent * 3 = 100", {"attendance_percent": Fraction(100, 3)}) is True


def test_a_tenth_of_absence_is_a_tenth_for_every_number_of_sessions() -> None:
    names = {"absence_percent": Quantity("number", "percent")}
    for possible in range(1, 401):
        for missed in {possible // 10, -(-possible // 10)}:
            found = given("absence_percent >= 10", {"absence_percent": Fraction(100 * missed, possible)}, names)
            assert found is (10 * missed >= possible)


def test_a_fact_test_reads_its_key() -> None:
    text = 'contacts(outcome = "reached") or lates_2w > 1'
    assert given(text, {'contacts(outcome = "reached")': True}) is True
    assert given(text, {'contacts(outcome = "reached")': False, "lates_2w": 1}) is False
    assert given(text, {"lates_2w": 1}) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('school days between(@"2024-09-02", @"2024-09-06")', 4),
        ('school days between(@"2024-09-06", @"2024-09-09")', 1),
        ('school days between(@"2024-09-09", @"2024-09-06")', -1),
        ('school weeks between(@"2024-09-02", @"2024-09-13")', 1),
        ('school weeks between(@"2024-09-13", @"2024-09-02")', -1),
        ('add school days(@"2024-09-06", 1)', date(2024, 9, 9)),
        ('add school days(@"2024-09-07", 1)', date(2024, 9, 9)),
        ('add school days(@"2024-09-09", -1)', date(2024, 9, 6)),
        ('add school days(@"2024-09-07", 0)', date(2024, 9, 7)),
        ('add school days(@"2024-09-13", 1)', None),
        ('is school day(@"2024-09-06")', True),
        ('is school day(@"2024-09-07")', False),
    ],
)
def test_school_time_is_counted_on_the_calendar_that_is_given(text: str, value: Any) -> None:
    monday = number_of(date(2024, 9, 2))
    days = SchoolDays(np.array([monday + day for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)], np.int32))
    assert given(text, {CALENDAR: days}) == value
    assert given(text) is None
