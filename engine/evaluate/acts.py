"""What a rule or a step does, or a table decides, before it is told day by day."""

from collections.abc import Mapping
from dataclasses import field

from engine.evaluate.arrays import Bits, Longs
from engine.fired import Shown
from engine.nouns import dataclass


@dataclass(slots=True)
class Acts:
    """An entry a review point and pupil of the block: which tasks and notes come, and the figures that it rests on.

    `slots` are the sessions before the point, `began` the places of the days on which the condition began to hold.
    Where it is about rows of a fact table, `rows` are their places in it. Of a table `gives` are its outputs by name
    and `hit` the row of the table that decided, -1 for none.
    """

    slots: Longs
    pupils: Longs
    began: Longs
    tasks: Bits
    notes: Bits
    evidence: Mapping[str, Shown]
    rows: Longs | None = None
    gives: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    hit: Longs | None = None
