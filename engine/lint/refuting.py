"""Whether an example that is at hand already shows that one rule acts where another does not: no question is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.analysis.meaning import Acting, Meaning
from engine.expressions.record import Run, compile_typed
from engine.expressions.typed_walk import reads_with_types


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one rule: what it reads, over which windows, and values at which it acts (None: not known)."""

    keys: frozenset[str]
    windows: frozenset[object]
    example: Mapping[str, Any] | None
    run: Run


class Refuting:
    """Keeps an example for each rule of a policy: with a thousand rules most pairs are told apart by it."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._known: dict[str, _Known] = {}

    def parts(self, one: Acting, other: Acting) -> bool:
        """Whether the first surely acts somewhere where the second does not."""
        first, second = self._of(one), self._of(other)
        if first.example is None:
            return False
        if second.keys <= set(first.example):
            return second.run(first.example) is not True
        # What shares nothing with the first, and hangs together with nothing it reads, may as well be false.
        apart = not first.keys & second.keys and not first.windows & second.windows
        return apart and not _calendar(first.keys | second.keys) and second.example is not None

    def _of(self, acting: Acting) -> _Known:
        if acting.id not in self._known:
            keys = frozenset(reads_with_types(acting.acts))
            subjects = self._meaning.opener.subjects
            windows = frozenset(
                held.window for key in keys if (held := subjects.get(key)) is not None and held.measure is not None
            )
            answer = self._meaning.questions.never(acting.acts)
            example = answer.example.values if answer.example is not None and answer.example.sure else None
            self._known[acting.id] = _Known(keys, windows, example, compile_typed(acting.acts))
        return self._known[acting.id]


def _calendar(keys: frozenset[str]) -> bool:
    """Whether something is asked that hangs together with other things: days, years, marks."""
    return any(not key.startswith("figure") for key in keys)
