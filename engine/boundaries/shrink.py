"""A case over whole school years -> the same over the few weeks that it needs, where the same comes of it there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from engine.boundaries.edge import Edge
from engine.boundaries.pool import register_of
from engine.boundaries.sketch import Sketch, Year
from engine.boundaries.trial import Trials
from engine.boundaries.years import ending, stretch
from engine.load import Loaded
from engine.model.test_file import SchoolYear, TermDates
from engine.testing.material import school_year

_WEEK = 5


def shrunk(
    loaded: Loaded,
    rule: str,
    trials: Trials,
    year: Year,
    sketches: Sequence[Sketch],
    edges: Sequence[tuple[Edge, set[int]]],
    absent: tuple[str, ...],
) -> tuple[Year, list[Sketch]]:
    """Give shorter school time, and the pupils in it; what is there already where nothing shorter shows the same."""
    start = min(_first(sketch) for sketch in sketches)
    for small, cut in _shorter(year, max(start, 0)):
        pupils = [_cut(sketch, cut) for sketch in sketches]
        if _shows(loaded, rule, trials, small, pupils, edges, absent):
            return small, pupils
    return year, list(sketches)


def _first(sketch: Sketch) -> int:
    """Give the place of the first day that is not like the very first."""
    days = [sketch.marks[place : place + 2] for place in range(0, len(sketch.marks), 2)]
    return next((place for place, day in enumerate(days) if day != days[0]), len(days) - 1)


def _cut(sketch: Sketch, days: int) -> Sketch:
    arrivals = {slot - 2 * days: when for slot, when in sketch.arrivals.items()}
    return replace(sketch, marks=sketch.marks[2 * days :], arrivals=arrivals)


def _shorter(year: Year, start: int) -> Iterator[tuple[Year, int]]:
    """Give shorter school time, the shortest first, with how many days fall away: plain weeks, then fewer terms."""
    days = year.calendar.school_days
    # a week of presence before what counts, from a Monday on
    for lead in (_WEEK, 2 * _WEEK):
        begin = days[max(start - lead, 0)]
        begin -= timedelta(days=begin.weekday())
        shape = stretch(begin, year.day)
        length = len(shape[1].school_days)
        if not year.calendar.periods and length <= year.at + 1:
            yield ending(shape, year.day), year.at + 1 - length
    terms = [term for term in year.written.terms if term.to >= days[max(start - _WEEK, 0)]]
    if terms and len(terms) < len(year.written.terms):
        shape_of = SchoolYear.model_validate({**_plain(year.written.plain(defaults=False)), "terms": _said(terms)})
        calendar = school_year(shape_of, frozenset())
        fewer = len(days) - len(calendar.school_days)
        yield Year(shape_of, calendar, year.at - fewer), fewer


def _said(terms: Sequence[TermDates]) -> list[dict[str, object]]:
    return [_plain(term.plain(nones=False)) for term in terms]


def _plain(value: dict[str, object]) -> dict[str, object]:
    return {
        name: each.isoformat() if isinstance(each, date) else _plain(each) if isinstance(each, dict) else each
        for name, each in value.items()
    }


def _shows(
    loaded: Loaded,
    rule: str,
    trials: Trials,
    year: Year,
    sketches: Sequence[Sketch],
    edges: Sequence[tuple[Edge, set[int]]],
    absent: tuple[str, ...],
) -> bool:
    """Whether each step of the boundaries still changes what comes of somebody."""
    register = register_of(loaded, year, sketches, absent)
    if register is None:
        return False
    plain = trials.run(loaded, register, rule)
    for edge, sides in edges:
        for side in sides:
            moved = edge.shifts[side].loaded
            there = register
            if any(name.startswith("*codes") for name in edge.names):
                read = register_of(moved, year, sketches, absent)
                if read is None:
                    return False
                there = read
            if trials.run(moved, there, rule) == plain:
                return False
    return True
