"""Facts, flags, pupil columns, code tables, registers and ages: the ground that measures stand on."""

from datetime import date
from typing import Annotated

from engine.model.amounts import ClosingText, DateText, FlagText, TimeText, WholeText
from engine.model.declared import BeforeValidator, Field, WithJsonSchema
from engine.model.item import Condition, Item, Name, Words
from engine.model.part import Part

COLUMN_TYPES = ("text", "number", "date", "time", "boolean")
CATEGORIES = (
    "present",
    "approved_educational_activity",
    "authorised_absence",
    "unauthorised_absence",
    "not_possible",
    "administrative",
)


def _column(value: object) -> tuple[str, ...] | str:
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return tuple(value)
    if value in COLUMN_TYPES:
        return str(value)
    raise ValueError(f"`{value}` is not a column type: one of {', '.join(COLUMN_TYPES)}, or a list of words")


ColumnType = Annotated[
    tuple[str, ...] | str,
    BeforeValidator(_column),
    WithJsonSchema(
        {
            "type": ["string", "array"],
            "pattern": f"^({'|'.join(COLUMN_TYPES)})$",
            "items": {"type": "string"},
            "minItems": 1,
        }
    ),
]


class Fact(Item):
    """A fact table that the policy declares, or a named part of one."""

    dated_by: Name | None = Field(None, examples=["date"])
    """The column that dates a row."""
    columns: dict[Name, ColumnType] = Field({}, examples=[{"outcome": ["present", "late", "missed"]}])
    """Its columns besides `pupil` and the one that dates it."""
    part_of: Name | None = Field(None, examples=["evidence"])
    """The table of whose rows it is a part."""
    where: Condition | None = Field(None, examples=['kind = "parent_note"'])
    """Which rows belong to it."""
    covers: Annotated[str, Field(pattern="^session$")] | None = Field(None, examples=["session"])
    """Its name is true inside `of` where a row covers the session."""


class Flag(Item):
    """A state of a pupil, set by a person or by the policy."""

    set_by: Name | None = Field(None, examples=["designated_safeguarding_lead"])
    """The role that sets it, by rows of the flags file."""
    called: Name | None = Field(None, examples=["illness_not_accepted"])
    """Its word in the flags file; left out: its own name."""
    starts: Condition | None = Field(None, examples=["level_1", "attendance_percent < 90"])
    """A rule, a fact table or a condition that begins it."""
    lasts: Words | None = Field(None, examples=["15 school days", "rest of term", "next term"])
    """How long it lasts."""
    until: Condition | None = Field(None, examples=["attendance_percent > 97"])
    """What ends it."""


USES = ("on_time_am", "on_time_pm", "late", "after_close", "not_required", "planned_closure", "no_reason_yet")


class Code(Part):
    """One attendance code."""

    category: Annotated[str, Field(pattern=f"^({'|'.join(CATEGORIES)})$")] = Field(examples=["present"])
    """How it counts."""
    used_for: Annotated[str, Field(pattern=f"^({'|'.join(USES)})$")] | None = Field(None, examples=["late"])
    """What the program may use it for without naming it."""
    silent: FlagText = Field(False, examples=[True])
    """Such a mark off the roll, or on a date without school, is no bad row."""
    means: Words | None = Field(None, examples=["ill, not at an appointment"])
    """What it says, in plain words."""
    words: tuple[Name, ...] = Field((), examples=[["penalty"]])
    """Sets that it belongs to."""
    source: Words | None = Field(None, examples=["SI 2024/208 reg 10"])
    """The clause."""


class CodeTable(Item):
    """The codes in force between two days."""

    from_: DateText | None = Field(None, alias="from", examples=["2024-08-19"])
    """The first day (included); left out: always before."""
    until: DateText | None = Field(None, examples=["2024-08-19"])
    """The first day on which it is no longer in force (excluded); left out: until the next table."""
    table: dict[Words, Code] = Field(examples=[{"/": {"category": "present", "used_for": "on_time_am"}}])
    """Code by code."""


class RegisterEntry(Item):
    """One group's register for one session of the day."""

    for_: Condition | None = Field(None, alias="for", examples=['key_stage = "KS2"'])
    """Whose register it is."""
    opens: TimeText = Field(examples=["09:00"])
    """When it is taken."""
    closes: ClosingText = Field(examples=["09:30", "30 minutes after opens"])
    """When it closes; the minute is included."""
    late_after: TimeText | None = Field(None, examples=["09:00"])
    """The last minute of arrival that is present; left out: `opens`."""
    arrive_by: TimeText | None = Field(None, examples=["08:55"])
    """By when pupils are asked to arrive; it changes no code."""


class Registers(Part):
    """The registers of a day."""

    am: dict[Name, RegisterEntry] = Field({}, examples=[{"whole_school": {"opens": "09:00", "closes": "09:30"}}])
    """The morning's, in order: the first whose `for` is true is the pupil's."""
    pm: dict[Name, RegisterEntry] = Field({}, examples=[{"whole_school": {"opens": "13:00", "closes": "13:30"}}])
    """The afternoon's."""


_YEAR = "^(N|R|[1-9]|1[0-3])$"
YearText = Annotated[
    str,
    Field(pattern=_YEAR),
    WithJsonSchema({"type": ["string", "integer"], "pattern": _YEAR, "minimum": 1, "maximum": 13}),
]


_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"


class SchoolAge(Item):
    """Compulsory school age."""

    from_age: WholeText = Field(examples=["5"])
    """The birthday at which it begins."""
    on_or_after: tuple[Annotated[str, Field(pattern=r"^\d\d-\d\d$")], ...] = Field(
        min_length=1, examples=[["03-31", "08-31", "12-31"]]
    )
    """Month and day: it begins on the first of these on or after that birthday."""
    until_age: WholeText = Field(examples=["16"])
    """The birthday in whose school year it ends."""
    leaves: Annotated[str, Field(pattern=f"^last ({_DAYS}) of ({_MONTHS})$")] = Field(examples=["last friday of june"])
    """The last day of it, in that school year."""
    years: tuple[YearText, ...] = Field((), examples=[["1", "2", "3"]])
    """Year groups that are of the age where no date of birth is known."""
    unknown_years: tuple[YearText, ...] = Field((), examples=[["R"]])
    """Year groups of which it is not known without a date of birth."""
    stages: dict[Name, YearText] = Field({}, examples=[{"EYFS": "R", "KS1": "2", "KS2": "6"}])
    """Key stages, each with its last year group; left out: EYFS and KS1 to KS5."""

    def hold_together(self) -> None:
        """Refuse a day that is not one of every year."""
        for day in self.on_or_after:
            try:
                date.fromisoformat(f"2025-{day}")
            except ValueError:
                raise ValueError(f"`on_or_after` names no day of every year: `{day}`") from None


class PupilColumns(Part):
    """What the policy adds to the pupils file."""

    columns: dict[Name, ColumnType] = Field({}, examples=[{"house": ["red", "blue"]}])
    """Columns besides the usual ones."""
