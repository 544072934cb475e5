"""A set of sessions that asks when a pupil came -> a time with which a session is in it."""

from collections.abc import Iterator, Mapping
from datetime import time
from fractions import Fraction
from typing import Any

from engine.boundaries.arrived import Arrived
from engine.boundaries.ground import Ground
from engine.expressions.record import compile_record
from engine.expressions.typed import Constant, Typed
from engine.expressions.typed_walk import parts
from engine.model.amounts import Minutes

ASKED = frozenset({"minutes_late", "arrived"})
_LATE, _MOST_LATE = 60, 240
_DAY = range(7 * 60, 17 * 60, 5)
_HOUR = 60


def asks_when(ground: Ground, number: int) -> frozenset[str]:
    """Give what of an arrival a set asks for, itself or through the sets that it names."""
    found: set[str] = set()
    for each in _behind(ground, number):
        found |= ground.reads(each) & ASKED
    return frozenset(found)


def fitting(ground: Ground, number: int, code: str, half: int) -> Arrived | None:
    """Give a time with which a session with a code is in a set; None where there is none."""
    asked = asks_when(ground, number)
    tried = _times(ground, number) if "arrived" in asked else _minutes(ground, number)
    return next((each for each in tried if is_inside(ground, number, code, half, each)), None)


def is_inside(ground: Ground, number: int, code: str, half: int, when: Arrived) -> bool:
    """Whether a session with a code, and a pupil who came so, is in a set for certain."""
    return _Session(ground, code, half, when).holds(number) is True


def times_in(ground: Ground) -> list[int]:
    """Give the minutes of the day that sets compare an arrival with, in order."""
    asking = [number for number in range(len(ground.plan.sets)) if "arrived" in asks_when(ground, number)]
    return sorted({minute for number in asking for minute in _named(ground, number, time)})


def _times(ground: Ground, number: int) -> Iterator[Arrived]:
    for minute in _named(ground, number, time):
        yield from (Arrived(at=minute + step) for step in (0, 1, -1))
    yield from (Arrived(at=minute) for minute in _DAY)


def _minutes(ground: Ground, number: int) -> Iterator[Arrived]:
    limits = _named(ground, number, (int, Fraction))
    yield from (Arrived(late=minute) for minute in (_LATE, *(limit + 1 for limit in limits), *range(_MOST_LATE)))


class _Session(Mapping[str, Any]):
    """What a condition over one session may name; what only a whole register can tell is not known."""

    def __init__(self, ground: Ground, code: str, half: int, when: Arrived) -> None:
        self._ground, self._half = ground, half
        self._known: dict[str, Any] = {"code": code, "session": ("AM", "PM")[half], "minutes_late": when.late}
        self._known["category"] = ground.table[code].category
        self._known["arrived"] = None if when.at is None else time(*divmod(when.at, _HOUR))

    def holds(self, number: int) -> object:
        """Say whether the session is in a set; None where that is not known."""
        if self._ground.plan.sets[number].by_code:  # a word of the language for codes names itself
            return self._known["code"] in self._ground.inside(number, self._half)
        return compile_record(self._ground.plan.sets[number].condition.checked)(self)

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        number = self._ground.plan.named_sets.get(name)
        if number is not None:
            return self.holds(number)
        held = self._ground.values.get(name)
        return time(*divmod(held.minute, _HOUR)) if isinstance(held, Minutes) else held

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _behind(ground: Ground, number: int) -> list[int]:
    """Give a set and those that it names, each once."""
    found = [number]
    for each in found:
        named = (ground.plan.named_sets.get(name) for name in sorted(ground.reads(each)))
        found += [other for other in dict.fromkeys(named) if other is not None and other not in found]
    return found


def _named(ground: Ground, number: int, kind: type | tuple[type, ...]) -> list[int]:
    """Give the limits of a kind that a set, or one behind it, names, in whole minutes."""
    found: list[object] = []
    for each in _behind(ground, number):
        tree = ground.plan.sets[each].condition.checked.tree
        waiting: list[Typed] = [] if tree is None else [tree]
        while waiting:
            typed = waiting.pop(0)
            if isinstance(typed, Constant):
                found += typed.value if isinstance(typed.value, list | tuple) else [typed.value]
            waiting += parts(typed)
        found += [ground.values.get(name) for name in sorted(ground.reads(each))]
    times = [time(*divmod(each.minute, _HOUR)) if isinstance(each, Minutes) else each for each in found]
    told = [each for each in times if isinstance(each, kind) and not isinstance(each, bool)]
    return [each.hour * _HOUR + each.minute if isinstance(each, time) else int(each) for each in told]  # type: ignore[call-overload]
