"""The marks of all tables -> one array: two marks of a session are settled by the declared precedence, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, Calendar, date_of
from engine.dataset import NO_ROW, MarkTable, no_arrivals
from engine.diagnostics import Severity
from engine.importers.codebook import NO_MARK, Codebook
from engine.importers.plain import Ints
from engine.importers.pupils import PupilRows
from engine.importers.roll import Pupil
from engine.importers.said import counted
from engine.importers.settle import MOST_TOLD, Settled
from engine.importers.tell_marks import note_mark, tell_mark, tell_more
from engine.importers.twins import settle_twins
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint, Faults
from engine.register import NOT_GIVEN, Arrivals
from engine.source import Place, Span

_CLOSURES_TOLD: Final = 20
_FEW: Final = 3
_FAR_APART: Final = 183
"""Days without any mark after which marks are likelier to have another year by mistake: no holiday is as long."""


@dataclass(slots=True)
class Gathered:
    """The marks of an import, and for each table which of its marks were taken."""

    marks: MarkTable
    taken: tuple[npt.NDArray[np.bool_], ...]


def gather(
    settled: Sequence[Settled],
    places: Sequence[Ints],
    pupils: Sequence[Pupil],
    roll: PupilRows,
    calendar: Calendar | None,
    book: Codebook,
    wanted: ImportMap,
    faults: Faults,
) -> Gathered:
    """Put the marks of all tables into one array.

    Yields: D138 a mark off the roll, D140 two marks that differ, D141 a mark that is there twice (warning), D142 a
    mark that gave way (warning), D149 marks that are empty or planned after the last real one (info), D189 marks that
    lie far from all others (warning).
    """
    who = [place[each.who] for each, place in zip(settled, places, strict=True)]
    taken = [held >= 0 for held in who]
    for each, held, good in zip(settled, who, taken, strict=True):
        # Their own rows are told where the pupils are put together.
        each.told.update(each.lines[~good].tolist())
        _tell_refused(each, ~good, faults)
        _refuse_off_roll(each, held, good, roll, book, faults)
        if calendar is not None:
            _refuse_without_school(each, good, calendar, book, faults)
    last = _last_real(settled, taken, book)
    _leave_out_what_follows(settled, taken, book, last, faults)
    _tell_ahead(settled, taken, book, faults)
    days = _days_of(settled, taken)
    _tell_far_apart(settled, taken, days, faults)
    width = len(pupils)
    cells = np.full((2 * len(days), width), NO_ROW, dtype=np.uint8)
    flat = cells.reshape(-1)
    seen = np.zeros(len(flat), dtype=np.bool_)
    kept: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]] = []
    for each, held, good in zip(settled, who, taken, strict=True):
        rows = np.flatnonzero(good)
        slot = 2 * np.searchsorted(days, each.day[rows]).astype(np.int64) + each.session[rows]
        kept.append((rows, slot * width + held[rows]))
    for _, cell in kept:
        seen[cell] = True
    total = sum(len(rows) for rows, _ in kept)
    if int(np.count_nonzero(seen)) < total:
        settle_twins(settled, kept, taken, book, wanted, pupils, days, faults)
    late: list[tuple[npt.NDArray[np.int64], Ints, Ints]] = []
    for each, (all_rows, all_cells), good in zip(settled, kept, taken, strict=True):
        stay = good[all_rows]
        rows, cell = all_rows[stay], all_cells[stay]
        flat[cell] = each.code[rows]
        minutes, arrived = each.minutes[rows], each.arrived[rows]
        given = np.flatnonzero((minutes != NOT_GIVEN) | (arrived != NOT_GIVEN))
        late.append((cell[given], arrived[given], minutes[given]))
    marks = MarkTable(
        tuple(date_of(day) for day in days.tolist()),
        tuple(pupil.label for pupil in pupils),
        book.codes,
        cells,
        _arrivals(late, width),
        has_arrived=any(each.observed.arrived is not None for each in settled),
        has_minutes_late=any(each.observed.minutes is not None for each in settled),
    )
    _tell_closures(marks, book, faults)
    return Gathered(marks, tuple(taken))


def _days_of(settled: Sequence[Settled], taken: Sequence[npt.NDArray[np.bool_]]) -> Ints:
    """Give the day numbers on which there are marks, in order."""
    held = [each.day if good.all() else each.day[good] for each, good in zip(settled, taken, strict=True)]
    held = [each for each in held if len(each)]
    if not held:
        return np.zeros(0, dtype=np.int32)
    first = min(int(each.min()) for each in held)
    seen = np.zeros(max(int(each.max()) for each in held) - first + 1, dtype=np.bool_)
    for each in held:
        seen[each - first] = True
    return (np.flatnonzero(seen) + first).astype(np.int32)


def _refuse_off_roll(
    each: Settled, who: Ints, good: npt.NDArray[np.bool_], roll: PupilRows, book: Codebook, faults: Faults
) -> None:
    """Tell marks before a pupil's first day and after the last; a mark that may stand there goes with them quietly."""
    off = good & ((each.day < roll.enrolled[who]) | (each.day > roll.left[who]))
    if not off.any():
        return
    quiet = np.isin(each.code, [NO_MARK, *book.silent])
    rows = np.flatnonzero(off & ~quiet)
    good[rows] = False
    for row in rows[:MOST_TOLD].tolist():
        day, pupil = int(each.day[row]), int(who[row])
        early = day < roll.enrolled[pupil]
        edge = date_of(int(roll.enrolled[pupil] if early else roll.left[pupil]))
        since = f"before the pupil's first day, {edge}" if early else f"after the pupil's last day, {edge}"
        told = f"a mark `{book.codes[int(each.code[row])]}` on {date_of(day)}, {since}"
        tell_mark(each, row, Complaint("D138", told, "correct the mark, or the pupil's dates"), faults)
    each.told.update(each.lines[rows].tolist())
    tell_more(each, len(rows), "D138", "marks off the roll", faults, faults.grade)


