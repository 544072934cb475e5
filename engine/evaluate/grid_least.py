"""How many sessions a percentage must rest on."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import Percent
from engine.evaluate.arrays import Longs
from engine.model.amounts import Amount

if TYPE_CHECKING:
    from engine.evaluate.host import State


def least_of(state: "State", kind: Percent, places: Longs) -> int | Longs:
    """Give how many the whole must be on some days, by place: one at the least; one number where it is for all."""
    if kind.at_least is None:
        return 1
    if isinstance(kind.at_least, Amount):
        return _whole(kind.at_least)
    name = kind.at_least.name
    return np.array([_whole(state.values.amounts(place)[name]) for place in places.tolist()])


def _whole(amount: Amount) -> int:
    return max(1, -(-amount.number.numerator // amount.number.denominator))
