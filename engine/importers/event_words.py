"""What the words of a calendar's entries mean for a school year."""

import re
from typing import Final

_PEOPLE: Final = "(?:pupils|students|children)"
_KINDS: Final = (
    (
        "inset",
        "inset|in-service|training day|staff (?:training|development)|pd day"
        "|professional (?:development|learning)|non.?pupil|twilight",
    ),
    (
        "bank_holiday",
        "bank ?holiday|good friday|easter monday|may day|new year'?s day|christmas day|boxing day|public holiday"
        "|jubilee|coronation",
    ),
    ("half_term", "half ?-?term"),
    (
        "starts",
        f"(?:term|school|autumn|spring|summer|{_PEOPLE})\\b.*\\b(?:starts?|begins?|opens?|returns?|reopens?|back)\\b"
        f"|(?:start|beginning|first day) of (?:the )?(?:\\w+ )?(?:term|school)|back to school|{_PEOPLE} return",
    ),
    (
        "ends",
        r"(?:term|school)\b.*\b(?:ends?|closes?|finishes|breaks? up)\b"
        r"|(?:end|last day) of (?:the )?(?:\w+ )?(?:term|school)|breaks? up",
    ),
    ("holiday", "(?:christmas|easter|summer|school) (?:holiday|break|vacation)s?|^holidays?$|^vacation$"),
    (
        "term",
        r"^(?:(?:autumn|spring|summer|michaelmas|lent|trinity)(?: term)?(?: \d)?(?: \d{4})?"
        r"|term(?: ?(?:time|dates?|\d))?(?: \d{4})?|.* term(?: \d)?(?: \d{4})?)$",
    ),
    ("closure", "clos(?:ed|ure|es)|occasional day|polling day|election|strike|snow"),
)
_PATTERNS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_HALF: Final = re.compile(r"\b(?:(am|morning)|(pm|afternoon))\b", re.IGNORECASE)
LONGEST: Final = 200


def kind_of(words: str) -> str | None:
    """Say what an entry is; None where its words are of another matter.

    >>> [kind_of(words) for words in ("INSET day", "Autumn half term", "Term starts", "School disco", "Autumn term")]
    ['inset', 'half_term', 'starts', None, 'term']
    """
    plain = " ".join(words[:LONGEST].replace("_", " ").split())
    return next((kind for kind, pattern in _PATTERNS if pattern.search(plain)), None)


def session_in(words: str) -> str:
    """Give the session that words name, else `all`."""
    found = _HALF.search(words)
    if found is None:
        return "all"
    return "AM" if found[1] else "PM"
