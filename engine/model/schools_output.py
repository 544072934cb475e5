"""What `policy run --format json` gives of many schools: the shape that other programs rely on."""

from pydantic import Field

from engine.model.output import Part, RunOutput


class SchoolOutput(RunOutput):
    """The run of one school."""

    school: str = Field(examples=["oak_primary"])
    """The school's name: that of its policy, or of its dataset's folder where one policy goes with all."""


class SchoolTotal(Part):
    """How much came of one school, or of all."""

    school: str = Field(examples=["oak_primary"])
    """The school's name; `all` for all of them."""
    pupils: int
    """Pupils."""
    marks: int
    """Marks used."""
    actions: dict[str, int] = Field(examples=[{"first_day_call": 12}])
    """Actions by rule."""
    tasks: dict[str, int] = Field(examples=[{"call": 12}])
    """Tasks by what is to be done."""
    decisions: int
    """Decisions."""
    undecided: int
    """Rules that could not be decided for some pupil, once for every school."""


class Why(Part):
    """One reason why a school could not be run."""

    code: str = Field(examples=["D020"])
    """The code of the message."""
    message: str = Field(examples=["the row has 4 cells where the header has 5 columns"])
    """The message."""
    file: str | None = Field(examples=["data/oak_primary/marks.csv"])
    """The file, where one is at fault."""
    line: int | None = Field(examples=[12])
    """Its line, counted from 1."""
    column: int | None = Field(examples=[1])
    """Its column, counted from 1."""


class FailedSchool(Part):
    """A school that could not be run."""

    school: str = Field(examples=["elm_primary"])
    """The school's name."""
    why: list[Why]
    """Why not."""


class SchoolsOutput(Part):
    """The output of a run over many schools; a school that failed hides no other's results."""

    schools: list[SchoolOutput]
    """The schools that were run, by name."""
    totals: list[SchoolTotal]
    """How much came of each."""
    total: SchoolTotal
    """How much came of all."""
    failed: list[FailedSchool]
    """Those that could not be run."""
