"""Counts of a rule's actions so far, about a pupil or about a row, and of what became of them."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import ActionCount
from engine.evaluate.arrays import Longs
from engine.evaluate.between import halved, known_count
from engine.evaluate.bounds import Bounds, bounds_of
from engine.expressions.columns import Column

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def count_actions(frame: "Frame", name: str, kind: ActionCount) -> Column:
    """Count a rule's actions in a window; not known where the outcomes file would tell and is not there."""
    state = frame.state
    history = state.acted.histories[kind.rule]
    bounds = bounds_of(frame, kind.span, name)
    first, after = halved(bounds.first_slot), _after(frame, bounds)
    by_row = frame.rows is not None and state.acted.is_about(kind.rule, frame.rows.table.name)
    restart = frame.restart if frame.restart is not None and name in frame.restart.figures else None
    if kind.of is not None or (restart is not None and frame.rows is not None):
        return _one_by_one(frame, kind, bounds, name, by_row=by_row)
    if by_row and frame.rows is not None:
        return known_count(state.acted.row_counts(kind.rule, frame.rows.rows, first, after), None, bounds)
    if restart is not None:
        index = np.arange(state.block.size) if frame.pupils is None else frame.pupils
        since, until, check = np.zeros((3, state.block.size), dtype=np.int64)
        until[index] = after
        # the check tells what came after the restart on its own day; the window is the plain one
        since[index], check[index] = halved(bounds_of(frame, kind.span).first_slot), restart.check
        return known_count(state.acted.after(kind.rule, state.block.size, since, until, check)[index], None, bounds)
    assert history.total is not None, "INVARIANT: what is counted is kept"
    return known_count(history.total.between(first, after, frame.pupils), None, bounds)


def _after(frame: "Frame", bounds: Bounds) -> "int | Longs":
    """Give the day after the last one of a window; today counts from its first check on, before any session is seen."""
    after = halved(bounds.after_slot, up=True)
    if frame.seen:
        return after
    day = frame.state.timeline.days[frame.place]
    today = (np.asarray(bounds.lo) <= day) & (np.asarray(bounds.hi) >= day)
    return np.where(today, frame.place + 1, after)


def _one_by_one(frame: "Frame", kind: ActionCount, bounds: Bounds, name: str, *, by_row: bool) -> Column:
    """Go through the actions themselves, each for every entry of the frame that it belongs to."""
    state, acted = frame.state, frame.state.acted
    _, places, outcome, _ = acted.outcomes(kind.rule, state.timeline.days[frame.place], state.timeline.days)
    whose, checks = acted.whose(kind.rule, rows=by_row)
    if by_row and frame.rows is not None:
        mine = frame.rows.rows
    else:
        mine = np.arange(frame.size) if frame.pupils is None else frame.pupils
    action, entry = _met(whose, mine)
    restart = frame.restart if frame.restart is not None and name in frame.restart.figures else None
    # the check tells what came after a restart on its own day; the window is the plain one
    plain = bounds if restart is None else bounds_of(frame, kind.span)
    first = np.broadcast_to(np.asarray(halved(plain.first_slot)), (frame.size,))
    after = np.broadcast_to(np.asarray(_after(frame, bounds)), (frame.size,))
    inside = (places[action] >= first[entry]) & (places[action] < after[entry])
    if restart is not None:
        inside &= checks[action] > restart.check[entry]
    action, entry = action[inside], entry[inside]
    if kind.of is None:
        held, doubt = np.ones(len(action), np.bool_), np.zeros(len(action), np.bool_)
    elif not acted.outcomes_known:
        held, doubt = np.zeros(len(action), np.bool_), np.ones(len(action), np.bool_)
    else:
        column = Column(np.maximum(outcome[action], 0), outcome[action] >= 0, words=acted.outcome_words)
        held, doubt = state.judge(kind.of, {"outcome": column}, len(action))
    count = np.bincount(entry[held], minlength=frame.size)
    unsure = np.bincount(entry[doubt], minlength=frame.size)
    return known_count(count, unsure == 0, bounds)


def _met(whose: Longs, mine: Longs) -> tuple[Longs, Longs]:
    """Pair each action with every entry that is about the same pupil or row: the places of the two."""
    order = np.argsort(mine, kind="stable")
    first = np.searchsorted(mine[order], whose)
    counts = np.searchsorted(mine[order], whose, side="right") - first
    action = np.repeat(np.arange(len(whose)), counts)
    within = np.arange(len(action)) - np.repeat(np.cumsum(counts) - counts, counts)
    return action, order[np.repeat(first, counts) + within]
