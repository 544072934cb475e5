"""What a copy of this process makes, handed back when it is asked for."""

import mmap
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from types import TracebackType
from typing import Generic, Self, TypeVar

from engine.pool.copies import copy_of_this, end

R = TypeVar("R")

_APART = 64
"""Bytes at a multiple of which an array begins."""


class Coming(Generic[R]):
    """A copy of this process that calls a function, and hands back what it gives.

    Where this process cannot be copied, and where the copy fails or dies, there is nothing: whoever asks calls the
    function. Arrays come back in memory that both processes have, and are not copied.
    """

    def __init__(self, function: Callable[[], R]) -> None:
        self._told, tell = os.pipe()
        self._memory = _memory()
        self._number = copy_of_this(lambda: self._work(function, tell)) if self._memory >= 0 else None
        os.close(tell)

    def _work(self, function: Callable[[], R], tell: int) -> None:
        os.close(self._told)
        held: list[pickle.PickleBuffer] = []
        made = pickle.dumps(function(), protocol=5, buffer_callback=held.append)
        sizes = []
        with open(self._memory, "wb") as memory:  # noqa: PTH123 - memory, no path
            for each in held:
                raw = each.raw()
                sizes.append(raw.nbytes)
                memory.write(raw)
                memory.write(bytes(-raw.nbytes % _APART))
        with open(tell, "wb") as told:
            pickle.dump((made, sizes), told)

    def value(self) -> R | None:
        """Wait for what the function gives; None where it is to be called here."""
        if self._number is None:
            return None
        try:
            with open(self._told, "rb", closefd=False) as told:
                made, sizes = pickle.load(told)  # noqa: S301 - what a copy of this process has written
        except (EOFError, pickle.UnpicklingError):
            # the copy has ended without a word, or in the middle of it
            return None
        found: R = pickle.loads(made, buffers=self._arrays(sizes))  # noqa: S301 - the same
        return found

    def _arrays(self, sizes: Sequence[int]) -> Iterator[memoryview]:
        """Give the arrays' bytes: what is written to them here is this process's own."""
        ends = list(accumulate(size + -size % _APART for size in sizes))
        if not ends or not ends[-1]:
            return (memoryview(bytearray()) for _ in sizes)
        memory = memoryview(mmap.mmap(self._memory, ends[-1], flags=mmap.MAP_PRIVATE))
        return (memory[end - size - -size % _APART :][:size] for size, end in zip(sizes, ends, strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        os.close(self._told)
        if self._memory >= 0:
            os.close(self._memory)
        if self._number is not None:
            end(self._number)


def _memory() -> int:
    """Give a file that lies in memory alone; -1 where there is none."""
    try:
        return os.memfd_create("policy") if hasattr(os, "memfd_create") else -1
    except OSError:
        return -1
