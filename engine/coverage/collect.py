"""Runs policies as tests ask, and notes what of them is touched as they run."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from engine.calendar import date_of
from engine.counting import TableOutput
from engine.coverage.point import Coverage, Point
from engine.decision import Run
from engine.document import Path
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import truth
from engine.evaluate.frame import Frame
from engine.evaluate.ladders import LadderRun
from engine.evaluate.recording import Recorder
from engine.evaluate.run import Course, evaluate
from engine.explain.asked import Asking, Node, node_of
from engine.explain.origins import Origins
from engine.explain.run import run_of
from engine.load import Loaded
from engine.plan import Looked, PlannedLadder, PlannedRule
from engine.register import Register

Key = tuple[str, Path, int, str]
"""A policy's name, a path of its expanded document, which part there, and which side."""

_HELD, _FAILED = "true", "false"
_BEFORE, _FROM = "a day before it", "a day from it on"


@dataclass(frozen=True, slots=True)
class _Part:
    path: Path
    number: int
    node: Node


class Collector:
    """Runs policies and counts what is touched; `run` is what a runner of tests calls."""

    def __init__(self) -> None:
        self._times: Counter[Key] = Counter()
        self._loaded: dict[str, Loaded] = {}
        self._parts: dict[str, dict[str, list[_Part]]] = {}
        self._days: dict[str, list[tuple[date, date]]] = defaultdict(list)

    def run(self, loaded: Loaded, register: Register) -> Run:
        """Run a policy over a register, and note what it touches."""
        name = loaded.policy.name
        if name not in self._loaded:
            self._loaded[name] = loaded
            self._parts[name] = dict(_parts_of(loaded))
        self._days[name].append((date_of(int(register.days[0])), date_of(int(register.days[-1]))))
        # a test's own values make another policy of the same shape: what is touched is told of the policy itself
        parts = self._parts[name] if self._loaded[name] is loaded else dict(_parts_of(loaded))
        noting = _Noting(self._times, name, parts)
        fired = evaluate(loaded.plan, register, watch=noting.watch)
        for batch in fired.batches:
            if batch.hit is None:
                self._times[(name, ("rule", batch.name), 0, "acted")] += len(batch.pupils)
                continue
            for hit in batch.hit.tolist():
                self._times[(name, ("row", batch.name), int(hit), "hit")] += 1
        return run_of(loaded.plan, register, fired)

    def found(self) -> Coverage:
        """Give every point of the policies that were run."""
        merged: dict[tuple[str, int, str, str, str, str], int] = {}
        texts: dict[str, list[str]] = {}
        for name, loaded in self._loaded.items():
            for layer in loaded.policy.layers:
                source = layer.document.source
                texts.setdefault(source.name, source.text.split("\n"))
            for point in self._points(name, loaded):
                key = (point.file, point.line, point.kind, point.item, point.text, point.what)
                merged[key] = merged.get(key, 0) + point.times
        points = [Point(*key, times) for key, times in merged.items()]
        return Coverage(tuple(sorted(points, key=lambda p: (p.file, p.line, p.kind, p.item, p.text, p.what))), texts)

    def _points(self, name: str, loaded: Loaded) -> Iterator[Point]:
        origins, times = Origins(loaded), self._times
        for rule in loaded.plan.rules:
            path = origins.path_of(rule.id, date.min)
            if path is not None:
                at = loaded.place(path, None, None)
                always = not origins.conditions(rule.id)
                for what in ("acted",) if always else ("acted", "did not act"):
                    done = times[(name, ("rule", rule.id), 0, what)]
                    yield Point(at.source.name, at.span.line, "rule", rule.id, rule.id, what, done)
        for table, held in loaded.bound.tables.items():
            for number, row in enumerate(held.rules):
                at = loaded.place(("tables", table, "rows"), row.start, row.end)
                text = " ".join(loaded.bound.model.tables[table].rows[row.start : row.end].split())
                done = times[(name, ("row", table), number, "hit")]
                yield Point(at.source.name, at.span.line, "row", table, text, "hit", done)
        for item, parts in self._parts[name].items():
            for part in parts:
                typed = part.node.typed
                at = loaded.place(part.path, typed.start, typed.end)
                kind = "task" if "then" in part.path or "notes" in part.path else "side"
                for what in (_HELD, _FAILED):
                    done = times[(name, part.path, part.number, what)]
                    yield Point(at.source.name, at.span.line, kind, item, part.node.text, what, done)
        yield from self._changes(name, loaded)

    def _changes(self, name: str, loaded: Loaded) -> Iterator[Point]:
        """Give the days on which something of the policy changes, and whether days on both sides were run."""
        for path, item, day in _dates_of(loaded):
            at = loaded.place(path, None, None)
            spans = self._days[name]
            sides = {
                _BEFORE: sum(first < day for first, _ in spans),
                _FROM: sum(last >= day for _, last in spans),
            }
            for what, done in sides.items():
                yield Point(at.source.name, at.span.line, "change", item, day.isoformat(), what, done)


