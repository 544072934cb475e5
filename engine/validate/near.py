"""What a person probably meant: the nearest of the words that are allowed."""

from collections.abc import Iterable
from difflib import get_close_matches


def near(word: str, allowed: Iterable[str]) -> str | None:
    """Give the allowed word that looks most like one, or None where none does.

    >>> near("opns", ["closes", "opens"])
    'opens'
    """
    folded = {known.lower().replace("-", "_"): known for known in sorted(allowed)}
    found = get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), folded, 1, 0.6)
    return folded[found[0]] if found else None


def meant(word: str, allowed: Iterable[str], otherwise: str = "") -> str:
    """Ask whether the nearest allowed word was meant; `otherwise` where none is near."""
    found = near(word, allowed)
    return f"did you mean `{found}`?" if found is not None and found != word else otherwise


def listed(words: Iterable[str], most: int = 24) -> str:
    """List words for a help text; the first so many, where there are more.

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    known = list(words)
    told = ", ".join(f"`{word}`" for word in known[:most])
    return f"{told} and {len(known) - most} more" if len(known) > most else told
