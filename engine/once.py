"""Work that is done once for a thing, as long as it is that very thing: what policies share is worked out once for all.

It is for things of which nothing ever changes, such as the plain values of a file. Two that are equal are not the same.
"""

import re
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

R = TypeVar("R")

MOST = 16_384
"""Things of which it is remembered what came of them: those of a large trust. The oldest are forgotten first."""

_ONE_AT_A_TIME = Lock()
"""Two threads that forget the oldest at once would forget it twice."""


class Once(Generic[R]):
    """What came of things, by which things they are; each is held, so that none can take another's place."""

    __slots__ = ("_held", "_most")

    def __init__(self, most: int = MOST) -> None:
        self._held: dict[int, tuple[Any, R]] = {}
        self._most = most

    def get(self, thing: object) -> R | None:
        """Give what came of a thing; None where nothing has."""
        found = self._held.get(id(thing))
        return None if found is None else found[1]

    def put(self, thing: object, came: R) -> None:
        """Remember what came of a thing."""
        with _ONE_AT_A_TIME:
            if len(self._held) >= self._most:
                del self._held[next(iter(self._held))]
            self._held[id(thing)] = (thing, came)


def once_of_all(work: Callable[[tuple[Any, ...]], R]) -> Callable[[tuple[Any, ...]], R]:
    """Let a function of several things in a row do its work once for those; what comes of it is never None."""
    known: dict[tuple[int, ...], tuple[tuple[Any, ...], R]] = {}

    def asked(things: tuple[Any, ...]) -> R:
        key = tuple(map(id, things))
        found = known.get(key)
        if found is None:
            found = (things, work(things))
            with _ONE_AT_A_TIME:
                if len(known) >= MOST:
                    del known[next(iter(known))]
                known[key] = found
        return found[1]

    return asked


def once(work: Callable[[Any], R]) -> Callable[[Any], R]:
    """Let a function of one thing do its work once for it; what comes of it is never None."""
    known: Once[R] = Once()

    def asked(thing: Any) -> R:
        came = known.get(thing)
        if came is None:
            came = work(thing)
            known.put(thing, came)
        return came

    return asked


class _Regex:
    """Stands for a compiled pattern, and gives its methods once it is compiled."""

    __slots__ = ("_flags", "_text", "findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub")

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        # asked for nothing but what is not there yet
        compiled = re.compile(self._text, self._flags)
        for each in self.__slots__[2:]:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    r"""Give a pattern that is compiled when it is first looked for: few of those for all that may be wrong ever are.

    >>> regex(r"\d+").findall("2 letters, 3 calls")
    ['2', '3']
    """
    return cast("re.Pattern[str]", _Regex(text, flags))
