"""Sections: shorthand for what most schools set. A layer may say a part of one, so no field is required here."""

from typing import Annotated

from engine.model.amounts import NAME, WHOLE, AmountOrName, FlagText, Named, is_name, whole_number
from engine.model.declared import Field, PlainValidator, WithJsonSchema
from engine.model.item import Condition, Item, Name, Words
from engine.model.rules import Act, ActText, AtMostText, CheckText, DueText, Note


def _day(text: object) -> int | Named:
    if is_name(text):
        return Named(str(text))
    return whole_number(text)


DayNumber = Annotated[
    int | Named,
    PlainValidator(_day),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^({WHOLE}|{NAME})$"}),
]


class Asked(Item):
    """What is asked of whom, in the fields of a task, written on the item itself."""

    do: Name | None = Field(None, examples=["letter", "home_visit"])
    """What is to be done; left out: what the section says."""
    to: Name | None = Field(None, examples=["parents"])
    """Whom it concerns; left out: whom the section says."""
    by: Name | None = Field(None, examples=["attendance_officer"])
    """Who does it: a role; left out: whom the section says."""
    due: DueText | None = Field(None, examples=["same day", "5 school days"])
    """By when; left out: what the section says."""
    obligation: Annotated[str, Field(pattern="^(must|should|may)$")] | None = Field(None, examples=["should"])
    """Whether it must, should or may be done; left out: what the section says."""
    with_: dict[Name, Words] | None = Field(None, alias="with", examples=[{"letter": "first"}])
    """Labelled text that is copied to the output."""


class Threshold(Asked):
    """One letter and the limit at which it is sent. Its name is the rule's id."""

    below: AmountOrName | None = Field(None, examples=["95%"])
    """It is sent where the figure is below this: an amount, or the name of a value."""
    at_or_below: AmountOrName | None = Field(None, examples=["90%"])
    """It is sent where the figure is this or less: a pupil who stands exactly on the limit gets the letter."""
    at_least: AmountOrName | None = Field(None, examples=["5 sessions"])
    """It is sent where the figure is this or more: for figures that count what should not be."""
    when: Condition | None = Field(None, examples=["not(plan_in_place)"])
    """What must hold besides; where it does not, no other letter is sent in its place."""
    at_most: AtMostText | None = Field(None, examples=["once per term"])
    """How often at most; left out: what the section says."""
    notes: tuple[Note, ...] = Field((), examples=[[{"say": "look at the reasons first"}]])
    """What the reason says besides."""


class Letters(Asked):
    """Letters by threshold: one figure, several limits, and a letter for each."""

    figure: Name | None = Field(None, examples=["attendance_percent"])
    """The figure that the limits are about."""
    for_: Condition | None = Field(None, alias="for", examples=["year_group >= reception"])
    """Whom the letters concern; left out: every pupil."""
    unless: Condition | None = Field(None, examples=["plan_in_place"])
    """Not while this holds."""
    check: CheckText = Field("day", examples=["half_term"])
    """When the school looks."""
    act: ActText = Field(Act("each"), examples=["each check", "when it starts"])
    """When a letter is sent while its limit is passed: at each check, if nothing else is said."""
    at_most: AtMostText | None = Field(None, examples=["once per term"])
    """How often at most, for each letter."""
    send: Annotated[str, Field(pattern="^(most severe|each)$")] = Field("most severe", examples=["most severe"])
    """`most severe` sends the letter of the furthest limit passed alone; `each` every one whose limit is passed."""
    thresholds: dict[Name, Threshold] = Field({}, examples=[{"letter_95": {"below": "95%", "to": "parents"}}])
    """The letters."""


class Visit(Asked):
    """One visit and the day of absence on which it is due. Its name is the rule's id."""

    day: DayNumber | None = Field(None, examples=["3"])
    """On which consecutive school day of absence: a whole number, or the name of a value."""
    contact: Annotated[str, Field(pattern="^(none|some|any)$")] = Field("any", examples=["none"])
    """Whether there must have been no contact since the absence began, some, or either."""
    when: Condition | None = Field(None, examples=["risk_of_harm"])
    """What must hold besides."""
    notes: tuple[Note, ...] = Field((), examples=[[{"say": "a holiday begins soon", "show": "days_to_holiday"}]])
    """What the reason says besides."""


class SafeAndWell(Asked):
    """Safe and well visits, each on its own day of an unbroken absence."""

    for_: Condition | None = Field(None, alias="for", examples=["year_group >= reception"])
    """Whom the visits concern; left out: every pupil."""
    unless: Condition | None = Field(None, examples=["plan_in_place"])
    """Not while this holds."""
    visits: dict[Name, Visit] = Field({}, examples=[{"safe_and_well_day_3": {"day": "3", "contact": "none"}}])
    """The visits."""


class LeaveOutcome(Item):
    """What a request for leave comes to."""

    outcome: Name | None = Field(None, examples=["grant", "refuse", "head_may_grant", "head_decides"])
    """What is decided, or who decides."""
    code: Words | None = Field(None, examples=["C1"])
    """The code if the leave is taken; left out: none is said."""


class LeaveIf(LeaveOutcome):
    """What a request comes to where it was made as it should be."""

    in_writing: FlagText = Field(default=False, examples=["true"])
    """It must have been made in writing."""
    by_resident_parent: FlagText = Field(default=False, examples=["true"])
    """It must have been made by a parent with whom the pupil normally lives."""
    notice: AmountOrName | None = Field(None, examples=["5 school days"])
    """How long before its first day it must have been made: that day is the last of the notice or later."""
    when: Condition | None = Field(None, examples=["not(penalty_threshold)"])
    """What must hold besides."""


class Leave(Item):
    """Leave of absence: what each reason comes to, and what becomes of the rest: the table `leave_decision`."""

    not_decided: tuple[Words, ...] = Field((), examples=[["medical"]])
    """Reasons that are no requests for leave: appointments that are only told."""
    reasons: dict[Words, LeaveOutcome] = Field({}, examples=[{"holiday": {"outcome": "refuse", "code": "G"}}])
    """What a request of each reason comes to."""
    granted_if: LeaveIf | None = Field(None, examples=[{"in_writing": "true", "outcome": "head_may_grant"}])
    """What any other request comes to where it was made as it should be."""
    otherwise: LeaveOutcome | None = Field(None, examples=[{"outcome": "head_decides"}])
    """What every other request comes to."""


class BeforeNotice(Asked):
    """A step before a penalty notice. Its name is the rule's id."""

    when: Condition | None = Field(None, examples=["support_not_engaged"])
    """What must hold besides the national threshold."""
    unless: Condition | None = Field(None, examples=["plan_in_place"])
    """Not while this holds."""
    notes: tuple[Note, ...] = Field((), examples=[[{"say": "check with the local authority first"}]])
    """What the reason says besides."""


class PenaltyNotices(Item):
    """What a school does where the national threshold for a penalty notice is met, before one is considered."""

    before: dict[Name, BeforeNotice] = Field({}, examples=[{"notice_to_improve": {"when": "support_not_engaged"}}])
    """The steps, each for a pupil of compulsory school age who meets the national threshold."""
