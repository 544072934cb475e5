"""Rules: when the school looks, what it looks for, and what is then asked of whom."""

import re
from typing import Annotated

from engine.model.amounts import NAME, NUMBER, Amount, AmountOrName, Minutes, Named, amount_or_name, time_of_day
from engine.model.declared import Field, PlainValidator, WithJsonSchema
from engine.model.item import Condition, Item, Name, Words
from engine.model.part import Part
from engine.nouns import dataclass

PERIOD_CHECKS = ("week", "month", "half_term", "term", "year")
CHECKS = ("session", "morning", "day", *PERIOD_CHECKS)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Act:
    """When within an episode a rule acts: `starts`, `each`, `ends`, or `every` so long."""

    when: str
    every: Amount | Named | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    """Once per this period: week, half_term, term, year or ever."""

    per: str


@dataclass(frozen=True, slots=True)
class Due:
    """`same day`, an amount of time after, or the next such weekday (0 is Monday)."""

    after: Amount | Named | None = None
    weekday: int | None = None


def check(text: object) -> str | Minutes:
    """Read when the school looks: a word of `CHECKS` or a clock time."""
    if text in CHECKS:
        return str(text)
    try:
        return time_of_day(text)
    except ValueError:
        raise ValueError(
            f"`{text}` is not a check: one of {', '.join(CHECKS)}, or a clock time such as `10:30`"
        ) from None


def act(text: object) -> Act:
    """Read when a rule acts.

    >>> act("every 2 school weeks")
    Act(when='every', every=Amount(number=Fraction(2, 1), unit='school week'))
    """
    known = {"when it starts": "starts", "each check": "each", "when it ends": "ends"}
    if isinstance(text, str) and text in known:
        return Act(known[text])
    if isinstance(text, str) and (found := re.fullmatch(r"every (.+)", text)):
        length = amount_or_name(found[1])
        if isinstance(length, Named) or length.unit in {"school day", "school week", "day", "week", "month"}:
            return Act("every", length)
    raise ValueError(f"`{text}` is not one of `when it starts`, `each check`, `when it ends`, `every 2 school weeks`")


def at_most(text: object) -> AtMost:
    """Read how often at most."""
    if isinstance(text, str) and (found := re.fullmatch(r"once(?: per)? (week|month|half_term|term|year|ever)", text)):
        return AtMost(found[1])
    raise ValueError(
        f"`{text}` is not one of `once per week`, `once per month`, `once per half_term`, `once per term`, "
        "`once per year`, `once ever`"
    )


def due(text: object) -> Due:
    """Read by when a task is due."""
    if text == "same day":
        return Due()
    if isinstance(text, str):
        if (found := re.fullmatch(r"next (\w+)", text)) and found[1].lower() in WEEKDAYS:
            return Due(weekday=WEEKDAYS.index(found[1].lower()))
        try:
            length = amount_or_name(text)
        except ValueError:
            length = None
        if isinstance(length, Named) or (
            length and length.unit in {"school day", "day", "week", "school week", "month"}
        ):
            return Due(after=length)
    raise ValueError(f"`{text}` is not one of `same day`, `5 school days`, `10 days`, `2 weeks`, `next Friday`")


_LENGTH = rf"{NUMBER} (school days?|school weeks?|days?|weeks?|months?)"
CheckText = Annotated[
    str | Minutes,
    PlainValidator(check),
    WithJsonSchema({"type": "string", "pattern": rf"^({'|'.join(CHECKS)}|([01]?\d|2[0-3]):[0-5]\d)$"}),
]
ActText = Annotated[
    Act,
    PlainValidator(act),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^(when it starts|each check|when it ends|every ({_LENGTH}|{NAME}))$"}
    ),
]
AtMostText = Annotated[
    AtMost,
    PlainValidator(at_most),
    WithJsonSchema({"type": "string", "pattern": "^once( per)? (week|month|half_term|term|year|ever)$"}),
]
_WEEKDAY = "([Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur|[Ss]un)day"
DueText = Annotated[
    Due,
    PlainValidator(due),
    WithJsonSchema({"type": "string", "pattern": rf"^(same day|next {_WEEKDAY}|{_LENGTH}|{NAME})$"}),
]


class Task(Part):
    """One thing asked of one person."""

    if_: Condition | None = Field(None, alias="if", examples=["absent_in_a_row >= 10"])
    """The task's own moment: asked for once, when this is first true while the rule's condition is."""
    do: Name = Field(examples=["call", "letter", "meeting", "refer", "notify", "home_visit", "propose_code"])
    """What is to be done."""
    to: Name | None = Field(None, examples=["parents", "local_authority"])
    """Whom it concerns."""
    by: Name | None = Field(None, examples=["office", "headteacher"])
    """Who does it: a role, never a person's name."""
    due: DueText | None = Field(None, examples=["same day", "5 school days", "next Friday"])
    """By when: the same day, so many school days, days or weeks after, or the next such weekday."""
    obligation: Annotated[str, Field(pattern="^(must|should|may)$")] | None = Field(None, examples=["must"])
    """Whether it must, should or may be done."""
    with_: dict[Name, Words] | None = Field(None, alias="with", examples=[{"script": "first day"}])
    """Labelled text that is copied to the output."""
    code: Words | None = Field(None, examples=["O"])
    """The code that `propose_code` proposes."""
    sessions: Name | None = Field(None, examples=["unresolved_n_today"])
    """The figure whose sessions `propose_code` concerns."""


