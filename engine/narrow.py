"""A register -> that of some pupils; a plan -> what some rules rest on: the same answers, sooner."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from engine.counting import ActionCount, Condition, Earlier, Figure, Kind, Piece, Since, Span, TableOutput
from engine.expressions.column import Column
from engine.model.windows import Stretch
from engine.plan import Looked, Plan, PlannedLadder, PlannedRule, PlannedTable, Steer
from engine.register import Arrivals, FactTable, Register

Places = npt.NDArray[np.integer]


def of_pupil(register: Register, pupil: int) -> Register:
    """Give the register of one pupil, by place: the calendar stays, and no other pupil is in it."""
    return of_pupils(register, pupil, pupil + 1)


def of_pupils(register: Register, first: int, after: int) -> Register:
    """Give the register of the pupils at places `first` (included) to `after` (excluded), counted from 0 anew.

    Rows of fact tables are counted anew too: the first of them was row `first_row(table, first)`.
    """
    mine = (register.arrivals.pupil >= first) & (register.arrivals.pupil < after)
    return replace(
        register,
        pupils=register.pupils[first:after],
        marks=np.ascontiguousarray(register.marks[:, first:after]),
        arrivals=Arrivals(
            register.arrivals.slot[mine],
            register.arrivals.pupil[mine] - np.int32(first),
            register.arrivals.arrived[mine],
            register.arrivals.minutes_late[mine],
        ),
        enrolled=register.enrolled[first:after],
        left=register.left[first:after],
        pupil_rows=_rows_of(register.pupil_rows, first, after),
        tables={name: _rows_of(table, first, after) for name, table in register.tables.items()},
    )


def of_some(register: Register, pupils: Places) -> tuple[Register, dict[str, npt.NDArray[np.int64]]]:
    """Give the register of some pupils, by places in ascending order, and the rows that each fact table still has."""
    place = np.full(len(register.pupils), -1, dtype=np.int32)
    place[pupils] = np.arange(len(pupils), dtype=np.int32)
    mine = place[register.arrivals.pupil] >= 0
    rows: dict[str, npt.NDArray[np.int64]] = {
        name: np.flatnonzero(place[table.pupil] >= 0).astype(np.int64) for name, table in register.tables.items()
    }
    few = replace(
        register,
        pupils=tuple(register.pupils[int(pupil)] for pupil in pupils),
        marks=np.ascontiguousarray(register.marks[:, pupils]),
        arrivals=Arrivals(
            register.arrivals.slot[mine],
            place[register.arrivals.pupil[mine]],
            register.arrivals.arrived[mine],
            register.arrivals.minutes_late[mine],
        ),
        enrolled=register.enrolled[pupils],
        left=register.left[pupils],
        pupil_rows=_some(register.pupil_rows, np.flatnonzero(place[register.pupil_rows.pupil] >= 0), place),
        tables={name: _some(table, rows[name], place) for name, table in register.tables.items()},
    )
    return few, rows


def _some(table: FactTable, rows: Places, place: npt.NDArray[np.int32]) -> FactTable:
    columns = {name: _taken(column, rows) for name, column in table.columns.items()}
    return replace(table, pupil=place[table.pupil[rows]], columns=columns)


def first_row(table: FactTable, pupil: int) -> int:
    """Give the place of the first row about a pupil or one that comes after."""
    # INVARIANT: rows are sorted by pupil
    return int(np.searchsorted(table.pupil, pupil))


def _rows_of(table: FactTable, first: int, after: int) -> FactTable:
    rows = slice(first_row(table, first), first_row(table, after))
    columns = {name: _taken(column, rows) for name, column in table.columns.items()}
    return replace(table, pupil=table.pupil[rows] - np.int32(first), columns=columns)


def _taken(column: Column, rows: "slice | Places") -> Column:
    valid = None if column.valid is None else column.valid[rows]
    over = column.over[rows] if column.over is not None and column.over.ndim else column.over
    return Column(column.data[rows], valid, over, column.words)


def of_rules(plan: Plan, ids: Iterable[str], known: frozenset[str] = frozenset()) -> Plan:
    """Give a plan that looks at some rules, steps or tables alone, and at whatever they rest on.

    `known` are rules of which it is known when they act: what they rest on is left out.
    """
    needed = _Needed(plan, known)
    needed.names(ids)
    looked = {check: tuple(each for each in group if id(each) in needed.looked) for check, group in plan.looked.items()}
    looked = {check: group for check, group in looked.items() if group}
    minutes = {each.minute for group in looked.values() for each in group if each.minute is not None}
    return replace(
        plan,
        looked=looked,
        clock=tuple(sorted(minutes)),
        figures={name: figure for name, figure in plan.figures.items() if name in needed.seen},
        flags={name: flag for name, flag in plan.flags.items() if name in needed.seen or not flag.by_policy},
        tables={name: table for name, table in plan.tables.items() if name in needed.seen},
    )


def names_behind(plan: Plan, ids: Iterable[str], known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give every name that some rules, steps or tables rest on, their own among them; `known` as above."""
    needed = _Needed(plan, known)
    needed.names(ids)
    return frozenset(needed.seen)


