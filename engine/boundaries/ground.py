"""What a policy's codes and sets say, so that a register can be drawn that is counted."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

import numpy as np

from engine.evaluate.block import BELOW_YEAR_1
from engine.evaluate.lookup import YES, lookup_of
from engine.explain.asked import constants_of
from engine.expressions.typed_walk import reads_with_types
from engine.load import Loaded
from engine.model.amounts import Amount, Named
from engine.model.facts import Code
from engine.register import NURSERY

_YEARS = {"nursery": NURSERY, "infant": 2, "primary": 4, "junior": 4, "secondary": 9, "special": 9, "sixth form": 12}
"""A year group of each phase; of others, one of compulsory school age."""

YEAR_GROUPS = (*BELOW_YEAR_1, *map(str, range(1, 14)))
"""Every year group as files write it."""


class Ground:
    """Looks up codes, sets and values as they are on one day."""

    def __init__(self, loaded: Loaded, day: date) -> None:
        self.loaded, self.plan, self.day = loaded, loaded.plan, day
        tables = [table for table in self.plan.codes if _covers(table.start, table.until, day)]
        self.table: Mapping[str, Code] = tables[-1].codes if tables else {}
        self.codes = ("", *dict.fromkeys(code for each in self.plan.codes for code in each.codes))
        self.values: dict[str, object] = {}
        self.amounts: dict[str, Amount] = {}
        for name, entries in self.plan.values.items():
            held = next((each.value for each in entries if _covers(each.start, each.until, day)), None)
            if isinstance(held, Amount):
                self.amounts[name] = held
            self.values[name] = held.number if isinstance(held, Amount) else held
        self._sets: dict[tuple[int, int], tuple[str, ...]] = {}

    @cached_property
    def present(self) -> tuple[str, str]:
        """The codes of a pupil who is there in the morning and in the afternoon."""
        found = [
            next((code for code, held in self.table.items() if held.used_for == use), "")
            for use in ("on_time_am", "on_time_pm")
        ]
        return found[0], found[1]

    @cached_property
    def year_group(self) -> str:
        """A year group of such a school, of compulsory school age where it has any."""
        school = self.loaded.policy.model.school
        phase = (school.phase or "") if school is not None else ""
        usual = _YEARS.get(phase.lower().replace("_", " "))
        if usual is not None:
            return year_text(usual)
        age = self.plan.school_age
        return age.years[len(age.years) // 2] if age is not None and age.years else "4"

    def amount(self, given: "Amount | Named | str | None") -> Amount | None:
        """Give an amount, or what a value of that name is on the day."""
        if isinstance(given, Named):
            return self.amounts.get(given.name)
        return given if isinstance(given, Amount) else None

    def inside(self, number: int, half: int) -> tuple[str, ...]:
        """Give the codes with which a morning or afternoon is, or may be, in a set: sure and plain ones first."""
        key = (number, half)
        if key not in self._sets:
            found = sorted(self._inside(number, half), key=lambda each: each[1])
            self._sets[key] = tuple(code for code, _ in found)
        return self._sets[key]

    def _inside(self, number: int, half: int) -> Iterator[tuple[str, int]]:
        looked = lookup_of(self.plan, self.codes)
        session = ("AM", "PM")[half]
        named = set(self.texts(number))
        bit = looked.bit_of.get(number)
        if bit is not None:
            bits = looked.table(self.table, session, self.values)
            mask = np.uint64(1) << np.uint64(bit)
            sure = {code for place, code in enumerate(self.codes) if place and bits[place] & mask}
            maybe: set[str] = set()
        else:
            outline = looked.outlines(self.table, session, self.values)[number]
            sure = {code for place, code in enumerate(self.codes) if place and outline[place] == YES}
            maybe = {code for place, code in enumerate(self.codes) if place and outline[place] not in (0, YES)}
        for code in self.table:
            if code in sure or code in maybe:
                held = self.table[code]
                early = held.used_for is None or code in named
                plain = (code in sure, early, code in named, held.category.endswith("absence"))
                yield code, sum(2**place for place, each in enumerate(reversed(plain)) if not each)

    def texts(self, number: int) -> list[str]:
        """Give the texts that a set names."""
        tree = self.plan.sets[number].condition.checked.tree
        return list(constants_of(tree)) if tree is not None else []

    def reads(self, number: int) -> frozenset[str]:
        """Give the names that a set reads."""
        tree = self.plan.sets[number].condition.checked.tree
        return frozenset(reads_with_types(tree)) if tree is not None else frozenset()


def year_text(value: object) -> str:
    """Write a year group as files do; of one that is not known the first."""
    words = {number: word for word, number in BELOW_YEAR_1.items()}
    number = int(value) if isinstance(value, int | Fraction) else 1
    return words.get(number, str(number))


def _covers(start: date | None, until: date | None, day: date) -> bool:
    return (start is None or start <= day) and (until is None or day < until)
