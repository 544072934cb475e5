"""What is wrong in one layer's file whatever the others say, beyond the shape of it."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic
from engine.document import Document, at, said
from engine.model.rules import Task
from engine.policy import Layer
from engine.validate.near import listed, meant
from engine.validate.shape import Shape, fields_of, shape_at


def alone(layer: Layer) -> list[Diagnostic]:
    """Find what a file says to no effect.

    Yields: R016 two rules of one id, R019 an `open` field that the item does not have.
    """
    return [*_twice(layer.document), *_opened(layer.document)]


def _twice(document: Document) -> Iterator[Diagnostic]:
    """Find two rules of one id: laid over each other, one of them would be lost."""
    rules = document.value.get("rules") if isinstance(document.value, dict) else None
    seen: dict[str, int] = {}
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        name = rule.get("id") if isinstance(rule, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            first = document.place(("rules", seen[name], "id"))
            message = f"`{name}` is the id of two rules in one file"
            place = document.place(("rules", number, "id"))
            yield Diagnostic("R016", message, place, "give one of them another name", also=(("the other", first),))
        seen.setdefault(name, number)


def _opened(document: Document) -> Iterator[Diagnostic]:
    for path in document.spans:
        holder = shape_at(path[:-1]) if path[-1:] == ("open",) else None
        if holder is None or not holder.is_item:
            continue
        known = _fields(holder)
        fields = at(document.value, path)
        for number, field in enumerate(fields if isinstance(fields, list) else []):
            if isinstance(field, str) and field not in known:
                item = said(path[:-1], document.value)
                act = meant(field, known, f"it could be {listed(known, 40)}")
                yield Diagnostic(
                    "R019", f"`{item}` has no field `{field}` to be open", document.place((*path, number)), act
                )


def _fields(holder: Shape) -> list[str]:
    """Give the fields of an item, and those of its tasks: `open: [due]` is of the tasks."""
    fields = list(fields_of(holder.model)) if holder.model is not None else []
    return [*fields, *fields_of(Task)] if "then" in fields else fields
