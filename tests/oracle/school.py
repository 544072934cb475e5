"""What a policy says and a dataset holds for the whole school: codes, values, sets, tables, calendar.

Source: design §3, §4, §5.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle import amounts, dataset, feel
from tests.oracle.schooltime import ONE_DAY, SchoolTime

Policy = Mapping[str, Any]


class Mark(NamedTuple):
    """One mark: its code, and when the pupil came."""

    code: str
    arrived: time | None
    minutes_late: Fraction | None


class Moment(NamedTuple):
    """A review point: a day and a check. Moments sort in the order in which the school looks."""

    date: date
    rank: int
    check: str


RANKS = {"session AM": -2, "morning": -1}  # then clock times by their minute, then the others
for _rank, _check in enumerate(("session PM", "day", "week", "month", "half_term", "term", "year")):
    RANKS[_check] = 24 * 60 + _rank


def moment(day: date, check: str) -> Moment:
    """The review point of a check on a day; clock times lie between the morning and the afternoon session."""
    at = amounts.clock(check)
    return Moment(day, RANKS[check] if at is None else at.hour * 60 + at.minute, check)


class School:
    """One policy over one dataset."""

    def __init__(self, policy: Policy, data: Mapping[str, Any], as_of: date | None) -> None:
        self.policy = policy
        self.code_tables = _code_tables(policy.get("codes") or [])
        self.words = {
            word for _, _, table in self.code_tables for code in table.values() for word in code.get("words") or ()
        }
        self.sets = policy.get("sets") or {}
        self.facts = policy.get("facts") or {}
        self.flags = policy.get("flags") or {}
        self.measures = policy.get("measures") or {}
        self.tables = policy.get("tables") or {}
        self.gives = {
            name: table for table, said in self.tables.items() for name in said["gives"] if "each" not in said
        }
        self.time = SchoolTime(data["calendar"], self._closes)
        names = {*dataset.TABLES, *(name for name, fact in self.facts.items() if "part_of" not in fact)}
        self.rows = {
            name: None if data.get(name) is None else dataset.rows(name, data[name], self.facts) for name in names
        }
        self.pupil_columns = dataset.PUPIL_COLUMNS | dict((policy.get("pupils") or {}).get("columns") or {})
        latest = max((date.fromisoformat(row["date"]) for row in data["marks"]), default=date.min)
        self.as_of = as_of or latest
        self.checks: dict[str, str] = {}  # rule id -> its check
        self.each: dict[str, str | None] = {}  # rule id -> the table about whose rows it is
        self.policy_reach: Any = None
        self._values: dict[tuple[str, date], Any] = {}

    def _closes(self, code: str, on: date) -> bool:
        return self.code(code, on).get("used_for") == "planned_closure"

    def code(self, code: str, on: date) -> Mapping[str, Any]:
        """What the code table in force on a date says of a code."""
        for begins, ends, table in self.code_tables:
            if begins <= on < ends:
                return table.get(code) or {}
        return {}

    def value(self, name: str, today: date) -> Any:
        """A policy value in force on a day: a number without its unit, a time, a date, a word; None where none is."""
        if (name, today) not in self._values:
            found = self._read_value(name, today)
            self._values[name, today] = found.number if isinstance(found, amounts.Amount) else found
        return self._values[name, today]

    def _read_value(self, name: str, today: date) -> Any:
        said = (self.policy.get("values") or {})[name]
        if not isinstance(said, list):
            return amounts.value(said)
        return next((amounts.value(entry["value"]) for entry in said if amounts.in_force(entry, today)), None)

    def is_value(self, name: str) -> bool:
        """Whether a name is that of a policy value."""
        return name in (self.policy.get("values") or {})

    def amount(self, text: str, today: date) -> amounts.Amount:
        """An amount as written, or as the value of that name says."""
        return self._read_value(text, today) if self.is_value(text) else amounts.amount(text)

    def after(self, day: date, text: str, today: date) -> date | None:
        """The date that lies so long after a day; None beyond the calendar."""
        length = self.amount(text, today)
        return self.time.later(day, int(length.number), length.unit)

    def in_force(self, name: str, today: date) -> bool:
        """Whether a figure, a flag or a fact table is in force on a day; a part of a table only with the table."""
        found = [said[name] for said in (self.measures, self.flags, self.facts) if name in said]
        found += [self.facts[item["part_of"]] for item in found if item.get("part_of") in self.facts]
        return all(amounts.in_force(item.get("in_force") or {}, today) for item in found)

    def none_dated(self, table: str, first: date, last: date, *, reaches: bool) -> bool:
        """Whether no row dated in force can lie in some days; `reaches`: one may reach beyond the last day in force."""
        said = [self.facts[name].get("in_force") or {} for name in {table, self.parts(table)[0]} & self.facts.keys()]
        begins = max((amounts.day(each.get("from")) or date.min for each in said), default=date.min)
        ends = min((amounts.day(each.get("until")) or date.max for each in said), default=date.max)
        return last < begins or (not reaches and ends != date.max and first >= ends)

    def parts(self, table: str) -> tuple[str, str | None]:
        """The file that holds a fact table, and the condition that makes a row one of its rows."""
        said = self.facts.get(table) or {}
        return said.get("part_of", table), said.get("where")

    def is_table(self, name: str) -> bool:
        """Whether a name is that of a fact table or a part of one."""
        return name in self.rows or name in self.facts

    def key_stage(self, year_group: Fraction | None) -> str | None:
        """The key stage of a year group; None beyond the last."""
        said = (self.policy.get("school_age") or {}).get("stages") or USUAL_STAGES
        last = {name: dataset.cell(year, "year_group") for name, year in said.items()}
        stages = sorted(last, key=lambda name: last[name])
        return None if year_group is None else next((name for name in stages if year_group <= last[name]), None)

    def school_age(self, born: date | None, year_group: Fraction | None, on: date) -> bool | None:
        """Whether a pupil is of compulsory school age on a day."""
        said = self.policy.get("school_age") or USUAL_SCHOOL_AGE
        if born is None:
            if year_group is None:
                return None
            written = {-1: "N", 0: "R"}.get(int(year_group), str(int(year_group)))
            return None if written in said["unknown_years"] else written in said["years"]
        fifth = _birthday(born, int(said["from_age"]))
        days = [tuple(int(part) for part in text.split("-")) for text in said["on_or_after"]]
        begins = min(each for year in (fifth.year, fifth.year + 1) for d in days if (each := date(year, *d)) >= fifth)
        last = _birthday(born, int(said["until_age"]))
        return begins <= on <= _leaving_day(said["leaves"], last)


USUAL_SCHOOL_AGE = {
    "from_age": "5", "on_or_after": ["03-31", "08-31", "12-31"], "until_age": "16", "leaves": "last friday of june",
    "years": [str(year) for year in range(1, 12)], "unknown_years": ["R"],
}  # fmt: skip
USUAL_STAGES = {"EYFS": "R", "KS1": "2", "KS2": "6", "KS3": "9", "KS4": "11", "KS5": "13"}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _leaving_day(said: str, birthday: date) -> date:
    """`last friday of june` of the school year (September to August) in which a birthday lies."""
    _, weekday, _, month_name = said.split()
    month = _MONTHS.index(month_name) + 1
    school_year = birthday.year if birthday.month >= 9 else birthday.year - 1
    year = school_year if month >= 9 else school_year + 1
    day = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
    while day.weekday() != _WEEKDAYS.index(weekday):
        day -= timedelta(days=1)
    return day


def _birthday(born: date, age: int) -> date:
    leap_day = (born.month, born.day) == (2, 29)
    return date(born.year + age, 3, 1) if leap_day and (born.year + age) % 4 else born.replace(year=born.year + age)


def _code_tables(said: list[Mapping[str, Any]]) -> list[tuple[date, date, Mapping[str, Any]]]:
    """Code tables with the days on which they are in force: first included, last excluded."""
    begins = [amounts.day(table.get("from")) or date.min for table in said]
    found = []
    for table, start in zip(said, begins, strict=True):
        following = min((other for other in begins if other > start), default=date.max)
        found.append((start, amounts.day(table.get("until")) or following, table["table"]))
    return found


def reads(school: School, text: str) -> set[str]:
    """Every name that a condition speaks of, through the sets it names."""
    found, waiting = set(), {text}
    while waiting:
        for name in feel.names(feel.expression(waiting.pop())):
            if name not in found:
                found.add(name)
                if name in school.sets:
                    waiting.add(school.sets[name])
    return found
