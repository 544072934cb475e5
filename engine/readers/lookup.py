"""Known words -> their places, for a million cells at a time, straight from a file's bytes."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.nouns import dataclass

Places = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint64]

_WORD: Final = 8
_MIX: Final = 0x9E3779B97F4A7C15
_FURTHER: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_ODD: Final = (1 << 64) - 1
# Entry n keeps the first n bytes of a word, and no length keeps more than all eight.
_KEEP: Final = np.array([(1 << (8 * size)) - 1 for size in range(_WORD + 1)], dtype=np.uint64)
_TRIALS: Final = 8
_ROUNDS: Final = 20

PADDING: Final = b"\0" * 64
"""Bytes to put after a buffer, so that its last cell may be read in whole words."""

LONGEST: Final = len(PADDING) - _WORD - 1
"""Bytes of the longest word that is looked up; a longer one is not found."""


class Lookup:
    """An exact table of words: cells that are none of them, or longer than any, have the place -1.

    Each word is cut into 8-byte numbers and hashed into a table; words that fall on a taken slot go into a further
    table with another hash. What is found is compared whole, so that no hash decides. A word always ends with a zero
    byte in its last number: a longer cell that begins with it has something else there. Cells hold no zero byte.
    """

    __slots__ = ("_rounds", "_words")

    def __init__(self, words: Sequence[bytes]) -> None:
        if len(set(words)) != len(words):
            raise ValueError("words to look up must differ")
        short = [place for place, word in enumerate(words) if len(word) <= LONGEST]
        width = max((len(words[place]) for place in short), default=0) // _WORD + 1
        # No cell begins with a zero byte and goes on: what stands for a long word is found nowhere.
        never = b"\1".rjust(width * _WORD, b"\0")
        padded = b"".join(word.ljust(width * _WORD, b"\0") if len(word) <= LONGEST else never for word in words)
        self._words: Bytes = np.ascontiguousarray(np.frombuffer(padded, dtype="<u8").reshape(-1, width).T, np.uint64)
        self._rounds: list[_Round] = []
        left = np.array(short, dtype=np.intp)
        for turn in range(_ROUNDS):
            if not len(left):
                return
            trials = range(turn * _TRIALS, (turn + 1) * _TRIALS)
            table, left = min((_spread(self._words[:, left], left, trial) for trial in trials), key=_taken)
            self._rounds.append(table)
        raise ValueError("words to look up found no slot")

    def find(self, numbers: Bytes, starts: Places, lengths: Places) -> Places:
        """Give the place of each cell; `numbers` reads 8 bytes of the buffer from any byte on."""
        if not self._rounds:
            return np.full(len(starts), -1, dtype=np.intp)
        parts = [numbers[starts] & _KEEP.take(lengths, mode="clip")]
        for each in range(1, len(self._words)):
            begins = _WORD * each
            parts.append(numbers[starts + begins] & _KEEP.take(lengths - begins, mode="clip"))
        found, right = self._look(parts, self._rounds[0])
        if right.all():
            return found
        wrong = np.flatnonzero(~right)
        found[wrong] = -1
        for turn in self._rounds[1:]:
            again, right = self._look([part[wrong] for part in parts], turn)
            found[wrong[right]] = again[right]
            wrong = wrong[~right]
            if not len(wrong):
                break
        return found

    def _look(self, parts: Sequence[Bytes], turn: "_Round") -> tuple[Places, npt.NDArray[np.bool_]]:
        # A free slot gives -1, the last word: the cell is not that one either, or its slot would be taken.
        found = turn.table[_slots(parts, turn.mix, turn.shift)]
        right = parts[0] == self._words[0][found]
        for part, known in zip(parts[1:], self._words[1:], strict=True):
            right &= part == known[found]
        return found, right


@dataclass(frozen=True, slots=True)
class _Round:
    """One table: the hash's factor and shift, and the place of the word in each slot, -1 for none."""

    mix: np.uint64
    shift: np.uint64
    table: Places


def _spread(words: Bytes, places: Places, trial: int) -> tuple[_Round, Places]:
    """Hash words into a table; also give the places of those that found their slot taken."""
    bits = max(4, (len(places) * 8).bit_length())
    mix, shift = np.uint64((_MIX * (2 * trial + 1)) & _ODD), np.uint64(64 - bits)
    slots = _slots(list(words), mix, shift)
    table = np.full(1 << bits, -1, dtype=np.intp)
    table[slots] = places
    return _Round(mix, shift, table), places[table[slots] != places]


def _taken(spread: tuple[_Round, Places]) -> int:
    return len(spread[1])


def _slots(parts: Sequence[Bytes], mix: np.uint64, shift: np.uint64) -> Places:
    mixed = parts[0] * mix
    for part in parts[1:]:
        mixed = (mixed ^ part) * _FURTHER
    # Shifted down the number is small, and its bits are those of a place.
    return (mixed >> shift).view(np.int64)