class Note(Part):
    """A sentence that joins an action's reason when it is true."""

    if_: Condition | None = Field(None, alias="if", examples=["young_n > 0"])
    """When it is said; left out: always."""
    say: Words = Field(examples=["some N are younger than 5 school days"])
    """The sentence."""
    show: Name | None = Field(None, examples=["young_n"])
    """A figure to show with it."""


class Steered(Item):
    """What rules, ladders and tables have in common: whom and what they look at."""

    for_: Condition | None = Field(None, alias="for", examples=["year_group >= reception"])
    """Whom it concerns: pupil columns, flags and the calendar only."""
    when: Condition | None = Field(None, examples=["unexplained_today > 0"])
    """The condition; left out: always true."""
    unless: Condition | None = Field(None, examples=["risk_of_harm"])
    """Not while this holds."""
    check: CheckText = Field(
        "day", examples=["day", "morning", "half_term", "10:30", "session", "week", "month", "term", "year"]
    )
    """When the school looks: each session, morning or day, at a time, or on the last school day of a week or longer."""
    each: Name | None = Field(None, examples=["leave_requests"])
    """The fact table about whose rows it is, rather than about a pupil."""


class Rule(Steered):
    """A rule: whom, when, and what then."""

    id: Name = Field(examples=["first_day_call"])
    """Its name in actions and in other rules' conditions."""
    act: ActText = Field(
        Act("starts"), examples=["when it starts", "each check", "when it ends", "every 2 school weeks"]
    )
    """When it acts: once, when its condition begins to hold; at each check; when that ends; or every so long."""
    at_most: AtMostText | None = Field(
        None,
        examples=[
            "once per term",
            "once per week",
            "once per month",
            "once per half_term",
            "once per year",
            "once ever",
        ],
    )
    """How often at most; a task with an `if` of its own is asked for all the same."""
    if_unknown: Annotated[str, Field(pattern="^(act|report)$")] = Field("report", examples=["act"])
    """What to do where the condition is not known: report the pupil as not decided, or act."""
    then: tuple[Task, ...] = Field((), examples=[[{"do": "call", "to": "parents"}]])
    """What is asked of whom."""
    notes: tuple[Note, ...] = Field((), examples=[[{"say": "check with the local authority first"}]])
    """What the reason says besides."""


class Step(Item):
    """One step of a ladder."""

    id: Name = Field(examples=["late_call"])
    """Its name; a step's actions carry it as their rule."""
    when: Condition | None = Field(None, examples=["lates_2w >= 4"])
    """Its own condition; left out: the ladder's."""
    after: AmountOrName | None = Field(None, examples=["2 weeks"])
    """How long after the step before it looks."""
    after_step: Name | None = Field(None, examples=["late_letter"])
    """The rule or step from which `after` and `within` count, if not the step before."""
    within: AmountOrName | None = Field(None, examples=["15 school days"])
    """How long it looks, from when it begins to; then what `otherwise` says follows."""
    otherwise: Annotated[str, Field(pattern="^(keep looking|start again)$")] = Field(
        "keep looking", examples=["start again"]
    )
    """What follows a look that fails, or a time that lapses."""
    then: tuple[Task, ...] = Field((), examples=[[{"do": "letter", "to": "parents"}]])
    """What is asked of whom."""
    notes: tuple[Note, ...] = Field((), examples=[[{"say": "second step"}]])
    """What the reason says besides."""


class Ladder(Steered):
    """Steps that are raised one after another."""

    steps: tuple[Step, ...] = Field(min_length=1, examples=[[{"id": "late_call", "then": [{"do": "call"}]}]])
    """In order."""
    restart: tuple[Name, ...] = Field((), examples=[["lates_2w"]])
    """Measures that count from nothing after each step, in this ladder's own conditions."""
    reset: Annotated[str, Field(pattern="^(week|half_term|term|year|none)$")] = Field("none", examples=["year"])
    """When it begins again with the first step."""
    repeat: Annotated[str, Field(pattern="^last$")] | None = Field(None, examples=["last"])
    """`last` goes on raising the last step."""


class Table(Steered):
    """A decision table."""

    hit: Annotated[str, Field(pattern="^(unique|first|any|collect)$")] = Field("unique", examples=["first"])
    """Which matching rows count."""
    gives: tuple[Name, ...] = Field(min_length=1, examples=[["outcome", "code"]])
    """The names of what it gives."""
    rows: Words = Field(examples=['reason || outcome\n"holiday" || "refuse"'])
    """The table: a first line of inputs and outputs, then a line a row; `||` parts inputs from outputs."""
