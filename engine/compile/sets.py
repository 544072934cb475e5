"""Sets of sessions: each condition once, and those that a code alone decides told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from engine.bind.bound import Bound
from engine.bind.vocabulary import GROUPS
from engine.compile.conditions import Conditions, parts_of
from engine.counting import Piece, SessionSet
from engine.document import Path
from engine.expressions.record import compile_record
from engine.expressions.typed import Checked, Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.expressions.types import BOOLEAN, Quantity
from engine.model.amounts import Amount
from engine.model.dataset import PUPILS
from engine.model.facts import CATEGORIES
from engine.once import once_of_all

MOST_BY_CODE = 60
"""A look-up of all sets at once has 64 bits."""

_NAMES = 256
"""Categories, groups and words of code tables of which the condition is kept."""

_FILLED = frozenset(name for name, shape in PUPILS.items() if shape.filled)
"""Columns of the pupils that stand in each of their rows."""

_EVERY_SESSION = Checked(Constant(True, BOOLEAN), BOOLEAN)

_GROUPS = {
    "attended": CATEGORIES[:2],
    "absent": CATEGORIES[2:4],
    "authorised": CATEGORIES[2:3],
    "unauthorised": CATEGORIES[3:4],
    "possible": CATEGORIES[:4],
}


class Sets:
    """The sets of one policy, numbered as they are asked for."""

    def __init__(self, bound: Bound, conditions: Conditions) -> None:
        self._bound, self._conditions = bound, conditions
        self.all: list[SessionSet] = []
        self.named: dict[str, int] = {}
        self._known: dict[tuple[object, int | None], int] = {}
        self._words = frozenset(w for table in bound.model.codes for code in table.table.values() for w in code.words)
        self.name("possible")

    def name(self, name: str) -> int:
        """Give the number of a named set, a category, a group or a word of the code tables."""
        if name not in self.named:
            checked = self._bound.expressions.get(("sets", name))
            if checked is None:
                self.named[name] = self._add(_of_name(name), None, by_code=True)
            else:
                self.named[name] = self._number(checked, None)
        return self.named[name]

    def of(self, path: Path) -> int:
        """Give the number of the set that a condition without `age` describes."""
        return self._number(self._bound.expressions[path], None)

    def every_session(self) -> int:
        """Give the set of all sessions of school time while a pupil is on the roll."""
        return self._number(_EVERY_SESSION, None)

    def pieces(self, path: Path) -> tuple[Piece, ...]:
        """Give a condition as sets for each stretch of ages in which it says the same."""
        return self._pieces(self._bound.expressions[path])

    def _pieces(self, checked: Checked) -> tuple[Piece, ...]:
        if "age" not in checked.reads:
            return (Piece(self._number(checked, None)),)
        bounds = sorted({0, *(age + more for age in self._ages(checked) for more in (0, 1) if age + more >= 0)})
        found = []
        for youngest, after in zip(bounds, [*bounds[1:], None], strict=True):
            number = self._number(checked, youngest)
            if not self._never(self.all[number]):
                found.append(Piece(number, youngest, None if after is None else after - 1))
        return tuple(found) or (Piece(self._number(checked, bounds[0]), 0, -1),)

    def intersection(self, one: Path, other: Path) -> tuple[Piece, ...]:
        """Give the sessions that are in both of two sets."""
        return self._pieces(_both((self._bound.expressions[one], self._bound.expressions[other])))

    def difference(self, one: Path, other: Path) -> tuple[Piece, ...]:
        """Give the sessions that are in one set and not in another."""
        return self._pieces(_both((self._bound.expressions[one], _not((self._bound.expressions[other],)))))

    def _number(self, checked: Checked, age: int | None) -> int:
        tree = checked.tree
        if isinstance(tree, Read) and age is None and self._is_set(tree.name):
            return self.name(tree.name)
        key = (tree, age)
        if key not in self._known:
            by_code = self._by_code(checked) and sum(each.by_code for each in self.all) < MOST_BY_CODE
            for read in checked.reads:
                if self._is_set(read):
                    self.name(read)
            self._known[key] = self._add(checked, age, by_code=by_code)
        return self._known[key]

    def _add(self, checked: Checked, age: int | None, *, by_code: bool) -> int:
        condition = self._conditions.of(checked)
        tests = self._conditions.tests(checked)
        told = frozenset(name for name in checked.reads if self._told_by_code(name))
        unsure = not by_code and (checked.nullable or any(self._is_unsure(name) for name in checked.reads))
        self.all.append(SessionSet(len(self.all), condition, by_code, unsure, age, tests, told))
        return len(self.all) - 1

    def _is_unsure(self, name: str) -> bool:
        """Whether a name may be not known of a session: one that is never blank, before a pupil's first row."""
        return self.all[self.name(name)].unsure if self._is_set(name) else name in _FILLED

    def _is_set(self, name: str) -> bool:
        return name in self._bound.model.sets or name in CATEGORIES or name in GROUPS or name in self._words

    def _by_code(self, checked: Checked) -> bool:
        if checked.fact_tests:
            return False
        return all(self._told_by_code(name) for name in checked.reads)

    def _told_by_code(self, name: str) -> bool:
        if name in {"code", "category", "session", "age"} or name in self._bound.model.values:
            return True
        if name in self._bound.model.sets:
            return self._by_code(self._bound.expressions[("sets", name)])
        return self._is_set(name)

    def _ages(self, checked: Checked) -> Iterator[int]:
        """Give every whole number near which what is said of an age may change."""
        for number in _numbers(checked.tree):
            yield int(number)
        for name in checked.reads:
            for entry in self._bound.model.values.get(name, ()):
                if isinstance(entry.value, Amount):
                    yield int(entry.value.number)

    def _never(self, wanted: SessionSet) -> bool:
        """Whether no code of any table, and no session without one, is in a set that codes decide."""
        if not wanted.by_code or any(name in self._bound.model.values for name in wanted.condition.reads):
            return False
        if self._reads_sets(wanted) and any(table.table for table in self._bound.model.codes):
            return False
        known = _of_no_code((wanted.condition.checked, *self._bound.model.codes))
        if wanted.age not in known:
            known[wanted.age] = not self._of_some_code(wanted)
        return known[wanted.age]

    def _of_some_code(self, wanted: SessionSet) -> bool:
        run = compile_record(wanted.condition.checked)
        # a session without a mark has no code, and may be in a set
        marks: list[tuple[str | None, str | None, Sequence[str]]] = [(None, None, ())]
        marks += [
            (code, entry.category, entry.words)
            for table in self._bound.model.codes
            for code, entry in table.table.items()
        ]
        for code, category, said in marks:
            for session in ("AM", "PM"):
                names: dict[str, object] = {"code": code, "session": session, "age": wanted.age, "category": category}
                names |= {name: category == name for name in CATEGORIES}
                names |= {name: category in held for name, held in _GROUPS.items()}
                names |= {word: word in said for word in self._words}
                if run(names) is True:
                    return True
        return False

    def _reads_sets(self, wanted: SessionSet) -> bool:
        return any(name in self._bound.model.sets for name in wanted.condition.reads)