def _dates_of(loaded: Loaded) -> Iterator[tuple[Path, str, date]]:
    model = loaded.bound.model
    for number, table in enumerate(model.codes):
        if number and table.from_ is not None:
            yield ("codes", number, "from"), "codes", table.from_
    for name, entries in model.values.items():
        for number, entry in enumerate(entries):
            for key, day in (("from", entry.from_), ("until", entry.until)):
                if day is not None:
                    yield ("values", name, number, key), name, day
    items = [(("rules", number), rule.id, rule) for number, rule in enumerate(model.rules)]
    for base, name, item in items:
        force = item.in_force
        for key, day in (("from", force.from_), ("until", force.until)) if force is not None else ():
            if day is not None:
                yield (*base, "in_force", key), name, day


def _parts_of(loaded: Loaded) -> Iterator[tuple[str, list[_Part]]]:
    """Give, for each rule, step and deciding table, the tests in its conditions, tasks and notes, and behind names."""
    origins = Origins(loaded)
    asking = Asking(loaded, origins)
    names = [*(rule.id for rule in loaded.plan.rules), *(n for n, t in loaded.plan.tables.items() if t.steer.each)]
    for name in names:
        parts: list[_Part] = []
        waiting: list[tuple[Path, Node]] = [(asked.path, asked.node) for asked in asking.of_rule(name)]
        waiting += _of_then(loaded, origins, name)
        seen: set[str] = set()
        while waiting:
            path, node = waiting.pop(0)
            for number, test in enumerate(_tests(node)):
                parts.append(_Part(path, number, test))
                for read in test.reads:
                    inner = asking.of_figure(read)
                    if inner is not None and read not in seen and inner.typed.type == "boolean":
                        seen.add(read)
                        waiting.append((("measures", read, "is"), inner))
        yield name, parts


def _of_then(loaded: Loaded, origins: Origins, name: str) -> list[tuple[Path, Node]]:
    path = origins.path_of(name, date.min)
    steered, step = origins.rule(name)
    item: Any = step or steered
    found: list[tuple[Path, Node]] = []
    for key in ("then", "notes"):
        for number, each in enumerate(getattr(item, key, ())):
            at: Path = (*(path or ()), key, number, "if")
            checked = loaded.bound.expressions.get(at)
            if checked is not None and checked.tree is not None:
                found.append((at, node_of(checked.tree, each.if_)))
    return found


def _tests(node: Node) -> Iterator[Node]:
    if node.how == "test" and node.reads:
        yield node
    for part in node.parts:
        yield from _tests(part)


class _Noting:
    """Watches one run."""

    def __init__(self, times: Counter[Key], policy: str, parts: dict[str, list[_Part]]) -> None:
        self.times, self.policy, self.parts = times, policy, parts

    def watch(self, looked: Looked, course: Course) -> Course:
        """Take the place of a course."""
        return _Noted(self, looked, course)  # type: ignore[return-value]

    def note(self, rule: str, frame: Frame, among: Bits) -> None:
        """Count the outcomes of every test of a rule that has not come out both ways yet."""
        asked = np.flatnonzero(among)
        if not len(asked):
            return
        few = None
        for part in self.parts.get(rule, ()):
            held = (self.policy, part.path, part.number, _HELD)
            failed = (self.policy, part.path, part.number, _FAILED)
            if self.times[held] and self.times[failed]:
                continue
            few = few if few is not None else frame.some(asked)
            true, doubt = truth(part.node.program(few, few.size), few.size)
            self.times[held] += int(np.count_nonzero(true))
            self.times[failed] += int(np.count_nonzero(~true & ~doubt))
        self._rows(rule, frame, asked)

    def _rows(self, rule: str, frame: Frame, asked: Longs) -> None:
        """Count the rows of tables that give figures, where a rule reads them."""
        plan = frame.state.plan
        for part in self.parts.get(rule, ()):
            for name in part.node.reads:
                figure = plan.figures.get(name)
                if figure is not None and isinstance(figure.kind, TableOutput):
                    few = frame.some(asked)
                    rows = frame.state.tables.programs[figure.kind.table](few, few.size).row
                    for row in np.unique(rows[rows >= 0]):
                        self.times[(self.policy, ("row", figure.kind.table), int(row), "hit")] += 1


class _Noted:
    """A course that is noted."""

    def __init__(self, noting: _Noting, looked: Looked, course: Course) -> None:
        self._noting, self._looked, self._course = noting, looked, course

    @property
    def standing(self) -> Any:
        """Where its conditions hold."""
        return self._course.standing

    def look(
        self,
        frame: Frame,
        among: Bits,
        recorder: Recorder,
        half: int | None,
        entries: Longs | None,
        only: Bits | None = None,
    ) -> Bits | None:
        """Note what its conditions come to, then look."""
        here = self._course.begun(frame, entries) if isinstance(self._course, LadderRun) else frame
        names = _names(self._looked)
        for name in names:
            self._noting.note(name, here, among)
        before = len(recorder.batches)
        unsure = self._course.look(frame, among, recorder, half, entries, only)
        acted = {batch.name for batch in recorder.batches[before:]}
        for name in names:
            fired = sum(len(batch.pupils) for batch in recorder.batches[before:] if batch.name == name)
            if name not in acted or fired < int(np.count_nonzero(among)):
                self._noting.times[(self._noting.policy, ("rule", name), 0, "did not act")] += 1
        return unsure


def _names(looked: Looked) -> list[str]:
    if isinstance(looked, PlannedLadder):
        return [step.rule.id for step in looked.steps]
    return [looked.id if isinstance(looked, PlannedRule) else looked.name]
