"""What each measure and each table that gives figures means, those that others name first."""

from dataclasses import replace
from fractions import Fraction

from engine.bind.names import Names
from engine.bind.vocabulary import UNIT_OF_COUNT, UNIT_OF_TIME, counted
from engine.document import Path
from engine.expressions.tables import check_table, split_rows
from engine.expressions.types import BOOLEAN, DATE, NULL, NUMBER, STRING, Quantity
from engine.model.amounts import Amount, Named
from engine.model.measures import Measure
from engine.model.policy_file import PolicyFile
from engine.model.windows import LAST_UNITS, AfterRow, FromFirst, Last, Row, Spell, Stretch

SESSION_THINGS = ("sessions", "school days", "spells")
PERIOD_THINGS = {"weeks": "week", "half_terms": "half_term", "terms": "term"}
PREVIOUS = ("previous week", "previous half_term", "previous term", "previous year")


def bind_figures(model: PolicyFile, names: Names) -> None:
    """Check measures and tables in the order in which they need each other."""
    ids = _ids(model)
    names.ids.update({name: Quantity(BOOLEAN, label=f"{name} acted") for name in ids})
    outputs = {
        name: (table, at) for table, held in model.tables.items() if held.each is None for at, name in enumerate(held.gives)
    }
    names.outputs.update(outputs)
    needs = {name: _needs(measure, names) for name, measure in model.measures.items()}
    for name, table in model.tables.items():
        if table.each is None:
            words = names.words_in(" ".join((table.rows, table.when or "", table.for_ or "", table.unless or "")))
            needs[f"table {name}"] = [word for word in words if word not in table.gives]
    needs = {name: [f"table {outputs[each][0]}" if each in outputs else each for each in wanted] for name, wanted in needs.items()}
    order, _ = names.sorted(needs, needs, ("measures",))
    for name in order:
        if name.startswith("table "):
            _bind_table(model, names, name.removeprefix("table "))
        else:
            measure = model.measures[name]
            names.figures[name] = replace(_bind_measure(names, name, measure, ids), label=measure.title or "")


def _ids(model: PolicyFile) -> list[str]:
    steps = [step.id for ladder in model.ladders.values() for step in ladder.steps]
    return [rule.id for rule in model.rules] + steps


def _needs(measure: Measure, names: Names) -> list[str]:
    texts = [measure.is_] if measure.is_ else []
    if measure.value:
        return [measure.value]
    if measure.count in PERIOD_THINGS or measure.in_a_row == "weeks":
        texts.append(measure.of)
    if measure.count is not None and measure.count not in (*SESSION_THINGS, *PERIOD_THINGS):
        texts.append(measure.of)
    return [word for text in texts if text for word in names.words_in(text)]


def rule_names(names: Names) -> dict[str, Quantity]:
    """Give the names that a rule's condition may use."""
    return {**names.pupil, **names.values, **names.flags, **names.ids, **names.figures}


def _bind_measure(names: Names, name: str, measure: Measure, ids: list[str]) -> Quantity:
    base: Path = ("measures", name)
    for window in measure.over or ():
        _check_window(names, window, (*base, "over"))
    for amount, field, units in ((measure.at_least, "at_least", ("session",)), (measure.ends, "ends", ("school day",))):
        if amount is not None:
            check_amount(names, amount, (*base, field), units)
    kind = measure.kind
    if kind == "is":
        checked = names.expression((*base, "is"), str(measure.is_), rule_names(names), expect=None)
        if checked is None:
            return Quantity(BOOLEAN, None, True)
        return Quantity(checked.type, checked.unit, checked.nullable)
    if kind == "count":
        return _bind_count(names, base, measure, ids)
    if kind == "percent":
        _set(names, (*base, "percent"), str(measure.percent))
        _set(names, (*base, "of"), str(measure.of))
        return Quantity(NUMBER, "percent", True, low=Fraction(0), high=Fraction(100))
    if kind == "in_a_row":
        if measure.in_a_row == "weeks":
            names.expression((*base, "of"), str(measure.of), rule_names(names))
            return counted("week", nullable=True)
        sure = _set(names, (*base, "of"), str(measure.of))
        return counted(UNIT_OF_COUNT[str(measure.in_a_row)], nullable=not sure or measure.ends is not None)
    if kind == "since":
        _anchor(names, str(measure.since), (*base, "since"), ids)
        return counted(UNIT_OF_TIME[str(measure.in_)], nullable=True)
    if kind == "value":
        if measure.value not in names.figures:
            names.unknown(str(measure.value), names.figures, (*base, "value"), "a figure")
            return Quantity(NUMBER, None, True)
        if measure.at not in PREVIOUS:
            _anchor(names, str(measure.at), (*base, "at"), ids)
        return replace(names.figures[str(measure.value)], nullable=True)
    if measure.of is not None:
        _set(names, (*base, "of"), measure.of)
    if kind == "total":
        checked = names.expression((*base, "total"), str(measure.total), names.session, expect=NUMBER, tables=names.tables_of_day())
        return Quantity(NUMBER, checked.unit if checked else None, True)
    if measure.last == "minutes_late":
        return replace(names.session["minutes_late"], nullable=True)
    types = {"code": STRING, "date": DATE, "session": STRING}
    return Quantity(types[str(measure.last)], None, True, words=names.session[str(measure.last)].words)


