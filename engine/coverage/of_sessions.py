"""Sessions as they are taken in -> how the tests that are asked of each come out."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from engine.coverage.part import OfSessions
from engine.coverage.tally import Tally
from engine.evaluate.host import State
from engine.evaluate.sets import SessionNames
from engine.expressions.columns import Column

AGE = "age"


def note_session(tally: Tally, asked: Iterable[OfSessions], state: State) -> None:
    """Count how the tests of some conditions come out for the marks of the present session."""
    size = state.block.size
    marked = (state.block.marks[2 * state.place + state.sets.half] != 0) & state.block.on_roll
    if not np.count_nonzero(marked):
        return
    for held in asked:
        names = SessionNames(state, state.sets, None, held.tests)
        for part in tally.wanting(held.parts):
            if AGE not in part.reads:
                tally.ask(part, names, size, marked)


def note_ages(tally: Tally, asked: Iterable[OfSessions], state: State) -> None:
    """Count how the tests of a session's age come out for the marks that each pupil on the roll has by now."""
    aged = [part for held in asked for part in tally.wanting(held.parts) if AGE in part.reads]
    if not aged:
        return
    days = state.block.marks[: 2 * state.place + 2, state.block.on_roll].reshape(state.place + 1, -1)
    marked = np.flatnonzero(days.any(axis=1))
    ages = _Ages(state, state.place - marked)
    for part in aged:
        tally.ask(part, ages, len(marked))


class _Ages(Mapping[str, Column]):
    """The ages of some sessions; everything else is as it is today."""

    def __init__(self, state: State, ages: "np.ndarray") -> None:
        self._state, self._ages = state, ages

    def __getitem__(self, name: str) -> Column:
        return Column(self._ages.astype(np.int32)) if name == AGE else self._state.session_name(name)

    def __iter__(self) -> Iterator[str]:
        return iter((AGE,))

    def __len__(self) -> int:
        return 1
