"""What a table says -> the marks that may stand, each a code in force on its date; the others are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of, day_number
from engine.diagnostics import Severity
from engine.importers.codebook import NO_MARK, UNKNOWN, Codebook, Reader
from engine.importers.minutes_within import with_minutes_apart
from engine.importers.names import FLAGS, POSSIBLE_FLAG, plain_name
from engine.importers.observed import Observed
from engine.importers.passed_over import CODE as PASSED_OVER
from engine.importers.people import KEYS
from engine.importers.plain import Coded, Ints
from engine.importers.rows import no_date
from engine.importers.said import counted, shown
from engine.importers.words import LESSON, read_arrival, read_minutes
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE, UNREADABLE
from engine.readers.faults import Complaint, Faults
from engine.register import NOT_GIVEN
from engine.source import Place, Span

Mask = npt.NDArray[np.bool_]

MOST_TOLD: Final = 200
"""Rows of one file that are told one by one for one kind of fault; more are counted."""

_BY_ID: Final = ("wonde", "go4schools", "sims-odata")
_GIVE_CODES: Final = "give the system's own table of codes as a further source: it says what each id stands for"
_TRUE: Final = ("true", "1", "yes", "y", "1.0")
_FALSE: Final = ("false", "0", "no", "n", "0.0")


@dataclass(slots=True)
class Settled:
    """The marks of one table that may stand, an entry a mark; `who` is a place in the table's own people.

    `told` are the lines of which a mark, or all, was left out and told; `code` places are those of the codebook.
    """

    observed: Observed
    who: Ints
    day: Ints
    session: Ints
    code: Ints
    minutes: Ints
    arrived: Ints
    lines: Ints
    columns: Ints
    told: set[int]


class Teller:
    """Tells the rows of one table, a few of each kind, and counts the others."""

    def __init__(self, observed: Observed, faults: Faults) -> None:
        self.observed = observed
        self.table = observed.table
        self.faults = faults
        self.counts: dict[str, int] = {}
        self.last: dict[str, Complaint] = {}
        self.lines: set[int] = set()

    def row(self, line: int, column: int, complaint: Complaint) -> None:
        """Tell one row, and remember that it was told."""
        self.lines.add(line)
        seen = self.counts.get(complaint.code, 0)
        self.counts[complaint.code] = seen + 1
        self.last[complaint.code] = complaint
        if seen < MOST_TOLD:
            told = complaint._replace(message=complaint.message + self.observed.where(column))
            self.faults.row(self.table.source, self.table.file, line, told, max(column, 1))

    def many(self, rows: Ints, lines: Ints, columns: Ints, complain: Callable[[int], Complaint]) -> None:
        """Tell many marks, given by their places among all; what is said of several of one cell is said once."""
        told: set[tuple[int, int, Complaint]] = set()
        for row in rows.tolist():
            said = int(lines[row]), int(columns[row]), complain(row)
            if said not in told:
                told.add(said)
                self.row(*said)

    def note(self, code: str, message: str, advice: str, line: int = 1, column: int = 1) -> None:
        """Tell something that is doubtful and was taken all the same."""
        place = Place(self.table.source, Span(line, max(column, 1), line, max(column, 1) + 1))
        self.faults.file(code, message + self.observed.where(column), advice, place=place, severity=Severity.WARNING)

    def close(self) -> None:
        """Say how many more there were of each kind."""
        for code, count in sorted(self.counts.items()):
            if count > MOST_TOLD:
                told = f"the same of {counted(count - MOST_TOLD, 'more mark')}: {self.last[code].message}"
                place = Place(self.table.source, Span(1, 1, 1, 2))
                self.faults.file(code, told, self.last[code].advice, place=place, severity=self.faults.grade)


def settle(observed: Observed, book: Codebook, wanted: ImportMap, as_at: date | None, faults: Faults) -> Settled:
    """Say which marks of a table may stand; tell the others by row and column.

    Yields: D023 the row names nobody, D024 no date, D026 no session, D122 a lesson's mark, D130 to D135 a code, D190
    minutes beside a code (info), and as warnings what was read although it is odd.
    """
    observed = with_minutes_apart(observed, book, wanted, faults)
    teller = Teller(observed, faults)
    for line, complaint in observed.faults:
        if complaint.code == PASSED_OVER:
            teller.lines.add(line)
            teller.note(complaint.code, complaint.message, complaint.advice, line, 0)
        else:
            teller.row(line, 0, complaint)
    for note in observed.notes:
        teller.note(*note, 1, observed.places.get("date", -1) + 1)
    for aside in observed.asides:
        at = observed.places.get("date", 0) + 1
        place = Place(observed.table.source, Span(1, at, 1, at + 1))
        faults.file(*aside, place=place, severity=Severity.INFO)
    good = np.ones(len(observed.who), dtype=np.bool_)
    lines, columns = observed.lines, observed.columns

    def refuse(wrong: Mask, column: str, complain: Callable[[int], Complaint]) -> None:
        rows = np.flatnonzero(wrong & good)
        if len(rows):
            at = (
                np.broadcast_to(np.int32(observed.places[column] + 1), (len(good),))
                if column in observed.places
                else columns
            )
            teller.many(rows, lines, at, complain)
            good[rows] = False

    whose = next((role for role in KEYS if role in observed.places), "pupil")
    refuse(observed.who < 0, whose, lambda row: Complaint("D023", "the row does not say whose it is", "fill it in"))
    refuse(observed.day == NO_DATE, "date", lambda row: _no_date(observed, row))
    refuse(observed.session == LESSON, "session", lambda row: _of_no_session(observed, row))
    refuse(observed.session < 0, "session", lambda row: _no_session(observed, row))
    code = _read_codes(observed, book, wanted, good, refuse, teller)
    if as_at is not None:
        later = good & (observed.day > day_number(as_at))
        marked = np.flatnonzero(later & (code != NO_MARK))
        if len(marked):
            _tell_later(observed, marked, book.codes[int(code[marked[0]])], as_at, teller)
        teller.lines.update(lines[later].tolist())
        good &= ~later
    minutes = _times(observed.minutes, read_minutes, "minutes_late", "minutes late", observed, good, teller)
    arrived = _times(observed.arrived, read_arrival, "arrived", "time of arrival", observed, good, teller)
    _look_at_minutes(observed, book, code, minutes, good, teller)
    _look_at_flags(observed, book, code, good, teller)
    _look_at_lost(observed, book, code, good, teller)
    kept = np.flatnonzero(good)
    teller.close()
    return Settled(
        observed,
        observed.who[kept],
        observed.day[kept],
        observed.session[kept].astype(np.int8),
        code[kept],
        minutes[kept],
        arrived[kept],
        lines[kept],
        columns[kept],
        teller.lines,
    )


def _read_codes(observed: Observed, book: Codebook, wanted: ImportMap, good: Mask, refuse: Any, teller: Teller) -> Ints:
    """Read each different mark once, in each session; tell what is no code, or none on its date."""
    reader = Reader(book, wanted)
    subcodes = observed.subcode or Coded(np.zeros(1, dtype=np.int32), [""])
    width = len(subcodes.words)
    pairs = observed.code.places.astype(np.int32)
    if observed.subcode is not None:
        pairs = pairs * np.int32(width) + subcodes.places
    used = np.unique(pairs) if width * len(observed.code.words) > 4096 else np.arange(width * len(observed.code.words))
    place_of = np.zeros(int(used.max(initial=0)) + 1, dtype=np.int32)
    place_of[used] = np.arange(len(used))
    words = [(observed.code.words[pair // width], subcodes.words[pair % width]) for pair in used.tolist()]
    read = [[reader.read(word, sub, half) for word, sub in words] for half in range(len(SESSIONS))]
    table = np.array([[each.code for each in half] for half in read], dtype=np.int16).reshape(len(SESSIONS), -1)
    at = place_of[pairs]
    half = np.clip(observed.session, 0, 1)
    code = table[half, at] if len(words) else np.zeros(len(at), dtype=np.int16)
    by_id = observed.shape in _BY_ID and not wanted.codes

    def unknown(row: int) -> Complaint:
        told = reader.unknown(*words[int(at[row])])
        return told._replace(advice=_GIVE_CODES) if by_id else told

    refuse(code == UNKNOWN, "code", unknown)
    in_force = book.in_force()
    safe = np.where(good, observed.day, 0)
    fits = in_force[book.period_of(safe), np.maximum(code, 0)]
    refuse(~fits, "code", lambda row: reader.not_in_force(int(code[row]), date_of(int(observed.day[row]))))
    for what, told, advice in (
        ("slash", "marks of presence with the slash of the other session, read as their own", ""),
        ("small", "marks in small letters, read as capitals", "check that no lesson marks are among them"),
    ):
        odd = np.array([[getattr(each, what) for each in half] for half in read], dtype=np.bool_).reshape(
            len(SESSIONS), -1
        )
        if odd.any():
            rows = np.flatnonzero(odd[half, at] & good)
            if len(rows):
                first = int(rows[0])
                where = int(observed.lines[first]), int(observed.columns[first])
                teller.note(
                    "D143" if what == "slash" else "D144", f"{told}: {counted(len(rows), 'mark')}", advice, *where
                )
    return code


def _times(
    column: Coded | None,
    read: Callable[[str], int],
    name: str,
    called: str,
    observed: Observed,
    good: Mask,
    teller: Teller,
) -> Ints:
    """Read minutes or times; one that cannot be read is told, and its mark stands without it."""
    if column is None:
        return np.broadcast_to(np.int16(NOT_GIVEN), (len(good),))
    values = np.array([read(word) for word in column.words] or [NOT_GIVEN], dtype=np.int16)[column.places]
    rows = np.flatnonzero((values == UNREADABLE) & good)
    if len(rows):
        first = int(rows[0])
        said = shown(column.words[int(column.places[first])].strip())
        told = f"the {called} cannot be read and is left out, such as {said}: {counted(len(rows), 'mark')}"
        teller.note("D145", told, "correct it", int(observed.lines[first]), observed.places.get(name, 0) + 1)
        values = np.where(values == UNREADABLE, NOT_GIVEN, values).astype(np.int16)
    return values


def _look_at_minutes(observed: Observed, book: Codebook, code: Ints, minutes: Ints, good: Mask, teller: Teller) -> None:
    if observed.minutes is None:
        return
    is_late = np.isin(code, list(book.late))
    rows = np.flatnonzero(good & ~is_late & (minutes > 0))
    if len(rows):
        first = int(rows[0])
        told = f"minutes late beside a code that does not say so: {counted(len(rows), 'mark')}"
        teller.note("D146", told, "check them", int(observed.lines[first]), observed.places.get("minutes_late", 0) + 1)


def _look_at_flags(observed: Observed, book: Codebook, code: Ints, good: Mask, teller: Teller) -> None:
    """Tell marks of which a further column says another category than the code does."""
    if not observed.flags:
        return
    period = book.period_of(observed.day)
    for name, column in observed.flags.items():
        said = np.array(
            [
                1 if word.strip().lower() in _TRUE else 0 if word.strip().lower() in _FALSE else -1
                for word in column.words
            ]
            or [-1],
            dtype=np.int8,
        )[column.places]
        truth = np.array(
            [
                [_says(table.categories.get(each, ""), name) for each in book.codes]
                for table in (*book.tables, None)
                if table is not None
            ]
            + [[-1] * len(book.codes)],
            dtype=np.int8,
        )[period, np.maximum(code, 0)]
        rows = np.flatnonzero(good & (said >= 0) & (truth >= 0) & (said != truth) & (code != NO_MARK))
        if len(rows):
            first = int(rows[0])
            word = f"`{book.codes[int(code[first])]}`"
            heading = next((each for each in observed.header if plain_name(each) == name), name)
            told = (
                f"the code says something else than the column `{heading}`, such as {word}: "
                f"{counted(len(rows), 'mark')}"
            )
            teller.note("D147", told, "check the export", int(observed.lines[first]), int(observed.columns[first]))


def _says(category: str, name: str) -> int:
    if not category:
        return -1
    if name == POSSIBLE_FLAG:
        return int(category not in ("not_possible", "administrative"))
    held = FLAGS[name]
    if held == "present":
        return int(category in ("present", "approved_educational_activity"))
    return int(category == held)


def _look_at_lost(observed: Observed, book: Codebook, code: Ints, good: Mask, teller: Teller) -> None:
    """Tell codes that may have lost their second character: longer ones are in force, and the table has none at all."""
    if observed.subcode is not None and any(word.strip() for word in observed.subcode.words):
        return
    present = set(np.flatnonzero(np.bincount(code[good], minlength=1)).tolist())
    if any(len(book.codes[each]) > 1 for each in present):
        return
    for place in sorted(present - {NO_MARK}):
        tables = [number for number, table in enumerate(book.tables) if book.longer(place, table)]
        if not tables:
            continue
        rows = np.flatnonzero(good & (code == place))
        rows = rows[np.isin(book.period_of(observed.day[rows]), tables)]
        if len(rows):
            first = int(rows[0])
            longer = ", ".join(f"`{each}`" for each in book.longer(place, book.tables[tables[-1]]))
            told = f"`{book.codes[place]}` in a table without subcodes may have been {longer}"
            told += f": {counted(len(rows), 'mark')}"
            advice = "export the marks with their subcodes; until then they count as they are"
            teller.note("D148", told, advice, int(observed.lines[first]), int(observed.columns[first]))


def _no_date(observed: Observed, row: int) -> Complaint:
    return no_date(observed.dates.words[int(observed.dates.places[row])].strip() if observed.dates is not None else "")


def _no_session(observed: Observed, row: int) -> Complaint:
    text = observed.sessions.words[int(observed.sessions.places[row])].strip() if observed.sessions is not None else ""
    if not text:
        return Complaint("D023", "the row does not say AM or PM", "fill it in")
    advice = "say in a mapping file which it is, as in `sessions: {Registration: AM}`"
    return Complaint("D026", f"{shown(text)} is neither AM nor PM", advice)


def _of_no_session(observed: Observed, row: int) -> Complaint:
    text = observed.sessions.words[int(observed.sessions.places[row])].strip() if observed.sessions is not None else ""
    told = f"{shown(text)} is a lesson, and a lesson's mark is no session's mark"
    return Complaint("D122", told, "export the session marks, AM and PM; a mapping file may say which they are")


def _tell_later(observed: Observed, marks: Ints, code: str, as_at: date, teller: Teller) -> None:
    """Tell the marks that were to be left out by their date; `code` is that of the first of them."""
    first = int(marks[0])
    told = (
        f"left out, as they are after {as_at}: {counted(len(marks), 'mark')} filled in ahead, "
        f"the first `{code}` on {date_of(int(observed.day[first]))}"
    )
    column = observed.places["date"] + 1 if "date" in observed.places else int(observed.columns[first])
    teller.note("D139", told, "import them when the day has come", int(observed.lines[first]), column)
