"""A finding -> the change that writes the same in the policy's own way, where that is certain.

`=>` is `>=`, `9.30am` is `09:30` and `5 schooldays` are `5 school days`: nobody can have meant anything else. What may
have been meant in two ways is left: a date whose day and month could change places, an amount without its unit.
"""

import re
from collections.abc import Callable, Mapping

from engine.diagnostics import Diagnostic, Severity
from engine.lint.edits import Edit, Written
from engine.source import Place, Span

_WRITE = re.compile(r"^write `([^`…]+)`(?:$|:|;| around)")
_DATE = re.compile(r"^write it year, month, day: `(\d{4})-(\d{2})-(\d{2})`$")
_UNIT = re.compile(r"^give it its unit: `([^`]+)`$")
_LIST = re.compile(r"^write `\w+: (\[[\w., -]+\])`$")
_AMOUNT = re.compile(r"(?:(\d+(?:\.\d+)?)|[a-z]+)[ -]?([a-z][a-z _]*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
_HOUR_ONLY = re.compile(r"0?([1-7])(?:[:.h]\d{2})?$")
_KEY = re.compile(r"^( *(?:- *)?)([\w.-]+):(?=\S)")
_AFTER_KEY = re.compile(r"\w+: +([^\s#'\"{\[|>][^#'\"{}\[\]]*?)(?: +#.*)?$")
_QUOTED_CODE = re.compile(r"^write the code in single quotes, as in `('.')`")
_BULLET = re.compile("^ *([•·‣▪–—] *)")
_ODD = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
_PAIRS = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"}
PERCENT_SIGN = "X014"
"""A percent sign in a condition: a percentage is compared with the bare number, and nothing else is."""

OF_CHARACTERS = frozenset({"P003", "P019"})

_SIGNS = frozenset({"X009", "X010", "X011", "X013", "X016", "X019", "X022", "X023", "X025", "X036", "X039", "X118"})
"""Mistakes in a condition whose correction stands for the characters that are pointed at."""


def notated(finding: Diagnostic, written: Written) -> Edit | None:
    """Give the change that a finding asks for; None where what is to be written is not certain."""
    place = finding.place
    if place is None or finding.severity is Severity.INFO or place.span.line != place.span.end_line:
        return None
    made = _MADE.get(finding.code)
    if made is not None:
        return made(finding, place, written)
    if finding.code in _SIGNS and (text := _WRITE.search(finding.help)) is not None:
        return _instead(written, _with_brackets(written, place.span, text[1]), text[1])
    return None


def _with_brackets(written: Written, span: Span, text: str) -> Span:
    """Take in the brackets around what is pointed at, where they are written anew."""
    line, begin, end = written.line(span.line), span.column - 1, span.end_column - 1
    if text[:1] == "[" and line[begin - 1 : begin] == "[" and line[end : end + 1] == "]":
        return Span(span.line, span.column - 1, span.line, span.end_column + 1)
    return span


def _instead(written: Written, span: Span, text: str) -> Edit | None:
    given = written.between(span)
    return Edit(span, text, f"`{given}` is written `{text}`") if given.strip() and given != text else None


def _value(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """A value that is written otherwise: an amount, a time, a date, a truth."""
    given = written.between(place.span)
    if (date := _DATE.search(finding.help)) is not None:
        first = _DAY_FIRST.fullmatch(given.strip("'\""))
        if first is not None and int(first[1]) <= 12 and int(first[1]) != int(first[2]):
            return None  # the day and the month may have changed places
        return _instead(written, place.span, "-".join(date.groups()))
    text = _WRITE.search(finding.help)
    if text is None or text[1].startswith("check:") or _HOUR_ONLY.fullmatch(given.strip("'\"")):
        return None
    amount = _AMOUNT.fullmatch(text[1])
    if amount is not None and amount[1] is not None and not _same_letters(given, amount[2]):
        return None
    return _instead(written, place.span, text[1])


def _same_letters(given: str, unit: str) -> bool:
    """Whether a unit is written with the letters of another, save the spaces and an `s`: lessons are no sessions."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"^\W*(?:\d+(?:\.\d+)?|[a-z]+)[ -]?", "", given.lower()))
    return letters.rstrip("s") == re.sub(r"[^a-z]", "", unit).rstrip("s")


def _unit(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    text = _UNIT.search(finding.help)
    return _instead(written, place.span, text[1]) if text is not None else None


def _name(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """A name that is no text at all, and is a word of the language."""
    text = _WRITE.search(finding.help)
    return _instead(written, place.span, text[1]) if text is not None and text[1].isidentifier() else None


def _list(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """Names that stand without brackets: the key is pointed at, and what follows it on its line is the text."""
    text, number = _LIST.search(finding.help), place.span.line
    given = _AFTER_KEY.match(written.line(number), place.span.column - 1)
    if text is None or given is None:
        return None
    return _instead(written, Span(number, given.start(1) + 1, number, given.end(1) + 1), text[1])


def _typographic(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """Signs of a word processor: quotes come in pairs, so all of the text that follows on the line are turned."""
    line = written.line(place.span.line)
    sign = line[place.span.column - 1 : place.span.column]
    if sign not in _PAIRS:
        text = _WRITE.search(finding.help)
        return _instead(written, place.span, text[1]) if text is not None else None
    last = max(at for at, each in enumerate(line) if each in _PAIRS)
    span = Span(place.span.line, place.span.column, place.span.line, last + 2)
    turned = "".join(_PAIRS.get(each, each) for each in written.between(span))
    return Edit(span, turned, "typographic quotes are written straight")


def _comment(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """A code that begins a comment without its quotes."""
    column, number = place.span.column, place.span.line
    line, quoted = written.line(number), _QUOTED_CODE.search(finding.help)
    if not line[: column - 1].endswith("code: ") and "no value here" not in finding.message:
        return None
    if quoted is None or line[column - 1 : column] != quoted[1].strip("'"):
        return None
    why = f"a code is written in quotes: `{quoted[1]}`"
    return Edit(Span(number, column, number, column + 1), quoted[1], why)


def _percent(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    if written.between(place.span) != "%":
        return None
    return Edit(place.span, "", "a percentage is compared with the bare number")


def _colon(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """A colon or a hyphen without the space after it."""
    line, number = written.line(place.span.line), place.span.line
    if "needs a space after the colon" in finding.message and (key := _KEY.match(line)) is not None:
        at = key.end()
        return Edit(Span(number, at + 1, number, at + 1), " ", f"a space follows `{key[2]}:`")
    if "begin it with `- `" in finding.help and (bullet := _BULLET.match(line)) is not None:
        return Edit(Span(number, bullet.start(1) + 1, number, bullet.end() + 1), "- ", "an item begins with `- `")
    if "`-` needs a space after it" in finding.message:
        at = place.span.column
        if line[at - 1 : at] == "-":
            return Edit(Span(number, at + 1, number, at + 1), " ", "a space follows `-`")
    return None


def _field(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """A field whose colon was lost before a bracket, so that the bracket was read as a part of its name."""
    given = written.between(place.span)
    cut = re.match(r"(\w+)(?: |: ?)?[{\[]", given)
    if cut is None or not finding.help.startswith("write a colon and a space"):
        return None
    span = Span(place.span.line, place.span.column, place.span.line, place.span.column + len(cut[0]) - 1)
    return Edit(span, f"{cut[1]}: ", f"a colon and a space follow `{cut[1]}`")


def _hidden(finding: Diagnostic, place: Place, written: Written) -> Edit | None:
    """Spaces that only look like one, and letters that cannot be seen; a tab that stands behind a text."""
    line, number = written.line(place.span.line), place.span.line
    turned = _UNSEEN.sub("", _ODD.sub(" ", line))
    if finding.code == "P019":
        inner = line.lstrip("\t ")
        turned = line[: len(line) - len(inner)] + re.sub(r"\t+", " ", inner)
    if turned == line:
        return None
    return Edit(Span(number, 1, number, len(line) + 1), turned, "a space is written as a plain space")


_MADE: Mapping[str, Callable[[Diagnostic, Place, Written], Edit | None]] = {
    "S004": _value,
    "L213": _unit,
    "X101": _name,
    "S001": _field,
    "S003": _list,
    "X032": _typographic,
    PERCENT_SIGN: _percent,
    "P006": _comment,
    "P015": _comment,
    "P005": _colon,
    "P003": _hidden,
    "P019": _hidden,
}
