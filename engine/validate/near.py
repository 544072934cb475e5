"""What a person probably meant: the nearest of the words that are allowed."""

from collections.abc import Iterable

from engine.nearest import nearest


def meant(word: str, allowed: Iterable[str], otherwise: str = "") -> str:
    """Ask whether the nearest allowed word was meant; `otherwise` where none is near."""
    found = nearest(word, allowed)
    return f"did you mean `{found}`?" if found is not None and found != word else otherwise


def listed(words: Iterable[str], most: int = 24) -> str:
    """List words for a help text; the first so many, where there are more.

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    known = list(words)
    told = ", ".join(f"`{word}`" for word in known[:most])
    return f"{told} and {len(known) - most} more" if len(known) > most else told
