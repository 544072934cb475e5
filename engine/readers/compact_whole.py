"""Marks in the compact form -> the dense array as a whole, where every one of them may stand.

Rows are taken a block of pupils at a time: asked, looked up and turned into columns while they are in the cache.
Nothing of the file's size is held but the file's own bytes and the array: a page of new memory costs more than
everything that is asked of it.
"""

from collections.abc import Sequence
from itertools import pairwise, repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass
from engine.readers.batch import MOST_MINUTES, NOBODY, UNREADABLE, Ints, Words
from engine.readers.compact_form import Bytes, Form, Group, Timed, bytes_of
from engine.readers.marks import NO_ROW, Marks, Rows, Tally, arrivals_of, count_unusual
from engine.readers.standing import Mask, Rules
from engine.register import NOT_GIVEN

MINUTES: Final = {"arrived": 24 * 60 - 1, "minutes_late": MOST_MINUTES}

_BLOCK: Final = 512
"""Pupils whose marks are turned at a time: some 200 KB of a year."""

_DECODED: Final = 8 * _BLOCK
"""Pupils whose marks are taken out of the file's bytes at a time: a call of it costs as much as 500 pupils."""


def read_whole(form: Form, rules: Rules) -> Marks | None:
    """Turn all rows into the array; None where a mark, a pupil or an arrival may not stand as it is.

    Quiet marks off the roll and on dates without school are counted and left out, as in every form.
    """
    known = map(rules.words.pupils.get, form.pupils, repeat(NOBODY))
    pupils = np.fromiter(known, dtype=np.intp, count=len(form.pupils))
    if len(pupils) and (pupils.min() < 0 or np.bincount(pupils).max() > 1):
        return None
    for name, minutes in (("arrived", form.timed.arrived), ("minutes_late", form.timed.late)):
        if len(minutes) and (minutes.min() < NOT_GIVEN or minutes.max() > MINUTES[name]):
            return None
    cells = np.full((len(rules.is_open) - 2, len(rules.enrolled)), NO_ROW, dtype=np.uint8)
    tally = Tally()
    found: list[Rows] = []
    for group in form.groups:
        if not _fill(group, form, pupils, cells, rules, tally, found):
            return None
    tally.used = tally.rows - tally.silent
    count_unusual(cells, rules, tally)
    columns = [np.concatenate(each) for each in zip(*found, strict=True)] or [np.zeros(0, dtype=np.intp)] * 3
    arrived, late = (each.astype(np.int16) for each in columns[1:])
    codes = {code for group in form.groups for code in group.codes}
    may_stand = frozenset(place for code, place in rules.words.codes.items() if code in codes)
    return Marks(cells, arrivals_of((columns[0], arrived, late), len(rules.enrolled)), tally, may_stand)


def table_of(group: Group, words: Words) -> Ints:
    """Give for each byte the place of its code; `UNREADABLE` where the policy has none such."""
    table = np.full(256, UNREADABLE, dtype=np.int64)
    table[0] = NO_ROW
    for number, code in enumerate(group.codes, start=1):
        table[number] = words.codes.get(code, UNREADABLE)
    return table


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a group's bytes are: their slots, -1 without school, and whether a mark may stand there.

    `closed` are those where none may, unless it is quiet. `stretches` are runs of columns that are runs of slots too:
    first column, first slot, and how many. `days` has an entry a column.
    """

    slots: npt.NDArray[np.intp]
    is_open: Mask
    closed: npt.NDArray[np.intp]
    stretches: Sequence[tuple[int, int, int]]
    days: npt.NDArray[np.int32]


def _fill(group: Group, form: Form, pupils: Ints, cells: Bytes, rules: Rules, tally: Tally, found: list[Rows]) -> bool:
    """Put a group's marks into the array, and their arrivals with those found; False where one may not stand."""
    if not len(group.days):
        return not np.isin(form.timed.row, group.rows).any()
    offset = group.days - rules.words.first_day
    where = np.where((offset >= 0) & (offset < rules.words.days), offset, rules.words.days)
    period = np.repeat(rules.period_of_day[where], 2)
    columns = _columns_of(rules.place_of_day[where], group.days, rules)
    table = table_of(group, rules.words)
    doubtful = _doubtful(group, table, rules, period)
    is_silent = np.zeros(256, dtype=np.bool_)
    is_silent[1:][table[1:] >= 0] = rules.silent[table[1:][table[1:] >= 0]]
    codes = np.where(table >= 0, table, NO_ROW).astype(np.uint8).tobytes()
    rows = group.rows[np.argsort(pupils[group.rows], kind="stable")]
    timed = _by_rows(form.timed, rows, len(form.pupils))
    if not _may_be(timed, len(columns.slots)):
        return False
    bounds = [*range(0, len(rows), _BLOCK), len(rows)]
    last = -1
    for (begins, ends), some in zip(pairwise(bounds), _cut(timed, bounds), strict=True):
        if begins % _DECODED == 0:
            decoded = bytes_of(form.marks, rows[begins : begins + _DECODED], len(columns.slots))
        held = decoded[begins % _DECODED : begins % _DECODED + ends - begins]
        at = (some.row - begins) * held.shape[1] + some.place
        if held.max() > len(group.codes) or not held.reshape(-1).take(at).all():
            return False
        for byte, may_stand in doubtful.items():
            if ((held == byte).any(axis=0) & ~may_stand).any():
                return False
        tally.rows += int(np.count_nonzero(held))
        if last < len(columns.slots) - 1:
            last = max(last, *(last + 1 + np.flatnonzero(held[:, last + 1 :].any(axis=0))[-1:]), -1)
        kept = _without_quiet(held, pupils[rows[begins:ends]], columns, is_silent, rules, tally)
        if kept is None:
            return False
        _put(kept, pupils[rows[begins:ends]], columns, codes, cells)
        stays = (some.arrived != NOT_GIVEN) | (some.late != NOT_GIVEN)
        if kept is not held:
            stays &= kept.reshape(-1).take(at) != 0
        cell = columns.slots.take(some.place) * cells.shape[1] + pupils.take(rows.take(some.row))
        found.append((cell[stays], some.arrived[stays], some.late[stays]))
    if last >= 0:
        tally.latest = max(tally.latest, int(columns.days[last]))
    return True


