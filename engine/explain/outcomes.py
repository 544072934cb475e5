"""Outcomes, and what was asked for -> which outcomes belong to nothing that was asked for."""

from collections.abc import Callable

import numpy as np

from engine.calendar import day_number
from engine.evaluate.facts import NOT_SAID, raised_on
from engine.fired import Bits, Fired, Longs
from engine.register import FactTable, Register

_ONE_PUPIL = 2**32


def without_action(table: FactTable, acted: Callable[[str], tuple[Longs, Longs]]) -> Bits:
    """Say which rows of the outcomes file belong to no action.

    `acted` gives of a rule the pupil (a place in the register) and the day number of each of its actions.
    """
    left = np.ones(len(table.pupil), dtype=np.bool_)
    on, raised, rule = table.columns["on"].data.astype(np.int64), raised_on(table), table.columns["rule"]
    said = raised > NOT_SAID
    wanted = table.pupil.astype(np.int64) * _ONE_PUPIL + np.where(said, raised, on)
    for number, word in enumerate(rule.words or ()):
        rows = np.flatnonzero(rule.data == number)
        if not len(rows):
            continue
        pupils, days = acted(word)
        keys = np.sort(pupils.astype(np.int64) * _ONE_PUPIL + days)
        at = np.searchsorted(keys, wanted[rows], side="right") - 1
        found = keys[np.maximum(at, 0)] if len(keys) else np.full(len(rows), NOT_SAID)
        met = (at >= 0) & (found // _ONE_PUPIL == table.pupil[rows]) & (~said[rows] | (found == wanted[rows]))
        left[rows] = ~met
    return left


def outcomes_alone(register: Register, fired: Fired) -> dict[str, int]:
    """Count the outcomes up to as-of that belong to no action of a run, by the rule that they name."""
    table = register.tables.get("outcomes")
    if table is None or not len(table.pupil):
        return {}
    days = register.days.astype(np.int64)

    def acted(name: str) -> tuple[Longs, Longs]:
        none = np.zeros(0, dtype=np.int64)
        mine = [batch for batch in fired.batches if batch.name == name and batch.hit is None]
        when = [np.full(batch.size, days[batch.place]) for batch in mine]
        return np.concatenate([none, *(batch.pupils for batch in mine)]), np.concatenate([none, *when])

    seen = table.columns["on"].data <= day_number(register.as_of)
    rule = table.columns["rule"]
    alone = rule.data[without_action(table, acted) & seen]
    counts = np.bincount(alone, minlength=len(rule.words or ())).tolist()
    return {word: count for word, count in zip(rule.words or (), counts, strict=True) if count}
