"""Names and functions that are not there: what their writer most likely meant."""

import re
from collections.abc import Collection, Mapping

from engine.expressions import tree
from engine.expressions.functions import FUNCTIONS
from engine.expressions.notes import Notes
from engine.expressions.printing import print_tree, quoted
from engine.expressions.typed import Typed
from engine.expressions.types import Quantity
from engine.nearest import nearest

_WRITTEN_OTHERWISE = {"true": "true", "yes": "true", "false": "false", "no": "false"} | dict.fromkeys(
    ("null", "none", "nil", "unknown", "blank", "empty"), "null"
)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WRITTEN_OTHERWISE |= {word: str(number) for number, word in enumerate(_NUMBERS)}
_YEARS = ("nursery", "reception")
"""Year groups that have no number; registers write their first letter."""

_OR_MORE = dict.fromkeys(("more", "above", "over"), ">=") | dict.fromkeys(("less", "fewer", "below", "under"), "<=")

_LEFT_OUT = {
    "today": "the day of the review has a name: `review_day`",
    "now": "the day of the review has a name: `review_day`; a condition never reads the clock",
    "matches": "patterns are not part of the language: write `contains(…)`, `starts with(…)` or `in (…)`",
    "replace": "patterns are not part of the language: write `contains(…)`, `starts with(…)` or `in (…)`",
    "split": "patterns are not part of the language: write `contains(…)`, `starts with(…)` or `in (…)`",
    "len": "write `string length(…)` or `count(…)`",
    "length": "write `string length(…)` or `count(…)`",
    "lower": "write `lower case(…)`",
    "upper": "write `upper case(…)`",
    "round": "say which way: `round half up(…, 0)`, `floor(…)` or `ceiling(…)`",
    "avg": "write `mean(…)`",
    "average": "write `mean(…)`",
    "datetime": "write `date and time(…)`",
}

_OF_A_DATE = {
    "month": 'write `month of year({0}) = "September"`, or `{0}.month = 9`',
    "weekday": 'write `day of week({0}) = "Monday"`, or `{0}.weekday = 1`',
    "year": "write `{0}.year`",
    "day": "write `{0}.day`",
    "week": "write `week of year({0})`",
    "hour": "write `{0}.hour`",
    "minute": "write `{0}.minute`",
}
"""What other languages ask of a date or a time by a function, or by a name alone, and how it is asked here."""
_OF_A_DATE |= {"month_of_year": _OF_A_DATE["month"], "day_of_week": _OF_A_DATE["weekday"]}
_BESIDE = {
    "year": "; for the year group write `year_group`",
    "day": '; for its name write `weekday = "Monday"`',
    "day_of_week": '; of the day of the review there is `weekday = "Monday"`',
}
"""What else may be meant by such a word where it stands alone."""
_DATES = ("date", "review_day")
"""The day that a condition is about: a session's, or that of the review."""


def meant_otherwise(name: str) -> bool:
    """Say whether a name is another word for `true`, `false`, `null` or a number."""
    return name.lower() in _WRITTEN_OTHERWISE


_YEAR_NUMBER = re.compile(r"(?:y|yr|year)[_ ]?(\d{1,2})", re.IGNORECASE)
_NEAR = 0.7
"""Function names are short: `month` has three fifths of `count`, and was never meant for it."""


def unknown_function(notes: Notes, node: tree.Call, tables: Collection[str]) -> Typed:
    """Note a call of a function that there is not."""
    near = nearest(node.function, (*FUNCTIONS, *tables), _NEAR)
    if node.function in _OF_A_DATE and len(node.arguments) == 1:
        advice = _OF_A_DATE[node.function].format(print_tree(node.arguments[0]))
    elif node.function in _LEFT_OUT:
        advice = _LEFT_OUT[node.function]
    elif near:
        advice = f"did you mean `{near}(…)`?"
    else:
        advice = "the functions are listed in the language reference"
    return notes.problem("X103", f"there is no function `{node.function}`", advice, node)


def unknown_name(
    notes: Notes, node: tree.Name, known: Collection[str], quantities: Mapping[str, Quantity] | None = None
) -> Typed:
    """Note a name that means nothing; `quantities` are asked whether it is a word that one of them can be."""
    near = f"{node.name}_percent" if f"{node.name}_percent" in known else nearest(node.name, known)
    otherwise = _WRITTEN_OTHERWISE.get(node.name.lower())
    compared = comparison_with(node.name, quantities or {})
    day = next((each for each in _DATES if each in known), "")
    if otherwise:
        advice = f"write `{otherwise}`"
    elif node.name.lower() in _OR_MORE:
        advice = f"write `{_OR_MORE[node.name.lower()]}` before the number instead"
    elif (number := year_number(node.name)) and "year_group" in known:
        advice = f"write `{number}`: a year group is a number"
    elif year_named(node.name) in known:
        advice = f"write `{year_named(node.name)}`"
    elif compared:
        advice = f"write `{compared}`"
    elif day and node.name in _OF_A_DATE and node.name not in ("hour", "minute"):
        advice = _OF_A_DATE[node.name].format(day) + _BESIDE.get(node.name, "")
    elif node.name == "half_term":
        advice = "a condition may ask for `term`; a half term is a window of a figure: `over: half_term`"
    elif near:
        advice = f"did you mean `{near}`?"
    else:
        advice = "give it a name in the policy, or put text in double quotes"
    return notes.problem("X101", f"there is nothing named `{node.name}`", advice, node)


def year_number(text: str) -> str:
    """Give the year group of a text that says it with a word before it; empty where it is none.

    >>> year_number("Y11"), year_number("Year 7"), year_number("11")
    ('11', '7', '')
    """
    found = _YEAR_NUMBER.fullmatch(text)
    return str(int(found[1])) if found is not None else ""


def year_named(text: str) -> str:
    """Give the year group that a register writes by its first letter; empty where it is none.

    >>> year_named("YR"), year_named("4")
    ('reception', '')
    """
    return next((year for year in _YEARS if text.lower() in (year[0], f"y{year[0]}")), "")


def comparison_with(word: str, quantities: Mapping[str, Quantity]) -> str:
    """Give the comparison that a word alone most likely means; empty where no quantity, or several, can be that word.

    >>> comparison_with("L", {"code": Quantity("string", words=("L", "U")), "reason": Quantity("string")})
    'code = "L"'
    """
    able = [name for name, quantity in quantities.items() if quantity.words and word in quantity.words]
    return f"{able[0]} = {quoted(word)}" if len(able) == 1 else ""


def hyphenated(notes: Notes, node: tree.Arithmetic, known: Collection[str]) -> Typed | None:
    """Note a name written with `-` where it has `_`; None where it is a subtraction."""
    if node.operator != "-" or not isinstance(node.left, tree.Name) or not isinstance(node.right, tree.Name):
        return None
    joined = f"{node.left.name}_{node.right.name}"
    if joined not in known or {node.left.name, node.right.name} <= {*known}:
        return None
    message = f"there is nothing named `{node.left.name}-{node.right.name}`"
    return notes.problem("X101", message, f"did you mean `{joined}`?", node)
