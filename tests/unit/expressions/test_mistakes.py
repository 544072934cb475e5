"""The mistakes that an author makes first: each is named and corrected, in golden files."""

from pathlib import Path

import pytest

from engine.expressions.check import check
from engine.expressions.codes import CODES
from engine.expressions.parse import parse_cell, parse_expression
from engine.expressions.tables import check_table, split_rows
from engine.expressions.types import Problem
from tests.unit.expressions.vocabulary import NAMES, TABLES

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "expressions"

MISTAKES = {
    "arrow": "lates_2w => lates_limit",
    "less_and_equal_turned": "lates_2w =< 3",
    "double_equals": 'code == "L"',
    "not_equal_as_in_databases": 'code <> "L"',
    "not_equal_with_the_bang_last": 'code =! "L"',
    "bang": "!risk_of_harm",
    "and_missing": "lates_2w >= 2 unauthorised_10w >= 10",
    "ampersands": "risk_of_harm && send",
    "bars": "risk_of_harm || send",
    "capital_and": "risk_of_harm AND send",
    "time_without_quotes": "arrived > 9:15",
    "time_in_quotes_only": 'arrived > "09:15"',
    "time_with_one_digit": 'arrived > @"9:15"',
    "date_without_quotes": "review_day >= 2024-09-01",
    "date_with_strokes": "review_day >= 1/9/2024",
    "date_in_quotes_only": 'review_day >= "2024-09-01"',
    "date_after_at_without_quotes": "review_day >= @2024-09-01",
    "no_such_date": 'review_day >= @"2024-02-30"',
    "percent_sign": "attendance_percent < 95%",
    "pound_sign": "fine > £80",
    "unit_after_a_number": "absent_in_a_row >= 5 school days",
    "unknown_name": "atendance_percent < 95",
    "unknown_name_like_nothing": "xylophone > 3",
    "name_with_spaces": "attendance percent < 95",
    "name_with_a_hyphen": "attendance-percent < 95",
    "code_without_quotes": "code = L",
    "codes_without_quotes": "code in (L, U)",
    "code_in_single_quotes": "code = 'L'",
    "code_that_is_a_backslash": 'code = "\\"',
    "quote_not_closed": 'code = "L',
    "no_such_word": 'reason = "holidays"',
    "no_such_code": 'code = "Ö"',
    "unit_mismatch": "lates_2w >= evidence_after",
    "unit_mismatch_in_a_sum": "lates_2w + absent_in_a_row > 3",
    "unit_mismatch_in_max": "max(lates_2w, absent_in_a_row) > 3",
    "unit_multiplied": "lates_2w * absent_in_a_row > 3",
    "range_the_wrong_way_round": "year_group in [6..1]",
    "range_without_brackets": "year_group in 1..6",
    "list_without_brackets": 'code in "L", "U"',
    "curly_brackets": 'code in {"L", "U"}',
    "or_without_a_condition": 'code = "L" or "U"',
    "not_without_brackets": "not risk_of_harm",
    "not_in": 'code not in ("L", "U")',
    "is_null": "reason is null",
    "is_not_null": "reason is not null",
    "capital_true": "risk_of_harm = True",
    "none": "reason = None",
    "chained": "1 < year_group < 6",
    "if_without_else": "if risk_of_harm then lates_2w > 1",
    "bracket_not_closed": "(lates_2w > 1 or risk_of_harm",
    "bracket_not_opened": "lates_2w > 1)",
    "greater_then": "lates_2w greater then 3",
    "is_at_least": "lates_2w is at least 3",
    "no_more_than": "lates_2w is no more than 3",
    "three_or_more": "lates_2w is 3 or more",
    "or_more_after_a_sign": "lates_2w > 3 or more",
    "falls_below": "attendance_percent falls below 95",
    "than_after_a_sign": "lates_2w > than 3",
    "number_in_words": "lates_2w > three",
    "comma_for_and": "lates_2w >= 3, year_group > 2",
    "comma_after_a_list": 'code in ("L", "U"), risk_of_harm',
    "unless_inside": "lates_2w > 3 unless risk_of_harm",
    "when_before": "when lates_2w > 3",
    "year_before_a_number": "year_group = Year 4",
    "to_without_in": "year_group = 4 to 6",
    "not_before_a_comparison": "not lates_2w > 3 and send",
    "name_left_out_after_and": "lates_2w > 3 and < 6",
    "year_group_by_its_letter": "year_group = R",
    "year_group_by_its_letter_in_quotes": 'year_group = "R"',
    "code_alone": "L",
    "code_alone_in_quotes": '"L"',
    "decimal_comma": "attendance_percent < 92,5",
    "thousands_comma": "fine > 1,000",
    "typographic_sign": "attendance_percent ≤ 95",
    "dots_at_the_end": "lates_2w >= 3…",
    "character_like_nothing": "\u200blates_2w >= 3",
    "typographic_quotes": "code = “L”",
    "ends_too_early": "lates_2w >= 2 and",
    "begins_with_and": "and lates_2w >= 2",
    "number_for_a_condition": "lates_2w",
    "number_in_quotes": 'year_group = "4"',
    "text_without_quotes": "postcode = 4",
    "days_added_to_a_date": "review_day + 5 > enrolled_on",
    "duration_against_a_number": "review_day - enrolled_on > 28",
    "order_of_yes_and_no": "risk_of_harm > send",
    "order_against_null": "attendance_percent < null",
    "contains_between": 'reason contains "holiday"',
    "between_without_and": "year_group between 1 to 6",
    "unknown_function": "days between(enrolled_on, review_day) > 3",
    "misspelt_function": 'start with(postcode, "WA7")',
    "today": "today() > enrolled_on",
    "month_as_a_function": "month(review_day) = 9",
    "month_alone": 'month = "September"',
    "weekday_as_a_function": 'weekday(review_day) = "Monday"',
    "year_alone": "year = 2026",
    "half_term_alone": "half_term = 1",
    "month_shortened": 'month of year(review_day) = "Sept"',
    "day_of_week_by_number": "day of week(review_day) = 5",
    "pattern": 'matches(postcode, "WA.*")',
    "wrong_arguments": "round half up(attendance_percent) < 95",
    "argument_of_another_kind": "floor(postcode) = 1",
    "conformance_only": "sqrt(notices_3y) > 2",
    "mixed_choice": 'if year_group > 2 then "old" else 2',
    "mixed_list": 'notices_3y in [1, "two"]',
    "no_such_property": "review_day.weekdays = 1",
    "property_of_a_number": "lates_2w.days > 1",
    "tested_value_outside_a_table": "? > 3",
    "fact_test_of_no_table": 'contact(outcome = "reached")',
    "fact_test_with_two_conditions": 'contacts(outcome = "reached", true)',
    "fact_test_with_no_such_word": 'contacts(outcome = "reach")',
    "nothing": "  ",
    "other_sign": "lates_2w > 1; risk_of_harm",
    "too_long": "risk_of_harm or " * 130 + "send",
    "too_deep": "(" * 40 + "risk_of_harm" + ")" * 40,
    "number_too_large": "notices_3y < 1e999999",
    "too_many_rounds": "some x in [" + "1," * 40 + "1] satisfies some y in [" + "1," * 40 + "1] satisfies x = y",
}
CELLS = {
    "cell_of_another_kind": "< 5",
    "cell_with_no_such_word": '"holidays"',
    "cell_without_quotes": "holiday",
}
TABLES_WRONG = {
    "table_without_outputs": "reason | code\n-  | -",
    "table_row_too_short": 'reason | send || outcome\n"medical" || "refuse"',
    "table_cell_wrong": 'reason || outcome\n"medicine" || "refuse"\n- || 5',
    "table_empty_cell": 'reason || outcome\n  || "refuse"',
    "table_without_rows": "reason || outcome",
    "table_of_other_outputs": 'reason || outcome\n- || "x"',
}


