"""What the standard names mean: the calendar's, a session's, a pupil's and a row's."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, TIME, Quantity
from engine.model.amounts import Amount, Minutes
from engine.model.dataset import PUPILS, TABLES, ColumnShape, TableShape
from engine.model.facts import CATEGORIES, CodeTable, ColumnType, Fact
from engine.model.policy_file import PolicyFile
from engine.model.stages import USUAL, stages_of
from engine.once import once_of_all

GROUPS = ("attended", "absent", "possible", "authorised", "unauthorised")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS = ("AM", "PM")
UNIT_OF_COUNT = {
    "sessions": "session",
    "school days": "school day",
    "mornings": None,
    "afternoons": None,
    "spells": "spell",
    "weeks": "week",
    "half_terms": "half term",
    "terms": "term",
}
UNIT_OF_TIME = {
    "school days": "school day",
    "school weeks": "school week",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "sessions": "session",
}
MOST = Fraction(30000)
"""No count of sessions or days of one pupil comes near: the sum of a school life is about 5,300 sessions."""

_NURSERY, _OLDEST = Fraction(-1), Fraction(13)


def counted(unit: str | None, *, nullable: bool) -> Quantity:
    """Give what a count means."""
    return Quantity(NUMBER, unit, nullable, low=Fraction(0), high=MOST, whole=True)


STANDARD: Mapping[str, Quantity] = {
    "review_day": Quantity(DATE, label="the day of the review"),
    "weekday": Quantity(STRING, words=WEEKDAYS, label="the day of the week"),
    "first_day_of_year": Quantity(DATE, label="the first school day of the academic year"),
    "school_days_to_holiday": counted("school day", nullable=False),
    "days_to_holiday": counted("day", nullable=False),
    "term": Quantity(STRING, label="the name of the term"),
    "nursery": Quantity(NUMBER, None, low=_NURSERY, high=_NURSERY, whole=True),
    "reception": Quantity(NUMBER, None, low=Fraction(0), high=Fraction(0), whole=True),
    "key_stage": Quantity(STRING, nullable=True, words=tuple(USUAL), label="the key stage"),
    "compulsory_school_age": Quantity(BOOLEAN, nullable=True, label="of compulsory school age"),
}
"""Names that every condition may use. Source: design §5."""

_SESSION_FIELDS: Mapping[str, Quantity] = {
    "session": Quantity(STRING, words=SESSIONS),
    "date": Quantity(DATE),
    "category": Quantity(STRING, nullable=True, words=CATEGORIES),
    "arrived": Quantity(TIME, nullable=True),
    "minutes_late": Quantity(NUMBER, "minute", nullable=True, low=Fraction(0), high=Fraction(1440), whole=True),
    "age": Quantity(NUMBER, "school day", low=Fraction(0), high=MOST, whole=True),
    **{name: Quantity(BOOLEAN) for name in (*CATEGORIES, *GROUPS)},
}


def session_names(model: PolicyFile) -> dict[str, Quantity]:
    """Give the names of one session: its fields, its categories and the words that code tables give."""
    return dict(_names_of_codes(tuple(model.codes)))


@once_of_all
def _names_of_codes(tables: tuple[CodeTable, ...]) -> dict[str, Quantity]:
    codes = tuple(dict.fromkeys(code for table in tables for code in table.table))
    words = {word: Quantity(BOOLEAN) for table in tables for code in table.table.values() for word in code.words}
    return {**words, **_SESSION_FIELDS, "code": Quantity(STRING, nullable=True, words=codes or None)}


def standard_names(model: PolicyFile) -> dict[str, Quantity]:
    """Give the names that every condition of a policy may use; key stages are called as its layers call them."""
    stage = replace(STANDARD["key_stage"], words=tuple(stages_of(model.school_age)))
    return {**STANDARD, "key_stage": stage}


def pupil_names(model: PolicyFile) -> dict[str, Quantity]:
    """Give the pupil columns: the usual ones and those that the policy declares."""
    found = dict(_USUAL_OF_PUPILS)
    for name, kind in (model.pupils.columns if model.pupils else {}).items():
        found[name] = column_quantity(shape_of(kind))
    return found


def shape_of(kind: ColumnType) -> ColumnShape:
    """Give the shape of a column that a policy declares."""
    return ColumnShape("words", kind) if isinstance(kind, tuple) else ColumnShape(str(kind))


def column_quantity(shape: ColumnShape) -> Quantity:
    """Give what a column means; only one that is always filled is always known."""
    nullable = not shape.filled
    if shape.type == "words":
        return Quantity(STRING, nullable=nullable, words=shape.words)
    if shape.type == "session":
        return Quantity(STRING, nullable=nullable, words=SESSIONS)
    if shape.type == "year_group":
        return Quantity(NUMBER, nullable=nullable, low=_NURSERY, high=_OLDEST, whole=True)
    types = {"text": STRING, "number": NUMBER, "date": DATE, "time": TIME, "boolean": BOOLEAN}
    return Quantity(types[shape.type], nullable=nullable)


LENGTH_OF_ROW = "school_days"
"""What a row that lasts from a day to a day has besides its columns."""

_USUAL_OF_PUPILS: Mapping[str, Quantity] = {
    **{name: column_quantity(shape) for name, shape in PUPILS.items() if name != "from"},
    "enrolled_on": Quantity(DATE, nullable=True),
}


def table_shapes(model: PolicyFile) -> dict[str, TableShape]:
    """Give the fact tables of a dataset: the usual ones and those that the policy declares; not parts of tables."""
    shapes = dict(TABLES)
    for name, fact in model.facts.items():
        if fact.part_of is None:
            shapes[name] = _declared(name, fact, shapes.get(name))
    return shapes


def _declared(name: str, fact: Fact, usual: TableShape | None) -> TableShape:
    columns = dict(usual.columns) if usual else {}
    for column, kind in fact.columns.items():
        held = columns.get(column)
        needs = (held.needed, held.filled) if held is not None else (False, False)
        columns[column] = replace(shape_of(kind), needed=needs[0], filled=needs[1])
    dated_by = fact.dated_by or (usual.dated_by if usual else None)
    if usual is None:
        if fact.covers and not {"from", "date"} & set(columns) and dated_by is None:
            columns["session"] = ColumnShape("session")
        if dated_by is None and "from" not in columns:
            dated_by = "date"
        if dated_by is not None and dated_by not in columns:
            columns[dated_by] = ColumnShape("date", needed=True, filled=True)
    return TableShape(name, columns, dated_by, usual.key if usual else ())


def row_names(shape: TableShape) -> dict[str, Quantity]:
    """Give the columns of a table as names of one of its rows."""
    found = {name: column_quantity(column) for name, column in shape.columns.items()}
    if has_length(shape):
        found[LENGTH_OF_ROW] = counted("school day", nullable=False)
    return found


def has_length(shape: TableShape) -> bool:
    """Whether the rows of a table last from a day to a day."""
    return {"from", "to"} <= set(shape.columns)


def value_quantity(value: object) -> Quantity:
    """Give what a value of the document means."""
    if isinstance(value, Amount):
        whole = value.number.denominator == 1
        return Quantity(NUMBER, value.unit, low=value.number, high=value.number, whole=whole)
    if isinstance(value, bool):
        return Quantity(BOOLEAN)
    if isinstance(value, Minutes):
        return Quantity(TIME)
    return Quantity(STRING) if isinstance(value, str) else Quantity(DATE)
