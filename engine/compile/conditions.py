"""Checked expressions -> conditions ready to run, with what they rest on."""

from collections.abc import Iterable

from engine.bind.bound import Bound
from engine.counting import Condition, FactTest
from engine.expressions.columns import compile_columns
from engine.expressions.tables import DecisionTable
from engine.expressions.typed import Checked, Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN
from engine.model.measures import Measure
from engine.model.windows import Fixed, Previous, Stretch
from engine.once import once, once_of_all

TIED_TO_PERIODS = frozenset({"week", "month", "half_term", "term", "year"})


def conjuncts(typed: Typed) -> tuple[Typed, ...]:
    """Give the parts that an `and` joins; the whole where there is none."""
    if isinstance(typed, Step) and typed.operator == "and":
        return tuple(part for argument in typed.arguments for part in conjuncts(argument))
    return (typed,)


def parts_of(*expressions: Checked | None) -> tuple[Typed, ...]:
    """Give the parts that must all hold for some checked expressions to hold; of None there are none."""
    return tuple(
        part for each in expressions if each is not None and each.tree is not None for part in conjuncts(each.tree)
    )


@once
def reads_of(typed: Typed) -> tuple[str, ...]:
    """Give the names that a typed tree reads, in order."""
    return tuple(reads_with_types(typed))


_compiled = once(compile_columns)


@once
def _part(tree: Typed) -> Checked:
    return Checked(tree, BOOLEAN, None, tree.nullable, reads_of(tree))


@once_of_all
def _joined(parts: tuple[Typed, ...]) -> Typed:
    return Step("and", parts, BOOLEAN, None, any(part.nullable for part in parts))


class Conditions:
    """Makes conditions of one policy; knows what figures are made of."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        self._leaves: dict[str, tuple[str, ...]] = {}
        self._rolling: dict[str, bool] = {}
        self._all_behind: dict[str, frozenset[str]] = {}

    def of(self, checked: Checked) -> Condition:
        """Make a condition of a checked expression."""
        rolling = all(self.rolling(name) for name in checked.reads)
        return Condition(checked, _compiled(checked), checked.reads, rolling)

    def tests(self, checked: Checked) -> tuple[FactTest, ...]:
        """Make the conditions on fact tables that a checked expression holds."""
        return tuple(FactTest(each.key, each.table, self.of(each.condition)) for each in checked.fact_tests)

    def joined(self, parts: Iterable[Typed]) -> Condition | None:
        """Make one condition of parts that must all hold; None where there is none."""
        found = tuple(parts)
        if not found:
            return None
        if len(found) == 1:
            return self.of_part(found[0])
        return self.of_part(_joined(found))

    def of_part(self, tree: Typed) -> Condition:
        """Make a condition of a part of one."""
        return self.of(_part(tree))

    def leaves(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the names that stand behind some names, where those are expressions or tables over others."""
        found: dict[str, None] = {}
        for name in names:
            found.update(dict.fromkeys(self._behind(name)))
        return tuple(found)

    def _behind(self, name: str) -> tuple[str, ...]:
        if name not in self._leaves:
            self._leaves[name] = (name,)
            inner = self._made_of(name)
            if inner is not None:
                # what is in force on some days alone is itself a reason why nothing is known on the others
                own = (name,) if self._dated(name) else ()
                self._leaves[name] = (*own, *self.leaves(inner))
        return self._leaves[name]

    def _made_of(self, name: str) -> tuple[str, ...] | None:
        measure = self.bound.model.measures.get(name)
        if measure is not None and measure.is_ is not None:
            return self.bound.expressions[("measures", name, "is")].reads
        if name in self.bound.outputs:
            return self.table_of(name).reads
        return None

    def _dated(self, name: str) -> bool:
        model = self.bound.model
        held = model.measures.get(name)
        return (held or model.tables[self.bound.outputs[name][0]]).in_force is not None

    def table_of(self, output: str) -> DecisionTable:
        """Give the table that gives a name."""
        return self.bound.tables[self.bound.outputs[output][0]]

    def all_behind(self, name: str) -> frozenset[str]:
        """Give every figure that a figure is made of, at any depth, itself left out."""
        known = self._all_behind.get(name)
        if known is None:
            found: set[str] = set()
            waiting = list(self._inner(name))
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting += self._inner(one)
            known = self._all_behind[name] = frozenset(found)
        return known

    def _inner(self, name: str) -> tuple[str, ...]:
        inner = list(self._made_of(name) or ())
        measure = self.bound.model.measures.get(name)
        checked = self.bound.expressions.get(("measures", name, "of"))
        if measure is not None and checked is not None and name not in inner:
            inner += [each for each in checked.reads if each in self.bound.model.measures or each in self.bound.outputs]
        if measure is not None and measure.value is not None:
            inner.append(measure.value)
        return tuple(inner)

    def rolling(self, name: str) -> bool:
        """Whether a name begins nothing anew with a period of the calendar. Source: design §5.2."""
        if name not in self._rolling:
            self._rolling[name] = True
            measure = self.bound.model.measures.get(name)
            own = measure is None or self._rolling_measure(measure)
            self._rolling[name] = own and all(self.rolling(each) for each in self._inner(name))
        return self._rolling[name]

    def _rolling_measure(self, measure: Measure) -> bool:
        if measure.at is not None and measure.at.startswith("previous "):
            return False
        windows = measure.over
        if windows is None:
            return measure.kind not in {"count", "percent", "total", "last"}
        for window in windows:
            tied = isinstance(window, Fixed) and window.period in TIED_TO_PERIODS
            named = isinstance(window, Stretch) and window.name not in self.bound.model.flags
            if tied or named or isinstance(window, Previous):
                return False
        return True
