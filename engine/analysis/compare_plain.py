"""Values, code tables, fact tables, columns and roles, side by side: what is written, without its annotations."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from engine.analysis.compare_acting import amount_said
from engine.analysis.differences import Difference, Same
from engine.analysis.pair import Pair, leaves
from engine.analysis.renaming import renamed
from engine.document import Path, Value
from engine.model.amounts import Amount, ValueLiteral
from engine.model.policy_file import DatedValue
from engine.words import day_in_words

Entries = tuple[tuple[date | None, date | None, ValueLiteral], ...]
_ALIKE = 0.75
_PLAIN = (("facts", "fact"), ("roles", "role"), ("plain_words", "word"))


def compare_values(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of named amounts, and what rests on them."""
    first, second = ({name: _entries(held) for name, held in side.bound.model.values.items()} for side in pair.sides)
    removed = {name: held for name, held in first.items() if name not in second}
    added = {name: held for name, held in second.items() if name not in first}
    named = [{each: (each, held) for each, held in side.items()} for side in (removed, added)]
    for name, other in list(renamed(named[0], named[1], lambda a, b: a[1] == b[1] and _akin(pair, a[0], b[0]))):
        removed.pop(name)
        added.pop(other)
        origins = (pair.origin(0, ("values", name), name), pair.origin(1, ("values", other), other))
        yield Difference("value", name, "renamed", (f"B calls it `{other}`; it is the same",), (), origins)
    for held, change, side in ((removed, "removed", 0), (added, "added", 1)):
        for name, entries in held.items():
            origin = pair.origin(side, ("values", name), pair.item(side, ("values", name)))
            yield Difference("value", name, change, (f"{_said(entries)} in {'AB'[side]} alone",), (), (origin,))
    for name in sorted(first.keys() & second.keys()):
        if first[name] == second[name]:
            yield Same("value", name)
            continue
        says = (f"{_said(first[name])} in A, {_said(second[name])} in B", _bears(pair, name))
        yield Difference("value", name, "changed", says, (), pair.origins("values", name))


def _akin(pair: Pair, one: str, other: str) -> bool:
    """Whether two values of one amount are one: the same rules rest on both, or none does and their names are near."""
    resting = [set(pair.resting_on(side, name)) for side, name in enumerate((one, other))]
    if not resting[0] and not resting[1]:
        first, second = sorted((one, other))
        return SequenceMatcher(None, first, second).ratio() >= _ALIKE
    return {pair.renames.get(name, name) for name in resting[0]} == resting[1]


def _entries(held: tuple[DatedValue, ...]) -> Entries:
    return tuple(sorted(((each.from_, each.until, each.value) for each in held), key=lambda one: str(one[0] or "")))


def _said(entries: Entries) -> str:
    parts = []
    for begins, ends, value in entries:
        told = amount_said(value) if isinstance(value, Amount) else _literal(value)
        if begins is not None:
            told += f" from {day_in_words(begins)}"
        if ends is not None:
            told += f" until {day_in_words(ends)}"
        parts.append(told)
    return ", ".join(parts)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return day_in_words(value) if isinstance(value, date) else str(value)


def _bears(pair: Pair, name: str) -> str:
    """Say which rules, steps and tables rest on a value."""
    found: set[str] = set()
    for side in (0, 1):
        found |= set(pair.resting_on(side, name))
    listed = ", ".join(f"`{each}`" for each in sorted(found))
    return f"it bears on {listed}" if found else "no rule, step or table rests on it"


def compare_plain(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of what no condition says."""
    for section, kind in _PLAIN:
        names = {str(name) for side in (0, 1) for name in _keys(pair.item(side, (section,)))}
        for name in sorted(names):
            yield from _item(pair, kind, name, (section, name))
    columns = {str(name) for side in (0, 1) for name in _keys(pair.item(side, ("pupils", "columns")))}
    for name in sorted(columns):
        yield from _item(pair, "column", name, ("pupils", "columns", name))
    yield from _codes(pair)
    if any(pair.item(side, ("school_age",)) is not None for side in (0, 1)):
        yield from _item(pair, "value", "school_age", ("school_age",))


def _keys(value: Value) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _item(pair: Pair, kind: str, name: str, path: Path) -> Iterator[Difference | Same]:
    values = [pair.item(side, path) for side in (0, 1)]
    origins = tuple(pair.changed(path))
    if not origins:
        yield Same(kind, name)
    elif values[0] is None or values[1] is None:
        yield Difference(kind, name, "removed" if values[1] is None else "added", (), (), origins)
    else:
        yield Difference(kind, name, "changed", (), (), origins)


def _codes(pair: Pair) -> Iterator[Difference | Same]:
    tables = [{str(table.from_ or "the beginning"): table for table in side.bound.model.codes} for side in pair.sides]
    for since in sorted(tables[0].keys() | tables[1].keys()):
        held = [side.get(since) for side in tables]
        if held[0] is None or held[1] is None:
            change = "removed" if held[1] is None else "added"
            yield Difference("code", f"table from {since}", change)
            continue
        said = [
            {code: each.plain(without=("means", "source")) for code, each in table.table.items()}
            for table in held
            if table is not None
        ]
        found = False
        for code in sorted(said[0].keys() | said[1].keys()):
            one, other = said[0].get(code), said[1].get(code)
            if one == other:
                continue
            found = True
            change = "added" if one is None else "removed" if other is None else "changed"
            says = tuple(
                f"`{path[0]}` is {_told(first)} in A and {_told(second)} in B"
                for path, first, second in leaves(one, other)
                if path
            )
            yield Difference("code", f"{code} from {since}", change, says)
        if not found:
            yield Same("code", f"table from {since}")


def _told(value: object) -> str:
    if value is None or value == ():
        return "not given"
    return f"`{', '.join(value) if isinstance(value, tuple) else str(value).lower()}`"
