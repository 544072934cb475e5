"""The parts of a simulation by themselves: pairing, hiding small numbers, ranges of values, shares, cut-offs."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.load import load
from engine.simulate.linked import hidden_together
from engine.simulate.matching import NOBODY, Moments, paired
from engine.simulate.ranges import range_of
from engine.simulate.result import Row
from engine.simulate.shapley import shapley
from engine.simulate.suppression import LEAST_SHOWN, hidden_cells, hidden_rows


def moments(*entries: tuple[int, int, int, int]) -> Moments:
    """Actions as (pupil, year, day, day from which the condition held)."""
    table = np.array(entries, dtype=np.int64).reshape(-1, 4).T
    return Moments(table[:1], table[1], np.vstack([table[2], np.full(table.shape[1], -1)]), table[3])


def pairs(before: Moments, after: Moments) -> set[tuple[int, int]]:
    found = paired(before, after)
    return set(zip(found.before.tolist(), found.after.tolist(), strict=True))


def test_equal_keys_pair_first_and_the_rest_in_the_order_of_dates():
    before = moments((1, 0, 10, 10), (1, 0, 20, 20), (1, 0, 30, 30))
    after = moments((1, 0, 12, 12), (1, 0, 20, 20))

    assert pairs(before, after) == {(1, 1), (0, 0), (2, NOBODY)}


def test_neither_another_pupil_nor_another_year_pairs():
    assert pairs(moments((1, 0, 10, 10)), moments((2, 0, 10, 10))) == {(0, NOBODY), (NOBODY, 0)}
    assert pairs(moments((1, 0, 10, 10)), moments((1, 1, 250, 250))) == {(0, NOBODY), (NOBODY, 0)}


def test_an_action_that_goes_on_from_another_day_still_pairs():
    assert pairs(moments((1, 0, 10, 8)), moments((1, 0, 10, 9))) == {(0, 0)}


def test_with_nothing_on_one_side_everything_of_the_other_is_left():
    nothing = moments()

    assert pairs(nothing, nothing) == set()
    assert pairs(moments((1, 0, 10, 10), (2, 0, 9, 9)), nothing) == {(0, NOBODY), (1, NOBODY)}


def rows(*counts: int) -> list[Row]:
    return [Row(f"group {at}", {"before": 50, "pupils": count}) for at, count in enumerate(counts)]


@pytest.mark.parametrize("counts", [(3, 20, 30), (1, 1, 30), (4, 0, 0), (2, 9, 7, 0), (3,), (4, 4, 4), (1, 0)])
def test_no_small_number_is_shown_or_can_be_worked_out(counts: tuple[int, ...]):
    for hide in (hidden_rows, hidden_cells):
        told = [None if row.counts is None else row.counts["pupils"] for row in hide(rows(*counts))]
        left_out = [count for count, seen in zip(counts, told, strict=True) if seen is None]

        assert not [count for count in told if count is not None and 0 < count < LEAST_SHOWN]
        if len(counts) > 1 and sum(counts) >= LEAST_SHOWN:
            assert sum(left_out) >= LEAST_SHOWN


def test_large_numbers_are_all_shown():
    assert hidden_rows(rows(5, 0, 12)) == rows(5, 0, 12) == hidden_cells(rows(5, 0, 12))


def net(*counts: tuple[int, int, int]) -> list[Row]:
    """Rows of what came before, what was gained and what was lost."""
    return [
        Row(f"rule {at}", {"before": was, "after": was + more - less, "gained": more, "lost": less})
        for at, (was, more, less) in enumerate(counts)
    ]


def told_of(found: list[Row]) -> list[str]:
    return [" ".join("…" if count is None else str(count) for count in (row.counts or {}).values()) for row in found]


def test_what_comes_more_does_not_tell_what_was_gained():
    # 3 gained and 9 lost: less 6 tells each of the other, so that neither is shown, and 8 lost goes with it
    assert told_of(hidden_cells(net((40, 3, 9), (40, 30, 8), (40, 31, 40)))) == [
        "40 34 … …",
        "40 62 … …",
        "40 31 31 40",
    ]
    # nothing is lost: what comes after tells what was gained
    assert told_of(hidden_cells(net((40, 3, 0), (40, 20, 0), (40, 30, 0)))) == [
        "… … … 0",
        "… … … 0",
        "40 70 30 0",
    ]
    assert told_of(hidden_cells(net((40, 30, 20), (50, 20, 9)))) == ["40 50 30 20", "50 61 20 9"]
    # all that differs is in one row: the total tells it
    assert told_of(hidden_cells(net((40, 3, 0), (50, 0, 0)))) == ["40 43 … 0", "50 50 0 0"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=6))
def test_no_count_that_is_left_out_follows_from_what_is_shown(counts: list[tuple[int, int, int]]):
    whole = net(*((was, more, min(less, was)) for was, more, less in counts))
    found = hidden_cells(whole)
    values = [dict(row.counts or {}) for row in whole]
    places = [(at, name) for at, row in enumerate(found) for name, count in (row.counts or {}).items() if count is None]
    shown = [row.counts[name] for row in found if row.counts for name in ("gained", "lost")]
    assert not [count for count in shown if count in range(1, LEAST_SHOWN)]
    sizes = {name: sum(values[at][name] for at, other in places if other == name) for _, name in places}
    if sum(bool(held["gained"] or held["lost"]) for held in values) < 2:
        return
    hidden = [(at, name) for at, name in places if sizes[name]]  # of a column of noughts the total tells each
    equations = [[float(name == column) for _, name in hidden] for column in sizes if sizes[column]]
    signs = {"before": -1.0, "after": 1.0, "gained": -1.0, "lost": 1.0}
    equations += [[signs[name] * (at == row) for at, name in hidden] for row in range(len(values))]
    known = np.array(equations).reshape(len(equations), len(hidden))
    rank = np.linalg.matrix_rank(known) if hidden else 0
    for at, (row, name) in enumerate(hidden):
        alone = np.zeros(len(hidden))
        alone[at] = 1
        if name in ("before", "after") or values[row][name] not in range(1, LEAST_SHOWN) or sizes[name] < LEAST_SHOWN:
            continue  # no small one, or the total tells that few are meant
        assert np.linalg.matrix_rank(np.vstack([known, alone])) > rank, (told_of(found), row, name)


@pytest.mark.parametrize(
    ("classes", "gone"),
    [
        ({"7A": 20, "7B": 30, "8A": 20, "8B": 30}, set()),
        ({"7A": 3, "7B": 30, "7C": 9, "8A": 20, "8B": 30}, {"7A", "7C"}),  # 7A is Year 7 without its other classes
        ({"7A": 3, "7B": 30, "8A": 3, "8B": 40, "9A": 50}, {"7A", "7B", "8A", "8B"}),
        ({"7A": 3, "8A": 10, "8B": 12, "9A": 90, "9B": 99}, {"7", "7A", "8", "8A"}),  # Year 8 is its classes together
        ({"7A": 1, "7B": 1, "7C": 30, "7D": 9, "8A": 20, "8B": 30}, {"7A", "7B", "7D"}),
    ],
)
def test_no_table_of_groups_gives_away_what_another_leaves_out(classes: dict[str, int], gone: set[str]):
    years = sorted({name[:-1] for name in classes})
    sizes = {year: sum(count for name, count in classes.items() if name[:-1] == year) for year in years}
    tables = [[Row(name, {"pupils": count}) for name, count in each.items()] for each in (sizes, classes)]
    names = list(classes)
    of = [(years.index(name[:-1]), names.index(name)) for name, count in classes.items() for _ in range(count)]

    told = hidden_together(tables, [years, names], np.array(of).T)

    assert {row.name for rows in told for row in rows if row.counts is None} == gone


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("values.lates_limit=1..3/1", ("1 session", "2 sessions", "3 sessions")),
        ("values.lates_limit=3..1/1", ("3 sessions", "2 sessions", "1 session")),
        ("values.falling_by=4%..5%/0.5%", ("4%", "4.5%", "5%")),
        ("values.falling_by=4..5/0.25", ("4%", "4.25%", "4.5%", "4.75%", "5%")),
        ("registers.am.whole_school.closes=09:20..09:30/5 minutes", ("09:20", "09:25", "09:30")),
        ("registers.am.whole_school.closes=09:20..09:31/00:05", ("09:20", "09:25", "09:30")),
        (
            "registers.am.whole_school.closes=10 minutes after opens..20 minutes after opens/10",
            ("10 minutes after opens", "20 minutes after opens"),
        ),
        ("in_force.from=2025-09-01..2025-09-15/1 week", ("2025-09-01", "2025-09-08", "2025-09-15")),
    ],
)
def test_a_range_is_written_as_a_policy_would(text: str, values: tuple[str, ...]):
    policy = load("victoria_road").value
    assert policy is not None

    found = range_of(policy.policy, text)

    assert found.value is not None, found.diagnostics
    assert found.value.values == values


def test_shares_are_exact_and_symmetric():
    def worth(who: frozenset[int]) -> list[int]:
        return [7 if {0, 1} <= who else 0, len(who), 5 if 2 in who else 0]

    found = shapley(3, worth)

    assert found[0] == found[1] == (Fraction(7, 2), Fraction(1), Fraction(0))
    assert found[2] == (Fraction(0), Fraction(1), Fraction(5))
    assert [sum(column) for column in zip(*found, strict=True)] == worth(frozenset({0, 1, 2}))
