"""Whether what a school says it belongs to and what a layer calls itself are one."""

from engine.once import regex

WORD = regex(r"[^\W_]+")


def alike(said: str, name: str, document: object) -> bool:
    """Whether a name that people say and a layer's, or the words in its title, have what they say in common.

    >>> alike("Halton Borough Council", "halton", {})
    True
    """
    title = document.get("title") if isinstance(document, dict) else None
    words = _words(said)
    return _words(name) <= words or words <= _words(f"{name} {title}")


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
