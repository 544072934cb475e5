"""What a person meant by text that YAML cannot read: the library's complaint -> a sentence and its place."""

import re

from engine.nouns import dataclass
from engine.once import regex
from engine.parse.traps import CODE, QUOTE

# A line longer than this is not one that a person wrote and looks at.
LONGEST = 2_000
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Advice:
    """A complaint in the user's words; `start` and `end` (excluded) are positions in the text."""

    code: str
    message: str
    help: str
    start: int
    end: int


# Where a value may begin on a line: after its indentation, `- `, `key: `, `{`, `[` or `, `.
_STARTS = regex(r"(?:^\s*|(?<=\s)|(?<=[\[{,]))(?=\S)")
_BEFORE = regex(r"(?:^\s*|-\s+|:\s+|[\[{,]\s*|^\s*\?\s+)$")
# A text without quotes after its key, in which a comma is a character as any other.
_PLAIN = regex(r"^\s*(?:- )?[\w']+:\s+[^\s\[{\"'|>#&*!%@`]")
_BLOCK_HEADER = regex(r"[|>](?:[1-9][+-]?|[+-][1-9]?)?\s*(?:#.*)?$")
_SLASH = regex(r'"[^"\\]*\\"(?=\s*(?:[,\]}:]|$))')
_QUOTED = regex(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?![\s,\]}:]|$|\s#)""")
# What a word processor puts in place of a space or of the hyphen of a list.
_WIDE = regex(r"^ *(?:- )?(?:[\w']+:)?([\u00a0\u2000-\u200b\u202f\u3000])")
_HYPHEN = regex(r"^ *(-)([{\[]|[A-Za-z_]+(?=:\s))")
_BULLET = regex(r"^\s*([•·▪◦‣–—])\s")
_ITEM = regex(r" *- +\w+$")
"""A line that begins an item of a list: what a brace above it holds has ended."""
_NO_COMMA = regex(r"\S +(\w+)$")
_NO_SPACE = regex(r"^\s*(?:- )?(?P<key>[\w']+):(?=[^\s:])")


def advise(text: str, lines: list[str], problem: str, at: int, context: int | None) -> Advice:
    """Turn a complaint of the YAML library at position `at` into words; `context` is where it began to read."""
    line = text.count("\n", 0, at)
    first = text.count("\n", 0, context) if context is not None else line
    starts = _line_starts(lines)
    # The cause stands on the line complained of, on one of the few before it, or where the reading began.
    for number in dict.fromkeys([*range(line, max(first, line - 3) - 1, -1), line - 1, first]):
        if 0 <= number < len(lines) and len(lines[number]) <= LONGEST:
            found = _unquoted(lines[number], starts[number])
            if found is not None:
                return found
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, starts, line, at)
    if any(words in problem for words in _UNCLOSED):
        return _inside_brackets(text, at, context, starts, line)
    if "unexpected end of stream" in problem and context is not None:
        quote = text[context]
        message, act = f"the quote {quote} that opens here is never closed", f"write {quote} where the text ends"
        return Advice("P006", message, act, context, context + 1)
    for words, message, act in _KNOWN:
        if words in problem:
            if words == _NO_COLON and context is not None:
                at = context  # where the key begins, and not where the next thing does
            if text[at : at + 1] in _CLOSERS:
                return Advice("P005", f"the `{text[at]}` closes nothing that is open here", _TOO_MANY, at, at + 1)
            outdented = words == _NO_ITEM and not text[at:].startswith("-")
            return Advice("P005", message, _OUTDENTED if outdented else act, at, at + 1)
    return Advice("P005", f"this is not YAML: {problem}", "compare the line with the ones around it", at, at + 1)


