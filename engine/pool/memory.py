"""What a process has let go: kept for what comes next, or handed back to the system."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

SOME, MANY = 1_000, 5_000
"""Pupils from whom on memory is worth keeping while they are worked, and from whom on worth handing back afterwards."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""What `mallopt` of Linux's C library calls: from how much on it hands free memory back and asks for it apart, and in
how many heaps several threads keep what they let go. Of more than one not all goes back: it would add up from dataset
to dataset."""
_MUCH = 1 << 30
_USUAL = 1 << 25
"""What the C library comes to by itself, at the most, in a program that lets go of long arrays."""


@contextmanager
def kept_for_more() -> Iterator[None]:
    """Keep for the arrays to come what arrays let go, where the C library would give back and fetch each, as Linux's.

    A page that comes from the system costs more than the arithmetic on it.
    """
    _ask(apart_from=_MUCH, back_from=_MUCH)
    try:
        yield
    finally:
        _ask(apart_from=_USUAL, back_from=2 * _USUAL)


def _ask(apart_from: int, back_from: int) -> None:
    set_option = _of_library("mallopt")
    if set_option is not None:
        set_option(_ARENA_MAX, 1)
        set_option(_MMAP_THRESHOLD, apart_from)
        set_option(_TRIM_THRESHOLD, back_from)


def give_back() -> None:
    """Hand memory that is free back to the system: else each of many processes keeps the most that it ever held."""
    trim = _of_library("malloc_trim")
    if trim is not None:
        trim(0)


@lru_cache(maxsize=2)
def _of_library(name: str) -> Callable[..., int] | None:
    """Give a function of the C library; None where there is none of that name, as not every library of C has it."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
