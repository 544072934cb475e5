"""A text of a policy -> the same with one thing in it otherwise: a limit, a comparison, a code, a unit, a window."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

Change = tuple[str, str]
"""The kind of a change, and the whole text after it."""

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|@"[^"]*"|>=|<=|!=|=|<|>|\b(?:and|or|not|in|between|if|then|else|true|false|null)\b'
    r"|(?<![\w.])\d+(?:\.\d+)?(?![\w.])|\w+|[(),]|\S"
)
_OTHER = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "="}
_AMOUNT = re.compile(r"(?P<before>£?)(?P<number>\d+(?:\.\d+)?)(?P<after>%|(?: .+)?)")
_UNITS = {
    "school days": "days", "school day": "day", "days": "school days", "day": "school day",
    "school weeks": "weeks", "school week": "week", "weeks": "school weeks", "week": "school week",
    "half_terms": "terms", "months": "weeks", "years": "months", "year": "month", "terms": "half_terms",
}  # fmt: skip
_FIXED = {"session": "day", "day": "week", "week": "month", "month": "half_term", "half_term": "term", "term": "year",
          "year": "term", "ever": "year"}  # fmt: skip
_TIME = re.compile(r"\d{1,2}:\d{2}")
_CELL = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^|"])+')
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_OFTEN = {
    "each check": "when it starts", "when it starts": "each check", "when it ends": "when it starts",
}  # fmt: skip
_ONCE = re.compile(r"once(?: per)? (\w+)")
_CAPS = {"week": "half_term", "month": "half_term", "half_term": "term", "term": "year", "year": "term", "ever": "year"}
_CHECKS = {"half_term": "term", "term": "half_term", "morning": "day", "week": "half_term", "month": "half_term",
           "day": "week", "year": "term", "session": "day"}  # fmt: skip
_RANGE = re.compile(r"(?P<opens>[\[(])(?P<inside>[^][()\"]*\.\.[^][()\"]*)(?P<closes>[\])])")
_TURNED = {"[": "(", "(": "[", "]": ")", ")": "]"}
_MOMENT = re.compile(r'@"(?P<inside>[^"]*)"')
_SUM = {"+": "-", "-": "+"}


def of_condition(text: str, words: Sequence[Sequence[str]]) -> Iterator[Change]:
    """Change each comparison, number, text and joint of a condition in turn; `words` are lists that go together."""
    tokens = list(_TOKEN.finditer(text))
    found = [*_of_tokens(text, tokens, words), *_of_ranges(text)]
    # a bare name has nothing in it that could be otherwise, but may be meant the other way round
    yield from found or [("logic", f"not({text})")]


def _of_ranges(text: str) -> Iterator[Change]:
    """Take each end of a range out of it, or in."""
    for found in _RANGE.finditer(text):
        for end in ("opens", "closes"):
            yield "comparator", text[: found.start(end)] + _TURNED[found[end]] + text[found.end(end) :]


def _of_tokens(text: str, tokens: Sequence[re.Match[str]], words: Sequence[Sequence[str]]) -> Iterator[Change]:
    for place, token in enumerate(tokens):
        said = token.group()

        def put(new: str, start: int = token.start(), end: int = token.end()) -> str:
            return text[:start] + new + text[end:]

        if said in _OTHER:
            yield "comparator", put(_OTHER[said])
        elif said in ("and", "or"):
            yield "logic", put("or" if said == "and" else "and")
        elif said == "not" and place + 1 < len(tokens) and tokens[place + 1].group() == "(":
            yield "logic", put("")
        elif said in ("true", "false"):
            yield "logic", put("false" if said == "true" else "true")
        elif said.replace(".", "", 1).isdigit():
            for changed in _beside(said):
                yield "threshold", put(changed)
        elif (moment := _MOMENT.fullmatch(said)) is not None:
            for kind, inside in of_amount(moment["inside"]):
                yield kind, put(f'@"{inside}"')
        elif said in _SUM and _stands_between(tokens, place):
            yield "logic", put(_SUM[said])
        elif said.startswith('"'):
            yield from _of_word(text, tokens, place, words)


def _beside(number: str) -> Iterator[str]:
    """Give a number with one more of its last place, and with one less; nothing below zero."""
    whole, _, places = number.partition(".")
    digits, size = int(whole + places), len(places)
    for changed in (digits + 1, digits - 1) if digits > 0 else (digits + 1,):
        written = str(changed).rjust(size + 1, "0")
        yield f"{written[:-size]}.{written[-size:]}" if size else written


def _stands_between(tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a sign stands between two amounts, and is not one's own."""
    before = tokens[place - 1].group() if place else ""
    return before[-1:].isalnum() or before[-1:] in ("_", ")", '"')


def _of_word(
    text: str, tokens: Sequence[re.Match[str]], place: int, words: Sequence[Sequence[str]]
) -> Iterator[Change]:
    """Leave a word out of its list, or put another in its place."""
    before = tokens[place - 1].group() if place else ""
    after = tokens[place + 1].group() if place + 1 < len(tokens) else ""
    start, end = tokens[place].start(), tokens[place].end()
    if after == "," and before in ("(", ","):
        yield "code", text[:start] + text[tokens[place + 1].end() :].lstrip()
        return
    if before == "," and after == ")":
        yield "code", text[: tokens[place - 1].start()] + text[end:]
        return
    said = text[start + 1 : end - 1]
    for listed in words:
        if said in listed:
            other = next((word for word in listed if word != said and f'"{word}"' not in text), None)
            if other is not None:
                yield "code", f'{text[:start]}"{other}"{text[end:]}'
            return