_CLOSERS = ("}", "]")
_TOO_MANY = "take it away, or write what opens it"
_UNCLOSED = ("',' or ']'", "',' or '}'")
_NO_COLON = "could not find expected ':'"
_OUTDENTED = "give it the same indentation as the fields of its item, or begin a new item with `- `"
_NO_ITEM = "did not find expected '-' indicator"
_KNOWN = (
    (
        "did not find expected key",
        "the line does not fit into the mapping around it",
        "give it the same indentation as the keys beside it, and `: ` after its key",
    ),
    (
        _NO_ITEM,
        "the line does not fit into the list around it",
        "begin it with `- ` in the same column as the items beside it",
    ),
    (_NO_COLON, "a key without `: ` after it", "write `key: value`, with a space after the colon"),
    (
        "escape",
        "a backslash in double quotes that means nothing",
        "use single quotes: there a backslash is a backslash",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin the list on the next line, or " + QUOTE,
    ),
    ("expected node content", "a value is missing here, or begins with a character that needs quotes", QUOTE),
    (
        "document start",
        "text after the end of the document",
        "a file holds one document: take out `...` and what follows",
    ),
    ("tab", "a tab cannot stand here", "use spaces"),
)


def _line_starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _unquoted(line: str, start: int) -> Advice | None:
    if wide := _WIDE.match(line):
        at = start + wide.end() - 1
        message = f"the character U+{ord(wide[1]):04X} looks like a space, and is none in YAML"
        return Advice("P003", message, "write the space again", at, at + 1)
    if bullet := _BULLET.match(line):
        at = start + bullet.start(1)
        return Advice("P005", f"`{bullet[1]}` begins no item of a list", "begin it with `- `", at, at + 1)
    for found in _STARTS.finditer(line):
        begin = found.start()
        while begin < len(line) and line[begin] == " ":
            begin += 1
        if begin and not _BEFORE.search(line[:begin]):
            continue
        if line[:begin].rstrip().endswith(",") and _PLAIN.match(line):
            continue  # a comma of a condition, and not of a list
        rest = line[begin:]
        told = _first_character(rest, line[:begin])
        if told is not None:
            code, message, act, length = told
            return Advice(code, message, act, start + begin, start + begin + length)
    if hyphen := _HYPHEN.match(line):
        at = start + hyphen.start(1)
        return Advice("P005", "`-` needs a space after it to begin an item", f"write `- {hyphen[2]}…`", at, at + 1)
    colon = _NO_SPACE.match(line)
    if colon is not None and ": " not in line and not line.rstrip().endswith(":"):
        at = start + colon.end("key")
        return Advice(
            "P005", f"`{colon['key']}:` needs a space after the colon", f"write `{colon['key']}: …`", at, at + 1
        )
    return None


def _first_character(rest: str, before: str) -> tuple[str, str, str, int] | None:
    first = rest[0]
    word = re.split(r"[,\]}]|\s#|\s", rest, maxsplit=1)[0] or first
    flow = before.rstrip().endswith(("[", "{", ","))
    if first in ">|" and not _BLOCK_HEADER.match(rest):
        return (
            "P006",
            f"a text that begins with `{first}` needs quotes: YAML reads `{first}` as the start of a block",
            QUOTE,
            len(word),
        )
    if first in "@`%":
        shown = "a backtick" if first == "`" else f"`{first}`"
        return "P006", f"a text that begins with {shown} needs quotes", QUOTE, len(word)
    if first in "*&!":
        what = {"*": "a reference to another place", "&": "the name of a place", "!": "a tag"}[first]
        return "P006", f"a text that begins with `{first}` needs quotes: YAML reads it as {what}", QUOTE, len(word)
    if first == "#" and before.strip() and re.match(r"#\s*(?:[,\]}].*)?$", rest):
        return "P006", "an unquoted `#` begins a comment: what follows it on the line is lost", CODE.format("#"), 1
    if first == "-" and re.match(r"-\s*(?:[,\]}]|$)|-\s+\S", rest) and (flow or before.rstrip().endswith(":")):
        return "P006", "a text that begins with `- ` needs quotes: YAML reads it as an item of a list", QUOTE, 1
    if first == "?" and rest[1:2] in ("", " "):
        return "P006", "a text that begins with `? ` needs quotes: YAML reads it as a key", QUOTE, 1
    if first == '"' and (slash := _SLASH.match(rest)):
        return (
            "P006",
            "in double quotes a backslash and a quote are one quote, so the text does not end here",
            "use single quotes: there a backslash is a backslash, as in `'\\'`",
            slash.end(),
        )
    if first in "\"'" and (quoted := _QUOTED.match(rest)) and not re.match(r"\s*#", rest[quoted.end(1) :]):
        after = rest[quoted.end(1) :]
        inside = first == "'" and (after[:1].isalpha() or after.rstrip().endswith("'"))
        act = QUOTE if not inside else "write an apostrophe in it twice, as in `child''s`, or put it in double quotes"
        return "P006", f"the text goes on after its closing quote {first}", act, quoted.end(1)
    if first in "[{" and not flow:
        return _after_bracket(rest)
    return None


