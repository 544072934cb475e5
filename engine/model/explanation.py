"""What `policy explain` gives: why a rule acted down to the marks, or why it did not and what would change that.

A field may be added to it, none is taken away or changes its meaning.
"""

from typing import Annotated, Final

from pydantic import Field

from engine.model.output import ActionOutput, DecisionOutput, Digest, Iso, Part, SessionMark

Truth = Annotated[bool | None, Field(examples=[True])]


class ShadowedOutput(Part):
    """A value that another layer's took the place of."""

    value: str = Field(examples=["2 sessions"])
    """The value as written."""
    layer: str = Field(examples=["england"])
    """The layer that wrote it."""
    file: str = Field(examples=["policies/england.yaml"])
    """Its file."""
    line: int = Field(ge=1)
    """The line there."""


class OriginOutput(Part):
    """Where something of the policy is written."""

    layer: str = Field(examples=["victoria_road"])
    """The layer that wrote it last."""
    kind: str = Field(examples=["school"])
    """What kind of layer that is: national, local_authority, trust, group or school."""
    file: str = Field(examples=["policies/victoria_road.yaml"])
    """Its file."""
    line: int = Field(ge=1)
    """The line there."""
    shadowed: list[ShadowedOutput] = Field([])
    """What it took the place of, nearest first."""


class ClauseOutput(Part):
    """A clause that an action rests on."""

    text: str = Field(examples=["§5.4"])
    """The clause, as the policy names it."""
    of: str = Field(pattern="^(policy|law)$")
    """Whether it is a clause of the school's policy or of the law and national guidance."""
    item: str = Field(examples=["penalty_limit"])
    """What carries it: the rule, or a figure or value that its condition reads."""


AS_IT_STOOD: Final = "as it stood at"
"""How the window of a figure of an earlier moment begins."""


class FigureOutput(Part):
    """One operand of a condition with its value at the review point."""

    name: str = Field(examples=["penalty_sessions"])
    """Its name."""
    kind: str = Field(pattern="^(figure|value|flag|column|rule|calendar|row)$")
    """What it is."""
    title: str = Field(examples=["late in the last 10 school days"])
    """What it is called."""
    value: str | int | bool | None = Field(examples=["17/19"])
    """Its value: a ratio is `num/den`; null is not known."""
    unit: str | None = Field(None, examples=["session"])
    """Its unit."""
    said: str = Field(examples=["10 sessions"])
    """Its value in words."""
    of: str | None = Field(None, examples=['code in ("L", "U")'])
    """What is counted, as the policy writes it."""
    over: str | None = Field(None, examples=["last 10 school days"])
    """The window, as the policy writes it."""
    first: Iso | None = Field(None, examples=["2024-09-16"])
    """The window's first day."""
    last: Iso | None = Field(None, examples=["2024-09-27"])
    """The window's last day."""
    since: Iso | None = Field(None, examples=["2024-09-16"])
    """The day since which a flag stands, from which the time is counted, or on which the value was as it is told."""
    sessions: list[SessionMark] = Field([])
    """The sessions counted; of a percentage, the smaller share of them."""
    rows: list[dict[str, str]] = Field([])
    """The rows of a fact table that are counted, what each session adds to a total, the periods that are counted."""
    source: str | None = None
    """The clause that it carries."""
    assumes: str | None = None
    """What its author chose where the clause is silent."""
    departs: str | None = None
    """Where it differs from its document."""
    missing: str | None = Field(None, examples=["contacts"])
    """The file without which it is not known."""
    in_force: str | None = Field(None, examples=["from 19 August 2024 only"])
    """On which days alone it is in force, where that is why it is not known."""
    origin: OriginOutput | None = None
    """Where it is written."""
    opened: "PartOutput | None" = None
    """What a named expression, or the rule that is named, itself asks."""
    passed_over: list["ConditionOutput"] = Field([])
    """Of what a table gives: the rows above the one that fits, which do not; all of them where none does."""
    inside: list["FigureOutput"] = Field([])
    """The figures that it is made of, where it takes another's value."""


