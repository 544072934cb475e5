"""Expanded policy -> the same with every name, type and unit understood."""

from collections.abc import Iterator, Mapping

from engine.bind import figures, looking
from engine.bind.bound import Bound, PlaceOf
from engine.bind.lengths import no_age
from engine.bind.names import MOST_LISTED, Names
from engine.bind.vocabulary import (
    LENGTH_OF_ROW,
    STANDARD,
    has_length,
    pupil_names,
    row_names,
    session_names,
    shape_of,
    standard_names,
    table_shapes,
    value_quantity,
)
from engine.diagnostics import Outcome, Severity, in_order
from engine.document import Path
from engine.expressions.types import BOOLEAN, DATE, Quantity
from engine.model.dataset import PUPILS, TABLES, ColumnShape, TableShape
from engine.model.facts import ColumnType
from engine.model.policy_file import PolicyFile
from engine.validate.near import listed, meant

_FILES = ("marks", "pupils", "calendar")
_OF_A_DECISION = ("school", "kind", "table", "request", "pupil", "parent", "date", "row", "reason")
"""What a decision is told with besides its outcome and what the table gives."""


def bind(model: PolicyFile, place: PlaceOf) -> Outcome[Bound]:
    """Give every expression its meaning.

    `place` gives where a path of the expanded document, or some characters of its text, was written.

    Yields: B001 name-clash, B002 circle, B003 unknown-name, B004 wrong-unit, B005 wrong-place,
    B013 work-of-nothing (warning), X… of expressions.
    """
    names = Names(model, place)
    shapes = table_shapes(model)
    _namespace(model, names, shapes)
    names.rows = {name: row_names(shape) for name, shape in shapes.items()}
    names.undated = frozenset(
        name for name, shape in shapes.items() if not shape.dated_by and "from" not in shape.columns
    )
    _parts(model, names)
    names.pupil = {**standard_names(model), **pupil_names(model)}
    names.values = _values(model, names)
    names.flags = {
        name: Quantity(BOOLEAN, nullable=flag.starts is None, label=flag.title or "")
        for name, flag in model.flags.items()
    }
    names.session = {**names.values, **names.flags, **names.pupil, **session_names(model)}
    for name, fact in model.facts.items():
        if fact.covers:
            names.session[name] = Quantity(BOOLEAN, nullable=True)
    _sets(model, names)
    figures.bind_figures(model, names)
    looking.bind_registers(model, names)
    looking.bind_flags(model, names)
    order = looking.bind_looked(model, names)
    _work(model, names)
    found = in_order(dict.fromkeys(names.found))
    bound = Bound(
        model=model,
        expressions=names.expressions,
        quantities={**names.pupil, **names.values, **names.flags, **names.figures, **names.ids},
        session=names.session,
        rows=names.rows,
        shapes=shapes,
        order=order,
        outputs=names.outputs,
        flag_starts=names.flag_starts,
        tables=names.tables,
        periods=names.periods,
        flag_windows=names.flag_windows,
        row_figures=frozenset(names.row_windows),
    )
    return Outcome(bound, found)


def _named(model: PolicyFile) -> Iterator[tuple[str, str, Path]]:
    for kind in ("values", "sets", "facts", "flags", "measures"):
        for name in getattr(model, kind):
            yield name, kind, (kind, name)
    for number, rule in enumerate(model.rules):
        yield rule.id, "rules", ("rules", number, "id")
    for ladder, said in model.ladders.items():
        for number, step in enumerate(said.steps):
            yield step.id, "ladders", ("ladders", ladder, "steps", number, "id")
    for table, held in model.tables.items():
        for output in held.gives if held.each is None else ():
            yield output, "tables", ("tables", table, "gives")


def _namespace(model: PolicyFile, names: Names, shapes: Mapping[str, TableShape]) -> None:
    """One namespace for values, measures, flags, sets, fact tables and rule ids. Source: design §5."""
    for column, kind in (model.pupils.columns if model.pupils else {}).items():
        path: Path = ("pupils", "columns", column)
        if column in {*STANDARD, *session_names(model), "pupil", "from"}:
            _taken(names, column, path)
        elif column in PUPILS and not _may_hold(PUPILS[column], kind):
            _usual(names, "pupils", path)
    for table, fact in model.facts.items():
        if table in _FILES:
            message = f"`{table}` is a file that every dataset has, and no fact table"
            advice = "add columns to it under `pupils`" if table == "pupils" else "choose another name"
            names.problem("B001", message, ("facts", table), advice)
        usual = TABLES[table].columns if table in TABLES else {}
        for column, kind in fact.columns.items():
            path = ("facts", table, "columns", column)
            if column == "pupil" or (column == LENGTH_OF_ROW and table in shapes and has_length(shapes[table])):
                _taken(names, column, path)
            elif column in usual and not _may_hold(usual[column], kind):
                _usual(names, table, path)
    standard = {*STANDARD, *pupil_names(model), *session_names(model)}
    seen: dict[str, tuple[str, Path]] = {}
    for name, kind, path in _named(model):
        if name in standard or (name in TABLES and kind != "facts"):
            _taken(names, name, path)
        elif name in seen and seen[name] != (kind, path):
            other_kind, other = seen[name]
            message = f"`{name}` is already a name in `{other_kind}`"
            names.problem("B001", message, path, "choose another name for one of the two", also=(("the other", other),))
        seen.setdefault(name, (kind, path))
    _told_of(names, model)
    _acting(names, {name: path for name, (kind, path) in seen.items() if kind in ("rules", "ladders")}, model)