def _refuse_without_school(
    each: Settled, good: npt.NDArray[np.bool_], calendar: Calendar, book: Codebook, faults: Faults
) -> None:
    """Tell marks on dates and in sessions without school; a mark that may stand there goes with them quietly."""
    place = np.searchsorted(calendar.days, each.day)
    place = np.minimum(place, len(calendar.days) - 1)
    is_open = (calendar.days[place] == each.day) & calendar.open_sessions[place, each.session]
    rows = np.flatnonzero(good & ~is_open & ~np.isin(each.code, [NO_MARK, *book.silent]))
    good[rows] = False
    each.told.update(each.lines[rows].tolist())
    advice = "correct the date, or the calendar"
    if len(rows) <= _FEW:
        for row in rows.tolist():
            when = f"{date_of(int(each.day[row]))} {SESSIONS[int(each.session[row])]}"
            told = f"a mark `{book.codes[int(each.code[row])]}` on {when}, when the calendar has no school"
            tell_mark(each, row, Complaint("D157", told, advice), faults)
        return
    # a calendar that is wrong makes as many such marks as there are: one line tells them all
    slots = np.unique(2 * each.day[rows].astype(np.int64) + each.session[rows])
    first = [f"{date_of(int(slot) // 2)} {SESSIONS[int(slot) % 2]}" for slot in slots[:_FEW]]
    sessions = counted(len(slots), "session") if len(slots) > 1 else "a session"
    which = f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else first[0]
    begin = "the first are " if len(slots) > _FEW else ""
    told = f"{counted(len(rows), 'mark')} in {sessions} when the calendar has no school: {begin}{which}"
    tell_mark(each, int(rows[0]), Complaint("D157", told, advice), faults)


def _last_real(settled: Sequence[Settled], taken: Sequence[npt.NDArray[np.bool_]], book: Codebook) -> int | None:
    """Give the latest day on which anybody has a mark that is neither empty nor one that may stand anywhere."""
    quiet = [NO_MARK, *book.silent]
    latest = [
        int(each.day[good & ~np.isin(each.code, quiet)].max(initial=-(2**30)))
        for each, good in zip(settled, taken, strict=True)
    ]
    found = max(latest, default=-(2**30))
    return None if found == -(2**30) else found


def _leave_out_what_follows(
    settled: Sequence[Settled],
    taken: Sequence[npt.NDArray[np.bool_]],
    book: Codebook,
    last: int | None,
    faults: Faults,
) -> None:
    """Leave out empty and planned marks after the last real one: they were filled in ahead."""
    if last is None:
        return
    quiet = [NO_MARK, *book.silent]
    for each, good in zip(settled, taken, strict=True):
        rows = np.flatnonzero(good & (each.day > last) & np.isin(each.code, quiet))
        if len(rows):
            good[rows] = False
            each.told.update(each.lines[rows].tolist())
            first = int(rows[0])
            told = (
                f"left out, as no pupil has a mark after {date_of(last)}: {counted(len(rows), 'session')} without one"
            )
            place = Place(
                each.observed.table.source,
                Span(
                    int(each.lines[first]),
                    int(each.columns[first]),
                    int(each.lines[first]),
                    int(each.columns[first]) + 1,
                ),
            )
            faults.file("D149", told, "", place=place, severity=Severity.INFO)


