"""Whether an example that is at hand already shows that one rule acts where another does not: no question is asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.analysis.answer import Answer
from engine.analysis.meaning import Acting, Meaning
from engine.analysis.normal import clauses_of, is_true
from engine.analysis.relations import relations_of
from engine.expressions.record import Run, compile_typed
from engine.expressions.typed import Typed
from engine.expressions.typed_walk import reads_with_types
from engine.model.rules import Rule
from engine.nouns import dataclass

_Values = Mapping[str, Any]
FEW = 12
"""So many rules that ask for the same are looked at one beside another, without sorting them first."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition: what it reads, and over which windows."""

    typed: Typed
    keys: frozenset[str]
    windows: frozenset[object]
    calendar: bool
    run: Run


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one rule: when it acts, as a whole and by its parts, and values at which it does."""

    whole: _Part
    clauses: tuple[_Part, ...]
    example: _Values | None
    held: frozenset[str]


class Refuting:
    """Keeps an example for each rule of a policy: with a thousand rules most pairs are told apart by it."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._known: dict[str, _Known] = {}
        self._parts: dict[Typed, _Part] = {}
        self._against: dict[Typed, _Values | None] = {}
        self._between: dict[tuple[str, str], tuple[Run, ...]] = {}

    def parts(self, one: Acting, other: Acting) -> bool:
        """Whether the first surely acts somewhere where the second does not."""
        first, second = self.known(one), self.known(other)
        if first.example is None:
            return False
        if second.whole.keys <= first.held:
            return second.whole.run(first.example) is not True
        # What shares nothing with the first, and hangs together with nothing it reads, may as well be false.
        apart = not first.whole.keys & second.whole.keys and not first.whole.windows & second.whole.windows
        if apart and not (first.whole.calendar or second.whole.calendar) and second.example is not None:
            return True
        return any(self._fails(first, clause) for clause in second.clauses)

    def _fails(self, first: _Known, clause: _Part) -> bool:
        """Whether a part of another rule's condition may be false while the first acts."""
        assert first.example is not None
        if clause.keys <= first.held:
            return clause.run(first.example) is not True
        if clause.keys & (first.whole.keys | first.held):
            return False
        against = self.against(clause)
        if against is None or not clause.windows & first.whole.windows:
            return against is not None
        both = {**first.example, **against}
        return clause.keys <= against.keys() and all(
            run(both) is True for mine in first.held for its in clause.keys for run in self._hold(mine, its)
        )

    def known(self, acting: Acting) -> _Known:
        """Give what is known of a rule."""
        if acting.id not in self._known:
            example = _sure(self._meaning.questions.never(acting.acts))
            clauses = tuple(self._part(clause) for clause in clauses_of(is_true(acting.acts)))
            held = frozenset(example or ())
            self._known[acting.id] = _Known(self._read(acting.acts), clauses, example, held)
        return self._known[acting.id]

    def against(self, clause: _Part) -> _Values | None:
        """Give values of figures at which a part is not true; None where there are none, or it is about other things.

        What is no figure hangs together with other things, and cannot be put beside another rule's example.
        """
        if clause.calendar:
            return None
        if clause.typed not in self._against:
            self._against[clause.typed] = _sure(self._meaning.questions.always(clause.typed))
        return self._against[clause.typed]

    def _part(self, clause: Typed) -> _Part:
        if clause not in self._parts:
            self._parts[clause] = self._read(clause)
        return self._parts[clause]

    def _read(self, condition: Typed) -> _Part:
        keys = frozenset(reads_with_types(condition))
        subjects = self._meaning.opener.subjects
        windows = frozenset(
            held.window for key in keys if (held := subjects.get(key)) is not None and held.measure is not None
        )
        return _Part(condition, keys, windows, _calendar(keys), compile_typed(condition))

    def _hold(self, one: str, other: str) -> tuple[Run, ...]:
        """Give what always holds between two quantities."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._between:
            held = relations_of(pair, self._meaning.opener.subjects)
            self._between[pair] = tuple(compile_typed(relation) for relation in held)
        return self._between[pair]


class Beside:
    """Rules that ask for the same thing: of a rule, which of the others it could double at all.

    Those that are left out are those of which `Refuting.parts` says so anyway, and those that act once a stretch and
    ask about something else: with a thousand rules nearly all.
    """

    def __init__(self, refuting: Refuting, rules: Sequence[Acting]) -> None:
        self._refuting, self._rules = refuting, rules
        self._alike: dict[frozenset[str], list[int]] = {}
        self._sharing: dict[object, list[int]] = {}
        self._each_time: list[int] = []
        self._unbounded: list[int] = []
        for at, rule in enumerate(rules if len(rules) > FEW else ()):
            known = refuting.known(rule)
            if not each_time(rule):
                self._alike.setdefault(known.whole.keys, []).append(at)
                continue
            self._each_time.append(at)
            # a part that may be false tells the rule apart from all that share nothing with that part
            telling = (each for each in known.clauses if each.keys and refuting.against(each) is not None)
            part = next(telling, None)
            if part is None:
                self._unbounded.append(at)
            for shared in () if part is None else part.keys | part.windows:
                self._sharing.setdefault(shared, []).append(at)

    def left_of(self, one: Acting) -> Iterator[Acting]:
        """Give those that are left to be looked at, in their order."""
        if len(self._rules) <= FEW:
            return iter(self._rules)
        known = self._refuting.known(one)
        if known.example is None:
            left = {*self._each_time}
        else:
            shared = known.whole.keys | known.held | known.whole.windows
            left = {*self._unbounded, *(at for each in shared for at in self._sharing.get(each, ()))}
        left.update(self._alike.get(known.whole.keys, ()))
        return (self._rules[at] for at in sorted(left))


def each_time(one: Acting) -> bool:
    """Whether a rule acts at every look at which its condition holds."""
    return isinstance(one.item, Rule) and one.item.act.when == "each" and one.item.at_most is None


def _sure(answer: Answer) -> _Values | None:
    return answer.example.values if answer.example is not None and answer.example.sure else None


def _calendar(keys: frozenset[str]) -> bool:
    """Whether something is asked that hangs together with other things: days, years, marks."""
    return any(not key.startswith("figure") for key in keys)
