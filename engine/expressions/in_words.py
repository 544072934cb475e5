"""A comparison that is written in words -> its sign."""

import re

_MORE = "more|greater|higher|larger|bigger|longer"
_LESS = "less|fewer|lower|smaller|shorter"
_THAN = r"(?: +(?:than|then))"
_OR_EQUAL = r"(?: +or +(?:equal|equals|the +same)(?: +(?:to|as|than))?)?"
_SIGNS = (
    (rf"(?:(?:not?|never) +)(?:(?:{_MORE}){_THAN}?|above|over|beyond|exceeding)", "<="),
    (rf"(?:(?:not?|never) +)(?:(?:{_LESS}){_THAN}?|below|under)", ">="),
    (rf"(?:{_MORE}){_THAN}?{_OR_EQUAL}|(?:above|over|beyond|exceeds|exceeding)", ">"),
    (rf"(?:{_LESS}){_THAN}?{_OR_EQUAL}|(?:below|under|beneath)", "<"),
    (r"at +least|a +minimum +of|minimum|not +below|reaches|has +reached", ">="),
    (r"at +most|up +to|a +maximum +of|maximum", "<="),
    (r"(?:not +equal|unequal|different)(?: +(?:to|from))?|does +not +equal", "!="),
    (r"(?:equals?|exactly|the +same|same)(?: +(?:to|as))?", "="),
    (r"between", "between"),
    (r"one +of|among", "in"),
)
_BE = r"(?:(?:is|are|was|were|be|falls|drops|goes|rises|stays|has|have) +)"
_PATTERNS = tuple((re.compile(rf"{_BE}?(?:{words})(?!\w)", re.IGNORECASE), sign) for words, sign in _SIGNS)
_AFTER = re.compile(rf"{_BE}?(\w+(?:\.\d+)?) +or +(?:({_MORE}|above|over)|({_LESS}|below|under))(?!\w)", re.IGNORECASE)
_OWN = frozenset({"between", "in"})


def sign_for(text: str, start: int) -> tuple[str, int, int] | None:
    """Give what to write for the words that stand at a place, or around it, and where they begin and end.

    The words may begin before the place. None where they say no comparison.

    >>> sign_for("lates greater then 3", 6)
    ('>', 6, 18)
    >>> sign_for("lates is 3 or more", 6)
    ('>= 3', 6, 18)
    >>> sign_for("lates more 3", 0) is None
    True
    """
    found = _AFTER.match(text, start)
    if found:
        return f"{'>=' if found[2] else '<='} {found[1]}", found.start(), found.end()
    longest: tuple[str, int, int] | None = None
    for pattern, sign in _PATTERNS:
        for found in pattern.finditer(text):
            inside = found.start() <= start < found.end()
            alone = found.group().lower() in _OWN  # a word of the language itself
            if inside and not alone and (longest is None or found.end() - found.start() > longest[2] - longest[1]):
                told = f"{sign}=" if re.search(r" or +(?:equal|the)", found.group()) and sign in "<>" else sign
                longest = told, found.start(), found.end()
    return longest
