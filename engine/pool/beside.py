"""Work done by threads of this process beside the one that asks for it: calls that leave the interpreter meanwhile."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

_SOON: Final = 5e-5
"""Seconds after which a thread lets another one go on: a call of a fraction of a millisecond must not wait longer."""


def at_once() -> int:
    """Give how many threads may work at once: a processor each."""
    return os.cpu_count() or 1


@contextmanager
def beside(work: Callable[[], T], threads: int) -> Iterator[Callable[[], T]]:
    """Begin some work, and give what waits for it; with one thread it is done when it is waited for.

    What the work raises is raised by who waits for it.
    """
    if threads < 2:
        yield work
        return
    from concurrent.futures import ThreadPoolExecutor  # it loads a dozen modules, and a small school needs no threads

    with _taking_turns(), ThreadPoolExecutor(1) as pool:
        yield pool.submit(work).result


def in_order(tasks: Iterator[Callable[[], T]], threads: int) -> Iterator[T]:
    """Yield what comes of each task, in their order; the one who asks for it is one of the threads.

    The others work at the next tasks meanwhile. The first is done alone: what all of them share is found then.
    """
    for task in tasks:
        yield task()
        break
    if threads < 2:
        yield from (task() for task in tasks)
        return
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[Future[T]] = deque()
    with _taking_turns(), ThreadPoolExecutor(threads - 1) as pool:
        for task in tasks:
            waiting.append(pool.submit(task))
            if len(waiting) >= threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _taking_turns() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SOON)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
