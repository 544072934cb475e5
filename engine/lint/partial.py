"""What a condition comes to where only some of its names are known: true, false, or either."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import Any

from engine.bind.bound import Bound
from engine.dates import Period, on_day
from engine.document import Path
from engine.expressions.record import Run, compile_typed
from engine.expressions.typed import Constant, Each, Read, Step, Typed
from engine.expressions.types import Quantity
from engine.model.amounts import Amount, Minutes
from engine.nouns import dataclass


@lru_cache(maxsize=4096)
def _operation(operator: str, types: tuple[str, ...], kind: str) -> Run:
    """Make a function of the values of a step's arguments, each under its number."""
    arguments = tuple(Read(str(number), Quantity(each, nullable=True)) for number, each in enumerate(types))
    return compile_typed(Step(operator, arguments, kind, nullable=True))


class Open:
    """The value of what is left open: it could be anything."""


OPEN = Open()
Known = Mapping[str, Any]


@dataclass(slots=True)
class Partial:
    """Works out typed trees of one policy, names that are not in `known` left open.

    Sets, figures that are expressions, values and rules are followed. A rule of which it is sure that its condition
    is false has not acted; of any other it is open whether it has, as that depends on the day before too.
    """

    bound: Bound
    as_of: date
    known: Known
    _memo: dict[str, Any] = field(default_factory=dict)

    def possible(self, path: Path) -> bool:
        """Whether the condition at a path could be true; a condition that is not there always is."""
        checked = self.bound.expressions.get(path)
        return checked is None or checked.tree is None or self.of(checked.tree) in (True, OPEN)

    def excluded(self, path: Path) -> bool:
        """Whether the condition at a path is surely true, as `unless` asks."""
        checked = self.bound.expressions.get(path)
        return checked is not None and checked.tree is not None and self.of(checked.tree) is True

    def named(self, name: str) -> Any:
        """Give the value of a name, or OPEN."""
        return self._name(name)

    def of(self, typed: Typed) -> Any:
        """Give the value of a tree, or OPEN."""
        match typed:
            case Constant():
                return typed.value
            case Read():
                return self._name(typed.name)
            case Each():
                return OPEN
            case Step():
                return self._step(typed)

    def _step(self, step: Step) -> Any:
        if step.operator in ("and", "or"):
            return self._joined(step)
        values = [self.of(argument) for argument in step.arguments]
        if step.operator == "if" and values[0] is not OPEN:
            return values[1] if values[0] is True else values[2]
        if step.operator == "in-list" and values[0] is not OPEN:
            return self._among(values[0], values[1])
        if any(value is OPEN for value in values):
            if step.operator == "list":
                return tuple(values)
            return OPEN
        if any(isinstance(value, tuple) and OPEN in value for value in values):
            return OPEN
        run = _operation(step.operator, tuple([argument.type for argument in step.arguments]), step.type)
        return run({str(number): value for number, value in enumerate(values)})

    def _joined(self, step: Step) -> Any:
        wins = step.operator == "or"
        found = {True: False, False: False, "open": False, "null": False}
        for argument in step.arguments:
            value = self.of(argument)
            if value is wins:
                return wins
            found["open" if value is OPEN else "null" if value is None else value] = True
        return OPEN if found["open"] else None if found["null"] else not wins

    @staticmethod
    def _among(items: Any, value: Any) -> Any:
        if value is OPEN:
            return OPEN
        if value in [item for item in items if item is not OPEN]:
            return True
        return OPEN if OPEN in items else False

    def _name(self, name: str) -> Any:
        if name in self.known:
            return self.known[name]
        if name not in self._memo:
            self._memo[name] = OPEN  # what asks about itself stays open
            self._memo[name] = self._worked_out(name)
        return self._memo[name]

    def _worked_out(self, name: str) -> Any:
        model = self.bound.model
        if name in model.values:
            return value_on(model.values[name], self.as_of)
        measure = model.measures.get(name)
        if measure is not None and measure.in_force is not None:
            return OPEN
        for path in (("sets", name), ("measures", name, "is")):
            checked = self.bound.expressions.get(path)
            if checked is not None and checked.tree is not None:
                return self.of(checked.tree)
        quantity = self.bound.quantities.get(name)
        if (
            quantity is not None
            and quantity.low is not None
            and quantity.low == quantity.high
            and not quantity.nullable
        ):
            return quantity.low
        for number, rule in enumerate(model.rules):
            if rule.id == name:
                return OPEN if self.could_act(("rules", number)) else False
        for ladder, held in model.ladders.items():
            for number, step in enumerate(held.steps):
                if step.id == name:
                    base: Path = ("ladders", ladder)
                    when = (
                        self.possible((*base, "steps", number, "when")) if step.when else self.possible((*base, "when"))
                    )
                    return OPEN if when and self.could_act(base, when=False) else False
        return OPEN

    def could_act(self, base: Path, *, when: bool = True) -> bool:
        """Whether what stands at a path could act: its `for`, its `when` if that is asked, and not its `unless`."""
        asked = ("for", "when") if when else ("for",)
        return all(self.possible((*base, part)) for part in asked) and not self.excluded((*base, "unless"))


def value_on(entries: Any, day: date) -> Any:
    """Give the value in force on a day as a condition reads it; OPEN where there is none."""
    place = on_day([Period(entry.from_, entry.until) for entry in entries], day)
    if place is None:
        return OPEN
    held = entries[place].value
    if isinstance(held, Amount):
        return held.number
    return OPEN if isinstance(held, Minutes) else held
