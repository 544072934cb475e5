"""What `policy compare --format json` prints: the shape that other programs rely on."""

from pydantic import Field

from engine.model.output import Iso, Part


class ComparedSchool(Part):
    """One school of a trust."""

    name: str = Field(examples=["oak_primary"])
    """The name of its policy."""
    title: str
    """Its title; empty where it has none."""
    phase: str = Field(examples=["primary"])
    """Its phase; empty where its policy does not say."""
    local_authority: str
    """Its local authority; empty where its policy does not say."""
    file: str = Field(examples=["policies/oak_primary.yaml"])
    """The file of its policy."""
    layers: list[str] = Field(examples=[["england", "acme"]])
    """The layers above it, from general to particular."""


class ComparedCell(Part):
    """What one school has for one parameter."""

    value: str | None
    """What it has; null where it has nothing of that name."""
    above: str | None
    """What the layers above the schools say for it."""
    layer: str
    """The layer that set it; empty where nothing is set."""
    file: str
    """The file that set it."""
    line: int
    """Its line, counted from 1; 0 where nothing is set."""
    differs: bool
    """Whether the school, or its group, has another value than the trust."""


class ComparedParameter(Part):
    """One parameter over all schools."""

    path: str = Field(examples=["values.lates_limit"])
    """The path, as people read it."""
    trust: str | None
    """What the layers above the schools say; null where they say nothing."""
    differs: bool
    """Whether any school differs from what stands above it."""
    national: bool
    """Whether the national layer says it."""
    schools: dict[str, ComparedCell]
    """What each school has, by its name."""


class LeftOutSchool(Part):
    """A school of which nothing can be said, as its policy cannot be used."""

    school: str = Field(examples=["elm_primary"])
    """The school's name, or that of the file."""
    why: list[str] = Field(examples=[["there is no layer `acme`"]])
    """Why not."""


class CompareOutput(Part):
    """The whole output."""

    as_of: Iso
    """The day on which the policies are compared."""
    trusts: list[str] = Field(examples=[["acme"]])
    """The trusts of the schools."""
    schools: list[ComparedSchool]
    """The schools, in order."""
    parameters: list[ComparedParameter]
    """What the schools set, and what stands above them."""
    left_out: list[LeftOutSchool]
    """Schools of which nothing can be said."""
