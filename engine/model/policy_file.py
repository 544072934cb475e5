"""One policy file."""

from typing import Annotated

from engine.model.amounts import DateText, FlagText, MinutesText, ValueText
from engine.model.checks import Check
from engine.model.declared import BeforeValidator, Field
from engine.model.facts import CodeTable, Fact, Flag, PupilColumns, Registers, SchoolAge
from engine.model.item import Allowed, Condition, InForce, Item, Name, Words
from engine.model.measures import Measure
from engine.model.part import Part
from engine.model.rules import Ladder, Rule, Table
from engine.model.sections import Leave, Letters, PenaltyNotices, SafeAndWell
from engine.model.statistics import Statistics

LAYERS = ("national", "local_authority", "trust", "group", "school")


class School(Part):
    """The school that the policy is of."""

    name: Words = Field(examples=["Victoria Road Primary School"])
    """Its name."""
    phase: Words | None = Field(None, examples=["primary"])
    """Its phase."""
    kind: Words | None = Field(None, examples=["maintained"])
    """Who maintains it."""
    local_authority: Words | None = Field(None, examples=["Halton"])
    """Its local authority."""
    trust: Words | None = Field(None, examples=["Perry Hall Multi-Academy Trust"])
    """Its trust."""
    urn: Words | None = Field(None, examples=["999999"])
    """Its unique reference number."""


class DatedValue(Item):
    """What a value is between two days."""

    from_: DateText | None = Field(None, alias="from", examples=["2024-08-19"])
    """The first day (included)."""
    until: DateText | None = Field(None, examples=["2026-08-01"])
    """The first day on which it is no longer so (excluded)."""
    value: ValueText = Field(examples=["5 school days", "95%", "£80", "09:15", "2024-08-19"])
    """The amount."""
    checked_on: DateText | None = Field(None, examples=["2026-09-01"])
    """When someone last looked that it still holds."""


def _value(given: object) -> object:
    return given if isinstance(given, list) else [{"value": given}]


Value = Annotated[tuple[DatedValue, ...], Field(min_length=1), BeforeValidator(_value)]


class Lock(Part):
    """A bound on what lower layers may say at a path, in whatever words they say it."""

    fixed: FlagText = Field(False, examples=[True])
    """It may not be changed at all."""
    at_least: Words | None = Field(None, examples=["90%"])
    """It may not be below this; the limit of a letter neither by `below` nor by `at_or_below`."""
    at_most: Words | None = Field(None, examples=["30 minutes after opens"])
    """It may not be above this; nor may what a section says for its entries, where the path is a field of those."""
    earliest: Words | None = Field(None, examples=["08:30"])
    """It may not be before this."""
    latest: Words | None = Field(None, examples=["09:30"])
    """It may not be after this."""
    reason: Words = Field(examples=["the guidance: registers stay open at most 30 minutes"])
    """Why."""


