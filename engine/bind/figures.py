"""What each measure and each table that gives figures means, those that others name first."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from engine.bind.lengths import check_amount, check_window, no_age
from engine.bind.names import Names
from engine.bind.tables import bind_giving_table
from engine.bind.vocabulary import UNIT_OF_COUNT, UNIT_OF_TIME, counted
from engine.document import Path
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, Quantity
from engine.model.measures import Measure
from engine.model.policy_file import PolicyFile
from engine.model.windows import Fixed, Previous

SESSION_THINGS = ("sessions", "school days", "spells")
PERIOD_THINGS = {"weeks": "week", "half_terms": "half_term", "terms": "term"}
PREVIOUS = ("previous week", "previous half_term", "previous term", "previous year")
_TABLE = "table "


def bind_figures(model: PolicyFile, names: Names) -> None:
    """Check measures and tables in the order in which they need each other."""
    names.ids.update({name: Quantity(BOOLEAN, label=f"{name} acted") for name in _ids(model)})
    giving = {name: table for name, table in model.tables.items() if table.each is None}
    for name, table in giving.items():
        names.outputs.update({output: (name, at) for at, output in enumerate(table.gives)})
    needs = {name: _needs(measure, names) for name, measure in model.measures.items()}
    for name, table in giving.items():
        needs[f"{_TABLE}{name}"] = [word for word in names.words_in(table.rows) if word not in table.gives]
    for name, wanted in needs.items():
        needs[name] = [f"{_TABLE}{names.outputs[each][0]}" if each in names.outputs else each for each in wanted]
    for name in names.sorted(needs, ("measures",)):
        table_name = name.removeprefix(_TABLE)
        if name.startswith(_TABLE):
            bind_giving_table(names, table_name, giving[table_name], rule_names(names))
        else:
            measure = model.measures[name]
            figure = _bind_measure(names, name, measure)
            dated = measure.in_force is not None
            names.figures[name] = replace(figure, nullable=figure.nullable or dated, label=measure.title or "")


def rule_names(names: Names) -> dict[str, Quantity]:
    """Give the names that a rule's condition may use."""
    return {**names.pupil, **names.values, **names.flags, **names.ids, **names.figures}


def counts_periods(measure: Measure) -> bool:
    """Whether a figure asks about other figures at the end of each week, half term or term."""
    return measure.count in PERIOD_THINGS or measure.in_a_row == "weeks"


def _ids(model: PolicyFile) -> list[str]:
    steps = [step.id for ladder in model.ladders.values() for step in ladder.steps]
    return [rule.id for rule in model.rules] + steps


def _needs(measure: Measure, names: Names) -> list[str]:
    if measure.value:
        return [measure.value]
    of_rows = measure.count is not None and measure.count not in (*SESSION_THINGS, *PERIOD_THINGS)
    texts = (measure.is_, measure.of if of_rows or counts_periods(measure) else None)
    return [word for text in texts if text for word in names.words_in(text)]


def _bind_measure(names: Names, name: str, measure: Measure) -> Quantity:
    base: Path = ("measures", name)
    of_rows = names.part_of.get(str(measure.count), measure.count) in names.rows
    for number, window in enumerate(measure.over or ()):
        check_window(names, window, (*base, "over", number), of_rows=of_rows)
    if measure.at_least is not None:
        check_amount(names, measure.at_least, (*base, "at_least"), ("session",))
    if measure.ends is not None:
        check_amount(names, measure.ends, (*base, "ends"), ("school day",))
    kind = measure.kind
    if kind == "is":
        checked = names.expression((*base, "is"), str(measure.is_), rule_names(names), expect=None)
        if checked is None:
            return Quantity(BOOLEAN, nullable=True)
        names.of_row_figures(name, checked.reads)
        return Quantity(checked.type, checked.unit, nullable=checked.nullable)
    if kind == "count":
        return _bind_count(names, base, measure)
    if kind == "percent":
        _set(names, (*base, "percent"), str(measure.percent))
        _set(names, (*base, "of"), str(measure.of))
        return Quantity(NUMBER, "percent", nullable=True, low=Fraction(0), high=Fraction(100))
    if kind == "in_a_row":
        if counts_periods(measure):
            if measure.strict:
                message = f"`strict` is about sessions, and `{name}` counts weeks"
                names.problem("B005", message, (*base, "strict"), "take it out")
            return _bind_periods(names, base, measure, "week")
        sure = _set(names, (*base, "of"), str(measure.of), age=False)
        return counted(UNIT_OF_COUNT[str(measure.in_a_row)], nullable=not sure or measure.ends is not None)
    if kind == "since":
        _anchor(names, str(measure.since), (*base, "since"))
        return counted(UNIT_OF_TIME[str(measure.in_)], nullable=True)
    if kind == "value":
        return _bind_earlier(names, base, measure)
    if measure.of is not None:
        _set(names, (*base, "of"), measure.of, age=False)
    if kind == "total":
        tables = names.tables_of_day()
        checked = names.expression((*base, "total"), str(measure.total), names.session, expect=NUMBER, tables=tables)
        no_age(names, checked.reads if checked else (), (*base, "total"))
        return Quantity(NUMBER, checked.unit if checked else None, nullable=True)
    if measure.last == "minutes_late":
        return replace(names.session["minutes_late"], nullable=True)
    types = {"code": STRING, "date": DATE, "session": STRING}
    return Quantity(types[str(measure.last)], nullable=True, words=names.session[str(measure.last)].words)


