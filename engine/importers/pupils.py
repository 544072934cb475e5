"""The roll of an import -> the pupils table of a dataset."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.dataset import Table
from engine.diagnostics import Severity
from engine.importers.observed import Dated
from engine.importers.people import ABOUT
from engine.importers.roll import Pupil
from engine.importers.said import counted, shown, without_upns
from engine.importers.words import Order, order_of, read_day, read_year_group
from engine.model.dataset import PUPILS, ColumnShape
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Faults
from engine.register import LONG_AGO, NEVER

_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1", "t"), "true"),
    **dict.fromkeys(("false", "no", "n", "0", "f"), "false"),
}
_MANGLED: Final = re.compile(
    r"\d+(?:\.\d+)?E[+-]\d+|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PupilRows:
    """The pupils table, and the first and last day on the roll of each pupil by place."""

    table: Table
    enrolled: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]


def pupil_rows(
    pupils: Sequence[Pupil], shapes: Mapping[str, ColumnShape], wanted: ImportMap, faults: Faults
) -> PupilRows:
    """Write what is known of each pupil; what cannot be read is told and left blank.

    Yields: D160 a value that cannot be read (warning), D161 pupils without a year group (warning).
    """
    shapes = {**PUPILS, **shapes}
    about = (*ABOUT, *(role for role in shapes if role not in PUPILS))
    texts = {role: [each.text for pupil in pupils for each in pupil.told.get(role, ())] for role in about}
    roles = [role for role in about if texts[role]]
    if "year_group" not in roles:
        roles.insert(0, "year_group")
    orders = {role: _order(texts[role], wanted) for role in roles if shapes[role].type == "date"}
    strange: dict[str, list[str]] = {}
    enrolled = np.full(len(pupils), LONG_AGO, dtype=np.int32)
    left = np.full(len(pupils), NEVER, dtype=np.int32)
    rows: list[list[str]] = []
    dated = False
    without = 0
    for place, pupil in enumerate(pupils):
        told = {role: _read(role, shapes[role], pupil.told.get(role, []), orders, wanted, strange) for role in roles}
        starts = sorted({each.day for held in told.values() for each in held} | {LONG_AGO})
        dated = dated or len(starts) > 1
        without += not told["year_group"]
        for start in starts:
            cells = [next((each.text for each in reversed(told[role]) if each.day <= start), "") for role in roles]
            rows.append([pupil.label, *cells, "" if start == LONG_AGO else date_of(start).isoformat()])
        enrolled[place] = _day(told.get("enrolled_on"), LONG_AGO)
        left[place] = _day(told.get("left_on"), NEVER)
    for role, held in strange.items():
        said = ", ".join(dict.fromkeys(shown(text) for text in held[:5]))
        message = f"a `{role}` that cannot be read is left blank: {said}, of {counted(len(held), 'pupil')}"
        advice = "name them in a mapping file under `year_groups`" if role == "year_group" else "correct them"
        faults.file("D160", message, advice, severity=Severity.WARNING)
    if without:
        told_of = f"no source says the year group of {without:,} of {counted(len(pupils), 'pupil')}"
        advice = "give a table of the pupils as a further source: `policy run` needs their year groups"
        faults.file("D161", told_of, advice, severity=Severity.WARNING)
    columns = ("pupil", *roles, *(("from",) if dated else ()))
    return PupilRows(Table(columns, [row if dated else row[:-1] for row in rows]), enrolled, left)


def _order(texts: Sequence[str], wanted: ImportMap) -> Order:
    if wanted.dates:
        return Order(wanted.dates == "month_first", None)
    return order_of(texts, None) or Order()


def _read(
    role: str,
    shape: ColumnShape,
    held: Sequence[Dated],
    orders: dict[str, Order],
    wanted: ImportMap,
    strange: dict[str, list[str]],
) -> list[Dated]:
    found = []
    for each in held:
        text = _value(role, shape, each.text.strip().removeprefix("'"), orders, wanted)
        if text is None:
            strange.setdefault(role, []).append(each.text)
        elif text:
            found.append(Dated(each.day, text))
    return found


def _value(role: str, shape: ColumnShape, text: str, orders: dict[str, Order], wanted: ImportMap) -> str | None:
    if not text:
        return ""
    if role == "year_group":
        return wanted.year_groups.get(text) or read_year_group(text)
    if shape.type == "date":
        day = read_day(text, orders[role])
        return None if day == NO_DATE else date_of(day).isoformat()
    if shape.type == "boolean":
        return _BOOLEANS.get(text.lower())
    if shape.type == "words":
        return text if text in shape.words else None
    return None if _MANGLED.fullmatch(text) or without_upns(text, "") != text else text


def _day(held: Sequence[Dated] | None, otherwise: int) -> int:
    if not held:
        return otherwise
    return read_day(held[-1].text, Order())
