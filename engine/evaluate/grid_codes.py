"""What the codes of marks say of sets, eight sets a look-up: those that are asked for come first."""

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.evaluate.arrays import Bits, Longs

if TYPE_CHECKING:
    from engine.evaluate.host import State

Bytes = npt.NDArray[np.uint8]
Slots = slice | npt.NDArray[np.integer]

_BITS, _WORD = 8, 64
"""A look-up gives eight sets at a time: what is narrow goes through the cache fast."""


class CodeBytes:
    """The look-ups of a policy's sets, for all shares of the pupils; `asked` are the numbers of the sets in demand."""

    def __init__(self, state: "State", asked: Iterable[int]) -> None:
        sets, planned = state.sets, state.plan.sets
        self._words = sets.tables()
        same = _alike([words for _, words in self._words])
        numbers = [*sorted(asked), *(each.number for each in planned)]
        bits = [sets.bit_of(number) + more for number in numbers for more in range(1 if planned[number].by_code else 2)]
        self._bits = list(dict.fromkeys(same[bit] for bit in bits))
        at = {bit: place for place, bit in enumerate(self._bits)}
        self._places = {bit: divmod(at[same[bit]], _BITS) for bit in bits}
        self._tables: dict[int, list[tuple[Slots, Bytes]]] = {}
        first: dict[int, int] = {}
        self.one_of: Mapping[int, int] = {
            each.number: first.setdefault(same[sets.bit_of(each.number)], each.number) if each.by_code else each.number
            for each in planned
        }
        """Of sets that say the same of every code, the number of the first: by that of each."""

    def place(self, bit: int) -> tuple[int, np.uint8]:
        """Give the byte in which a bit stands, and where in it."""
        byte, at = self._places[bit]
        return byte, np.uint8(1 << at)

    def tables(self, byte: int) -> list[tuple[Slots, Bytes]]:
        """Give a byte for each code, and the sessions that it is for."""
        if byte not in self._tables:
            bits = self._bits[_BITS * byte : _BITS * (byte + 1)]
            self._tables[byte] = [(slots, _byte_of(words, bits)) for slots, words in self._words]
        return self._tables[byte]


class GridCodes:
    """The look-ups of the marks of some pupils: a row a session, a column a pupil."""

    def __init__(self, codes: CodeBytes, marks: Bytes, on_roll: Bits, is_open: Bits) -> None:
        """`on_roll` has a row a day, `is_open` an entry a session."""
        self._codes, self._marks, self._on_roll, self._open = codes, marks, on_roll, is_open
        self._packed: dict[int, Bytes] = {}
        self._days: dict[int, Bytes] = {}

    def has(self, bit: int, slots: Slots = slice(None)) -> Bits:
        """Say which sessions have a bit set; of some sessions alone where they are given."""
        byte, mask = self._codes.place(bit)
        return np.asarray((self._look_up(byte)[slots] & mask) != 0)

    def has_at(self, bit: int, slots: Longs, pupils: Longs) -> Bits:
        """Say the same of some sessions of some pupils."""
        byte, mask = self._codes.place(bit)
        return np.asarray((self._look_up(byte)[slots, pupils] & mask) != 0)

    def has_of_day(self, bit: int) -> Bits:
        """Say which days have a session with a bit set."""
        byte, mask = self._codes.place(bit)
        if byte not in self._days:
            packed = self._look_up(byte)
            self._days[byte] = packed[0::2] | packed[1::2]
        return np.asarray((self._days[byte] & mask) != 0)

    def has_without(self, bit: int, other: int) -> Bits:
        """Say which sessions have a bit set, and not another."""
        (byte, mask), (byte_of_other, without) = self._codes.place(bit), self._codes.place(other)
        if byte != byte_of_other or mask == without:
            # of two sets that say the same of every code no session is in one alone
            return self.has(bit) > self.has(other)
        return np.asarray((self._look_up(byte) & (mask | without)) == mask)

    def _look_up(self, byte: int) -> Bytes:
        held = self._packed.get(byte)
        if held is not None:
            return held
        marks, pairs = self._marks, self._marks.shape[1] // 2 * 2
        found = np.empty(marks.shape, dtype=np.uint8)
        tables = self._codes.tables(byte)
        for slots, said in tables:
            two, last = marks[slots, :pairs], marks[slots, pairs:]
            # two pupils' marks are looked up as one number
            found[slots, :pairs] = _of_pairs(said.tobytes()).take(two.view(np.uint16)).view(np.uint8)
            found[slots, pairs:] = said.take(last)
        unmarked = np.bitwise_or.reduce([said[0] for _, said in tables], dtype=np.uint8)
        if unmarked:
            # a session without a mark may be in a set (`not(attended)`), one off the roll never is
            found &= ~(np.repeat(~self._on_roll, 2, axis=0) * unmarked)
        if not self._open.all():
            found[~self._open] = 0
        self._packed[byte] = found
        return found


def _alike(tables: list[list[npt.NDArray[np.unsignedinteger]]]) -> list[int]:
    """Give, for each bit of some look-ups, the first one that says the same of every code in all of them."""
    whole = np.array([[word.astype("<u8") for word in words] for words in tables]).view(np.uint8)
    # tables, words, codes, bytes -> a row a bit
    bits = np.unpackbits(whole.reshape(*whole.shape[:2], -1, _WORD // _BITS), axis=-1, bitorder="little")
    rows = np.packbits(bits.transpose(1, 3, 0, 2).reshape(bits.shape[1] * _WORD, -1), axis=1)
    first: dict[bytes, int] = {}
    return [first.setdefault(row.tobytes(), bit) for bit, row in enumerate(rows)]


def _byte_of(words: list[npt.NDArray[np.unsignedinteger]], bits: list[int]) -> Bytes:
    """Put some bits of a look-up's words into one byte, for each code."""
    found = np.zeros(len(words[0]), dtype=np.uint8)
    for at, bit in enumerate(bits):
        word, shift = divmod(bit, _WORD)
        found |= ((words[word] >> words[word].dtype.type(shift)) & 1).astype(np.uint8) << at
    return found


@lru_cache(maxsize=64)
def _of_pairs(said: bytes) -> npt.NDArray[np.uint16]:
    """Give a look-up of two marks that lie beside each other out of that of one."""
    table = np.frombuffer(said, dtype=np.uint8)
    pairs = np.empty((len(table), len(table), 2), dtype=np.uint8)
    first, second = (1, 0) if sys.byteorder == "little" else (0, 1)
    pairs[..., 0] = table[np.indices(pairs.shape[:2])[first]]
    pairs[..., 1] = table[np.indices(pairs.shape[:2])[second]]
    return pairs.reshape(-1, 2).view(np.uint16).reshape(-1)
