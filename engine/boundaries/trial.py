"""A register and a rule -> what came of each pupil, so that two policies can be told apart."""

from typing import Any

from engine.evaluate.run import evaluate
from engine.load import Loaded
from engine.narrow import of_rules
from engine.plan import Plan
from engine.register import Register

Came = frozenset[tuple[Any, ...]]
"""All that came of a pupil: day, session, row, tasks, notes, what a table gives."""


class Trials:
    """Runs one rule at a time; what is cut out of a policy for it is kept."""

    def __init__(self) -> None:
        self._plans: dict[tuple[int, str], tuple[Loaded, Plan]] = {}

    def run(self, loaded: Loaded, register: Register, rule: str) -> list[Came]:
        """Give what came of each pupil by one rule, step or table, in the order `p0` and on."""
        key = (id(loaded), rule)
        if key not in self._plans:
            self._plans[key] = (loaded, of_rules(loaded.plan, [rule]))
        fired = evaluate(self._plans[key][1], register)
        found: list[set[tuple[Any, ...]]] = [set() for _ in register.pupils]
        for batch in fired.batches:
            if batch.name != rule:
                continue
            gives = [(name, values) for name, values in batch.gives.items()]
            for entry, pupil in enumerate(batch.pupils.tolist()):
                told = (
                    batch.place,
                    batch.half,
                    None if batch.rows is None else int(batch.rows[entry]),
                    tuple(batch.tasks[entry].tolist()),
                    tuple(batch.notes[entry].tolist()),
                    None if batch.hit is None else int(batch.hit[entry]),
                    tuple((name, str(values[entry])) for name, values in gives),
                )
                found[pupil].add(told)
        place = {pupil: number for number, pupil in enumerate(register.pupils)}
        return [frozenset(found[place[f"p{number}"]]) for number in range(len(register.pupils))]


def kind_of(came: Came) -> object:
    """Say what came of a pupil, whatever the day: how often, with which tasks, which row of a table."""
    return len(came), frozenset(told[3:] for told in came)
