"""Who does the work: this process, or a pool of others on this machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any


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
    hands = Hands(count, lambda: ProcessPoolExecutor(count, mp_context=get_context("spawn")))
    try:
        yield hands
    finally:
        hands.leave()
