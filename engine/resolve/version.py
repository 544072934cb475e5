"""A resolved policy -> its version: the digest of what it says, whichever files say it."""

import json
from collections.abc import Iterable

from engine.document import Value
from engine.once import once

_written = json.JSONEncoder(ensure_ascii=False).encode


def version(document: dict[str, Value]) -> str:
    """Digest a resolved document: SHA-256, in hexadecimal. The order of keys counts only where it has a meaning.

    Nothing in the document may ever change: what policies share is written out once.
    """
    return _digest(document)


@once
def _digest(document: dict[str, Value]) -> str:
    import hashlib  # a lint needs none, and to load it takes as long as twenty modules of ours

    text = _pairs(
        (name, _registers(held) if name == "registers" else _section(held)) for name, held in _sorted(document)
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _registers(section: Value) -> str:
    """Write the registers: the first whose `for` is true is the pupil's, so their order is part of what is said."""
    if not isinstance(section, dict):
        return _text(section)
    return _pairs(
        (name, _pairs((key, _text(each)) for key, each in half.items()) if isinstance(half, dict) else _text(half))
        for name, half in _sorted(section)
    )


def _section(section: Value) -> str:
    """Write a section, or take it as it was written when it was last met; so with each of its entries."""
    return _entries(section) if isinstance(section, dict | list) else _text(section)


@once
def _entries(section: dict[str, Value] | list[Value]) -> str:
    if isinstance(section, list):
        return _list(_item(each) for each in section)
    return _pairs((name, _item(each)) for name, each in _sorted(section))


def _item(item: Value) -> str:
    return _text_of_item(item) if isinstance(item, dict | list) else _text(item)


@once
def _text_of_item(item: dict[str, Value] | list[Value]) -> str:
    return _text(item)


def _text(value: Value) -> str:
    """Write a value in one way alone, whatever the order of its keys."""
    if isinstance(value, dict):
        return _pairs((key, _text(inner)) for key, inner in _sorted(value))
    if isinstance(value, list):
        return _list(map(_text, value))
    return _written(value)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return f"[{','.join(f'[{_written(key)},{text}]' for key, text in pairs)}]"


def _list(texts: Iterable[str]) -> str:
    # an object with a key that no mapping has tells a list from the pairs of a mapping
    return f'{{"":[{",".join(texts)}]}}'


def _sorted(held: dict[str, Value]) -> list[tuple[str, Value]]:
    return sorted(held.items(), key=lambda pair: pair[0])
