"""Bound policy -> the names on which each rule, step and table rests, at any depth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from engine.bind.bound import Bound
from engine.model.amounts import Named
from engine.model.declared import Declared, declared
from engine.model.windows import Stretch

REGISTERS = "registers"
_NAMED = ("measures", "sets", "facts", "flags")


def table_name(table: str) -> str:
    """Give the name under which a table that gives figures is known; its own may be that of a figure, too."""
    return f"table {table}"


def behind(bound: Bound) -> dict[str, frozenset[str]]:
    """Give for every id, name and table the names on which it rests, itself included, and what `registers` rest on."""
    edges = _edges(bound)
    return {name: _all_behind(name, edges) for name in edges}


def _all_behind(name: str, edges: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(edges.get(one, ()))
    return frozenset(found)


def _edges(bound: Bound) -> Mapping[str, set[str]]:
    model = bound.model
    edges: dict[str, set[str]] = defaultdict(set)
    for path, checked in bound.expressions.items():
        reads = {*checked.reads}
        for test in checked.fact_tests:
            reads |= {test.table, *test.condition.reads}
        for owner in _owners(bound, path):
            edges[owner] |= reads
    for kind in _NAMED:
        for name, item in getattr(model, kind).items():
            edges[name] |= set(named_in(item))
    for name, measure in model.measures.items():
        words = (measure.count, measure.since, measure.value, measure.at)
        edges[name] |= {word for word in words if word is not None}
    for name, fact in model.facts.items():
        edges[name] |= {fact.part_of} if fact.part_of is not None else set()
    for name, flag in model.flags.items():
        edges[name] |= {flag.starts} if bound.flag_starts.get(name) in ("rule", "table") and flag.starts else set()
    for rule in model.rules:
        edges[rule.id] |= {*named_in(rule), *_shown(rule)}
    for name, ladder in model.ladders.items():
        for step in ladder.steps:
            edges[step.id] |= {*named_in(step), *_shown(step)}
            edges[step.id] |= {ladder.each} if ladder.each is not None else set()
        edges[name] |= {step.id for step in ladder.steps}
    for name, table in model.tables.items():
        own = table_name(name) if table.each is None else name
        edges[own] |= set(bound.tables[name].reads)
        edges[own] |= {table.each} if table.each is not None else set()
        if table.each is None:
            for output in table.gives:
                edges[output].add(own)
    return edges


def _owners(bound: Bound, path: tuple[str | int, ...]) -> Iterator[str]:
    model = bound.model
    if path[0] in _NAMED:
        yield str(path[1])
    elif path[0] == "rules":
        yield model.rules[int(path[1])].id
    elif path[0] == "ladders":
        steps = model.ladders[str(path[1])].steps
        yield from [steps[int(path[3])].id] if path[2] == "steps" else (step.id for step in steps)
    elif path[0] == "tables":
        table = model.tables[str(path[1])]
        yield table_name(str(path[1])) if table.each is None else str(path[1])
    elif path[0] == REGISTERS:
        yield REGISTERS


def _shown(item: object) -> Iterator[str]:
    for task in getattr(item, "then", ()):
        if task.sessions is not None:
            yield task.sessions
    for note in getattr(item, "notes", ()):
        if note.show is not None:
            yield note.show
    each = getattr(item, "each", None)
    if each is not None:
        yield each


def named_in(value: object) -> Iterator[str]:
    """Give the names of values that stand where amounts do in an item, and of flags that are windows."""
    if isinstance(value, Named | Stretch):
        yield value.name
    elif isinstance(value, Declared):
        for name in declared(type(value)):
            yield from named_in(getattr(value, name))
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from named_in(getattr(value, each.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from named_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from named_in(inner)