def told(text: str, problems: tuple[Problem, ...]) -> str:
    """Write problems with their places, as the golden files have them."""
    lines = []
    for found in problems:
        before = text[: found.start]
        row = before.count("\n")
        line = text.split("\n")[row]
        column = found.start - (before.rfind("\n") + 1)
        width = max(1, min(found.end, found.start + len(line) - column) - found.start)
        lines.append(line if len(line) < 100 else line[:99] + "…")
        lines.append(" " * min(column, 99) + "^" * min(width, 100))
        lines.append(f"{found.code} {CODES[found.code]}: {found.message}")
        if found.help:
            lines.append(f"  help: {found.help}")
    return "\n".join(lines) + "\n"


def problems_of(text: str) -> tuple[Problem, ...]:
    parsed = parse_expression(text)
    return parsed.problems if parsed.tree is None else check(parsed.tree, NAMES, tables=TABLES).problems


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_and_corrected(name: str, golden) -> None:  # type: ignore[no-untyped-def]
    problems = problems_of(MISTAKES[name])
    assert problems, "this is no mistake"
    assert all(found.help for found in problems)
    assert all(0 <= found.start <= found.end <= len(MISTAKES[name]) for found in problems)
    golden(GOLDEN / f"{name}.txt", told(MISTAKES[name], problems))


@pytest.mark.parametrize("name", CELLS)
def test_a_mistake_in_a_cell_is_named_and_corrected(name: str, golden) -> None:  # type: ignore[no-untyped-def]
    parsed = parse_cell(CELLS[name])
    problems = parsed.problems if parsed.tree is None else check(parsed.tree, NAMES, cell_of=NAMES["reason"]).problems
    assert problems
    golden(GOLDEN / f"{name}.txt", told(CELLS[name], problems))


@pytest.mark.parametrize("name", TABLES_WRONG)
def test_a_mistake_in_a_table_is_named_at_its_cell(name: str, golden) -> None:  # type: ignore[no-untyped-def]
    text = TABLES_WRONG[name]
    gives = ["decision"] if name == "table_of_other_outputs" else None
    problems = check_table(split_rows(text), NAMES, gives=gives).problems
    assert problems
    golden(GOLDEN / f"{name}.txt", told(text, problems))


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*MISTAKES, *CELLS, *TABLES_WRONG}


def test_more_than_twenty_mistakes_have_a_code_of_their_own() -> None:
    codes = {found.code for text in MISTAKES.values() for found in problems_of(text)}
    assert "X001" not in codes
    assert len(codes) > 40
    assert codes <= set(CODES)


def test_no_message_speaks_of_the_program() -> None:
    for text in MISTAKES.values():
        for found in problems_of(text):
            said = f"{found.message} {found.help}"
            assert not any(word in said for word in ("NoneType", "Fraction", "Quantity", "tuple", "episode", "measure"))
            assert said[0] == said[0].lower() and not found.message.endswith(".")