class PartOutput(Part):
    """A part of a condition: whether it holds, and of what it is made."""

    text: str = Field(examples=["lates_2w >= lates_limit"])
    """The part as written."""
    said: str = Field(examples=["late in the last 10 school days 2 sessions; at least 2 sessions are asked for"])
    """The part in words."""
    asked: str | None = Field(None, examples=["at least 2 sessions"])
    """What is asked for, where it is a comparison."""
    holds: Truth
    """Whether it holds; null: that is not known."""
    how: str = Field(pattern="^(all|any|not|choice|test)$")
    """How its parts make it up: all of them, any of them, their opposite, a choice; a test has none."""
    parts: list["PartOutput"] = Field([])
    """Its parts."""
    figures: list[FigureOutput] = Field([])
    """What a test reads."""


class ConditionOutput(Part):
    """One condition of a rule."""

    role: str = Field(pattern="^(for|when|unless|row)$")
    """Whom the rule concerns, what it looks for, what stops it, or the row of the table that was hit."""
    row: int | None = None
    """Of a row of a table: which it is, from 1."""
    part: PartOutput
    """The condition."""
    origin: OriginOutput
    """Where it is written."""


class StepOutput(Part):
    """A step of a ladder as it stood."""

    id: str = Field(examples=["late_call"])
    """The step."""
    raised: Iso | None = Field(None, examples=["2024-09-27"])
    """The day on which it was raised; null where it has not been."""
    waits: str | None = Field(None, examples=["2 weeks after late_call"])
    """What it waits for."""


class LadderOutput(Part):
    """A ladder as it stood before this look."""

    name: str = Field(examples=["punctuality"])
    """The ladder."""
    steps: list[StepOutput]
    """Its steps."""
    next: str | None = Field(examples=["late_letter"])
    """The step that was to be looked at; null where none follows."""
    counted_from: Iso | None = Field(None, examples=["2024-09-27"])
    """The day from which restarted figures count; null where nothing was restarted yet."""


class MarkOutput(Part):
    """A session of a week."""

    date: Iso
    """The day."""
    session: str = Field(pattern="^(AM|PM)$")
    """Which half."""
    code: str
    """The mark; empty where there is none."""
    counted: bool
    """Whether a figure of this explanation counted it."""


class WeekOutput(Part):
    """A school week of the pupil's register."""

    monday: Iso
    """Its Monday."""
    marks: list[MarkOutput]
    """Its sessions."""


class ExplainedOutput(Part):
    """One action or decision with the whole of its reasons."""

    action: ActionOutput | None = None
    """The action, as the run gives it."""
    decision: DecisionOutput | None = None
    """The decision, as the run gives it."""
    title: str
    """What the rule is for."""
    check: str = Field(examples=["day"])
    """When the school looks."""
    act: str = Field(examples=["when it starts"])
    """When it acts."""
    began: Iso | None = None
    """Since when the condition holds."""
    origin: OriginOutput
    """Where the rule is written."""
    conditions: list[ConditionOutput]
    """What it asks, with every operand's value."""
    passed_over: list[ConditionOutput] = Field([])
    """Of a table: the rows above the one that was hit, and why each does not fit; all rows where none was hit."""
    clauses: list[ClauseOutput]
    """The clauses of the policy and of the law."""
    assumes: list[str]
    """What was chosen where a clause is silent."""
    departs: list[str]
    """Where the policy file differs from its document."""
    suppressed: list[str]
    """What could have stopped it and did not, or what it stopped."""
    ladder: LadderOutput | None = None
    """The ladder that the step belongs to."""
    weeks: list[WeekOutput]
    """The weeks concerned."""
    weeks_left_out: int = Field(0, ge=0)
    """How many earlier weeks have a session that counts and are not shown."""
    meanings: dict[str, str] = Field({}, examples=[{"I": "illness"}])
    """What the codes in these weeks mean, by code."""
    plain: str
    """Why, in plain words for a parent."""


