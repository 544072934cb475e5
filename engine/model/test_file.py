"""A scenario test beside a policy: a small school, what happened in it, and what the policy must ask for."""

import datetime as dt
from itertools import pairwise
from typing import Annotated, Any

from engine.calendar import DAYS_OF_THE_WEEK, firsts_of_week
from engine.model.amounts import DateText, TimeText
from engine.model.declared import BeforeValidator, Field, WithJsonSchema
from engine.model.item import Name, Words
from engine.model.part import Part
from engine.model.statistics import Weekday

# An editor reads `4` and `true` as a number and a truth value where this program reads text.
Scalar = Annotated[Words | None, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
Told = Annotated[Words, WithJsonSchema({"type": ["string", "number", "boolean"]})]
Row = dict[Words, Scalar]


def _rows(given: object) -> object:
    return given if isinstance(given, list) else [given]


Rows = Annotated[
    tuple[Row, ...],
    BeforeValidator(_rows),
    WithJsonSchema({"type": ["object", "array"], "items": {"type": "object"}}),
]


Inline = Annotated[Words | dict[str, Any], WithJsonSchema({"type": ["string", "object"]})]


class Stretch(Part):
    """Two dates, both included."""

    from_: DateText = Field(alias="from", examples=["2024-10-28"])
    """The first day."""
    to: DateText = Field(examples=["2024-11-01"])
    """The last day."""

    def hold_together(self) -> None:
        """Refuse an end before its beginning."""
        if self.to < self.from_:
            raise ValueError(f"`to: {self.to}` comes before `from: {self.from_}`")


def _within(pause: Stretch, first: dt.date, last: dt.date) -> None:
    if not first < pause.from_ <= pause.to < last:
        raise ValueError(f"the break {pause.from_} to {pause.to} has no school of its term on both sides")


class TermDates(Stretch):
    """One term, with at most one break."""

    name: Words = Field(examples=["autumn"])
    """Its name."""
    half_term: Stretch | None = Field(None, examples=[{"from": "2024-10-28", "to": "2024-11-01"}])
    """The break within it."""

    def hold_together(self) -> None:
        """Refuse an end before its beginning, and a break that the term does not have around it."""
        if self.to < self.from_:
            raise ValueError(f"`to: {self.to}` comes before `from: {self.from_}`")
        if self.half_term is not None:
            _within(self.half_term, self.from_, self.to)


class Closure(Part):
    """A day, or half of one, on which the school is closed."""

    date: DateText = Field(examples=["2024-12-20"])
    """The day."""
    session: Annotated[str, Field(pattern="^(AM|PM|all)$")] = Field("all", examples=["PM"])
    """Which half; left out: both."""
    code: Words = Field(examples=["#"])
    """The code of the closed sessions."""
    reason: Words | None = Field(None, examples=["the boiler failed"])
    """Why."""


class SchoolYear(Part):
    """A calendar: one term from a day on, or whole terms as in `calendar.yaml`."""

    from_: DateText | None = Field(None, alias="from", examples=["2024-09-02"])
    """The first day of the one term."""
    weeks: (
        Annotated[str, Field(pattern="^[1-9][0-9]{0,2}$"), WithJsonSchema({"type": ["string", "integer"]})] | None
    ) = Field(None, examples=["12"])
    """How many weeks the one term has, that of its first day included."""
    to: DateText | None = Field(None, examples=["2024-12-20"])
    """The last day of the one term, instead of `weeks`."""
    name: Words = Field("term", examples=["autumn"])
    """The name of the one term."""
    half_term: Stretch | None = Field(None, examples=[{"from": "2024-10-28", "to": "2024-11-01"}])
    """The break in the one term."""
    terms: tuple[TermDates, ...] = Field((), examples=[[{"name": "autumn", "from": "2024-09-02", "to": "2024-12-20"}]])
    """The terms, where there are several."""
    inset: tuple[DateText, ...] = Field((), examples=[["2024-11-29"]])
    """Days of training without pupils."""
    bank_holidays: tuple[DateText, ...] = Field((), examples=[["2025-05-05"]])
    """Bank holidays."""
    closures: tuple[Closure, ...] = Field((), examples=[[{"date": "2024-12-20", "session": "PM", "code": "#"}]])
    """Days on which the school is closed."""
    periods: dict[Name, Stretch] = Field({}, examples=[{"exams": {"from": "2025-05-12", "to": "2025-06-20"}}])
    """Periods with a name."""
    extra_days: tuple[DateText, ...] = Field((), examples=[["2025-03-08"]])
    """Days of school at a weekend."""
    weekend: tuple[Weekday, ...] = Field(("saturday", "sunday"), examples=[["friday", "saturday"]])
    """The days of the week without school; left out: Saturday and Sunday."""
    week_begins: Weekday = Field("monday", examples=["sunday"])
    """The first day of a week; left out: Monday."""
    year_begins: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] = Field("08-01", examples=["02-01"])
    """Month and day on which an academic year begins; left out: 1 August."""

    def hold_together(self) -> None:
        """Refuse a calendar said in two ways, and one that has no day of school or no week."""
        if self.terms and (self.from_ or self.weeks or self.to or self.half_term):
            raise ValueError("a calendar has either `terms`, or one term with `from` and `weeks` or `to`")
        if not self.terms and (self.from_ is None or (self.weeks is None) == (self.to is None)):
            raise ValueError("a calendar says `from` and one of `weeks` and `to`, or its `terms`")
        if self.to is not None and self.from_ is not None and self.to < self.from_:
            raise ValueError(f"`to: {self.to}` comes before `from: {self.from_}`")
        for before, after in pairwise(self.terms):
            if after.from_ <= before.to:
                raise ValueError(f"the term `{after.name}` begins on {after.from_}, before `{before.name}` has ended")
        if self.half_term is not None and self.from_ is not None:
            _within(self.half_term, self.from_, self.to or dt.date.max)
        if len(set(self.weekend)) == len(DAYS_OF_THE_WEEK):
            raise ValueError("`weekend` leaves no day of school")
        try:
            dt.date.fromisoformat(f"2025-{self.year_begins}")
        except ValueError:
            raise ValueError(f"`year_begins` is no day of every year: `{self.year_begins}`") from None
        firsts = firsts_of_week(map(DAYS_OF_THE_WEEK.index, self.weekend))
        if firsts and DAYS_OF_THE_WEEK.index(self.week_begins) not in firsts:
            named = " or ".join(f"`week_begins: {DAYS_OF_THE_WEEK[day]}`" for day in firsts)
            raise ValueError(f"`week_begins` is a day of school after one of the weekend: write {named}")


