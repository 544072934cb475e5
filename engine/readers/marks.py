"""Batches of marks -> a dense array, one byte a pupil and session, with every row that may not stand told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.model.dataset import MARKS
from engine.nouns import dataclass
from engine.pool.beside import in_order
from engine.readers.batch import LOST, NO_DATE, UNREADABLE, Batch, Ints, Part
from engine.readers.cells import refuse, unknown_word
from engine.readers.faults import MOST_TOLD, Complaint, Faults
from engine.readers.standing import Mask, Rules, Where, all_stand
from engine.readers.table import no_such_pupil
from engine.register import NOT_GIVEN, Arrivals
from engine.source import Source

NO_ROW: Final = 255
"""Stands in the array while it is filled where no row has been: an empty mark is a row."""


_CELLS: Final = 1 << 16
"""Sessions looked at together: what is asked of them stays in the cache, and takes no new memory."""


@dataclass(slots=True)
class Tally:
    """What is counted while marks are read; `latest` is the day number of the latest row that is no bad row."""

    rows: int = 0
    used: int = 0
    silent: int = 0
    lost: int = 0
    latest: int = NO_DATE
    unusual: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a dataset over the whole calendar: two rows a school day, a column a pupil.

    `may_stand` holds the places of codes of which some may stand there, and no others do; None where nobody knows.
    """

    cells: npt.NDArray[np.uint8]
    arrivals: Arrivals
    tally: Tally
    may_stand: frozenset[int] | None = None


Rows = tuple[npt.NDArray[Any], ...]


def read_marks(
    parts: Callable[[Rules], Iterator[Part]], rules: Rules, source: Source, file: str, faults: Faults, threads: int = 1
) -> Marks:
    """Scatter the rows of a marks file into the array, while threads read the next parts of it.

    Yields: D020 and D021 a malformed row, D022 to D028 and D033 a cell, D030 an unknown code, D031 a code not in force,
    D032 a mark off the roll, D040 one without school, D034 two marks for one session.
    """
    pupils = len(rules.enrolled)
    cells = np.full((len(rules.is_open) - 2, pupils), NO_ROW, dtype=np.uint8)
    flat = cells.reshape(-1)
    tally = Tally()
    found: list[Rows] = []
    line = 2
    for batch in _batches(parts, rules, threads):
        kept, at = _settle(batch, rules, source, file, line, tally, faults)
        flat[at] = _of(batch.code, kept).astype(np.uint8, copy=False)
        arrived, late = _of(batch.arrived, kept), _of(batch.late, kept)
        timed = _given(arrived, late)
        if len(timed):
            found.append((at[timed], arrived[timed].astype(np.int16), late[timed].astype(np.int16)))
        tally.used += len(at)
        line += batch.height
    count_unusual(cells, rules, tally)
    arrivals = _join(found, 3)
    if tally.used > np.count_nonzero(flat != NO_ROW):
        arrivals = _duplicates(parts, rules, source, file, flat, arrivals, faults)
    return Marks(cells, arrivals_of(arrivals, pupils), tally)


def _of(column: Ints, kept: Where | None) -> Ints:
    return column if kept is None else column[kept]


def _batches(parts: Callable[[Rules], Iterator[Part]], rules: Rules, threads: int = 1) -> Iterator[Batch]:
    for some in in_order(parts(rules), threads):
        yield from some


def _given(arrived: Ints, late: Ints) -> Ints:
    """Give the rows that say when the pupil came; a column that the file does not have is one number for all."""
    told = [column for column in (arrived, late) if not len(column) or column.strides[0]]
    if not told:
        return np.zeros(0, dtype=np.intp)
    given = told[0] != NOT_GIVEN
    return np.flatnonzero(given if len(told) == 1 else given | (told[1] != NOT_GIVEN))


def _settle(
    batch: Batch,
    rules: Rules,
    source: Source,
    file: str,
    line: int,
    tally: Tally,
    faults: Faults | None,
) -> tuple[Where | None, Where]:
    """Say which rows of a batch are marks, None for all, and where in the array; tell the others."""
    if faults is not None:
        tally.rows += batch.height if batch.rows is None else batch.rows
        for ahead, complaint in batch.malformed:
            faults.row(source, file, line + ahead, complaint)
    at = all_stand(batch, rules)
    if at is not None:
        tally.latest = max(tally.latest, int(batch.day.max()))
        return None, at
    known, pupil, code, offset = _readable(batch, rules)
    place = rules.place_of_day[offset]
    slot = 2 * place + batch.session
    # A date without school has the place -1, and the two slots before the first are never open.
    is_open = rules.is_open[slot]
    stands = is_open & (rules.enrolled[pupil] <= batch.day) & (batch.day <= rules.left[pupil])
    if rules.dated or known is not None:
        fits = rules.in_force[rules.period_of_day[offset], code]
    else:
        fits = rules.in_force[rules.period_of_day[0]][code]
    if known is not None:
        good = known & fits
        good &= stands
    else:
        good = stands & fits
    whole = bool(good.all())
    kept = None if whole else np.flatnonzero(good)
    if faults is not None:
        used = batch.day
        if not whole:
            quiet = fits & ~stands & rules.silent[code]
            if known is not None:
                quiet &= known
            tally.silent += int(np.count_nonzero(quiet))
            used = batch.day[good | quiet]
            bad = np.flatnonzero(~(good | quiet))
            for number, row in enumerate(bad.tolist()):
                if not faults.room(file):
                    faults.count(file, len(bad) - number)
                    break
                _tell(batch, row, rules, bool(fits[row]), bool(is_open[row]), source, file, line, faults, tally)
        if len(used):
            tally.latest = max(tally.latest, int(used.max()))
    at = slot.astype(np.intp) * len(rules.enrolled) + pupil
    return kept, _of(at, kept)