def _after_bracket(rest: str) -> tuple[str, str, str, int] | None:
    depth = 0
    for at, char in enumerate(rest):
        depth += (char in "[{") - (char in "]}")
        if depth == 0:
            after = rest[at + 1 :].strip()
            if after and after[0] not in "#:,]}":
                return "P006", f"the text goes on after its closing `{char}`", QUOTE, at + 1
            return None
    return None


def _second_colon(lines: list[str], starts: list[int], line: int, at: int) -> Advice:
    here = lines[line] if line < len(lines) else ""
    column = at - starts[line]
    before = here[:column]
    if re.search(r":\s+\S|^\s*-\s+\S.*\s", before) or ("{" in before or "[" in before):
        return Advice("P006", "a second `: ` on one line: YAML reads the text before it as a key", QUOTE, at, at + 1)
    above = lines[line - 1] if line else ""
    if above.strip() and ":" not in above and _margin(above) == _margin(here):
        start = starts[line - 1] + _margin(above)
        shown = above.strip() if len(above) <= LONGEST_SHOWN else "the line"
        message = f"`{shown}` has no `: ` after its key"
        act = "write `key: value`, with a space after the colon"
        return Advice("P005", message, act, start, start + len(above.strip()))
    if above.strip():
        return Advice(
            "P005",
            "the line is indented as if it belonged to the text above it",
            "give it the same indentation as the keys beside it",
            at,
            at + 1,
        )
    return Advice("P005", "a `: ` where no key can stand", QUOTE, at, at + 1)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _inside_brackets(text: str, at: int, context: int | None, starts: list[int], line: int) -> Advice:
    here = starts[line] if line < len(starts) else len(text)
    before = text[here:at]
    begin = max(
        (found.end() for found in re.finditer(r":\s+|[\[{,]\s*", before)), default=len(before) - len(before.lstrip())
    )
    opener = text[context] if context is not None and context < len(text) else "["
    closer = "}" if opener == "{" else "]"
    rest = text[at : at + 1]
    if rest == ":" and context is not None and context < here and _ITEM.match(before):
        message = f"the `{opener}` that opens here is not closed before line {line + 1}"
        return Advice("P005", message, f"write `{closer}` where it ends", context, context + 1)
    if rest == ":" and (lacks := _NO_COMMA.search(before[begin:])):
        start = here + begin + lacks.start(1)
        act = f"write `, {lacks[1]}:`; if it is one text, put it in single quotes"
        return Advice("P006", f"a comma is missing before `{lacks[1]}:`", act, start, at)
    if rest in ("]", "}") and context is not None and context >= here:
        message = f"the `{opener}` that opens here is not closed before `{rest}`"
        return Advice("P005", message, f"write `{closer}` before the `{rest}`, or take that away", context, context + 1)
    if (
        rest
        and rest not in "\n"
        and before[begin:].strip()
        and not (begin == 0 and context is not None and context < here)
    ):
        return Advice(
            "P006",
            f"inside `{opener}` a text without quotes ends at a bracket, a brace, a quote, a comma or `: `",
            "put the whole text in single quotes",
            here + begin,
            at,
        )
    start = context if context is not None else at
    return Advice(
        "P005",
        f"the `{opener}` that opens here is not closed before line {line + 1}",
        f"close it with `{closer}`, and put a comma between its items",
        start,
        start + 1,
    )
