"""A school's calendar while it is put together from events or rows, and as the text of `calendar.yaml`."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from engine.calendar import SESSIONS, Calendar, Term
from engine.document import Value
from engine.write import write

_DAY: Final = timedelta(days=1)
_WEEKEND: Final = 5
_LONG_BREAK: Final = 12
"""Dates of a break from which on it parts two terms rather than two halves of one."""

_SEASONS: Final = ((8, "autumn"), (4, "summer"), (1, "spring"))


@dataclass(slots=True)
class SchoolDates:
    """Terms and single days; `closures` holds date, session (AM, PM or all) and code."""

    terms: list[Term] = field(default_factory=list)
    inset: set[date] = field(default_factory=set)
    bank_holidays: set[date] = field(default_factory=set)
    closures: set[tuple[date, str, str]] = field(default_factory=set)

    def calendar(self, planned: frozenset[str]) -> Calendar:
        """Give the calendar that they make; codes of `planned` closures take a session out of school time."""
        closed = frozenset(
            (day, one)
            for day, session, code in self.closures
            if code in planned
            for one in (SESSIONS if session == "all" else (session,))
        )
        return Calendar(tuple(self.terms), frozenset(self.inset), frozenset(self.bank_holidays), closed)

    def text(self) -> str:
        """Write `calendar.yaml`."""
        terms: list[Value] = []
        for term in self.terms:
            item: dict[str, Value] = {"name": term.name, "from": term.start.isoformat(), "to": term.end.isoformat()}
            if term.half_term_break:
                begins, ends = term.half_term_break
                item["half_term"] = {"from": begins.isoformat(), "to": ends.isoformat()}
            terms.append(item)
        whole: dict[str, Value] = {
            "terms": terms,
            "inset": [day.isoformat() for day in sorted(self.inset)],
            "bank_holidays": [day.isoformat() for day in sorted(self.bank_holidays)],
            "closures": [
                {"date": day.isoformat(), "session": session, "code": code}
                for day, session, code in sorted(self.closures)
            ],
        }
        return write({key: value for key, value in whole.items() if value})


def term_name(start: date) -> str:
    """Name a term after the season in which it begins.

    >>> term_name(date(2025, 9, 2)), term_name(date(2026, 1, 5)), term_name(date(2026, 4, 13))
    ('autumn', 'spring', 'summer')
    """
    return next(name for month, name in _SEASONS if start.month >= month)


def terms_of(blocks: list[tuple[date, date]]) -> list[Term]:
    """Put stretches of school together to terms: two with a short break between them are one term with a half term.

    A stretch is joined to the one before where that is still alone, and the break is shorter than that of a holiday.
    """
    terms: list[Term] = []
    for begins, ends in sorted(blocks):
        last = terms[-1] if terms else None
        alone = last is not None and last.half_term_break is None
        if last is not None and alone and (begins - last.end).days <= _LONG_BREAK and _same_season(last.start, begins):
            pause = (_after(last.end), _before(begins))
            terms[-1] = Term(last.name, last.start, ends, pause)
        else:
            terms.append(Term(term_name(begins), begins, ends))
    return terms


def _same_season(first: date, second: date) -> bool:
    """Whether two stretches may be halves of one term: both begin in one season."""
    return term_name(first) == term_name(second) and first.year == second.year


def _after(day: date) -> date:
    """Give the first weekday after a date."""
    day += _DAY
    while day.weekday() >= _WEEKEND:
        day += _DAY
    return day


def _before(day: date) -> date:
    day -= _DAY
    while day.weekday() >= _WEEKEND:
        day -= _DAY
    return day


def blocks_of(days: set[date], known: set[date]) -> list[tuple[date, date]]:
    """Cut school dates into stretches at breaks of three weekdays or more; `known` dates in between break nothing."""
    blocks: list[tuple[date, date]] = []
    start = last = None
    for day in sorted(days):
        if last is not None and start is not None:
            missing = sum(
                1
                for ahead in range(1, (day - last).days)
                if (last + ahead * _DAY).weekday() < _WEEKEND and last + ahead * _DAY not in known
            )
            if missing >= 3:
                blocks.append((start, last))
                start = day
        else:
            start = day
        last = day
    if start is not None and last is not None:
        blocks.append((start, last))
    return blocks
