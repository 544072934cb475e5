"""Rules about the rows of a file that is not there: for whom they could have acted is not known."""

import numpy as np
import numpy.typing as npt

from engine.evaluate.asking import ask
from engine.evaluate.frame import Frame, Rows
from engine.evaluate.recording import Recorder
from engine.expressions.columns import Column
from engine.plan import Looked, PlannedLadder, PlannedRule
from engine.register import FactTable

Bits = npt.NDArray[np.bool_]


def absent_rows(frame: Frame, looked: Looked, among: Bits, recorder: Recorder) -> None:
    """Note as undecided everyone for whom a condition, with every column of a row not known, is not false."""
    if isinstance(looked, PlannedLadder):
        asked = [(step.rule.id, step.rule.steer) for step in looked.steps]
    else:
        asked = [(looked.id if isinstance(looked, PlannedRule) else looked.name, looked.steer)]
    for name, steer in asked:
        assert steer.each is not None
        table = frame.state.table(steer.each)
        pupils = np.flatnonzero(among)
        rows = Rows(steer.each, _nothing(table, len(pupils)), np.arange(len(pupils)), np.zeros(len(pupils), np.int64),
                    np.zeros(len(pupils), np.int64))  # fmt: skip
        here = frame.of_rows(pupils, rows)
        yes, unsure = ask(here, steer, None)
        doubtful = yes if unsure is None else yes | unsure
        if doubtful.any():
            recorder.missing(name, table.name, pupils[doubtful], frame.place)


def _nothing(table: FactTable, size: int) -> FactTable:
    """Give a table of rows of which nothing is known."""
    nobody = np.zeros(size, dtype=np.bool_)
    columns = {
        name: Column(np.zeros(size, dtype=column.data.dtype), nobody, None, column.words)
        for name, column in table.columns.items()
    }
    return FactTable(table.name, True, np.zeros(size, dtype=np.int32), columns, table.file)
