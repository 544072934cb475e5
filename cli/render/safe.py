"""Text from files, made safe to show: for a terminal, for a spreadsheet, for a console that lacks characters."""

from engine.once import regex

_UNSEEN = regex("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]+")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_PLAIN = {"≥": ">=", "≤": "<=", "≠": "not ", "−": "-", "×": "x", "→": "->", "…": "...", "–": "-", "—": "-", "·": "-"}


def shown(text: str) -> str:
    r"""Take out what a terminal would obey and a reader not see: control and direction characters.

    >>> shown("P1\x1b[2Jred\u202e")
    'P1 [2Jred'
    """
    return _UNSEEN.sub(" ", text).strip() if _UNSEEN.search(text) else text


def cell(text: str) -> str:
    """Give a spreadsheet's cell: a text that would be read as a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell("P001")
    ("'=1+1", 'P001')
    """
    return f"'{text}" if is_a_formula(text) else text


def is_a_formula(text: str) -> bool:
    """Say whether a spreadsheet would take a text for a formula."""
    return text.startswith(STARTS_A_FORMULA)


def in_plain_letters(text: str, encoding: str) -> str:
    """Write signs that an encoding lacks in signs that it has; text that it can hold stays as it is.

    >>> in_plain_letters("10 ≥ 9", "cp1252")
    '10 >= 9'
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, plain in _PLAIN.items():
            text = text.replace(sign, plain)
    return text
