"""What `policy simulate --format json` writes: the contract that other people's programs read.

A field may be added to it, none is taken away or changes its meaning.
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from engine.model.output import ActionOutput, DecisionOutput, Digest, Iso, Part

Ratio = Annotated[str, Field(pattern=r"^-?\d+/\d+$", examples=["641/6"])]
Kind = Annotated[str, Field(pattern="^(gained|lost|earlier|later|changed)$")]


class VersionOutput(Part):
    """One policy."""

    policy: str = Field(examples=["victoria_road"])
    """Its name."""
    title: str | None
    """Its title."""
    version: Digest
    """SHA-256 of the policy in force."""


class ChangeOutput(Part):
    """One thing that the other policy says otherwise."""

    path: str = Field(examples=["values.lates_limit"])
    """Where it stands."""
    before: str | None
    """What the first policy says there; null where it says nothing."""
    after: str | None
    """What the other says there; null where it says nothing."""
    source: str | None
    """The clause nearest above it."""
    where_before: str | None
    """File, line and column of the one."""
    where_after: str | None
    """File, line and column of the other."""


class CountsOutput(Part):
    """How much is asked for under each policy, and how it differs."""

    before: int
    """Actions under the first policy."""
    after: int
    """Actions under the other."""
    gained: int
    """Actions that only the other asks for."""
    lost: int
    """Actions that only the first asks for."""
    earlier: int
    """Actions that come earlier."""
    later: int
    """Actions that come later."""
    changed: int
    """Actions that ask for other things on the same day."""
    pupils: int
    """Pupils concerned by a difference."""


class SummaryOutput(CountsOutput):
    """The whole in numbers."""

    same_but_figures: int
    """Actions that both ask for alike, of rules that rest on something that differs: their figures may differ."""
    decisions_before: int
    """Decisions under the first policy."""
    decisions_after: int
    """Decisions under the other."""


class DifferenceOutput(Part):
    """One action that differs, as each policy asks for it."""

    kind: Kind
    """How it differs."""
    pupil: str
    """The pupil."""
    rule: str
    """The rule, or the step of a ladder."""
    before: ActionOutput | None
    """Under the first policy; null where that does not ask for it."""
    after: ActionOutput | None
    """Under the other."""
    rests_on: list[str]
    """Tables of facts that it rests on, recorded while the first policy was in use."""
    elsewhere: Iso | None
    """The day outside the days compared on which the policy that lacks it asks for it."""


class DecisionDifferenceOutput(Part):
    """One decision that differs."""

    kind: Kind
    """How it differs."""
    pupil: str | None
    """The pupil."""
    table: str
    """The table."""
    before: DecisionOutput | None
    """Under the first policy."""
    after: DecisionOutput | None
    """Under the other."""
    rests_on: list[str]
    """Tables of facts that it rests on."""


class UndecidedDifferenceOutput(Part):
    """A rule that could not be decided for other pupils than before."""

    rule: str
    """The rule."""
    cause: str = Field(pattern="^(missing_file|too_few|blank|not_in_force)$")
    """Why."""
    file: str | None
    """The file that is missing or has blank cells."""
    figure: str | None = None
    """The figure that is not in force; there for this cause only."""
    before: int
    """Pupils under the first policy."""
    after: int
    """Pupils under the other."""
    only_before: int
    """Pupils under the first policy alone."""
    only_after: int
    """Pupils under the other alone."""


class RowOutput(Part):
    """One row of a breakdown; null is a number that is too small to be shown, or that would give one away."""

    name: str
    """Rule, task, week, term or group."""
    suppressed: bool
    """Whether nothing of the row is shown."""
    before: int | None = None
    """As in `summary`."""
    after: int | None = None
    """As in `summary`."""
    gained: int | None = None
    """As in `summary`."""
    lost: int | None = None
    """As in `summary`."""
    earlier: int | None = None
    """As in `summary`."""
    later: int | None = None
    """As in `summary`."""
    changed: int | None = None
    """As in `summary`."""
    pupils: int | None = None
    """As in `summary`."""


class LoadOutput(Part):
    """How often a thing is to be done, week by week."""

    do: str = Field(examples=["letter"])
    """What is to be done."""
    before: list[int]
    """Under the first policy, in the order of `weeks`."""
    after: list[int]
    """Under the other."""
    minutes_before: Ratio | None
    """What one of it takes, as the first policy says."""
    minutes_after: Ratio | None
    """What one of it takes, as the other says."""


class BusiestOutput(Part):
    """The week with the most to do."""

    week: Iso
    """Its Monday."""
    tasks: int
    """How many things are to be done in it."""


class WorkOutput(Part):
    """The work by week."""

    weeks: list[Iso]
    """The Monday of each week."""
    tasks: list[LoadOutput]
    """What is to be done."""
    busiest_before: BusiestOutput | None
    """Under the first policy."""
    minutes_before: list[int] | None
    """Minutes of work in each week; null where the policy gives none."""
    busiest_after: BusiestOutput | None
    """Under the other."""
    minutes_after: list[int] | None
    """Minutes of work in each week."""
    without_minutes: list[str]
    """What is to be done and takes no minutes that a policy gives."""


class ShareOutput(Part):
    """What one change brings, in every order in which the changes could be made."""

    path: str
    """The change."""
    gained: Ratio
    """Its share."""
    lost: Ratio
    """Its share."""
    earlier: Ratio
    """Its share."""
    later: Ratio
    """Its share."""
    changed: Ratio
    """Its share."""
    differences: Ratio
    """Its share of all of these together."""
    actions: Ratio
    """Its share of the number of actions more or less."""
    pupils: Ratio
    """Its share of the pupils concerned."""


class SharesOutput(Part):
    """The shares of several changes, which add up to the whole."""

    changes: list[ShareOutput]
    """One a change."""
    whole: dict[str, int]
    """What they add up to."""
    untold: str | None
    """Why there are none."""


class PointOutput(Part):
    """One point of a sweep."""

    values: list[str]
    """The value at each path."""
    present: bool
    """Whether these are the values that stand there now."""
    summary: CountsOutput
    """How it differs from the first policy."""
    rules: dict[str, int]
    """Actions by rule; a rule that never acts is left out."""
    tasks: dict[str, int]
    """Things to be done by what they are."""


class SweepOutput(Part):
    """A policy over a range of values."""

    paths: list[str]
    """The paths swept."""
    present: list[str]
    """What stands there now."""
    present_rules: dict[str, int]
    """Actions by rule at present."""
    present_tasks: dict[str, int]
    """Things to be done at present."""
    points: list[PointOutput]
    """In the order of the values, the last path changing fastest."""


class HeldFixedOutput(Part):
    """What is taken as given."""

    statements: list[str]
    """In sentences."""
    recoded_before: int
    """Marks that the first policy's registers make others than the recorded ones."""
    recoded_after: int
    """Marks that the other's do."""
    unknown_arrivals: int
    """Late marks that stay as they are, as the time of arrival is not known."""
    unknown_on_time: int
    """Marks on time of which the same is true."""
    outcomes: int
    """Outcomes in the days compared."""
    outcomes_without_action_before: int
    """Those that belong to no action of the first policy."""
    outcomes_without_action_after: int
    """Those that belong to no action of the other."""
    facts: list[str]
    """Tables of facts that what differs rests on."""


