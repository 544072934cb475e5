"""A policy in force -> its mutants: each value that matters changed in turn, and each rule taken away."""

from collections.abc import Iterator, Sequence

from engine.document import Path, Value, said
from engine.load import Loaded
from engine.model.dataset import PUPILS, TABLES
from engine.mutation import fields, texts
from engine.mutation.mutant import Mutant

_CONDITIONS = frozenset({"when", "for", "unless", "of", "percent", "is", "if", "until", "starts", "where", "total"})
_UNSAID = frozenset(
    {
        "source", "title", "assumes", "departs", "with", "checked_on", "roles", "school", "review_by", "lock", "allow",
        "plain_words",
        "policy", "layer", "extends", "open", "means", "lint", "set_by", "called", "show", "say", "do", "to", "by",
        "obligation", "arrive_by", "gives", "each", "id", "kind", "remove", "work",
    }
)  # fmt: skip
"""What no run depends on, or what is text for people."""
_ITEMS = frozenset({"values", "sets", "measures", "facts", "flags", "tables", "ladders"})
_INNER = frozenset(
    {
        ("registers", "am"), ("registers", "pm"), ("letters", "thresholds"), ("safe_and_well", "visits"),
        ("penalty_notices", "before"), ("leave", "reasons"), ("school_age", "stages"), ("pupils", "columns"),
    }
)  # fmt: skip
_OUTCOMES = ("grant", "refuse", "head_may_grant", "head_decides")


_DATED = (("values",), ("codes",))
"""Whose entries say by `from` and `until` on which days they hold."""


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
        # where no register is taken, nothing asks which code an arrival gets
        self._arrivals = model.registers is not None
        columns = [column.words for shape in TABLES.values() for column in shape.columns.values() if column.words]
        columns += [column.words for column in PUPILS.values() if column.words]
        quantities = [*loaded.bound.quantities.values(), *loaded.bound.session.values()]
        quantities += [each for row in loaded.bound.rows.values() for each in row.values()]
        lists = [quantity.words for quantity in quantities if quantity.words]
        self._words = [*columns, *lists, _OUTCOMES, tuple(self._codes)]

    def walk(self, value: Value, path: Path) -> Iterator[Mutant]:
        """Go through the document."""
        if isinstance(value, dict):
            for key, inner in value.items():
                own = _holds_names(path)
                if key not in _UNSAID or own:
                    yield from self.walk(inner, (*path, key))
                    kind = None if own else fields.left_out(key, str(path[-1]) if path else "")
                    if kind is not None and path[:1] not in _DATED and self._ours((*path, key)):
                        yield self._left_out(kind, (*path, key), inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from self.walk(inner, (*path, number))
                if fields.is_list_of_words(_field(path)) and len(value) > 1 and self._ours((*path, number)):
                    yield self._left_out("code", (*path, number), inner)
        elif isinstance(value, str) and self._ours(path):
            for kind, changed in self._changes(path, value):
                if changed != value:
                    yield self._mutant(kind, path, value, changed)

    def _changes(self, path: Path, text: str) -> Iterator[texts.Change]:
        key = _field(path)
        parent = path[-2] if len(path) > 1 else ""
        named = _holds_names(path[:-1])
        if path[0] == "in_force":
            return
        if path[0] == "sets":
            yield from texts.of_condition(text, self._words)
        elif named or (path[0] == "values" and key == "value"):
            word = text.startswith('"') or text in ("true", "false")
            yield from texts.of_condition(text, self._words) if word else texts.of_amount(text)
        elif key == "rows":
            yield from texts.of_rows(text, self._words)
        elif key == "over":
            yield from texts.of_window(text)
        elif key == "ends":
            yield from texts.of_ending(text)
        elif key in ("at_most", "act"):
            yield from texts.of_often(text)
        elif key == "check":
            yield from texts.of_check(text)
        elif key == "code":
            yield from texts.of_code(text, self._codes)
        elif key == "outcome" and text in _OUTCOMES:
            yield "code", _OUTCOMES[(_OUTCOMES.index(text) + 1) % len(_OUTCOMES)]
        elif key in _CONDITIONS and parent != "in_force" and path[:1] not in _DATED:
            yield from texts.of_condition(text, self._words)
        elif key == "used_for" and not self._arrivals:
            return
        elif fields.is_word(key) and (found := list(fields.of_word(key, text))):
            yield from found
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

    def _left_out(self, kind: str, path: Path, value: Value) -> Mutant:
        place = self._policy.head(path)
        told = f"`{' '.join(value.split())}`" if isinstance(value, str) else f"`{path[-1]}`"
        where = said(path, self._policy.document)
        return Mutant(kind, path, where, f"{told} is left out", place.source.name, place.span.line)

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


def _holds_names(path: Path) -> bool:
    """Whether what stands at a path is a mapping whose every key is a name of the author's, whatever it is."""
    if len(path) == 1:
        return path[0] in _ITEMS
    return path in _INNER or (path[0] == "codes" and len(path) == 3) if path else False


def _field(path: Path) -> str:
    """Give the field in which a value stands, itself or in a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
