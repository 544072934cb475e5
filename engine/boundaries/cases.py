"""A policy -> its ready-made cases, rule by rule, and the boundaries for which there is none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath

from engine.boundaries.called import truly_called
from engine.boundaries.case import ArrivalCase, Case, Unreached
from engine.boundaries.choose import Group, chosen, differ
from engine.boundaries.draw import Drawer
from engine.boundaries.edge import Edge
from engine.boundaries.edges import edges_of
from engine.boundaries.force import force_with_all
from engine.boundaries.goals import Goals
from engine.boundaries.ground import YEAR_GROUPS, Ground
from engine.boundaries.lines import Drawing
from engine.boundaries.shrink import shrunk
from engine.boundaries.sketch import Sketch
from engine.boundaries.study import Found, Seen, Study
from engine.boundaries.trial import Trials
from engine.boundaries.years import ending, stretch, terms_around
from engine.counting import FactCount
from engine.evaluate.force import in_force
from engine.load import Loaded
from engine.model.windows import Last
from engine.plan import PlannedEntry

_MOST_TRIED = 3
"""So many rules are tried for a boundary that all rest on, such as the day of a code table."""

_INTO = 40
_SPRING, _SUMMER = (3, 31), (7, 31)
_LONG_UNITS = {
    "month": 4,
    "year": 1,
    "term": 3,
    "half term": 5,
    "school week": 25,
    "week": 28,
    "school day": 125,
    "day": 190,
}

_ALIKE = "what comes is the same on both sides, and the days on which it comes are not"
_NOTHING = "nothing comes here: something would if the boundary were a step lower or higher"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Cases:
    """Lays out the cases of one policy; `unreached` is complete once all of them were given."""

    loaded: Loaded
    progress: Progress | None = None
    unreached: list[Unreached] = field(default_factory=list)
    _trials: Trials = field(default_factory=Trials)

    def all(self) -> Iterator[Case | ArrivalCase]:
        """Give every case, in the order of the policy's rules, then its registers."""
        plan = self.loaded.plan
        edges = edges_of(self.loaded)
        goals = Goals(self.loaded)
        drawer = Drawer(goals, plan)
        rules = [*(rule.id for rule in plan.rules), *(n for n, t in plan.tables.items() if t.steer.each is not None)]
        reached: set[int] = set()
        tried: dict[int, int] = {}
        missed: dict[int, list[tuple[str, Found]]] = {}
        for place, rule in enumerate(rules):
            if self.progress is not None:
                self.progress("rules", place, len(rules))
            drawing = self._drawing(goals, drawer, rule)
            mine = [each for each in edges if rule in each.rules and not _is_done(each, reached, tried)]
            if drawing is None:
                continue
            study = Study(drawing, rule, mine, self._trials)
            study.run()
            for found in study.found:
                tried[id(found.edge)] = tried.get(id(found.edge), 0) + 1
                if found.sides:
                    reached.add(id(found.edge))
                    self._half(rule, found)
                else:
                    missed.setdefault(id(found.edge), []).append((rule, found))
            for group in chosen(study.found):
                yield self._case(rule, group, ends=drawer.at_its_end(rule))
            yield from self._rows(rule, drawing, study)
        yield from self._registers()
        self._tell(edges, reached, missed)

    def _half(self, rule: str, found: Found) -> None:
        """Tell of a boundary that shows on one side alone."""
        for side, shift in enumerate(found.edge.shifts):
            if side not in found.sides | found.equal:
                why = f"no pupil was found who tells that {shift.told}"
                self.unreached.append(Unreached(found.edge.where, found.edge.said, why, (rule,)))

    def _drawing(self, goals: Goals, drawer: Drawer, rule: str) -> Drawing | None:
        """Give the school time in which a rule is looked at last: one in which it and what it rests on are in force."""
        held = force_with_all(self.loaded, rule)
        begins = _begins(self.loaded)
        check = drawer.check(rule)
        month, day = _SUMMER if check == "year" else _SPRING
        periods = sorted(self.loaded.bound.periods)
        for year in (begins, begins + 1, begins - 1, begins - 2):
            shape = terms_around(year, before=_is_long(self.loaded), periods=periods)
            found = ending(shape, date(year + 1, month, day))
            if in_force(held, found.day) and not self.loaded.unready(
                found.calendar, found.calendar.school_days[: found.at + 1]
            ):
                return Drawing(self.loaded, goals, drawer, Ground(self.loaded, found.day), found)
        if held is not None and (held.until or held.from_):
            last = held.until - timedelta(days=1) if held.until else (held.from_ or date.min) + timedelta(days=_INTO)
            last -= timedelta(days=max(last.weekday() - 4, 0))
            found = ending(stretch(last - timedelta(days=_INTO * 5), last, periods), last)
            return Drawing(self.loaded, goals, drawer, Ground(self.loaded, found.day), found)
        self.unreached.append(Unreached("", rule, "no school year was found in which it and its values are in force"))
        return None

    def _case(self, rule: str, group: Group, *, ends: bool) -> Case:
        seen = _each_once(group.pupils.values())
        edges = list(group.edges.values())
        year, sketches = shrunk(
            self.loaded, rule, self._trials, seen[0].year, [each.sketch for each in seen], edges, seen[0].absent
        )
        place = year.at - (1 if ends else 0)
        sketches = truly_called(self.loaded, rule, year, place, sketches, seen[0].absent)
        first = edges[0][0]
        told = list(dict.fromkeys(f"{edge.where}  {edge.said}" for edge, _ in edges))
        if not differ(group):
            told.append(_ALIKE if any(each.came for each in seen) else _NOTHING)
        return Case(f"{rule}: {first.said}", rule, year, _named(seen, sketches, first), tuple(told), seen[0].absent)

    def _rows(self, rule: str, drawing: Drawing, study: Study) -> Iterator[Case]:
        """Give a case of a table's rows, one pupil for each that is hit; tell of those that are not."""
        table = self.loaded.plan.tables.get(rule)
        if table is None:
            return
        hits: dict[int, Seen] = {}
        for seen in study.acted:
            for told in seen.came:
                hits.setdefault(told[5], seen)
        origin = self.loaded.place(("tables", rule, "rows"), None, None)
        pupils = {f"row_{hit + 1}": seen.sketch for hit, seen in sorted(hits.items()) if hit >= 0}
        where = f"{PurePath(origin.source.name).name}:{origin.span.line}"
        if pupils:
            year, cut = shrunk(self.loaded, rule, self._trials, drawing.year, list(pupils.values()), [], ())
            told = (f"{where}  a pupil for each row",)
            yield Case(f"{rule}: each row of the table", rule, year, dict(zip(pupils, cut, strict=True)), told)
        for number in range(len(table.table.rules)):
            if number not in hits:
                self.unreached.append(Unreached(where, f"row {number + 1} of {rule}", "no pupil was found who hits it"))

    def _registers(self) -> Iterator[ArrivalCase]:
        begins = _begins(self.loaded)
        day = date(begins, 9, 1)
        for half, entries in (("AM", self.loaded.plan.am), ("PM", self.loaded.plan.pm)):
            for entry in entries:
                yield self._arrivals(half, entry, day + timedelta(days=-day.weekday() % 7))

    def _arrivals(self, half: str, entry: PlannedEntry, day: date) -> ArrivalCase:
        minutes = sorted({entry.late_after, entry.late_after + 1, entry.closes, entry.closes + 1})
        place = self.loaded.place(("registers", half.lower(), entry.name), None, None)
        years = {f"year_{year}": year for year in YEAR_GROUPS}
        name = f"registers.{half.lower()}.{entry.name}: arrivals at its cut-offs"
        cut_offs = f"late after {_clock(entry.late_after)}, closes {_clock(entry.closes)}"
        told = (f"{place.source.name}:{place.span.line}  {cut_offs}",)
        return ArrivalCase(name, day, half, tuple(minutes), years, told, tuple(sorted(self.loaded.bound.periods)))

    def _tell(self, edges: list[Edge], reached: set[int], missed: dict[int, list[tuple[str, Found]]]) -> None:
        for edge in edges:
            if id(edge) in reached:
                continue
            if not edge.rules:
                why = "no rule rests on it"
                self.unreached.append(Unreached(edge.where, edge.said, why))
                continue
            of = missed.get(id(edge), [])
            equal = of and all(len(found.equal) == len(edge.shifts) for _, found in of)
            why = (
                "a step to either side changes nothing: the other conditions decide"
                if equal
                else "no pupil was found for whom it alone decides"
            )
            self.unreached.append(Unreached(edge.where, edge.said, why, tuple(rule for rule, _ in of)))


