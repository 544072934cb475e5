"""Which codes are in which set, for the sets that a code alone decides."""

from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine.counting import SessionSet
from engine.expressions.record import compile_record, compile_typed
from engine.expressions.typed import Step, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.model.facts import CATEGORIES, Code
from engine.once import once
from engine.plan import Plan

GROUPS: Mapping[str, tuple[str, ...]] = {
    "attended": ("present", "approved_educational_activity"),
    "absent": ("authorised_absence", "unauthorised_absence"),
    "authorised": ("authorised_absence",),
    "unauthorised": ("unauthorised_absence",),
    "possible": ("present", "approved_educational_activity", "authorised_absence", "unauthorised_absence"),
}
"""Which categories make which set. Source: design §4."""


NO, YES, DEPENDS = 0, 1, 2


_Ask: TypeAlias = Callable[[SessionSet, Mapping[str, object]], int]
"""Says of one code whether it is in a set: `NO`, `YES` or `DEPENDS`."""


class _Told:
    """All that the conditions of sets are told of the codes of a register, on a day and in a session of it."""

    def __init__(
        self,
        codes: tuple[str, ...],
        table: Mapping[str, Code],
        session: str,
        values: Mapping[str, object],
        words: frozenset[str],
    ) -> None:
        self.codes, self.table, self.session = codes, table, session
        self.sets: dict[str, npt.NDArray[np.uint8]] = {}
        """By the names of sets that were asked about, what was said of each code."""
        self._values, self._words = values, words
        self._of_code: dict[int, dict[str, object]] = {}

    def behind(self, names: Iterable[str]) -> tuple[object, ...]:
        """Give what some names come to, apart from the code table, the session and the age: equal where they do."""
        found: list[object] = []
        for name in names:
            value, held = self._values.get(name), self.sets.get(name)
            # one is true and is not: the kind of a value is a part of it
            found += (name, type(value), value, name in self._words, None if held is None else held.tobytes())
        return tuple(found)

    def names(self, number: int, age: int | None) -> Mapping[str, object]:
        """Give all names for the code at a place; place 0 is no mark."""
        if number not in self._of_code:
            self._of_code[number] = self._names_of(self.codes[number])
        said = {name: bool(held[number] == YES) for name, held in self.sets.items()}
        return {**self._of_code[number], **said, "age": age}

    def _names_of(self, code: str) -> dict[str, object]:
        entry = self.table.get(code)
        names: dict[str, object] = {"code": code or None, "session": self.session, **self._values}
        names["category"] = entry.category if entry else None
        names.update({category: entry is not None and entry.category == category for category in CATEGORIES})
        names.update({group: entry is not None and entry.category in held for group, held in GROUPS.items()})
        names.update({word: entry is not None and word in entry.words for word in self._words})
        return names


class Lookup:
    """Asks every set that codes decide about every code of a register, once for each table of codes and values."""

    def __init__(self, plan: Plan, codes: tuple[str, ...]) -> None:
        self._codes = codes
        self._sets = [each for each in plan.sets if each.by_code]
        self._others = [each for each in plan.sets if not each.by_code]
        self.bit_of = {each.number: bit for bit, each in enumerate(self._sets)}
        self._words = frozenset(w for table in plan.codes for code in table.codes.values() for w in code.words)
        self._tables: dict[object, npt.NDArray[np.uint64]] = {}
        self._outlines: dict[object, dict[int, npt.NDArray[np.uint8]]] = {}
        self._names: dict[int, list[str]] = {}
        for name, number in plan.named_sets.items():
            self._names.setdefault(number, []).append(name)

    # INVARIANT: the code tables that are asked about are the plan's own, which is kept here, or the one empty table

    def outlines(
        self, codes: Mapping[str, Code], session: str, values: Mapping[str, object]
    ) -> dict[int, npt.NDArray[np.uint8]]:
        """Give, for each set that codes do not decide, what each code alone says of it: `NO`, `YES` or `DEPENDS`."""
        key = (id(codes) if codes else 0, session, tuple(values.items()))
        if key not in self._outlines:
            self._outlines[key] = self._make_outlines(codes, session, values)
        return self._outlines[key]

    def _make_outlines(
        self, codes: Mapping[str, Code], session: str, values: Mapping[str, object]
    ) -> dict[int, npt.NDArray[np.uint8]]:
        told = self._told(codes, session, values)
        for each in self._sets:
            self._hear(each, told, _said_of(each, told, _in_set, _names_in(each)))
        return {each.number: _said_of(each, told, _outline, each.by_code_names) for each in self._others}

    def table(self, codes: Mapping[str, Code], session: str, values: Mapping[str, object]) -> npt.NDArray[np.uint64]:
        """Give, for each place of a code, a bit for each set; place 0 is no mark."""
        key = (id(codes) if codes else 0, session, tuple(values.items()))
        if key not in self._tables:
            self._tables[key] = self._make_table(codes, session, values)
        return self._tables[key]

    def _make_table(
        self, codes: Mapping[str, Code], session: str, values: Mapping[str, object]
    ) -> npt.NDArray[np.uint64]:
        packed = np.zeros(256, dtype=np.uint64)
        told = self._told(codes, session, values)
        for bit, each in enumerate(self._sets):
            held = _said_of(each, told, _in_set, _names_in(each))
            self._hear(each, told, held)
            packed |= (held == YES).astype(np.uint64) << np.uint64(bit)
        return packed

    def _told(self, codes: Mapping[str, Code], session: str, values: Mapping[str, object]) -> _Told:
        return _Told(self._codes, codes, session, values, self._words)

    def _hear(self, each: SessionSet, told: _Told, held: npt.NDArray[np.uint8]) -> None:
        """Let the conditions to come know what is in a set."""
        told.sets.update(dict.fromkeys(self._names.get(each.number, ()), held))


