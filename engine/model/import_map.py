"""A mapping file for `policy import`: what the columns and words of a school's own exports mean."""

from typing import Annotated

from engine.model.amounts import DateText
from engine.model.declared import BeforeValidator, Field, WithJsonSchema
from engine.model.item import Words
from engine.model.part import Part
from engine.model.test_file import Told

Number = Annotated[str, Field(pattern="^[0-9]{1,6}$"), WithJsonSchema({"type": ["integer", "string"]})]
Year = Annotated[str, Field(pattern="^(19|20)[0-9]{2}$"), WithJsonSchema({"type": ["integer", "string"]})]


def _one_or_more(given: object) -> object:
    return given if isinstance(given, list) or given is None else [given]


SHAPES = (
    "long",
    "wide",
    "days",
    "marks",
    "bromcom-week",
    "arbor",
    "wonde",
    "ctf",
    "sims-xml",
    "sims-odata",
    "go4schools",
    "edulink",
    "classcharts",
    "ed-fi",
    "pupils",
    "dataset",
)
"""The shapes that are recognised; `dataset` is a table as a dataset has it."""


class Columns(Part):
    """Which column holds what: the headings as they stand in the file."""

    pupil: Words | None = Field(None, examples=["Adm No"])
    """The pupil's number in the school's system."""
    upn: Words | None = Field(None, examples=["UPN"])
    """The unique pupil number; it is checked, and never written."""
    date: Words | None = Field(None, examples=["Date"])
    """The date of a mark."""
    session: Words | None = Field(None, examples=["AM/PM"])
    """The session of a mark."""
    code: Words | None = Field(None, examples=["Mark"])
    """The code of a mark."""
    subcode: Words | None = Field(None, examples=["Subcode"])
    """The code's second character, or the whole code with it."""
    minutes_late: Words | None = Field(None, examples=["Mins Late"])
    """Minutes late."""
    arrived: Words | None = Field(None, examples=["Time in"])
    """The time of arrival."""
    week: Words | None = Field(None, examples=["Week Beginning"])
    """The Monday of a week's marks."""
    marks: Words | None = Field(None, examples=["Marks"])
    """A string of marks, two for each day."""
    year_group: Words | None = Field(None, examples=["Year"])
    """The year group."""
    class_: Words | None = Field(None, alias="class", examples=["Reg"])
    """The class or registration group."""
    date_of_birth: Words | None = Field(None, examples=["DOB"])
    """The date of birth."""
    enrolled_on: Words | None = Field(None, examples=["Admission Date"])
    """The first day on the roll."""
    left_on: Words | None = Field(None, examples=["Leaving Date"])
    """The last day on the roll."""
    send: Words | None = Field(None, examples=["SEN Support"])
    """Whether the pupil has special educational needs."""
    ehcp: Words | None = Field(None, examples=["EHCP"])
    """Whether the pupil has an education, health and care plan."""
    fsm: Words | None = Field(None, examples=["FSM"])
    """Whether the pupil is eligible for free school meals."""
    social_worker: Words | None = Field(None, examples=["Social Worker"])
    """Whether the pupil has a social worker."""
    looked_after: Words | None = Field(None, examples=["CLA"])
    """Whether the pupil is looked after."""
    name: Words | None = Field(None, examples=["Pupil Name"])
    """The whole name: as the surname."""
    start: Words | None = Field(None, examples=["AttendanceStartDate"])
    """The first date of a string of marks that has two marks for every date."""
    leaving_reason: Words | None = Field(None, examples=["Leaving Reason"])
    """Why the pupil left."""
    surname: Words | None = Field(None, examples=["Surname"])
    """The surname: it tells pupils apart where nothing else does, and is never written."""
    forename: Words | None = Field(None, examples=["Forename"])
    """The forename: as the surname."""


class ImportMap(Part):
    """What a school's own exports mean where the program cannot tell."""

    shape: Annotated[str, Field(pattern=f"^({'|'.join(SHAPES)})$")] | None = Field(None, examples=["long"])
    """The shape of the file; left out: it is recognised."""
    sheet: Words | None = Field(None, examples=["Register"])
    """The worksheet to read; left out: every visible one."""
    header_row: Number | None = Field(None, examples=["3"])
    """The row of the headings, as the spreadsheet numbers it; left out: it is found."""
    columns: Columns = Field(
        default_factory=lambda: Columns.model_validate({}), examples=[{"pupil": "Adm No", "code": "Mark"}]
    )
    """Which column holds what."""
    constants: dict[Words, Told] = Field({}, examples=[{"pupil": "P1"}])
    """What is the same in every row and stands in no column."""
    dates: Annotated[str, Field(pattern="^(day_first|month_first)$")] | None = Field(None, examples=["day_first"])
    """Whether dates in digits begin with the day or the month; left out: the day, unless the dates show otherwise."""
    year: Year | None = Field(None, examples=["2025"])
    """The year in which the academic year begins, for headings without a year: 2025 is 2025/26."""
    week: DateText | None = Field(None, examples=["2025-09-08"])
    """The Monday of a week's marks that do not say it themselves."""
    sessions: dict[Words, Annotated[str, Field(pattern="^(AM|PM|lesson)$")]] = Field({}, examples=[{"Reg 1": "AM"}])
    """Names of sessions; rows of a `lesson` are left out."""
    codes: dict[Words, Words] = Field({}, examples=[{"PRESENT": "/"}])
    """Marks of the file that are another code."""
    no_mark: Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)] = Field((), examples=[["?"]])
    """Marks of the file that mean no mark, besides `-` and a blank cell."""
    year_groups: dict[Words, Annotated[str, Field(pattern="^(N|R|[1-9]|1[0-3])$")]] = Field(
        {}, examples=[{"Foundation": "R"}]
    )
    """Names of year groups."""
    precedence: Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)] = Field(
        (), examples=[["present", "approved_educational_activity"]]
    )
    """Which of two marks of one session counts: `first` or `last` in the file, or categories of codes, best first."""
    ignore_rows: Annotated[tuple[Words, ...], BeforeValidator(_one_or_more)] = Field((), examples=[["Total"]])
    """Rows whose first filled cell begins so are left out, and reported."""