class Arrival(Part):
    """When a pupil came: beside a mark of the test, or with the code that the policy's registers must give."""

    pupil: Words = Field(examples=["amy"])
    """The pupil."""
    session: Annotated[str, Field(pattern="^(AM|PM)$")] = Field(examples=["AM"])
    """The session."""
    date: DateText | None = Field(None, examples=["2024-09-03"])
    """The day; left out with `at`: the calendar's first school day."""
    arrived: TimeText | None = Field(None, examples=["09:31"])
    """The time that stands beside the pupil's mark."""
    minutes_late: (
        Annotated[str, Field(pattern="^[0-9]{1,3}$"), WithJsonSchema({"type": ["string", "integer"]})] | None
    ) = Field(None, examples=["12"])
    """The minutes late that stand beside the pupil's mark."""
    at: TimeText | None = Field(None, examples=["09:31"])
    """A time whose code is expected."""
    code: Words | None = Field(None, examples=["U"])
    """The code that it must get."""
    reason: Words | None = Field(None, examples=["M"])
    """The code that applies to a pupil who was away for a reason until then."""

    def hold_together(self) -> None:
        """Refuse an arrival that neither stands beside a mark nor asks for a code, or does both."""
        beside = self.arrived is not None or self.minutes_late is not None
        if beside == (self.at is not None) or beside == (self.code is not None) or (beside and self.reason is not None):
            raise ValueError(
                "an arrival says `arrived` or `minutes_late` of a mark, or `at` and the `code` it must get"
            )
        if beside and self.date is None:
            raise ValueError("an arrival of a mark says its `date`")


class ExpectedTask(Part):
    """A task, by any of its fields."""

    do: Name | None = Field(None, examples=["letter"])
    """What is to be done."""
    to: Name | None = Field(None, examples=["parents"])
    """Whom it concerns."""
    by: Name | None = Field(None, examples=["headteacher"])
    """Who does it."""
    due: Words | None = Field(None, examples=["2024-10-09", "5 school days"])
    """By when: a date, or the policy's words."""
    obligation: Annotated[str, Field(pattern="^(must|should|may)$")] | None = Field(None, examples=["must"])
    """Whether it must, should or may be done."""
    code: Words | None = Field(None, examples=["O"])
    """The code that it proposes."""
    sessions: tuple[Words, ...] | None = Field(None, examples=[["2024-09-03 AM"]])
    """The sessions that a proposed code concerns, all of them."""
    with_: dict[Name, Words] | None = Field(None, alias="with", examples=[{"script": "first day"}])
    """Labelled text of the task; labels that are not given are left open."""