def _is_done(edge: Edge, reached: set[int], tried: dict[int, int]) -> bool:
    """Whether a boundary that all rules rest on needs no further rule."""
    shared = any(name.startswith("*") for name in edge.names)
    return shared and (id(edge) in reached or tried.get(id(edge), 0) >= _MOST_TRIED)


def _begins(loaded: Loaded) -> int:
    """Give the year in which the school year begins from which on the policy and all that is dated are in force."""
    force = loaded.policy.model.in_force
    known = [force.from_ if force is not None else None, *(table.start for table in loaded.plan.codes)]
    known += [each.start for entries in loaded.plan.values.values() for each in entries]
    latest = max((day for day in known if day is not None), default=date(2024, 9, 1))
    return latest.year if latest <= date(latest.year, 6, 1) else latest.year + 1


def _is_long(loaded: Loaded) -> bool:
    """Whether some window reaches back further than a summer term and two terms."""
    for figure in loaded.plan.figures.values():
        if isinstance(figure.kind, FactCount):
            continue  # rows of facts may be older than the register
        for window in getattr(getattr(figure.kind, "span", None), "windows", ()):
            amount = getattr(window, "amount", None)
            entries = loaded.plan.values.get(getattr(amount, "name", ""), ())
            amounts: list[object] = [entry.value for entry in entries]
            amounts = amounts or [amount]
            if isinstance(window, Last) and any(
                getattr(each, "number", 0) >= _LONG_UNITS.get(getattr(each, "unit", None) or "", 10**6)
                for each in amounts
            ):
                return True
    return False


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _named(seen: list[Seen], sketches: list[Sketch], edge: Edge) -> dict[str, Sketch]:
    """Name pupils for the side of the boundary on which they stand."""
    found: dict[str, Sketch] = {}
    for one, sketch in zip(seen, sketches, strict=True):
        plain = sketch.called or _called(edge, one, alike=len({bool(each.came) for each in seen}) == 1)
        name, number = plain, 2
        while name in found:
            name, number = f"{plain}_{number}", number + 1
        found[name] = sketch
    return found


def _each_once(every: Iterable[Seen]) -> list[Seen]:
    """Leave out pupils that are drawn like one before them."""
    found: dict[object, Seen] = {}
    for seen in every:
        sketch = seen.sketch
        came = [(slot, sketch.arrivals[slot]) for slot in sorted(sketch.arrivals)]
        parts = (sketch.marks, sorted(sketch.columns.items()), came)
        rows = [(table, sorted(row.items())) for table, row in sketch.rows]
        found.setdefault(str((parts, rows)), seen)
    return list(found.values())


def _called(edge: Edge, seen: Seen, *, alike: bool) -> str:
    if alike:
        return "one"
    if edge.kind == "window":
        return "inside" if seen.came else "outside"
    return "acts" if seen.came else "acts_not"
