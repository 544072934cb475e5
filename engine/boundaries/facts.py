"""Columns, flags and rows of facts of a pupil that is drawn."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from engine.boundaries.canvas import Canvas
from engine.boundaries.ground import YEAR_GROUPS, year_text
from engine.calendar import day_number
from engine.counting import FactCount
from engine.evaluate.block import school_age
from engine.explain.asked import constants_of
from engine.expressions.record import compile_record
from engine.model.dataset import ColumnShape, TableShape
from engine.model.stages import stages_of

_BEFORE = 5


def text_of(value: Any) -> str:
    """Write a value as a test does; what is not known is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(int(value))
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    return value.strftime("%H:%M") if hasattr(value, "hour") else str(value)


def draw_column(canvas: Canvas, name: str, value: Any) -> None:
    """Give a pupil's column a value."""
    if value is None and name != "year_group":
        canvas.columns.pop(name, None)
    elif name == "year_group":
        canvas.columns[name] = year_text(value)
    elif name == "leaving_reason":
        canvas.columns["left_on"] = canvas.day(canvas.at).isoformat()
        canvas.columns[name] = text_of(value)
    else:
        canvas.columns[name] = text_of(value)


def draw_stage(canvas: Canvas, stage: Any) -> None:
    """Give a year group of a key stage."""
    bounds = stages_of(canvas.ground.plan.school_age)
    if stage in bounds:
        canvas.columns["year_group"] = year_text(bounds[stage])


def draw_school_age(canvas: Canvas, *, wanted: bool) -> None:
    """Give a year group or birthday of which compulsory school age is, or is not, sure."""
    age = canvas.ground.plan.school_age
    if age is None:
        return
    year = canvas.columns["year_group"]
    if (year in age.years) is wanted and year not in age.unknown_years:
        return
    sure = [text for text in YEAR_GROUPS if text not in age.unknown_years]
    found = next((text for text in sure if (text in age.years) is wanted), None)
    if found is not None:
        canvas.columns["year_group"] = found


def births(canvas: Canvas) -> list[date]:
    """Give birthdays with which compulsory school age begins, or ends, on or beside the day that is looked at."""
    age, day = canvas.ground.plan.school_age, canvas.day(canvas.at)
    if age is None:
        return []
    found: list[date] = []
    for years in (age.from_age, age.until_age):
        first = date(day.year - years - 2, 1, 1)
        born = [first + timedelta(days=number) for number in range(3 * 366)]
        spans = [school_age(each, age) for each in born]
        inside = [begins <= day_number(day) <= ends for begins, ends in spans]
        for place in range(1, len(born)):
            if inside[place] != inside[place - 1]:
                found += born[place - 1 : place + 1]
    return list(dict.fromkeys(found))


def draw_flag(canvas: Canvas, called: str, at: int) -> None:
    """Set a flag that a person sets, from some days before."""
    canvas.add_row("flags", {"flag": called, "from": canvas.day(at - _BEFORE).isoformat()})


def plain_row(shape: TableShape, day: date, number: int) -> dict[str, str]:
    """Give a row with what a file must say: dated on a day, its words the first of their lists."""
    row: dict[str, str] = {}
    for column, held in shape.columns.items():
        dated = column == shape.dated_by
        if held.type == "words" and (held.needed or dated):
            row[column] = held.words[0]
        elif held.type == "date" and (held.needed or dated):
            row[column] = day.isoformat()
        elif held.type == "boolean" and held.needed:
            row[column] = "true"
        elif held.type == "session" and held.needed:
            row[column] = "AM"
        elif held.type == "text" and held.needed:
            row[column] = f"{column}_{number + 1}"
    return row