def of_amount(text: str) -> Iterator[Change]:
    """Change an amount, a clock time or a date by one either way, and its unit."""
    if _TIME.fullmatch(text):
        hours, minutes = map(int, text.split(":"))
        for step in (1, -1):
            moment = hours * 60 + minutes + step
            yield "time", f"{moment // 60:02}:{moment % 60:02}"
        return
    if _ISO.fullmatch(text):
        day = _day(text)
        if day is not None:
            for step in (1, -1):
                yield "date", (day + timedelta(days=step)).isoformat()
        return
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return
    for number in _beside(found["number"]):
        if float(number) > 0 or found["after"] in ("", "%"):
            yield "threshold", f"{found['before']}{number}{_numbered(found['after'], number)}"
    unit = found["after"].strip()
    if unit in _UNITS:
        yield "unit", f"{found['number']} {_UNITS[unit]}"


def _numbered(after: str, number: str) -> str:
    """Keep a unit's number in step: one day, two days."""
    if not after.startswith(" ") or " opens" in after:
        return after
    return after.removesuffix("s") if number == "1" else after if after.endswith("s") else f"{after}s"


def of_window(text: str) -> Iterator[Change]:
    """Change a window's length, its unit, or the period that it is; another kind of window becomes the year."""
    if text in _FIXED:
        yield "window", _FIXED[text]
    elif text.startswith("last "):
        for kind, changed in of_amount(text.removeprefix("last ")):
            yield "window" if kind == "threshold" else kind, f"last {changed}"
    elif text.startswith("previous ") and text.removeprefix("previous ") in _FIXED:
        yield "window", f"previous {_FIXED[text.removeprefix('previous ')]}"
    elif text.endswith(" from the first"):
        for kind, changed in of_amount(text.removesuffix(" from the first")):
            yield "window" if kind == "threshold" else kind, f"{changed} from the first"
    else:
        yield "window", "year"


def of_ending(text: str) -> Iterator[Change]:
    """Change when a window ends."""
    if text == "yesterday":
        yield "window", "2 school days ago"
    elif text.endswith(" ago"):
        for _, changed in of_amount(text.removesuffix(" ago")):
            yield "window", f"{changed} ago"


def of_often(text: str) -> Iterator[Change]:
    """Change how often something acts.

    >>> list(of_often("once per month")), list(of_often("once ever"))
    ([('often', 'once per half_term')], [('often', 'once per year')])
    """
    capped = _ONCE.fullmatch(text)
    if capped is not None and capped[1] in _CAPS:
        yield "often", f"once per {_CAPS[capped[1]]}"
    elif text in _OFTEN:
        yield "often", _OFTEN[text]
    elif text.startswith("every "):
        for _, changed in of_amount(text.removeprefix("every ")):
            yield "often", f"every {changed}"


def of_check(text: str) -> Iterator[Change]:
    """Change when the school looks."""
    if text in _CHECKS:
        yield "often", _CHECKS[text]
    elif _TIME.fullmatch(text):
        yield from of_amount(text)


def of_rows(text: str, words: Sequence[Sequence[str]]) -> Iterator[Change]:
    """Leave each row of a table out in turn, and change what each of its cells asks and gives."""
    lines = text.split("\n")
    rows = [number for number, line in enumerate(lines) if line.strip()][1:]
    given_by_all = [_cells(lines[number].partition("||")[2]) for number in rows]
    for number in rows:
        if len(rows) > 1:
            yield "rule", "\n".join(lines[:number] + lines[number + 1 :])
        asked, _, given = lines[number].partition("||")
        for kind, changed in _of_cells(asked, words):
            yield kind, "\n".join([*lines[:number], f"{changed}||{given}", *lines[number + 1 :]])
        cells = _cells(given)
        for place, cell in enumerate(cells):
            column = [row[place] for row in given_by_all if place < len(row)]
            for kind, changed in _of_given(cell, column, words):
                said = " | ".join([*cells[:place], changed, *cells[place + 1 :]])
                yield kind, "\n".join([*lines[:number], f"{asked}|| {said}", *lines[number + 1 :]])


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _CELL.findall(text) if cell.strip()]


def _of_cells(text: str, words: Sequence[Sequence[str]]) -> Iterator[Change]:
    """Change each thing in the cells of a row's inputs; one that holds a name alone is left as it is."""
    tokens = list(_TOKEN.finditer(text))
    yield from _of_tokens(text, tokens, words)
    yield from _of_ranges(text)


def _of_given(cell: str, column: Sequence[str], words: Sequence[Sequence[str]]) -> Iterator[Change]:
    """Change what a row gives: a number by one, a truth into the other, a word into what another row gives."""
    changes = [each for each in _of_tokens(cell, list(_TOKEN.finditer(cell)), words) if each[0] != "comparator"]
    yield from changes
    if not changes and cell != "null":
        other = next((each for each in column if each not in (cell, "null")), None)
        if other is not None:
            yield "code", other


def of_code(text: str, known: Mapping[str, object]) -> Iterator[Change]:
    """Put another code in a code's place."""
    other = next((code for code in known if code != text and code.isalnum()), None)
    if text in known and other is not None:
        yield "code", other


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