@lru_cache(maxsize=_NAMES)
def _of_name(name: str) -> Checked:
    """Give the condition that a session is in what a name means; the very same one for all policies."""
    return Checked(Read(name, Quantity(BOOLEAN)), BOOLEAN, reads=(name,))


@once_of_all
def _both(expressions: tuple[Checked, ...]) -> Checked:
    first, second = expressions
    both = Step("and", parts_of(first, second), BOOLEAN, None, first.nullable or second.nullable)
    reads = tuple(dict.fromkeys((*first.reads, *second.reads)))
    tests = tuple(dict.fromkeys((*first.fact_tests, *second.fact_tests)))
    return Checked(both, BOOLEAN, None, both.nullable, reads, (), tests)


@once_of_all
def _not(expressions: tuple[Checked, ...]) -> Checked:
    (one,) = expressions
    assert one.tree is not None, "INVARIANT: a condition with problems is not compiled"
    return replace(one, tree=Step("not", (one.tree,), BOOLEAN, None, one.nullable))


@once_of_all
def _of_no_code(expression_and_tables: tuple[object, ...]) -> dict[int | None, bool]:
    """Give what was found, by age, of a condition that names no set: whether no code of some tables meets it."""
    return {}


def _numbers(tree: Typed | None) -> Iterator[Fraction]:
    if tree is None:
        return
    if isinstance(tree, Constant) and isinstance(tree.value, int | Fraction) and not isinstance(tree.value, bool):
        yield Fraction(tree.value)
    for child in parts(tree):
        yield from _numbers(child)
