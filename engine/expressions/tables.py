"""Decision tables: what one says, and the text of a policy's `rows` block -> a checked table.

A block's first line names the inputs and the outputs, `||` between the two and `|` between cells;
every other line is a rule. Offsets are in characters in the block's text.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.expressions.check import Names, Tables, check, check_with
from engine.expressions.messages import said
from engine.expressions.parse import Parsed, parse_cell, parse_expression
from engine.expressions.tree import Node
from engine.expressions.typed import Checked, Constant, Typed
from engine.expressions.types import NULL, Problem
from engine.expressions.units import agree
from engine.nouns import dataclass
from engine.once import regex

UNIQUE, FIRST, ANY, PRIORITY = "unique", "first", "any", "priority"
_NO_TEXT = "X0"
_NO_INPUT = regex(r'[<>=]|-$|"|[\[(]?\d')
COLLECT, RULE_ORDER, OUTPUT_ORDER = "collect", "rule order", "output order"


@dataclass(frozen=True, slots=True)
class CellText:
    """One cell as written; `start` is the offset of its first character."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class TableText:
    """A table as written: its header, and for each rule its input cells and its output cells."""

    inputs: tuple[CellText, ...]
    outputs: tuple[CellText, ...]
    rules: tuple[tuple[tuple[CellText, ...], tuple[CellText, ...]], ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `cells` are conditions on the inputs, `outputs` expressions; `start` is its offset."""

    cells: tuple[Checked, ...]
    outputs: tuple[Checked, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table whose cells have a meaning.

    `types`, `units` and `nullable` are those of the outputs. `priorities` are the allowed values of
    each output, best first, and `defaults` what an output is where no row matches; both are needed
    for conformance only. `aggregate` is None, "sum", "min", "max" or "count".
    """

    hit: str
    inputs: tuple[Checked, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    types: tuple[str, ...]
    units: tuple[str | None, ...]
    reads: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    aggregate: str | None = None
    priorities: tuple[tuple[object, ...], ...] = ()
    defaults: tuple[Checked | None, ...] = ()


def split_rows(text: str) -> TableText:
    """Cut a `rows` block into cells; a `|` or `||` inside double quotes is part of the cell.

    Yields: X201, X202, X203.
    """
    lines = []
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((_cells(line, offset), offset, offset + len(line.rstrip())))
        offset += len(line) + 1
    if not lines:
        nothing = Problem(
            "X201", "the table has no rows", "name its inputs and outputs in its first line", 0, len(text)
        )
        return TableText((), (), (), (nothing,))
    (inputs, outputs), start, end = lines[0]
    if outputs is None:
        message = "the table's first line does not say where its outputs begin"
        advice = "put `||` between the inputs and the outputs"
        return TableText((), (), (), (Problem("X202", message, advice, start, end),))
    problems, rules = [], []
    if len(lines) == 1:
        problems.append(Problem("X201", "the table has no rule under its first line", "add a row", start, end))
    for (given, results), start, end in lines[1:]:
        if results is None or len(given) != len(inputs) or len(results) != len(outputs):
            message = f"this row has {_shape(given, results)}; the table has {_shape(inputs, outputs)}"
            problems.append(
                Problem("X203", message, "give every input and every output a cell; `-` is any value", start, end)
            )
        else:
            rules.append((given, results))
    return TableText(inputs, outputs, tuple(rules), tuple(problems))


def _shape(inputs: Sequence[CellText], outputs: Sequence[CellText] | None) -> str:
    what = f"{len(inputs)} input{'s' * (len(inputs) != 1)}"
    return f"{what} and no `||`" if outputs is None else f"{what} and {len(outputs)} output{'s' * (len(outputs) != 1)}"


def _cells(line: str, offset: int) -> tuple[tuple[CellText, ...], tuple[CellText, ...] | None]:
    sides: list[list[CellText]] = [[]]
    begin, at, quoted = 0, 0, False
    while at <= len(line):
        letter = line[at : at + 1]
        if letter == "\\" and quoted:
            at += 2
            continue
        if letter == '"':
            quoted = not quoted
        if not letter or (letter == "|" and not quoted):
            sides[-1].append(_stripped(line, begin, at, offset))
            if line[at : at + 2] == "||":
                sides.append([])
                at += 1
            begin = at + 1
        at += 1
    inputs = tuple(sides[0])
    if len(sides) == 1:
        return inputs, None
    return inputs, tuple(cell for side in sides[1:] for cell in side)


def _stripped(line: str, begin: int, end: int, offset: int) -> CellText:
    piece = line[begin:end]
    return CellText(piece.strip(), offset + begin + len(piece) - len(piece.lstrip()))


def check_table(
    text: TableText,
    names: Names,
    *,
    hit: str = UNIQUE,
    gives: Sequence[str] | None = None,
    tables: Tables | None = None,
    conformance: bool = False,
) -> DecisionTable:
    """Give a table its meaning; `gives` are the names of its outputs, by default those of its header.

    Yields: what `check` yields, at the cell's offset, and X204 … X206.
    """
    problems = list(text.problems)
    outputs = tuple(cell.text for cell in text.outputs)
    if text.inputs and gives and _NO_INPUT.match(text.inputs[0].text) and not {*gives} & {*outputs}:
        place, last = text.inputs[0], (*text.inputs, *text.outputs)[-1]
        act = f"write a line above it with what is asked for and what is given, as `attendance_percent || {gives[0]}`"
        row = Problem("X202", "the table begins with a row, and nothing says what is compared", act, place.start, 0)
        row = replace(row, end=last.start + len(last.text))
        empty = tuple(NULL for _ in gives)
        return DecisionTable(hit, (), tuple(gives), (), empty, tuple(None for _ in gives), (), (*problems, row))
    if gives is not None and tuple(gives) != outputs and text.outputs:
        place = text.outputs[0]
        message = f"the table gives {_words(gives)}, and its first line names {_words(outputs)}"
        end = text.outputs[-1].start + len(text.outputs[-1].text)
        problems.append(Problem("X204", message, "name the same outputs in the same order", place.start, end))
    inputs, headers = [], []
    unread: set[int] = set()
    for cell in text.inputs:
        before = len(problems)
        found = _read(parse_expression(cell.text), cell, problems)
        headers.append(found.tree)
        checked = check(found.tree, names, expect=None, tables=tables, conformance=conformance) if found.tree else None
        inputs.append(_moved(checked, cell, problems) if checked else _nothing(cell))
        if len(problems) > before:
            unread.add(len(inputs) - 1)
    rules = []
    for given, results in text.rules:
        cells = []
        for at, cell in enumerate(given):
            told: list[Problem] = []
            cells.append(_cell(cell, inputs[at].tree, headers[at], names, told, tables, conformance))
            # under an input that means nothing only what is no test at all is told
            problems += [each for each in told if at not in unread or each.code.startswith(_NO_TEXT)]
        made = [_output(cell, names, problems, tables, conformance) for cell in results]
        last = (*given, *results)[-1]
        rules.append(Rule(tuple(cells), tuple(made), given[0].start, last.start + len(last.text)))
    types, units = _kinds(text, rules, problems)
    reads: dict[str, None] = {}
    for checked in (*inputs, *(cell for rule in rules for cell in (*rule.cells, *rule.outputs))):
        reads.update(dict.fromkeys(checked.reads))
    found_all = tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.start, each.end, each.code)))
    return DecisionTable(hit, tuple(inputs), outputs, tuple(rules), types, units, tuple(reads), found_all)


