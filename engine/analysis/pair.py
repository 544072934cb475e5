"""Two policies -> the same subjects for what means the same in both, and what was written otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.analysis.answer import Answer, Example, Subject
from engine.analysis.differences import A, B, Origin
from engine.analysis.meaning import Meaning
from engine.analysis.opened import SESSION
from engine.analysis.questions import Questions
from engine.analysis.words import example_in_words
from engine.document import Path, Value, at, said
from engine.expressions.typed import Typed
from engine.load import Loaded
from engine.model.measures import Measure
from engine.source import Place

_ANNOTATIONS = frozenset({"title", "source", "assumes", "departs", "allow", "open", "checked_on", "notes"})
_SECTIONS = ("values", "sets", "facts", "flags", "measures", "tables")


class Pair:
    """Two policies that share their subjects; `renames` gives B's name of a rule or step that A calls otherwise."""

    def __init__(self, a: Loaded, b: Loaded) -> None:
        self.loaded = (a, b)
        self.subjects: dict[str, Subject] = {}
        self.sides = (Meaning(a.bound, self.subjects), Meaning(b.bound, self.subjects))
        self.questions = Questions(self.subjects, self.sides[0].opener.codes)
        self.renames: dict[str, str] = {}
        self._unify()
        self._same_ladders()

    def in_words(self, example: Example | None) -> str:
        """Say an example in words."""
        return example_in_words(example, self.subjects) if example is not None else ""

    def equal(self, one: Typed, other: Typed) -> Answer:
        """Say whether two opened conditions are true of the same."""
        return self.questions.equal(one, other)

    def _unify(self) -> None:
        """Give two figures of one name one key where all that differs is how their sets are written."""
        first, second = (side.opener for side in self.sides)
        for name, measure in first.bound.model.measures.items():
            other = second.bound.model.measures.get(name)
            if other is None or measure.is_ is not None or other.is_ is not None:
                continue
            if first.key_of(name) != second.key_of(name) and self._counted_alike(name, measure, other):
                second.same_as(name, first.key_of(name))
        for name, measure in first.bound.model.measures.items():
            other = second.bound.model.measures.get(name)
            if other is None or measure.is_ is not None or other.is_ is not None:
                continue
            if first.key_of(name) != second.key_of(name):
                for side, opener in zip((A, B), (first, second), strict=True):
                    held = opener.figure(name)
                    self.subjects[held.key] = replace(held, title=f"{held.title} (as {side} counts)")

    def _same_ladders(self) -> None:
        """Let a ladder of B that A calls otherwise go by A's name: what it counts anew is the same."""
        first, second = ({name: [step.id for step in each.steps] for name, each in side.bound.model.ladders.items()}
                         for side in self.sides)  # fmt: skip
        for name, order in first.items():
            others = [other for other, its in second.items() if its == order and other not in first]
            if name not in second and others:
                self.sides[1].opener.ladder_names[others[0]] = name

    def _counted_alike(self, name: str, one: Measure, other: Measure) -> bool:
        first, second = (side.opener for side in self.sides)
        if first.frame(name) != second.frame(name):
            return False
        scopes = {side.opener.scope_of_count(measure) for side, measure in zip(self.sides, (one, other), strict=True)}
        if len(scopes) != 1:
            return False
        (scope,) = scopes
        for field, its_scope in (("of", scope), ("percent", SESSION)):
            trees = [side.opener.path(("measures", name, field), its_scope) for side in self.sides]
            if (trees[0] is None) != (trees[1] is None):
                return False
            if trees[0] is not None and trees[1] is not None and not self.equal(trees[0], trees[1]).proved:
                return False
        return True

    # ------------------------------------------------------------------------------------------------ what was written

    def document(self, side: int) -> Value:
        """Give the policy of a side in general forms, as a plain document."""
        return dict(self.loaded[side].expanded)

    def item(self, side: int, path: Path) -> Value:
        """Give what a side wrote at a path; None where nothing."""
        try:
            return at(self.document(side), path)
        except (KeyError, IndexError):
            return None

    def path_of(self, side: int, kind: str, name: str) -> Path | None:
        """Give the path of an item by its section and name."""
        if kind == "rules":
            rules = self.loaded[side].bound.model.rules
            return next((("rules", number) for number, rule in enumerate(rules) if rule.id == name), None)
        held = self.document(side)
        section = held.get(kind) if isinstance(held, dict) else None
        return (kind, name) if isinstance(section, dict) and name in section else None

    def origins(self, kind: str, name: str, other_name: str | None = None) -> tuple[Origin, ...]:
        """Give what one side wrote and the other did not, in an item and in all that it rests on."""
        found: list[Origin] = []
        names = (name, other_name or name)
        paths = [self.path_of(side, kind, names[side]) for side in (0, 1)]
        found += self._changed(paths[0], paths[1])
        behind: dict[tuple[str, str], None] = {}
        for side in (0, 1):
            path = paths[side]
            if path is not None:
                behind.update(dict.fromkeys(self._behind(side, path, set())))
        for section, inner in sorted(behind):
            found += self._changed(self.path_of(0, section, inner), self.path_of(1, section, inner))
        return tuple(dict.fromkeys(found))

    def _behind(self, side: int, path: Path, seen: set[str]) -> Iterator[tuple[str, str]]:
        """Give the items on which the conditions under a path rest."""
        bound = self.loaded[side].bound
        for where, checked in bound.expressions.items():
            if where[: len(path)] == path:
                for name in checked.reads:
                    yield from self._item_behind(side, name, seen)
        if path[0] == "tables":
            table = bound.tables.get(str(path[1]))
            for name in table.reads if table is not None else ():
                yield from self._item_behind(side, name, seen)
        for name in _names_in(self.item(side, path)):
            yield from self._item_behind(side, name, seen)

    def _item_behind(self, side: int, name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
        if name in seen:
            return
        seen.add(name)
        bound = self.loaded[side].bound
        table = bound.outputs.get(name)
        for section, key in [(section, name) for section in _SECTIONS] + ([("tables", table[0])] if table else []):
            path = self.path_of(side, section, key)
            if path is not None:
                yield section, key
                yield from self._behind(side, path, seen)

    def _changed(self, one: Path | None, other: Path | None) -> Iterator[Origin]:
        values = (self.item(0, one) if one else None, self.item(1, other) if other else None)
        for tail, first, second in leaves(*values):
            if tail and tail[0] in _ANNOTATIONS:
                continue
            for side, base, value in ((0, one, first), (1, other, second)):
                if base is not None and value is not None:
                    yield self.origin(side, (*base, *tail), value)

    def changed(self, path: Path) -> tuple[Origin, ...]:
        """Give what one side wrote at a path and the other did not, annotations aside."""
        present = [path if self.item(side, path) is not None else None for side in (0, 1)]
        return tuple(self._changed(present[0], present[1]))

    def resting_on(self, side: int, name: str) -> Iterator[str]:
        """Name the rules, ladders and tables whose conditions rest on a name."""
        bound = self.loaded[side].bound
        items: list[tuple[str, Path]] = [(rule.id, ("rules", at)) for at, rule in enumerate(bound.model.rules)]
        items += [(ladder, ("ladders", ladder)) for ladder in bound.model.ladders]
        items += [(table, ("tables", table)) for table in bound.model.tables]
        for item, path in items:
            seen: set[str] = set()
            for _ in self._behind(side, path, seen):
                pass
            if name in seen:
                yield item

    def origin(self, side: int, path: Path, value: Value) -> Origin:
        """Give where a side wrote a value."""
        loaded = self.loaded[side]
        return Origin("AB"[side], self._path_said(side, path), _short(value), self.place(side, path, loaded))

    def _path_said(self, side: int, path: Path) -> str:
        """Say a path as the policy has it: the limit of a letter stands in the letters, not among the values."""
        loaded = self.loaded[side]
        written = loaded.written(path)
        return said(path, self.document(side)) if written == path else said(written, loaded.policy.document)

    def place(self, side: int, path: Path, loaded: Loaded | None = None) -> Place:
        """Give the place of a path of a side."""
        return (loaded or self.loaded[side]).place(path, None, None)


def leaves(one: Any, other: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Give the parts in which two plain values differ, each as deep down as it goes."""
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from leaves(one.get(key), other.get(key), (*path, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from leaves(first, second, (*path, number))
    else:
        yield path, one, other


def _names_in(value: Any) -> Iterator[str]:
    """Give the texts of a plain value that may be names of values, as in `over: last penalty_window`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _ANNOTATIONS:
                yield from _names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names_in(inner)
    elif isinstance(value, str) and len(value) < 100:
        yield from (word for word in value.split() if word.isidentifier())


_LONG = 100


def _short(value: Any) -> str:
    if isinstance(value, dict):
        told = "{" + ", ".join(f"{key}: {_short(inner)}" for key, inner in value.items()) + "}"
    elif isinstance(value, list):
        told = "[" + ", ".join(_short(inner) for inner in value) + "]"
    else:
        told = "" if value is None else " ".join(str(value).split())
    return told if len(told) <= _LONG else f"{told[: _LONG - 1]}…"
