"""One rule and its boundaries -> for each boundary the pupils of whom it alone decides, found by running."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from engine.boundaries.edge import Edge
from engine.boundaries.families import Families
from engine.boundaries.goals import Goal
from engine.boundaries.lines import Drawing, acting, of_pair
from engine.boundaries.pool import register_of
from engine.boundaries.sketch import Sketch, Year
from engine.boundaries.trial import Came, Trials, kind_of
from engine.boundaries.years import ending, monday, stretch
from engine.counting import FactCount, Figure
from engine.expressions.typed import Constant
from engine.expressions.typed_walk import parts, reads_with_types

_BASES = 4
_ASKED = frozenset({"threshold", "comparator"})
"""What may matter only where a file is missing: a limit in a condition."""

_POOL = 1500
_SATURDAY = 5
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_RUN = 500
"""What a run costs besides its pupils, as so many of them."""
_BUDGET = 60_000
"""How many pupils are tried for one rule and one school time, counted once for each step of a boundary."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A pupil that was run: what came of it, and the steps of a boundary with which something else would have come.

    `plainly` are those of them with which another number of actions, other tasks or another decision would have come,
    and not only the same on another day.
    """

    sketch: Sketch
    year: Year
    absent: tuple[str, ...]
    came: Came
    told_apart: frozenset[int] = frozenset()
    plainly: frozenset[int] = frozenset()


@dataclass(slots=True)
class Found:
    """What was found of one boundary and one rule: pupils by the line that they are of."""

    edge: Edge
    seen: dict[tuple[int, str], dict[int, Seen]] = field(default_factory=dict)
    sides: set[int] = field(default_factory=set)
    plainly: set[int] = field(default_factory=set)
    equal: set[int] = field(default_factory=set)

    @property
    def missing(self) -> list[int]:
        """The steps that nobody tells apart yet, and that are not proved to change nothing."""
        return [number for number in range(len(self.edge.shifts)) if number not in self.plainly | self.equal]


class Study:
    """Looks for pupils for one rule, from the plainest to those that take more trying."""

    def __init__(self, drawing: Drawing, rule: str, edges: Sequence[Edge], trials: Trials) -> None:
        self._drawing, self._rule, self._trials = drawing, rule, trials
        self.found = [Found(edge) for edge in edges]
        self.acted: list[Seen] = []
        self._years = self._spent = 0
        for found in self.found:
            for side, shift in enumerate(found.edge.shifts):
                if not drawing.goals.decides(rule, shift):
                    found.equal.add(side)

    def run(self) -> None:
        """Look for each boundary, and stop where all are found."""
        self._over(self._drawing, self.found)
        tables = self._tables() if self._asks_what_is_not_known() else ()
        for absent in dict.fromkeys((tables, *((table,) for table in tables))):
            left = [found for found in self.found if found.missing and found.edge.kind in _ASKED]
            if left and absent:
                self._over(replace(self._drawing, absent=absent), left)
        late = [found for found in self.found if found.missing and found.edge.kind in ("threshold", "window")]
        if late and any(isinstance(figure.kind, FactCount) for figure in self._figures()):
            self._over(self._drawing.later(), late)
        for found in self.found:
            if found.missing:
                for drawing in _around(self._drawing, found.edge):
                    if found.missing:
                        self._over(drawing, [found])

    def _over(self, drawing: Drawing, wanted: list[Found]) -> None:
        self._years, self._spent = self._years + 1, 0
        pairs = [sketch for number, each in enumerate(wanted) for sketch in self._pairs(drawing, number, each)]
        every = self._try(drawing, [*acting(drawing, self._rule), *pairs], wanted)
        if not any(each.missing for each in wanted):
            return
        bases = _bases(every)
        for family in self._families(drawing, bases):
            left = [each for each in wanted if each.missing]
            if not left or self._spent > _BUDGET:
                return
            self._try(drawing, family, left)

    def _pairs(self, drawing: Drawing, number: int, found: Found) -> Iterable[Sketch]:
        goals: list[Goal] = []
        for shift in found.edge.shifts:
            goals += drawing.goals.beside(self._rule, shift)
        by_row: dict[int | None, list[Goal]] = {}
        for goal in goals:
            by_row.setdefault(goal.row, []).append(goal)
        for row, mine in by_row.items():
            limit = found.edge.number or _value_of(drawing, found.edge)
            yield from of_pair(drawing, f"edge {number} {row}", mine, limit)

    def _families(self, drawing: Drawing, bases: Sequence[Sketch]) -> Iterable[list[Sketch]]:
        """Give what to try, kind by kind: of every pupil first what is plainest."""
        kinds = Families(drawing, self._rule, self._reads(), self._counts()).all()
        if drawing.drawer.each(self._rule) is not None:
            kinds.sort(key=lambda kind: kind.__name__ != "rows")
        for kind in kinds:
            for number, base in enumerate(bases):
                made = [replace(each, called="") for each in kind(base, f"base {number} {kind.__name__}")]
                for start in range(0, len(made), _POOL):
                    yield made[start : start + _POOL]

    def _counts(self) -> list[int]:
        """Give the whole numbers that the rule's figures come to beside its boundaries."""
        goals = [goal for found in self.found for shift in found.edge.shifts
                 for goal in self._drawing.goals.beside(self._rule, shift)]  # fmt: skip
        subjects = self._drawing.goals.subjects
        return sorted(
            {
                value
                for goal in goals
                for key, value in goal.values.items()
                if isinstance(value, int) and not isinstance(value, bool) and subjects[key].quantity.unit == "session"
            }
        )

    def _asks_what_is_not_known(self) -> bool:
        waiting = [typed for _, typed in self._drawing.goals.of(self._rule)]
        while waiting:
            typed = waiting.pop()
            if isinstance(typed, Constant) and typed.value is None:
                return True
            waiting.extend(parts(typed))
        return False

    def _tables(self) -> tuple[str, ...]:
        """Give the fact tables whose rows the rule's figures count."""
        kinds = [figure.kind for figure in self._figures()]
        each = self._drawing.drawer.each(self._rule)
        return tuple(dict.fromkeys(k.rows.table for k in kinds if isinstance(k, FactCount) and k.rows.table != each))

    def _figures(self) -> list[Figure]:
        figures = self._drawing.loaded.plan.figures
        return [figures[name] for name in sorted(self._reads()) if name in figures]

    def _reads(self) -> frozenset[str]:
        goals = self._drawing.goals
        keys = {key for _, typed in goals.of(self._rule) for key in reads_with_types(typed)}
        return frozenset(goals.subjects[key].name for key in keys if key in goals.subjects)

    def _try(self, drawing: Drawing, sketches: list[Sketch], wanted: list[Found]) -> list[Seen]:
        """Run the policy, and each step of each boundary that is still looked for, over some pupils."""
        register = register_of(drawing.loaded, drawing.year, sketches, drawing.absent) if sketches else None
        if register is None:
            half = len(sketches) // 2
            if half == 0 or drawing.loaded.unready(drawing.year.calendar, drawing.year.calendar.school_days):
                return []
            # somebody in it cannot be a pupil of such a school: the others can
            return [*self._try(drawing, sketches[:half], wanted), *self._try(drawing, sketches[half:], wanted)]
        self._spent += (1 + sum(len(each.missing) for each in wanted)) * (_RUN + len(sketches))
        plain = self._trials.run(drawing.loaded, register, self._rule)
        seen = [Seen(sketch, drawing.year, drawing.absent, came) for sketch, came in zip(sketches, plain, strict=True)]
        for found in wanted:
            apart: dict[int, set[int]] = {}
            plainly: dict[int, set[int]] = {}
            for number in found.missing:
                shift = found.edge.shifts[number]
                there = register
                if any(name.startswith("*codes") for name in found.edge.names):
                    read = register_of(shift.loaded, drawing.year, sketches, drawing.absent)
                    if read is None:
                        continue
                    there = read
                other = self._trials.run(shift.loaded, there, self._rule)
                for place, (one, two) in enumerate(zip(plain, other, strict=True)):
                    if one != two:
                        apart.setdefault(place, set()).add(number)
                        if kind_of(one) != kind_of(two):
                            plainly.setdefault(place, set()).add(number)
            found.sides.update(*apart.values())
            found.plainly.update(*plainly.values())
            lines = {seen[place].sketch.line for place in apart}
            for place, each in enumerate(seen):
                if each.sketch.line in lines:
                    told = frozenset(apart.get(place, ()))
                    kept = found.seen.setdefault((self._years, each.sketch.line), {})
                    kept[each.sketch.step] = replace(each, told_apart=told, plainly=frozenset(plainly.get(place, ())))
        self.acted += [each for each in seen if each.came and each.sketch.line.startswith("acts")]
        return seen


