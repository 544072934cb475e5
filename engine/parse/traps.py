"""Text that YAML reads without complaint, and not as it was meant."""

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.document import Standing
from engine.once import regex
from engine.parse.told import MOST_TOLD, Told
from engine.source import Place, Span

# Line ends that YAML counts and editors do not, marks that turn text round, and what cannot be seen.
_HIDDEN = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CONTROL = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_COMMENT = regex(r" +(#[^\n]*)")
_ONLY_COMMENT = regex(r" *#")
_MEANT_AS_CODE = regex(r"\s*(?:[,}\]]|$)")
"""What follows a `#` that was meant as a code: nothing, or what ends a value inside brackets."""

_COLON_NEXT = regex(r"(?:\s|#[^\n]*\n)*:")
_COMMENT_KEY = regex(r"^ *(?:- *)?(#): *\S", re.MULTILINE)
ONE_TEXT = "put the whole text in single quotes"
QUOTE = "put the whole text in single quotes, or write it as a block after `|` or `>-`"
CODE = "write the code in single quotes, as in `'{}'`"
CLOSING = {"{": "}", "[": "]"}
_CUT = frozenset({"P015", "P016"})
"""What is told of a text that a comment, a comma or a bracket ended too early; what closes it is lost with it."""
_SHOWN = 40
"""Characters of a comment that are quoted."""
_LOST_ESCAPE = regex(r"(?<!\\)(?:\\\\)*(\\[ /])")


def characters(told: Told) -> None:
    """Tell the first tab and the first character that cannot be seen."""
    tab = told.text.find("\t")
    if tab >= 0:
        told.tell("P019", "a tab: YAML has no place for it", told.span(tab, tab + 1), "use spaces")
    hidden = _HIDDEN.search(told.text)
    if hidden is not None:
        _unseen(told, hidden.group(), told.span(*hidden.span()))


def control(told: Told, value: str, span: Span) -> None:
    """Tell a control character that an escape put into a text."""
    found = _CONTROL.search(value)
    if found is not None:
        _unseen(told, found.group(), span)


def _unseen(told: Told, character: str, span: Span) -> None:
    message = f"the character U+{ord(character):04X} cannot be seen and does not belong here"
    told.tell("P003", message, span, "take it out, or write the line again")


def key_without_value(told: Told, key: str, span: Span, end: int) -> Span | None:
    """Tell a key inside braces that no colon follows, `end` being the position just after it; give its comment."""
    if _COLON_NEXT.match(told.text, end):
        return None
    comment = comment_after(told, end)
    if comment is not None and _shuts(told, comment, "}"):
        return comment  # that the braces stay open is told where they end
    colon = re.match(r"(\w+):(?=\S)", key)
    if colon is not None:
        told.tell("P016", f"`{key}` has no value: a colon needs a space after it", span, f"write `{colon[1]}: …`")
    else:
        message = f"`{key}` has no value here: a comma inside braces ends a text without quotes"
        first = before(told, end - len(key)) == "{"
        told.tell("P016", message, span, f"write `{key}: …`" if first and key.isidentifier() else ONE_TEXT)
    return comment


def lost_closing(told: Told, opener: Span, comment: Span | None) -> bool:
    """Tell a comment that swallowed what closes a bracket; say whether that, or what cut the text short, is told."""
    begins = (opener.line, opener.column)
    if any(
        each.code in _CUT and each.place and (each.place.span.line, each.place.span.column) >= begins
        for each in told.found
    ):
        return True
    sign = told.lines[opener.line - 1][opener.column - 1]
    if comment is None or (comment.line, comment.column) < begins or not _shuts(told, comment, CLOSING.get(sign, sign)):
        return False
    words = told.lines[comment.line - 1][comment.column - 1 :].rstrip()
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
    message = f"` #` begins a comment, so `{shown}` is not read, and the `{sign}` before it is not closed"
    advice = "put the text that it belongs to in single quotes, or the comment on a line above"
    told.tell("P015", message, comment, advice)
    return True


def _shuts(told: Told, comment: Span, closing: str) -> bool:
    return closing in told.lines[comment.line - 1][comment.column - 1 :]


