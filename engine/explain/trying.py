"""Changes of one pupil's data -> which of them make a rule act: many are tried in one run, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.evaluate.run import evaluate
from engine.explain.change import Change
from engine.explain.changes import applied
from engine.explain.side_by_side import side_by_side
from engine.fired import Batch, Fired
from engine.plan import Plan
from engine.register import Register

_AT_ONCE = 1500

Places = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to act: a rule, step or table, and in which half of a day where it looks at sessions."""

    rule: str
    half: int | None

    def is_in(self, batch: Batch) -> bool:
        """Whether it is what fired."""
        return batch.name == self.rule and (self.half is None or batch.half == self.half)


class Trying:
    """Tries changes of the register of one pupil; `plan` has what the rule rests on, and `tried` counts."""

    def __init__(self, plan: Plan, one: Register, asked: Asked) -> None:
        self._plan, self._asked = plan, asked
        # registers that lie side by side have one list of codes
        known = [code for table in plan.codes for code in table.codes]
        self.one = replace(one, codes=tuple(dict.fromkeys((*one.codes, *known))))
        self.tried = 0

    def first_place(self, register: Register, places: Places) -> int | None:
        """Run again and give the first such place at which it acts; None where it does at none."""
        self.tried += 1
        found = [batch.place for batch in self._fired(register).batches if self._asked.is_in(batch)]
        return min((place for place in found if places(place)), default=None)

    def acting(self, base: Register, changes: Sequence[Change], places: Places) -> list[Change]:
        """Give the changes of a register with which it acts at such a place, in their order."""
        found: list[Change] = []
        for begin in range(0, len(changes), _AT_ONCE):
            some = changes[begin : begin + _AT_ONCE]
            made = [applied(base, change.edits) for change in some]
            # whether a file is there is the same for everybody in a register
            groups: dict[tuple[bool, ...], list[int]] = {}
            for number, register in enumerate(made):
                there = (
                    *(table.present for table in register.tables.values()),
                    register.has_arrived,
                    register.has_minutes_late,
                )
                groups.setdefault(there, []).append(number)
            acting: set[int] = set()
            for members in groups.values():
                fired = self._fired(side_by_side([made[number] for number in members]))
                acting |= {
                    members[int(pupil)]
                    for batch in fired.batches
                    if self._asked.is_in(batch) and places(batch.place)
                    for pupil in batch.pupils
                }
            self.tried += len(some)
            found += [change for number, change in enumerate(some) if number in acting]
        return found

    def _fired(self, register: Register) -> Fired:
        return evaluate(self._plan, register)
