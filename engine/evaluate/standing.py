"""For whom a condition holds now: what an episode goes on from, and what ends it for all."""

import numpy as np

from engine.evaluate.arrays import Bits, Longs


class Standing:
    """For which pupils of a block, or rows that a rule or table is about, a condition held at the last look.

    `rolling`: nothing in the condition begins anew with an academic year.
    """

    def __init__(self, size: int, *, rolling: bool) -> None:
        self.held: Bits = np.zeros(size, dtype=np.bool_)
        self._rolling = rolling

    def new_year(self) -> None:
        """End what the end of an academic year ends. Source: design §5.2."""
        if not self._rolling:
            self.nobody()

    def nobody(self) -> None:
        """Note that the condition holds for nobody."""
        self.held = np.zeros_like(self.held)

    def note(self, yes: Bits, entries: Longs | None, only: Bits | None) -> None:
        """Note a look: it holds where `yes` says so, of the `entries` looked at (None: all) and of no others.

        `only` are those whose check this is, of all pupils or rows; the others stand as they stood. None: everyone's.
        """
        whole = yes
        if entries is not None:
            whole = np.zeros_like(self.held)
            whole[entries] = yes
        self.held = whole if only is None else np.where(only, whole, self.held)
