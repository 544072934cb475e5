"""A simulation as tables without a format: for the workbook, the page and CSV."""

from collections.abc import Iterator, Sequence
from datetime import date

from cli.render.sheet import Column, Kind, Sheet, Value
from cli.render.simulation_words import busiest, headline, held_fixed, minutes, question
from cli.render.words import capital, cause, column, words
from engine.decision import Action, Decision, Task
from engine.simulate.result import Breakdown, Counts, Difference, Simulation

COUNTS = ("before", "after", "gained", "lost", "earlier", "later", "changed", "pupils")
HIDDEN = "not shown"
DIFFERENCE_COLUMNS = (
    *("kind", "pupil", "rule", "date_before", "date_after", "asked_before", "asked_after", "reason_before"),
    *("reason_after", "source", "rests_on", "elsewhere", "row", "key_before", "key_after"),
)
DECISION_COLUMNS = (
    *("kind", "pupil", "table", "row", "date_before", "date_after", "decided_before", "decided_after"),
    *("reason_before", "reason_after", "rests_on"),
)


def sheets(found: Simulation) -> Iterator[Sheet]:
    """Yield every table of a simulation, the summary first."""
    yield summary(found)
    yield changes(found)
    differ = list(difference_rows(found))
    yield Sheet("Differences", _columns(DIFFERENCE_COLUMNS), differ, "One action that differs a row")
    yield Sheet("Decisions", _columns(DECISION_COLUMNS), list(decision_rows(found)), "One decision that differs a row")
    for breakdown in found.breakdowns:
        yield broken_down(breakdown)
    yield work(found)
    if found.shares is not None and found.shares.shares:
        yield shares(found)
    if found.swept is not None:
        yield swept(found)
    yield undecided(found)
    yield Sheet(
        "Held fixed", [Column("Held fixed", "long", 100)], [(told,) for told in held_fixed(found)], filtered=False
    )


def summary(found: Simulation) -> Sheet:
    """Give the question, the answer, and what was compared."""
    rows: list[Sequence[Value]] = [("Question", question(found))]
    if found.other is not None:
        rows += [("Answer", headline(found)), *((capital(name), getattr(found.totals, name)) for name in COUNTS)]
    rows += [("From", found.first), ("To", found.last), ("As of", found.as_of)]
    for word, version in (("First policy", found.base), ("Other policy", found.other)):
        if version is not None:
            rows += [(word, version.policy), (f"{word}, digest", version.version)]
    rows.append(("Dataset, digest", found.dataset))
    return Sheet("Summary", [Column("What", width=22), Column("Value", "long", 90)], rows, filtered=False)


def changes(found: Simulation) -> Sheet:
    """Give what the other policy says otherwise."""
    columns = (
        *(Column("Path"), Column("Before", "long"), Column("After", "long"), Column("Clause")),
        *(Column("Written before at"), Column("Written after at")),
    )
    rows = [
        (
            each.path,
            each.before or "not there",
            each.after or "not there",
            each.source,
            each.where_before,
            each.where_after,
        )
        for each in found.changes
    ]
    return Sheet("Changes", columns, rows, "What the other policy says otherwise")


def difference_rows(found: Simulation) -> Iterator[Sequence[Value]]:
    """Yield a row a difference, in the order of `DIFFERENCE_COLUMNS`."""
    for each in found.differences:
        one, two = each.before, each.after
        yield (
            *(each.kind, each.pupil, each.rule, _date(one), _date(two), asked(one), asked(two)),
            *(reason(one), reason(two), source(each), ", ".join(each.rests_on)),
            *(
                _day(each.elsewhere),
                row_of(one or two),
                _key(one),
                _key(two),
            ),
        )


def decision_rows(found: Simulation) -> Iterator[Sequence[Value]]:
    """Yield a row a decision that differs, in the order of `DECISION_COLUMNS`."""
    for each in found.decisions:
        one, two = each.before, each.after
        told = one or two
        row = ", ".join(name for name in (told and told.request, told and told.parent) if name)
        yield (
            *(each.kind, each.pupil, each.table, row, _date(one), _date(two), decided(one), decided(two)),
            *(reason(one), reason(two), ", ".join(each.rests_on)),
        )


def broken_down(item: Breakdown) -> Sheet:
    """Give one breakdown; rows without counts say so."""
    columns = [Column(capital(column(item.by))), *(Column(capital(name), "number") for name in COUNTS)]
    rows = [
        (row.name, *(HIDDEN if row.counts is None or row.counts[name] is None else row.counts[name] for name in COUNTS))
        for row in item.rows
    ]
    return Sheet(f"By {column(item.by)}", columns, rows, f"What is asked for and how it differs, by {column(item.by)}")


def count_values(counts: Counts) -> Sequence[Value]:
    """Give counts in the order of `COUNTS`."""
    return [getattr(counts, name) for name in COUNTS]