_SAID: dict[tuple[object, ...], tuple[object, object, npt.NDArray[np.uint8]]] = {}
"""What was said of codes, by all that it rests on: schools ask the same of the same table again and again.

INVARIANT: the condition and the table, of which nothing ever changes, are kept beside it: their numbers are no others'.
"""
_MOST_SAID = 4096
_ONE_AT_A_TIME = Lock()
"""Two threads that forget the oldest at once would forget it twice."""


def _said_of(each: SessionSet, told: _Told, ask: _Ask, names: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Ask about each code, unless all that is rested on, which `names` stand for, was asked about before."""
    checked = each.condition.checked
    rests = told.behind(sorted(names))
    key = (ask, id(checked), id(told.table) if told.table else 0, told.codes, told.session, each.age, rests)
    known = _SAID.get(key)
    if known is not None:
        return known[2]
    found = np.full(256, NO if ask is _in_set else DEPENDS, dtype=np.uint8)
    for number in range(len(told.codes)):
        found[number] = ask(each, told.names(number, each.age))
    found.flags.writeable = False
    with _ONE_AT_A_TIME:
        while len(_SAID) >= _MOST_SAID:
            del _SAID[next(iter(_SAID))]
        _SAID[key] = (checked, told.table, found)
    return found


def _names_in(each: SessionSet) -> frozenset[str]:
    tree = each.condition.checked.tree
    return frozenset() if tree is None else _reads(tree)


def _in_set(each: SessionSet, names: Mapping[str, object]) -> int:
    """Say whether a code is in a set that codes decide."""
    return YES if _compiled_set(each.condition.checked)(names) is True else NO


def _outline(each: SessionSet, names: Mapping[str, object]) -> int:
    """Say what the code alone says of a set that it does not decide."""
    said = _said(each.condition.checked.tree, each.by_code_names, names)
    return DEPENDS if said is None else YES if said else NO


_KEPT: dict[tuple[int, int, tuple[str, ...]], Lookup] = {}
_MOST = 32


def lookup_of(plan: Plan, codes: tuple[str, ...]) -> Lookup:
    """Give the look-up of a plan's sets and codes: one for every register, and for what is cut out of a plan."""
    key = (id(plan.sets), id(plan.codes), codes)
    if key not in _KEPT:
        while len(_KEPT) >= _MOST:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[key] = Lookup(plan, codes)
    return _KEPT[key]


_reads = once(lambda typed: frozenset(reads_with_types(typed)))
_compiled = once(compile_typed)
_compiled_set = once(compile_record)


def _said(typed: Typed | None, told: frozenset[str], names: Mapping[str, object]) -> bool | None:
    """Say what a condition comes to when only some names are told; None where the others could change it."""
    if typed is None:
        return None
    if told.issuperset(_reads(typed)):
        return _compiled(typed)(names) is True
    if isinstance(typed, Step) and typed.operator in {"and", "or"}:
        decides = typed.operator == "or"
        said = [_said(part, told, names) for part in typed.arguments]
        if decides in said:
            return decides
        return None if None in said else not decides
    return None
