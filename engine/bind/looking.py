"""Rules, ladders, tables and flags: their conditions checked, and the order in which they are looked at."""

from collections.abc import Iterator, Mapping

from engine.bind.figures import check_amount, rule_names
from engine.bind.names import Names
from engine.bind.order import in_order
from engine.bind.vocabulary import STANDARD
from engine.document import Path
from engine.expressions.tables import check_table, split_rows
from engine.expressions.types import Quantity
from engine.model.amounts import Minutes, amount_or_name
from engine.model.measures import Measure
from engine.model.policy_file import PolicyFile
from engine.model.rules import Note, Steered, Task

WAITING_UNITS = ("school day", "school week", "day", "week", "month", "half term", "term", "year")
LASTING_WORDS = ("rest of term", "next term")


def check_name(check: "str | Minutes") -> str:
    """Give a check its name among the checks: a clock time is `10:30`."""
    return str(check)


def bind_registers(model: PolicyFile, names: Names) -> None:
    """Check whose each register is."""
    for half in ("am", "pm"):
        for name, entry in getattr(model.registers, half).items() if model.registers else ():
            if entry.for_ is not None:
                names.expression(("registers", half, name, "for"), entry.for_, {**names.pupil, **names.values, **names.flags})


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
            names.expression((*base, "starts"), flag.starts, rule_names(names))
        if flag.until is not None:
            names.expression((*base, "until"), flag.until, rule_names(names))
        if flag.lasts is not None and flag.lasts not in LASTING_WORDS:
            try:
                check_amount(names, amount_or_name(flag.lasts), (*base, "lasts"), WAITING_UNITS)
            except ValueError as error:
                names.problem("B004", str(error), (*base, "lasts"), "write `15 school days`, `rest of term` or `next term`")


def bind_looked(model: PolicyFile, names: Names) -> Mapping[str, tuple[str, ...]]:
    """Check rules, ladders and tables; give the order in which they are looked at, by check."""
    groups: dict[str, list[str]] = {}
    needs: dict[str, set[str]] = {}
    key_of: dict[str, str] = {}
    for number, rule in enumerate(model.rules):
        key = f"rule:{rule.id}"
        key_of[rule.id] = key
        groups.setdefault(check_name(rule.check), []).append(key)
        read = set(_bind_steered(names, ("rules", number), rule, rule.each))
        read |= set(_bind_tasks(names, ("rules", number), rule.then, rule.notes, rule.each))
        if rule.act.every is not None:
            check_amount(names, rule.act.every, ("rules", number, "act"), WAITING_UNITS)
        needs[key] = read
    for name, ladder in model.ladders.items():
        key = f"ladder:{name}"
        groups.setdefault(check_name(ladder.check), []).append(key)
        base: Path = ("ladders", name)
        read = set(_bind_steered(names, base, ladder, ladder.each))
        for each in ladder.restart:
            if each not in model.measures:
                names.unknown(each, model.measures, (*base, "restart"), "a figure")
        for number, step in enumerate(ladder.steps):
            key_of[step.id] = key
            at: Path = (*base, "steps", number)
            if step.when is None and ladder.when is None:
                names.problem("B005", f"the step `{step.id}` has no condition, nor has its ladder", at, "add `when` to one of them")
            if step.when is not None:
                read |= set(_condition(names, (*at, "when"), step.when, ladder.each))
            read |= set(_bind_tasks(names, at, step.then, step.notes, ladder.each))
            for field, length in (("after", step.after), ("within", step.within)):
                if length is not None:
                    check_amount(names, length, (*at, field), WAITING_UNITS)
            if step.after_step is not None and step.after_step not in names.ids and step.after_step not in names.flags:
                names.unknown(step.after_step, [*names.ids, *names.flags], (*at, "after_step"), "a rule, a step or a flag")
        needs[key] = read
    for name, table in model.tables.items():
        if table.each is None:
            continue
        key = f"table:{name}"
        groups.setdefault(check_name(table.check), []).append(key)
        read = set(_bind_steered(names, ("tables", name), table, table.each))
        held = check_table(split_rows(table.rows), _row_scope(names, table.each), hit=table.hit, gives=table.gives)
        for found in held.problems:
            names.problem(found.code, found.message, ("tables", name, "rows"), found.help, start=found.start, end=found.end)
        names.tables[name] = held
        needs[key] = read | set(held.reads)
    return _ordered(model, names, groups, needs, key_of)


