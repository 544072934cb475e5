"""Words -> which of them are most likely a slip of the keyboard for which others."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_LEAST = 4
_RATIO = 0.88
"""So much of two words, letters in their order, is the same where one may be meant for the other."""


def slip(one: str, other: str, least: int = _LEAST) -> bool:
    """Whether two words differ as a slip makes them: two letters changed places, or one inside is left out or doubled.

    The first and the last letter are the same, so that no ending is taken for a slip.

    >>> slip("mornigns", "mornings"), slip("suport", "support"), slip("letter", "letters"), slip("pupil_1", "pupil_2")
    (True, True, False, False)
    """
    if one == other or min(len(one), len(other)) < least or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    if len(one) == len(other):
        differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and one[differing[0]] == other[differing[1]]
            and one[differing[1]] == other[differing[0]]
        )
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))


class Alike:
    """Finds among many words those that look like a given one, without comparing each with each.

    Words that differ by one letter, or by two that changed places, are the same with one letter left out of each.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for word in sorted(words):
            for rest in _rests(word):
                self._by_rest.setdefault(rest, []).append(word)

    def to(self, word: str) -> list[str]:
        """Give the other words that look like one, most alike first."""
        met = {other for rest in _rests(word) for other in self._by_rest.get(rest, ()) if other != word}
        ratios = {other: SequenceMatcher(None, other, word).ratio() for other in met}
        found = [other for other in met if ratios[other] >= _RATIO or slip(word, other, least=3)]
        return sorted(found, key=lambda other: (-ratios[other], other))


def _rests(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
