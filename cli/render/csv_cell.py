"""Texts and values -> cells of CSV."""

import re

from cli.render.safe import STARTS_A_FORMULA, cell

_TO_QUOTE = re.compile('[",\r\n]')
_SPECIAL = re.compile(rf"\A[{re.escape(''.join(STARTS_A_FORMULA))}]|{_TO_QUOTE.pattern}")


def cell_text(text: str | None) -> str:
    """Write a cell, which can neither become a formula nor begin a row of its own; none is an empty one.

    >>> cell_text('5" and more'), cell_text("=1"), cell_text(None)
    ('"5"" and more"', "'=1", '')
    """
    if not text:
        return ""
    if not _SPECIAL.search(text):
        return text
    text = cell(text)
    # csv.writer leaves a carriage return bare where lines end in "\\n", and a spreadsheet begins a row there
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def said(value: object) -> str:
    """Write a value for a program: true and false, and nothing for what is not known."""
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
