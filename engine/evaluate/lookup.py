"""Which codes are in which set, for the sets that a code alone decides."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

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


class Lookup:
    """Asks every set that codes decide about every code of a register, once for each table of codes and values."""

    def __init__(self, plan: Plan, codes: tuple[str, ...]) -> None:
        self._codes, self._plan = codes, plan
        self._sets = [each for each in plan.sets if each.by_code]
        self._asks = [_compiled_set(each.condition.checked) for each in self._sets]
        self._others = [each for each in plan.sets if not each.by_code]
        self.bit_of = {each.number: bit for bit, each in enumerate(self._sets)}
        self._words = sorted({word for table in plan.codes for code in table.codes.values() for word in code.words})
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
        packed = self.table(codes, session, values)
        found = {}
        for each in self._others:
            outline = np.full(256, DEPENDS, dtype=np.uint8)
            for number, code in enumerate(self._codes):
                names = self._names_of(code, codes, session, values)
                for one, bit in self.bit_of.items():
                    for name in self._names.get(one, ()):
                        names[name] = bool(packed[number] & (np.uint64(1) << np.uint64(bit)))
                names["age"] = each.age
                said = _said(each.condition.checked.tree, each.by_code_names, names)
                outline[number] = DEPENDS if said is None else YES if said else NO
            found[each.number] = outline
        return found

    def _names_of(
        self, code: str, codes: Mapping[str, Code], session: str, values: Mapping[str, object]
    ) -> dict[str, object]:
        entry = codes.get(code)
        names: dict[str, object] = {"code": code or None, "session": session, **values}
        names["category"] = entry.category if entry else None
        names.update({category: entry is not None and entry.category == category for category in CATEGORIES})
        names.update({group: entry is not None and entry.category in held for group, held in GROUPS.items()})
        names.update({word: entry is not None and word in entry.words for word in self._words})
        return names

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
        for number, code in enumerate(self._codes):
            names = self._names_of(code, codes, session, values)
            for bit, each in enumerate(self._sets):
                names["age"] = each.age
                held = self._asks[bit](names) is True
                for name in self._names.get(each.number, ()):
                    names[name] = held
                if held:
                    packed[number] |= np.uint64(1) << np.uint64(bit)
        return packed


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
