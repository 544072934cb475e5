"""What `policy simulate --format json` gives of many schools: the shape that other programs rely on."""

from pydantic import Field

from engine.model.output import Part
from engine.model.simulation_output import CountsOutput


class SchoolCounts(CountsOutput):
    """How much is asked for at one school, and how it differs."""

    school: str = Field(examples=["oak_primary"])
    """The school's name."""


class AllCounts(CountsOutput):
    """The same of all schools that could be compared."""

    schools: int
    """How many they are."""


class PointCounts(CountsOutput):
    """The same at one point of a sweep."""

    values: list[str] = Field(examples=[["3 sessions"]])
    """The value at each path."""


class RuleCounts(Part):
    """How much differs of one rule at all schools; null is a number too small to be shown, or that gives one away."""

    gained: int | None
    """Actions that only the other policy asks for."""
    lost: int | None
    """Actions that only the first asks for."""
    earlier: int | None
    """Actions that come earlier."""
    later: int | None
    """Actions that come later."""
    changed: int | None
    """Actions that ask for other things on the same day."""


class SimulationWhy(Part):
    """One reason why a school could not be compared."""

    code: str = Field(examples=["D020"])
    """The code of the message."""
    message: str = Field(examples=["the row has 4 cells where the header has 5 columns"])
    """The message."""


class FailedComparison(Part):
    """A school that could not be compared."""

    school: str = Field(examples=["elm_primary"])
    """The school's name."""
    why: list[SimulationWhy]
    """Why not."""


class SimulationSchoolsOutput(Part):
    """The output of a simulation over many schools; a school that failed hides no other's results."""

    schools: list[SchoolCounts]
    """The schools that were compared, by name."""
    failed: list[FailedComparison]
    """Those that could not be."""
    total: AllCounts
    """All that were compared."""
    rules: dict[str, RuleCounts]
    """What differs, by rule; a rule of which nothing differs is left out."""
    sweep: list[PointCounts]
    """All schools together at each point of a sweep that all of them have; none without a sweep."""
