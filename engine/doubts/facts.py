"""A register's tables of facts -> doubts about them: what is left open, and what cannot be so."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.doubts.finding import Doubt, Kind
from engine.model.dataset import TABLES
from engine.register import LONG_AGO, NEVER, FactTable, Register
from engine.words import day_in_words

_FIFTH_BIRTHDAY: Final = 5
_YEAR_BEGINS: Final = 9
_TOLERATED: Final = 1
"""Years by which a pupil may be in another year group than the age says: a year up or down is not rare."""


def doubts_about_facts(register: Register, rules: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts about facts.

    C130 a file that is not there, C131 a request without a decision, C132 it is not said whether a parent is liable,
    C133 nobody is liable, C134 a parent is liable for one child and not for another, C140 left without a reason,
    C141 a reason without a day, C142 an age that does not fit the year group, C143 an amendment that the register does
    not show, C144 amended before the day, C145 the outcome of a rule that the policy does not have, C146 a flag twice,
    C147 a row twice.
    """
    for name in register.report.files_missing:
        if name in TABLES:
            message = f"there is no file `{name}`: what rests on it is not known"
            help_ = f"give `{name}.csv`; with no row it says that there is none"
            yield Doubt(Kind.MISSING, "C130", message, help=help_)
    yield from _requests(register)
    yield from _parents(register)
    yield from _pupils(register)
    yield from _amendments(register)
    yield from _outcomes(register, rules)
    yield from _flags(register)
    yield from _repeated(register)


def rows_of(table: FactTable) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give each row's pupil and cells, None where not known: words as text, dates and numbers as numbers."""
    for row, pupil in enumerate(table.pupil.tolist()):
        cells: dict[str, Any] = {}
        for name, column in table.columns.items():
            known = column.valid is None or bool(column.valid[row])
            value: Any = column.data[row].item() if known else None
            cells[name] = column.words[value] if known and column.words is not None else value
        yield pupil, cells


def _requests(register: Register) -> Iterator[Doubt]:
    for pupil, row in rows_of(register.tables["leave_requests"]):
        if row.get("decision") is None:
            begins = date_of(row["from"])
            message = f"the leave request `{row['request']}` from {day_in_words(begins)} has no decision"
            help_ = "write `granted` or `refused` once it is decided"
            yield Doubt(Kind.MISSING, "C131", message, register.pupils[pupil], _monday(begins), help=help_)


def _parents(register: Register) -> Iterator[Doubt]:
    table = register.tables["parents"]
    if not table.present:
        return
    liable: dict[int, list[bool | None]] = {}
    of: dict[str, dict[int, bool | None]] = {}
    for pupil, row in rows_of(table):
        liable.setdefault(pupil, []).append(row["liable"])
        of.setdefault(row["parent"], {})[pupil] = row["liable"]
        if row["liable"] is None:
            message = f"it is not said whether the parent `{row['parent']}` is liable"
            yield Doubt(Kind.MISSING, "C132", message, register.pupils[pupil], help="fill in `liable`")
    for pupil, name in enumerate(register.pupils):
        held = liable.get(pupil)
        if held is None:
            yield Doubt(Kind.MISSING, "C133", "the pupil has no parent in `parents`", name)
        elif not any(each is not False for each in held):
            yield Doubt(Kind.DOUBTFUL, "C133", "no parent of the pupil is liable", name)
    for parent, children in of.items():
        if len({each for each in children.values() if each is not None}) > 1:
            names = ", ".join(f"`{register.pupils[pupil]}`" for pupil in sorted(children))
            message = f"the parent `{parent}` is liable for one of the siblings {names} and not for another"
            first = register.pupils[min(children)]
            yield Doubt(Kind.DOUBTFUL, "C134", message, first, help="is that so? else correct `liable`")


def _pupils(register: Register) -> Iterator[Doubt]:
    last = dict(rows_of(register.pupil_rows))
    for pupil, row in last.items():
        name = register.pupils[pupil]
        left = int(register.left[pupil])
        if left != NEVER and row.get("leaving_reason") is None:
            message = f"left on {day_in_words(date_of(left))} without a reason"
            yield Doubt(Kind.MISSING, "C140", message, name, help="fill in `leaving_reason`")
        if left == NEVER and row.get("leaving_reason") is not None:
            message = f"has the leaving reason `{row['leaving_reason']}` and no day of leaving"
            yield Doubt(Kind.CONTRADICTORY, "C141", message, name, help="fill in `left_on`, or take the reason out")
        born, group = row.get("date_of_birth"), row.get("year_group")
        start = int(register.enrolled[pupil])
        if born is not None and start != LONG_AGO and born > start:
            yield Doubt(Kind.CONTRADICTORY, "C142", "was born after the first day on the roll", name)
        elif born is not None and group is not None:
            usual = _usual_group(date_of(born), register.as_of)
            if abs(usual - group) > _TOLERATED:
                message = f"is in year {_group(group)} and by the date of birth would be in year {_group(usual)}"
                yield Doubt(Kind.DOUBTFUL, "C142", message, name, help="is the date of birth right?")


