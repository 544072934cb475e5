"""Which parts of a policy file have no bearing on what it asks for: notes for people, and who made it."""

from engine.approvals.tree import Labels
from engine.document import Path
from engine.validate.shape import shape_at

_PROSE = frozenset(
    {"title", "source", "assumes", "departs", "reason", "notes", "allow", "checked_on", "approved_on", "statistics"}
    | {"work", "school"}
)


def decides(labels: Labels) -> bool:
    """Whether a part may matter to what is asked of anyone; what is not known as a note does.

    >>> [decides(each) for each in (("rules", "a_call", "when"), ("rules", "a_call", "title"), ("values", "title"))]
    [True, False, True]
    """
    path: Path = ()
    for label in labels:
        shape = shape_at(path)
        if shape is None:
            return True
        if shape.kind == "fields" and label in _PROSE:
            return False
        path = (*path, 0) if shape.kind == "list" else (*path, label)
    return True


_IN_ORDER = frozenset({"steps", "rows", "extends"})


def order_decides(labels: Labels) -> bool:
    """Whether the place of a part among those beside it matters: it does to steps, rows of a table and layers."""
    return len(labels) > 1 and labels[-2] in _IN_ORDER and decides(labels)