def _acting(names: Names, ids: Mapping[str, Path], model: PolicyFile) -> None:
    """A ladder or table is named in what comes of it as a rule is, so none of them takes another's name."""
    named = [*(("ladders", name) for name in model.ladders), *(("tables", name) for name in model.tables)]
    seen = dict(ids)
    for kind, name in named:
        other = seen.get(name)
        if other is not None and other[:2] != (kind, name):
            message = f"`{name}` is already the name of what acts in `{other[0]}`"
            also = (("the other", other),)
            names.problem("B001", message, (kind, name), "choose another name for one of the two", also=also)
        seen.setdefault(name, (kind, name))


def _told_of(names: Names, model: PolicyFile) -> None:
    """A decision is told with members of its own: what a table gives must not take the place of one."""
    for table, held in model.tables.items():
        for output in held.gives if held.each is not None else ():
            if output in _OF_A_DECISION:
                message = f"every decision has a `{output}` of its own, and what `{table}` gives would take its place"
                names.problem("B001", message, ("tables", table, "gives"), "choose another name")


def _taken(names: Names, name: str, path: Path) -> None:
    message = f"`{name}` is a standard name and cannot be given another meaning"
    names.problem("B001", message, path, "choose another name")


def _may_hold(usual: ColumnShape, kind: ColumnType) -> bool:
    """Whether a policy may say that a usual column holds this: its own kind, or words of the policy's own choice."""
    if usual.type == "words" or (usual.type == "text" and not usual.filled):
        return shape_of(kind).type in ("text", "words")
    return shape_of(kind).type == usual.type


def _usual(names: Names, table: str, path: Path) -> None:
    message = f"`{path[-1]}` is a usual column of {table} and holds what it always holds"
    names.problem("B001", message, path, "take it out, or add a column of another name")


def _parts(model: PolicyFile, names: Names) -> None:
    """Check the parts of fact tables, and what their rows may be asked."""
    for name, fact in model.facts.items():
        table = fact.part_of or name
        if fact.part_of is not None and fact.part_of not in names.rows:
            names.unknown(fact.part_of, names.rows, ("facts", name, "part_of"), "a fact table")
            continue
        if fact.part_of is not None:
            names.part_of[name] = fact.part_of
        columns = names.rows[table]
        if fact.covers is not None and not {"date", "from"} & set(columns):
            message = f"`{name}` cannot cover sessions: its rows have neither `date` nor `from`"
            names.problem("B005", message, ("facts", name, "covers"), "add one of them to `columns`")
        if fact.where is not None:
            path: Path = ("facts", name, "where")
            names.expression(path, fact.where, columns)
        dates = [column for column, kind in columns.items() if kind.type == DATE]
        if fact.dated_by is not None and fact.dated_by not in dates:
            names.unknown(fact.dated_by, dates, ("facts", name, "dated_by"), "a column of dates")


def _values(model: PolicyFile, names: Names) -> Mapping[str, Quantity]:
    found: dict[str, Quantity] = {}
    for name, entries in model.values.items():
        kinds = [value_quantity(entry.value) for entry in entries]
        first = kinds[0]
        for number, other in enumerate(kinds):
            if (other.type, other.unit) != (first.type, first.unit):
                names.problem(
                    "B004",
                    f"`{name}` changes what it is from one date to another",
                    ("values", name, number, "value"),
                    "give every entry the same unit",
                )
        lows = [kind.low for kind in kinds if kind.low is not None]
        gaps = any(entry.from_ is not None for entry in entries[:1])
        found[name] = Quantity(
            first.type,
            first.unit,
            gaps,
            low=min(lows) if lows else None,
            high=max(lows) if lows else None,
            whole=all(kind.whole for kind in kinds),
        )
    return found


def _work(model: PolicyFile, names: Names) -> None:
    """Check that the work that is timed is asked for; a layer that asks for nothing yet may time it for those below."""
    steps = [step for ladder in model.ladders.values() for step in ladder.steps]
    tasks = [*(task for rule in model.rules for task in rule.then), *(task for step in steps for task in step.then)]
    asked = sorted({task.do for task in tasks})
    for do in model.work if asked else ():
        if do not in asked:
            advice = meant(do, asked, f"tasks ask for {listed(asked, MOST_LISTED)}")
            names.problem("B013", f"no task asks to `{do}`", ("work", do), advice, severity=Severity.WARNING)


def _sets(model: PolicyFile, names: Names) -> None:
    """Check the sets of sessions, those that others name first."""
    needs = {name: names.words_in(text) for name, text in model.sets.items()}
    for name in names.sorted(needs, ("sets",)):
        checked = names.expression(("sets", name), model.sets[name], names.session, tables=names.tables_of_day())
        no_age(names, checked.reads if checked else (), ("sets", name))
        names.session[name] = Quantity(BOOLEAN, nullable=bool(checked and checked.nullable))