def _bind_earlier(names: Names, base: Path, measure: Measure) -> Quantity:
    if measure.at not in PREVIOUS:
        _anchor(names, str(measure.at), (*base, "at"), *PREVIOUS)
    if measure.value not in names.figures:
        names.unknown(str(measure.value), names.figures, (*base, "value"), "a figure")
        return Quantity(NUMBER, nullable=True)
    _no_row(names, (str(measure.value),), (*base, "value"), "as it stood earlier")
    return replace(names.figures[str(measure.value)], nullable=True)


def _bind_periods(names: Names, base: Path, measure: Measure, unit: str | None) -> Quantity:
    checked = names.expression((*base, "of"), str(measure.of), rule_names(names))
    _no_row(names, checked.reads if checked else (), (*base, "of"), "at the end of a week or a term")
    return counted(unit, nullable=True)


def _no_row(names: Names, reads: Iterable[str], path: Path, when: str) -> None:
    """Check that a figure asked for at an earlier point looks at no row: what is kept of it is the pupil's."""
    for read in reads:
        if read in names.row_windows:
            advice = "count over a window of the pupil's, or ask for it in the rule's own condition"
            message = f"`{read}` looks at the row that a rule is about, and here a pupil's figure is asked for, {when}"
            names.problem("B005", message, path, advice)


def _bind_count(names: Names, base: Path, measure: Measure) -> Quantity:
    thing = str(measure.count)
    table = names.part_of.get(thing, thing)
    known = [*SESSION_THINGS, *PERIOD_THINGS, *names.rows, *names.part_of, *names.ids]
    for field, only in (("whole", thing == "school days"), ("overlapping", table in names.rows)):
        if getattr(measure, field) and not only and thing in known:
            about = "school days" if field == "whole" else "rows of a fact table"
            message = f"`{field}` is about {about}, and `{base[1]}` counts {thing}"
            names.problem("B005", message, (*base, field), "take it out")
    if thing in SESSION_THINGS:
        if measure.of is None and thing == "spells":
            names.problem("B005", "a count of spells says in `of` what they are spells of", base, "add `of: absent`")
        sure = measure.of is None or _set(names, (*base, "of"), measure.of, age=thing != "spells")
        previous = any(isinstance(window, Previous) for window in measure.over or ())
        return counted(UNIT_OF_COUNT[thing], nullable=not sure or previous)
    if thing in PERIOD_THINGS:
        if measure.of is not None:
            return _bind_periods(names, base, measure, UNIT_OF_COUNT[thing])
        advice = "add a condition on figures, as `of: 'percent_term > 97'`"
        names.problem("B005", f"a count of {thing} says in `of` which ones", base, advice)
        return counted(UNIT_OF_COUNT[thing], nullable=True)
    if table in names.rows:
        if measure.overlapping and not {"from", "to"} <= set(names.rows[table]):
            message = f"`overlapping` asks for rows with `from` and `to`, and `{thing}` has none"
            names.problem("B005", message, (*base, "overlapping"), "take it out")
        if table in names.undated and (measure.over != (Fixed("ever"),) or measure.ends is not None):
            message = f"`{thing}` have no date, so that no window tells which of them `{base[1]}` counts"
            path = base if measure.over is None else (*base, "over")
            names.problem("B005", message, path, "write `over: ever`, without `ends`")
        if measure.of is not None:
            names.expression((*base, "of"), measure.of, {**rule_names(names), **names.rows[table]})
        return counted(None, nullable=True)
    of_sessions = next((name for name in (thing, thing.removesuffix("s")) if name in names.session), None)
    if thing not in names.ids and of_sessions is not None:
        message = f"`{thing}` is said of sessions, and is not something that can be counted"
        advice = "write `sessions`" if of_sessions == "session" else f"write `count: sessions, of: {of_sessions}`"
        names.problem("B003", message, (*base, "count"), advice)
    elif thing not in names.ids:
        names.unknown(thing, known, (*base, "count"), "something that can be counted")
    elif measure.of is not None:
        inside = {**names.values, "outcome": names.rows["outcomes"]["outcome"]}
        names.expression((*base, "of"), measure.of, inside)
    return counted(None, nullable=thing not in names.ids or measure.of is not None)


def _set(names: Names, path: Path, text: str, *, age: bool = True) -> bool:
    """Check a condition over sessions; whether it is always known."""
    checked = names.expression(path, text, names.session, tables=names.tables_of_day())
    if checked is not None and not age:
        no_age(names, checked.reads, path)
    return checked is None or not checked.nullable


def _anchor(names: Names, name: str, path: Path, *others: str) -> None:
    if name not in names.ids and name not in names.flags:
        names.unknown(name, [*names.ids, *names.flags, *others], path, "a rule, a step or a flag")
