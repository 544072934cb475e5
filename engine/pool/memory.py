"""What a process has let go: kept for what comes next, or handed back to the system."""

import sys
from collections.abc import Callable
from functools import lru_cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What `mallopt` of Linux's C library calls: from how much on it hands free memory back, and asks for it apart."""
_MUCH = 1 << 30


def keep_for_more() -> None:
    """Keep for the arrays to come what arrays let go, where the C library would give back and fetch each, as Linux's.

    A page that comes from the system costs more than the arithmetic on it.
    """
    set_option = _of_library("mallopt")
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _MUCH)
        set_option(_TRIM_THRESHOLD, _MUCH)


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
