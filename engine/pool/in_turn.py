"""Parts of a whole, piece by piece -> the whole, in order: copies of this process make the later parts meanwhile."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Generic, TypeAlias, TypeVar

from engine.pool.copies import copy_of_this, end

T = TypeVar("T")

Part: TypeAlias = Callable[[], Iterable[T]]
"""Makes the pieces of a part. It is called once, in this process or in a copy of it."""

_SIZE = 8
"""Bytes in which a copy says how long a piece is, and at last how much it made."""


def in_turn(parts: Sequence[Part[bytes]]) -> Iterator[bytes]:
    """Yield the pieces of some parts, those of one after those of the other.

    Where this process can be copied, each part after the first is made by a copy meanwhile, which lays it in a file
    without a name. Otherwise, and where a copy fails or dies, the part is made here when its turn comes.
    """
    return packed_in_turn(parts, bytes, bytes)


def packed_in_turn(parts: Sequence[Part[T]], pack: Callable[[T], bytes], unpack: Callable[[bytes], T]) -> Iterator[T]:
    """Do the same with pieces that are no bytes: those that a copy makes are packed there and unpacked here."""
    with ExitStack() as stack:
        copies = [None, *(_Copied.begin(part, pack, unpack, stack) for part in parts[1:])]
        for part, copied in zip(parts, copies, strict=False):  # of no part there is no copy
            yield from part() if copied is None or not copied.is_whole() else copied.pieces()


class _Copied(Generic[T]):
    """A part that a copy of this process makes."""

    def __init__(self, file: IO[bytes], told: int, unpack: Callable[[bytes], T]) -> None:
        self._file, self._told, self._unpack = file, told, unpack

    @classmethod
    def begin(
        cls, part: Part[T], pack: Callable[[T], bytes], unpack: Callable[[bytes], T], stack: ExitStack
    ) -> "_Copied[T] | None":
        """Begin to have a part made; None where this process cannot be copied, or nothing can be laid anywhere."""
        import tempfile  # not before a part is made: it loads a dozen modules

        try:
            file = tempfile.TemporaryFile(prefix="policy-")  # noqa: SIM115 - closed with the stack
            told, tell = os.pipe()
        except OSError:
            return None
        stack.callback(file.close)
        stack.callback(os.close, told)

        def work() -> None:
            for piece in map(pack, part()):
                file.write(len(piece).to_bytes(_SIZE, "big"))
                file.write(piece)
            file.flush()
            os.write(tell, file.tell().to_bytes(_SIZE, "big"))

        number = copy_of_this(work)
        os.close(tell)
        if number is None:
            return None
        stack.callback(end, number)
        return cls(file, told, unpack)

    def is_whole(self) -> bool:
        """Wait until the part is made; false where the copy has come to its end without saying so."""
        said = os.read(self._told, _SIZE)
        return len(said) == _SIZE and int.from_bytes(said, "big") == os.fstat(self._file.fileno()).st_size

    def pieces(self) -> Iterator[T]:
        """Give what was made."""
        self._file.seek(0)
        while size := self._file.read(_SIZE):
            yield self._unpack(self._file.read(int.from_bytes(size, "big")))
