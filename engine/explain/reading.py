"""A condition at one review point of one pupil or row -> its parts, each with the values that it rests on."""

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import date_of
from engine.counting import (
    ActionCount,
    Earlier,
    FactCount,
    InARow,
    Kind,
    Latest,
    PeriodCount,
    Since,
    TableOutput,
    Total,
    WeeksInARow,
)
from engine.decision import Evidence
from engine.evaluate.bounds import bounds_of
from engine.evaluate.facts import truth
from engine.evaluate.force import force_of, in_force
from engine.explain.added import rows_behind
from engine.explain.asked import COMPARISONS, Asked, Asking, Node
from engine.explain.figures import evidence_of, stood_as, valued_as
from engine.explain.origins import Origins
from engine.explain.parts import all_of, joined_in_words
from engine.explain.rests import Rests, rests_of
from engine.explain.rows import counted_rows
from engine.explain.saying import in_words, label_of, limit_in_words, wanted
from engine.explain.sessions import Sessions
from engine.explain.table_rows import TableRows
from engine.explain.wording import Wording
from engine.expressions.columns import Program
from engine.expressions.school import CALENDAR
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.types import Quantity
from engine.fired import Shown
from engine.load import Loaded
from engine.model.amounts import Amount
from engine.model.explanation import AS_IT_STOOD, ConditionOutput, FigureOutput, PartOutput
from engine.model.item import first_and_last
from engine.register import Register
from engine.words import days_in_words, name_in_words, number_in_words

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.recording import Recorder

_DEEPEST = 6


class Tools:
    """What reading needs of one policy and one register, made once."""

    def __init__(self, loaded: Loaded, register: Register) -> None:
        self.loaded = loaded
        self.origins = Origins(loaded)
        self.asking = Asking(loaded, self.origins)
        self.sessions = Sessions(loaded.plan, register)
        self.wording = Wording(loaded)

    def rests(self, rule: str) -> Rests:
        """Give what a rule rests on."""
        return rests_of(self.loaded.plan, rule)

    def called(self, name: str, day: date) -> str:
        """Give what a step or a file is called in plain words."""
        item = self.origins.item(name, day)
        return self.wording.name(name, item.title if item is not None else None)

    def table_of(self, each: str | None) -> str | None:
        """Give the fact table about whose rows a rule is; that of which a part is read."""
        covering = self.loaded.plan.covering
        return covering[each].rows.table if each is not None and each in covering else each


