"""What a rule or a step does, before it is told day by day."""

from collections.abc import Mapping

from engine.evaluate.arrays import Bits, Longs
from engine.fired import Shown
from engine.nouns import dataclass


@dataclass(slots=True)
class Acts:
    """An entry a review point and pupil of the block: which tasks and notes come, and the figures that it rests on.

    `slots` are the sessions before the point, `began` the places of the days on which the condition began to hold.
    """

    slots: Longs
    pupils: Longs
    began: Longs
    tasks: Bits
    notes: Bits
    evidence: Mapping[str, Shown]
