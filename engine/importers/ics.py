"""An iCalendar file -> the dates of a school year."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.calendar import Term
from engine.diagnostics import Severity
from engine.importers.event_words import kind_of, session_in
from engine.importers.school_dates import SchoolDates, term_name, terms_of
from engine.readers.faults import Faults
from engine.source import Place, Source, Span

MOST_FILE: Final = 4 << 20
MOST_EVENTS: Final = 5000
LONG: Final = 21
"""Dates from which on an event with a term's name is the term itself, and no note about it."""

_MOST_TOLD: Final = 20


class Event(NamedTuple):
    """An entry: first and last day, both included, and its words."""

    first: date
    last: date
    words: str


def dates_of_events(path: Path, code: str, faults: Faults) -> SchoolDates | None:
    """Read the events of a file; `code` is that of planned closures. None where it is no calendar.

    Events of other matters are told (D183), never used. Yields: D101 damaged, D104 too big.
    """
    place = Place(Source(str(path), ""), Span(1, 1, 1, 2))
    if path.stat().st_size > MOST_FILE:
        faults.file("D104", f"`{path.name}` has more than {MOST_FILE >> 20} MB", "export one school year", place=place)
        return None
    import icalendar

    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
    except (ValueError, IndexError, KeyError, TypeError) as fault:
        why = str(fault).split("\n", maxsplit=1)[0][:100].lower()
        faults.file("D101", f"`{path.name}` cannot be read as a calendar: {why}", "export it again", place=place)
        return None
    parts: list[Any] = list(calendar.walk("VEVENT"))
    if len(parts) > MOST_EVENTS:
        faults.file("D104", f"`{path.name}` has {len(parts):,} events", "export one school year", place=place)
        return None
    events = []
    for part in parts:
        event = _event(part)
        if event is None:
            told = f"an event without a date is not used: `{str(part.get('summary', ''))[:40]}`"
            faults.file("D183", told, "", place=place, severity=Severity.WARNING)
        else:
            events.append(event)
        if event is not None and part.get("rrule") is not None:
            told = f"an event that repeats is used once only: `{event.words[:40]}`"
            faults.file("D183", told, "write its dates one by one", place=place, severity=Severity.WARNING)
    return school_dates_of(events, code, place, faults)


def school_dates_of(events: list[Event], code: str, place: Place, faults: Faults) -> SchoolDates:
    """Put a school year together from its events."""
    dates = SchoolDates()
    starts: list[date] = []
    ends: list[date] = []
    pauses: list[tuple[date, date]] = []
    others: list[Event] = []
    for event in sorted(events):
        kind = kind_of(event.words)
        days = [event.first + timedelta(days=ahead) for ahead in range(min((event.last - event.first).days, 400) + 1)]
        match kind:
            case "inset":
                dates.inset.update(day for day in days if day.weekday() < 5)
            case "bank_holiday":
                dates.bank_holidays.update(days)
            case "half_term" | "holiday":
                pauses.append((event.first, event.last))
            case "term" if (event.last - event.first).days >= LONG:
                dates.terms.append(Term(term_name(event.first), event.first, event.last))
            case "starts":
                starts.append(event.first)
            case "ends":
                ends.append(event.last)
            case "closure":
                dates.closures.update((day, session_in(event.words), code) for day in days if day.weekday() < 5)
            case _:
                others.append(event)
    outside = [day for day in starts if not any(term.start <= day <= term.end for term in dates.terms)]
    dates.terms += _paired(outside, ends, place, faults)
    dates.terms = [_with_break(term, pauses) for term in sorted(dates.terms, key=lambda term: term.start)]
    dates.terms = _joined(dates.terms)
    for event in others[:_MOST_TOLD]:
        told = f"an event on {event.first} is no part of a school year: `{event.words[:40]}`"
        faults.file("D183", told, "", place=place, severity=Severity.INFO)
    if len(others) > _MOST_TOLD:
        told = f"{len(others) - _MOST_TOLD:,} more events are no part of a school year"
        faults.file("D183", told, "", place=place, severity=Severity.INFO)
    return dates


def _event(part: Any) -> Event | None:
    start = part.get("dtstart")
    if start is None:
        return None
    first, timed = _day(start.dt)
    end = part.get("dtend")
    if end is None:
        length = part.get("duration")
        last = first if length is None else first + max(length.dt - timedelta(days=1), timedelta(0))
    else:
        last, last_timed = _day(end.dt)
        # The end of a whole-day event is the day after its last.
        if not (timed or last_timed) and last > first:
            last -= timedelta(days=1)
    return Event(first, max(first, last), str(part.get("summary", "")).strip())


def _day(moment: date | datetime) -> tuple[date, bool]:
    return (moment.date(), True) if isinstance(moment, datetime) else (moment, False)


def _paired(starts: list[date], ends: list[date], place: Place, faults: Faults) -> list[Term]:
    """Pair the days on which school begins with those on which it ends."""
    terms = []
    left = sorted(ends)
    ordered = sorted(starts)
    for number, start in enumerate(ordered):
        following = ordered[number + 1] if number + 1 < len(ordered) else date.max
        held = [end for end in left if start <= end < following]
        if not held:
            told = f"school begins on {start} and no event says when it ends"
            faults.file("D183", told, "add the end of the term", place=place, severity=Severity.WARNING)
            continue
        terms.append(Term(term_name(start), start, max(held)))
    return terms


def _with_break(term: Term, pauses: list[tuple[date, date]]) -> Term:
    inside = [pause for pause in pauses if term.start < pause[0] and pause[1] < term.end]
    return Term(term.name, term.start, term.end, inside[0]) if inside and term.half_term_break is None else term


def _joined(terms: list[Term]) -> list[Term]:
    """Join two halves of a term that are told apart, such as `Autumn 1` and `Autumn 2`."""
    if any(term.half_term_break for term in terms) or len(terms) < 4:
        return terms
    return terms_of([(term.start, term.end) for term in terms])
