"""Where two policies differ, for people and as one JSON object."""

import json
from collections.abc import Iterator
from typing import Any

from engine.analysis.differences import Difference, Differences, Instance, Origin, Same
from engine.analysis.touched import Touching
from engine.source import Place

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_SECTIONS = {
    "register": "registers",
    "rule": "rules",
    "ladder": "ladders",
    "step": "steps of ladders",
    "table": "tables",
    "figure": "figures",
    "flag": "flags",
    "set": "sets of sessions",
    "value": "values",
    "fact": "fact tables",
    "code": "codes",
    "column": "pupil columns",
    "role": "roles",
    "word": "plain words",
}
_CHANGES = {
    "added": "only in B",
    "removed": "only in A",
    "changed": "differs",
    "renamed": "has another name",
    "not proved": "not proved to be the same",
}
_HALVES = {"am": "morning", "pm": "afternoon"}
_WIDTH = 79


def page(
    found: Differences, touching: Touching | None, *, names: tuple[str, str], whole: bool, colour: bool
) -> Iterator[str]:
    """Yield every difference with its examples and origins, then how much is proved the same."""
    yield f"A  {names[0]}\nB  {names[1]}\n"
    section = ""
    for one in found.differences:
        if one.kind != section:
            section = one.kind
            yield f"\n{_shade(_SECTIONS[section], _BOLD, colour)}\n"
        yield from _difference(one, colour)
    yield "\n" if found.differences else ""
    if touching is not None:
        yield from _touching(touching)
    yield from _same(found, whole)


def _shade(text: str, shade: str, colour: bool) -> str:
    return f"{shade}{text}{_PLAIN}" if colour else text


def _difference(one: Difference, colour: bool) -> Iterator[str]:
    name = _HALVES.get(one.name, one.name) if one.kind == "register" else one.name
    yield f"  {_shade(f'`{name}`', _BOLD, colour)} {_CHANGES[one.change]}\n"
    for said in one.says:
        yield from _wrapped(said, "    ")
    for instance in one.instances:
        yield from _wrapped(in_words(instance), "    ")
    for origin in one.origins:
        yield from _wrapped(_shade(_origin(origin), _DIM, colour), "      ", "        ")


def in_words(instance: Instance) -> str:
    """Say an example in one sentence."""
    case = instance.case
    told = f"A {instance.a}, B {instance.b}"
    if not case:
        return told
    if case.startswith("arrives"):
        return f"{case}: {told}"
    return f"{case}: {told}" if case.startswith("a ") else f"at {case}: {told}"


def _origin(origin: Origin) -> str:
    where = f"{origin.place}  " if origin.place is not None else ""
    return f"{origin.side}  {where}{origin.path}: {origin.text}"


def _wrapped(text: str, indent: str, after: str | None = None) -> Iterator[str]:
    line, following = indent, after or indent
    for word in text.split(" "):
        if len(line) + len(word) > _WIDTH and line.strip():
            yield f"{line.rstrip()}\n"
            line = following
        line += f"{word} "
    yield f"{line.rstrip()}\n"


def _touching(touching: Touching) -> Iterator[str]:
    yield f"in this dataset, {touching.pupils:,} of {touching.of:,} pupils are touched\n"
    for row in touching.rows:
        parts = [
            f"{number:,} {word}"
            for number, word in ((row.gained, "only under B"), (row.lost, "only under A"), (row.changed, "otherwise"))
            if number
        ]
        yield f"  `{row.name}`: {', '.join(parts)}; {row.pupils:,} pupil{'s' * (row.pupils != 1)}\n"
    yield f"  {touching.alike:,} actions and decisions are the same under both\n"
    yield "  marks are taken as recorded, also where registers differ: `policy simulate` marks arrivals anew\n\n"


def _same(found: Differences, whole: bool) -> Iterator[str]:
    counts = {kind: [one for one in found.same if one.kind == kind] for kind in _SECTIONS}
    told = [f"{len(held):,} {_SECTIONS[kind] if len(held) > 1 else kind}" for kind, held in counts.items() if held]
    differ = len(found.differences)
    head = "no difference in meaning" if not differ else f"{differ:,} difference{'s' * (differ != 1)}"
    same = f"{head}; proved to mean the same at and beside every limit: {', '.join(told) or 'nothing'}"
    yield from _wrapped(same, "", "  ")
    for one in found.same:
        if whole or one.rewritten or one.within:
            yield f"  {_one_same(one)}\n"


def _one_same(one: Same) -> str:
    how = ", though written otherwise" if one.rewritten else ""
    within = f" ({one.within})" if one.within else ""
    return f"{one.kind} `{one.name}` means the same{how}{within}"


_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def object_of(found: Differences, touching: Touching | None) -> Iterator[str]:
    """Yield the whole comparison, whose shape is `schema/diff.schema.json`; a difference a line."""
    head: dict[str, Any] = {
        "a": {"policy": found.a, "version": found.versions[0]},
        "b": {"policy": found.b, "version": found.versions[1]},
    }
    yield _WRITE(head)[:-1] + ',\n"differences": ['
    between = "\n"
    for one in found.differences:
        yield f"{between}{_WRITE(_plain(one))}"
        between = ",\n"
    same = [
        {"kind": one.kind, "name": one.name, "rewritten": one.rewritten, "within": one.within or None}
        for one in found.same
    ]
    yield f'],\n"same": {_WRITE(same)},\n"touched": {_WRITE(_touched(touching))}}}\n'


def _plain(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "change": one.change,
        "says": list(one.says),
        "examples": [{"case": each.case, "a": each.a, "b": each.b, "said": in_words(each)} for each in one.instances],
        "origins": [
            {"side": each.side, "path": each.path, "text": each.text, **_place(each.place)} for each in one.origins
        ],
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "line": None, "column": None}
    return {"file": place.source.name, "line": place.span.line, "column": place.span.column}


def _touched(touching: Touching | None) -> dict[str, Any] | None:
    if touching is None:
        return None
    return {
        "pupils": touching.pupils,
        "of": touching.of,
        "alike": touching.alike,
        "rules": [
            {"name": row.name, "gained": row.gained, "lost": row.lost, "changed": row.changed, "pupils": row.pupils}
            for row in touching.rows
        ],
    }
