"""Runs policies as tests ask, and notes what of them is touched as they run."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from engine.calendar import date_of
from engine.coverage.arrivals import note_arrivals
from engine.coverage.changes import changes_of
from engine.coverage.noting import Noting
from engine.coverage.part import Part
from engine.coverage.places import parts_of
from engine.coverage.point import Coverage, Point
from engine.coverage.seen import ACTED, NOT, Seen
from engine.decision import Run
from engine.evaluate.run import evaluate
from engine.explain.origins import Origins
from engine.explain.run import run_of
from engine.load import Loaded
from engine.register import Register
from engine.testing.read import Placed
from engine.testing.runner import Runner, register_of_test

_BEFORE, _FROM = "a day before it", "a day from it on"
_HIT = "hit"

Policy = tuple[str, str]
"""A policy's file, and the digest of what it says: one that a test says itself has the test's file."""


class Collector:
    """Runs policies and counts what is touched; its `run` is what a runner of tests calls."""

    def __init__(self) -> None:
        self.runner = Runner(self.run)
        self._plain: dict[Policy, Loaded] = {}
        self._seen: dict[Policy, Seen] = {}
        self._days: dict[Policy, list[tuple[date, date]]] = defaultdict(list)
        self._present: Policy | None = None

    def begin(self, placed: Placed) -> None:
        """Make ready for a test: what it touches is told of its policy without the test's own values."""
        self._present = None
        plain = self.runner.without_override(placed)
        if plain is None or placed.test.skip is not None:
            return
        key = (plain.policy.layers[-1].document.source.name, plain.policy.version)
        self._present = key
        if key not in self._plain:
            self._plain[key] = plain
            rows = {name: len(table.rules) for name, table in plain.bound.tables.items()}
            self._seen[key] = Seen(parts_of(plain), rows)
        if any(arrival.at is not None for arrival in placed.test.arrivals):
            loaded = self.runner.loaded(placed)
            register = register_of_test(placed, loaded).value if loaded is not None else None
            if loaded is not None and register is not None:
                note_arrivals(self._seen[key], placed.test.arrivals, loaded, register)
                self._span(key, register)

    def run(self, loaded: Loaded, register: Register) -> Run:
        """Run a policy over the register of the test that was begun, and note what it touches."""
        if self._present is None:
            return run_of(loaded.plan, register, evaluate(loaded.plan, register))
        self._span(self._present, register)
        seen = self._seen[self._present]
        fired = evaluate(loaded.plan, register, watch=Noting(seen, loaded))
        for batch in fired.batches:
            for hit in batch.hit.tolist() if batch.hit is not None else ():
                seen.row(batch.name, int(hit), 1)
        return run_of(loaded.plan, register, fired)

    def _span(self, key: Policy, register: Register) -> None:
        self._days[key].append((date_of(int(register.days[0])), date_of(int(register.days[-1]))))

    def found(self) -> Coverage:
        """Give every point of the policies that were run, those of a layer that several rest on once."""
        merged: dict[tuple[str, int, str, str, str, str], int] = {}
        texts: dict[str, list[str]] = {}
        for key, loaded in self._plain.items():
            for layer in loaded.policy.layers:
                source = layer.document.source
                texts.setdefault(source.name, source.text.split("\n"))
            for point in self._points(key, loaded):
                told = (point.file, point.line, point.kind, point.item, point.text, point.what)
                merged[told] = merged.get(told, 0) + point.times
        points = [Point(*told, times) for told, times in merged.items()]
        return Coverage(tuple(sorted(points, key=lambda p: (p.file, p.line, p.kind, p.item, p.text, p.what))), texts)

    def _points(self, key: Policy, loaded: Loaded) -> Iterator[Point]:
        origins, seen = Origins(loaded), self._seen[key]
        for rule in loaded.plan.rules:
            path = origins.path_of(rule.id, date.min)
            if path is not None:
                at = loaded.place(path, None, None)
                for what in (ACTED, NOT) if origins.conditions(rule.id) else (ACTED,):
                    done = seen.rules[(rule.id, what)]
                    yield Point(at.source.name, at.span.line, "rule", rule.id, rule.id, what, done)
        for table, held in loaded.bound.tables.items():
            for number, row in enumerate(held.rules):
                at = loaded.place(("tables", table, "rows"), row.start, row.end)
                text = " ".join(loaded.bound.model.tables[table].rows[row.start : row.end].split())
                done = seen.rows[(table, number)]
                yield Point(at.source.name, at.span.line, "row", table, text, _HIT, done)
        for part in {(part.path, part.number): part for part in _all_parts(seen)}.values():
            at = loaded.place(part.path, part.start, part.end)
            for side in part.sides:
                done = seen.tally.times[part.key(side)]
                yield Point(at.source.name, at.span.line, part.kind, part.item, part.text, side, done)
        for change in changes_of(loaded, seen, self._days[key]):
            at = loaded.place(change.path, None, None)
            for what, done in ((_BEFORE, change.before), (_FROM, change.after)):
                day = change.day.isoformat()
                yield Point(at.source.name, at.span.line, "change", change.item, day, what, done)


def _all_parts(seen: Seen) -> Iterator[Part]:
    """Give the parts on which something looked at rests: a figure that nothing asks for has nothing to touch."""
    parts = seen.parts
    for held in (parts.looked, parts.tasks, parts.cells):
        for group in held.values():
            yield from group
    for group in parts.registers.values():
        yield from group
    for name in sorted(parts.asked):
        yield from parts.named.get(name, ())
        for sessions in parts.sessions.get(name, ()):
            yield from sessions.parts
        for rows in parts.rows.get(name, ()):
            yield from rows.parts
        for group in parts.flags.get(name, {}).values():
            yield from group
    for (name, field), limit in parts.limits.items():
        if field not in ("at_least", "lasts", "from_age", "until_age") or name in parts.asked:
            yield limit
