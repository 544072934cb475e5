"""A generated school and a policy -> what became of the policy's calls, letters and meetings."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.calendar import date_of
from engine.dataset import Table
from engine.diagnostics import Outcome
from engine.evaluate.run import evaluate
from engine.generate.facts import OUTCOME_COLUMNS
from engine.generate.rates import dice, pick, rates
from engine.generate.spec import Spec
from engine.load import Loaded
from engine.register import Register
from engine.running import read_ready
from engine.writers.dataset import Form
from engine.writers.files import ENDINGS, write_table

_Row = tuple[str, ...]
_Acted = Mapping[str, list[tuple[int, int]]]
"""By rule, the pupil's place and the day's of each action that asks for one of the things whose outcomes are kept."""


def write_done(loaded: Loaded, folder: Path, spec: Spec, form: Form) -> Outcome[int]:
    """Write the outcomes of some of what a policy asks for into a dataset's folder; gives how many there are.

    What is done may change what is asked for next. Outcomes of what is then asked for no more are taken out again,
    until each belongs to an action. Yields: what reading the dataset as the policy expects it may find.
    """
    read = read_ready(loaded, folder)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    rows = _thrown(read.value, _acted(loaded, read.value), spec)
    while True:
        write_table(folder / f"outcomes{ENDINGS[form]}", Table(OUTCOME_COLUMNS, rows))
        read = read_ready(loaded, folder)
        if read.value is None:
            return Outcome(None, read.diagnostics)
        register = read.value
        there = {
            (register.pupils[pupil], rule, date_of(int(register.days[place])).isoformat())
            for rule, acted in _acted(loaded, register).items()
            for pupil, place in acted
        }
        kept = [row for row in rows if (row[0], row[1], row[4]) in there]
        if len(kept) == len(rows):
            return Outcome(len(rows))
        rows = kept


def _acted(loaded: Loaded, register: Register) -> _Acted:
    """Run the policy; give what it asked for, rows of fact tables aside."""
    tasks = frozenset(rates()["facts"]["done"]["tasks"])
    model = loaded.bound.model
    asked = {rule.id: rule.then for rule in model.rules}
    asked |= {step.id: step.then for ladder in model.ladders.values() for step in ladder.steps}
    wanted = {name for name, then in asked.items() if tasks & {task.do for task in then}}
    acted: dict[str, list[tuple[int, int]]] = {}
    for batch in evaluate(loaded.plan, register).batches:
        if batch.name in wanted and batch.rows is None:
            acted.setdefault(batch.name, []).extend((int(pupil), batch.place) for pupil in batch.pupils)
    return acted


def _thrown(register: Register, acted: _Acted, spec: Spec) -> list[_Row]:
    """Throw for each action whether an outcome was written down, on which school day, and which."""
    shape = rates()["facts"]["done"]
    rows: dict[tuple[str, str, str], _Row] = {}
    for rule in sorted(acted):
        throw = dice(spec.seed, "done", rule)
        actions = sorted(acted[rule])
        known = throw.random(len(actions)) < shape["percent"] / 100
        after = throw.integers(shape["days"][0], shape["days"][1] + 1, size=len(actions))
        outcomes = pick(throw, shape["outcomes"], len(actions))
        for number in np.flatnonzero(known).tolist():
            pupil, place = actions[number]
            on = place + int(after[number])
            if on >= len(register.days) or register.days[on] > register.left[pupil]:
                continue
            days = [date_of(int(register.days[each])).isoformat() for each in (on, place)]
            row = (register.pupils[pupil], rule, days[0], outcomes[number], days[1])
            rows.setdefault(row[:3], row)
    return sorted(rows.values())
