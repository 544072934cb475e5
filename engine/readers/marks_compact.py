"""The compact form of marks, one row a pupil and a byte a session -> the dense array at once, or batches of numbers.

What the bytes say is written down with the writer of the form. Where all of it may stand it is turned into the array
as a whole; where anything may not, it is read as rows, so that the same is told as of any other form.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.nouns import dataclass
from engine.readers.batch import LOST, MOST_MINUTES, NOBODY, UNREADABLE, Batch, Ints, Part, Words
from engine.readers.faults import Faults
from engine.readers.marks import NO_ROW, Marks, Tally, arrivals_of, count_unusual, read_marks
from engine.readers.standing import Rules
from engine.register import NOT_GIVEN
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    import polars

COLUMNS: Final = frozenset(("pupil", "first", "marks", "codes"))
"""The columns by which the form is known."""

PUPILS: Final = 64
"""Pupils whose marks are handed on as rows at a time."""

_TURNED: Final = 256

_MOST_CODES: Final = 254

_MINUTES: Final = {"arrived": 24 * 60 - 1, "minutes_late": MOST_MINUTES}
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of the file with one first date, one list of codes and one length, and their bytes, a column a pupil."""

    rows: npt.NDArray[np.intp]
    first: int
    codes: tuple[str, ...]
    bytes: Bytes


@dataclass(frozen=True, slots=True)
class _Timed:
    """Marks that say when the pupil came: the row of the file, the place of the byte, and minutes."""

    row: Ints
    place: Ints
    arrived: Ints
    late: Ints


