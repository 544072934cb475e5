"""Operators over typed operands: which types and units go together, and what they give."""

from engine.expressions import tree
from engine.expressions.functions import ARITHMETIC, NAMES_GIVEN, PROPERTIES
from engine.expressions.functions import ORDERED as ORDERED_VALUE
from engine.expressions.messages import listed, said
from engine.expressions.notes import UNKNOWN, Notes, element_type, fits, shown, words_of
from engine.expressions.printing import quoted
from engine.expressions.tree import Node
from engine.expressions.typed import Constant, Step, Typed
from engine.expressions.types import BOOLEAN, DAYS, LIST, MONTHS, NULL, NUMBER, ORDERED, RANGE, STRING
from engine.expressions.units import agree, counts, shared
from engine.expressions.unknown import year_named, year_number
from engine.nearest import nearest

_UNIT_HELP = "compare like with like, or write `number(…)` around one to drop its unit on purpose"


def arithmetic(notes: Notes, node: tree.Arithmetic, left: Typed, right: Typed) -> Typed:
    """Type `left operator right`."""
    if UNKNOWN in (left.type, right.type):
        return Constant(None, UNKNOWN, start=node.start, end=node.end)
    signatures = ARITHMETIC[node.operator]
    result = next((kind for one, two, kind in signatures if fits(left.type, one) and fits(right.type, two)), None)
    if result is None:
        both = f"{shown(node.left)} is {said(left.type)} and {shown(node.right)} is {said(right.type)}"
        message = f"{both}; they do not go together with `{node.operator}`"
        return notes.problem("X105", message, _arithmetic_help(node.operator, left.type, right.type), node)
    unit = _unit(notes, node, left, right, result)
    unsure = node.operator == "**" or (node.operator == "/" and not _not_zero(right))
    nullable = left.nullable or right.nullable or unsure
    return Step(node.operator, (left, right), result, unit, nullable, node.start, node.end)


def _arithmetic_help(operator: str, left: str, right: str) -> str:
    if STRING in (left, right) and operator == "+":
        return "write `string(…)` around the number to join it to the text"
    if STRING in (left, right):
        return "a number is written without quotes"
    if NUMBER in (left, right) and {left, right} & {"date", "date and time"}:
        return 'add days with a duration: `@"P5D"` is 5 days; for school days write `add school days(date, 5)`'
    if {left, right} == {DAYS, MONTHS}:
        return "months differ in length: count in days or in months"
    return "bring both to one kind"


def _not_zero(typed: Typed) -> bool:
    return isinstance(typed, Constant) and typed.type == NUMBER and typed.value not in (0, None)


def _unit(notes: Notes, node: tree.Arithmetic, left: Typed, right: Typed, result: str) -> str | None:
    if result != NUMBER or left.type != NUMBER or right.type != NUMBER:
        return None
    one, two = left.unit, right.unit
    if node.operator in ("+", "-"):
        if not agree(one, two):
            unlike_units(notes, node, (node.left, one), (node.right, two))
        return shared((one, two))
    if node.operator == "*" and one and two:
        message = (
            f"{shown(node.left)} {counts(one)} and {shown(node.right)} {counts(two)}; their product counts nothing"
        )
        notes.problem("X108", message, "write `number(…)` around one of them to drop its unit on purpose", node)
    if node.operator == "*":
        return shared((one, two))
    if node.operator == "/":
        if not agree(one, two):
            unlike_units(notes, node, (node.left, one), (node.right, two))
        return one if two is None else None
    if one or two:
        message = f"{shown(node.left)} {counts(one)}; a power of it counts nothing"
        notes.problem("X108", message, "write `number(…)` around it to drop its unit on purpose", node)
    return None


def unlike_units(notes: Notes, place: Node, left: tuple[Node, str | None], right: tuple[Node, str | None]) -> None:
    """Note that two figures do not count the same thing."""
    message = f"{shown(left[0])} {counts(left[1])}, {shown(right[0])} {counts(right[1])}"
    notes.problem("X107", message, _UNIT_HELP, place)