def _readable(batch: Batch, rules: Rules) -> tuple[Mask | None, Ints, Ints, Ints]:
    """Say which rows could be read, None where all could; with numbers for the others that look up nothing wrong.

    The offset of a date that is far from the calendar is the one after the words' last day.
    """
    offset = np.subtract(batch.day, rules.words.first_day, dtype=np.intp)
    near = bool(len(offset)) and offset.min() >= 0 and offset.max() < rules.words.days
    columns = (batch.pupil, batch.session, batch.code, batch.arrived, batch.late)
    floors = (0, 0, 0, NOT_GIVEN, NOT_GIVEN)
    if near and all(int(each.min()) >= floor for each, floor in zip(columns, floors, strict=True)):
        return None, batch.pupil, batch.code, offset
    known = batch.day != NO_DATE
    for each, floor in zip(columns, floors, strict=True):
        known &= each >= floor
    if not near:
        offset = np.where((offset >= 0) & (offset < rules.words.days), offset, rules.words.days)
    return known, np.maximum(batch.pupil, 0), np.maximum(batch.code, 0), offset


def count_unusual(cells: npt.NDArray[np.uint8], rules: Rules, tally: Tally) -> None:
    """Count the marks whose code is that of the day's other session."""
    at_once = max(1, _CELLS // max(1, cells.shape[1]))
    for code, session in enumerate(rules.usual.tolist()):
        if session >= 0:
            half = cells[1 - session :: 2]
            parts = (half[begins : begins + at_once] for begins in range(0, len(half), at_once))
            count = sum(int(np.count_nonzero(part == code)) for part in parts)
            if count:
                tally.unusual[rules.codes[code]] = count


def _tell(
    batch: Batch,
    row: int,
    rules: Rules,
    fits: bool,
    is_open: bool,
    source: Source,
    file: str,
    line: int,
    faults: Faults,
    tally: Tally,
) -> None:
    """Tell all that is wrong with one row."""
    at = line + int(batch.lines[row])
    complaints = dict(_unreadable(batch, row, rules))
    if batch.pupil[row] == LOST and len(complaints) == 1:
        # The pupil's own row is told; a year of marks that follow from it is one matter.
        tally.lost += 1
        faults.count(file, 1)
        return
    if not complaints:
        complaints = dict([_misplaced(batch, row, rules, fits, is_open)])
    for name, complaint in complaints.items():
        _, column, width = batch.text(row, name)
        faults.row(source, file, at, complaint, column, width)


def _unreadable(batch: Batch, row: int, rules: Rules) -> Iterator[tuple[str, Complaint]]:
    if batch.pupil[row] < 0:
        yield "pupil", no_such_pupil(batch.text(row, "pupil")[0])
    wrong = {
        "date": batch.day[row] == NO_DATE,
        "session": batch.session[row] < 0,
        "arrived": batch.arrived[row] == UNREADABLE,
        "minutes_late": batch.late[row] == UNREADABLE,
    }
    for name in [name for name, is_wrong in wrong.items() if is_wrong]:
        text = batch.text(row, name)[0]
        blank = Complaint("D023", f"`{name}` is blank", "fill it in")
        yield name, refuse(name, MARKS[name], text) if text else blank
    if batch.code[row] < 0:
        text = batch.text(row, "code")[0]
        if text.startswith("'"):
            yield "code", refuse("code", MARKS["code"], text)
            return
        word = unknown_word(f"`{text}` is not an attendance code", text, rules.codes[1:])
        yield "code", Complaint("D030", word.message, _advice(text, word.advice))


def _advice(text: str, near: str) -> str:
    if text == "-":
        return "leave the cell empty where there is no mark"
    return near if near.startswith("did") else "the code tables of the policy list the codes"


def _misplaced(batch: Batch, row: int, rules: Rules, fits: bool, is_open: bool) -> tuple[str, Complaint]:
    code = rules.codes[int(batch.code[row])]
    day = date_of(int(batch.day[row]))
    session = SESSIONS[int(batch.session[row])]
    pupil = batch.text(row, "pupil")[0]
    if not fits:
        return "code", Complaint("D031", f"the code `{code}` is not in force on {day}", "use the code of that date")
    if not is_open:
        told = f"a mark `{code}` on {day} {session}, when there is no school"
        return "date", Complaint("D040", told, "correct the date, or the calendar")
    enrolled, left = rules.enrolled[batch.pupil[row]], rules.left[batch.pupil[row]]
    early = batch.day[row] < enrolled
    since = f"on the roll from {date_of(enrolled)}" if early else f"off the roll since {date_of(left)}"
    told = f"a mark `{code}` on {day} for `{pupil}`, who is {since}"
    return "date", Complaint("D032", told, "correct the date, or the pupil's dates")


def _duplicates(
    parts: Callable[[Rules], Iterator[Part]],
    rules: Rules,
    source: Source,
    file: str,
    flat: npt.NDArray[np.uint8],
    arrivals: Rows,
    faults: Faults,
) -> Rows:
    """Find the sessions with two marks, tell them, and leave out those of which the rows differ.

    The file is read again, twice: nearly no dataset comes here, and the others need not pay for it.
    Gives the arrivals that stay.
    """
    seen = np.zeros(len(flat), dtype=np.bool_)
    twice = np.zeros(len(flat), dtype=np.bool_)
    for batch in _batches(parts, rules):
        _, at = _settle(batch, rules, source, file, 0, Tally(), None)
        ordered = np.sort(at)
        twice[ordered[1:][ordered[1:] == ordered[:-1]]] = True
        twice[at[seen[at]]] = True
        seen[at] = True
    found: list[Rows] = []
    places: dict[int, tuple[int, int]] = {}
    line = 2
    for batch in _batches(parts, rules):
        kept, at = _settle(batch, rules, source, file, 0, Tally(), None)
        again = np.flatnonzero(twice[at])
        rows = again if kept is None else kept[again]
        numbers = batch.lines[rows] + line
        found.append((at[again], numbers, batch.code[rows], batch.arrived[rows], batch.late[rows]))
        for number, row in zip(numbers.tolist(), rows.tolist(), strict=True):
            if len(places) >= MOST_TOLD:
                break
            places[number] = batch.text(row, "code")[1:]
        line += batch.height
    from engine.readers.twins import pair  # a register with two marks in a cell is rare

    twins = pair(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    days = np.flatnonzero(rules.place_of_day >= 0) + rules.words.first_day
    names = tuple(rules.words.pupils)
    told = 0
    for twin in twins.bad():
        if not faults.room(file):
            break
        slot, pupil = divmod(twin.cell, len(names))
        mark = f"the mark `{rules.codes[twin.code]}`" if twin.code else "the empty mark"
        verb = "repeats" if twin.same else "differs from"
        where = f"`{names[pupil]}` on {date_of(days[slot // 2])} {SESSIONS[slot % 2]}"
        complaint = Complaint("D034", f"{mark} of {where} {verb} row {twin.other:,}", "keep one of them")
        faults.row(source, file, twin.line, complaint, *places.get(twin.line, (1, 1)))
        told += 1
    faults.count(file, twins.count - told)
    flat[twins.differ] = NO_ROW
    # Where rows say the same the arrival is there as often as the row is.
    slots = arrivals[0]
    firsts = np.zeros(len(slots), dtype=np.bool_)
    firsts[np.unique(slots, return_index=True)[1]] = True
    stay = ~np.isin(slots, twins.differ) & firsts
    return tuple(each[stay] for each in arrivals)


def _join(found: Sequence[Rows], width: int) -> Rows:
    if not found:
        return tuple(np.zeros(0, dtype=np.intp if not each else np.int16) for each in range(width))
    return tuple(np.concatenate([rows[each] for rows in found]) for each in range(width))


def arrivals_of(rows: Rows, pupils: int) -> Arrivals:
    """Sort arrivals, given as cell, time and minutes late, by slot and pupil; no cell has two."""
    cells = rows[0]
    if not len(cells) or cells.max() <= np.iinfo(np.int32).max:
        # Half as wide they are divided in half of the time, and take half of the memory.
        cells = cells.astype(np.int32)
    slot, pupil = (each.astype(np.int32, copy=False) for each in np.divmod(cells, cells.dtype.type(max(pupils, 1))))
    if (cells[1:] < cells[:-1]).any():
        # The narrowest numbers are sorted by their digits, in a fifth of the time; pupils mostly stand in order.
        order = np.argsort(pupil, kind="stable")
        narrow = slot.astype(np.uint16) if slot.max() <= np.iinfo(np.uint16).max else slot
        order = order[np.argsort(narrow[order], kind="stable")]
        slot, pupil, rows = slot[order], pupil[order], tuple(each[order] for each in rows)
    return Arrivals(slot, pupil, *rows[1:])


def unusual_told(tally: Mapping[str, int]) -> str:
    """Say which codes stand in the day's other session, and how often."""
    return ", ".join(f"`{code}` {count:,} times" for code, count in sorted(tally.items()))