class SimulationOutput(Part):
    """The output of one simulation; differences are sorted by date, pupil and rule."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    question: str
    """What is answered."""
    base: VersionOutput
    """The first policy."""
    other: VersionOutput | None
    """The other; null where only a sweep was asked for."""
    dataset: Digest
    """SHA-256 of what the dataset's files say."""
    as_of: Iso
    """The last day that was looked at."""
    from_: Iso = Field(alias="from")
    """The first day compared."""
    to: Iso
    """The last day compared."""
    changes: list[ChangeOutput]
    """What the other policy says otherwise."""
    headline: str | None
    """What came of it."""
    summary: SummaryOutput
    """The same in numbers."""
    differences: list[DifferenceOutput]
    """The actions that differ."""
    decisions: list[DecisionDifferenceOutput]
    """The decisions that differ."""
    undecided: list[UndecidedDifferenceOutput]
    """What could not be decided for others than before."""
    by: dict[str, list[RowOutput]]
    """By rule, task, week, term, year_group, class and other columns of the pupils."""
    work: WorkOutput
    """The work by week."""
    shares: SharesOutput | None
    """Which change did it; null where there is one change or none."""
    sweep: SweepOutput | None
    """Over a range of values."""
    held_fixed: HeldFixedOutput
    """What is taken as given."""
    sources: dict[str, str | None]
    """The clause of each rule that differs."""
    evaluations: int
    """How many evaluations it took."""
