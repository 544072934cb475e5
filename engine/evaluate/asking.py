"""Asks a steer at a frame: for whom it holds, and for whom that is not known."""

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engine.counting import Condition
from engine.evaluate.arrays import Bits
from engine.evaluate.facts import truth
from engine.evaluate.force import in_force
from engine.plan import PlannedRule, Steer

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.grid_frame import GridFrame, SomeOfGrid
    from engine.evaluate.rows_alone import RowsAlone

    Asked: TypeAlias = Frame | GridFrame | SomeOfGrid | RowsAlone


_FEW = 3
"""A part is asked of some alone where fewer than one in so many are left."""


def ask(frame: "Frame", steer: Steer, among: Bits | None) -> tuple[Bits, Bits | None]:
    """Say where `for and when and not unless` holds, and where it is not known (None: nowhere).

    Not known in `unless` does not stop it. `among` are the entries that are asked at all; None: all.
    """
    if not in_force(steer.in_force, _today(frame)):
        return np.zeros(frame.size, dtype=np.bool_), None
    return hold(frame, steer, among)


def hold(frame: "Asked", steer: Steer, among: Bits | None) -> tuple[Bits, Bits | None]:
    """Say the same of a steer that is in force."""
    size = frame.size
    yes = maybe = np.ones(size, dtype=np.bool_) if among is None else among
    if steer.first is not None:
        # what costs little is asked of all: to pick some out would cost more
        yes, maybe = _narrowed(yes, maybe, *steer.first.program.holds(frame, size))
    for part in steer.rest:
        yes, maybe = _narrowed(yes, maybe, *_of(frame, part, maybe))
    if steer.unless is not None and np.count_nonzero(maybe):
        stopped, _ = _of(frame, steer.unless, maybe)
        same = maybe is yes
        yes = yes > stopped
        maybe = yes if same else maybe > stopped
    if maybe is yes:
        return yes, None
    unsure = maybe > yes
    return yes, unsure if np.count_nonzero(unsure) else None


def _narrowed(yes: Bits, maybe: Bits, held: Bits, possible: Bits) -> tuple[Bits, Bits]:
    """Narrow where something holds, and where it may, by another part; the same array twice where all is known."""
    both = yes & held
    return both, both if maybe is yes and possible is held else maybe & possible


def reported(frame: "Frame", steer: Steer, among: Bits | None, yes: Bits, unsure: Bits | None) -> Bits | None:
    """Say for whom a rule could not be decided: also those for whom an equation lacks a file's figure or column.

    `yes` and `unsure` are what `ask` gave. None: nobody.
    """
    return lacking(frame, steer, among, yes, unsure) if in_force(steer.in_force, _today(frame)) else unsure


def lacking(
    frame: "Frame | GridFrame", steer: Steer, among: Bits | None, yes: Bits, unsure: Bits | None
) -> Bits | None:
    """Say the same of a steer that is in force."""
    if steer.opened is None or not frame.state.lacks(steer.reads, steer.columns):
        return unsure
    asked = ~yes if among is None else among & ~yes
    wider = asked & truth(steer.opened.program(frame, frame.size), frame.size)[1]
    if steer.unless is not None and np.count_nonzero(wider):
        wider &= ~_of(frame, steer.unless, wider)[0]
    if not np.count_nonzero(wider):
        return unsure
    return wider if unsure is None else wider | unsure


def _today(frame: "Frame") -> date:
    return frame.state.timeline.dates[frame.place]


def holds(frame: "Asked", condition: Condition | None, among: Bits) -> Bits:
    """Say where a condition is true, of some entries; everywhere among them where there is none."""
    return among if condition is None else among & _of(frame, condition, among)[0]


def noted(frame: "Asked", rule: PlannedRule) -> Bits:
    """Say which of a rule's notes come, for each entry."""
    found = np.zeros((frame.size, len(rule.notes)), dtype=np.bool_)
    for number, note in enumerate(rule.notes):
        found[:, number] = holds(frame, note.if_, np.ones(frame.size, dtype=np.bool_))
    return found


def _of(frame: "Asked", condition: Condition, among: Bits) -> tuple[Bits, Bits]:
    """Say where a condition is true, and where it may be, of some entries at least; one array where all is known."""
    wanted = int(np.count_nonzero(among))
    if wanted == 0:
        none = np.zeros(frame.size, dtype=np.bool_)
        return none, none
    if wanted * _FEW > frame.size:
        return condition.program.holds(frame, frame.size)
    chosen = among.nonzero()[0]
    held, possible = condition.program.holds(frame.some(chosen), wanted)
    whole = np.zeros(frame.size, dtype=np.bool_)
    whole[chosen] = held
    if possible is held:
        return whole, whole
    either = np.zeros(frame.size, dtype=np.bool_)
    either[chosen] = possible
    return whole, either