class Reading:
    """One review point of one entry of a frame."""

    def __init__(self, tools: Tools, frame: "Frame", entry: int, recorder: "Recorder") -> None:
        self._tools, self._recorder = tools, recorder
        self.frame = frame.some(np.array([entry], dtype=np.int64))
        self.place = frame.place
        self.day = date_of(frame.state.timeline.days[frame.place])
        self.each = frame.rows.of if frame.rows is not None else None
        self._figures: dict[str, FigureOutput] = {}
        self.tables = TableRows(tools.asking, tools.origins, self.holds, self.part)

    def condition(self, asked: Asked) -> ConditionOutput:
        """Read a condition with all its parts."""
        origin = self._tools.origins.of(asked.path)
        return ConditionOutput(role=asked.role, part=self.part(asked.node), origin=origin)

    def holds(self, node: Node) -> bool | None:
        """Say whether a part holds; None where that is not known."""
        held, doubt = truth(node.program(self.frame, 1), 1)
        return None if doubt[0] else bool(held[0])

    def part(self, node: Node, deep: int = 0) -> PartOutput:
        """Read a part and all its parts."""
        holds = self.holds(node)
        if node.how != "test":
            inner = [self.part(each, deep) for each in node.parts]
            said = joined_in_words(node.how, inner)
            return PartOutput(text=node.text, said=said, asked=None, holds=holds, how=node.how, parts=inner, figures=[])
        figures = [self.figure(name, deep) for name in node.reads if name != CALENDAR]
        said, asked = self._said(node, figures, holds)
        return PartOutput(text=node.text, said=said, asked=asked, holds=holds, how="test", parts=[], figures=figures)

    def side(self, program: Program, typed: Typed, unit: str | None) -> Evidence:
        """Work one side of a comparison out, in the comparison's unit: a bare number has that of the other side."""
        column = program(self.frame, 1)
        shown = Shown(
            np.broadcast_to(column.data, (1,)),
            None if column.valid is None else np.broadcast_to(column.valid, (1,)).astype(np.bool_),
            None if column.over is None else np.broadcast_to(column.over, (1,)),
            column.words,
        )
        return evidence_of(shown, Quantity(typed.type, unit), None, ())

    def _value(self, name: str, evidence: Evidence, kind: str) -> str:
        if self.what(name) == "value":
            return limit_in_words(evidence, kind, evidence.unit)
        return in_words(evidence, kind, evidence.unit, name)

    def _said(self, node: Node, figures: list[FigureOutput], holds: bool | None) -> tuple[str, str | None]:
        """Say a test in words, and what it asks for."""
        typed = node.typed
        if isinstance(typed, Step) and typed.operator in COMPARISONS and len(node.sides) == 2:
            one, other = typed.arguments
            unit = one.unit or other.unit
            left, right = (
                self.side(program, side, unit) for program, side in zip(node.sides, typed.arguments, strict=True)
            )
            known = next((each for each in figures if isinstance(one, Read) and one.name == each.name), None)
            told = known.title if known else node.text.split(f" {typed.operator} ")[0]
            value = known.said if known else in_words(left, one.type, unit, "")
            asked = wanted(typed.operator, right, other.type, unit)
            called = f" ({name_in_words(other.name)})" if isinstance(other, Read) else ""
            return f"{told}: {value}; {asked} asked for{called}", asked
        if len(figures) == 1 and figures[0].name == node.text:
            return f"{figures[0].title}: {_yes(holds)}", None
        told = ", ".join(f"{figure.title} {figure.said}" for figure in figures)
        return f"{node.text}: {_yes(holds)}" + (f" ({told})" if told else ""), None

    # — operands —

    def figure(self, name: str, deep: int = 0) -> FigureOutput:
        """Read an operand by its name."""
        if name not in self._figures:
            self._figures[name] = self._read(name, deep)
        return self._figures[name]

    def _read(self, name: str, deep: int) -> FigureOutput:
        tools = self._tools
        plan = tools.loaded.plan
        shown = self._recorder.show(self.frame, name)
        quantity = self.quantity(name)
        held = plan.figures.get(name)
        kind = held.kind if held else None
        marks = tools.sessions.counted(kind, shown, 0, 0, self.place) if kind is not None else ()
        evidence = evidence_of(shown, quantity, valued_as(plan.figures, name), marks)
        path = tools.origins.path_of(name, self.day) if self.what(name) not in ("row", "column") else None
        item = tools.origins.item(name, self.day) if path is not None else None
        first, last = self._window(kind, name, marks)
        measure = tools.loaded.bound.model.measures.get(stood_as(plan.figures, name))
        return FigureOutput(
            name=name,
            kind=self.what(name),
            title=(item.title if item is not None and item.title else None) or label_of(name, quantity),
            value=evidence.value,
            unit=evidence.unit,
            said=self._value(name, evidence, quantity.type if quantity else ""),
            of=_of_text(measure),
            over=self._over(name),
            first=first,
            last=last,
            since=self._since(name),
            sessions=[list(mark) for mark in evidence.sessions],
            rows=self._rows(kind, name, evidence.value, (first, last)),
            source=item.source if item else None,
            assumes=item.assumes if item else None,
            departs=item.departs if item else None,
            missing=self._missing(name) if evidence.value is None else None,
            in_force=self._outside(name) if evidence.value is None else None,
            origin=tools.origins.of(path) if path is not None else None,
            opened=self._opened(name, deep),
            passed_over=self._passed(name, deep),
            inside=self._inside(kind, deep),
        )

    def behind(self, name: str) -> list[Node]:
        """Give the conditions behind a named expression, or behind a rule that is named; none for any other name."""
        node = self._tools.asking.of_figure(name)
        if node is not None:
            return [node] if node.typed.type == "boolean" else []
        if name in self._tools.loaded.plan.ids and self.what(name) == "rule":
            each = self._tools.origins.rule(name)[0].each
            if each is None or each == self.each:
                return [asked.node for asked in self._tools.asking.of_rule(name) if asked.role != "unless"]
        return []

    def shown(self, name: str) -> Shown:
        """Give a figure as an action would show it."""
        return self._recorder.show(self.frame, name)

    def what(self, name: str) -> str:
        """Say what a name is: figure, value, flag, rule, row (its column), column (the pupil's) or calendar."""
        plan, frame = self._tools.loaded.plan, self.frame
        if frame.rows is not None and (name in frame.rows.table.columns or name == "school_days"):
            return "row"
        if name in plan.figures:
            return "figure"
        if name in plan.values:
            return "value"
        if name in plan.flags:
            return "flag"
        if name in plan.ids:
            return "rule"
        return "column" if name in frame.state.block.register.pupil_rows.columns else "calendar"

    def quantity(self, name: str) -> Quantity | None:
        """Give what a name means; a column of the row first."""
        plan, rows = self._tools.loaded.plan, self.frame.rows
        if rows is not None and name in plan.row_quantities.get(rows.table.name, {}):
            return plan.row_quantities[rows.table.name][name]
        return plan.quantities.get(name)

    def _window(
        self, kind: Kind | None, name: str, marks: tuple[tuple[str, str, str], ...]
    ) -> tuple[str | None, str | None]:
        """Give the first and the last day of a figure's window; of a run the days that it is made of."""
        span = getattr(kind, "span", None)
        if isinstance(kind, InARow):
            return (marks[0][0], marks[-1][0]) if marks else (None, None)
        if kind is None or span is None:
            return None, None
        bounds = bounds_of(self.frame, span, name)
        if bounds.there is not None and not bool(np.broadcast_to(bounds.there, (1,))[0]):
            return None, None
        lo, hi = (int(np.broadcast_to(np.asarray(each), (1,))[0]) for each in (bounds.lo, bounds.hi))
        state = self.frame.state
        if not isinstance(kind, FactCount) or self.frame.rows is None:
            lo = max(lo, int(state.block.enrolled[0]))
        if not isinstance(kind, FactCount):
            lo = max(lo, int(state.timeline.days[0]))
        if lo > hi or lo < -(2**29):
            return None, (date_of(hi).isoformat() if lo <= hi else None)
        return date_of(lo).isoformat(), date_of(hi).isoformat()

    def _over(self, name: str) -> str | None:
        """Give a figure's window as the policy writes it, values with a name with their amount."""
        held = self._tools.loaded.expanded.get("measures", {}).get(name)
        if isinstance(held, dict) and held.get("at"):
            return f"{AS_IT_STOOD} {name_in_words(str(held['at']))}"
        over = held.get("over") if isinstance(held, dict) else None
        if held is None or over is None:
            return None
        ends = f", ends {held['ends']}" if held.get("ends") else ""
        text = (" and ".join(map(str, over)) if isinstance(over, list) else str(over)) + ends
        values = self._tools.loaded.plan.values
        return re.sub(r"\w+", lambda found: self._amount(found[0]) if found[0] in values else found[0], text)

    def _amount(self, name: str) -> str:
        item = self._tools.origins.item(name, self.day)
        value = getattr(item, "value", None)
        return f"{name} ({number_in_words(str(value.number), value.unit)})" if isinstance(value, Amount) else name

    def _rows(
        self, kind: Kind | None, name: str, value: object, window: tuple[str | None, str | None]
    ) -> list[dict[str, str]]:
        """Give the rows that a figure counts, or the days on which a rule acted that it counts."""
        if isinstance(kind, FactCount):
            return counted_rows(self.frame, name, kind)
        if isinstance(kind, Total | Latest | PeriodCount | WeeksInARow):
            quantity = self.quantity(name)
            unit = quantity.unit if quantity is not None else None
            return rows_behind(self.frame, self._tools.sessions, name, kind, (value, unit))
        if not isinstance(kind, ActionCount) or self.frame.rows is not None:
            return []
        events = self.frame.state.acted.histories[kind.rule].events
        days = [date_of(self.frame.state.timeline.days[place]).isoformat() for _, place, _ in events]
        first, last = window
        told = [day for day in days if (first is None or day >= first) and (last is None or day <= last)]
        # what became of an action is known only to the count itself: all are listed, or none
        return [{"rule": kind.rule, "on": day} for day in told] if len(told) == value else []

    def _moment(self, anchor: str) -> str | None:
        """Give the day of a rule's, step's or flag's latest moment at an earlier look."""
        state, rows = self.frame.state, self.frame.rows
        mine = 0 if self.frame.pupils is None else int(self.frame.pupils[0])
        if anchor in state.plan.flags:
            held = state.flags.states[anchor]
            return date_of(int(held.first_day[mine])).isoformat() if int(held.first_slot[mine]) >= 0 else None
        if rows is not None and state.acted.is_about(anchor, rows.table.name):
            place = int(state.acted.rows_before(anchor, rows.rows)[0][0])
        else:
            place = int(state.acted.histories[anchor].before_place[mine])
        return date_of(state.timeline.days[place]).isoformat() if place >= 0 else None

    def _since(self, name: str) -> str | None:
        flags = self.frame.state.flags
        held_figure = self._tools.loaded.plan.figures.get(name)
        kind = held_figure.kind if held_figure is not None else None
        if isinstance(kind, Since | Earlier) and kind.anchor is not None:
            return self._moment(kind.anchor)
        if name not in self._tools.loaded.plan.flags:
            return None
        held = flags.states[name]
        column = flags.column(name)
        if not bool(np.broadcast_to(column.data, (1,))[0]):
            return None
        if int(held.first_slot[0]) >= 0 and bool(held.on[0]):
            return date_of(int(held.first_day[0])).isoformat()
        if held.track is None:
            return None
        rows = np.flatnonzero((held.track.start <= self._today) & (held.track.end >= self._today))
        return date_of(int(held.track.start[rows].min())).isoformat() if len(rows) else None

    @property
    def _today(self) -> int:
        return int(self.frame.state.timeline.days[self.place])

    def _outside(self, name: str) -> str | None:
        """Say on which days alone a figure is in force, where this is none of them."""
        force = force_of(self.frame.state.plan, name)
        return None if in_force(force, self.day) else days_in_words(*first_and_last(force))

    def _missing(self, name: str) -> str | None:
        if self._outside(name) is not None:
            return None
        rows = self.frame.rows
        cause, file = self.frame.state.cause(name, rows.table.name if rows is not None else None)
        return file if cause == "missing_file" else None

    def _opened(self, name: str, deep: int) -> PartOutput | None:
        if deep >= _DEEPEST:
            return None
        table = self._table(name)
        parts = [self.part(node, deep + 1) for node in self.behind(name)]
        if table is not None:
            parts += [each.part for each in self.tables.read(table, self.tables.hit(table), deep + 1)]
        return None if not parts else parts[0] if len(parts) == 1 else all_of(parts)

    def _table(self, name: str) -> str | None:
        held = self._tools.loaded.plan.figures.get(name)
        return held.kind.table if held is not None and isinstance(held.kind, TableOutput) else None

    def _passed(self, name: str, deep: int) -> list[ConditionOutput]:
        """Read the rows that a table passed over where it gives a figure."""
        table = self._table(name) if deep < _DEEPEST else None
        return [] if table is None else self.tables.passed_over(table, self.tables.hit(table), deep + 1)

    def _inside(self, kind: Kind | None, deep: int) -> list[FigureOutput]:
        names: list[str] = []
        if isinstance(kind, TableOutput):
            reads = self._tools.loaded.plan.tables[kind.table].table.reads
            return [self.figure(each, deep + 1) for each in reads if each != CALENDAR] if deep < _DEEPEST else []
        if isinstance(kind, Earlier):
            names = [kind.figure]
        elif kind is not None and not isinstance(kind, Since):
            condition = getattr(kind, "condition", None)
            names = list(condition.reads) if condition is not None else []
        if deep >= _DEEPEST or getattr(getattr(kind, "condition", None), "checked", None) is None:
            return []
        node_type = kind.condition.checked.type  # type: ignore[union-attr]
        return [self.figure(name, deep + 1) for name in names] if node_type != "boolean" else []


def _yes(holds: bool | None) -> str:
    return "not known" if holds is None else "yes" if holds else "no"


def _of_text(measure: object) -> str | None:
    part, whole = getattr(measure, "percent", None), getattr(measure, "of", None)
    if part is not None:
        return f"{part} of {whole}"
    return None if whole is None else str(whole)
