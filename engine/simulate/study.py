"""Evaluates policies over one dataset, and what two of them have in common only once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engine.compile.expected import expected_of
from engine.diagnostics import Outcome
from engine.evaluate.run import evaluate
from engine.fired import Fired
from engine.load import Loaded
from engine.narrow import of_rules, of_some
from engine.plan import Plan
from engine.recode import Recoded, recoded
from engine.register import Expected, Register
from engine.simulate.concerned import concerned, figures_concerned, times_differ
from engine.simulate.sides import Bits, Evaluated, Piece, Side
from engine.simulate.units import Node, Unit, arrivals_digest, registers_digest, units_of

Read = Callable[[Expected], Outcome[Register]]
Progress = Callable[[str, int, int], None]


class Study:
    """One dataset under many policies: each unit is evaluated once for each digest and each register."""

    def __init__(self, read: Read, progress: Progress | None = None) -> None:
        self._read = read
        self._progress = progress
        self._registers: list[tuple[Expected, Outcome[Register]]] = []
        # the register is held beside what came of it, so that no other can get its number
        self._held: dict[tuple[Node, str, int, str], tuple[Register, tuple[Piece, ...]]] = {}
        self._marks: dict[tuple[int, int, str, str], tuple[Register, Register, Recoded]] = {}
        self.evaluations = 0

    def register(self, loaded: Loaded) -> Outcome[Register]:
        """Read the dataset as a policy expects it; policies that expect the same share it.

        Yields: what reading may find, B011 a period that its calendar lacks, B015 a flag that is one too.
        """
        expected = expected_of(loaded.bound)
        known = next((read for asked, read in self._registers if asked == expected), None)
        if known is None:
            known = self._read(expected)
            self._registers.append((expected, known))
        if known.value is None or known.failed:
            return known
        wrong = loaded.wrong_periods(known.value.calendar)
        return Outcome(None, (*known.diagnostics, *wrong)) if wrong else known

    def marks(self, base: Loaded, other: Loaded, left: Register, right: Register) -> Recoded:
        """Mark arrivals as each of two policies would have them; policies that say the same of arrivals share it."""
        key = (id(left), id(right), arrivals_digest(base.expanded), arrivals_digest(other.expanded))
        if key not in self._marks:
            self._marks[key] = (left, right, recoded(base.plan, other.plan, left, right))
        return self._marks[key][2]

    def side(self, loaded: Loaded, register: Register, near: Sequence[Side] = ()) -> Side:
        """Give what a policy asks for, evaluating what is not known yet.

        `near` are sides of the same dataset: where a unit is said alike in one of them, only the pupils for whom marks
        or times of the registers differ are evaluated anew.
        """
        units = units_of(loaded.expanded)
        times = registers_digest(loaded.expanded)
        keys = {node: (node, unit.digest, id(register), times) for node, unit in units.items()}
        wanted = [node for node in units if keys[node] not in self._held]
        for side, changed in self._nearest(loaded, register, near) if wanted else ():
            alike = [node for node in wanted if node in side.units and side.units[node].digest == units[node].digest]
            for node, pieces in self._patched(loaded, register, side, changed, units, alike).items():
                self._held[keys[node]] = (register, pieces)
            wanted = [node for node in wanted if node not in alike]
        if wanted:
            held = self._evaluated(loaded, register, [units[node] for node in wanted], len(wanted) == len(units))
            for node in wanted:
                self._held[keys[node]] = (register, (Piece(held),))
        return Side(loaded.plan, units, {node: self._held[keys[node]][1] for node in units}, register)

    def _nearest(self, loaded: Loaded, register: Register, near: Sequence[Side]) -> list[tuple[Side, Bits]]:
        """Give the side from which the fewest pupils differ, and who they are; none where all would."""
        found = [
            (side, changed)
            for side in near
            if (changed := concerned(side.plan, loaded.plan, side.register, register)) is not None
        ]
        return sorted(found, key=lambda each: int(np.count_nonzero(each[1])))[:1]

    def _patched(
        self,
        loaded: Loaded,
        register: Register,
        side: Side,
        changed: Bits,
        units: Mapping[Node, Unit],
        nodes: Sequence[Node],
    ) -> dict[Node, tuple[Piece, ...]]:
        """Take what another side asks for, but for some pupils for whom it is evaluated anew."""
        if not nodes or not changed.any():
            return {node: side.pieces[node] for node in nodes}
        alike = self._unconcerned(loaded, register, side, units, nodes)
        same = {node: side.pieces[node] for node in alike}
        nodes = [node for node in nodes if node not in same]
        if not nodes:
            return same
        places = np.flatnonzero(changed)
        few, rows = of_some(register, places)
        plan = of_rules(loaded.plan, frozenset(name for node in nodes for name in units[node].ids))
        new = Piece(Evaluated(plan, few, self._run(plan, few), places.astype(np.int64), rows))
        found = {}
        for node in nodes:
            kept = []
            for piece in side.pieces[node]:
                mask = ~changed if piece.pupils is None else piece.pupils & ~changed
                if piece.held.pupils is not None and piece.pupils is None:
                    mask &= np.isin(np.arange(len(mask)), piece.held.pupils)
                if mask.any():
                    kept.append(Piece(piece.held, mask))
            found[node] = (*kept, new)
        return {**same, **found}

    def unconcerned(self, loaded: Loaded, register: Register, side: Side) -> frozenset[Node]:
        """Name the units for which it makes no difference that marks and times of registers are another side's."""
        return frozenset(self._unconcerned(loaded, register, side, side.units, list(side.units)))

    def _unconcerned(
        self, loaded: Loaded, register: Register, side: Side, units: Mapping[Node, Unit], nodes: Sequence[Node]
    ) -> list[Node]:
        """Name the units to which the marks that differ say the same, and which no time of a register touches."""
        figures = figures_concerned(loaded.plan, side.register, register)
        if figures is None:
            return []
        same_times = not times_differ(side.plan, loaded.plan)
        found = []
        for node in nodes:
            names = {name for section, name in units[node].rests_on if section == "measures"}
            if names.isdisjoint(figures) and (same_times or self._looks_at_days(loaded.plan, units[node])):
                found.append(node)
        return found

    def _looks_at_days(self, plan: Plan, unit: Unit) -> bool:
        """Whether a unit, with all that it rests on, looks at the end of days only."""
        return not {"session", "morning"} & set(of_rules(plan, unit.ids).looked) and not of_rules(plan, unit.ids).clock

    def keep(self, *sides: Side) -> None:
        """Forget what none of some sides is made of: a sweep of a large school would not fit otherwise."""
        kept = {id(pieces) for side in sides for pieces in side.pieces.values()}
        self._held = {key: held for key, held in self._held.items() if id(held[1]) in kept}
        registers = {id(side.register) for side in sides}
        self._marks = {key: held for key, held in self._marks.items() if id(held[2].right) in registers}

    def tell(self, what: str, done: int, total: int) -> None:
        """Tell how far a longer work has come."""
        if self._progress is not None:
            self._progress(what, done, total)

    def _evaluated(self, loaded: Loaded, register: Register, units: list[Unit], everything: bool) -> Evaluated:
        ids = frozenset(name for unit in units for name in unit.ids)
        plan = loaded.plan if everything else of_rules(loaded.plan, ids)
        return Evaluated(plan, register, self._run(plan, register))

    def _run(self, plan: Plan, register: Register) -> Fired:
        self.evaluations += 1
        tell = None
        if self._progress is not None:
            progress, number = self._progress, self.evaluations
            tell = lambda done, total: progress(f"evaluation {number}, pupils", done, total)  # noqa: E731
        return evaluate(plan, register, tell)