class ExpectedAction(ExpectedTask):
    """An action, by its rule and any other of its fields; fields of a task hold of one of its tasks, all together."""

    rule: Name = Field(examples=["penalty_threshold"])
    """The rule, or the step of a ladder."""
    date: DateText | None = Field(None, examples=["2024-10-02"])
    """The day."""
    session: Annotated[str, Field(pattern="^(AM|PM)$")] | None = Field(None, examples=["AM"])
    """The session, where the rule looks at sessions."""
    key: Words | None = Field(None, examples=["victoria_road/late_call/amy/2024-09-05"])
    """Its key."""
    tasks: tuple[ExpectedTask, ...] | None = Field(None, examples=[[{"do": "call"}, {"do": "letter"}]])
    """Its tasks, all of them in their order."""
    source: Words | None = Field(None, examples=["§5.4"])
    """The clause."""
    reason: Words | None = Field(None, examples=["10 sessions"])
    """Words that its reason holds."""
    note: Words | None = Field(None, examples=["younger than 5 school days"])
    """Words that one of its notes holds."""
    evidence: dict[Name, Scalar] | None = Field(None, examples=[{"lates_2w": "3"}])
    """Figures by name; empty: not known."""
    assumes: Words | None = Field(None, examples=["a morning is a session"])
    """Words that its assumption holds."""
    request: Words | None = Field(None, examples=["Q001"])
    """The request that it is about."""
    parent: Words | None = Field(None, examples=["P001-A"])
    """The parent that it is about."""
    notice: Words | None = Field(None, examples=["F001"])
    """The notice that it is about."""


class ScenarioTest(Part):
    """One test: what is given, and what must come of it."""

    name: Words = Field(examples=["Ten unauthorised sessions in ten school weeks"])
    """What it shows, in a line."""
    policy: Inline = Field(examples=["victoria_road", "../victoria_road.yaml", {"extends": ["england"]}])
    """The policy: a file beside the test, the name of one that comes with the program, or what a file would say."""
    calendar: SchoolYear | Words | None = Field(
        None, examples=[{"from": "2024-09-02", "weeks": "12"}, "halton_2024_25"]
    )
    """The calendar, or the name of one in `policies/calendars/`; left out only where arrivals alone are asked."""
    skip: Words | None = Field(None, examples=["waits for the new code table"])
    """Why the test is not run for now."""
    as_of: DateText | None = Field(None, examples=["2024-11-01"])
    """The last day that is looked at; left out: the last day with marks."""
    marks: dict[Words, Words | dict[DateText, Words]] = Field({}, examples=[{"amy": "/\\ x18  OO x5"}])
    """Each pupil's register: two codes a school day, `xN` repeats the day, `..` is no school for the pupil."""
    arrivals: tuple[Arrival, ...] = Field(
        (), examples=[[{"pupil": "amy", "session": "AM", "at": "09:31", "code": "U"}]]
    )
    """Times of arrival: of marks above (`arrived`), or with the code that they must get (`at`)."""
    defaults: Row = Field({}, examples=[{"year_group": "4"}])
    """Columns of every pupil who does not give them."""
    pupils: dict[Words, Rows] = Field({}, examples=[{"amy": {"year_group": "4"}}])
    """Each pupil's columns; several rows with `from` where they change."""
    facts: dict[Name, tuple[Row, ...]] = Field(
        {}, examples=[{"contacts": [{"pupil": "amy", "date": "2024-09-26", "outcome": "reached"}]}]
    )
    """Rows of fact tables; a table that is not named is there without a row."""
    absent: tuple[Name, ...] = Field((), examples=[["contacts"]])
    """Tables whose file is missing."""
    override: dict[Words, Told] = Field({}, examples=[{"values.lates_limit": "3 sessions"}])
    """Paths of the policy that have another value in this test."""
    only: tuple[Name, ...] | None = Field(None, examples=[["penalty_threshold"]])
    """Rules and tables that are compared; left out: all of them."""
    expect: dict[Words, tuple[ExpectedAction, ...]] | None = Field(
        None, examples=[{"amy": [{"rule": "penalty_threshold"}]}]
    )
    """Every action that must come, by pupil."""
    not_: dict[Words, tuple[ExpectedAction, ...]] | None = Field(
        None, alias="not", examples=[{"amy": [{"rule": "late_call"}]}]
    )
    """Actions that must not come."""
    expect_decisions: tuple[Row, ...] | None = Field(
        None, examples=[[{"table": "leave_decision", "outcome": "refuse"}]]
    )
    """Every decision that must come, by any of its fields."""
    undecided: tuple[Name, ...] | None = Field(None, examples=[["first_day_call"]])
    """Rules that must be reported as not decided."""

    def hold_together(self) -> None:
        """Refuse a test that asserts nothing, or that has no calendar to happen in."""
        if not self.asks_what_happens and not any(arrival.at for arrival in self.arrivals):
            raise ValueError("a test says what it expects: `expect`, `not`, `expect_decisions` or `undecided`")
        told = (self.expect, self.expect_decisions)
        if all(part is None for part in told) and not self.not_ and not self.undecided and self.asks_what_happens:
            raise ValueError("the test asserts nothing: say what `not` or `undecided` names, or write `expect: {}`")
        if self.only == () and not (self.not_ or self.undecided or self.expect_decisions):
            raise ValueError("the test asserts nothing: `only` names no rule, so that nothing is compared")
        if self.asks_what_happens and self.calendar is None:
            raise ValueError("`calendar` is missing")

    @property
    def asks_what_happens(self) -> bool:
        """Whether it expects something of a run, and does not only ask about arrivals."""
        asked = (self.expect, self.not_, self.expect_decisions, self.undecided)
        return any(part is not None for part in asked)
