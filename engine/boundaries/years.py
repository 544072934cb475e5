"""The school time of ready-made cases: a plain stretch of weeks, or terms with their breaks."""

from collections.abc import Iterable
from datetime import date, timedelta

from engine.boundaries.sketch import Year
from engine.calendar import Calendar
from engine.model.test_file import SchoolYear
from engine.testing.material import school_year

_DAYS = 7
_WEDNESDAY = 2


def monday(day: date) -> date:
    """Give the Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % _DAYS)


def terms_around(begins: int, *, before: bool, periods: Iterable[str]) -> tuple[SchoolYear, Calendar]:
    """Give the three terms of the school year that begins in a year, and the summer term, or year, before it."""
    terms = [*(_terms(begins - 1) if before else [_term("summer_before", (begins, 6, 1), (begins, 7, 20), None)])]
    terms += _terms(begins)
    return _made(terms, periods)


def _terms(begins: int) -> list[dict[str, object]]:
    return [
        # a term that ends on a Wednesday, as many do: then every distance to a holiday comes up
        _term(f"autumn_{begins}", (begins, 9, 1), (begins, 12, 19), (begins, 10, 26), _WEDNESDAY),
        _term(f"spring_{begins + 1}", (begins + 1, 1, 3), (begins + 1, 3, 28), (begins + 1, 2, 13)),
        _term(f"summer_{begins + 1}", (begins + 1, 4, 12), (begins + 1, 7, 20), (begins + 1, 5, 25)),
    ]


def _term(
    name: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    pause: tuple[int, int, int] | None,
    weekday: int = 4,
) -> dict[str, object]:
    end = date(*last)
    end -= timedelta(days=(end.weekday() - weekday) % _DAYS)
    told: dict[str, object] = {"name": name, "from": monday(date(*first)).isoformat(), "to": end.isoformat()}
    if pause is not None:
        began = monday(date(*pause))
        told["half_term"] = {"from": began.isoformat(), "to": (began + timedelta(days=4)).isoformat()}
    return told


def _made(terms: list[dict[str, object]], periods: Iterable[str]) -> tuple[SchoolYear, Calendar]:
    written: dict[str, object] = {"terms": terms}
    last = date.fromisoformat(str(terms[-2 if len(terms) > 1 else -1]["to"]))
    named = {name: {"from": (last - timedelta(days=25)).isoformat(), "to": last.isoformat()} for name in periods}
    if named:
        written["periods"] = named
    shape = SchoolYear.model_validate(written)
    return shape, school_year(shape, frozenset())


def stretch(first: date, last: date, periods: Iterable[str] = ()) -> tuple[SchoolYear, Calendar]:
    """Give one term from a day to another, both included."""
    written: dict[str, object] = {"from": first.isoformat(), "to": last.isoformat()}
    named = {name: {"from": (last - timedelta(days=25)).isoformat(), "to": last.isoformat()} for name in periods}
    if named:
        written["periods"] = named
    shape = SchoolYear.model_validate(written)
    return shape, school_year(shape, frozenset())


def ending(year: tuple[SchoolYear, Calendar], day: date) -> Year:
    """Give school time that is looked at on a day, or on the last school day before it."""
    shape, calendar = year
    return Year(shape, calendar, calendar.count_before(day + timedelta(days=1)) - 1)
