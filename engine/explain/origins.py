"""Where what a rule rests on is written: layer, file, line, clause, and what it took the place of."""

from datetime import date
from functools import cached_property
from pathlib import PurePath

from engine.dates import Period
from engine.document import Path, Value
from engine.load import Loaded
from engine.model.explanation import ClauseOutput, OriginOutput, ShadowedOutput
from engine.model.item import Item
from engine.model.rules import Steered, Step
from engine.source import Place

NATIONAL = "national"


class Origins:
    """Finds where the items of one policy are written."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._model = loaded.bound.model
        self._kinds = {layer.document.source.name: (layer.name, layer.kind) for layer in loaded.policy.layers}

    def of_row(self, table: str, number: int) -> OriginOutput:
        """Give the origin of a row of a table, counted from 0."""
        row = self._loaded.bound.tables[table].rules[number]
        return self.of(("tables", table, "rows"), row.start, row.end)

    def of(self, path: Path, start: int | None = None, end: int | None = None) -> OriginOutput:
        """Give the origin of a path of the expanded document, or of some characters of its text."""
        place = self._loaded.place(path, start, end)
        layer, kind = self._kinds.get(place.source.name, (self._loaded.policy.name, "school"))
        origin = self._loaded.policy.origin(self._loaded.written(path))
        shadowed = [
            ShadowedOutput(value=_text(each.value), layer=each.layer, file=_file(each.place), line=each.place.span.line)
            for each in origin.shadowed
        ]
        return OriginOutput(layer=layer, kind=kind, file=_file(place), line=place.span.line, shadowed=shadowed)

    def path_of(self, name: str, day: date) -> Path | None:
        """Give the path at which a name is defined; of a dated value that of the entry of a day."""
        model = self._model
        if name in model.measures:
            return ("measures", name)
        if name in model.values:
            entries = model.values[name]
            for number, entry in enumerate(entries):
                if len(entries) > 1 and Period(entry.from_, entry.until).covers(day):
                    return ("values", name, number)
            return ("values", name)
        if name in self._loaded.bound.outputs:
            return ("tables", self._loaded.bound.outputs[name][0])
        if name in model.flags:
            return ("flags", name)
        if name in model.tables:
            return ("tables", name)
        return self._rules.get(name)

    def item(self, name: str, day: date) -> Item | None:
        """Give the item behind a name; None where the policy does not define it."""
        model = self._model
        if name in model.values:
            entries = model.values[name]
            path = self.path_of(name, day)
            return entries[path[2]] if path and len(path) > 2 and isinstance(path[2], int) else entries[-1]
        held: Item | None = model.measures.get(name) or model.flags.get(name) or model.tables.get(name)
        if held is None and name in self._loaded.bound.outputs:
            held = model.tables[self._loaded.bound.outputs[name][0]]
        if held is None and name in self._rules:
            steered, step = self.rule(name)
            held = step or steered
        return held

    def rule(self, name: str) -> tuple[Steered, Step | None]:
        """Give a rule or table, or a ladder and its step, by id."""
        if name in self._model.tables:
            return self._model.tables[name], None
        path = self._rules[name]
        if path[0] == "rules" and isinstance(path[1], int):
            return self._model.rules[path[1]], None
        ladder = self._model.ladders[str(path[1])]
        assert isinstance(path[3], int), "INVARIANT: a step has a place in its ladder"
        return ladder, ladder.steps[path[3]]

    @cached_property
    def _rules(self) -> dict[str, Path]:
        found: dict[str, Path] = {rule.id: ("rules", number) for number, rule in enumerate(self._model.rules)}
        for name, ladder in self._model.ladders.items():
            for number, step in enumerate(ladder.steps):
                found[step.id] = ("ladders", name, "steps", number)
        return found

    def conditions(self, name: str) -> list[tuple[str, Path, str]]:
        """Give what a rule, step or table asks: the role, path and text of each of its conditions."""
        steered, step = self.rule(name)
        path = self.path_of(name, date.min)
        assert path is not None, "INVARIANT: what is asked about is in the policy"
        base: Path = path[:2]
        found: list[tuple[str, Path, str]] = []
        if steered.for_ is not None:
            found.append(("for", (*base, "for"), steered.for_))
        if step is not None and step.when is not None:
            found.append(("when", (*path, "when"), step.when))
        elif steered.when is not None:
            found.append(("when", (*base, "when"), steered.when))
        if steered.unless is not None:
            found.append(("unless", (*base, "unless"), steered.unless))
        return found

    def clauses(self, rule: str, names: list[str], day: date) -> list[ClauseOutput]:
        """Give the clauses of a rule and of what it reads, each once, the rule's own first."""
        found: dict[str, ClauseOutput] = {}
        for name in (rule, *names):
            item, path = self.item(name, day), self.path_of(name, day)
            if item is None or path is None:
                continue
            source = item.source
            if source is None and name == rule:
                source = self.rule(rule)[0].source
            if source and source not in found:
                of = "law" if self.of((*path, "source")).kind == NATIONAL else "policy"
                found[source] = ClauseOutput(text=source, of=of, item=name)
        return list(found.values())


def _file(place: Place) -> str:
    """Give a file's name alone: what is printed for others says nothing of this machine."""
    return PurePath(place.source.name).name


def _text(value: Value) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    return "" if value is None else value
