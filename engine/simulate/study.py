"""Evaluates policies over one dataset, and what two of them have in common only once."""

from collections.abc import Callable

from engine.compile.expected import expected_of
from engine.diagnostics import Outcome
from engine.evaluate.run import evaluate
from engine.load import Loaded
from engine.narrow import of_rules
from engine.register import Expected, Register
from engine.simulate.sides import Evaluated, Piece, Side
from engine.simulate.units import Node, Unit, units_of

Read = Callable[[Expected], Outcome[Register]]
Progress = Callable[[str, int, int], None]


class Study:
    """One dataset under many policies: each unit is evaluated once for each digest and each register."""

    def __init__(self, read: Read, progress: Progress | None = None) -> None:
        self._read = read
        self._progress = progress
        self._registers: list[tuple[Expected, Outcome[Register]]] = []
        self._held: dict[tuple[Node, str, int], tuple[Piece, ...]] = {}
        self.evaluations = 0

    def register(self, loaded: Loaded) -> Outcome[Register]:
        """Read the dataset as a policy expects it; policies that expect the same share it.

        Yields: what reading may find, B011 a period that its calendar lacks.
        """
        expected = expected_of(loaded.bound)
        known = next((read for asked, read in self._registers if asked == expected), None)
        if known is None:
            known = self._read(expected)
            self._registers.append((expected, known))
        if known.value is None or known.failed:
            return known
        unknown = loaded.unknown_periods(known.value.calendar)
        return Outcome(None, (*known.diagnostics, *unknown)) if unknown else known

    def side(self, loaded: Loaded, register: Register) -> Side:
        """Give what a policy asks for, evaluating what is not known yet."""
        units = units_of(loaded.expanded)
        wanted = [node for node, unit in units.items() if (node, unit.digest, id(register)) not in self._held]
        if wanted:
            held = self._evaluated(
                loaded, register, [units[node] for node in wanted], everything=len(wanted) == len(units)
            )
            for node in wanted:
                self._held[node, units[node].digest, id(register)] = (Piece(held),)
        pieces = {node: self._held[node, unit.digest, id(register)] for node, unit in units.items()}
        return Side(units, pieces, register)

    def keep(self, *sides: Side) -> None:
        """Forget what none of some sides is made of: a sweep of a large school would not fit otherwise."""
        kept = {id(pieces) for side in sides for pieces in side.pieces.values()}
        self._held = {key: pieces for key, pieces in self._held.items() if id(pieces) in kept}

    def tell(self, what: str, done: int, total: int) -> None:
        """Tell how far a longer work has come."""
        if self._progress is not None:
            self._progress(what, done, total)

    def _evaluated(self, loaded: Loaded, register: Register, units: list[Unit], *, everything: bool) -> Evaluated:
        ids = frozenset(name for unit in units for name in unit.ids)
        plan = loaded.plan if everything else of_rules(loaded.plan, ids)
        self.evaluations += 1
        tell = None
        if self._progress is not None:
            progress, number = self._progress, self.evaluations
            tell = lambda done, total: progress(f"evaluation {number}, pupils", done, total)  # noqa: E731
        return Evaluated(plan, register, evaluate(plan, register, tell))
