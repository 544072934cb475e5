"""A foreseen rule -> what it does for the pupils of a grid at all its review points."""

import numpy as np

from engine.evaluate.acts import Acts
from engine.evaluate.arrays import Bits, Longs, in_order, places_of
from engine.evaluate.asking import hold, lacking, noted
from engine.evaluate.force import on_days
from engine.evaluate.grid_frame import GridFrame
from engine.evaluate.recording import Recorder
from engine.evaluate.shown import shown
from engine.model.rules import AtMost
from engine.plan import PlannedRule


def acts_of(frame: GridFrame, rule: PlannedRule, recorder: Recorder) -> Acts | None:
    """Ask one rule at all its points; None where it acts for nobody."""
    points, size = frame.points, frame.grid.size
    among = asked(frame, rule)
    yes, unsure = hold(frame, rule.steer, among)
    if unsure is not None and rule.act_if_unknown:
        yes, unsure = yes | unsure, None
    if unsure is not None or rule.steer.opened is not None:
        told = lacking(frame, rule.steer, among, yes, unsure)
        if told is not None:
            recorder.doubt_ahead(frame, rule.id, rule.steer.reads, told)
    held = yes.reshape(len(points.places), size)
    fresh = np.empty_like(held)
    fresh[:1] = held[:1]
    np.greater(held[1:], held[:-1], out=fresh[1:])
    if not rule.rolling:
        years = np.array(frame.state.timeline.place_of["year"])[points.places]
        anew = np.flatnonzero(years[1:] != years[:-1]) + 1
        fresh[anew] = held[anew]
    entries = places_of(fresh if rule.act.when == "starts" else held)
    frame.acted[rule.id] = entries
    if not len(entries):
        return None
    began = entries if rule.act.when == "starts" else _begins(entries, fresh.reshape(-1), size)
    if rule.at_most is not None:
        kept = _first_of_each(_periods(frame, rule.at_most)[entries // size] * size + entries % size)
        entries, began = entries[kept], began[kept]
    frame.acted[rule.id] = entries
    few = frame.some(entries)
    notes = noted(few, rule)
    evidence = {name: shown(few, name) for name in rule.evidence}
    tasks = np.ones((few.size, len(rule.tasks)), dtype=np.bool_)
    return Acts(few.slots, few.pupils + frame.grid.first, points.places[began // size], tasks, notes, evidence)


def asked(frame: GridFrame, rule: PlannedRule) -> Bits:
    """Say at which points who is asked: those on the roll while the rule is in force."""
    among, force = frame.on_roll(), rule.steer.in_force
    if force is None:
        return among
    there = on_days(force, frame.state.timeline.day_numbers[frame.points.places])
    return among & np.repeat(there, frame.grid.size)


def _begins(entries: Longs, fresh: Bits, size: int) -> Longs:
    """Give, for each entry at which a condition holds, that at which it began to hold for the pupil."""
    order = in_order(entries % size)
    starts = np.where(fresh[entries[order]], np.arange(len(order)), 0)
    found = np.empty_like(entries)
    found[order] = entries[order][np.maximum.accumulate(starts)]
    return found


def _periods(frame: GridFrame, most: AtMost) -> Longs:
    if most.per == "ever":
        return np.zeros(len(frame.points.places), dtype=np.int64)
    return np.array(frame.state.timeline.place_of[most.per], dtype=np.int64)[frame.points.places]


def _first_of_each(keys: Longs) -> Longs:
    """Give the places of each number's first appearance, ascending; the numbers are small, and none is below 0."""
    places, first = np.arange(len(keys)), np.empty(int(keys.max(initial=0)) + 1, dtype=np.int64)
    # what is written last stays
    first[keys[::-1]] = places[::-1]
    return np.flatnonzero(first[keys] == places)