class PolicyFile(Part):
    """All that one policy file may say."""

    policy: Name = Field(examples=["victoria_road"])
    """Its name: that of its file."""
    title: Words | None = Field(None, examples=["Halton Model School Attendance Policy"])
    """Its title, for people."""
    layer: Annotated[str, Field(pattern=f"^({'|'.join(LAYERS)})$")] = Field(examples=["school"])
    """Which layer it is."""
    extends: tuple[Words, ...] = Field((), examples=[["england", "halton"]])
    """The layers below which it stands, general to particular."""
    in_force: InForce | None = Field(None, examples=[{"from": "2025-09-01"}])
    """The days for which it was written."""
    approved_on: DateText | None = Field(None, examples=["2025-11-01"])
    """When it was approved."""
    review_by: DateText | None = Field(None, examples=["2026-09-30"])
    """When it is to be looked at again."""
    source: Words | None = Field(None, examples=["the school's attendance policy, 2025"])
    """The document that it carries out."""
    assumes: Words | None = Field(None, examples=["days are school days"])
    """What was chosen throughout."""
    departs: Words | None = Field(None, examples=["staff names are left out"])
    """Where it does not do what the document says."""
    school: School | None = Field(None, examples=[{"name": "Victoria Road Primary School"}])
    """The school."""
    values: dict[Name, Value] = Field({}, examples=[{"lates_limit": "2 sessions"}])
    """Amounts with a name."""
    roles: dict[Name, Words] = Field({}, examples=[{"attendance_officer": "School attendance officer"}])
    """Who does things, in people's words."""
    plain_words: dict[Words, Words] = Field(
        {}, examples=[{"letter": "send ... a letter", "parents": "you", "WTTISA": "Working together"}]
    )
    """What a parent reads in place of a term of the policy: a role, a name, a thing to do, a word, an abbreviation."""
    work: dict[Name, MinutesText] = Field({}, examples=[{"call": "10 minutes", "home_visit": "90 minutes"}])
    """How long the staff take for one of the things that tasks ask for, by what is to be done; it decides nothing."""
    codes: tuple[CodeTable, ...] = Field(
        (), examples=[[{"from": "2024-08-19", "table": {"/": {"category": "present"}}}]]
    )
    """Dated code tables."""
    sets: dict[Name, Condition] = Field({}, examples=[{"late": 'code in ("L", "U")'}])
    """Sets of sessions."""
    school_age: SchoolAge | None = Field(None, examples=[{"from_age": "5", "until_age": "16"}])
    """Compulsory school age."""
    pupils: PupilColumns | None = Field(None, examples=[{"columns": {"house": ["red", "blue"]}}])
    """Pupil columns."""
    registers: Registers | None = Field(None, examples=[{"am": {"all": {"opens": "09:00", "closes": "09:30"}}}])
    """When registers are taken and closed."""
    letters: Letters | None = Field(
        None,
        examples=[{"figure": "attendance_percent", "thresholds": {"letter_95": {"below": "95%", "to": "parents"}}}],
    )
    """Attendance letters by threshold."""
    safe_and_well: SafeAndWell | None = Field(
        None, examples=[{"visits": {"visit_day_3": {"day": "3", "do": "home_visit"}}}]
    )
    """Safe-and-well visits by day of absence."""
    leave: Leave | None = Field(None, examples=[{"otherwise": {"outcome": "head_decides"}}])
    """Leave of absence."""
    penalty_notices: PenaltyNotices | None = Field(
        None, examples=[{"before": {"notice_to_improve": {"do": "offer_notice_to_improve", "to": "parents"}}}]
    )
    """Penalty notices."""
    facts: dict[Name, Fact] = Field({}, examples=[{"lessons": {"dated_by": "date"}}])
    """Fact tables."""
    flags: dict[Name, Flag] = Field({}, examples=[{"risk_of_harm": {"set_by": "designated_safeguarding_lead"}}])
    """Flags."""
    measures: dict[Name, Measure] = Field(
        {}, examples=[{"absent_in_a_row": {"in_a_row": "school days", "of": "absent"}}]
    )
    """Figures."""
    ladders: dict[Name, Ladder] = Field({}, examples=[{"punctuality": {"steps": [{"id": "late_call"}]}}])
    """Ladders of steps."""
    tables: dict[Name, Table] = Field({}, examples=[{"band": {"gives": ["band"], "rows": "…"}}])
    """Decision tables."""
    statistics: dict[Name, Statistics] = Field(
        {}, examples=[{"primary_2024_25": {"phase": "primary", "figures": {"attendance": "94.75%"}}}]
    )
    """Published figures that reports show beside the school's own."""
    rules: tuple[Rule, ...] = Field((), examples=[[{"id": "first_day_call", "then": [{"do": "call"}]}]])
    """Rules."""
    checks: dict[Name, Check] = Field({}, examples=[{"working_days": {"wording": {"words": ["working days"]}}}])
    """What the linter looks for in this policy and in those below it: the law and good practice, as data."""
    remove: tuple[Words, ...] = Field((), examples=[["letter_93"]])
    """Inherited items that this layer takes away."""
    lint: dict[Words, Words] = Field({}, examples=[{"L201": "warning"}])
    """How much a finding of the linter matters here."""
    allow: dict[Words, Allowed] = Field({}, examples=[{"L401": {"reason": "the governors meet in December"}}])
    """Findings of the linter about the file itself that are allowed, with the reason."""
    lock: dict[Words, Lock] = Field({}, examples=[{"values.letter_below": {"at_least": "90%", "reason": "trust"}}])
    """What lower layers may change only within bounds, or not at all, as those above that this file does not extend."""

    def rule_ids(self) -> frozenset[str]:
        """Give the ids of the rules and of the steps of ladders: the names that ask for tasks."""
        steps = {step.id for ladder in self.ladders.values() for step in ladder.steps}
        return frozenset(steps | {rule.id for rule in self.rules})
