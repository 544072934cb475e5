"""Who does the work: this process, or a pool of others on this machine."""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any

from engine.pool.copies import can_be_copied, end_with
from engine.pool.uncollected import seldom_collected

MOST_ON_WINDOWS = 61
"""Processes of one pool there: Windows waits for at most 63 things at once, and a pool waits for two more."""


class Hands:
    """So many workers behind an executor, which can be made anew when one of them died."""

    def __init__(self, count: int, make: Callable[[], Executor]) -> None:
        self.count = count
        self._make = make
        self._executor = make()

    def submit(self, function: Callable[[Any], Any], task: object) -> Future[Any]:
        """Hand a task to a worker."""
        return self._executor.submit(function, task)

    def renew(self) -> None:
        """Let go of workers that cannot be used any more, and take new ones."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._make()

    def leave(self) -> None:
        """Let the workers go; what has not begun is not begun."""
        self._executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def this_process() -> Iterator[Hands]:
    """Give one hand in this very process."""
    hands = Hands(1, lambda: ThreadPoolExecutor(1))
    try:
        yield hands
    finally:
        hands.leave()


@contextmanager
def processes(count: int) -> Iterator[Hands]:
    """Give processes of this machine; those that are still at something when an error ends the work are ended.

    Where nothing but one thread runs in this process they are copies of it, which have at once what it has loaded.
    Else they are started afresh: a copy would keep the locks of threads that it does not have.
    """
    count = possible(count, os.name)
    others = set(active_children())
    hands = Hands(count, lambda: _copies(count) if can_be_copied() else _afresh(count))
    at_their_end = False
    try:
        yield hands
        at_their_end = True
    finally:
        if not at_their_end:
            # nobody waits for what they are at, and a large school may take them long
            for process in set(active_children()) - others:
                process.terminate()
        hands.leave()


def _copies(count: int) -> Executor:
    gc.freeze()  # what all of them have is searched for cycles by none of them, and so stays shared memory
    return ProcessPoolExecutor(
        count, mp_context=get_context("fork"), initializer=_ends_when_told, initargs=(os.getpid(),)
    )


def _ends_when_told(original: int) -> None:
    """End when told to, and when the process that this is a copy of is no more: it would wait for tasks for ever."""
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # a copy has what its original does then; what that does not hear, as with `nohup`, its copies do not either
        if signal.getsignal(told) is not signal.SIG_IGN:
            signal.signal(told, signal.SIG_DFL)
    end_with(original)


def _afresh(count: int) -> Executor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begun_afresh)


def _begun_afresh() -> None:
    seldom_collected()
    # Ctrl-C reaches all that run in a terminal: whoever asked tells of it, and no other with a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def possible(count: int, system: str) -> int:
    """Give how many of so many processes a system (`os.name`) can have in one pool.

    >>> possible(200, "nt"), possible(8, "nt"), possible(200, "posix")
    (61, 8, 200)
    """
    return min(count, MOST_ON_WINDOWS) if system == "nt" else count