def work(found: Simulation) -> Sheet:
    """Give the work by week: what is to be done, under both policies."""
    loads = found.work.loads
    columns = [Column("Week of", "date")]
    for load in loads:
        columns += [Column(f"{words(load.do)}, before", "number"), Column(f"{words(load.do)}, after", "number")]
    spent = [minutes(found.work, after=after) for after in (False, True)]
    named = [
        Column(f"minutes, {word}", "number") for word, held in zip(("before", "after"), spent, strict=True) if held
    ]
    rows: list[Sequence[Value]] = []
    for at, week in enumerate(found.work.weeks):
        told: list[Value] = [week]
        for load in loads:
            told += [load.before[at], load.after[at]]
        rows.append([*told, *(held[at] for held in spent if held)])
    about = "Things to do in each week"
    for word, after in (("before", False), ("after", True)):
        most = busiest(found.work, after=after)
        if most is not None:
            about += f"; busiest {word}: {most[1]:,} in the week of {most[0].isoformat()}"
    return Sheet("Work by week", [*columns, *named], rows, about)


def shares(found: Simulation) -> Sheet:
    """Give each change's share, as exact ratios, and the whole."""
    assert found.shares is not None
    names = list(found.shares.whole)
    columns = [Column("Change", width=40), *(Column(capital(name)) for name in names)]
    rows: list[Sequence[Value]] = [
        (each.path, *(_ratio(each.of[name].numerator, each.of[name].denominator) for name in names))
        for each in found.shares.shares
    ]
    rows.append(("together", *(str(found.shares.whole[name]) for name in names)))
    return Sheet("Which change did it", columns, rows, "Each change's share of what differs, whatever their order")


def swept(found: Simulation) -> Sheet:
    """Give a row a point of the sweep: values, how it differs, then every action and everything to be done."""
    held = found.swept
    assert held is not None
    rules = sorted({name for point in held.points for name in point.rules})
    tasks = sorted({name for point in held.points for name in point.tasks})
    columns = [Column(path, width=24) for path in held.paths]
    columns += [Column("Present"), *(Column(capital(name), "number") for name in COUNTS[1:])]
    columns += [
        *(Column(f"to do: {words(name)}", "number") for name in tasks),
        *(Column(name, "number") for name in rules),
    ]
    rows = [
        (
            *point.values,
            "present" if point.present else None,
            *count_values(point.totals)[1:],
            *(point.tasks.get(name, 0) for name in tasks),
            *(point.rules.get(name, 0) for name in rules),
        )
        for point in held.points
    ]
    return Sheet("Sweep", columns, rows, "What comes of every value: things to do, and the actions of each rule")


def undecided(found: Simulation) -> Sheet:
    """Give the rules that could not be decided for other pupils than before."""
    columns = [
        *(Column("Rule"), Column("Why", "long"), Column("Pupils before", "number"), Column("Pupils after", "number")),
        *(Column("Only before", "number"), Column("Only after", "number")),
    ]
    rows = [
        (each.rule, cause(each), each.before, each.after, each.only_before, each.only_after) for each in found.undecided
    ]
    return Sheet("Not decided", columns, rows, "Rules that could not be decided for other pupils than before")


def asked(action: Action | None) -> str | None:
    """Say what an action asks for."""
    if action is None:
        return None
    return "; ".join(map(_task, action.tasks)) or "nothing"


def decided(item: Decision | None) -> str | None:
    """Say what was decided."""
    if item is None:
        return None
    told = ["not known" if item.outcome is None else words(str(item.outcome))]
    return ", ".join([*told, *(f"{words(name)} {value}" for name, value in item.gives.items() if value is not None)])


def reason(item: Action | Decision | None) -> str | None:
    """Give the reason of an action or a decision; nothing where there is none."""
    return item.reason if item is not None else None


def source(item: Difference) -> str | None:
    """Give the clause of an action that differs; both where they are two."""
    found = dict.fromkeys(action.source for action in (item.before, item.after) if action and action.source)
    return ", then ".join(found) or None


def row_of(action: Action | None) -> str | None:
    """Name the row that an action is about."""
    if action is None:
        return None
    return ", ".join(name for name in (action.request, action.parent, action.notice) if name) or None


def _task(task: Task) -> str:
    told = words(task.do) + (f" {task.code}" if task.code else "")
    return told + (f" → {words(task.to)}" if task.to else "") + (f", by {words(task.by)}" if task.by else "")


def _date(item: Action | Decision | None) -> date | None:
    return date.fromisoformat(item.date) if item is not None and item.date else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _key(action: Action | None) -> str | None:
    return action.key if action is not None else None


def _ratio(numerator: int, denominator: int) -> str:
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("reason_before", "reason_after"), "long"),
    **dict.fromkeys(("date_before", "date_after", "elsewhere"), "date"),
}


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(capital(words(name)), _KINDS.get(name, "text")) for name in names]