def _ordered(
    model: PolicyFile, names: Names, groups: Mapping[str, list[str]], needs: Mapping[str, set[str]], key_of: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    behind = {name: _ids_behind(model.measures, names, name) for name in names.figures}
    order: dict[str, tuple[str, ...]] = {}
    for check, keys in groups.items():
        wanted: dict[str, list[str]] = {}
        for key in keys:
            ids = {name for name in needs[key] if name in key_of}
            for name in needs[key]:
                ids |= behind.get(name, set())
            # a ladder's own steps are earlier ones; a count of a rule's own actions looks at earlier points
            wanted[key] = sorted({key_of[name] for name in ids if name in key_of} - {key}, key=lambda each: keys.index(each) if each in keys else -1)
        sorted_keys, circle = in_order(keys, wanted)
        if circle:
            told = " → ".join(f"`{each.split(':', 1)[1]}`" for each in circle)
            names.problem("B002", f"{told} go round in a circle", _path_of(model, circle[0]), "let one of them stand without the others")
        order[check] = sorted_keys
    return order


def _path_of(model: PolicyFile, key: str) -> Path:
    kind, name = key.split(":", 1)
    if kind == "rule":
        return ("rules", next(number for number, rule in enumerate(model.rules) if rule.id == name))
    return (f"{kind}s", name)


def _ids_behind(measures: Mapping[str, Measure], names: Names, name: str) -> set[str]:
    """Give the rules whose being raised now a figure depends on, through figures it is made of."""
    found: set[str] = set()
    waiting, seen = [name], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        measure = measures.get(one)
        if measure is None:
            if one in names.outputs and names.outputs[one][0] in names.tables:
                waiting += names.tables[names.outputs[one][0]].reads
            elif one in names.ids:
                found.add(one)
            continue
        if measure.count in names.ids:
            found.add(str(measure.count))
        for field in ("is", "of"):
            checked = names.expressions.get(("measures", one, field))
            if checked is not None:
                waiting += [each for each in checked.reads if each in names.figures or each in names.ids]
    return found


def _row_scope(names: Names, each: str | None) -> Mapping[str, Quantity]:
    scope = rule_names(names)
    table = names.part_of.get(each, each) if each else None
    return {**scope, **names.rows[table]} if table in names.rows else scope


def _bind_steered(names: Names, base: Path, item: Steered, each: str | None) -> Iterator[str]:
    if each is not None and names.part_of.get(each, each) not in names.rows:
        names.unknown(each, names.rows, (*base, "each"), "a fact table")
    if item.for_ is not None:
        whom = {**names.pupil, **STANDARD, **names.values, **names.flags}
        if each is None:
            checked = names.expression((*base, "for"), item.for_, whom)
            yield from checked.reads if checked else ()
        else:
            yield from _condition(names, (*base, "for"), item.for_, each)
    for field, text in (("when", item.when), ("unless", item.unless)):
        if text is not None:
            yield from _condition(names, (*base, field), text, each)


def _condition(names: Names, path: Path, text: str, each: str | None) -> Iterator[str]:
    checked = names.expression(path, text, _row_scope(names, each))
    if checked is None:
        return
    for read in checked.reads:
        if read in names.row_windows and each is None:
            names.problem("B005", f"`{read}` looks at a row, and this is not about rows", path, "add `each`")
        yield read


def _bind_tasks(names: Names, base: Path, then: tuple[Task, ...], notes: tuple[Note, ...], each: str | None) -> Iterator[str]:
    for number, task in enumerate(then):
        at: Path = (*base, "then", number)
        if task.if_ is not None:
            yield from _condition(names, (*at, "if"), task.if_, each)
        if task.due is not None and task.due.after is not None:
            check_amount(names, task.due.after, (*at, "due"), ("school day", "day", "week", "school week", "month"))
        if task.sessions is not None and task.sessions not in names.figures:
            names.unknown(task.sessions, names.figures, (*at, "sessions"), "a figure")
        if task.code is not None and names.session["code"].words and task.code not in names.session["code"].words:
            names.unknown(task.code, names.session["code"].words, (*at, "code"), "a code")
    for number, note in enumerate(notes):
        at = (*base, "notes", number)
        if note.if_ is not None:
            yield from _condition(names, (*at, "if"), note.if_, each)
        if note.show is not None and note.show not in _row_scope(names, each):
            names.unknown(note.show, names.figures, (*at, "show"), "a figure")

