"""`calendar.yaml` -> school time: terms, INSET days, bank holidays, closures and periods."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.calendar import DAYS_OF_THE_WEEK, SESSIONS, WEEKEND, YEAR_BEGINS, Calendar, Term, firsts_of_week
from engine.diagnostics import Diagnostic, Outcome, Severity
from engine.document import Document, Value
from engine.document import Path as Where
from engine.nearest import close
from engine.nouns import dataclass
from engine.parse import load
from engine.readers.cells import parse_date
from engine.register import Expected

FILE: Final = "calendar.yaml"

_KEYS: Final = {
    "calendar": (
        ("terms",),
        ("inset", "bank_holidays", "closures", "periods", "extra_days", "weekend", "week_begins", "year_begins"),
    ),
    "a term": (("name", "from", "to"), ("half_term",)),
    "half_term": (("from", "to"), ()),
    "a closure": (("date", "session", "code"), ("reason",)),
    "a period": (("from", "to"), ()),
}
_ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """The calendar, and what the file says in a form that does not change with its layout."""

    calendar: Calendar
    content: Value


class _Reader:
    """Reads one document and remembers what is wrong with it."""

    def __init__(self, document: Document, expected: Expected) -> None:
        self.document = document
        self.expected = expected
        self.found: list[Diagnostic] = []

    def wrong(self, path: Where, message: str, advice: str = "", code: str = "D051") -> None:
        self.found.append(Diagnostic(code, message, self.document.place(path), advice))

    def told(self, path: Where, message: str, advice: str = "") -> None:
        self.found.append(Diagnostic("D057", message, self.document.place(path), advice, Severity.WARNING))

    def mapping(self, value: Value, path: Where, what: str) -> dict[str, Value]:
        """Give a mapping with the keys that belong there; an empty one where it is none."""
        if not isinstance(value, dict):
            self.wrong(path, f"{_the(what)} is written as {_form(value)}; a mapping stands here", _example(what))
            return {}
        needed, optional = _KEYS[what]
        for key in value:
            if key not in needed + optional:
                near = close(key, needed + optional)
                advice = f"did you mean `{near[0]}`?" if near else f"the keys are {_named(needed + optional)}"
                place = self.document.key_place((*path, key))
                self.found.append(Diagnostic("D050", f"{_the(what)} has no key `{key}`", place, advice))
        for key in needed:
            if value.get(key) is None:
                self.wrong(path, f"{_the(what)} has no `{key}`", _example(what), "D052")
        return value

    def items(self, value: Value, path: Where, what: str) -> list[Value]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(path, f"`{what}` is written as {_form(value)}; a list stands here", f"write `{what}: [ … ]`")
            return []
        return value

    def day(self, value: Value, path: Where, what: str) -> date | None:
        """Read a date; None where there is none, told unless nothing is written."""
        if value is None:
            return None
        found = parse_date(value) if isinstance(value, str) else None
        if found is None:
            shown = f"`{value}`" if isinstance(value, str) else _form(value)
            self.wrong(path, f"{what} is {shown}, which is no date", "write it as in `2024-09-03`", "D053")
        return found

    def span(self, value: dict[str, Value], path: Where, what: str) -> tuple[date, date] | None:
        """Read `from` and `to`, both included."""
        begins = self.day(value.get("from"), (*path, "from"), "`from`")
        ends = self.day(value.get("to"), (*path, "to"), "`to`")
        if begins is None or ends is None:
            return None
        if ends < begins:
            told = f"{what} ends on {ends}, before it begins on {begins}"
            self.wrong((*path, "to"), told, "correct one of them", "D054")
            return None
        return begins, ends

    def term(self, value: Value, path: Where) -> Term | None:
        item = self.mapping(value, path, "a term")
        name = item.get("name")
        if name is not None and not isinstance(name, str):
            self.wrong((*path, "name"), "the name of a term is a word", "as in `name: autumn`")
        called = f"the term `{name}`" if isinstance(name, str) else "the term"
        span = self.span(item, path, called)
        pause = None
        if item.get("half_term") is not None:
            inner = (*path, "half_term")
            pause = self.span(self.mapping(item["half_term"], inner, "half_term"), inner, f"the break of {called}")
            if span and pause and not span[0] < pause[0] <= pause[1] < span[1]:
                told = f"the break {pause[0]} to {pause[1]} does not lie inside {called}, {span[0]} to {span[1]}"
                self.wrong(inner, told, "a break has school before and after it", "D055")
                pause = None
        return Term(name, *span, pause) if span and isinstance(name, str) else None

    def terms(self, value: Value) -> list[Term]:
        terms: list[Term] = []
        found = self.items(value, ("terms",), "terms")
        if not found and value is not None:
            self.wrong(("terms",), "`terms` is empty", "a calendar has at least one term", "D052")
        for place, item in enumerate(found):
            path: Where = ("terms", place)
            term = self.term(item, path)
            if term is None:
                continue
            if terms and term.start <= terms[-1].end:
                before = terms[-1]
                verb = "overlaps" if term.end >= before.start else "comes before"
                told = f"the term `{term.name}` {verb} `{before.name}` above it, {before.start} to {before.end}"
                self.wrong(path, told, "list terms in order, one after the other", "D056")
            terms.append(term)
        return terms

    def days(self, value: Value, key: str) -> frozenset[date]:
        days: set[date] = set()
        for place, item in enumerate(self.items(value, (key,), key)):
            day = self.day(item, (key, place), f"an entry of `{key}`")
            if day is not None and day in days:
                self.told((key, place), f"`{key}` has {day} twice", "keep one of them")
            if day is not None:
                days.add(day)
        return frozenset(days)

    def closures(self, value: Value) -> list[tuple[date, str, bool, Where]]:
        """Give each closed session with whether it takes the session out of school time."""
        closed: list[tuple[date, str, bool, Where]] = []
        for place, each in enumerate(self.items(value, ("closures",), "closures")):
            path: Where = ("closures", place)
            item = self.mapping(each, path, "a closure")
            day = self.day(item.get("date"), (*path, "date"), "the date of a closure")
            session, code = item.get("session"), item.get("code")
            if session is not None and session not in (*SESSIONS, _ALL):
                shown = f"`{session}`" if isinstance(session, str) else _form(session)
                told = f"the session of a closure is {shown}"
                self.wrong((*path, "session"), told, "write `AM`, `PM` or `all`", "D058")
                continue
            if isinstance(code, str) and day is not None and not self.in_force(code, day):
                told = f"`{code}` is no attendance code in force on {day}"
                self.wrong((*path, "code"), told, "name a code of the policy's code tables, in quotes", "D059")
                continue
            if day is not None and isinstance(session, str):
                planned = code in self.expected.closing
                closed += [(day, one, planned, path) for one in (SESSIONS if session == _ALL else (session,))]
        return closed

    def in_force(self, code: str, day: date) -> bool:
        return any(
            code in table.categories
            for table in self.expected.code_tables
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until)
        )

    def periods(self, value: Value) -> dict[str, tuple[date, date]]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            told = f"`periods` is written as {_form(value)}; a mapping stands here"
            self.wrong(("periods",), told, _example("a period"))
            return {}
        periods: dict[str, tuple[date, date]] = {}
        for name, item in value.items():
            path: Where = ("periods", name)
            span = self.span(self.mapping(item, path, "a period"), path, f"the period `{name}`")
            if span:
                periods[name] = span
        return periods

    def weekday(self, value: Value, path: Where) -> int | None:
        """Read a day of the week, from Monday, which is 0."""
        if isinstance(value, str) and value.lower() in DAYS_OF_THE_WEEK:
            return DAYS_OF_THE_WEEK.index(value.lower())
        shown = f"`{value}`" if isinstance(value, str) else _form(value)
        self.wrong(path, f"{shown} is no day of the week", "write it as in `friday`", "D053")
        return None

    def week(self, whole: dict[str, Value]) -> tuple[frozenset[int], int]:
        """Read the days of the weekend, and the day on which a week begins."""
        weekend, begins = WEEKEND, 0
        if whole.get("weekend") is not None:
            days = [
                self.weekday(item, ("weekend", place))
                for place, item in enumerate(self.items(whole["weekend"], ("weekend",), "weekend"))
            ]
            weekend = frozenset(day for day in days if day is not None)
        if whole.get("week_begins") is not None:
            begins = self.weekday(whole["week_begins"], ("week_begins",)) or 0
        firsts = firsts_of_week(weekend)
        if firsts and begins not in firsts:
            key = "week_begins" if whole.get("week_begins") is not None else "weekend"
            told = f"a week would begin on {DAYS_OF_THE_WEEK[begins].capitalize()}, and no weekend is before it"
            named = " or ".join(f"`week_begins: {DAYS_OF_THE_WEEK[day]}`" for day in firsts)
            self.wrong((key,), told, f"write {named}", "D060")
        return weekend, begins

    def year_begins(self, value: Value) -> tuple[int, int]:
        """Read the month and day on which an academic year begins."""
        if value is None:
            return YEAR_BEGINS
        day = parse_date(f"2025-{value}") if isinstance(value, str) else None
        if day is None:
            shown = f"`{value}`" if isinstance(value, str) else _form(value)
            told = f"`year_begins` is {shown}, which is no day of every year"
            self.wrong(("year_begins",), told, "write month and day, as in `02-01`", "D053")
            return YEAR_BEGINS
        return day.month, day.day

    def without_effect(self, calendar: Calendar, closures: list[tuple[date, str, bool, Where]]) -> None:
        """Tell INSET days and closures that fall on no day of school anyway."""
        plain = _calendar(
            calendar.terms, frozenset(), calendar.bank_holidays, frozenset(), tuple(calendar.periods.items()),
            calendar.weekend, calendar.extra_days, calendar.week_begins, calendar.year_begins,
        )  # fmt: skip
        for place, day in enumerate(self.items(_at(self.document, "inset"), ("inset",), "inset")):
            found = parse_date(day) if isinstance(day, str) else None
            if found and not plain.is_school_day(found):
                self.told(("inset", place), f"the INSET day {found} is no day of school anyway", "is the date right?")
        for place, day in enumerate(self.items(_at(self.document, "extra_days"), ("extra_days",), "extra_days")):
            found = parse_date(day) if isinstance(day, str) else None
            if found and found.weekday() not in calendar.weekend:
                self.told(("extra_days", place), f"{found} is at no weekend anyway", "is the date right?")
            elif found and not plain.is_school_day(found):
                told = f"the extra day {found} is no day of school all the same"
                self.told(("extra_days", place), told, "is the date right?")
        for closed_on, _, _, path in closures:
            if not plain.is_school_day(closed_on):
                self.told(path, f"the closure on {closed_on} falls on no day of school", "is the date right?")


def read_calendar(path: Path, expected: Expected) -> Outcome[ReadCalendar]:
    """Read a calendar strictly: an unknown key, an unreadable date or terms out of order are errors.

    Yields: P… what is no YAML; D050 an unknown key, D051 another form, D052 something missing, D053 no date,
    D054 an end before its beginning, D055 a break outside its term, D056 terms out of order, D057 without effect
    (warning), D058 a session, D059 a closure's code, D060 a week that begins in the middle of school days.
    """
    document = load(path)
    if document.value is None:
        return Outcome(None, document.diagnostics)
    reader = _Reader(document.value, expected)
    whole = reader.mapping(document.value.value, (), "calendar")
    terms = reader.terms(whole.get("terms"))
    inset = reader.days(whole.get("inset"), "inset")
    holidays = reader.days(whole.get("bank_holidays"), "bank_holidays")
    extra = reader.days(whole.get("extra_days"), "extra_days")
    weekend, week_begins = reader.week(whole)
    year_begins = reader.year_begins(whole.get("year_begins"))
    closures = reader.closures(whole.get("closures"))
    periods = reader.periods(whole.get("periods"))
    found = [*document.diagnostics, *reader.found]
    if not terms or any(each.severity is Severity.ERROR for each in found):
        return Outcome(None, found)
    closed = frozenset((day, session) for day, session, planned, _ in closures if planned)
    named = tuple(periods.items())
    calendar = _calendar(tuple(terms), inset, holidays, closed, named, weekend, extra, week_begins, year_begins)
    if not calendar.school_days:
        told = "no date of the terms is a school day"
        reader.wrong(("terms",), told, "every day is a weekend, break, INSET day or closure")
        return Outcome(None, [*document.diagnostics, *reader.found])
    reader.without_effect(calendar, closures)
    return Outcome(ReadCalendar(calendar, whole), [*document.diagnostics, *reader.found])


@lru_cache(maxsize=64)
def _calendar(
    terms: tuple[Term, ...],
    inset: frozenset[date],
    holidays: frozenset[date],
    closed: frozenset[tuple[date, str]],
    periods: tuple[tuple[str, tuple[date, date]], ...],
    weekend: frozenset[int],
    extra: frozenset[date],
    week_begins: int,
    year_begins: tuple[int, int],
) -> Calendar:
    """Make a calendar; schools that say the same days share one."""
    return Calendar(terms, inset, holidays, closed, dict(periods), weekend, extra, week_begins, year_begins)


def _at(document: Document, key: str) -> Value:
    return document.value.get(key) if isinstance(document.value, dict) else None


def _form(value: Value) -> str:
    if value is None:
        return "nothing"
    return {str: "a word", list: "a list", dict: "a mapping"}[type(value)]


def _the(what: str) -> str:
    return {"calendar": "the calendar", "half_term": "`half_term`"}.get(what, what)


def _example(what: str) -> str:
    return {
        "calendar": "a calendar has `terms: [{name: autumn, from: 2024-09-02, to: 2024-12-20}]`",
        "a term": "as in `{name: autumn, from: 2024-09-02, to: 2024-12-20}`",
        "half_term": "as in `half_term: {from: 2024-10-28, to: 2024-11-01}`",
        "a closure": "as in `{date: 2024-12-20, session: PM, code: …}`",
        "a period": "as in `exams: {from: 2025-05-12, to: 2025-06-20}`",
    }[what]


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
