"""Calls of functions over typed arguments: which way of calling is meant, and what it gives."""

from engine.expressions import tree
from engine.expressions.functions import (
    ANY,
    CONFORMANCE,
    DATED,
    DROPS,
    FIRST,
    FUNCTIONS,
    ITEMS,
    NOTHING,
    SHARED,
    SPREAD,
    Signature,
)
from engine.expressions.functions import (
    ORDERED as ORDERED_VALUE,
)
from engine.expressions.messages import listed, said
from engine.expressions.moments import date_and_time_of, date_of, duration_of, time_of
from engine.expressions.notes import UNKNOWN, Notes, element_type, element_unit, fits, nothing, shown
from engine.expressions.operators import alike, unlike_units
from engine.expressions.tree import Node
from engine.expressions.typed import Constant, Step, Typed
from engine.expressions.types import BOOLEAN, DATE, DATE_AND_TIME, DAYS, LIST, MONTHS, NULL, NUMBER, ORDERED, STRING
from engine.expressions.units import agree, shared
from engine.expressions.values import Days

_ACCEPTS = {
    ITEMS: (LIST,),
    DATED: (DATE, DATE_AND_TIME),
    ORDERED_VALUE: ORDERED,
}


def call(notes: Notes, node: tree.Call, arguments: tuple[Typed, ...]) -> Typed:
    """Type a call of a function that there is."""
    name = node.function
    signatures = FUNCTIONS.get(name) or CONFORMANCE[name]
    if name in CONFORMANCE:
        message = f"`{name}` is known only so that the standard's own tests can run"
        notes.caution("X112", message, "say it with the functions for policies", node)
    if any(argument.type == UNKNOWN for argument in arguments):
        return Constant(None, UNKNOWN, start=node.start, end=node.end)
    if name == "duration":
        return _duration(notes, node, arguments)
    if name in SPREAD and node.parameters is None and arguments and not _is_list(arguments):
        arguments = (Step("list", arguments, LIST, start=node.start, end=node.end),)
        _same_kind(notes, node, arguments[0])
    chosen, placed = _choose(notes, node, signatures, arguments)
    if chosen is None:
        return Constant(None, UNKNOWN, start=node.start, end=node.end)
    literal = _literal(notes, node, chosen, placed)
    return literal or _result(notes, node, chosen, placed)


def _is_list(arguments: tuple[Typed, ...]) -> bool:
    return len(arguments) == 1 and arguments[0].type in (LIST, NULL)


def _choose(
    notes: Notes, node: tree.Call, signatures: tuple[Signature, ...], arguments: tuple[Typed, ...]
) -> tuple[Signature | None, tuple[Typed | None, ...]]:
    """Find the way of calling that takes these arguments, and put them in its order."""
    mismatch: tuple[int, str] | None = None
    for signature in signatures:
        placed = _placed(node, signature, arguments)
        if placed is None:
            continue
        wrong = next((at for at, given in enumerate(placed) if given and not _takes(signature, at, given)), None)
        if wrong is None:
            return signature, placed
        if mismatch is None:
            given = placed[wrong]
            place = arguments.index(given) if given in arguments else 0
            mismatch = (place, _wanted(signature.parameters[wrong][1]))
    if mismatch is not None:
        place, wanted = mismatch
        kinds = {_wanted(kind) for way in signatures if len(way.parameters) == 1 for _, kind in way.parameters}
        wanted = " or ".join(sorted(kinds)) if len(kinds) > 1 else wanted
        given_node = node.arguments[place]
        message = f"`{node.function}` takes {wanted}, and {shown(given_node)} is {said(arguments[place].type)}"
        notes.problem("X111", message, f"give it {wanted}", given_node)
        return None, ()
    ways = listed((_usage(node.function, way) for way in signatures), most=3)
    notes.problem("X113", f"`{node.function}` is not called like this", f"write {ways}", node)
    return None, ()


def _placed(node: tree.Call, signature: Signature, arguments: tuple[Typed, ...]) -> tuple[Typed | None, ...] | None:
    names = [name for name, _ in signature.parameters]
    required = len(names) if signature.required < 0 else signature.required
    if node.parameters is None:
        if not required <= len(arguments) <= len(names):
            return None
        return arguments
    if len(set(node.parameters)) != len(node.parameters) or set(node.parameters) - set(names):
        return None
    by_name = dict(zip(node.parameters, arguments, strict=True))
    if any(name not in by_name for name in names[:required]):
        return None
    placed = [by_name.get(name) for name in names]
    while placed and placed[-1] is None:
        placed.pop()
    return tuple(placed)


def _takes(signature: Signature, at: int, given: Typed) -> bool:
    kind = signature.parameters[at][1]
    if given.type in (NULL, UNKNOWN) or kind == ANY:
        return True
    if kind == NOTHING:
        return False
    if kind == ITEMS:
        return given.type == LIST and _items_fit(signature, given)
    return given.type in _ACCEPTS.get(kind, (kind,))


def _items_fit(signature: Signature, given: Typed) -> bool:
    item = element_type(given)
    if item is None or (signature.unit == DROPS and signature.result == NUMBER):
        return True
    if signature.result == ORDERED_VALUE:
        return item in ORDERED
    return item == signature.result