def _usual_group(born: date, as_of: date) -> int:
    """Give the year group of an age: year 1 is the school year that begins with a pupil of five."""
    year = as_of.year if as_of.month >= _YEAR_BEGINS else as_of.year - 1
    age = year - born.year - ((born.month, born.day) > (8, 31))
    return age - _FIFTH_BIRTHDAY + 1


def _group(number: int) -> str:
    return str(number) if number > 0 else "reception" if number == 0 else "nursery"


def _amendments(register: Register) -> Iterator[Doubt]:
    for pupil, row in rows_of(register.tables["amendments"]):
        day = date_of(row["date"])
        name, half = register.pupils[pupil], SESSIONS.index(row["session"])
        if row["amended_on"] is not None and row["amended_on"] < row["date"]:
            message = f"the mark of {day_in_words(day)} {row['session']} was amended before that day"
            yield Doubt(Kind.CONTRADICTORY, "C144", message, name, _monday(day))
        place = int(np.searchsorted(register.days, row["date"]))
        if place >= len(register.days) or register.days[place] != row["date"] or row["amended"] is None:
            continue
        code = register.codes[int(register.marks[2 * place + half, pupil])]
        if code != row["amended"]:
            shown = f"is `{code}`" if code else "is missing"
            message = f"the mark of {day_in_words(day)} {row['session']} was amended to `{row['amended']}` and {shown}"
            help_ = "was it amended again? then a later amendment is missing"
            yield Doubt(Kind.CONTRADICTORY, "C143", message, name, _monday(day), help=help_)


def _outcomes(register: Register, rules: frozenset[str]) -> Iterator[Doubt]:
    unknown: dict[str, int] = {}
    for _, row in rows_of(register.tables["outcomes"]):
        if row["rule"] not in rules:
            unknown[row["rule"]] = unknown.get(row["rule"], 0) + 1
    for rule, count in sorted(unknown.items()):
        message = f"outcomes of `{rule}`, which is no rule of the policy"
        yield Doubt(Kind.DOUBTFUL, "C145", message, count=count, help="is it another policy's, or a former name?")


def _flags(register: Register) -> Iterator[Doubt]:
    before: dict[tuple[int, str], Mapping[str, Any]] = {}
    for pupil, row in rows_of(register.tables["flags"]):
        key = (pupil, row["flag"])
        last = before.get(key)
        if last is not None and (last["to"] is None or last["to"] >= row["from"]):
            begins = date_of(row["from"])
            message = f"the flag `{row['flag']}` begins on {day_in_words(begins)} while it still holds"
            yield Doubt(Kind.DOUBTFUL, "C146", message, register.pupils[pupil], _monday(begins))
        before[key] = row


def _repeated(register: Register) -> Iterator[Doubt]:
    """Give rows that say all that another one says: of calls those alone that say their time."""
    for name, dated in (("contacts", "date"), ("amendments", "date"), ("outcomes", "on")):
        table = register.tables[name]
        known = np.ones(len(table.pupil), dtype=np.bool_)
        cells: list[np.ndarray] = [table.pupil]
        for each, column in table.columns.items():
            valid = known if column.valid is None else column.valid
            cells += [column.data * valid, valid]
            known = valid if (name, each) == ("contacts", "time") else known
        if not len(table.pupil) or (name == "contacts" and "time" not in table.columns):
            continue
        rows = np.flatnonzero(known)
        _, first, counts = np.unique(np.column_stack(cells)[rows], axis=0, return_index=True, return_counts=True)
        for row in rows[np.sort(first[counts > 1])].tolist():
            on = date_of(int(table.columns[dated].data[row]))
            message = f"a row of `{name}` of {day_in_words(on)} stands there twice, and both count"
            who = register.pupils[int(table.pupil[row])]
            yield Doubt(Kind.DOUBTFUL, "C147", message, who, _monday(on), help="take one of them out")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
