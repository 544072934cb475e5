"""Rules about the rows of a file that is not there: for whom they could have acted is not known."""

import numpy as np

from engine.evaluate.arrays import Bits
from engine.evaluate.facts import truth
from engine.evaluate.force import days_in_force, in_force
from engine.evaluate.frame import Frame
from engine.evaluate.recording import Recorder
from engine.plan import Looked, PlannedLadder, PlannedRule


def absent_rows(frame: Frame, looked: Looked, among: Bits, recorder: Recorder) -> None:
    """Note as undecided everyone for whom a condition, with all that reads the row not known, is not false."""
    if isinstance(looked, PlannedLadder):
        asked = [(step.rule.id, step.rule.steer) for step in looked.steps]
    else:
        asked = [(looked.id if isinstance(looked, PlannedRule) else looked.name, looked.steer)]
    for name, steer in asked:
        assert steer.each is not None
        doubtful = among
        if not in_force(steer.in_force, frame.state.timeline.dates[frame.place]):
            continue
        part = frame.state.plan.covering.get(steer.each)
        if part is not None and frame.state.timeline.days[frame.place] < days_in_force(part.rows.in_force)[0]:
            # no row can have been dated in force yet
            continue
        if steer.beside is not None:
            held, unknown = truth(steer.beside.program(frame, frame.size), frame.size)
            doubtful = doubtful & (held | unknown)
        if steer.stops_beside and steer.unless is not None:
            doubtful = doubtful & ~truth(steer.unless.program(frame, frame.size), frame.size)[0]
        if np.count_nonzero(doubtful):
            table = frame.state.table(steer.each)
            recorder.missing(name, table.name, np.flatnonzero(doubtful), frame.place)
