"""A line that tells how far a long run has come, on a terminal only."""

import time
from types import TracebackType
from typing import Self, TextIO

_QUIET_FOR = 0.7
_EVERY = 0.1


class Progress:
    """Called with what is done and what there is in all; draws nothing in the first moments or off a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.seen = stream.isatty()
        self.next = time.monotonic() + _QUIET_FOR
        self.width = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell that `done` of `total` pieces of a work are done."""
        now = time.monotonic()
        if not self.seen or now < self.next:
            return
        self.next = now + _EVERY
        line = f"{what} {done * 100 // total}%" if total else what
        self.stream.write("\r" + line.ljust(self.width))
        self.stream.flush()
        self.width = len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.width:
            self.stream.write("\r" + " " * self.width + "\r")
            self.stream.flush()