class MarksCompact:
    """An open file of marks in the compact form; `header` names the columns that the long form would have."""

    def __init__(self, path: Path, header: tuple[str, ...], source: Source, frame: "polars.DataFrame") -> None:
        self.path = path
        self.header = header
        self.source = source
        self.is_old = False
        self._pupils: list[str] = frame["pupil"].to_list()
        self._groups = _groups_of(frame)
        self._timed = _timed_of(frame)

    def read(self, rules: Rules, faults: Faults, threads: int) -> Marks:
        """Read the marks, as a whole where that may be.

        Yields: as the reader of marks.
        """
        whole = self.dense(rules)
        return whole or read_marks(self.parts, rules, self.source, self.path.name, faults, threads)

    def dense(self, rules: Rules) -> Marks | None:
        """Turn the whole file into the array; None where a mark, a pupil or a minute may not stand as it is.

        Quiet marks off the roll and on dates without school are counted and left out, as in every form.
        """
        places = np.array([rules.words.pupils.get(pupil, NOBODY) for pupil in self._pupils], dtype=np.intp)
        if len(places) and (places.min() < 0 or np.bincount(places).max() > 1):
            return None
        slots = len(rules.is_open) - 2
        cells = np.full((slots, len(rules.enrolled)), NO_ROW, dtype=np.uint8)
        tally = Tally()
        for group in self._groups:
            if not _fill(group, places[group.rows], cells, rules, tally):
                return None
        found = self._arrivals(places, cells, rules)
        if found is None:
            return None
        tally.used = int(np.count_nonzero(cells != NO_ROW))
        count_unusual(cells, rules, tally)
        return Marks(cells, arrivals_of(found, len(rules.enrolled)), tally)

    def _arrivals(self, places: Ints, cells: Bytes, rules: Rules) -> tuple[Ints, Ints, Ints] | None:
        """Give cell and minutes of the marks that say when the pupil came; None where they cannot be right."""
        held = self._timed
        for name, minutes in (("arrived", held.arrived), ("minutes_late", held.late)):
            if len(minutes) and (minutes.min() < NOT_GIVEN or minutes.max() > _MINUTES[name]):
                return None
        given = np.flatnonzero((held.arrived != NOT_GIVEN) | (held.late != NOT_GIVEN))
        slot = np.full(len(given), -1, dtype=np.int64)
        for group in self._groups:
            mine = np.flatnonzero(np.isin(held.row[given], group.rows)) if len(self._groups) > 1 else slice(None)
            at = held.place[given][mine]
            if len(at) and (at.min() < 0 or at.max() >= len(group.bytes)):
                return None
            offset = group.first - rules.words.first_day + at // 2
            near = (offset >= 0) & (offset < rules.words.days)
            place = rules.place_of_day[np.where(near, offset, rules.words.days)]
            slot[mine] = np.where(place >= 0, 2 * place + at % 2, -1)
        pupil = places[held.row[given]]
        cell = slot * cells.shape[1] + pupil
        kept = slot >= 0
        kept[kept] = cells.reshape(-1)[cell[kept]] != NO_ROW
        return cell[kept], held.arrived[given][kept].astype(np.int16), held.late[given][kept].astype(np.int16)

    def parts(self, rules: Rules) -> Iterator[Part]:
        """Give the marks as rows, in the order of the file: a row's number is that of its pupil."""
        group_of = np.zeros(len(self._pupils), dtype=np.intp)
        place_in = np.zeros(len(self._pupils), dtype=np.intp)
        for number, group in enumerate(self._groups):
            group_of[group.rows] = number
            place_in[group.rows] = np.arange(len(group.rows))
        words = rules.words
        tables = [_table(group, words) for group in self._groups]
        who = [words.pupils.get(each, LOST if each in words.lost else NOBODY) for each in self._pupils]
        order = np.argsort(self._timed.row, kind="stable")
        for begins in range(0, len(self._pupils), PUPILS):
            rows = range(begins, min(begins + PUPILS, len(self._pupils)))
            yield partial(self._batch, rows, group_of, place_in, tables, who, order)

    def _batch(
        self,
        rows: range,
        group_of: npt.NDArray[np.intp],
        place_in: npt.NDArray[np.intp],
        tables: list[Ints],
        who: list[int],
        order: npt.NDArray[np.intp],
    ) -> list[Batch]:
        parts: list[tuple[npt.NDArray[np.integer], ...]] = []
        for row in rows:
            group = self._groups[int(group_of[row])]
            held = group.bytes[:, int(place_in[row])]
            at = np.flatnonzero(held)
            code = tables[int(group_of[row])][held[at]]
            arrived, late = self._minutes(row, order, at)
            count = np.full(len(at), row - rows.start - 1, dtype=np.int64)
            pupil = np.full(len(at), who[row], dtype=np.int64)
            parts.append((count, pupil, group.first + at // 2, at % 2, code, arrived, late, at, held[at]))
        lines, pupil, day, session, code, arrived, late, at, signs = (
            np.concatenate(columns) for columns in zip(*parts, strict=True)
        )

        def text(row: int, name: str) -> tuple[str, int, int]:
            """Write a mark's cell as the long form would have it; its column is the byte's place from 1."""
            pupil_row = int(lines[row]) + 1 + rows.start
            group = self._groups[int(group_of[pupil_row])]
            written = {
                "pupil": self._pupils[pupil_row],
                "date": date_of(int(day[row])).isoformat(),
                "session": SESSIONS[int(session[row])],
                "code": _code(group, int(signs[row])),
            }
            return written.get(name, "a number that is no time"), int(at[row]) + 1, 1

        return [Batch(lines, pupil, day, session, code, arrived, late, text, len(rows), rows=len(lines))]

    def _minutes(self, row: int, order: npt.NDArray[np.intp], at: npt.NDArray[np.intp]) -> tuple[Ints, Ints]:
        """Give the minutes of one pupil's marks; what is out of bounds cannot be read."""
        held = self._timed
        some = order[slice(*np.searchsorted(held.row[order], (row, row + 1)))]
        found = []
        for name, minutes in (("arrived", held.arrived), ("minutes_late", held.late)):
            told = np.full(len(at), NOT_GIVEN, dtype=np.int64)
            place = np.searchsorted(at, held.place[some])
            there = place < len(at)
            there[there] = at[place[there]] == held.place[some][there]
            values = minutes[some][there]
            wrong = (values < NOT_GIVEN) | (values > _MINUTES[name])
            told[place[there]] = np.where(wrong, UNREADABLE, values)
            found.append(told)
        return found[0], found[1]


def open_compact(path: Path, schema: "polars.Schema", faults: Faults) -> MarksCompact | None:
    """Read a file in the compact form; None, told, where its columns are not what the form has.

    Yields: D003 the columns are not those of the form.
    """
    import polars

    source = Source(str(path), "")
    place = Place(source, Span(1, 1, 1, 2))
    wanted: dict[str, polars.DataType | type[polars.DataType]] = {
        "pupil": polars.String,
        "first": polars.Date,
        "marks": polars.Binary,
        "codes": polars.String,
    }
    lists = [name for name in ("timed", "arrived", "minutes_late") if name in schema]
    wrong = [name for name, kind in wanted.items() if schema[name] != kind]
    wrong += [name for name in lists if schema[name] != polars.List(polars.Int32)]
    wrong += [name for name in lists if "timed" not in schema]
    told = f"its column `{wrong[0]}` is not that of the compact form" if wrong else ""
    if not wrong:
        frame = polars.read_parquet(path, glob=False, columns=[*wanted, *lists])
        told = _fault_in(frame, lists)
        if not told:
            header = ("pupil", "date", "session", "code", *(name for name in lists if name != "timed"))
            return MarksCompact(path, header, source, frame)
    faults.file(
        "D003", f"`{path.name}` cannot be read: {told}", "write it again with `policy import --compact`", place=place
    )
    return None


def _fault_in(frame: "polars.DataFrame", lists: list[str]) -> str:
    """Say what cannot be right in a file of the form; an empty text where nothing is."""
    if any(frame[name].null_count() for name in COLUMNS):
        return "a row lacks its pupil, its first date, its marks or its codes"
    if (frame["marks"].bin.size() % 2 != 0).any():
        return "a pupil's marks are no whole number of dates"
    if any(codes.count("\n") > _MOST_CODES - 1 for codes in frame["codes"].unique().to_list()):
        return "it has more codes than a byte can tell apart"
    if lists:
        lengths = [frame[name].list.len().fill_null(0) for name in lists]
        if any((each != lengths[0]).any() for each in lengths):
            return "its lists of arrivals differ in length"
        # A list without a value gives a null of its own where lists are laid end to end.
        if frame["timed"].drop_nulls().filter(frame["timed"].drop_nulls().list.len() > 0).explode().null_count():
            return "an arrival does not say to which mark it belongs"
    return ""


def _groups_of(frame: "polars.DataFrame") -> list[_Group]:
    import polars

    if not frame.height:
        return []
    keys = frame.select("first", "codes", size=polars.col("marks").bin.size()).with_row_index("row")
    groups = []
    for (first, codes, size), part in keys.group_by("first", "codes", "size", maintain_order=True):
        rows = part["row"].to_numpy().astype(np.intp)
        held = frame["marks"] if len(rows) == frame.height else frame["marks"].gather(rows)
        day = first.toordinal() - date_of(0).toordinal()
        groups.append(_Group(rows, day, tuple(str(codes).split("\n")), _turned(held, int(size))))
    return groups


def _timed_of(frame: "polars.DataFrame") -> _Timed:
    if "timed" not in frame.columns:
        none = np.zeros(0, dtype=np.int32)
        return _Timed(none, none, none, none)
    lengths = frame["timed"].list.len().fill_null(0).to_numpy()
    row = np.repeat(np.arange(frame.height, dtype=np.int32), lengths)

    def flat(name: str) -> Ints:
        if name not in frame.columns:
            return np.full(len(row), NOT_GIVEN, dtype=np.int32)
        kept = frame[name].filter(frame["timed"].list.len().fill_null(0) > 0)
        return kept.explode().fill_null(NOT_GIVEN).to_numpy().astype(np.int32) if len(kept) else row[:0]

    return _Timed(row, flat("timed"), flat("arrived"), flat("minutes_late"))


def _table(group: _Group, words: Words) -> Ints:
    """Give for each byte the place of its code; `UNREADABLE` where the policy has none such."""
    table = np.full(256, UNREADABLE, dtype=np.int64)
    table[0] = NO_ROW
    for number, code in enumerate(group.codes, start=1):
        table[number] = words.codes.get(code, UNREADABLE)
    return table


def _code(group: _Group, sign: int) -> str:
    return group.codes[sign - 1] if sign <= len(group.codes) else f"byte {sign}"


def _turned(held: "polars.Series", size: int) -> Bytes:
    """Give a column for each row of so many bytes, some rows at a time: what is read and written stays in the cache."""
    turned = np.empty((size, len(held)), dtype=np.uint8)
    for begins in range(0, len(held), _TURNED):
        some = held[begins : begins + _TURNED].to_list()
        rows = np.frombuffer(b"".join(some), dtype=np.uint8).reshape(len(some), size)
        turned[:, begins : begins + _TURNED] = rows.T
    return turned


def _fill(group: _Group, pupils: Ints, cells: Bytes, rules: Rules, tally: Tally) -> bool:
    """Put a group's marks into the array; False where one may not stand."""
    held = group.bytes
    table = _table(group, rules.words)
    count = len(held) // 2
    offset = group.first - rules.words.first_day + np.arange(count)
    where = np.where((offset >= 0) & (offset < rules.words.days), offset, rules.words.days)
    place = rules.place_of_day[where]
    slots = (np.where(place >= 0, 2 * place, -2)[:, None] + np.arange(2)).reshape(-1)
    is_open = rules.is_open[slots]
    in_file = held.any(axis=1)
    if not in_file.any():
        return True
    if not _fits(group, table, rules, np.repeat(rules.period_of_day[where], 2)):
        return False
    tally.rows += int(np.count_nonzero(held))
    known = table[: len(group.codes) + 1] >= 0
    is_silent = np.zeros(256, dtype=np.bool_)
    is_silent[1 : len(known)] = rules.silent[np.maximum(table[1 : len(known)], 0)] & known[1:]
    for at in np.flatnonzero(in_file & ~is_open).tolist():
        given = held[at, held[at] != 0]
        if not is_silent[given].all():
            return False
        tally.silent += len(given)
    code = np.where(table >= 0, table, NO_ROW).astype(np.uint8).tobytes()
    whole = len(pupils) == cells.shape[1] and bool((pupils == np.arange(len(pupils))).all())
    columns = np.flatnonzero(in_file & is_open)
    for at in columns.tolist():
        cells[slots[at], slice(None) if whole else pupils] = np.frombuffer(held[at].tobytes().translate(code), np.uint8)
    seen = np.flatnonzero(in_file) // 2 + group.first
    tally.latest = max(tally.latest, int(seen[-1]))
    return _clear_off_roll(cells, slots[columns], columns // 2 + group.first, pupils, rules, tally)


def _fits(group: _Group, table: Ints, rules: Rules, period: Ints) -> bool:
    """Whether every code of a group is one of the policy's, and in force wherever it stands."""
    if group.bytes.max(initial=0) > len(group.codes):
        return False
    in_force = np.logical_and.reduce(rules.in_force[sorted(set(period.tolist()))])
    for byte, place in enumerate(table[1 : len(group.codes) + 1].tolist(), start=1):
        if place < 0 or not in_force[place]:
            at = np.flatnonzero((group.bytes == byte).any(axis=1))
            if len(at) and (place < 0 or not rules.in_force[period[at], place].all()):
                return False
    return True


def _clear_off_roll(cells: Bytes, slots: Ints, days: Ints, pupils: Ints, rules: Rules, tally: Tally) -> bool:
    """Take quiet marks of pupils who are not on the roll out of the array; False where one is not quiet."""
    if not len(days):
        return True
    enrolled, left = rules.enrolled[pupils], rules.left[pupils]
    some = np.flatnonzero((enrolled > days[0]) | (left < days[-1]))
    for begins in range(0, len(some), _TURNED):
        part = some[begins : begins + _TURNED]
        where = np.ix_(slots, pupils[part])
        held = cells[where]
        gone = (enrolled[part] > days[:, None]) | (left[part] < days[:, None])
        gone &= held != NO_ROW
        if not rules.silent[held[gone]].all():
            return False
        tally.silent += int(np.count_nonzero(gone))
        held[gone] = NO_ROW
        cells[where] = held
    return True
