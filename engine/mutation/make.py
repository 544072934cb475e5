"""A policy in force -> its mutants: each value that matters changed in turn, and each rule taken away."""

from collections.abc import Iterator, Sequence

from engine.document import Path, Value, said
from engine.load import Loaded
from engine.model.dataset import PUPILS, TABLES
from engine.model.facts import CATEGORIES
from engine.mutation import texts
from engine.mutation.mutant import Mutant

_CONDITIONS = frozenset({"when", "for", "unless", "of", "percent", "is", "if", "until", "starts", "where", "total"})
_UNSAID = frozenset(
    {
        "source", "title", "assumes", "departs", "with", "checked_on", "roles", "school", "review_by", "lock", "allow",
        "plain_words",
        "policy", "layer", "extends", "open", "means", "lint", "set_by", "called", "show", "say", "do", "to", "by",
        "obligation", "arrive_by", "gives", "each", "restart", "id", "in_writing", "retention", "kind", "remove",
    }
)  # fmt: skip
"""What no run depends on, or what is text for people."""
_OUTCOMES = ("grant", "refuse", "head_may_grant", "head_decides")
_FLAGS = frozenset({"strict", "whole", "overlapping"})


def mutants_of(loaded: Loaded, layers: Sequence[int]) -> list[Mutant]:
    """Give the mutants of what some layers of a policy, by position, wrote last; in the order of the document."""
    making = _Making(loaded, frozenset(layers))
    found = [*making.walk(loaded.policy.document, ()), *making.removed()]
    return list({(each.path, str(each.value), each.removed): each for each in found}.values())


class _Making:
    def __init__(self, loaded: Loaded, layers: frozenset[int]) -> None:
        self._loaded, self._layers = loaded, layers
        self._policy = loaded.policy
        model = loaded.bound.model
        self._codes = {code: held for table in model.codes for code, held in table.table.items()}
        columns = [column.words for shape in TABLES.values() for column in shape.columns.values() if column.words]
        columns += [column.words for column in PUPILS.values() if column.words]
        quantities = [*loaded.bound.quantities.values(), *loaded.bound.session.values()]
        lists = [quantity.words for quantity in quantities if quantity.words]
        self._words = [*columns, *lists, _OUTCOMES, tuple(self._codes)]

    def walk(self, value: Value, path: Path) -> Iterator[Mutant]:
        """Go through the document."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in _UNSAID or (len(path) == 1 and path[0] in ("values", "measures")):
                    yield from self.walk(inner, (*path, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from self.walk(inner, (*path, number))
        elif isinstance(value, str) and self._ours(path):
            for kind, changed in self._changes(path, value):
                if changed != value:
                    yield self._mutant(kind, path, value, changed)

    def _changes(self, path: Path, text: str) -> Iterator[texts.Change]:
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        parent = path[-2] if len(path) > 1 else ""
        if path[0] == "in_force":
            return
        if path[0] == "sets":
            yield from texts.of_condition(text, self._words)
        elif key == "rows":
            yield from texts.of_rows(text, self._words)
        elif key in ("from", "until") and path[0] in ("values", "codes"):
            yield from texts.of_amount(text)
        elif key == "over":
            yield from texts.of_window(text)
        elif key == "ends":
            yield from texts.of_ending(text)
        elif key in ("at_most", "act"):
            yield from texts.of_often(text)
        elif key == "check":
            yield from texts.of_check(text)
        elif key == "category":
            yield from texts.of_category(text, CATEGORIES[:5])
        elif key == "code":
            yield from texts.of_code(text, self._codes)
        elif key == "outcome" and text in _OUTCOMES:
            yield "code", _OUTCOMES[(_OUTCOMES.index(text) + 1) % len(_OUTCOMES)]
        elif key in _FLAGS and text in ("true", "false"):
            yield "logic", "false" if text == "true" else "true"
        elif key in _CONDITIONS and not (key == "until" and parent == "in_force"):
            yield from texts.of_condition(text, self._words)
        else:
            yield from texts.of_amount(text)
            if text.endswith(" after opens"):
                for kind, changed in texts.of_amount(text.removesuffix(" after opens")):
                    yield "time" if kind == "threshold" else kind, f"{changed} after opens"

    def removed(self) -> Iterator[Mutant]:
        """Give a mutant for each rule, step and deciding table that is taken away."""
        model = self._loaded.bound.model
        items: list[tuple[str, Path]] = [(rule.id, ("rules", number)) for number, rule in enumerate(model.rules)]
        for name, ladder in model.ladders.items():
            items += [(step.id, ("ladders", name, "steps", number)) for number, step in enumerate(ladder.steps)]
        items += [(name, ("tables", name)) for name, table in model.tables.items() if table.each is not None]
        for name, path in items:
            written = self._loaded.written(path)
            origin = self._policy.origin(written)
            if origin.began in self._layers:
                place = self._policy.head(written)
                told = f"`{name}` is taken away"
                yield Mutant("rule", written, name, told, place.source.name, place.span.line, None, name)

    def _ours(self, path: Path) -> bool:
        return self._policy.origin(path).layer in self._layers

    def _mutant(self, kind: str, path: Path, old: str, new: str) -> Mutant:
        place = self._policy.place(path)
        line = place.span.line
        if "\n" in old:
            lines = list(zip(old.split("\n"), [*new.split("\n"), ""], strict=False))
            number = next((at for at, (one, two) in enumerate(lines) if one != two), 0)
            line += number + 1
            before = old.split("\n")[number].strip()
            after = new.split("\n")[number].strip() if len(new.split("\n")) == len(old.split("\n")) else ""
            told = f"`{before}` becomes `{after}`" if after else f"the row `{before}` is left out"
        else:
            told = f"`{' '.join(old.split())}` becomes `{' '.join(new.split())}`"
        return Mutant(kind, path, said(path, self._policy.document), told, place.source.name, line, new)
