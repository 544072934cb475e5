"""A table of a school year -> its dates: a row a date, or a row a stretch."""

from datetime import date, timedelta
from typing import Final

from engine.calendar import date_of
from engine.diagnostics import Severity
from engine.importers.event_words import kind_of
from engine.importers.ics import Event, school_dates_of
from engine.importers.names import plain_name
from engine.importers.plain import Plain
from engine.importers.reference import bank_holidays
from engine.importers.said import shown
from engine.importers.school_dates import SchoolDates, blocks_of, terms_of
from engine.importers.words import Order, order_of, read_day
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Span

_DATES: Final = ("date", "day", "calendardate", "academiccalendardate")
_IS_OPEN: Final = "isgoodschoolday"
"""A column of Arbor's calendar: whether a date is a school day."""

_TRUE: Final = ("true", "1", "1.0", "yes", "y")
_FIRST: Final = ("from", "start", "startdate", "begins", "firstday", "datefrom")
_LAST: Final = ("to", "end", "enddate", "ends", "lastday", "dateto", "until")
_KIND: Final = ("kind", "type", "event", "description", "name", "what", "term", "title", "summary")
_SESSION: Final = ("session", "ampm", "half")
_GOOD: Final = ("term", "school", "open", "schoolday", "pupilday")


def dates_of_table(table: Plain, code: str, faults: Faults) -> SchoolDates | None:
    """Read a table with `date, kind, session` (a row a date) or `kind, from, to` (a row a stretch).

    Yields: D120 no such columns, D024 a date that is none, D183 a row of another matter.
    """
    for line, cells in table.top:
        plain = [plain_name(cell) for cell in cells]
        first = _place(plain, _FIRST)
        last = _place(plain, _LAST)
        single = _place(plain, _DATES)
        kind = plain.index(_IS_OPEN) if _IS_OPEN in plain else _place(plain, _KIND)
        if kind is None or (single is None and (first is None or last is None)):
            continue
        places = [single, kind] if single is not None else [first, kind, last]
        session = _place(plain, _SESSION)
        wanted = [place for place in (*places, session) if place is not None]
        loaded = table.load(line, wanted)
        rows = [
            [column.words[column.places[row]].strip() for column in loaded.columns] for row in range(len(loaded.lines))
        ]
        lines = loaded.lines.tolist()
        order = order_of([row[0] for row in rows], None) or Order()
        stretches = single is None
        if _IS_OPEN in plain:
            # Of a date that is no school day it says no more than that.
            lines = [line for row, line in zip(rows, lines, strict=True) if row[1].lower() in _TRUE]
            rows = [[row[0], "term", *row[2:]] for row in rows if row[1].lower() in _TRUE]
        return _read(table, rows, lines, order, code, stretches, session is not None, faults)
    told = "it is no table of a school year"
    advice = "give it the columns `date` and `kind`, or `kind`, `from` and `to`"
    faults.file("D120", f"`{table.name}`: {told}", advice, place=Place(table.source, Span(1, 1, 1, 2)))
    return None


def _read(
    table: Plain,
    rows: list[list[str]],
    lines: list[int],
    order: Order,
    code: str,
    stretches: bool,
    has_session: bool,
    faults: Faults,
) -> SchoolDates:
    events: list[Event] = []
    open_days: set[date] = set()
    for cells, line in zip(rows, lines, strict=True):
        days = [read_day(cells[0], order), read_day(cells[2], order) if stretches and cells[2] else NO_DATE]
        if days[0] == NO_DATE or (stretches and cells[2] and days[1] == NO_DATE):
            told = f"{shown(cells[0] if days[0] == NO_DATE else cells[2])} is no date"
            faults.row(table.source, table.file, line, Complaint("D024", told, "write it as 08/09/2025 or 2025-09-08"))
            continue
        first = date_of(days[0])
        last = first if days[1] == NO_DATE else date_of(days[1])
        words = cells[1].strip()
        session = cells[-1] if has_session else ""
        if not stretches and plain_name(words) in _GOOD:
            open_days.add(first)
            continue
        events.append(Event(first, last, f"{words} {session}".strip()))
    place = Place(table.source, Span(1, 1, 1, 2))
    if open_days:
        single = {
            event.first + timedelta(days=ahead)
            for event in events
            for ahead in range((event.last - event.first).days + 1)
        }
        dates = school_dates_of(events, code, place, faults)
        if not dates.terms:
            kept = {event.first for event in events if kind_of(event.words) in ("inset", "closure")}
            dates.terms = terms_of(blocks_of(open_days | kept, single))
            gaps = _gaps(dates, open_days, single)
            dates.bank_holidays |= gaps & bank_holidays().keys()
            dates.closures |= {(day, "all", code) for day in gaps - bank_holidays().keys()}
        if len(dates.terms) not in (3, 6):
            told = f"the dates make {len(dates.terms)} terms"
            faults.file("D183", told, "look at `calendar.yaml`", place=place, severity=Severity.WARNING)
        return dates
    return school_dates_of(events, code, place, faults)


def _gaps(dates: SchoolDates, open_days: set[date], known: set[date]) -> set[date]:
    """Give the weekdays of terms on which the table does not have school."""
    return {day for day in dates.calendar(frozenset()).school_days if day not in open_days and day not in known}


def _place(plain: list[str], names: tuple[str, ...]) -> int | None:
    return next((plain.index(name) for name in names if name in plain), None)