def twice(told: Told, before: str | None, key: str, first: Span, span: Span, *, item: bool) -> None:
    """Tell a key that is written twice; of several that follow each other, `before` the first is told alone.

    There something else begins, and the line is missing that would say so.
    """
    if before is None:
        message = f"`{key}` is written twice in one mapping; first on line {first.line}"
        also = (("first here", Place(told.source, first)),)
        told.tell("P007", message, span, "take one of them out, or join them", also)
        return
    if before == key:
        return  # the third of its name, and more
    at, found = next((at, each) for at, each in reversed(list(enumerate(told.found))) if each.code == "P007")
    if found.message.startswith(f"`{before}` is"):
        message = found.message.replace("` is written twice", f"`, `{key}` and what follows are written twice", 1)
        act = f"if another item begins here, write `- ` before `{before}`"
        if not item:
            act = f"if something else begins here, write its name above `{before}`"
        told.found[at] = replace(found, message=message, help=act)


def cut_short(told: Told, value: str, span: Span) -> None:
    """Tell a text inside brackets or braces that ended in the middle of a call or of a quoted word."""
    if value.count("(") == value.count(")") and value.count('"') % 2 == 0:
        return
    end = span.end_column - 1 if span.end_line == span.line else None
    shown = told.lines[span.line - 1][span.column - 1 : end]
    message = f"`{shown}` is cut short: a comma or bracket inside braces or brackets ends a text without quotes"
    told.tell("P016", message, span, ONE_TEXT)


def nothing_there(told: Told, span: Span, key: Span | None, *, item: bool) -> None:
    """Tell an empty value that a comment swallowed, and an empty item of a list; others may be empty on purpose."""
    line, column = span.line - 1, span.column - 1
    if key is not None:
        line = key.end_line - 1
        column = told.lines[line].find(":", key.end_column - 1) + 1
    comment = _ONLY_COMMENT.match(told.lines[line], column) if line < len(told.lines) else None
    named = told.lines[key.line - 1][key.column - 1 : key.end_column - 1] if key is not None else ""
    if comment is not None and (item or named == "code" or _MEANT_AS_CODE.match(told.lines[line], comment.end())):
        here = Span(line + 1, comment.end(), line + 1, comment.end() + 1)
        told.tell("P015", "an unquoted `#` begins a comment, so there is no value here", here, CODE.format("#"))
    elif item:
        if told.lines[line][column - 1 : column] == "-":
            span = Span(span.line, column, span.line, column + 1)
        told.tell("P020", "an item of the list is empty", span, "take it out; for the code `-`, write `'-'`")


def lost_escape(told: Told, start: int, end: int) -> None:
    """Tell an escape in double quotes that loses its backslash, as codes in double quotes do."""
    lost = _LOST_ESCAPE.search(told.text[start:end])
    if lost is not None:
        at = start + lost.start(1)
        message = f"in double quotes `{lost[1]}` loses its backslash"
        told.tell("P018", message, told.span(at, at + 2), "use single quotes: there a backslash is a backslash")


def empty_block(told: Told, start: int, span: Span) -> None:
    """Tell `>1` and its like, which YAML reads as the header of an empty block."""
    if told.text[start + 1 : start + 2].isdigit():
        sign = told.text[start]
        message = f"a text that begins with `{sign}` needs quotes: YAML reads `{sign}` as the start of a block"
        told.tell("P006", message, span, QUOTE)


def comment_after(told: Told, end: int) -> Span | None:
    """Give the comment that ends the line of a plain text, which may have cut a condition short."""
    found = _COMMENT.match(told.text, end)
    return told.span(*found.span(1)) if found else None


def before(told: Told, at: int) -> str:
    """Give the last character before a position that is no space."""
    while at and told.text[at - 1] == " ":
        at -= 1
    return told.text[at - 1 : at]


def comment_keys(told: Told, standings: Iterable[Standing]) -> None:
    """Tell `#: …` outside blocks: a code that was meant as a key."""
    inside: set[int] | None = None
    line, counted = 1, 0
    for found in _COMMENT_KEY.finditer(told.text):
        if inside is None:
            spans = [standing.value for standing in standings if standing.style not in ("mapping", "list")]
            inside = {number for span in spans for number in range(span.line + 1, span.end_line + 1)}
        start = found.start(1)
        line, counted = line + told.text.count("\n", counted, start), start
        if line not in inside:
            message = "an unquoted `#` begins a comment, so this line says nothing"
            told.tell("P015", message, told.span(start, start + 1), CODE.format("#"))
            if len(told.found) == MOST_TOLD:
                return
