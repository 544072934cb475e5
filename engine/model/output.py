"""What `policy run --format json` writes: the contract that other people's programs read.

A field may be added to it, none is taken away or changes its meaning.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Iso = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
SessionMark = Annotated[
    list[str],
    Field(min_length=3, max_length=3, examples=[["2024-09-03", "AM", "N"]]),
]


class Part(BaseModel):
    """A piece of the output; nothing in it is left out of this description."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class TaskOutput(Part):
    """One thing that is asked of somebody."""

    do: str = Field(examples=["letter"])
    """What is to be done."""
    to: str | None = Field(examples=["parents"])
    """Whom it concerns."""
    by: str | None = Field(examples=["attendance_officer"])
    """The role that does it."""
    obligation: str | None = Field(examples=["must"], pattern="^(must|should|may)$")
    """Whether it must, should or may be done."""
    due: Iso | None = Field(examples=["2024-10-09"])
    """The day by which it is due; null where nothing is due, or where the calendar does not reach so far."""
    due_text: str | None = Field(examples=["5 school days"])
    """What the policy says about when it is due."""
    with_: dict[str, str] = Field(alias="with", examples=[{"script": "first day"}])
    """Labelled text copied from the policy."""
    code: str | None = Field(None, examples=["O"])
    """The code that is proposed; there for proposed codes only."""
    sessions: list[SessionMark] | None = Field(None, examples=[[["2024-09-03", "AM", "N"]]])
    """The sessions that a proposed code concerns; there for proposed codes only."""


class EvidenceOutput(Part):
    """A figure that a reason rests on."""

    value: str | int | bool | None = Field(examples=["17/19"])
    """Its value: a ratio is `num/den`; null is not known."""
    unit: str | None = Field(examples=["percent"])
    """Its unit."""
    sessions: list[SessionMark] = Field(examples=[[["2024-09-03", "AM", "N"]]])
    """The sessions counted in it: date, AM or PM, code. Of a percentage those in it or those left out: the ones missed,
    else the fewer. None of a total and of a last session, which `policy explain` lists with what each adds."""


class ActionOutput(Part):
    """One firing of a rule for one pupil at one review point."""

    key: str = Field(min_length=1)
    """Its name, the same whenever the same data is run."""
    pupil: str = Field(examples=["P001"])
    """The pupil."""
    date: Iso = Field(examples=["2024-10-02"])
    """The day of the review point."""
    session: str | None = Field(examples=["AM"], pattern="^(AM|PM)$")
    """The session, where the rule looks at sessions."""
    rule: str = Field(examples=["letter_95"])
    """The rule, or the step of a ladder."""
    tasks: list[TaskOutput]
    """What is asked of whom."""
    source: str | None = Field(examples=["§5.4"])
    """The clause that it carries out."""
    reason: str
    """Why, in a sentence with the figures."""
    evidence: dict[str, EvidenceOutput]
    """The figures by name."""
    notes: list[str]
    """What else is to be known."""
    assumes: str | None
    """What the policy's author chose where the clause is silent."""
    request: str | None = Field(None, examples=["Q001"])
    """The leave request that it is about."""
    parent: str | None = Field(None, examples=["P001-A"])
    """The parent that it is about."""
    notice: str | None = Field(None, examples=["F001"])
    """The notice that it is about."""


class DecisionOutput(Part):
    """What a table decided about one row; what else the table gives stands beside the outcome."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, use_attribute_docstrings=True)

    table: str = Field(examples=["leave_decision"])
    """The table."""
    request: str | None = Field(None, examples=["Q001"])
    """The request decided on."""
    pupil: str | None = Field(None, examples=["P001"])
    """The pupil."""
    parent: str | None = Field(None, examples=["P001-A"])
    """The parent."""
    date: Iso | None = Field(None, examples=["2024-10-02"])
    """The day of the review point."""
    outcome: str | int | float | bool | None = Field(examples=["refuse"])
    """What was decided."""
    row: int = Field(ge=0)
    """The row of the table that was hit, from 1; 0 where none was."""
    reason: str
    """Why."""


class InForceOutput(Part):
    """Days on which something is in force."""

    first: Iso | None
    """The first of them; null where there always were some before."""
    last: Iso | None
    """The last of them; null where there is no end."""


class UndecidedOutput(Part):
    """A rule that could not be decided for some pupils."""

    rule: str
    """The rule."""
    cause: str = Field(pattern="^(missing_file|too_few|blank|not_in_force)$")
    """Why: a file that is missing, too few sessions, blank cells, or a figure that is not in force."""
    file: str | None = Field(examples=["contacts"])
    """The file that is missing or has blank cells."""
    pupils: int = Field(ge=1)
    """For how many pupils."""
    first: Iso
    """The first day on which it could not be decided."""
    last: Iso
    """The last such day."""
    figure: str | None = Field(None, examples=["late_minutes"])
    """The figure that is not in force on those days; there for this cause only."""
    in_force: InForceOutput | None = None
    """The only days on which that figure is in force; there for this cause only."""


class ReviewOutput(Part):
    """A review that lies after the data."""

    check: str = Field(examples=["half_term"])
    """What is reviewed."""
    period: str
    """The period's name."""
    date: Iso
    """Its review day."""


class DataOutput(Part):
    """What was read and what was not."""

    pupils: int
    """Pupils."""
    marks: int
    """Marks used."""
    missing_marks: int
    """Open sessions of pupils on the roll without a mark; they are treated as not possible."""
    silent_marks: int
    """Marks off the roll or on dates without school that say nothing."""
    later_marks: int
    """Marks after as-of."""
    bad_rows: int
    """Rows that were left out because they cannot be read."""
    bad_rows_by_file: dict[str, int]
    """The same by file."""
    rows: dict[str, int]
    """Rows read, by table."""
    files_missing: list[str]
    """Tables whose file is absent: their figures are not known."""
    files_unread: list[str]
    """Files that were there and not read."""
    outcomes_without_action: dict[str, int]
    """Outcomes that belong to no action of the run, by the rule that they name."""
    rows_not_in_force: dict[str, int]
    """Rows that count nowhere: the fact or flag is not in force on their days; by its name."""


class RunOutput(Part):
    """The output of one run; rows are sorted by date, pupil and rule, and the same input gives the same bytes."""

    policy: str = Field(examples=["victoria_road"])
    """The policy's name."""
    version: Digest
    """SHA-256 of the policy in force."""
    dataset: Digest
    """SHA-256 of what the dataset's files say."""
    as_of: Iso = Field(examples=["2025-07-22"])
    """The last day that was looked at."""
    actions: list[ActionOutput]
    """What the policy asks for."""
    decisions: list[DecisionOutput]
    """What its tables decided."""
    undecided: list[UndecidedOutput]
    """What could not be decided, and why."""
    reviews_to_come: list[ReviewOutput]
    """Reviews that lie after the data."""
    data: DataOutput
    """What was read and what was not."""