def negation(notes: Notes, node: tree.Negation, value: Typed) -> Typed:
    """Type `-value`."""
    if value.type not in (NUMBER, DAYS, MONTHS, NULL, UNKNOWN):
        message = f"{shown(node.value)} is {said(value.type)}; only a number or a duration has a minus"
        return notes.problem("X105", message, "take the `-` away", node)
    kind = NUMBER if value.type == NULL else value.type
    return Step("negate", (value,), kind, value.unit, value.nullable, node.start, node.end)


def comparison(notes: Notes, operator: str, left: Typed, right: Typed, nodes: tuple[Node, Node], place: Node) -> Typed:
    """Type `left operator right`."""
    if UNKNOWN in (left.type, right.type):
        return Constant(None, UNKNOWN, start=place.start, end=place.end)
    if not alike(notes, left, right, nodes, place):
        return Constant(None, UNKNOWN, start=place.start, end=place.end)
    if operator not in ("=", "!="):
        kind = right.type if left.type == NULL else left.type
        if kind not in (*ORDERED, NULL):
            message = f"{said(kind)} has no order, so `{operator}` cannot compare it"
            return notes.problem("X106", message, "compare it with `=` or `!=`", place)
        if NULL in (left.type, right.type):
            message = f"a comparison by `{operator}` with `null` is never true"
            notes.caution("X109", message, "ask whether it is known: write `= null` or `!= null`", place)
    nullable = operator not in ("=", "!=") and (left.nullable or right.nullable)
    return Step(operator, (left, right), BOOLEAN, None, nullable, place.start, place.end)


_OF_ONE_KIND = "what stands after `then` and after `else` is of one kind"


def alike(
    notes: Notes, left: Typed, right: Typed, nodes: tuple[Node, Node], place: Node, *, words: bool = True
) -> bool:
    """Say whether two values can be compared, and note why not; with `words`, whether they ever can be equal."""
    if left.type != right.type and NULL not in (left.type, right.type):
        _unlike_types(notes, left, right, nodes, place, "they cannot be compared" if words else _OF_ONE_KIND)
        return False
    if left.type == LIST and {element_type(left), element_type(right)} - {None} and not _alike_items(left, right):
        message = f"the items of {shown(nodes[0])} and of {shown(nodes[1])} are of different kinds"
        notes.problem("X106", message, "compare lists of the same kind", place)
        return False
    if not agree(left.unit, right.unit):
        unlike_units(notes, place, (nodes[0], left.unit), (nodes[1], right.unit))
        return False
    if words:
        _known_word(notes, left, right, nodes)
        _known_word(notes, right, left, (nodes[1], nodes[0]))
    return True


def _alike_items(left: Typed, right: Typed) -> bool:
    one, two = element_type(left), element_type(right)
    return one is None or two is None or one == two


def _unlike_types(notes: Notes, left: Typed, right: Typed, nodes: tuple[Node, Node], place: Node, why: str) -> None:
    message = f"{shown(nodes[0])} is {said(left.type)} and {shown(nodes[1])} is {said(right.type)}; {why}"
    advice = "use values of one kind"
    kinds = {left.type, right.type}
    constant = right if isinstance(right, Constant) else left
    written = str(constant.value) if isinstance(constant, Constant) else ""
    if kinds == {NUMBER, STRING} and constant.type == STRING and _is_number(written):
        advice = f"a number is written without quotes: `{written}`"
    elif kinds == {NUMBER, STRING} and constant.type == STRING and (number := year_number(written)):
        advice = f"a number is written without quotes: `{number}`"
    elif kinds == {NUMBER, STRING} and constant.type == STRING and year_named(written):
        advice = f"a year group is a number, or a name without quotes: `{year_named(written)}`"
    elif kinds == {NUMBER, STRING} and constant.type == NUMBER and isinstance(constant, Constant):
        words = words_of(right if constant is left else left)
        advice = _word_of(words, written) if words else f"text is written in double quotes: `{quoted(written)}`"
    elif STRING in kinds and kinds & {"date", "time", "date and time"} and constant.type == STRING:
        advice = f"a date or a time is written with `@` before it: `@{quoted(written)}`"
    elif kinds == {"date", "date and time"}:
        advice = "write `date(…)` around the one with a time"
    elif NUMBER in kinds and kinds & {"date", "time", "date and time"} and _bare_date(nodes):
        advice = f"a date stands in quotes: `@{quoted(_bare_date(nodes))}`"
    elif kinds == {DAYS, NUMBER}:
        advice = "take the days of the duration: `(… - …).days`"
    elif BOOLEAN in kinds:
        condition = shown(nodes[0] if left.type == BOOLEAN else nodes[1])
        advice = f"a condition stands alone: {condition}, or `not({condition.strip('`')})`"
    elif RANGE in kinds or LIST in kinds:
        advice = "ask with `in` whether it is one of them"
    notes.problem("X106", message, advice, place)


def _word_of(words: tuple[str, ...], written: str) -> str:
    """Say what is written in place of a number where a text can be some words only: of days and months, its name."""
    number = int(written) if written.isdigit() else 0
    if words in NAMES_GIVEN.values() and 1 <= number <= len(words):
        return f"write `{quoted(words[number - 1])}`"
    return f"it can be {listed(quoted(word) for word in words)}"


def _bare_date(nodes: tuple[Node, Node]) -> str:
    """Give the date of `2024-09-01` or `1/9/2024` without its quotes, which is arithmetic; else nothing."""
    for node in nodes:
        if isinstance(node, tree.Arithmetic) and isinstance(node.left, tree.Arithmetic):
            parts = [node.left.left, node.left.right, node.right]
            numbers = [int(part.value) for part in parts if isinstance(part, tree.Number)]
            if len(numbers) == 3 and node.operator == node.left.operator and node.operator in "-/":
                year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
                return f"{year:04}-{month:02}-{day:02}"
    return ""


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isascii() and text.replace(".", "", 1).isdigit()


def _known_word(notes: Notes, text: Typed, other: Typed, nodes: tuple[Node, Node]) -> None:
    words = words_of(text)
    if words is None or not isinstance(other, Constant) or other.value is None or other.value in words:
        return
    held = [word for word in words if str(other.value) in word.split("_")]
    near = held[0] if len(held) == 1 else nearest(str(other.value), words)
    if near:
        advice = f"did you mean `{quoted(near)}`?"
    elif words:
        advice = f"it can be {listed(quoted(word) for word in words)}"
    else:
        advice = "it has no value yet"
    notes.problem("X104", f"{shown(nodes[0])} is never `{quoted(str(other.value))}`", advice, other)


def property_of(notes: Notes, node: tree.Property, value: Typed) -> Typed:
    """Type `value.name`."""
    if value.type == UNKNOWN:
        return value
    if value.type == NULL:
        return Constant(None, NULL, start=node.start, end=node.end, nullable=True)
    known = PROPERTIES.get(value.type, {})
    if node.name not in known:
        message = f"{said(value.type)} has no `.{node.name}`"
        near = nearest(node.name, known)
        if node.name in ("time offset", "timezone"):
            advice = "times have no zone here"
        elif near:
            advice = f"did you mean `.{near}`?"
        else:
            advice = f"it has {listed('.' + name for name in known)}" if known else "name the quantity itself"
        return notes.problem("X110", message, advice, node)
    kind, unit = known[node.name]
    if kind == ORDERED_VALUE:
        ends = value.arguments if isinstance(value, Step) else ()
        kind = next((end.type for end in ends if end.type != NULL), NULL)
    nullable = value.nullable or kind == NULL or value.type == RANGE
    return Step(f".{node.name}", (value,), kind, unit, nullable, node.start, node.end)
