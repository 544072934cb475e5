"""What may be asked of conditions: never or always true, covered, equal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.analysis.answer import Answer, Example, Subject
from engine.analysis.axes import axes_of
from engine.analysis.codes import Codes
from engine.analysis.cuts import Cuts
from engine.analysis.day_parts import whole_of
from engine.analysis.grid import find
from engine.analysis.normal import clauses_of, is_not_true, is_true
from engine.analysis.relations import relations_of
from engine.expressions.record import compile_typed
from engine.expressions.typed import Constant, Each, Read, Step, Typed
from engine.expressions.typed_walk import parts, reads_with_types
from engine.expressions.types import BOOLEAN, Quantity

NO_WEEKENDS = "there is no school at a weekend"
MOST_REMEMBERED = 20_000
_answered: dict[tuple[object, ...], Answer] = {}
"""What was asked before: the schools of a trust ask the same of most things."""


def _print(subject: Subject | None) -> tuple[object, ...]:
    """Give all of a subject that an answer rests on."""
    if subject is None:
        return ()
    size = (subject.most, subject.assumed, subject.at_least, subject.at_weekends)
    what = (
        subject.key,
        subject.name,
        subject.kind,
        subject.quantity,
        subject.marks,
        subject.whole,
        subject.window,
        subject.alike,
        subject.anew,
    )
    kind = subject.measure.kind if subject.measure is not None else ""
    counted = (subject.measure.count, subject.measure.whole) if subject.measure is not None else ()
    return (*what, *size, kind, *counted)


def _grows(subject: Subject) -> bool:
    """Whether a figure can be greater where there is school at weekends too."""
    return subject.most is not None and subject.at_weekends is not None and subject.at_weekends > subject.most


class Questions:
    """Answers questions about opened conditions of one policy, or of two that share their subjects."""

    def __init__(self, subjects: Mapping[str, Subject], codes: Codes) -> None:
        self.subjects, self.codes = subjects, codes

    def together(self, *conditions: Typed) -> Answer:
        """Say whether conditions are never all true: `holds` is True where they never are, else there is an example."""
        clauses = list(dict.fromkeys(clause for each in conditions for clause in clauses_of(is_true(each))))
        keys = sorted({key for clause in clauses for key in reads_with_types(clause)})
        asked = (tuple(clauses), tuple(_print(self.subjects.get(key)) for key in keys), self.codes.marks_said)
        if asked not in _answered:
            if len(_answered) >= MOST_REMEMBERED:
                _answered.clear()
            _answered[asked] = self._looked(clauses, keys)
        return _answered[asked]

    def _looked(self, clauses: list[Typed], keys: list[str]) -> Answer:
        answer = self._under(clauses, keys, usual=True)
        if answer.holds:
            # what rests on the usual calendar alone is no proof: a school may have another
            on_days = not {"weekday", "review_day", "session.date"}.isdisjoint(whole_of(key) for key in keys)
            if on_days or any(_grows(self.subjects[key]) for key in keys if key in self.subjects):
                rests = NO_WEEKENDS
            elif len(keys) > 1 and self._nested(keys, usual=True) != self._nested(keys, usual=False):
                rests = "no year begins within a week, a month or a term"
            else:
                return answer
            if not self._under(clauses, keys, usual=False).holds:
                return replace(answer, assumed=rests)
        return answer

    def _nested(self, keys: list[str], *, usual: bool) -> list[Typed]:
        return relations_of(keys, self.subjects, nested=True, usual=usual)

    def _under(self, clauses: list[Typed], keys: list[str], *, usual: bool) -> Answer:
        """Look for an example under the usual calendar, or under any."""
        subjects, weekends = self.subjects, not usual
        if weekends:
            grown = {key: subjects[key] for key in keys if key in subjects and _grows(subjects[key])}
            subjects = {**subjects, **{key: replace(one, most=one.at_weekends) for key, one in grown.items()}}
        relations = relations_of(keys, subjects)
        answer = find(clauses, subjects, self.codes, relations, weekends=weekends)
        if answer.example is not None:
            # what windows that lie in each other say is asked where it matters: it makes many cases of few
            nested = self._nested(keys, usual=usual)
            if any(_broken(each, answer.example.values) for each in nested):
                relations = [*relations, *nested]
                answer = find(clauses, subjects, self.codes, relations, weekends=weekends)
        if answer.within or answer.holds is None:
            coarse = [_coarse(clause) for clause in clauses]
            if coarse != clauses:
                again = find(coarse, subjects, self.codes, relations, weekends=weekends)
                if again.proved:
                    return again
        return answer

    def never(self, condition: Typed) -> Answer:
        """Say whether a condition is never true; the example is one at which it is."""
        return self.together(condition)

    def always(self, condition: Typed) -> Answer:
        """Say whether a condition is always true; the example is one at which it is false or not known."""
        return self.together(is_not_true(condition))

    def plainest(self, condition: Typed) -> Example:
        """Give the plainest values of what a condition asks about, whatever it comes to there."""
        cuts = Cuts()
        cuts.take(condition)
        axes = axes_of(cuts, self.subjects, self.codes)
        return Example({key: value for axis in axes for key, value in zip(axis.keys, axis.points[0], strict=True)})

    def covered(self, condition: Typed, by: Typed) -> Answer:
        """Say whether `by` is true wherever a condition is; the example is one at which it is not."""
        if condition == by:
            return Answer(True)
        mine = set(clauses_of(is_true(condition)))
        left = [clause for clause in clauses_of(is_true(by)) if clause not in mine]
        if not left:
            return Answer(True)
        rest = left[0] if len(left) == 1 else Step("and", tuple(left), BOOLEAN, nullable=any(c.nullable for c in left))
        return self.together(condition, is_not_true(rest))

    def equal(self, one: Typed, other: Typed) -> Answer:
        """Say whether two conditions are true of the same; the example is one at which one is and the other is not."""
        first = self.covered(one, other)
        if first.holds is False:
            return first
        second = self.covered(other, one)
        if second.holds is False:
            return second
        if first.holds is None or second.holds is None:
            return Answer(None)
        return Answer(True, within=first.within or second.within, assumed=first.assumed or second.assumed)


def _broken(relation: Typed, values: Mapping[str, Any]) -> bool:
    """Whether values of an example cannot go together; what makes no difference to it may be anything."""
    return reads_with_types(relation).keys() <= values.keys() and compile_typed(relation)(values) is False


def _coarse(typed: Typed) -> Typed:
    """Give a condition with every comparison of several quantities taken as it stands."""
    match typed:
        case Step(operator=("=" | "!=" | "<" | "<=" | ">" | ">=")) if typed.arguments[0].type != BOOLEAN:
            if len(set(_names(typed))) > 1:
                return Read(f"term {_shape(typed)}", Quantity(BOOLEAN, nullable=typed.nullable))
        case Step():
            return replace(typed, arguments=tuple(_coarse(each) for each in typed.arguments))
    return typed


def _names(typed: Typed) -> Iterable[str]:
    return reads_with_types(typed)


def _shape(typed: Typed) -> str:
    match typed:
        case Constant():
            return repr(typed.value)
        case Read():
            return typed.name
        case Each():
            return f"{typed.kind} {_shape(typed.source)} {_shape(typed.condition)}"
    return f"{typed.operator}({', '.join(_shape(each) for each in parts(typed))})"
