"""A school's calendar in any form -> `calendar.yaml`, checked against what a school year usually is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from engine.assets import policies_folder
from engine.calendar import Calendar
from engine.diagnostics import Diagnostic, Outcome, Severity, in_order
from engine.importers.dates_table import dates_of_table
from engine.importers.ics import dates_of_events
from engine.importers.open_source import open_source
from engine.importers.reference import bank_holidays, school_year
from engine.readers.calendar import read_calendar
from engine.readers.faults import Faults
from engine.register import Expected
from engine.source import Place, Source, Span

_YAML: Final = (".yaml", ".yml")
_MOST_NAMED: Final = 6


class ReadDates(NamedTuple):
    """A calendar as it is read and as its file is written."""

    calendar: Calendar
    text: str


def read_school_calendar(name: Path, expected: Expected) -> Outcome[ReadDates]:
    """Read a `calendar.yaml`, an iCalendar file, a table of the school year, or a calendar of the program by its name.

    What is odd is told and never mended: D180 not the usual number of school days, D181 not that of INSET days, D182 a
    bank holiday that is missing or is none, D183 an event or row that is no part of a school year, D184 no term.
    """
    path = name
    bundled = policies_folder() / "calendars" / f"{name}.yaml"
    if not path.exists() and bundled.is_file():
        path = bundled
    faults = Faults()
    place = Place(Source(str(path), ""), Span(1, 1, 1, 2))
    if path.suffix.lower() in _YAML:
        outcome = read_calendar(path, expected)
        if outcome.value is None:
            return Outcome(None, outcome.diagnostics)
        read = ReadDates(outcome.value.calendar, path.read_text(encoding="utf-8-sig"))
        found = [*outcome.diagnostics, *odd(read.calendar, place)]
        return Outcome(read, in_order(found))
    planned = frozenset(expected.closing)
    code = min(planned, default="")
    if path.suffix.lower() == ".ics":
        dates = dates_of_events(path, code, faults)
    else:
        tables = open_source(path, faults)
        dates = dates_of_table(tables[0], code, faults) if tables else None
    if dates is None or faults.failed():
        return Outcome(None, in_order(faults.diagnostics))
    if not dates.terms:
        advice = "name the terms, as in `Autumn term` from its first to its last day"
        faults.file("D184", f"`{path.name}` has no term", advice, place=place)
        return Outcome(None, in_order(faults.diagnostics))
    calendar = dates.calendar(planned)
    return Outcome(ReadDates(calendar, dates.text()), in_order([*faults.diagnostics, *odd(calendar, place)]))


def odd(calendar: Calendar, place: Place) -> list[Diagnostic]:
    """Tell where a calendar is not what a school year usually is."""
    found: list[Diagnostic] = []

    def tell(code: str, message: str, advice: str) -> None:
        found.append(Diagnostic(code, message, place, advice, Severity.WARNING))

    usual = school_year()
    for year in calendar.stretches("year"):
        days = sum(year.covers(day) for day in calendar.school_days)
        terms = [term for term in calendar.terms if year.covers(term.start)]
        if len(terms) >= 3 and days != usual["school_days"]:
            told = f"{year.name} has {days} school days; a maintained school has {usual['school_days']}"
            tell("D180", told, "an academy may differ; else look for a missing or doubled date")
        inset = sum(year.covers(day) for day in calendar.inset)
        if len(terms) >= 3 and inset != usual["inset_days"]:
            told = f"{year.name} has {inset} INSET days; five are usual".replace("five", str(usual["inset_days"]))
            tell("D181", told, "add those of your school")
    known = bank_holidays()
    plain = replace(calendar, bank_holidays=frozenset(), closed=frozenset())
    missing = [day for day in known if plain.is_school_day(day) and day not in calendar.bank_holidays]
    if missing:
        tell("D182", f"bank holidays on which the school is open: {_named(missing)}", "add them to the bank holidays")
    first, last = min(known), max(known)
    wrong = [day for day in calendar.bank_holidays if day not in known and first <= day <= last]
    if wrong:
        tell("D182", f"days that are no bank holidays: {_named(wrong)}", "correct the date, or make it a closure")
    return found


def _named(days: Iterable[date]) -> str:
    held = sorted(days)
    names = bank_holidays()
    told = ", ".join(f"{day} ({names[day]})" if day in names else str(day) for day in held[:_MOST_NAMED])
    return told + (f" and {len(held) - _MOST_NAMED} more" if len(held) > _MOST_NAMED else "")
