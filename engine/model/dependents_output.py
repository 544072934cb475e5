"""What `policy show --dependents --format json` prints: the shape that other programs rely on."""

from pydantic import Field

from engine.model.compare_output import LeftOutSchool
from engine.model.output import Part


class OverrideOutput(Part):
    """A school for which another layer says otherwise."""

    school: str = Field(examples=["oak_primary"])
    """The school."""
    layer: str = Field(examples=["oak_primary"])
    """The layer that says otherwise."""
    value: str | None
    """What it says; null where it takes the value away."""
    file: str = Field(examples=["policies/oak_primary.yaml"])
    """Its file."""
    line: int = Field(examples=[4])
    """Its line, counted from 1."""


class DependenceOutput(Part):
    """One value that the layer says."""

    path: str = Field(examples=["values.lates_limit"])
    """The path, as people read it."""
    value: str = Field(examples=["3 sessions"])
    """What the layer says there."""
    file: str
    """Its file."""
    line: int
    """Its line, counted from 1."""
    alters: list[str]
    """The schools that a change of it alters."""
    overridden: list[OverrideOutput]
    """The schools for which another layer says otherwise."""


class DependentsOutput(Part):
    """The whole output."""

    layer: str = Field(examples=["acme"])
    """The layer."""
    file: str
    """Its file."""
    schools: list[str]
    """All schools that have it among their layers."""
    values: list[DependenceOutput]
    """What the layer says, or the part that was asked for."""
    left_out: list[LeftOutSchool]
    """Schools of which nothing can be said."""