def _columns_of(place: npt.NDArray[np.int32], days: npt.NDArray[np.int64], rules: Rules) -> _Columns:
    slots = (np.where(place >= 0, 2 * place.astype(np.intp), -2)[:, None] + np.arange(2)).reshape(-1)
    is_open = rules.is_open[slots]
    slots[slots < 0] = -1
    goes_on = (place[1:] >= 0) & (place[1:] == place[:-1] + 1)
    opens = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    ends = [*opens[1:].tolist(), len(place)]
    stretches = [
        (2 * begin, 2 * int(place[begin]), 2 * (end - begin))
        for begin, end in zip(opens.tolist(), ends, strict=True)
        if place[begin] >= 0
    ]
    return _Columns(slots, is_open, np.flatnonzero(~is_open), stretches, np.repeat(days, 2).astype(np.int32))


def _doubtful(group: Group, table: Ints, rules: Rules, period: Ints) -> dict[int, Mask]:
    """Give the bytes that may not stand everywhere, and in which columns they may."""
    tables = sorted(set(period.tolist()))
    found = {}
    for byte, place in enumerate(table[1 : len(group.codes) + 1].tolist(), start=1):
        if place < 0:
            found[byte] = np.zeros(len(period), dtype=np.bool_)
        elif not rules.in_force[tables, place].all():
            found[byte] = rules.in_force[period, place]
    return found


def _by_rows(timed: Timed, rows: npt.NDArray[np.intp], count: int) -> Timed:
    """Give the arrivals of some rows, in the rows' order; `row` is then a place among them."""
    if len(rows) == count and bool((rows[1:] > rows[:-1]).all()):
        return timed
    place = np.full(count, -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    row = place[timed.row]
    order = np.argsort(row, kind="stable")
    order = order[np.searchsorted(row[order], 0) :]
    return Timed(row[order], timed.place[order], timed.arrived[order], timed.late[order])


def _cut(timed: Timed, bounds: Sequence[int]) -> "list[Timed]":
    """Cut arrivals into those of each block of rows."""
    ends = np.searchsorted(timed.row, bounds).tolist()
    return [
        Timed(timed.row[begin:end], timed.place[begin:end], timed.arrived[begin:end], timed.late[begin:end])
        for begin, end in pairwise(ends)
    ]


def _may_be(timed: Timed, width: int) -> bool:
    """Whether every arrival, ascending by row, is of a byte of the row, and of each byte there is at most one."""
    if not len(timed.row):
        return True
    if timed.place.min() < 0 or timed.place.max() >= width:
        return False
    at = timed.row.astype(np.int64) * width + timed.place
    return bool((at[1:] > at[:-1]).all()) or len(np.unique(at)) == len(at)


def _without_quiet(
    held: Bytes, pupils: Ints, columns: _Columns, is_silent: Mask, rules: Rules, tally: Tally
) -> Bytes | None:
    """Take marks off the roll and on dates without school out of some rows; None where one is not quiet."""
    days = columns.days
    enrolled, left = rules.enrolled[pupils], rules.left[pupils]
    gone = []
    if len(columns.closed):
        row, at = np.nonzero(held[:, columns.closed])
        gone.append(row * held.shape[1] + columns.closed[at])
    some = np.flatnonzero((enrolled > days[0]) | (left < days[-1]))
    if len(some):
        is_off = (enrolled[some, None] > days) | (left[some, None] < days)
        is_off &= columns.is_open
        is_off &= held[some] != 0
        row, at = np.divmod(np.flatnonzero(is_off), held.shape[1])
        gone.append(some[row] * held.shape[1] + at)
    places = np.concatenate(gone) if gone else np.zeros(0, dtype=np.intp)
    if not len(places):
        return held
    if not is_silent[held.reshape(-1)[places]].all():
        return None
    tally.silent += len(places)
    kept = held.copy()
    kept.reshape(-1)[places] = 0
    return kept


def _put(held: Bytes, pupils: Ints, columns: _Columns, codes: bytes, cells: Bytes) -> None:
    """Look up the codes of some rows, whose pupils ascend, and turn them into columns of the array."""
    turned = np.frombuffer(held.tobytes().translate(codes), dtype=np.uint8).reshape(held.shape).T
    first, last = int(pupils[0]), int(pupils[-1])
    side_by_side = last - first == len(pupils) - 1
    for column, slot, count in columns.stretches:
        some = turned[column : column + count]
        if side_by_side:
            cells[slot : slot + count, first : last + 1] = some
        else:
            cells[slot : slot + count, pupils] = some
