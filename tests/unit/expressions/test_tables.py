"""Decision tables: the text of their rows, hit policies, and the same over columns."""

from typing import Any

import numpy as np
import pytest

from engine.expressions.column import Column
from engine.expressions.rows import values
from engine.expressions.table_run import Decided, compile_table, compile_table_columns
from engine.expressions.tables import DecisionTable, check_table, split_rows
from tests.unit.expressions.vocabulary import NAMES

LEAVE = """\
reason                 | lates_2w || outcome          | code
"holiday"              | -        || "refuse"         | "G"
"close_family_wedding" | < 3      || "head_may_grant" | "C"
not("holiday")         | [3..9]   || "head_decides"   | null
"""


def made(text: str, **options: Any) -> DecisionTable:
    table = check_table(split_rows(text), NAMES, **options)
    assert not table.problems, table.problems
    return table


def decided(text: str, record: dict[str, Any], **options: Any) -> Decided:
    return compile_table(made(text, **options))(record)


def test_cells_know_where_they_stand() -> None:
    text = split_rows(LEAVE)
    for cells in (text.inputs, text.outputs, *(part for rule in text.rules for part in rule)):
        for cell in cells:
            assert LEAVE[cell.start : cell.start + len(cell.text)] == cell.text


def test_bars_in_quotes_are_text() -> None:
    text = split_rows('postcode || x\n"a|b", "c||d", "\\"|" || "|"')
    ((given, results),) = text.rules
    assert [cell.text for cell in given] == ['"a|b", "c||d", "\\"|"']
    assert [cell.text for cell in results] == ['"|"']


def test_types_and_names_of_what_a_table_gives() -> None:
    table = made(LEAVE)
    assert table.outputs == ("outcome", "code")
    assert table.types == ("string", "string")
    assert table.reads == ("reason", "lates_2w")
    assert [rule.start for rule in table.rules] == [LEAVE.index(line) for line in LEAVE.splitlines()[1:]]


@pytest.mark.parametrize(
    ("record", "outcome", "matched"),
    [
        ({"reason": "holiday", "lates_2w": 4}, ("refuse", "G"), (0,)),
        ({"reason": "close_family_wedding", "lates_2w": 2}, ("head_may_grant", "C"), (1,)),
        ({"reason": "medical", "lates_2w": 3}, ("head_decides", None), (2,)),
        ({"reason": "medical", "lates_2w": 2}, None, ()),
        ({"reason": None, "lates_2w": 4}, ("head_decides", None), (2,)),
        ({"reason": "close_family_wedding", "lates_2w": None}, None, ()),
    ],
)
def test_the_row_that_matches_decides(record: dict[str, Any], outcome: Any, matched: tuple[int, ...]) -> None:
    assert decided(LEAVE, record) == Decided(matched, outcome)


SEVERAL = "lates_2w || n\n> 1 || 1\n> 2 || 2\n> 3 || 2\n"


@pytest.mark.parametrize(
    ("hit", "lates", "outcome", "broken"),
    [
        ("unique", 2, (1,), False),
        ("unique", 3, None, True),
        ("first", 4, (1,), False),
        ("any", 2, (1,), False),
        ("any", 4, None, True),
        ("collect", 4, [(1,), (2,), (2,)], False),
        ("collect", 0, None, False),
        ("rule order", 4, [(1,), (2,), (2,)], False),
    ],
)
def test_hit_policies(hit: str, lates: int, outcome: Any, *, broken: bool) -> None:
    found = decided(SEVERAL, {"lates_2w": lates}, hit=hit)
    assert found.outputs == outcome
    assert found.broken is broken
    assert found.matched == tuple(row for row in range(3) if lates > row + 1)


def test_any_is_content_with_rows_that_agree() -> None:
    text = "lates_2w || n\n> 1 || lates_2w * 2\n> 2 || lates_2w + lates_2w\n"
    assert decided(text, {"lates_2w": 3}, hit="any") == Decided((0, 1), (6,))


REASONS = ("holiday", "medical", "close_family_wedding")
WORKED_OUT = "lates_2w | send || n | word\n> 1 | true || lates_2w + 0.5 | reason\n- | - || 9 | null"


@pytest.mark.parametrize("hit", ["unique", "first", "any", "collect"])
@pytest.mark.parametrize("text", [LEAVE, SEVERAL, WORKED_OUT])
def test_the_columns_decide_as_the_records_do(hit: str, text: str) -> None:
    table = made(text, hit=hit)
    rows = 60
    at = np.random.default_rng(5)
    env = {
        "reason": Column(at.integers(0, 3, rows).astype(np.int8), at.random(rows) < 0.8, None, REASONS),
        "lates_2w": Column(at.integers(0, 6, rows).astype(np.int16), at.random(rows) < 0.9),
        "send": Column(at.random(rows) < 0.5, at.random(rows) < 0.8),
    }
    lists = {name: values(env[name], NAMES[name].type, rows) for name in env}
    decide = compile_table(table)
    found = compile_table_columns(table)(env, rows)
    outputs = [values(column, kind, rows) for column, kind in zip(found.outputs, table.types, strict=True)]
    for row in range(rows):
        wanted = decide({name: lists[name][row] for name in lists})
        assert tuple(at for at, mask in enumerate(found.matched) if mask[row]) == wanted.matched
        assert bool(found.broken[row]) is wanted.broken
        first = wanted.outputs[0] if isinstance(wanted.outputs, list) else wanted.outputs
        assert tuple(column[row] for column in outputs) == (first or (None,) * len(outputs))
        if wanted.broken or not wanted.matched:
            assert found.row[row] == -1
        else:
            assert found.row[row] == wanted.matched[0]


def test_cells_that_say_the_same_are_worked_once() -> None:
    text = "lates_2w | lates_2w || n\n> 1 | > 1 || 1\n> 1 | < 5 || 2\n"
    assert len(compile_table_columns(made(text, hit="first")).cells) == 2


def test_a_problem_in_a_cell_is_told_at_the_cell() -> None:
    table = check_table(split_rows(LEAVE.replace("< 3", "< unauthorised")), NAMES)
    (found,) = table.problems
    assert LEAVE.replace("< 3", "< unauthorised")[found.start : found.end] == "unauthorised"
