"""A scenario test and its register -> the days it names on which nothing can happen, or of which nothing is seen."""

from collections.abc import Iterator
from datetime import date, timedelta

from engine.calendar import date_of, day_number
from engine.diagnostics import Diagnostic
from engine.document import Path
from engine.explain.days import outside as outside_of
from engine.readers.cells import parse_date
from engine.register import Register
from engine.testing.ground import Ground
from engine.testing.read import Placed

_CODE = "T011"


def beyond(placed: Placed, register: Register, ground: Ground) -> Iterator[Diagnostic]:
    """Tell each day of a test on which nothing can happen, or that comes too late to be seen.

    Yields: T011 a day that is no school day of the test, or lies after its data.
    """
    days = list(_of_actions(placed))
    for number, row in enumerate(placed.test.expect_decisions or ()):
        told = row.get("date")
        if told is not None:
            try:
                days.append((date.fromisoformat(told), ("expect_decisions", number, "date")))
            except ValueError:
                wrong = placed.document.place((*placed.at, "expect_decisions", number, "date"))
                yield Diagnostic(_CODE, f"`{told}` is not a date", wrong, "write it as 2025-09-01")
    days += [
        (arrival.date, ("arrivals", number, "date"))
        for number, arrival in enumerate(placed.test.arrivals)
        if arrival.at is not None and arrival.date is not None
    ]
    for day, path in days:
        outside = outside_of(register, day)
        if outside is not None:
            helped = outside[1].replace("give a later --date", "give a later day")
            helped = helped.replace("give an earlier --date", "give an earlier day, or the test more marks or `as_of`")
            yield Diagnostic(_CODE, outside[0], placed.document.place((*placed.at, *path)), helped)
    yield from _unseen(placed, register, ground)


def _of_actions(placed: Placed) -> Iterator[tuple[date, Path]]:
    for part, expected in (("expect", placed.test.expect), ("not", placed.test.not_)):
        for pupil, actions in (expected or {}).items():
            for number, action in enumerate(actions):
                if action.date is not None:
                    yield action.date, (part, pupil, number, "date")


def _unseen(placed: Placed, register: Register, ground: Ground) -> Iterator[Diagnostic]:
    """Tell rows that are dated after the last day that is looked at: no rule ever sees them."""
    ends = {
        pupil: _last_seen(register, int(left))
        for pupil, left in zip(register.pupils, register.left.tolist(), strict=True)
    }
    last = _last_seen(register, day_number(register.as_of))
    for day, path, pupil, what in _dated(placed, ground):
        end = ends.get(pupil, last)
        if day <= end:
            continue
        why = "the data ends on" if end == last else f"the last school day of `{pupil}` is"
        told = f"{what} of {day} is never seen: {why} {end}"
        helped = "give an earlier day, or the test more marks or `as_of`" if end == last else "give an earlier day"
        yield Diagnostic(_CODE, told, placed.document.place((*placed.at, *path)), helped)


def _last_seen(register: Register, left: int) -> date:
    """Give the last school day that is looked at, of a pupil who leaves on a day; as-of where there is none."""
    end = date_of(min(left, day_number(register.as_of)))
    before = register.calendar.count_before(end + timedelta(days=1))
    return register.calendar.school_days[before - 1] if before else end


def _dated(placed: Placed, ground: Ground) -> Iterator[tuple[date, Path, str, str]]:
    """Give each dated row of a test: from which day it counts, where that stands, whose it is, and what it is."""
    for table, rows in placed.test.facts.items():
        shape = ground.shapes.get(table)
        column = shape.dated_by if shape is not None else None
        for number, row in enumerate(rows if column is not None else ()):
            day = parse_date(row.get(column or "") or "")
            if day is not None:
                yield day, ("facts", table, number, column or ""), row.get("pupil") or "", f"the row of `{table}`"
    for pupil, pupil_rows in placed.test.pupils.items():
        for number, row in enumerate(pupil_rows):
            day = parse_date(row.get("from") or "")
            if day is not None:
                listed = (*placed.at, "pupils", pupil, number) in placed.document.spans
                base: Path = ("pupils", pupil, number) if listed else ("pupils", pupil)
                yield day, (*base, "from"), pupil, f"the row of `{pupil}`"
