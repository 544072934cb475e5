"""The roll of an import -> the pupils table of a dataset."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.dataset import Table
from engine.diagnostics import Severity
from engine.importers.observed import Dated
from engine.importers.people import ABOUT, ONE_STAY
from engine.importers.roll import Pupil
from engine.importers.rows import dates_of_two_kinds
from engine.importers.said import counted, shown, without_upns
from engine.importers.words import Order, order_of, read_day, read_year_group, turned_round
from engine.model.dataset import PUPILS, ColumnShape
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Faults
from engine.register import LONG_AGO, NEVER

_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1", "t"), "true"),
    **dict.fromkeys(("false", "no", "n", "0", "f"), "false"),
}
_SEN_STATUS: Final = {"k": "true", "e": "true"}
"""The statuses of special educational needs in the school census: support, or a plan; N, for none, is read as no."""

_MANGLED: Final = re.compile(
    r"\d+(?:\.\d+)?E[+-]\d+|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PupilRows:
    """The pupils table, and the first and last day on the roll of each pupil by place; the last entry is nobody's."""

    table: Table
    enrolled: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]


def pupil_rows(
    pupils: Sequence[Pupil], shapes: Mapping[str, ColumnShape], wanted: ImportMap, faults: Faults
) -> PupilRows:
    """Write what is known of each pupil; what cannot be read is told and left blank.

    What is said first of a pupil holds from the beginning.

    Yields: D155 what is said in two ways (a warning where a day is told), D160 a value that cannot be read (warning),
    D161 pupils without a year group (warning), D164 two stays of one pupil, D166 dates of a spreadsheet turned round.
    """
    shapes = {**PUPILS, **shapes}
    about = (*ABOUT, *(role for role in shapes if role not in PUPILS))
    texts = {role: [each.text for pupil in pupils for each in pupil.told.get(role, ())] for role in about}
    roles = [role for role in about if texts[role]]
    if "year_group" not in roles:
        roles.insert(0, "year_group")
    dates = [role for role in roles if shapes[role].type == "date"]
    orders = {role: _order(texts[role], wanted) for role in dates}
    _tell_turned_round({role: texts[role] for role in dates}, wanted, faults)
    torn: dict[tuple[str, bool], list[str]] = {}
    at_odds: dict[str, list[str]] = {}
    strange: dict[str, list[str]] = {}
    enrolled = np.full(len(pupils) + 1, LONG_AGO, dtype=np.int32)
    left = np.full(len(pupils) + 1, NEVER, dtype=np.int32)
    rows: list[list[str]] = []
    without = 0
    for place, pupil in enumerate(pupils):
        told = {role: _read(role, shapes[role], pupil.told.get(role, []), orders, wanted, strange) for role in roles}
        for role, held in told.items():
            if twice := [two.day for one, two in pairwise(held) if one.day == two.day]:
                torn.setdefault((role, LONG_AGO in twice), []).append(pupil.label)
        for role, texts_of in pupil.undated.items():
            now = {_value(role, shapes[role], text, orders, wanted) for text in texts_of}
            dated_as = {each.text for each in told.get(role, ()) if each.day != LONG_AGO}
            if dated_as and not now & dated_as:
                at_odds.setdefault(role, []).append(pupil.label)
        told = {role: _since_ever(held) for role, held in told.items()}
        starts = sorted({each.day for held in told.values() for each in held} | {LONG_AGO})
        without += not any(each.text for each in told["year_group"])
        for start in starts:
            cells = [next((each.text for each in reversed(told[role]) if each.day <= start), "") for role in roles]
            rows.append([pupil.label, *cells, "" if start == LONG_AGO else date_of(start).isoformat()])
        if any(len({each.text for each in told.get(role, ())}) > 1 for role in ("enrolled_on", "left_on")):
            _tell_stays(pupil.label, faults)
            continue
        enrolled[place] = _day(told.get("enrolled_on"), LONG_AGO)
        left[place] = _day(told.get("left_on"), NEVER)
    _tell_torn(torn, faults)
    _tell_at_odds(at_odds, faults)
    _tell_strange(strange, faults)
    if without:
        told_of = f"no source says the year group of {without:,} of {counted(len(pupils), 'pupil')}"
        advice = "give a table of the pupils as a further source: `policy run` needs their year groups"
        faults.file("D161", told_of, advice, severity=Severity.WARNING)
    columns = ("pupil", *roles, "from")
    if len(rows) == len(pupils):
        # nothing changes on a day, so none is told
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return PupilRows(Table(columns, rows), enrolled, left)