def _bind_count(names: Names, base: Path, measure: Measure, ids: list[str]) -> Quantity:
    thing = str(measure.count)
    table = names.part_of.get(thing, thing)
    clash = thing in SESSION_THINGS
    if measure.whole and thing != "school days":
        names.problem("B005", f"`whole` is about school days, and `{base[1]}` counts {thing}", (*base, "whole"), "take it out")
    if clash:
        if measure.of is None and thing == "spells":
            names.problem("B005", "a count of spells says in `of` what they are spells of", base, "add `of: absent`")
        sure = measure.of is None or _set(names, (*base, "of"), measure.of, age=thing != "spells")
        return counted(UNIT_OF_COUNT[thing], nullable=not sure or _maybe(measure))
    if thing in PERIOD_THINGS:
        if measure.of is None:
            names.problem("B005", f"a count of {thing} says in `of` which ones", base, "add a condition on figures, as `of: 'percent_term > 97'`")
        else:
            names.expression((*base, "of"), measure.of, rule_names(names))
        return counted(UNIT_OF_COUNT[thing], nullable=True)
    if table in names.rows:
        if measure.overlapping and "from" not in names.rows[table]:
            names.problem("B005", f"`overlapping` asks for rows with `from` and `to`, and `{thing}` has none", (*base, "overlapping"), "take it out")
        if measure.of is not None:
            inside = {**rule_names(names), **names.rows[table]}
            names.expression((*base, "of"), measure.of, inside)
        return counted(None, nullable=True)
    if thing in ids:
        if measure.of is not None:
            inside = {**names.values, "outcome": names.rows["outcomes"]["outcome"]}
            names.expression((*base, "of"), measure.of, inside)
        return counted(None, nullable=measure.of is not None)
    known = [*SESSION_THINGS, *PERIOD_THINGS, *names.rows, *names.part_of, *ids]
    names.unknown(thing, known, (*base, "count"), "something that can be counted")
    return counted(None, nullable=True)


def _maybe(measure: Measure) -> bool:
    return any(type(window).__name__ == "Previous" for window in measure.over or ())


def _set(names: Names, path: Path, text: str, *, age: bool = True) -> bool:
    """Check a condition over sessions; whether it is always known."""
    checked = names.expression(path, text, names.session, tables=names.tables_of_day())
    if checked is not None and not age and "age" in checked.reads:
        names.problem("B005", "`age` is for counts of sessions and of school days", path, "say it with `over`")
    return checked is None or not checked.nullable


def _anchor(names: Names, name: str, path: Path, ids: list[str]) -> None:
    if name not in ids and name not in names.flags:
        names.unknown(name, [*ids, *names.flags], path, "a rule, a step or a flag")


def check_amount(names: Names, amount: Amount | Named, path: Path, units: tuple[str, ...]) -> None:
    """Check that an amount, or the value that stands for one, has one of some units."""
    if isinstance(amount, Named):
        value = names.values.get(amount.name)
        if value is None:
            names.unknown(amount.name, names.values, path, "a value")
            return
        unit = value.unit
    else:
        unit = amount.unit
    if unit not in units:
        said = f"`{amount.name}`" if isinstance(amount, Named) else "the amount"
        names.problem("B004", f"{said} is in {unit or 'no unit'}; {' or '.join(units)} is wanted here", path, "give it that unit")


def _check_window(names: Names, window: object, path: Path) -> None:
    if isinstance(window, Last | FromFirst):
        units = LAST_UNITS if isinstance(window, Last) else ("day", "week", "month", "year")
        check_amount(names, window.amount, path, units)
    elif isinstance(window, Spell):
        names.expression((*path, f"spell of {window.of}"), window.of, names.session, tables=names.tables_of_day())
    elif isinstance(window, Stretch) and window.name not in names.flags:
        # the calendar is not at hand: a period's name is looked up when a dataset is read
        names.periods.setdefault(window.name, path)
    elif isinstance(window, Row | AfterRow):
        names.row_windows.add(str(path[1]))


def _bind_table(model: PolicyFile, names: Names, name: str) -> None:
    held = model.tables[name]
    known = rule_names(names)
    table = check_table(split_rows(held.rows), known, hit=held.hit, gives=held.gives, tables=None)
    for each in table.problems:
        names.problem(each.code, each.message, ("tables", name, "rows"), each.help, start=each.start, end=each.end)
    names.tables[name] = table
    for at, output in enumerate(held.gives):
        kind = table.types[at] if at < len(table.types) else NULL
        words = None
        if kind == STRING:
            given = {str(getattr(rule.outputs[at].tree, "value", "")) for rule in table.rules}
            words = tuple(sorted(given - {"None", ""})) or None
        if held.hit == "collect":
            names.figures[output] = Quantity("list", None, True, element=kind)
        else:
            names.figures[output] = Quantity(STRING if kind == NULL else kind, table.units[at] if at < len(table.units) else None, True, words=words)

