"""How the messages of an import say what they found: counted, and without anything that names a pupil."""

import re
from typing import Final

_LIKE_ONE: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][ -]?(?:[0-9][ -]?){11}[0-9A-Za-z]?(?![A-Za-z0-9])")
_LONGEST_SHOWN: Final = 12
"""A longer text may be a comment that slipped into another column."""


def counted(count: int, what: str) -> str:
    """Give a number with what it counts, in the plural where there are several.

    >>> counted(1, "mark"), counted(1200, "mark")
    ('1 mark', '1,200 marks')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def without_upns(text: str, label: str) -> str:
    """Put a pupil's label in the place of numbers that could be a pupil's.

    >>> without_upns("M999999920000-A", "pupil-0001"), without_upns("P0001-A", "P0001")
    ('pupil-0001-A', 'P0001-A')
    """
    return _LIKE_ONE.sub(label, text)


def shown(text: str) -> str:
    """Give a cell as a message may show it: no number that could be a pupil's, and no long text.

    >>> shown("M999999920000"), shown("Jxx"), shown("went to see the doctor on Tuesday")
    ('a UPN', '`Jxx`', 'a text of 33 characters')
    """
    if _LIKE_ONE.search(text):
        return "a UPN"
    if len(text) > _LONGEST_SHOWN:
        return f"a text of {len(text):,} characters"
    return f"`{text}`"
