"""Loaded policy -> every part of it that can come out in several ways, wherever a policy may write one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from engine.bind.figures import SESSION_THINGS, counts_periods
from engine.counting import Condition, FactTest
from engine.coverage.behind import behind, table_name
from engine.coverage.limits import limits_of
from engine.coverage.part import OfRows, OfSessions, Part, Parts
from engine.coverage.tests import said, sides_of, tests_of
from engine.document import Path, at
from engine.expressions.columns import compile_columns
from engine.expressions.tables import CellText, split_rows
from engine.expressions.typed import Checked, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.load import Loaded

_SPELL = "spell of "
_HALVES = ("am", "pm")
One = TypeVar("One")


def parts_of(loaded: Loaded) -> Parts:
    """Give all parts of a policy."""
    return _Places(loaded).all()


class _Places:
    def __init__(self, loaded: Loaded) -> None:
        self._loaded, self._bound, self._model = loaded, loaded.bound, loaded.bound.model
        self._looked: dict[str, list[Part]] = defaultdict(list)
        self._tasks: dict[str, list[Part]] = defaultdict(list)
        self._named: dict[str, list[Part]] = defaultdict(list)
        self._sessions: dict[str, list[OfSessions]] = defaultdict(list)
        self._rows: dict[str, list[OfRows]] = defaultdict(list)
        self._flags: dict[str, dict[str, tuple[Part, ...]]] = defaultdict(dict)
        self._registers: dict[tuple[int, str], tuple[Part, ...]] = {}

    def all(self) -> Parts:
        """Go through every expression, every table and every limit."""
        for path, checked in self._bound.expressions.items():
            self._expression(path, checked)
        resting = behind(self._bound)
        looked = {*(rule.id for rule in self._loaded.plan.rules)}
        looked |= {name for name, table in self._model.tables.items() if table.each is not None}
        asked = frozenset(name for each in looked for name in resting.get(each, {each}))
        return Parts(
            looked=_frozen(self._looked),
            tasks=_frozen(self._tasks),
            named=_frozen(self._named),
            cells={name: tuple(self._cells(name)) for name in self._bound.tables},
            sessions=_frozen(self._sessions),
            rows=_frozen(self._rows),
            flags=self._flags,
            registers=self._registers,
            limits=limits_of(self._loaded, resting),
            behind=resting,
            asked=asked,
        )

    def _expression(self, path: Path, checked: Checked) -> None:
        kind, name = path[0], str(path[1])
        if kind == "rules":
            rule = self._model.rules[int(path[1])]
            held = self._looked if path[2] in ("for", "when", "unless") else self._tasks
            held[rule.id] += self._parts(path, checked, rule.id, "side" if held is self._looked else "task")
        elif kind == "ladders":
            self._ladder(path, checked)
        elif kind == "tables":
            own = table_name(name) if self._model.tables[name].each is None else name
            self._looked[own] += self._parts(path, checked, name)
        elif kind == "registers":
            half = _HALVES.index(name)
            self._registers[(half, str(path[2]))] = tuple(self._parts(path, checked, str(path[2])))
        elif kind == "flags":
            self._flags[name][str(path[2])] = tuple(self._parts(path, checked, name))
        elif kind == "facts":
            table = self._model.facts[name].part_of or name
            self._rows[name].append(OfRows(table, tuple(self._parts(path, checked, name))))
        elif kind == "sets":
            self._of_sessions(name, path, checked)
        elif kind == "measures":
            self._measure(name, path, checked)

    def _ladder(self, path: Path, checked: Checked) -> None:
        ladder = self._model.ladders[str(path[1])]
        if path[2] != "steps":
            # what a step says itself takes the place of what its ladder says
            mine = [step.id for step in ladder.steps if path[2] != "when" or step.when is None]
            parts = self._parts(path, checked, str(path[1]))
            for name in mine:
                self._looked[name] += parts
            return
        step = ladder.steps[int(path[3])]
        held = self._looked if path[4] == "when" else self._tasks
        held[step.id] += self._parts(path, checked, step.id, "side" if held is self._looked else "task")

    def _measure(self, name: str, path: Path, checked: Checked) -> None:
        measure = self._model.measures[name]
        thing = str(measure.count)
        of_figures = path[2] == "is" or (path[2] == "of" and counts_periods(measure))
        if of_figures:
            self._named[name] += self._parts(path, checked, name)
        elif path[2] == "of" and measure.count is not None and thing not in SESSION_THINGS:
            fact = self._model.facts.get(thing)
            table = (fact.part_of if fact is not None else None) or thing
            if table not in self._bound.shapes:
                self._rows[name].append(OfRows("outcomes", tuple(self._parts(path, checked, name)), (), thing))
                return
            where = self._bound.expressions.get(("facts", thing, "where"))
            within = () if where is None else (compile_columns(where),)
            self._rows[name].append(OfRows(table, tuple(self._parts(path, checked, name)), within))
        else:
            self._of_sessions(name, path, checked)

    def _of_sessions(self, name: str, path: Path, checked: Checked) -> None:
        tests = tuple(
            FactTest(
                each.key, each.table, Condition(each.condition, compile_columns(each.condition), each.condition.reads)
            )
            for each in checked.fact_tests
        )
        parts = tuple(self._parts(path, checked, name))
        self._sessions[name].append(OfSessions(parts, tests))
        inside = len(parts)
        for each in checked.fact_tests:
            found = tuple(self._parts(path, each.condition, name, first=inside))
            inside += len(found)
            table = self._model.facts[each.table].part_of if each.table in self._model.facts else None
            where = self._bound.expressions.get(("facts", each.table, "where"))
            within = () if where is None else (compile_columns(where),)
            self._rows[name].append(OfRows(table or each.table, found, within))

    def _parts(self, path: Path, checked: Checked, item: str, kind: str = "side", *, first: int = 0) -> Iterator[Part]:
        if checked.tree is None:
            return
        spell = isinstance(path[-1], str) and path[-1].startswith(_SPELL)
        text = str(path[-1]).removeprefix(_SPELL) if spell else str(at(dict(self._loaded.expanded), path))
        # the window that names a set stands a level higher, and its characters count from another place
        where = path[:-1] if spell else path
        for number, test in enumerate(tests_of(checked.tree), first):
            sides, programs = sides_of(test)
            start, end = (None, None) if spell else (test.start, test.end)
            yield Part(
                where, number + 1000 * spell, item, kind, said(test, text), start, end, sides, programs, _reads(test)
            )

    def _cells(self, name: str) -> Iterator[Part]:
        """Give the tests in a table's cells, those that it gives as well as those that it asks."""
        table, written = self._bound.tables[name], split_rows(self._model.tables[name].rows)
        number = 0
        for rule, (asked, given) in zip(table.rules, written.rules, strict=True):
            cells: list[tuple[CellText | None, CellText, Checked]] = [
                *zip(written.inputs, asked, rule.cells, strict=True)
            ]
            cells += [(None, cell, checked) for cell, checked in zip(given, rule.outputs, strict=True)]
            for heading, cell, checked in cells:
                for test in tests_of(checked.tree) if checked.tree is not None else ():
                    sides, programs = sides_of(test)
                    here = " ".join((cell.text[test.start : test.end] or cell.text).split())
                    text = here if heading is None else f"{heading.text}: {here}"
                    start, end = cell.start + test.start, cell.start + max(test.end, test.start + 1)
                    path: Path = ("tables", name, "rows")
                    yield Part(path, number, name, "cell", text, start, end, sides, programs, _reads(test))
                    number += 1


def _reads(test: Typed) -> tuple[str, ...]:
    return tuple(reads_with_types(test))


def _frozen(found: Mapping[str, Sequence[One]]) -> dict[str, tuple[One, ...]]:
    return {name: tuple(parts) for name, parts in found.items()}
