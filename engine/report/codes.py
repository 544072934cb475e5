"""Sessions by code, period by period, with the codes of too few pupils suppressed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.report.counting import AFTER_CLOSE, LATE, Counter
from engine.report.figures import CodeCount, CodeLine
from engine.report.suppress import Cells, Relation, Structure, suppressed

Bits = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
Places = Sequence[tuple[int, int]]
"""The first school day of each of some periods, and the one after its last."""

_NO_CATEGORY = "administrative"


Span = tuple[int, ...]
"""Some of the stretches into which all periods cut the days, by place: what one period is made of."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A code of one code table, with its count and its pupils in each stretch of days.

    `told`: the report tells of its sessions elsewhere, as lateness.
    """

    code: str
    means: str
    category: str
    counts: Longs
    pupils: Bits
    told: bool


def code_lines(counter: Counter, kinds: Mapping[str, Places], kind: str, small: int, *, hide: bool) -> list[CodeLine]:
    """Give every code that stands in the register in some period, in the order of the code tables, later tables last.

    Codes of fewer pupils than `small` are suppressed, and with them what reports of the same days by periods of other
    `kinds` would give away beside the one by `kind`; all are, where `hide` says so. Of the codes for late arrivals,
    whose sessions a report tells anyway, only the pupils are. Administrative codes are no sessions and are left out.
    """
    stretches = _stretches(list(kinds.values()))
    rows = _rows(counter, stretches)
    cut = {name: [_span(stretches, [period]) for period in places] for name, places in kinds.items()}
    wholes = {name: _span(stretches, places) for name, places in kinds.items()}
    spans = list(dict.fromkeys([*(span for held in cut.values() for span in held), *wholes.values()]))
    asked = [spans.index(span) for span in (*cut[kind], wholes[kind])]
    if hide:
        gone = np.ones((len(rows), len(spans)), dtype=np.bool_)
    else:
        last = sorted({spans.index(whole) for whole in wholes.values()})
        gone = _hidden(rows, spans, last, _tilings(spans, list(cut.values())), small)
    lines = []
    for row, hides in zip(rows, gone, strict=True):
        counts = [
            CodeCount(None, None)
            if hides[at]
            else CodeCount(int(row.counts[list(spans[at])].sum()), _told(_who(row, spans[at]), small))
            for at in asked
        ]
        lines.append(CodeLine(row.code, row.means, row.category, counts[:-1], counts[-1]))
    return lines


def _stretches(kinds: Sequence[Places]) -> list[tuple[int, int]]:
    """Cut the days of all periods where one of them begins or ends."""
    cuts = sorted({place for kind in kinds for period in kind for place in period})
    return [
        (first, after)
        for first, after in pairwise(cuts)
        if any(begin <= first and after <= end for kind in kinds for begin, end in kind)
    ]


def _span(stretches: Sequence[tuple[int, int]], periods: Places) -> Span:
    return tuple(
        at
        for at, (first, after) in enumerate(stretches)
        if any(begin <= first and after <= end for begin, end in periods)
    )


def _tilings(spans: Sequence[Span], kinds: Sequence[Sequence[Span]]) -> list[tuple[int, Longs]]:
    """Give the spans that the periods of some kind share out whole, with these."""
    found = []
    for place, span in enumerate(spans):
        for kind in kinds:
            parts = [part for part in kind if part and set(part) <= set(span)]
            if len(parts) > 1 and sum(map(len, parts)) == len(span):
                found.append((place, np.array([spans.index(part) for part in parts], dtype=np.int64)))
    return found


def _who(row: _Row, span: Span) -> int:
    return int(row.pupils[list(span)].any(axis=0).sum())


def _told(pupils: int, small: int) -> int | None:
    """Give a number of pupils unless it is too small; a code of too few is shown where it is told as lateness."""
    return pupils if pupils >= small or not pupils else None


def _rows(counter: Counter, stretches: Places) -> list[_Row]:
    found = [counter.codes(first, after) for first, after in stretches]
    nobody = np.zeros(len(counter.register.pupils), dtype=np.bool_)
    rows = []
    for number, entry in enumerate(counter.plan.codes):
        for code, item in entry.codes.items():
            if item.category == _NO_CATEGORY or code not in counter.register.codes:
                continue
            key = (number, counter.register.codes.index(code))
            held = [each.get(key, (0, nobody)) for each in found]
            counts = np.array([count for count, _ in held], dtype=np.int64)
            if counts.any():
                pupils = np.array([who for _, who in held])
                told = item.used_for in (LATE, AFTER_CLOSE)
                rows.append(_Row(code, item.means or "", item.category, counts, pupils, told))
    return rows


def _hidden(
    rows: Sequence[_Row],
    spans: Sequence[Span],
    wholes: Sequence[int],
    tilings: Sequence[tuple[int, Longs]],
    small: int,
) -> Bits:
    """Say which counts are suppressed: a line a code, a column a span. Codes of two categories never add up."""
    gone = np.zeros((len(rows), len(spans)), dtype=np.bool_)
    for kind in sorted({row.category for row in rows}) if small else ():
        mine = [place for place, row in enumerate(rows) if row.category == kind]
        gone[mine] = _hidden_of_category([rows[place] for place in mine], spans, wholes, tilings, small)
    return gone


def _hidden_of_category(
    rows: Sequence[_Row],
    spans: Sequence[Span],
    wholes: Sequence[int],
    tilings: Sequence[tuple[int, Longs]],
    small: int,
) -> Bits:
    inside = np.zeros((len(spans), len(rows[0].counts)), dtype=np.int64)
    for place, span in enumerate(spans):
        inside[place, list(span)] = 1
    size = len(rows) * len(spans)
    at = np.arange(size).reshape(len(rows), len(spans))
    # the report shows elsewhere what the category comes to: a last line of cells, which are never suppressed
    weights = np.vstack([np.kron(np.eye(len(rows), dtype=np.int64), inside), np.tile(inside, len(rows))])
    by_code = [np.array([row.pupils[list(span)].any(axis=0) for span in spans]) for row in rows]
    members = np.concatenate([*by_code, np.logical_or.reduce(by_code)])
    relations: list[Relation] = [(int(mine[whole]), mine[parts]) for mine in at for whole, parts in tilings]
    relations += [(size + place, at[:, place]) for place in range(len(spans))]
    free, last = np.arange(len(members)) < size, np.zeros(len(members), dtype=np.bool_)
    free[at[[place for place, row in enumerate(rows) if row.told]]] = False
    last[at[:, list(wholes)]] = True
    structure = Structure(weights, lambda: relations)
    hidden = suppressed(Cells(members, structure, free, last, np.zeros(len(members), dtype=np.bool_)), small)
    return np.asarray(hidden[:size].reshape(at.shape))
