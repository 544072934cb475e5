"""Sessions by code, period by period, with the codes of too few pupils suppressed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.report.counting import AFTER_CLOSE, LATE, Counter
from engine.report.figures import CodeCount, CodeLine
from engine.report.suppress import Cells, Relation, Structure, suppressed

Bits = npt.NDArray[np.bool_]
_NO_CATEGORY = "administrative"


@dataclass(frozen=True, slots=True)
class _Row:
    """A code of one code table, with its count and its pupils in each period; the last entry is all periods.

    `told`: the report tells of its sessions elsewhere, as lateness.
    """

    code: str
    means: str
    category: str
    table: int
    counts: Sequence[int]
    pupils: Sequence[Bits]
    told: bool


def code_lines(counter: Counter, places: Sequence[tuple[int, int]], small: int, *, hide: bool) -> list[CodeLine]:
    """Give every code that stands in the register in some period, in the order of the code tables, later tables last.

    Codes of fewer pupils than `small` are suppressed; all are, where `hide` says so. Of the codes for late arrivals,
    whose sessions a report tells anyway, only the pupils are. Administrative codes are no sessions and are left out.
    """
    rows = _rows(counter, places)
    gone = np.ones((len(rows), len(places) + 1), dtype=np.bool_) if hide else _hidden(rows, small)
    lines = []
    for row, hides in zip(rows, gone, strict=True):
        counts = [
            CodeCount(None, None) if hidden else CodeCount(count, _told(int(who.sum()), small))
            for count, who, hidden in zip(row.counts, row.pupils, hides, strict=True)
        ]
        lines.append(CodeLine(row.code, row.means, row.category, counts[:-1], counts[-1]))
    return lines


def _told(pupils: int, small: int) -> int | None:
    """Give a number of pupils unless it is too small; a code of too few is shown where it is told as lateness."""
    return pupils if pupils >= small or not pupils else None


def _rows(counter: Counter, places: Sequence[tuple[int, int]]) -> list[_Row]:
    found = [counter.codes(first, after) for first, after in places]
    nobody = np.zeros(len(counter.register.pupils), dtype=np.bool_)
    rows = []
    for number, entry in enumerate(counter.plan.codes):
        for code, item in entry.codes.items():
            if item.category == _NO_CATEGORY or code not in counter.register.codes:
                continue
            key = (number, counter.register.codes.index(code))
            held = [each.get(key, (0, nobody)) for each in found]
            counts = [count for count, _ in held]
            if not sum(counts):
                continue
            together = np.logical_or.reduce([who for _, who in held])
            rows.append(
                _Row(
                    *(code, item.means or "", item.category, number),
                    [*counts, sum(counts)],
                    [*(who for _, who in held), together],
                    item.used_for in (LATE, AFTER_CLOSE),
                )
            )
    return rows


def _hidden(rows: Sequence[_Row], small: int) -> Bits:
    """Say which counts are suppressed: a line a code, a column a period and one for all of them."""
    if not rows or not small:
        return np.zeros((len(rows), len(rows[0].counts) if rows else 0), dtype=np.bool_)
    columns, periods = len(rows[0].counts), len(rows[0].counts) - 1
    kinds = sorted({row.category for row in rows})
    at = np.arange(len(rows) * columns).reshape(len(rows), columns)
    members = [who for row in rows for who in row.pupils]
    weights = np.zeros((len(rows) * columns + len(kinds) * columns, len(rows) * periods), dtype=np.int64)
    for place in range(len(rows)):
        mine = slice(place * periods, (place + 1) * periods)
        weights[at[place, :periods], mine] = np.eye(periods, dtype=np.int64)
        weights[at[place, periods], mine] = 1
    relations: list[Relation] = [(int(at[place, periods]), at[place, :periods]) for place in range(len(rows))]
    for number, kind in enumerate(kinds):  # the report shows elsewhere what each category comes to
        mine_of = [place for place, row in enumerate(rows) if row.category == kind]
        for column in range(columns):
            whole = at.size + number * columns + column
            members.append(np.logical_or.reduce([rows[place].pupils[column] for place in mine_of]))
            weights[whole] = weights[at[mine_of, column]].sum(axis=0)
            relations.append((whole, at[mine_of, column]))
    size = len(members)
    free, last = np.arange(size) < at.size, np.zeros(size, dtype=np.bool_)
    free[at[[place for place, row in enumerate(rows) if row.told]]] = False
    last[at[:, periods]] = True
    structure = Structure(weights, lambda: relations)
    cells = Cells(np.array(members), structure, free, last, np.zeros(size, dtype=np.bool_))
    return suppressed(cells, small)[: at.size].reshape(at.shape)
