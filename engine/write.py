"""Plain values -> YAML text that parses back to the same values: block style, no anchors, quotes where needed."""

import re

from engine.document import Value
from engine.once import regex

_NULL_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
# What needs no quotes as a value in block style: conservative, so that other readers agree.
_PLAIN = regex(r"[\w§£(<=/.][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*|-[\w.][^\x00-\x1f\x7f-\x9f]*")
_PLAIN_KEY = regex(r"[^\W\d](?:[\w .\[\]-]*[\w\]])?")
_NEEDS_ESCAPE = regex(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_INDENT = 2


def write(value: Value) -> str:
    r"""Write plain values as YAML; an empty mapping or list is `{}` or `[]`, an empty value `null`.

    Keys are at most 1,000 characters long, on one line.

    >>> print(write({"when": "a < 5", "rows": "x || y\n- || 1\n", "then": [{"do": "call"}]}), end="")
    when: a < 5
    rows: |
      x || y
      - || 1
    then:
      - do: call
    """
    # INVARIANT: the stack holds what is still to be written, last first: depth costs no recursion.
    out: list[str] = []
    stack: list[tuple[str, Value, int]] = [("", value, 0)]
    while stack:
        lead, inner, indent = stack.pop()
        if isinstance(inner, dict) and inner:
            opening = _opened(out, lead)
            items = [(f"{_key(key)}:", child, indent) for key, child in inner.items()]
        elif isinstance(inner, list) and inner:
            opening = _opened(out, lead)
            items = [("-", child, indent) for child in inner]
        else:
            out.append(f"{lead}{' ' if lead.strip() else ''}{scalar(inner, indent)}\n")
            continue
        for at, (head, child, level) in reversed(list(enumerate(items))):
            # The first line of an item of a list follows its dash.
            margin = opening if at == 0 and opening else " " * level
            stack.append((margin + head, child, level + _INDENT))
    return "".join(out)


def _opened(out: list[str], lead: str) -> str:
    if lead.endswith("-"):
        return lead + " "
    if lead:
        out.append(lead + "\n")
    return ""


def scalar(value: Value, indent: int = 0) -> str:
    """Write one text, or an empty value, mapping or list, as it stands after `key: `; a block goes on below."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        return "{}" if isinstance(value, dict) else "[]"
    if _NEEDS_ESCAPE.search(value):
        return _double(value)
    if "\n" in value:
        return _block(value, max(indent, _INDENT))
    if _plain(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _key(key: str) -> str:
    if _PLAIN_KEY.fullmatch(key) and _plain(key):
        return key
    return _double(key) if _NEEDS_ESCAPE.search(key) or "\n" in key else "'" + key.replace("'", "''") + "'"


def _plain(text: str) -> bool:
    return (
        text not in _NULL_WORDS
        and _PLAIN.fullmatch(text) is not None
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and not text.startswith(("---", "..."))
    )


def _block(text: str, indent: int) -> str:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    if not body or body.startswith((" ", "\n")):
        return _double(text)
    chomp = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return f"|{chomp}\n" + "\n".join([*lines, *[""] * max(ends - 1, 0)])


def _double(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        code = ord(found.group())
        return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"

    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _NEEDS_ESCAPE.sub(escaped, text) + '"'
