"""What holds of figures whatever the register: a part is no more than the whole, absence and attendance make up all."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from engine.analysis.answer import Subject
from engine.analysis.normal import all_of
from engine.analysis.spans import within
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import BOOLEAN, NULL, NUMBER

_WHOLE = 100
_OF_MARKS = ("sessions", "school days")


def relations_of(
    keys: Iterable[str], subjects: Mapping[str, Subject], *, nested: bool = False, usual: bool = True
) -> list[Typed]:
    """Give the conditions that always hold among some subjects over one window; with `nested`, over one in another.

    `usual` says that an academic year begins in the holidays.
    """
    figures = [subjects[key] for key in sorted(set(keys)) if key in subjects and subjects[key].measure is not None]
    found: list[Typed] = []
    for one, other in combinations(figures, 2):
        found += _pair(one, other, nested=nested, usual=usual)
    return found


def _pair(one: Subject, other: Subject, *, nested: bool, usual: bool) -> Iterator[Typed]:
    if (one.window != other.window) is not nested:
        return
    if one.measure is not None and other.measure is not None and one.measure.kind == other.measure.kind == "percent":
        if not nested and one.anew == other.anew and _make_up_all(one, other):
            both = Step("+", (_read(one), _read(other)), NUMBER, "percent", nullable=True)
            yield _where_known((one, other), Step("=", (both, Constant(_WHOLE, NUMBER, "percent")), BOOLEAN))
        return
    if not nested and (most := _most_together(one, other)) is not None:
        both = Step("+", (_number(one), _number(other)), NUMBER, nullable=True)
        yield _where_known((one, other), Step("<=", (both, Constant(most, NUMBER)), BOOLEAN, nullable=True))
    for part, whole in ((one, other), (other, one)):
        # INVARIANT: what a ladder counts anew may be less than what others count, never more
        if (not whole.anew or whole.anew == part.anew) and _lies_in(part, whole, usual=usual):
            yield from _no_more(part, whole)


def _make_up_all(one: Subject, other: Subject) -> bool:
    if one.marks is None or other.marks is None:
        return False
    return one.whole == other.whole and not one.marks & other.marks and one.marks | other.marks == one.whole


def _most_together(one: Subject, other: Subject) -> Fraction | None:
    """Give the most sessions that two counts of one window come to together, where no session is in both."""
    first, second = one.measure, other.measure
    if first is None or second is None or not first.count == second.count == "sessions" or one.anew != other.anew:
        return None
    if one.marks is None or other.marks is None or one.marks & other.marks or one.most is None or other.most is None:
        return None
    if one.assumed or other.assumed or {_halves(one), _halves(other)} == {("AM",), ("PM",)}:
        return None
    return max(one.most, other.most)


def _halves(subject: Subject) -> tuple[str, ...]:
    return tuple(sorted({session for _, _, session in subject.marks or ()}))


def _lies_in(part: Subject, whole: Subject, *, usual: bool) -> bool:
    """Whether all that one figure counts the other counts too."""
    first, second = part.measure, whole.measure
    if first is None or second is None or not first.kind == second.kind == "count":
        return False
    if second.whole and not (first.whole and _ends_of_days(part, whole)):
        return False
    of_marks = first.count in _OF_MARKS and second.count in _OF_MARKS
    subset = of_marks and part.marks is not None and whole.marks is not None and part.marks <= whole.marks
    if not subset and (not part.alike or part.alike != whole.alike):
        return False
    if part.window == whole.window:
        return True
    return (
        first.ends is None and second.ends is None and within(part.over, whole.over, of_sessions=of_marks, usual=usual)
    )


def _ends_of_days(part: Subject, whole: Subject) -> bool:
    """Whether a day is whole for one figure where it is for the other: neither looks at a part of it alone.

    A session is a part of its day, and a ladder may have begun to count anew after its morning.
    """
    if part.window != whole.window and any(each.period == "session" for each in part.over):
        return False
    return part.anew == whole.anew


def _read(subject: Subject) -> Read:
    return Read(subject.key, subject.quantity)


def _no_more(part: Subject, whole: Subject) -> Iterator[Typed]:
    """A day has one such session at least, and two at most."""
    things = tuple(each.measure.count if each.measure is not None else None for each in (part, whole))
    if things == ("sessions", "school days"):
        twice = Step("*", (_number(whole), Constant(2, NUMBER)), NUMBER, nullable=True)
        yield _where_known((part, whole), Step("<=", (_number(part), twice), BOOLEAN, nullable=True))
    elif things[0] == things[1]:
        yield _where_known((part, whole), Step("<=", (_read(part), _read(whole)), BOOLEAN, nullable=True))
    else:
        yield _where_known((part, whole), Step("<=", (_number(part), _number(whole)), BOOLEAN, nullable=True))


def _number(subject: Subject) -> Typed:
    return Step("number", (_read(subject),), NUMBER, nullable=subject.quantity.nullable)


def _where_known(subjects: tuple[Subject, ...], typed: Typed) -> Typed:
    unsure = [each for each in subjects if each.quantity.nullable]
    if not unsure:
        return typed
    known = all_of(*(Step("!=", (_read(each), Constant(None, NULL)), BOOLEAN) for each in unsure))
    return Step("if", (known, typed, Constant(True, BOOLEAN)), BOOLEAN)
