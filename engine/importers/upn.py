"""Unique pupil numbers: whether one can be right.

Source: the Government data standards catalogue, unique pupil number, version 2.0.
"""

import re
from collections.abc import Collection
from typing import Final

LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The letters that a number may have; each stands for its place, from 0."""

_UPN: Final = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")


def plain_upn(text: str) -> str:
    """Take out spaces and an apostrophe that a spreadsheet puts before a text, and write letters large."""
    return re.sub(r"[\s'’-]+", "", text).upper()


def check_letter(tail: str) -> str:
    """Give the letter with which a number must begin, from its other twelve characters.

    >>> check_letter("999999920000"), check_letter("99999992000A")
    ('M', 'M')
    """
    values = (int(sign) if sign.isdigit() else LETTERS.index(sign) for sign in tail)
    return LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % len(LETTERS)]


def wrong_with(upn: str) -> str:
    """Say what is wrong with a number, in words that do not repeat it; an empty text where nothing is."""
    if not _UPN.fullmatch(upn):
        if len(upn) != len("M999999920000"):
            return f"the UPN has {len(upn)} characters; there are 13"
        return "the UPN is no letter, eleven digits, and a digit or letter"
    if upn[0] != check_letter(upn[1:]):
        return "the UPN has the wrong check letter: one of its characters is mistyped"
    return ""


def is_temporary(upn: str) -> bool:
    """Whether a school gave the number until the right one is known: it ends in a letter."""
    return upn[-1:].isalpha()


def authority_of(upn: str) -> str:
    """Give the three digits of the local authority that issued a number."""
    return upn[1:4]


def is_upn(text: str) -> bool:
    """Whether a text has the form of a number, with whatever letter."""
    return bool(_UPN.fullmatch(plain_upn(text)))


def looks_like_upns(words: Collection[str]) -> bool:
    """Whether most texts of a column are unique pupil numbers."""
    filled = [plain_upn(word) for word in words if word.strip()]
    return bool(filled) and sum(bool(_UPN.fullmatch(each)) for each in filled) * 2 > len(filled)
