"""Counts how parts come out; of a part whose every side has been seen nothing more is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.coverage.part import FAILED, Key, Part
from engine.evaluate.arrays import Bits
from engine.evaluate.facts import truth


class Tally:
    """The sides of one policy's parts, and how often each was seen: at least once is enough."""

    def __init__(self) -> None:
        self.times: Counter[Key] = Counter()

    def wanting(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Give the parts of which some side has not been seen yet."""
        return (part for part in parts if not all(self.times[part.key(side)] for side in part.sides))

    def add(self, part: Part | None, side: str, times: int) -> None:
        """Count a side; nothing where there is no such part."""
        if part is not None and times:
            self.times[part.key(side)] += times

    def ask(self, part: Part, names: Mapping[str, Any], size: int, among: Bits | None = None) -> None:
        """Count how a test comes out for so many things, or for some `among` them."""
        for side, held in self.sides(part, names, size):
            self.add(part, side, int(np.count_nonzero(held if among is None else held & among)))

    @staticmethod
    def sides(part: Part, names: Mapping[str, Any], size: int) -> Iterator[tuple[str, Bits]]:
        """Say for each side of a test where it comes out so; what is not known comes out in no way."""
        for side, program in zip(part.sides, part.programs, strict=False):
            held, doubt = truth(program(names, size), size)
            yield side, held
            if part.sides[1] == FAILED:
                yield FAILED, ~held & ~doubt
