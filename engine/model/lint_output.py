"""What `policy lint --format json` writes: the contract that other people's programs read.

A field may be added to it, none is taken away or changes its meaning.
"""

from pydantic import Field

from engine.model.output import Iso, Part


class PlaceOutput(Part):
    """A stretch of text in a file."""

    file: str = Field(examples=["policies/victoria_road.yaml"])
    """The file as it was named, or as it is seen from the working folder; `-` for what was piped in."""
    line: int = Field(ge=1, examples=[41])
    """The line, counted from 1."""
    column: int = Field(ge=1, examples=[12])
    """The column in characters, counted from 1."""
    end_line: int = Field(ge=1, examples=[41])
    """The line of the last character."""
    end_column: int = Field(ge=1, examples=[17])
    """The column just after the last character."""
    text: str = Field(examples=["    closes: 09:40"])
    """The first line, as it stands in the file."""


class AlsoOutput(PlaceOutput):
    """A further place that belongs to a finding."""

    what: str = Field(examples=["locked here"])
    """What stands there."""


class FindingOutput(Part):
    """One finding."""

    code: str = Field(examples=["L301"], pattern="^[A-Z][0-9]{3}$")
    """Its code, which never changes its meaning."""
    name: str | None = Field(examples=["penalty-codes-incomplete"])
    """The name of the linter's rule; null for what reading and understanding the file found."""
    severity: str = Field(examples=["error"], pattern="^(error|warning|info)$")
    """How much it matters in this policy."""
    message: str = Field(examples=["the figure counts G, O and U, and not N"])
    """What is wrong."""
    help: str = Field(examples=["write `penalty`"])
    """What to do; empty where nothing is to be said."""
    place: PlaceOutput | None
    """Where; null where no text is at fault."""
    also: list[AlsoOutput]
    """Further places: where a value was set, where it is locked."""


class LintOutput(Part):
    """All that was found."""

    as_of: Iso = Field(examples=["2026-11-21"])
    """The day asked about."""
    policies: list[str] = Field(examples=[["policies/victoria_road.yaml"]])
    """The files that were looked at; empty where there was none, and then nothing was checked."""
    tests: int = Field(ge=0, examples=[12])
    """How many scenario tests beside them were read."""
    allowed: int = Field(ge=0, examples=[0])
    """How many findings the files allow, with reasons."""
    assumptions: int = Field(ge=0, examples=[34])
    """How many items say what their author assumed."""
    errors: int = Field(ge=0, examples=[0])
    """How many errors."""
    warnings: int = Field(ge=0, examples=[2])
    """How many warnings."""
    findings: list[FindingOutput]
    """The findings, sorted by file and place; those in a file of tests after those in the policy of its name."""
