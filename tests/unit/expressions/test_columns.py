"""Over columns: shapes, widths, masks, and the parts that go row by row."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.expressions.arithmetic import multiply, round_half_up, settle
from engine.expressions.check import check
from engine.expressions.columns import Column, Program, compile_columns
from engine.expressions.parse import parse_expression
from engine.expressions.record import evaluate
from engine.expressions.rows import values
from engine.expressions.types import Quantity
from tests.unit.expressions.vocabulary import NAMES, TABLES


def program(text: str, names: dict[str, Quantity] | None = None) -> Program:
    node = parse_expression(text).tree
    assert node is not None
    checked = check(node, names or NAMES, expect=None, tables=TABLES, conformance=True)
    assert not checked.problems, checked.problems
    return compile_columns(checked)


def ran(text: str, env: dict[str, Any], rows: int = 3) -> list[Any]:
    made = program(text)
    return values(made(env, rows), made.kind, rows)


LATES = Column(np.array([1, 2, 3], np.int16))


def test_everything_known_gives_no_mask() -> None:
    found = program("lates_2w > 1 and lates_2w < 9")({"lates_2w": LATES}, 3)
    assert found.data.tolist() == [False, True, True]
    assert found.data.dtype == bool
    assert found.valid is None


def test_a_mask_that_is_never_needed_does_not_change_what_is_known() -> None:
    maybe = Column(np.array([99, 2, 3], np.int16), np.array([False, True, True]))
    assert ran("minutes_late > 2 or lates_2w = 1", {"minutes_late": maybe, "lates_2w": LATES}) == [True, False, True]
    assert ran("minutes_late > 2 and lates_2w = 1", {"minutes_late": maybe, "lates_2w": LATES}) == [None, False, False]


def test_one_value_for_all_rows_is_spread() -> None:
    env = {"lates_2w": LATES, "lates_limit": Column(np.array(2)), "review_day": Column(np.array(20_000, np.int32))}
    assert ran("lates_2w >= lates_limit", env) == [False, True, True]
    assert ran("lates_limit = 2", env) == [True] * 3
    assert program("lates_limit + 1")(env, 3).data.shape == (3,)
    assert program("true")({}, 3).data.shape == (3,)
    assert program('"a"')({}, 3).data.shape == (3,)
    assert program("null = lates_limit")(env, 3).data.shape == (3,)
    unknown = {"attendance_percent": Column(np.array(0), np.array(False))}
    assert ran("attendance_percent < 95", unknown) == [None] * 3
    assert ran("attendance_percent = null", unknown) == [True] * 3


def test_no_rows_at_all() -> None:
    assert program("lates_2w > 1")({"lates_2w": Column(np.array([], np.int16))}, 0).data.shape == (0,)
    assert program("number(lates_2w) * lates_2w > 1")({"lates_2w": Column(np.array([], np.int64))}, 0).data.shape == (
        0,
    )
    assert ran("string(lates_2w)", {"lates_2w": Column(np.array([], np.int16))}, 0) == []


def test_what_is_not_in_the_environment_is_not_known() -> None:
    assert ran("lates_2w > 1", {}) == [None] * 3
    assert ran('contacts(outcome = "reached")', {}) == [None] * 3
    assert ran('reason = "holiday" or review_day > @"2024-01-01" or risk_of_harm', {"lates_2w": LATES}) == [None] * 3
    assert ran("minutes_late = null and lates_2w > 1", {"lates_2w": LATES}) == [False, True, True]
    assert ran("is school day(review_day)", {"review_day": Column(np.array(20_000, np.int32))}) == [None] * 3
    assert ran('postcode + "x" = null', {}) == [True] * 3
    assert ran("string(send) = null", {}) == [True] * 3


def test_a_fact_test_is_looked_up_by_its_key() -> None:
    key = 'contacts(outcome = "reached")'
    column = Column(np.array([True, False, True]), np.array([True, True, False]))
    assert ran(f"{key} and lates_2w > 0", {key: column, "lates_2w": LATES}) == [True, False, None]


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int16, np.int32, np.int64, np.uint16])
def test_sums_and_products_never_overflow(kind: Any) -> None:
    top = int(np.iinfo(kind).max)
    low = int(np.iinfo(kind).min)
    env = {"lates_2w": Column(np.array([top, low, 1], kind))}
    wide = NAMES | {"lates_2w": Quantity("number")}
    for text, work in {
        "lates_2w + lates_2w": lambda x: x + x,
        "lates_2w * lates_2w": lambda x: x * x,
        "lates_2w * lates_2w * lates_2w": lambda x: multiply(settle(x * x), x),
        "-lates_2w - 1": lambda x: -x - 1,
        "abs(lates_2w)": abs,
        "lates_2w - 300": lambda x: x - 300,
        "300 + lates_2w": lambda x: x + 300,
        "lates_2w * 300": lambda x: x * 300,
        "lates_2w / -3 * 3": lambda x: -x,
        "modulo(lates_2w, -7)": lambda x: x % -7,
        "round half up(lates_2w, -1)": lambda x: round_half_up(x, -1),
        "max(lates_2w, 70000)": lambda x: max(x, 70000),
    }.items():
        made = program(text, wide)
        assert values(made(env, 3), made.kind, 3) == [settle(work(x)) for x in (top, low, 1)], text


def test_a_number_is_exact_to_34_digits_and_longer_ones_are_rounded_as_feel_does() -> None:
    longest = Fraction(1, 10**34)

    assert settle(longest) == longest
    assert settle(Fraction(10**34 - 1, 7)) == Fraction(10**34 - 1, 7)
    assert settle(Fraction(1, 10**34 + 1)) == Decimal("9.999999999999999999999999999999999E-35")
    assert settle(Fraction(10**34 + 1, 7)) == Decimal("1428571428571428571428571428571429")
    assert settle(10**34 - 1) == 10**34 - 1
    assert settle(10**34 + 1) == Decimal("1E+34")


def test_ratios_of_any_length_are_compared_exactly() -> None:
    big = 2**62
    column = Column(np.array([big, big, big]), None, np.array([big - 1, big, big + 1]))
    found = ran("attendance_percent > 1", {"attendance_percent": column})
    assert found == [True, False, False]
    found = ran("number(attendance_percent) * attendance_percent > 1", {"attendance_percent": column})
    assert found == [True, False, False]


def test_a_tenth_of_absence_is_a_tenth_for_every_number_of_sessions() -> None:
    missed, possible = (part.ravel() for part in np.meshgrid(np.arange(401), np.arange(1, 401)))
    percent = Column((missed * 100).astype(np.int32), None, possible.astype(np.int16))
    env = {"attendance_percent": percent}
    rows = len(missed)
    assert np.array_equal(program("attendance_percent >= 10")(env, rows).data, 10 * missed >= possible)
    assert np.array_equal(program("100 - attendance_percent <= 90")(env, rows).data, 10 * missed >= possible)
    assert np.array_equal(program("attendance_percent / 100 >= 0.1")(env, rows).data, 10 * missed >= possible)


def test_a_ratio_that_is_not_known_may_be_over_nothing() -> None:
    column = Column(np.array([50, 0, 7]), np.array([True, False, True]), np.array([1, 0, 2]))
    env = {"attendance_percent": column}
    assert ran("attendance_percent < 10", env) == [False, None, True]
    assert ran("floor(attendance_percent)", env) == [50, None, 3]
    assert ran("modulo(attendance_percent, 4)", env) == [2, None, Fraction(7, 2)]
    assert ran("string(attendance_percent)", env) == ["50", None, "3.5"]


def test_words_are_codes() -> None:
    env = {
        "code": Column(np.array([0, 1, 2], np.uint8), None, None, ("L", "U", "/")),
        "reason": Column(np.array([0, -7, 1], np.int32), np.array([True, False, True]), None, ("U", "/")),
    }
    assert ran('code in ("L", "/")', env) == [True, False, True]
    assert ran('code = "O"', env) == [False] * 3
    assert ran("code = reason", env) == [False, False, True]
    assert ran("code != reason", env) == [True, True, False]
    assert ran("code < reason", env) == [True, None, False]
    assert ran('if code = "L" then "late" else reason', env) == ["late", None, "/"]
    other = {**env, "code": Column(np.array([0, 1, 1], np.uint8), None, None, ("/", "L"))}
    made = program('code = "L"')
    assert made(env, 3).data.tolist() == [True, False, False]
    assert made(other, 3).data.tolist() == [False, True, True]


def test_a_time_may_have_seconds() -> None:
    env = {"arrived": Column(np.array([33_300, 33_301, 5]), np.array([True, True, False]), np.array(60))}
    assert ran('arrived > @"09:15"', env) == [False, True, None]
    env = {"arrived": Column(np.array([555, 556, 5], np.int16), np.array([True, True, False]))}
    assert ran('arrived > @"09:15"', env) == [False, True, None]
    assert ran('arrived > @"09:15:30"', env) == [False, True, None]


def test_a_comparison_with_a_constant_is_one_call_on_the_column_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []

    class Watched(np.ndarray):
        def __array_ufunc__(self, work: Any, method: str, *inputs: Any, **options: Any) -> Any:
            calls.append((work.__name__, [getattr(one, "dtype", type(one)) for one in inputs]))
            plain = [one.view(np.ndarray) if isinstance(one, Watched) else one for one in inputs]
            return getattr(work, method)(*plain, **options)

    env = {"lates_2w": Column(np.array([1, 2, 3], np.int16).view(Watched))}
    program("lates_2w >= 2")(env, 3)
    assert calls == [("greater_equal", [np.dtype(np.int16), int])]


def test_columns_that_were_given_are_never_written_to() -> None:
    flag, known = np.array([True, False, True]), np.array([True, True, False])
    env = {
        "send": Column(flag, known),
        "risk_of_harm": Column(flag),
        "lates_2w": LATES,
        "minutes_late": Column(LATES.data, known),
    }
    before = flag.copy(), known.copy(), LATES.data.copy()
    for text in (
        "risk_of_harm and lates_2w > 2 and send",
        "lates_2w > 2 and risk_of_harm or send",
        "(minutes_late = null) and lates_2w > 2 and risk_of_harm",
        "(minutes_late != null) or send or lates_2w > 2",
        "not(send) and minutes_late > 1 and (send or minutes_late in [1..2])",
        "if send then risk_of_harm else minutes_late > 2",
        "any([send, risk_of_harm, lates_2w > 1])",
    ):
        program(text)(env, 3)
        assert all(np.array_equal(one, two) for one, two in zip(before, (flag, known, LATES.data), strict=True)), text


def test_what_has_no_form_over_columns_runs_row_by_row_inside() -> None:
    made = program('lates_2w > 1 and starts with(postcode, "WA7")')
    assert made.row_steps == 1
    postcodes = Column(np.array([0, 1, 0]), np.array([True, True, False]), None, ("WA7 1", "M1"))
    assert values(made({"lates_2w": LATES, "postcode": postcodes}, 3), "boolean", 3) == [False, False, None]


def test_numbers_beyond_64_bits_are_given_as_they_are() -> None:
    assert ran("lates_2w * 1e30", {"lates_2w": LATES}) == [10**30, 2 * 10**30, 3 * 10**30]
    assert ran("lates_2w * 1e30 > 2e30", {"lates_2w": LATES}) == [False, False, True]
    assert ran("lates_2w * 4e18 + 0.5", {"lates_2w": LATES}) == [Fraction(8 * 10**18 * row + 1, 2) for row in (1, 2, 3)]
    objects = Column(np.array([10**30, 5, 2], dtype=object))
    assert ran("lates_2w > 4", {"lates_2w": objects}) == [True, True, False]


def test_a_program_may_run_on_blocks_of_any_size() -> None:
    made = program("lates_2w > 1 or minutes_late > 1")
    for rows in (1, 7, 500):
        column = Column(np.arange(rows, dtype=np.int16), np.arange(rows) % 3 > 0)
        assert made({"lates_2w": Column(column.data), "minutes_late": column}, rows).data.shape == (rows,)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("some x in [1, 2] satisfies (some x in [x * 10] satisfies x = 20)", True),
        ("some x in [1, 2] satisfies (some x in [x * 10] satisfies x = 2)", False),
        ("every x in [1, 2] satisfies (some y in [x, lates_2w] satisfies y = lates_2w) and x < 3", True),
        ("some lates_2w in [7] satisfies lates_2w = 7", True),
    ],
)
def test_an_inner_variable_hides_an_outer_one(text: str, *, truth: bool) -> None:
    assert ran(text, {"lates_2w": LATES}) == [truth] * 3
    checked = check(parse_expression(text).tree, NAMES)  # type: ignore[arg-type]
    assert evaluate(checked, {"lates_2w": 1}) is truth


def test_a_promised_bound_chooses_the_width_and_a_broken_promise_does_no_harm() -> None:
    names = {"n": Quantity("number", low=Fraction(0), high=Fraction(50), whole=True)}
    kept = Column(np.array([50, 1], np.int32))
    assert program("n * n + n", names)({"n": kept}, 2).data.dtype == np.int32
    assert program("n * n + n", names)({"n": Column(kept.data.astype(np.int64))}, 2).data.tolist() == [2550, 2]
    broken = Column(np.array([30_000, -30_000], np.int16))
    assert program("n + n", names)({"n": broken}, 2).data.tolist() == [60_000, -60_000]
    assert program("n * n", names)({"n": broken}, 2).data.tolist() == [900_000_000, 900_000_000]
