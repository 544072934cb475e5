"""A text that cannot be read -> the mistake in it, named, with its correction."""

import re
from collections.abc import Callable, Iterator

from engine.expressions.functions import FUNCTIONS
from engine.expressions.in_words import sign_for
from engine.expressions.stop import Stop
from engine.expressions.types import Problem
from engine.nearest import nearest

_PIECES = re.compile(
    r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|\d+(?:\.\d+)?|\.\.|\*\*|<=|>=|!=|\w+|\s+|.', re.DOTALL
)  # fmt: skip
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
_KEYWORDS = frozenset(
    ["and", "or", "if", "then", "else", "in", "between", "some", "every", "satisfies", "true", "false", "null"]
)
_UNITS = re.compile(
    r"(?:(?:school|calendar|half)[ _-]?)?"
    r"(?:(?:session|day|week|month|term|year|minute|min|hour|pound|time)s?|percent)\b",
    re.IGNORECASE,
)
_SIGNS = {
    "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "–": "-", "—": "-", "−": "-",
    "“": '"', "”": '"', "„": '"', "‘": '"', "’": '"', "…": "..",
}  # fmt: skip


_FIELDS = frozenset({"when", "unless", "otherwise", "because"})
_JOINING = re.compile(r"\b(?:and|or|then|else)\b|[)\]]")
_PHRASE = re.compile(r"(?:\b[^\W\d]\w* +)+[^\W\d]\w*(?=\s*$)")


def explain(text: str, start: int, end: int, expected: frozenset[str], *, cell: bool) -> Problem:
    """Say what is wrong at a place where the grammar could not go on; `expected` names what it could have read."""
    piece = text[start:end]
    found = _PIECES.match(text, start)
    if found and len(found.group()) > len(piece) and not found.group().isspace():
        piece, end = found.group(), found.end()
    stop = Stop(text, start, end, piece, _pieces(text[:start]), _pieces(text[end:]), expected, cell)
    for mistake in _MISTAKES:
        problem = mistake(stop)
        if problem is not None:
            return problem
    if not piece:
        return stop.problem("X033", "the expression ends too early", "finish it", *_last_word(text))
    return stop.problem("X001", f"`{piece}` cannot stand here", "", start, end)


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for piece in _PIECES.findall(text) if not piece.isspace() and piece[:2] not in ("//", "/*"))