def _wanted(kind: str) -> str:
    if kind == NOTHING:
        return "no zone"
    if kind == ITEMS:
        return "a list of one kind"
    return said(kind)


def _usage(function: str, signature: Signature) -> str:
    return f"{function}({', '.join(name for name, _ in signature.parameters)})"


def _same_kind(notes: Notes, node: tree.Call, items: Typed) -> None:
    if isinstance(items, Step):
        one_kind(notes, node.arguments, items.arguments)


def one_kind(notes: Notes, nodes: tuple[Node, ...], items: tuple[Typed, ...]) -> bool:
    """Note where the items of a list are not all of one kind and one unit."""
    first = next((at for at, item in enumerate(items) if item.type not in (NULL, UNKNOWN)), None)
    if first is None:
        return True
    for at, item in enumerate(items):
        if not fits(item.type, items[first].type):
            unlike = f"{shown(nodes[first])} is {said(items[first].type)} and {shown(nodes[at])} is {said(item.type)}"
            message = f"{unlike}; a list holds one kind"
            notes.problem("X114", message, "keep to one kind", nodes[at])
            return False
        if not agree(items[first].unit, item.unit):
            unlike_units(notes, nodes[at], (nodes[first], items[first].unit), (nodes[at], item.unit))
            return False
    return True


def _literal(notes: Notes, node: tree.Call, chosen: Signature, placed: tuple[Typed | None, ...]) -> Typed | None:
    """Work out `date("2024-09-02")` and its like before anything runs."""
    readers = {"date": date_of, "time": time_of, "date and time": date_and_time_of}
    given = placed[0] if len(placed) == 1 else None
    if node.function not in readers or not isinstance(given, Constant) or given.type != STRING:
        return None
    value = readers[node.function](given.value)
    if value is None:
        return no_moment(notes, node, node.function, given.value, chosen.result)
    return Constant(value, chosen.result, start=node.start, end=node.end)


def no_moment(notes: Notes, place: Node, what: str, text: str, kind: str) -> Constant:
    """Note that a text is no date, time or duration; for conformance it is a value of the kind that is not known."""
    if notes.conformance:
        return nothing(kind, place)
    examples = {
        "date": '`@"2024-09-02"`',
        "time": '`@"09:15"`',
        "date and time": '`@"2024-09-02T09:15:00"`',
        "duration": '`@"P5D"` (5 days) or `@"P1Y6M"`',
    }
    advice = f"write {examples[what]}" if what in examples else 'write `@"2024-09-02"`, `@"09:15"` or `@"P5D"`'
    said_what = f"no {what}" if what in examples else "no date, time or duration"
    return notes.problem("X115", f"`{text}` is {said_what}", advice, place)


def _duration(notes: Notes, node: tree.Call, arguments: tuple[Typed, ...]) -> Typed:
    named = node.parameters in (None, ("from",))
    if len(arguments) != 1 or not named:
        return notes.problem("X113", "`duration` is not called like this", 'write `duration("P5D")`', node)
    given = arguments[0]
    if given.type == NULL:
        return nothing(NULL, node)
    if given.type != STRING or not isinstance(given, Constant):
        message = f"`duration` takes text in quotes, and {shown(node.arguments[0])} is {said(given.type)}"
        return notes.problem("X111", message, 'write it out: `duration("P5D")`', node.arguments[0])
    value = duration_of(given.value)
    if value is None:
        return no_moment(notes, node, "duration", given.value, NULL)
    return Constant(value, DAYS if isinstance(value, Days) else MONTHS, start=node.start, end=node.end)


def _result(notes: Notes, node: tree.Call, chosen: Signature, placed: tuple[Typed | None, ...]) -> Typed:
    given = tuple(Constant(None, NULL, nullable=True) if one is None else one for one in placed)
    kind, unit = chosen.result, chosen.unit
    nullable = chosen.nullable or any(one.nullable for one in given)
    if kind == ORDERED_VALUE:
        kind = element_type(given[0]) or NULL
    if unit == FIRST:
        unit = given[0].unit or ""
    elif unit == SHARED:
        units = (element_unit(given[0]),) if len(given) == 1 else tuple(one.unit for one in given)
        if len(units) == 2 and not agree(*units):
            unlike_units(notes, node, (node.arguments[0], units[0]), (node.arguments[1], units[1]))
        unit = shared(units) or ""
    inside = element_type(given[0]) if node.function == "list contains" else None
    if inside and not fits(given[1].type, inside):
        message = f"{shown(node.arguments[1])} is {said(given[1].type)}, and the list holds {said(inside)}"
        return notes.problem("X111", message, "look for a value of the same kind", node.arguments[1])
    if len(given) == 2 and kind == BOOLEAN and node.function in CONFORMANCE and node.function != "is":
        alike_ends(notes, node, given)
    return Step(node.function, given, kind, unit or None, nullable, node.start, node.end)


def alike_ends(notes: Notes, node: tree.Call, given: tuple[Typed, ...]) -> None:
    """Note where a point and a range, or two of either, cannot be compared."""
    ends = [
        point for one in given for point in (one.arguments if one.type == "range" and isinstance(one, Step) else (one,))
    ]
    known = [end for end in ends if end.type not in (NULL, "range")]
    for end in known[1:]:
        alike(notes, known[0], end, (node.arguments[0], node.arguments[1]), node)
