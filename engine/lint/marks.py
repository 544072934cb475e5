"""Which codes a condition over sessions lets through, by the code table in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bind.vocabulary import GROUPS
from engine.dates import Period, on_day
from engine.expressions.typed import Checked
from engine.lint.partial import OPEN, Partial
from engine.lint.subject import Subject
from engine.model.facts import CATEGORIES, Code

_ATTENDED = frozenset(CATEGORIES[:2])
_ABSENT = frozenset(CATEGORIES[2:4])
_HELD = {
    "attended": _ATTENDED,
    "absent": _ABSENT,
    "authorised": frozenset(CATEGORIES[2:3]),
    "unauthorised": frozenset(CATEGORIES[3:4]),
    "possible": _ATTENDED | _ABSENT,
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The codes in force on the day asked about, and what each makes of the names that a code decides."""

    codes: Mapping[str, Code]
    facts: Mapping[str, Mapping[str, Any]]

    def with_word(self, word: str) -> frozenset[str]:
        """Give the codes to which the table gives a word."""
        return frozenset(code for code, held in self.codes.items() if word in held.words)

    def of_category(self, *categories: str) -> frozenset[str]:
        """Give the codes of some categories."""
        return frozenset(code for code, held in self.codes.items() if held.category in categories)


def marks_of(subject: Subject) -> Marks:
    """Give the marks of a policy; where it has no code table, those of the national layer that judges it."""
    for each in (subject, subject.law):
        if each is not None and each.bound is not None and each.bound.model.codes:
            return _marks(each.bound.model.codes, subject.as_of)
    return Marks({}, {})


def _marks(tables: Any, as_of: Any) -> Marks:
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
    return frozenset(
        code
        for code, facts in marks.facts.items()
        if Partial(subject.bound, subject.as_of, facts).of(checked.tree) in (True, OPEN)
    )


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


def session_figures(subject: Subject) -> Iterator[tuple[str, str]]:
    """Give the figures whose `of` is a condition over sessions, with the field that holds it."""
    if subject.bound is None:
        return
    for name, measure in subject.bound.model.measures.items():
        if measure.count in ("sessions", "school days", "spells") or measure.in_a_row or measure.percent:
            yield name, "of"
