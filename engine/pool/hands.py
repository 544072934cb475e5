"""Who does the work: this process, or a pool of others on this machine."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

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
    """Give processes of this machine, started afresh: one that is forked would share the locks of polars' threads."""
    count = possible(count, os.name)
    hands = Hands(count, lambda: ProcessPoolExecutor(count, mp_context=get_context("spawn")))
    try:
        yield hands
    finally:
        hands.leave()


def possible(count: int, system: str) -> int:
    """Give how many of so many processes a system (`os.name`) can have in one pool.

    >>> possible(200, "nt"), possible(8, "nt"), possible(200, "posix")
    (61, 8, 200)
    """
    return min(count, MOST_ON_WINDOWS) if system == "nt" else count