def _words(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names) or "nothing"


def _nothing(cell: CellText) -> Checked:
    return Checked(Constant(None, NULL, nullable=True), NULL, nullable=True)


def _read(parsed: Parsed, cell: CellText, problems: list[Problem]) -> Parsed:
    problems.extend(_shifted(found, cell) for found in parsed.problems)
    return parsed


def _shifted(found: Problem, cell: CellText) -> Problem:
    return replace(found, start=found.start + cell.start, end=found.end + cell.start)


def _moved(checked: Checked, cell: CellText, problems: list[Problem]) -> Checked:
    problems.extend(_shifted(found, cell) for found in checked.problems)
    return replace(checked, tree=Constant(None, NULL, nullable=True), problems=()) if checked.problems else checked


def _cell(
    cell: CellText,
    subject: Typed | None,
    header: Node | None,
    names: Names,
    problems: list[Problem],
    tables: Tables | None,
    conformance: bool,
) -> Checked:
    if not cell.text:
        problems.append(Problem("X205", "an input cell is empty", "write `-` for any value", cell.start, cell.start))
        return _nothing(cell)
    parsed = _read(parse_cell(cell.text), cell, problems)
    if parsed.tree is None or subject is None:
        return _nothing(cell)
    checked = check_with(parsed.tree, names, subject, tables=tables, conformance=conformance, called=header)
    return _moved(checked, cell, problems)


def _output(cell: CellText, names: Names, problems: list[Problem], tables: Tables | None, conformance: bool) -> Checked:
    if not cell.text:
        advice = "write a value, or `null` for none"
        problems.append(Problem("X205", "an output cell is empty", advice, cell.start, cell.start))
        return _nothing(cell)
    parsed = _read(parse_expression(cell.text), cell, problems)
    if parsed.tree is None:
        return _nothing(cell)
    return _moved(check(parsed.tree, names, expect=None, tables=tables, conformance=conformance), cell, problems)


def _kinds(
    text: TableText, rules: Sequence[Rule], problems: list[Problem]
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Give the type and unit of each output, and note a row that gives another."""
    types, units = [], []
    for at in range(len(text.outputs)):
        kind, unit = NULL, None
        for rule, (_, cells) in zip(rules, text.rules, strict=True):
            made, cell = rule.outputs[at], cells[at]
            end = cell.start + len(cell.text)
            if kind != NULL and made.type not in (kind, NULL):
                message = f"`{cell.text}` is {said(made.type)}, and the rows above give {said(kind)}"
                problems.append(Problem("X206", message, "give one kind of value in a column", cell.start, end))
            elif not agree(unit, made.unit):
                message = f"`{cell.text}` counts something else than the rows above"
                problems.append(Problem("X206", message, "give one kind of value in a column", cell.start, end))
            kind, unit = (made.type if kind == NULL else kind), unit or made.unit
        types.append(kind)
        units.append(unit)
    return tuple(types), tuple(units)
