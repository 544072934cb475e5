"""What a scenario test gives that changes nothing in its small school: a slip, told at its line."""

from collections.abc import Iterator
from dataclasses import replace

from engine.calendar import Calendar
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.model.test_file import SchoolYear
from engine.nearest import nearest
from engine.testing.ground import Ground
from engine.testing.read import Placed

_CODE = "T015"


def idle(placed: Placed, calendar: Calendar, ground: Ground) -> Iterator[Diagnostic]:
    """Tell days of a calendar, tables, codes and pupils that a test gives and that nothing comes of.

    Yields: T015.
    """
    for path, message, helped in (
        *_days(placed.test.calendar, calendar, ground),
        *_tables(placed),
        *_codes(placed, calendar, ground),
        *_pupils(placed),
    ):
        at = (*placed.at, *path)
        # a pupil is named by a key, all else by what is written
        place = placed.document.key_place(at) if path[0] == "pupils" else placed.document.place(at)
        yield Diagnostic(_CODE, message, place, helped)


_Found = Iterator[tuple[Path, str, str]]


def _days(said: object, calendar: Calendar, ground: Ground) -> _Found:
    if not isinstance(said, SchoolYear):
        return  # a file of its own, which is told of where it is read
    plain = replace(calendar, inset=frozenset(), closed=frozenset())
    for number, day in enumerate(said.inset):
        if not plain.is_school_day(day):
            yield ("calendar", "inset", number), f"the INSET day {day} is no day of school anyway", "is the date right?"
    for number, day in enumerate(said.bank_holidays):
        if not replace(plain, bank_holidays=frozenset()).is_school_day(day):
            told = f"the bank holiday {day} is no day of school anyway"
            yield ("calendar", "bank_holidays", number), told, "is the date right?"
    for number, day in enumerate(said.extra_days):
        if day.weekday() not in calendar.weekend or not plain.is_school_day(day):
            told = f"the extra day {day} is not at a weekend of the term"
            yield ("calendar", "extra_days", number), told, "is the date right?"
    for number, closure in enumerate(said.closures):
        path: Path = ("calendar", "closures", number)
        if not plain.is_school_day(closure.date):
            told = f"the closure on {closure.date} falls on no day of school"
            yield (*path, "date"), told, "is the date right?"
        elif closure.code not in ground.codes.on(closure.date):
            told = f"`{closure.code}` is no attendance code in force on {closure.date}"
            yield (*path, "code"), told, f"a planned closure is {' or '.join(sorted(ground.codes.closing))}"


def _tables(placed: Placed) -> _Found:
    for number, name in enumerate(placed.test.absent):
        if name in placed.test.facts:
            told = f"`{name}` is both under `absent` and under `facts`"
            yield ("absent", number), told, "keep one: a missing file has no row"


def _codes(placed: Placed, calendar: Calendar, ground: Ground) -> _Found:
    for number, arrival in enumerate(placed.test.arrivals):
        day = arrival.date or calendar.school_days[0]
        known = ground.codes.on(day)
        for field, code in (("code", arrival.code), ("reason", arrival.reason)):
            if code is not None and known and code not in known:
                told = f"`{code}` is no attendance code in force on {day}"
                yield ("arrivals", number, field), told, f"in force then: {' '.join(sorted(known))}"


def _pupils(placed: Placed) -> _Found:
    """Find pupils whom nothing but `pupils` names, where a name beside it is much the same."""
    test = placed.test
    named = {*test.marks, *(test.expect or {}), *(test.not_ or {}), *(each.pupil for each in test.arrivals)}
    named.update(row.get("pupil") or "" for rows in (*test.facts.values(), test.expect_decisions or ()) for row in rows)
    for pupil in test.pupils:
        meant = nearest(pupil, test.marks.keys() - test.pupils.keys()) if pupil not in named else None
        if meant is not None:
            told = f"the test says nothing else of `{pupil}`"
            yield ("pupils", pupil), told, f"did you mean `{meant}`?"
