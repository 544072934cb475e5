"""What a process has let go -> the system: else each of many keeps the most that it ever held."""

import sys


def give_back() -> None:
    """Hand memory that is free back to the system, where the C library would keep it for later, as Linux's does."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not every library of C has it
    if trim is not None:
        trim(0)