def draw_facts(canvas: Canvas, kind: FactCount, value: int, day: date) -> None:
    """Add so many rows that a figure counts, dated on a day; none where no such row is found."""
    shape = canvas.ground.loaded.bound.shapes[kind.rows.table]
    found = fitting(canvas, kind, shape, day)
    if found is None:
        return
    for number in range(value):
        row = dict(found)
        for key in shape.key:
            if shape.columns.get(key, ColumnShape("")).type == "text":
                row[key] = f"{key}_{len(canvas.rows) + 1}"
        if "parent" in row and "parent" in canvas.about:
            row["parent"] = canvas.about["parent"]
        dated = shape.columns.get("time")
        if value > 1 and dated is not None and dated.type == "time":
            row["time"] = f"{9 + number // 60:02}:{number % 60:02}"
        canvas.add_row(kind.rows.table, row)


def fitting(canvas: Canvas, kind: FactCount, shape: TableShape, day: date) -> dict[str, str] | None:
    """Give a row of a table that meets a figure's conditions, as far as its columns decide them."""
    conditions = [each for each in (*kind.rows.fixed, kind.rows.moving) if each is not None]
    base = plain_row(shape, day, len(canvas.rows))
    asked = {name for each in conditions for name in each.reads}
    for column, held in shape.columns.items():
        # a word that nothing here asks for may be one that another figure must not count
        if held.type == "words" and held.needed and column not in asked:
            base[column] = held.words[canvas.style % len(held.words)]
    if not conditions:
        return base
    runs = [compile_record(each.checked) for each in conditions]
    trees = [each.checked.tree for each in conditions if each.checked.tree is not None]
    texts = [text for tree in trees for text in constants_of(tree)]
    options: list[dict[str, str]] = [base]
    for column in dict.fromkeys(name for each in conditions for name in each.reads if name in shape.columns):
        options = [
            {**row, column: choice} for row in options for choice in _choices(shape.columns[column], texts, day)
        ][:2000]
    known = {**canvas.ground.values, "review_day": day}
    for row in options:
        record = {**known, **{name: typed(shape.columns[name], text) for name, text in row.items()}}
        if all(run(record) is not False for run in runs) and any(run(record) is True for run in runs):
            return {name: text for name, text in row.items() if text}
    return base


def typed(held: ColumnShape, text: str) -> Any:
    """Give a cell's text as the language has it."""
    if not text:
        return None
    if held.type == "date":
        return date.fromisoformat(text)
    if held.type == "boolean":
        return text == "true"
    if held.type == "number":
        return Fraction(text)
    return text


def _choices(held: ColumnShape, texts: list[str], day: date) -> list[str]:
    if held.type == "words":
        return sorted(held.words, key=lambda word: word not in texts)
    if held.type == "boolean":
        return ["true", "false"]
    if held.type == "date":
        return [(day + timedelta(days=more)).isoformat() for more in (0, -1, -7, 1, 7, -100, 100)]
    if held.type == "number":
        return [str(number) for number in (1, 5, 10, 20, 50, 100, 0, 1000)]
    return [*texts, "", "something"] if held.type == "text" else [""]


def draw_row(canvas: Canvas, table: str, values: Mapping[str, Any], day: date, *, shifted: bool) -> dict[str, str]:
    """Give the row that a rule is about, dated on a day: its dates keep their distances from each other."""
    shape = canvas.ground.loaded.bound.shapes[table]
    row = plain_row(shape, day, len(canvas.rows))
    dates = {name: value for name, value in values.items() if isinstance(value, date) and name in shape.columns}
    anchor = dates.get(shape.dated_by or "") or min(dates.values(), default=None)
    by = day - anchor if anchor is not None and shifted else timedelta(0)
    for name, value in values.items():
        if name in shape.columns:
            row[name] = (value + by).isoformat() if name in dates else text_of(value)
    if "from" in row and "to" in row and row["to"] < row["from"]:
        row["to"] = row["from"]
    if isinstance(values.get("school_days"), int) and "from" in row:
        place = canvas.year.calendar.count_before(date.fromisoformat(row["from"]))
        row["to"] = canvas.day(place + values["school_days"] - 1).isoformat()
    canvas.add_row(table, row)
    return row