class _Needed:
    """Collects the names that some names rest on, and what is looked at because of them."""

    def __init__(self, plan: Plan, known: frozenset[str]) -> None:
        self.plan, self.known = plan, known
        self.seen: set[str] = set()
        self.looked: set[int] = set()
        self._holder = {name: each for group in plan.looked.values() for each in group for name in _ids(each)}
        # whose register closes when is asked of everybody: what its `for` reads is always needed
        for entry in (*plan.am, *plan.pm):
            self.names(entry.for_.reads if entry.for_ else ())

    def names(self, names: Iterable[str | None]) -> None:
        """Take in some names and all that they rest on."""
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name is None or name in self.seen:
                continue
            self.seen.add(name)
            if name not in self.known:
                waiting.extend(self._behind(name))

    def _behind(self, name: str) -> Iterator[str | None]:
        plan = self.plan
        if name in self._holder:
            held = self._holder[name]
            self.looked.add(id(held))
            yield from _of_looked(held)
        if name in plan.figures:
            yield from self._of_figure(plan.figures[name])
        if name in plan.tables:
            yield from _of_looked(plan.tables[name])
        flag = plan.flags.get(name)
        if flag is not None:
            yield flag.starts_rule
            for condition in (flag.starts_when, flag.until):
                yield from self._of_condition(condition)

    def _of_figure(self, figure: Figure) -> Iterator[str | None]:
        yield from self.plan.made_of.get(figure.name, ())
        yield from self._of_kind(figure.kind)

    def _of_kind(self, kind: Kind) -> Iterator[str | None]:
        if isinstance(kind, Since):
            yield kind.anchor
        elif isinstance(kind, Earlier):
            yield from (kind.figure, kind.anchor)
        elif isinstance(kind, ActionCount):
            yield kind.rule
        elif isinstance(kind, TableOutput):
            yield kind.table
        span = getattr(kind, "span", None)
        if isinstance(span, Span):
            yield from (window.name for window in span.windows if isinstance(window, Stretch))
            for number in span.spell_sets.values():
                yield from self._of_set(number)
        for number in sets_of(kind):
            yield from self._of_set(number)
        for name in ("condition", "of", "added"):
            yield from self._of_condition(getattr(kind, name, None))
        rows = getattr(kind, "rows", None)
        if rows is not None:
            for condition in (*rows.fixed, rows.moving):
                yield from self._of_condition(condition)

    def _of_set(self, number: int) -> Iterator[str]:
        held = self.plan.sets[number]
        yield from held.condition.reads
        for test in held.tests:
            yield from test.condition.reads

    def _of_condition(self, condition: Condition | None) -> Iterator[str]:
        if condition is not None:
            yield from condition.reads


def sets_of(kind: Kind) -> Iterator[int]:
    """Give the sets of sessions that a figure counts, and those whose spells bound it."""
    span = getattr(kind, "span", None)
    if isinstance(span, Span):
        yield from span.spell_sets.values()
    number = getattr(kind, "set", None)
    if isinstance(number, int):
        yield number
    for name in ("pieces", "part", "whole", "rest"):
        pieces = getattr(kind, name, ())
        if isinstance(pieces, tuple):
            yield from (piece.set for piece in pieces if isinstance(piece, Piece))


def _ids(looked: Looked) -> Iterator[str]:
    if isinstance(looked, PlannedRule):
        yield looked.id
    elif isinstance(looked, PlannedTable):
        yield looked.name
    else:
        yield looked.name
        yield from (step.rule.id for step in looked.steps)


def _of_looked(looked: Looked) -> Iterator[str | None]:
    if isinstance(looked, PlannedLadder):
        yield from looked.restart
        for step in looked.steps:
            yield step.rule.id
            yield step.after_step
            yield from _of_rule(step.rule)
    elif isinstance(looked, PlannedTable):
        yield from _of_steer(looked.steer)
        yield from looked.table.reads
        yield from looked.evidence
    else:
        yield from _of_rule(looked)


def _of_rule(rule: PlannedRule) -> Iterator[str | None]:
    yield from _of_steer(rule.steer)
    yield from rule.evidence
    for task in rule.tasks:
        yield from task.if_.reads if task.if_ else ()
        yield task.sessions
    for note in rule.notes:
        yield from note.if_.reads if note.if_ else ()
        yield note.show


def _of_steer(steer: Steer) -> Iterator[str]:
    yield from steer.reads
    for condition in (steer.asks, steer.unless, steer.beside, steer.opened):
        yield from condition.reads if condition else ()
