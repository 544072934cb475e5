"""A copy of this process that does one piece of work and ends."""

import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_LOOKS, _MOMENT = 20, 0.001

_WHEN_THE_ORIGINAL_ENDS = 1
"""What Linux calls PR_SET_PDEATHSIG: the signal that a process gets when the one that began it has ended."""


def copy_of_this(work: Callable[[], object]) -> int | None:
    """Begin a copy of this process that does a piece of work and ends; give its number, None where there can be none.

    What goes wrong in the copy is told to nobody: whoever waits for it sees that it did not come to an end, does the
    work in this process, and so meets the same fault where it is told as any other.
    """
    if not can_be_copied():
        return None
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what both have is searched for cycles by neither, and so stays shared memory
    original = os.getpid()
    try:
        number = os.fork()
    except OSError:  # there is no memory for another, or there are as many as this user may have
        return None
    if number:
        return number
    try:
        end_with(original)
        work()
    finally:
        # whatever was raised: none of what this process had begun is to be gone on with here
        os._exit(0)


def end_with(original: int) -> None:
    """Have the system end this process when the one that it is a copy of is no more, however that came to its end.

    Nobody has a use for what it makes then, and a large dataset would keep a processor and its memory for seconds.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_WHEN_THE_ORIGINAL_ENDS, signal.SIGKILL)
    if os.getppid() != original:
        os._exit(1)


def can_be_copied() -> bool:
    """Whether this process is one that can safely be copied: on Linux, and with one thread alone.

    macOS forbids it to whoever has used its own libraries, as NumPy does, and Windows has no such thing.
    """
    if not sys.platform.startswith("linux"):
        return False
    threads = Path("/proc/self/task")
    for _ in range(_LOOKS):
        # a thread that has been waited for is still listed for a moment
        if len(list(threads.iterdir())) == 1:
            return True
        time.sleep(_MOMENT)
    return False


def end(number: int) -> None:
    """Let a copy go, whether it has come to its end or not."""
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(number, 0)
