"""Less of the search for cycles: none while very many objects come and go, and seldom in a program that is short."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from engine.pool.memory import MANY, give_back

_SELDOM = (200_000, 20, 20)


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause it: it would go through all that is held again and again, and takes as long as the work itself."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def seldom_collected() -> None:
    """Search seldom, and never through what there is now.

    What imports made stays to the end, and nearly all that a command makes is used until it ends: looking through it
    again and again is a tenth of a small run.
    """
    gc.freeze()
    gc.set_threshold(*_SELDOM)


class _Since:
    """How many pupils this process has worked since it last looked."""

    pupils = 0


def done_with(pupils: int) -> None:
    """After datasets that have many pupils together: look for what refers to itself, and hand back what is free.

    It would be held beside the datasets to come, since it is seldom searched for, and add up from school to school.
    What is left is what schools share, and is not looked through again.
    """
    _Since.pupils += pupils
    if _Since.pupils >= MANY:
        _Since.pupils = 0
        gc.collect()
        gc.freeze()
        give_back()