def _tell_refused(each: Settled, refused: npt.NDArray[np.bool_], faults: Faults) -> None:
    """Say how many marks are left out with pupils who are told by one row only."""
    rows = np.flatnonzero(refused)
    if len(rows):
        line = int(each.lines[int(rows[0])])
        place = Place(each.observed.table.source, Span(line, 1, line, 2))
        told = f"left out with pupils of whom it is not known who they are: {counted(len(rows), 'mark')}"
        faults.file("D150", told, "", place=place, severity=Severity.WARNING)


def _tell_ahead(
    settled: Sequence[Settled], taken: Sequence[npt.NDArray[np.bool_]], book: Codebook, faults: Faults
) -> None:
    """Tell marks after the last day on which anybody was there: some are filled in ahead, and which is not known."""
    there = [*book.on_time, *book.late]
    latest = [
        int(each.day[good & np.isin(each.code, there)].max(initial=-(2**30)))
        for each, good in zip(settled, taken, strict=True)
    ]
    last = max(latest, default=-(2**30))
    if last == -(2**30):
        return
    for each, good in zip(settled, taken, strict=True):
        rows = np.flatnonzero(good & (each.day > last))
        if len(rows):
            told = f"{counted(len(rows), 'mark')} after {date_of(last)}, the last day on which anybody was there"
            advice = f"if they were filled in ahead, `--as-at {date_of(last)}` leaves them out"
            note_mark(each, int(rows[0]), "D159", told, advice, faults)


def _tell_far_apart(
    settled: Sequence[Settled], taken: Sequence[npt.NDArray[np.bool_]], days: Ints, faults: Faults
) -> None:
    """Tell marks that lie so far from all others that a slip of the year is likelier than a school without marks."""
    for before in np.flatnonzero(np.diff(days) > _FAR_APART).tolist():
        one, two = int(days[before]), int(days[before + 1])
        after_is_odd = len(days) - before - 1 <= before + 1
        odd = two if after_is_odd else one
        for each, good in zip(settled, taken, strict=True):
            rows = np.flatnonzero(good & (each.day == odd))
            if len(rows):
                told = f"between {date_of(one)} and {date_of(two)} no pupil has a mark"
                note_mark(each, int(rows[0]), "D189", told, "is the year of these marks right?", faults)
                break


def _tell_closures(marks: MarkTable, book: Codebook, faults: Faults) -> None:
    """Tell sessions that are planned closures for some pupils while others have real marks."""
    planned = np.isin(marks.cells, list(book.planned))
    real = ~planned & (marks.cells != NO_ROW) & ~np.isin(marks.cells, [NO_MARK, *book.silent])
    some = planned.sum(axis=1), real.sum(axis=1)
    slots = np.flatnonzero((some[0] > 0) & (some[1] > 0))
    for slot in slots[:_CLOSURES_TOLD].tolist():
        when = f"{marks.days[slot // 2]} {SESSIONS[slot % 2]}"
        closed = counted(int(some[0][slot]), "pupil")
        told = f"on {when} a planned closure for {closed}, and marks of {counted(int(some[1][slot]), 'other')}"
        faults.file("D154", told, "a closure may hide real marks: look at the register", severity=Severity.WARNING)
    if len(slots) > _CLOSURES_TOLD:
        more = counted(len(slots) - _CLOSURES_TOLD, "more session")
        faults.file("D154", f"the same in {more}", "", severity=Severity.WARNING)


def _arrivals(late: Sequence[tuple[npt.NDArray[np.int64], Ints, Ints]], width: int) -> Arrivals:
    if not late or not sum(len(cell) for cell, _, _ in late):
        return no_arrivals()
    cell = np.concatenate([each[0] for each in late])
    order = np.argsort(cell, kind="stable")
    slot, pupil = np.divmod(cell[order], width)
    arrived = np.concatenate([each[1] for each in late])[order].astype(np.int16)
    minutes = np.concatenate([each[2] for each in late])[order].astype(np.int16)
    return Arrivals(slot.astype(np.int32), pupil.astype(np.int32), arrived, minutes)
