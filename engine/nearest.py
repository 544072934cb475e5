"""A word that means nothing -> the known word that its writer most likely meant."""

from collections.abc import Collection, Iterable

_TRIED = 6
_LOOK = str.maketrans("01", "ol")
"""What looks like a letter."""

_WORD = 3
_SURE = 0.85
_LEAST = 0.6
"""So much of two words, letters in their order, is the same where one may be meant for the other."""


def close(word: str, known: Collection[str], most: int = 1, least: float = _LEAST) -> list[str]:
    """Give the known words that look most like one, the most alike first; none where none does."""
    from difflib import get_close_matches  # which a run in which nothing is wrong has no use for

    return get_close_matches(word, known, most, least)


def nearest(word: str, known: Iterable[str], least: float = _LEAST) -> str | None:
    """Give the known word that looks most like one, whatever its capitals, spaces and hyphens; None where none does.

    What two names have in common by whole words says nothing of a slip: what is left of them must look alike too.

    >>> nearest("opns", ["closes", "opens"]), nearest("Late limit", ["late_limit"])
    ('opens', 'late_limit')
    >>> nearest("ewo_after", ["deletion_after"]) is None
    True
    """
    folded = {_folded(each): each for each in sorted(known)}
    given = _folded(word)
    found = close(given, folded, _TRIED, least)
    # `anyone` has more letters in common with `none`, and means `any`
    sure = close(given, folded, 1, _SURE)
    begun = [each for each in found if len(each) >= _WORD and (each.startswith(given) or given.startswith(each))]
    seen = [each for each in folded if each.translate(_LOOK) == given.translate(_LOOK)]
    return next((folded[each] for each in (*seen, *sure, *begun, *found) if _alike(given, each)), None)


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _alike(one: str, other: str) -> bool:
    if one.translate(_LOOK) == other.translate(_LOOK):
        return True
    ours, theirs = one.split("_"), other.split("_")
    for end in (0, -1):
        while ours and theirs and ours[end] == theirs[end]:
            del ours[end], theirs[end]
    if not ours or not theirs:
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, "_".join(ours), "_".join(theirs)).ratio() >= _LEAST
