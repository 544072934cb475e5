"""Parts of a text -> the whole, in order: copies of this process make the later ones while it makes the first."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import IO, TypeAlias

Part: TypeAlias = Callable[[], Iterable[bytes]]
"""Makes a part of a text. It is called once, in this process or in a copy of it."""

LIGHTER = 0.5
"""How large the first part of a long text is beside another, as whoever makes it also hands the others over."""

_PIECE = 1 << 20
_SIZE = 8
"""Bytes in which a copy says how much it made."""


def with_last(parts: Sequence[Part], rest: Part) -> list[Part]:
    """Give some parts with a further one at the end of the last, made by whoever makes that; the one where none is."""
    if not parts:
        return [rest]
    *first, last = parts
    return [*first, lambda: chain(last(), rest())]


def in_turn(parts: Sequence[Part]) -> Iterator[bytes]:
    """Yield what some parts give, one after the other.

    Where this process can be copied, each part after the first is made by a copy meanwhile, which lays it in a file
    without a name. Otherwise, and where a copy fails or dies, the part is made here when its turn comes.
    """
    with ExitStack() as stack:
        copies = [None, *(_Copied.begin(part, stack) for part in parts[1:])]
        for part, copied in zip(parts, copies, strict=False):  # of no part there is no copy
            yield from part() if copied is None or not copied.is_whole() else copied.pieces()


class _Copied:
    """A part that a copy of this process makes."""

    def __init__(self, file: IO[bytes], told: int) -> None:
        self._file, self._told = file, told

    @classmethod
    def begin(cls, part: Part, stack: ExitStack) -> "_Copied | None":
        """Begin to have a part made; None where this process cannot be copied, or nothing can be laid anywhere."""
        import tempfile  # not before a part is made: it loads a dozen modules

        from engine.pool.copies import copy_of_this, end

        try:
            file = tempfile.TemporaryFile(prefix="policy-")  # noqa: SIM115 - closed with the stack
            told, tell = os.pipe()
        except OSError:
            return None
        stack.callback(file.close)
        stack.callback(os.close, told)

        def work() -> None:
            size = 0
            for piece in part():
                file.write(piece)
                size += len(piece)
            file.flush()
            os.write(tell, size.to_bytes(_SIZE, "big"))

        number = copy_of_this(work)
        os.close(tell)
        if number is None:
            return None
        stack.callback(end, number)
        return cls(file, told)

    def is_whole(self) -> bool:
        """Wait until the part is made; false where the copy has come to its end without saying so."""
        said = os.read(self._told, _SIZE)
        return len(said) == _SIZE and int.from_bytes(said, "big") == os.fstat(self._file.fileno()).st_size

    def pieces(self) -> Iterator[bytes]:
        """Give what was made."""
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece
