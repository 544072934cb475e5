"""Decision tables: text -> rows of cells -> what they give.

Source: design §5.5.
"""

from functools import cache
from typing import Any, NamedTuple

from tests.oracle import feel
from tests.oracle.amounts import in_force
from tests.oracle.school import Moment


class Sheet(NamedTuple):
    """A table's inputs, and its rows: input cells and output cells, as text."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def _split(line: str) -> list[str]:
    """Cut a line at its bars, not at those inside a text in quotes."""
    parts, quoted = [""], False
    for letter in line:
        quoted ^= letter == '"'
        if letter == "|" and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


@cache
def sheet(text: str) -> Sheet:
    """Read the block of a table."""
    lines = [line.split("||") for line in text.splitlines() if line.strip()]
    (inputs, outputs), rows = lines[0], lines[1:]
    cells = tuple((tuple(_split(left)), tuple(_split(right))) for left, right in rows)
    return Sheet(tuple(_split(inputs)), tuple(_split(outputs)), cells)


def texts(said: dict[str, Any]) -> list[set[str]]:
    """The names that each cell and header of a table speaks of."""
    found = sheet(said["rows"])
    names = [feel.names(feel.expression(text)) for text in found.inputs]
    for inputs, outputs in found.rows:
        names += [feel.names(feel.cell(text)) - {"?"} for text in inputs]
        names += [feel.names(feel.expression(text)) for text in outputs]
    return names


class Hit(NamedTuple):
    """What a table gives: output by name, the row counted from 1 (0: none), and whether a row's match is not known."""

    gives: dict[str, Any]
    row: int
    unsure: bool


def decide(reader: Any, said: dict[str, Any], at: Moment) -> Hit:
    """Look a pupil or a row up in a table; a row is hit only when each of its cells is exactly true."""
    found, look = sheet(said["rows"]), lambda name: reader.value(name, at)
    tested = [feel.evaluate(feel.expression(text), look) for text in found.inputs]
    hits, unsure = [], False
    for number, (inputs, outputs) in enumerate(found.rows, start=1):
        answer: bool | None = True
        for value, text in zip(tested, inputs, strict=True):
            answer = feel.both(answer, feel.matches(feel.cell(text), value, look))
        unsure = unsure or answer is None
        if answer is True:
            hits.append((number, tuple(feel.evaluate(feel.expression(text), look) for text in outputs)))
    policy = said.get("hit", "unique")
    nothing = dict.fromkeys(said["gives"])
    if policy == "collect":
        lists = {name: [values[place] for _, values in hits] for place, name in enumerate(found.outputs)}
        return Hit(lists, hits[0][0] if hits else 0, unsure and not hits)
    several = (policy == "unique" and len(hits) > 1) or (policy == "any" and len({values for _, values in hits}) > 1)
    if several or not hits:
        return Hit(nothing, 0, unsure and not hits)
    return Hit(nothing | dict(zip(found.outputs, hits[0][1], strict=True)), hits[0][0], False)


def output(reader: Any, name: str, at: Moment) -> Any:
    """A table's output as a quantity; not known on a day on which the table is not in force."""
    school = reader.pupil.school
    if not in_force(school.tables[school.gives[name]].get("in_force") or {}, at.date):
        return None
    return decide(reader, school.tables[school.gives[name]], at).gives[name]
