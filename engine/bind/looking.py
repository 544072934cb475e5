"""Rules, ladders, tables and flags: their conditions checked, and the order in which they are looked at."""

from collections.abc import Iterator, Mapping

from engine.bind.figures import counts_periods, rule_names
from engine.bind.lengths import DUE_UNITS, WAITING_UNITS, check_amount
from engine.bind.names import Names, Use
from engine.bind.sequence import ordered
from engine.bind.tables import bind_table
from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.tables import COLLECT
from engine.expressions.types import Quantity
from engine.model.amounts import amount_or_name
from engine.model.measures import Measure
from engine.model.policy_file import PolicyFile
from engine.model.rules import Ladder, Note, Steered, Step, Task

PROPOSE_CODE = "propose_code"
LASTING_WORDS = ("rest of term", "next term")


def bind_registers(model: PolicyFile, names: Names) -> None:
    """Check whose each register is."""
    known = {**names.pupil, **names.values, **names.flags}
    for half in ("am", "pm"):
        for name, entry in getattr(model.registers, half).items() if model.registers else ():
            if entry.for_ is not None:
                names.expression(("registers", half, name, "for"), entry.for_, known)


def bind_flags(model: PolicyFile, names: Names) -> None:
    """Check what begins and ends the flags that the policy sets."""
    for name, flag in model.flags.items():
        base: Path = ("flags", name)
        if flag.starts is None:
            if flag.until is not None or flag.lasts is not None:
                names.problem("B005", f"`{name}` says how it ends, and not what begins it", base, "add `starts`")
            continue
        if flag.lasts is None and flag.until is None:
            names.problem("B005", f"`{name}` would never end", base, "add `lasts` or `until`")
        if flag.starts in names.ids:
            names.flag_starts[name] = "rule"
        elif flag.starts in names.rows:
            names.flag_starts[name] = "table"
        else:
            names.flag_starts[name] = "condition"
            _condition(names, (*base, "starts"), flag.starts, None)
        if flag.until is not None:
            _condition(names, (*base, "until"), flag.until, None)
        if flag.lasts is not None and flag.lasts not in LASTING_WORDS:
            try:
                check_amount(names, amount_or_name(flag.lasts), (*base, "lasts"), WAITING_UNITS)
            except ValueError as error:
                advice = "write `15 school days`, `rest of term` or `next term`"
                names.problem("B004", str(error), (*base, "lasts"), advice)


def bind_looked(model: PolicyFile, names: Names) -> Mapping[str, tuple[str, ...]]:
    """Check rules, ladders and tables; give the order in which they are looked at, by check."""
    groups: dict[str, list[str]] = {}
    uses: dict[str, list[Use]] = {}
    for number, rule in enumerate(model.rules):
        key, base = f"rule:{rule.id}", ("rules", number)
        groups.setdefault(str(rule.check), []).append(key)
        uses[key] = [*_steered(names, base, rule), *_tasks(names, base, rule.then, rule.notes, rule.each)]
        uses[key] += _shown(base, rule.notes)
        if rule.act.every is not None:
            check_amount(names, rule.act.every, (*base, "act"), WAITING_UNITS)
    for name, ladder in model.ladders.items():
        key = f"ladder:{name}"
        groups.setdefault(str(ladder.check), []).append(key)
        uses[key] = _ladder(names, name, ladder)
    for name, table in model.tables.items():
        if table.each is None:
            continue
        key = f"table:{name}"
        groups.setdefault(str(table.check), []).append(key)
        uses[key] = list(_steered(names, ("tables", name), table))
        if table.hit == COLLECT:
            message = f"`{name}` decides on rows, and a row has one decision: `collect` would give several"
            advice = "write `hit: first`, or take `each` out and let a rule ask for the list"
            names.problem("B005", message, ("tables", name, "hit"), advice)
        if names.has_rows(table.each):
            held = bind_table(names, name, table, _scope(names, table.each))
            uses[key] += [Use(read, ("tables", name, "rows")) for read in held.reads]
    return ordered(model, names, groups, uses)


def _ladder(names: Names, name: str, ladder: Ladder) -> list[Use]:
    base: Path = ("ladders", name)
    told = len(names.found)
    uses = list(_steered(names, base, ladder))
    for number, step in enumerate(ladder.steps):
        uses += _step(names, (*base, "steps", number), step, ladder)
    unread = len(names.found) > told  # of what its conditions ask, not all is known
    behind = names.behind(use.name for use in uses)
    for number, each in enumerate(ladder.restart):
        path: Path = (*base, "restart", number)
        if each not in names.model.measures:
            names.unknown(each, names.model.measures, path, "a figure")
        elif each not in behind and not unread:
            message = f"`{each}` is in no condition of `{name}`, so that its counting anew changes nothing"
            names.problem("B005", message, path, "take it out", severity=Severity.WARNING)
    for number, step in enumerate(ladder.steps):
        uses += _shown((*base, "steps", number), step.notes)
    return uses


