"""A function that is got ready for in a copy of this process, before it is known what it is called with."""

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Generic, Self, TypeVar

from engine.pool.coming import Coming

A = TypeVar("A")
R = TypeVar("R")


class Ahead(Generic[A, R]):
    """A copy of this process that gets ready, and then waits for what a function is to be called with.

    Where there is no copy that can answer, whoever asks calls the function.
    """

    def __init__(self, ready: Callable[[], object], function: Callable[[A], R]) -> None:
        given, self._give = os.pipe()

        def work() -> R:
            os.close(self._give)
            ready()
            with open(given, "rb") as asked:  # noqa: PTH123 - a pipe, no path
                return function(pickle.load(asked))  # noqa: S301 - what this process itself has written

        self._coming = Coming(work)
        os.close(given)

    def ask(self, of: A) -> R | None:
        """Have the function called and wait for what it gives; None where it is to be called here."""
        with suppress(BrokenPipeError), open(self._give, "wb", closefd=False) as give:
            pickle.dump(of, give)
        return self._coming.value()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *told: type[BaseException] | BaseException | TracebackType | None) -> None:
        os.close(self._give)
        self._coming.__exit__(*told)
