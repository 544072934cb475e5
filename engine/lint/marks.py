"""Which codes a condition over sessions lets through, by the code table in force."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from engine.bind.bound import Bound
from engine.bind.vocabulary import GROUPS
from engine.dates import Period, on_day
from engine.expressions.typed import Checked, Typed
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject
from engine.model.facts import CATEGORIES, Code, CodeTable
from engine.nouns import dataclass

_ATTENDED = frozenset(CATEGORIES[:2])
_ABSENT = frozenset(CATEGORIES[2:4])
_HELD = {
    "attended": _ATTENDED,
    "absent": _ABSENT,
    "authorised": frozenset(CATEGORIES[2:3]),
    "unauthorised": frozenset(CATEGORIES[3:4]),
    "possible": _ATTENDED | _ABSENT,
}


@dataclass(slots=True)
class Marks:
    """The codes in force on the day asked about, and what each makes of the names that a code decides.

    `truths` remembers what conditions come to: the codes for which one could be true, and those for which it surely is.
    """

    codes: Mapping[str, Code]
    facts: Mapping[str, Mapping[str, Any]]
    truths: dict[Typed, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def with_word(self, word: str) -> frozenset[str]:
        """Give the codes to which the table gives a word."""
        return frozenset(code for code, held in self.codes.items() if word in held.words)

    def of_category(self, *categories: str) -> frozenset[str]:
        """Give the codes of some categories."""
        return frozenset(code for code, held in self.codes.items() if held.category in categories)


_held: list[tuple[Bound, date, Marks]] = []
"""The marks made last: several rules ask about one policy after another."""


def marks_of(subject: Subject) -> Marks:
    """Give the marks of a policy; where it has no code table, those of the national layer that judges it."""
    if subject.bound is None:
        return Marks({}, {})
    for bound, as_of, marks in _held:
        if bound is subject.bound and as_of == subject.as_of:
            return marks
    made = Marks({}, {})
    for each in (subject, subject.law):
        if each is not None and each.bound is not None and each.bound.model.codes:
            made = _marks(each.bound.model.codes, each.as_of)
            break
    _held[:] = [(subject.bound, subject.as_of, made), *_held[:1]]
    return made


def _marks(tables: Sequence[CodeTable], as_of: date) -> Marks:
    place = on_day([Period(table.from_, table.until) for table in tables], as_of)
    held: Mapping[str, Code] = tables[place].table if place is not None else {}
    words = {word for table in tables for code in table.table.values() for word in code.words}
    return Marks(held, {code: _facts(code, entry, words) for code, entry in held.items()})


def _facts(code: str, entry: Code, words: set[str]) -> dict[str, Any]:
    return {
        "code": code,
        "category": entry.category,
        **{name: entry.category == name for name in CATEGORIES},
        **{name: entry.category in _HELD[name] for name in GROUPS},
        **{word: word in entry.words for word in words},
    }


def codes_in(subject: Subject, marks: Marks, checked: Checked | None) -> frozenset[str]:
    """Give the codes for which a condition over sessions could be true; all where there is no condition."""
    if checked is None or checked.tree is None or subject.bound is None:
        return frozenset(marks.codes)
    return _truth(subject, marks, checked.tree)[0]


def codes_surely_in(subject: Subject, marks: Marks, checked: Checked | None) -> frozenset[str]:
    """Give the codes for which a condition over sessions is true whatever else holds; all where there is none."""
    if checked is None or checked.tree is None or subject.bound is None:
        return frozenset(marks.codes)
    return _truth(subject, marks, checked.tree)[1]


def _truth(subject: Subject, marks: Marks, tree: Typed) -> tuple[frozenset[str], frozenset[str]]:
    assert subject.bound is not None
    known = marks.truths.get(tree)
    if known is None:
        values = {code: Partial(subject.bound, subject.as_of, facts).of(tree) for code, facts in marks.facts.items()}
        maybe = frozenset(code for code, value in values.items() if value is True or value is OPEN)
        known = marks.truths[tree] = maybe, frozenset(code for code in maybe if values[code] is True)
    return known


def asks_of_code(checked: Checked | None, subject: Subject) -> bool:
    """Whether a condition tells codes apart, itself or through its sets."""
    if checked is None or subject.bound is None:
        return False
    waiting, seen = list(checked.reads), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in ("code", "category", *CATEGORIES, *GROUPS):
            return True
        inner = subject.bound.expressions.get(("sets", name))
        if inner is not None:
            waiting += inner.reads
        elif any(name in code.words for table in subject.bound.model.codes for code in table.table.values()):
            return True
    return False
