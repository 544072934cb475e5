"""Asks a steer at a frame: for whom it holds, and for whom that is not known."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.facts import truth
from engine.plan import Condition, Steer

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame

Bits = npt.NDArray[np.bool_]

_FEW = 3
"""A part is asked of some alone where fewer than one in so many are left."""


def ask(frame: "Frame", steer: Steer, among: Bits | None) -> tuple[Bits, Bits]:
    """Say where `for and when and not unless` holds, and where it is not known.

    Not known in `unless` does not stop it. `among` are the entries that are asked at all; None: all.
    """
    size = frame.size
    day = frame.state.timeline.dates[frame.place]
    force = steer.in_force
    if force and ((force.from_ and day < force.from_) or (force.until and day >= force.until)):
        nobody = np.zeros(size, dtype=np.bool_)
        return nobody, nobody
    yes = np.ones(size, dtype=np.bool_) if among is None else among
    maybe = yes
    for part in (steer.first, steer.rest):
        if part is None:
            continue
        held, doubt = _of(frame, part, maybe)
        if doubt is None:
            maybe = maybe & held
            yes = yes & held
        else:
            yes = yes & held
            maybe = maybe & (held | doubt)
    if steer.unless is not None and maybe.any():
        stopped, _ = _of(frame, steer.unless, maybe)
        yes = yes & ~stopped
        maybe = maybe & ~stopped
    return yes, (maybe & ~yes)


def holds(frame: "Frame", condition: Condition | None, among: Bits) -> Bits:
    """Say where a condition is true, of some entries; everywhere among them where there is none."""
    return among if condition is None else among & _of(frame, condition, among)[0]


def _of(frame: "Frame", condition: Condition, among: Bits) -> tuple[Bits, Bits | None]:
    wanted = int(np.count_nonzero(among))
    if wanted == 0:
        return np.zeros(frame.size, dtype=np.bool_), None
    if wanted * _FEW > frame.size:
        column = condition.program(frame, frame.size)
        data = column.data if column.data.ndim else np.broadcast_to(column.data, (frame.size,))
        if column.valid is None:
            return data, None
        valid = np.broadcast_to(column.valid, (frame.size,))
        return data & valid, ~valid
    chosen = np.flatnonzero(among)
    held, doubt = truth(condition.program(frame.some(chosen), wanted), wanted)
    whole = np.zeros(frame.size, dtype=np.bool_)
    whole[chosen] = held
    if not doubt.any():
        return whole, None
    unsure = np.zeros(frame.size, dtype=np.bool_)
    unsure[chosen] = doubt
    return whole, unsure