def _last_word(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    return max(0, end - 1), end


def _places(text: str, signs: str) -> Iterator[tuple[int, str]]:
    """Give the places of signs outside quotes and comments."""
    for found in _PIECES.finditer(text):
        if found.group() in signs and len(found.group()) == 1:
            yield found.start(), found.group()


def _empty(stop: Stop) -> Problem | None:
    if _pieces(stop.text):
        return None
    advice = "write `-` for any value" if stop.cell else "write a condition, or take the field away"
    return Problem("X005", "nothing stands here", advice, 0, len(stop.text))


def _quotes(stop: Stop) -> Problem | None:
    alone = stop.text.find('"\\"')
    if alone >= 0 and (alone == 0 or stop.text[alone - 1] in " (,=[<>") and stop.text[alone + 3 : alone + 4] != '"':
        message = 'a `\\` before a double quote makes the quote part of the text, so `"\\"` does not end'
        return Problem("X007", message, 'write the backslash twice: `"\\\\"`', alone, alone + 3)
    if stop.piece == '"':
        return stop.problem("X006", "a double quote is opened and not closed", 'put `"` at the end of the text')
    if stop.piece == "'":
        close = stop.text.find("'", stop.end)
        if close > 0:
            inside = stop.text[stop.end : close]
            return stop.problem("X008", "text stands in double quotes", f'write `"{inside}"`', None, close + 1)
        if stop.end >= len(stop.text.rstrip()):
            act = "put one at the beginning too, or take it out"
            return stop.problem("X008", "a single quote stands at the end, and none at the beginning", act)
        return stop.problem("X008", "text stands in double quotes", 'write `"` instead')
    return None


def _signs(stop: Stop) -> Problem | None:
    if stop.start == 0 and stop.piece in "‘’" and stop.piece:
        act = "write `'` at both ends, the straight sign"
        return stop.problem("X032", f"`{stop.piece}` is a typographic sign, and quotes nothing", act)
    if stop.piece == "…" and not stop.after:
        return stop.problem("X032", "`…` is a typographic sign", "take it away, or write what comes there")
    if stop.piece in _SIGNS:
        return stop.problem("X032", f"`{stop.piece}` is a typographic sign", f"write `{_SIGNS[stop.piece]}`")
    pair = stop.text[max(0, stop.start - 1) : stop.end]
    begin = stop.start - 1
    if pair == "==":
        return stop.problem("X009", "equality is asked with one sign", "write `=`", begin)
    if pair in ("=>", "=<"):
        turned = pair[::-1]
        return stop.problem("X010", f"`{pair}` is no comparison", f"write `{turned}`", begin)
    if pair == "<>" or stop.text[begin : begin + 3] == "=/=" or (stop.piece == "!" and stop.last() == "="):
        return stop.problem("X011", f"`{pair}` is no comparison", "write `!=`", begin)
    if stop.piece == "!":
        inside = stop.next() or "x"
        return stop.problem("X012", "`!` alone turns nothing round", f"write `not({inside})`")
    if stop.piece in "&|" and stop.piece:
        word = "and" if stop.piece == "&" else "or"
        end = stop.end + (stop.text[stop.end : stop.end + 1] == stop.piece)
        return stop.problem("X013", f"`{stop.text[stop.start : end]}` joins nothing", f"write `{word}`", None, end)
    if stop.piece == "%":
        advice = f"write `{stop.last()}`: a percentage is compared with the bare number"
        return stop.problem("X014", "a percent sign has no place in a condition", advice)
    if stop.piece and stop.piece in "£$€":
        return stop.problem(
            "X015", "a sign for money has no place in a condition", f"write `{stop.next() or 'the number'}`"
        )
    if stop.piece and stop.piece in "{}":
        return stop.problem("X029", "curly brackets have no meaning here", "write a list in square brackets: `[1, 2]`")
    return None


def _clock(stop: Stop) -> Problem | None:
    if stop.piece != ":" or not stop.last().isdigit() or not stop.next().isdigit():
        return None
    hour, minute = stop.last(), stop.next()
    begin = stop.text.rfind(hour, 0, stop.start)
    end = stop.text.find(minute, stop.end) + len(minute)
    return stop.problem(
        "X016", f"the time `{hour}:{minute}` stands without quotes", f'write `@"{hour:0>2}:{minute}"`', begin, end
    )


def _at(stop: Stop) -> Problem | None:
    if stop.last() != "@":
        return None
    found = re.compile(r"[\w:.+-]+").match(stop.text, stop.start)
    written = found.group() if found else stop.piece
    message = "what follows `@` stands in double quotes"
    return stop.problem("X036", message, f'write `@"{written}"`', None, stop.start + len(written))


def _unit(stop: Stop) -> Problem | None:
    if not stop.last().replace(".", "", 1).isdigit():
        return None
    found = _UNITS.match(stop.text, stop.start)
    if found is None:
        return None
    message = f"in a condition a number stands without its unit, so `{found.group()}` cannot follow `{stop.last()}`"
    advice = f"write `{stop.last()}`; an amount with a unit is given a name under `values`"
    return stop.problem("X017", message, advice, None, found.end())


def _comparison(stop: Stop) -> Problem | None:
    """A comparison in words, where a value stands before it."""
    found = sign_for(stop.text, stop.start) or (sign_for(stop.text, stop.start - 1) if stop.start else None)
    if found is None or not (before := _pieces(stop.text[: found[1]])) or not _is_value_end(before[-1]):
        return None
    sign, begin, end = found
    return stop.problem("X039", f"`{stop.text[begin:end]}` is no comparison", f"write `{sign}`", begin, end)


def _fields(stop: Stop) -> Problem | None:
    """A field of a rule inside another's condition."""
    if stop.piece in _FIELDS and stop.before:
        return stop.problem(
            "X041", f"`{stop.piece}` is no part of a condition", f"write `{stop.piece}: …` on a line of its own"
        )
    if len(stop.before) == 1 and stop.last() in _FIELDS:
        begin = stop.text.find(stop.last())
        act = f"write `{stop.last()}: …`, or take the word away"
        return stop.problem("X041", f"`{stop.last()}` is no part of a condition", act, begin, begin + len(stop.last()))
    return None


def _words(stop: Stop) -> Problem | None:
    piece, last = stop.piece, stop.last()
    capital = next((word for word in (piece, last) if word.lower() in (*_KEYWORDS, "not") and not word.islower()), "")
    if capital:
        begin = stop.start if capital == piece else stop.text.rfind(last, 0, stop.start)
        end = begin + len(capital)
        return stop.problem(
            "X023", f"`{capital}` is written in small letters", f"write `{capital.lower()}`", begin, end
        )
    if piece == "not" and stop.next() == "in":
        message = "`not` stands before the whole test"
        return stop.problem("X021", message, f"write `not({last} in …)`")
    if last == "not" and piece != "(":
        begin = stop.text.rfind("not", 0, stop.start)
        whole = _JOINING.split(stop.text[stop.start :])[0].strip()
        return stop.problem("X020", "`not` takes its condition in brackets", f"write `not({whole})`", begin)
    if piece == "is" or (last == "is" and piece):
        negative = stop.next() == "not" or piece == "not"
        begin = stop.start if piece == "is" else stop.text.rfind("is", 0, stop.start)
        message = "`is` compares nothing"
        return stop.problem("X022", message, f"write `{'!=' if negative else '='}`", begin)
    if piece in ("contains", "matches", "like", "starts", "ends", "includes") and _word(last):
        function = {"starts": "starts with", "ends": "ends with"}.get(piece, "contains")
        text = next((word for word in stop.after if word.startswith('"')), "…")
        message = f"`{piece}` does not stand between two values"
        return stop.problem("X035", message, f"write `{function}({last}, {text})`")
    return None


def _word(piece: str) -> bool:
    return piece.isidentifier() and piece not in _KEYWORDS


def _operators(stop: Stop) -> Problem | None:
    piece = stop.piece
    if piece in _OPERATORS and _joined(stop):
        advice = "write `x > 1 and x < 5`, or `x in (1..5)` for a range"
        return stop.problem("X024", f"comparisons are not chained: `{piece}` follows another one", advice)
    if piece == "..":
        advice = f"write `[{stop.last()}..{stop.next()}]`"
        return stop.problem("X025", "a range stands in brackets", advice)
    lacks = {"_ELSE": "else", "_THEN": "then"}
    for token, word in lacks.items():
        if token in stop.expected and "if" in stop.before and piece not in (")", "]"):
            message = f"an `if` here has no `{word}`"
            act = "write `if … then … else …`"
            if word == "else" and stop.text.lstrip().startswith("if "):
                act += "; a condition says no `if`, and what is to be done stands under `then:`, on a line of its own"
            return stop.problem("X026", message, act)
    if "between" in stop.before and _inside_between(stop):
        return stop.problem("X037", "`between` needs `and` between its two ends", "write `between 1 and 5`")
    return None


def _joined(stop: Stop) -> bool:
    """Say whether a comparison stands before the stop, with nothing that would part the two."""
    for piece in reversed(stop.before):
        if piece in _OPERATORS or piece in ("in", "between"):
            return True
        if piece in ("and", "or", "(", "[", ",", "if", "then", "else", "satisfies"):
            return False
    return False


def _inside_between(stop: Stop) -> bool:
    after = stop.before[len(stop.before) - 1 - stop.before[::-1].index("between") :]
    return "and" not in after and len(after) > 1 and "_AND" in stop.expected


def _brackets(stop: Stop) -> Problem | None:
    # `]` opens a range too, and `[` closes one, so only what stands at the stop is told.
    if not stop.piece:
        opened = []
        for place, sign in _places(stop.text, "()[]"):
            if sign in "([":
                opened.append((place, sign))
            elif opened:
                opened.pop()
        if opened:
            place, sign = opened[-1]
            close = ")" if sign == "(" else "]"
            message = f"the bracket `{sign}` is not closed"
            return stop.problem("X027", message, f"put `{close}` where it ends", place, place + 1)
    elif stop.piece in ")]":
        opened_before = sum(1 for _, sign in _places(stop.text[: stop.start], "([")) > sum(
            1 for _, sign in _places(stop.text[: stop.start], ")]")
        )
        if not opened_before:
            return stop.problem("X028", f"the bracket `{stop.piece}` was not opened", "take it away")
    return None


def _commas(stop: Stop) -> Problem | None:
    if stop.piece != ",":
        return None
    around = stop.text[stop.start - 1 : stop.start] + stop.text[stop.end : stop.end + 1]
    if len(around) == 2 and around.isdigit():
        whole, part = stop.last(), stop.next()
        advice = f"write `{whole}{part}`" if len(part) == 3 else f"write `{whole}.{part}`"
        return stop.problem("X030", "a number is written without a comma", advice)
    if "in" in stop.before and stop.last() not in (")", "]"):
        return stop.problem("X031", "several values to look in stand in brackets", 'write `in ("L", "U")`')
    opened, closed = (sum(piece in signs for piece in stop.before) for signs in ("([", ")]"))
    if not stop.cell and opened == closed:
        return stop.problem("X040", "a comma joins nothing", "write `and`, or `or`")
    return None


def _several_words(stop: Stop) -> Problem | None:
    """A function of several words that is none, or a name of several words."""
    for place, _ in _places(stop.text, "("):
        found = _PHRASE.search(stop.text[:place], max(0, place - 60))
        words = found.group().split() if found else []
        while words and words[0] in _KEYWORDS:
            words.pop(0)
        phrase = " ".join(words)
        near = nearest(phrase, FUNCTIONS, 0.7) if len(words) > 1 and words[-1] not in ("in", "not") else None
        if found and near and phrase not in FUNCTIONS and found.start() <= stop.start:
            begin = found.start() + found.group().rfind(words[0], 0, len(found.group()) - len(phrase) + len(words[0]))
            return stop.problem(
                "X103", f"there is no function `{phrase}`", f"did you mean `{near}(…)`?", max(begin, 0), found.end()
            )
    return None


def _missing(stop: Stop) -> Problem | None:
    piece, last = stop.piece, stop.last()
    begins_value = (
        _word(piece) or piece[:1] in ('"', "@", "(", "[") or piece[:1].isdigit() or piece in ("true", "false")
    )
    if not (begins_value and _is_value_end(last)):
        return None
    if piece == "to" and ("in" in stop.before or (last.isdigit() and stop.next().isdigit())):
        ask = "" if "in" in stop.before else "in "
        return stop.problem(
            "X025", "a range is written with two dots, in brackets", f"write `{ask}[{last}..{stop.next()}]`"
        )
    if piece.isdigit() and last.lower() == "year":
        begin = stop.text.rfind(last, 0, stop.start)
        return stop.problem("X017", "a year group is a number", f"write `{piece}`", begin)
    if last == "than" and stop.last(2) in _OPERATORS:
        begin = stop.text.rfind(last, 0, stop.start)
        end = begin + len(last)
        return stop.problem("X039", f"after `{stop.last(2)}` stands what is compared", "take `than` away", begin, end)
    if _word(piece) and _word(last) and not _joined(stop):
        begin = stop.text.rfind(last, 0, stop.start)
        return stop.problem(
            "X019", "a name has no spaces in it", f"write `{last}_{piece}`; two names are joined with `and`", begin
        )
    if _word(last) and piece[:1].isdigit():
        act = f"write `{last} < {piece}`, or `{last} in [1..5]` for a range"
        return stop.problem("X018", f"a comparison is missing between `{last}` and `{piece}`", act)
    return stop.problem("X018", f"`and` or `or` is missing before `{piece}`", f"write `and {piece}`")


def _is_value_end(piece: str) -> bool:
    last = piece[-1:]
    return _word(piece) or last in ('"', ")", "]") or last.isdigit() or piece in ("true", "false", "null")


def _ends(stop: Stop) -> Problem | None:
    piece, last = stop.piece, stop.last()
    operators = (*_OPERATORS, "+", "-", "*", "/", "**", "and", "or", "in", "between", "if", "then", "else")
    if (not piece or piece in ")]") and last in operators:
        begin = stop.text.rfind(last, 0, stop.start or None)
        return stop.problem(
            "X033", f"something is missing after `{last}`", "write what belongs there", begin, begin + len(last)
        )
    if piece == ")" and last == "(":
        return stop.problem("X033", "nothing stands in the brackets", "write what belongs there")
    if piece in (*_OPERATORS, "+", "*", "/", "**", "and", "or", "in", "between", "then", "else"):
        compared = _compared(stop) if piece in _OPERATORS and last in ("and", "or") else ""
        act = f"write `{last} {compared} {piece} …`" if compared else "write what belongs there"
        return stop.problem("X034", f"something is missing before `{piece}`", act)
    if piece and not piece.isalnum() and piece not in "()[]@?.,-" and not piece.startswith('"') and not _word(piece):
        if piece.isprintable():
            return stop.problem("X038", f"the sign `{piece}` is no part of a condition", "take it away")
        hidden = f"the character U+{ord(piece[0]):04X} looks like nothing"
        return stop.problem("X038", hidden, "write the condition again, from the keyboard")
    return None


def _compared(stop: Stop) -> str:
    """Give the name that was compared last before the stop; empty where none was."""
    pairs = zip(stop.before, stop.before[1:], strict=False)
    return next((name for name, sign in reversed([*pairs]) if sign in _OPERATORS and _word(name)), "")


_MISTAKES: tuple[Callable[[Stop], Problem | None], ...] = (
    _empty,
    _quotes,
    _signs,
    _clock,
    _at,
    _unit,
    _comparison,
    _fields,
    _words,
    _operators,
    _several_words,
    _commas,
    _missing,
    _brackets,
    _ends,
)
