"""The name or title of a figure -> the stretch of time that it says the figure looks at."""

import re
from collections.abc import Iterator

from engine.model.amounts import Amount
from engine.model.windows import Fixed, FromFirst, Last, Previous, Window
from engine.nouns import dataclass
from engine.once import regex

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_EQUAL = {"week": (("school day", 5), ("day", 7)), "year": (("month", 12),), "half_term": (), "term": ()}
"""What one of a unit is of others."""
_SCHOOLS_OWN = ("day", "week")
_LENGTH = r"(\d+) ?(?:(d|w|m|y)\b|(school )?(day|week|month|year|half term|term)s?\b)"
_IN_NAME = regex(rf"(?<!\b[a-z]){_LENGTH}")  # not the number of a code, as in `c2_week`
_IN_TITLE = regex(rf"\b(?:last|past|in) {_LENGTH}")
_PERIOD_OF_NAME = regex(
    r"(?<!of )(?<!per )(?<!each )(?<!every )(?<!in )(?<!short )(?<!long )\b"
    r"(today|half term|week|month|term(?! time)|year(?! group| end| \d))\b(?! before)"
)
_PERIOD_OF_TITLE = regex(r"\b(today)\b|\bthis (?:school |academic )?(half term|week|month|term|year)\b")
_BEFORE = regex(r"\byesterday\b|\bthe day before$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What some words say: `number` of a `unit`, the present one if it is 0, or that the window `ends` before now.

    `school` tells that they are the school's own days or weeks; without it either may be meant.
    """

    words: str
    number: int = 0
    unit: str = ""
    ends: bool = False
    school: bool = False

    def fits(self, window: Window) -> bool:
        """Whether a window may be what is said; one of a flag, a row or a spell always may."""
        if isinstance(window, Fixed | Previous):
            same = window.period == self.unit or (self.unit == "day" and window.period == "session")
            return same and self.number < 2
        if not isinstance(window, Last | FromFirst) or not isinstance(window.amount, Amount):
            return True
        length, unit = window.amount.number, (window.amount.unit or "").replace("half term", "half_term")
        if self.school and unit == self.unit:
            return False
        if unit.removeprefix("school ") == self.unit:
            return length == self.number or (self.number == 0 and self.unit != "day") or length == self.number + 1 == 1
        number = max(self.number, 1)
        return any(unit == other and length == number * times for other, times in _EQUAL.get(self.unit, ()))


def claims(name: str, title: str) -> Iterator[tuple[str, Claim]]:
    """Give what the name and the title of a figure say of the time it looks at, each with which of the two says it.

    >>> [(where, claim.number, claim.unit) for where, claim in claims("lates_2w", "late this half term")]
    [('name', 2, 'week'), ('title', 0, 'half_term')]
    """
    spoken = name.lower().replace("_", " ")
    yield from (("name", claim) for claim in _said(spoken, _IN_NAME, _PERIOD_OF_NAME))
    yield from (("title", claim) for claim in _said(" ".join(title.lower().split()), _IN_TITLE, _PERIOD_OF_TITLE))


def _said(text: str, length: re.Pattern[str], period: re.Pattern[str]) -> Iterator[Claim]:
    before = _BEFORE.search(text)
    if before is not None:
        yield Claim(before[0], ends=True)
        return
    found = length.search(text)
    if found is not None:
        unit = _UNITS.get(found[2] or "") or found[4].replace(" ", "_")
        yield Claim(found[0].removeprefix("in "), int(found[1]), unit, school=bool(found[3]) and unit in _SCHOOLS_OWN)
        return
    named = list(period.finditer(text))
    if len(named) == 1:
        words = next(each for each in named[0].groups() if each)
        yield Claim(words, 0, "day" if words == "today" else words.replace(" ", "_"))