def _value_of(drawing: Drawing, edge: Edge) -> Fraction | None:
    """Give the number behind the name with which a comparison compares."""
    words = re.findall(r"\w+", edge.text[edge.start :])
    held = drawing.ground.values.get(words[0]) if words and edge.kind == "comparator" else None
    if words and words[0].isdigit():
        return Fraction(words[0])
    return held if isinstance(held, Fraction) else None


def _bases(seen: Sequence[Seen]) -> list[Sketch]:
    """Give a few pupils of whom something came, those that come nearest to a boundary and are drawn unlike first."""
    acted = [each for each in seen if each.came]
    near = [each for each in acted if each.told_apart or each.sketch.line.startswith("edge")]
    found: dict[tuple[object, ...], Sketch] = {}
    for each in (*near, *acted):
        rows = tuple(table for table, _ in each.sketch.rows)
        key = (frozenset(each.sketch.placed), rows, each.sketch.rank % 2 if each.sketch.placed else 0)
        found.setdefault(key, each.sketch)
    tight = sorted(found.values(), key=lambda sketch: (sum(map(len, sketch.placed.values())), sketch.rank % 2 == 0))
    # of a table each row is a beginning of its own, and so is each task
    by_row = {each.sketch.line: each.sketch for each in reversed(seen) if each.sketch.line.startswith("acts row")}
    return list({id(sketch): sketch for sketch in (*tight[:_BASES], *by_row.values())}.values())


def _around(drawing: Drawing, edge: Edge) -> Iterable[Drawing]:
    """Give the same with school time that ends where a boundary is in force, or changes: just before, on it, later."""
    for last in _ends(drawing, edge):
        first = monday(last - timedelta(days=190))
        yield drawing.over(ending(stretch(first, last, drawing.year.calendar.periods), last))


def _ends(drawing: Drawing, edge: Edge) -> list[date]:
    """Give the days to look at for what is dated; none for what is not."""
    path, found = edge.path, _ISO.search(edge.text, edge.start)
    if edge.kind == "date" and found is not None:
        day = date.fromisoformat(found.group())
        before, on = _weekday(day - timedelta(days=1), -1), _weekday(day, 1)
        return [before, on, _weekday(on + timedelta(days=1), 1), _weekday(day + timedelta(days=16), 1)]
    if path[0] == "values" and len(path) > 3 and isinstance(path[2], int):
        entry = drawing.loaded.bound.model.values[str(path[1])][path[2]]
        if entry.until is not None:
            return [_weekday(entry.until - timedelta(days=1), -1)]
        if entry.from_ is not None:
            return [_weekday(entry.from_ + timedelta(days=60), 1)]
    return []


def _weekday(day: date, step: int) -> date:
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=step)
    return day
