"""What `policy report --format json` writes: the contract that other people's programs read."""

from typing import Annotated

from pydantic import Field

from engine.model.output import Digest, Iso, Part

Ratio = Annotated[str, Field(pattern=r"^\d+/\d+$", examples=["9412/9900"])]


class PeriodOutput(Part):
    """A period of the calendar as far as the report goes."""

    name: str = Field(examples=["autumn 1 2024/25"])
    """Its name."""
    from_: Iso = Field(alias="from")
    """Its first school day in the report."""
    to: Iso
    """Its last one (included)."""
    review: Iso
    """The day on which persistent and severe absence are looked at: that last day."""
    whole: bool
    """Whether all of the period's school days are in the report."""


class SessionsOutput(Part):
    """Sessions counted, and rates as `num/den`; null where suppressed, or where no session was possible."""

    possible: int | None
    """Possible sessions."""
    attended: int | None
    """Attended, approved educational activities included."""
    absent: int | None
    """Absent."""
    authorised: int | None
    """Absent with authority."""
    unauthorised: int | None
    """Absent without authority."""
    late: int | None
    """Late before the register closed; attended."""
    late_after_close: int | None
    """Late after the register closed; absent."""
    attendance: Ratio | None
    """Attended of possible."""
    absence: Ratio | None
    """Absent of possible."""


class CellOutput(SessionsOutput):
    """One group in one period."""

    pupils: int | None
    """Pupils with a possible session in the period."""
    on_roll: int | None
    """Pupils on the roll at the review with a possible session in the year so far."""
    persistent: int | None
    """Of them, persistently absent in the year so far; null where suppressed or where the policy has no such rule."""
    severe: int | None
    """Of them, severely absent."""
    suppressed: list[str] = Field(examples=[["persistent"]])
    """What is suppressed because it is about too few pupils, or would give such a figure away; `all`: everything."""


class GroupOutput(Part):
    """One group of one dimension; the first is the whole school."""

    dimension: str = Field(examples=["year_group"])
    """What the groups are made by: `school`, `year_group`, `class` or another column of the pupils file."""
    group: str = Field(examples=["Year 4"])
    """The group."""
    periods: list[CellOutput]
    """A cell a period, in the order of `periods`."""
    all: CellOutput
    """All periods together; persistent and severe absence as at the last review."""


class LeftOutOutput(Part):
    """A column that makes no groups."""

    dimension: str
    """The column."""
    why: str
    """Why."""


class StretchOutput(SessionsOutput):
    """A week, or all of one weekday."""

    name: str = Field(examples=["2024-09-02", "Monday"])
    """The week's Monday, or the weekday."""
    from_: Iso = Field(alias="from")
    """The first school day."""
    to: Iso
    """The last one (included)."""


class CodeCountOutput(Part):
    """How often a code stands in the register; null where suppressed."""

    sessions: int | None
    """Sessions."""
    pupils: int | None
    """Pupils."""


class CodeOutput(Part):
    """One code."""

    code: str = Field(examples=["I"])
    """The code."""
    means: str
    """What it means."""
    category: str = Field(examples=["authorised_absence"])
    """How it counts."""
    periods: list[CodeCountOutput]
    """A count a period."""
    all: CodeCountOutput
    """All periods together."""


class TargetOutput(Part):
    """The school's own target for attendance."""

    attendance: Ratio
    """Attended of possible."""
    source: str
    """The clause."""


class NationalOutput(Part):
    """Published figures, as parts."""

    name: str
    """Their name in the policy."""
    title: str
    """What they are of."""
    source: str
    """Who published them."""
    covers: str
    """Whom and what they cover."""
    from_: Iso | None = Field(alias="from")
    """The first day they are about."""
    until: Iso | None
    """The first day after."""
    figures: dict[str, Ratio]
    """The figures by name."""
    codes: dict[str, Ratio]
    """Sessions by code."""
    weeks: dict[str, Ratio] = Field(examples=[{"2024-09-09": "381/10000"}])
    """Absence by week; a week goes by its Monday."""
    weekdays: dict[str, Ratio] = Field(examples=[{"friday": "492/10000"}])
    """Absence by weekday."""


class ReportOutput(Part):
    """A report; rates are exact, and the same input gives the same bytes."""

    policy: str = Field(examples=["victoria_road"])
    """The policy's name."""
    title: str
    """Its title."""
    school: str
    """The school's name."""
    version: Digest
    """SHA-256 of the policy in force."""
    dataset: Digest
    """SHA-256 of what the dataset's files say."""
    period: str = Field(pattern="^(month|half_term|term|year)$")
    """The kind of its periods."""
    as_of: Iso
    """The last day that was looked at."""
    target: TargetOutput | None
    """The school's target; null where the policy has none."""
    small: int = Field(ge=0)
    """Counts of fewer pupils than this are suppressed; 0: all are shown."""
    periods: list[PeriodOutput]
    """The periods."""
    groups: list[GroupOutput]
    """The school and every group."""
    left_out: list[LeftOutOutput]
    """Columns that make no groups."""
    weeks: list[StretchOutput]
    """The school, week by week."""
    weekdays: list[StretchOutput]
    """The school, weekday by weekday."""
    codes: list[CodeOutput]
    """The school, code by code."""
    national: list[NationalOutput]
    """Published figures beside it."""
    missing_marks: int
    """Open sessions of pupils on the roll without a mark, in all of the dataset; they are treated as not possible."""