def _shown(base: Path, notes: tuple[Note, ...]) -> list[Use]:
    """Give the figures that notes show: what they rest on has to have been looked at too."""
    return [Use(note.show, (*base, "notes", at, "show")) for at, note in enumerate(notes) if note.show is not None]


def _step(names: Names, at: Path, step: Step, ladder: Ladder) -> Iterator[Use]:
    if step.when is None and ladder.when is None:
        message = f"the step `{step.id}` has no condition, nor has its ladder"
        names.problem("B005", message, (*at, "id"), "add `when` to one of them")
    if step.when is not None:
        yield from _condition(names, (*at, "when"), step.when, ladder.each)
    yield from _tasks(names, at, step.then, step.notes, ladder.each)
    for field, length in (("after", step.after), ("within", step.within)):
        if length is not None:
            check_amount(names, length, (*at, field), WAITING_UNITS)
    anchors = [*names.ids, *names.flags]
    if step.after_step is not None and step.after_step not in anchors:
        names.unknown(step.after_step, anchors, (*at, "after_step"), "a rule, a step or a flag")


def _scope(names: Names, each: str | None) -> Mapping[str, Quantity]:
    scope = rule_names(names)
    table = names.part_of.get(each, each) if each else None
    return {**scope, **names.rows[table]} if table in names.rows else scope


def _steered(names: Names, base: Path, item: Steered) -> Iterator[Use]:
    each = item.each
    if each is not None and not names.has_rows(each):
        names.unknown(each, [*names.rows, *names.part_of], (*base, "each"), "a fact table")
    if item.for_ is not None and each is None:
        whom = {**names.pupil, **names.values, **names.flags}
        checked = names.expression((*base, "for"), item.for_, whom)
        yield from names.uses((*base, "for"), item.for_, checked)
    elif item.for_ is not None:
        yield from _condition(names, (*base, "for"), item.for_, each)
    for field, text in (("when", item.when), ("unless", item.unless)):
        if text is not None:
            yield from _condition(names, (*base, field), text, each)


def _condition(names: Names, path: Path, text: str, each: str | None) -> list[Use]:
    if not names.has_rows(each):
        return []
    uses = list(names.uses(path, text, names.expression(path, text, _scope(names, each))))
    for use in uses:
        _row_figure(names, use, each)
    return uses


def _row_figure(names: Names, use: Use, each: str | None) -> None:
    if each is None and use.name in names.row_windows:
        message = f"`{use.name}` looks at a row, and this is not about rows"
        names.problem("B005", message, use.path, "add `each`", start=use.start, end=use.end)


def _tasks(
    names: Names, base: Path, then: tuple[Task, ...], notes: tuple[Note, ...], each: str | None
) -> Iterator[Use]:
    codes = names.session["code"].words
    for number, task in enumerate(then):
        at: Path = (*base, "then", number)
        if task.if_ is not None:
            yield from _condition(names, (*at, "if"), task.if_, each)
        if task.due is not None and task.due.after is not None:
            check_amount(names, task.due.after, (*at, "due"), DUE_UNITS)
        if task.sessions is not None:
            _sessions_of(names, task.sessions, (*at, "sessions"), each)
        if task.do == PROPOSE_CODE and (task.code is None or task.sessions is None):
            message = f"`{PROPOSE_CODE}` does not say which code, for which sessions"
            names.problem("B005", message, (*at, "do"), "add `code` and `sessions`, the figure whose sessions they are")
        if task.code is not None and codes and task.code not in codes:
            names.unknown(task.code, codes, (*at, "code"), "a code")
    for number, note in enumerate(notes):
        at = (*base, "notes", number)
        if note.if_ is not None:
            yield from _condition(names, (*at, "if"), note.if_, each)
        if note.show is not None:
            known = [name for name in _scope(names, each) if name not in names.ids]
            if note.show not in known:
                names.unknown(note.show, known, (*at, "show"), "a figure")
            _row_figure(names, Use(note.show, (*at, "show")), each)


def _sessions_of(names: Names, name: str, path: Path, each: str | None) -> None:
    if name not in names.figures:
        names.unknown(name, names.figures, path, "a figure")
        return
    measure = names.model.measures.get(name)
    if measure is None or not _of_sessions(measure):
        names.problem("B005", f"`{name}` is not made of sessions", path, "name a count of sessions")
    _row_figure(names, Use(name, path), each)


def _of_sessions(measure: Measure) -> bool:
    return measure.count in {"sessions", "school days", "spells"} or (
        (measure.in_a_row is not None or measure.percent is not None) and not counts_periods(measure)
    )
