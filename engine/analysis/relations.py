"""What holds of figures whatever the register: a part is no more than the whole, absence and attendance make up all."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from engine.analysis.answer import Subject
from engine.analysis.normal import all_of
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import BOOLEAN, NULL, NUMBER

_WHOLE = 100


def relations_of(keys: Iterable[str], subjects: Mapping[str, Subject]) -> list[Typed]:
    """Give the conditions that always hold among some subjects."""
    figures = [subjects[key] for key in sorted(set(keys)) if key in subjects and subjects[key].measure is not None]
    found: list[Typed] = []
    for one, other in combinations(figures, 2):
        found += _pair(one, other)
    return found


def _pair(one: Subject, other: Subject) -> list[Typed]:
    first, second = one.measure, other.measure
    if first is None or second is None or one.marks is None or other.marks is None or one.window != other.window:
        return []
    if first.kind == second.kind == "percent":
        if one.whole == other.whole and not one.marks & other.marks and one.marks | other.marks == one.whole:
            both = Step("+", (_read(one), _read(other)), NUMBER, "percent", nullable=True)
            return [_where_known((one, other), Step("=", (both, Constant(_WHOLE, NUMBER, "percent")), BOOLEAN))]
        return []
    if first.count not in ("sessions", "school days") or first.count != second.count or first.whole or second.whole:
        return []
    if one.marks <= other.marks:
        return [_no_more(one, other)]
    return [_no_more(other, one)] if other.marks <= one.marks else []


def _read(subject: Subject) -> Read:
    return Read(subject.key, subject.quantity)


def _no_more(part: Subject, whole: Subject) -> Typed:
    return _where_known((part, whole), Step("<=", (_read(part), _read(whole)), BOOLEAN, nullable=True))


def _where_known(subjects: tuple[Subject, ...], typed: Typed) -> Typed:
    unsure = [each for each in subjects if each.quantity.nullable]
    if not unsure:
        return typed
    known = all_of(*(Step("!=", (_read(each), Constant(None, NULL)), BOOLEAN) for each in unsure))
    return Step("if", (known, typed, Constant(True, BOOLEAN)), BOOLEAN)