class EditOutput(Part):
    """Something in a file of the data that would be otherwise."""

    file: str = Field(examples=["marks"])
    """The file: marks, pupils, or a table of facts."""
    how: str = Field(pattern="^(set|add|remove|give)$")
    """Cells are set in a row that is there, a row is added or taken out, or the file is given without a further row.

    A row of `pupils` that is added is like the one before it in all else; one of that day is changed instead.
    """
    where: dict[str, str] = Field({}, examples=[{"date": "2025-03-13", "session": "AM"}])
    """What tells the row: its cells as they are, blank ones left out; of a mark its date and session."""
    values: dict[str, str] = Field({}, examples=[{"code": "O"}])
    """The new cells; empty is blank."""


class FlipOutput(Part):
    """A change under which the rule acts; each has been tried."""

    said: str = Field(examples=["one more session by 14 March 2025 reaches it"])
    """The change in words."""
    tried: str = Field(examples=["with 2025-03-13 AM marked O"])
    """What was changed in the data when it was tried."""
    edits: list[EditOutput] = Field([])
    """The same, as the files would have it."""
    together: int = Field(1, ge=0, examples=[1])
    """How many different things it takes together; 0 where nothing is changed and only time passes."""
    smallest: bool = Field(True, examples=[True])
    """Whether it is known that it does not act without any one of these edits."""
    acts_on: Iso | None = Field(None, examples=["2025-03-14"])
    """The day on which it acts then, where it is a later one: no other mark is known after the day explained."""
    until: Iso | None = Field(None, examples=["2025-03-14"])
    """The last day that was looked at when it was tried, where that is a later one."""


class WhyNotOutput(Part):
    """Why a rule did not act on a day."""

    rule: str
    """The rule, step or table."""
    title: str
    """What it is for."""
    date: Iso
    """The day that is explained."""
    nearest: bool
    """Whether the day was chosen because the rule came nearest then."""
    origin: OriginOutput
    """Where the rule is written."""
    about: str | None = None
    """The row that it is about."""
    parent: str | None = Field(None, examples=["P001-A"])
    """The parent that the row is about."""
    reasons: list[str]
    """Why it did not act, the decisive reason first."""
    failed: list[PartOutput]
    """The parts of its condition that did not hold."""
    conditions: list[ConditionOutput]
    """The whole condition."""
    passed_over: list[ConditionOutput] = Field([])
    """Of a table that was asked and decided nothing: its rows, and why none of them fits."""
    flips: list[FlipOutput]
    """What would have made it act; empty where nothing that was tried did."""
    tried: int = Field(0, ge=0)
    """How many changes were tried."""
    summary: str | None = Field(None, examples=["no single change makes it act on that day"])
    """What is to be said where no single change makes it act on that day."""
    ladder: LadderOutput | None = None
    """The ladder that the step belongs to."""
    weeks: list[WeekOutput]
    """The weeks concerned."""
    weeks_left_out: int = Field(0, ge=0)
    """How many earlier weeks have a session that counts and are not shown."""
    meanings: dict[str, str] = Field({}, examples=[{"I": "illness"}])
    """What the codes in these weeks mean, by code."""
    plain: str
    """Why not, in plain words for a parent."""


class ExplanationOutput(Part):
    """Everything that `policy explain` says."""

    policy: str = Field(examples=["victoria_road"])
    """The policy."""
    version: Digest
    """The digest of the policy in force."""
    dataset: str = Field(pattern="^([0-9a-f]{64})?$")
    """The digest of the dataset's files."""
    as_of: Iso
    """The last day that is looked at."""
    pupil: str = Field(examples=["P001"])
    """The pupil."""
    explained: list[ExplainedOutput]
    """Every action and decision that was asked about."""
    why_not: list[WhyNotOutput]
    """Rules that were asked about and did not act."""
