"""How much room a text takes in a chart, at most: the page's letters are those of whatever machine shows it."""

import unicodedata
from typing import Final

SIZE: Final = 12
"""The height of the letters of a chart, as the page's style says it."""

_NARROW: Final = frozenset(" .,:;'|!()[]{}-/\\\"`°·fijlrtI1")
_WIDE: Final = frozenset("WMmw@%…—")
_OF_A_NARROW, _OF_A_LETTER, _OF_A_CAPITAL, _OF_A_WIDE = 0.42, 0.65, 0.8, 1.0
"""Widths of the widest of the common plain faces, in parts of the letters' height."""

_FOREIGN: Final = 1.15
_END: Final = "…"


def width_of(text: str) -> float:
    """Give the width at which a text is drawn, in the chart's own measure; it is drawn no wider.

    >>> width_of("7A") < width_of("WW") < width_of("WWW")
    True
    """
    return SIZE * sum(map(_width, text))


def cut(text: str, most: float) -> str:
    """Give a text that takes no more than some width; one that would is cut, and says so by its end.

    >>> cut("Year 7", 60), cut("WWWWWWWW", 60)
    ('Year 7', 'WWWW…')
    """
    if width_of(text) <= most:
        return text
    room = most - width_of(_END)
    kept = 0
    while kept < len(text) and (room := room - SIZE * _width(text[kept])) >= 0:
        kept += 1
    return text[:kept] + _END


def _width(sign: str) -> float:
    if sign in _WIDE:
        return _OF_A_WIDE
    if sign in _NARROW:
        return _OF_A_NARROW
    if sign.isascii():
        return _OF_A_CAPITAL if sign.isupper() else _OF_A_LETTER
    if unicodedata.combining(sign):
        return 0.0
    plain = unicodedata.normalize("NFD", sign)[0]
    return _width(plain) if plain.isascii() else _FOREIGN
