"""What the items of one layer say is open to the layers below: only fields that they have."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic
from engine.document import Document, at, said
from engine.model.rules import Task
from engine.validate.near import listed, meant
from engine.validate.shape import Shape, fields_of, shape_at


def opened(document: Document) -> Iterator[Diagnostic]:
    """Find fields that are said to be open and that the item does not have.

    Yields: R016.
    """
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
                    "R016", f"`{item}` has no field `{field}` to be open", document.place((*path, number)), act
                )


def _fields(holder: Shape) -> list[str]:
    """Give the fields of an item, and those of its tasks: `open: [due]` is of the tasks."""
    fields = list(fields_of(holder.model)) if holder.model is not None else []
    return [*fields, *fields_of(Task)] if "then" in fields else fields