def _tell_strange(strange: Mapping[str, Sequence[str]], faults: Faults) -> None:
    for role, odd in strange.items():
        said = ", ".join(dict.fromkeys(shown(text) for text in odd[:5]))
        message = f"a `{role}` that cannot be read is left blank: {said}, of {counted(len(odd), 'pupil')}"
        advice = "name them in a mapping file under `year_groups`" if role == "year_group" else "correct them"
        faults.file("D160", message, advice, severity=Severity.WARNING)


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
    found: list[Dated] = []
    for each in held:
        text = _value(role, shape, each.text.strip().removeprefix("'"), orders, wanted)
        if text is None:
            strange.setdefault(role, []).append(each.text)
        elif (text or found) and (not found or found[-1].text != text):
            found.append(Dated(each.day, text))
    return found


def _since_ever(held: list[Dated]) -> list[Dated]:
    """Let what is said first hold from the beginning; what is said without a day gives way where days say it too.

    A list of pupils as they are now says the class of today: a register that tells of a move goes before it.
    """
    dated = [each for each in held if each.day != LONG_AGO]
    kept = dated if dated and held[0].text in {each.text for each in dated} else held
    return [Dated(LONG_AGO, each.text) if place == 0 else each for place, each in enumerate(kept)]


def _tell_torn(torn: Mapping[tuple[str, bool], Sequence[str]], faults: Faults) -> None:
    """Tell what sources say of pupils in two ways: of one day, or without saying of which."""
    for (role, undated), held in sorted(torn.items()):
        which = ", ".join(f"`{label}`" for label in held[:8]) + (" and more" if len(held) > 8 else "")
        when = "and do not say from when" if undated else "of one day"
        told = f"the sources say two things of the `{role}` of {counted(len(held), 'pupil')}, {when}: {which}"
        advice = "keep one of them" if undated else "what stands last counts; correct the other"
        faults.file("D155", told, advice, severity=Severity.ERROR if undated else Severity.WARNING)


def _tell_at_odds(held: Mapping[str, Sequence[str]], faults: Faults) -> None:
    """Tell of whom a list without days says what no register has said on any day."""
    for role, labels in sorted(held.items()):
        which = ", ".join(f"`{label}`" for label in labels[:8]) + (" and more" if len(labels) > 8 else "")
        told = f"a source says a `{role}` that no other says on any day of {counted(len(labels), 'pupil')}: {which}"
        advice = "on the days of which the other says something it counts; is the list of another year?"
        faults.file("D155", told, advice, severity=Severity.WARNING)


def _tell_stays(label: str, faults: Faults) -> None:
    """Tell a pupil whose days on the roll change: a dataset holds one stay of each."""
    told = f"`{label}` is on the roll more than once, and a dataset has one stay of a pupil"
    faults.file("D164", told, ONE_STAY)


def _tell_turned_round(texts: Mapping[str, Sequence[str]], wanted: ImportMap, faults: Faults) -> None:
    for role, held in texts.items():
        if not wanted.dates and (turned := turned_round(held)):
            told = dates_of_two_kinds(turned)
            faults.file(told.code, f"`{role}`: {told.message}", told.advice)


def _value(role: str, shape: ColumnShape, text: str, orders: dict[str, Order], wanted: ImportMap) -> str | None:
    if not text:
        return ""
    if role == "year_group":
        return wanted.year_groups.get(text) or read_year_group(text)
    if shape.type == "date":
        day = read_day(text, orders[role])
        return None if day == NO_DATE else date_of(day).isoformat()
    if shape.type == "boolean":
        return _BOOLEANS.get(text.lower()) or (_SEN_STATUS.get(text.lower()) if role == "send" else None)
    if shape.type == "words":
        return text if text in shape.words else None
    return None if _MANGLED.fullmatch(text) or without_upns(text, "") != text else text


def _day(held: Sequence[Dated] | None, otherwise: int) -> int:
    if not held or not held[-1].text:
        return otherwise
    return read_day(held[-1].text, Order())
