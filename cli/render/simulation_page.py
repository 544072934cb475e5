"""A simulation as one page that governors read: question, answer, work, who is affected, and what it rests on."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from cli.render.charts import Chart, Series, bars, lines
from cli.render.markup import Content, Html, element
from cli.render.page import Section, facts, page, table, tiles
from cli.render.sheet import Column, Sheet, Value, day_text
from cli.render.simulation_sheets import (
    HIDDEN,
    asked,
    broken_down,
    changes,
    decided,
    reason,
    row_of,
    shares,
    source,
    undecided,
)
from cli.render.simulation_sweep import SCRIPT, sweep
from cli.render.simulation_words import (
    KIND_WORDS,
    busiest,
    headline,
    held_fixed,
    long_day,
    minutes,
    question,
)
from cli.render.words import capital, column, count, words
from engine.decision import Action, Decision
from engine.nouns import dataclass
from engine.simulate.result import Breakdown, DecisionDifference, Difference, Load, Simulation

MOST_ROWS = 1_500
"""So many actions are listed at the most: a page of a whole trust would be too large to send to anybody."""


def whole(found: Simulation, *, names: bool) -> Iterator[str]:
    """Yield the page; pupils go by number in an order that their names do not give away, unless `names`."""
    known = _Names(found, shown=names)
    sections = [Section("In short", _short(found), "short")]
    if found.other is not None:
        sections += [
            Section("What is otherwise", table(changes(found)), "changes"),
            Section("The staff's work", _work(found), "work"),
            Section("By rule and by group", _groups(found), "groups"),
        ]
        if found.shares is not None:
            sections.append(Section("Which change did it", _shares(found), "shares"))
    if found.swept is not None:
        sections.append(Section("Over a range of values", sweep(found.swept), "sweep"))
    if found.other is not None:
        sections += [
            Section("Who is affected", _affected(found, known), "pupils"),
            Section("Decisions that differ", _decisions(found, known), "decisions"),
            Section("The clauses of the rules that differ", _clauses(found), "clauses"),
            Section("Not decided for others than before", table(undecided(found)), "undecided"),
        ]
    sections.append(Section("What is held fixed", [_held(found)], "held"))
    days = f"Days compared: {long_day(found.first)} to {long_day(found.last)}. Nothing has been sent to anybody."
    lead = [element("p", capital(headline(found)) + ".")] if found.other is not None else []
    title = question(found).replace("`", "")
    script = SCRIPT if found.swept is not None else ""
    lead.append(element("p", days, class_="quiet"))
    yield from page(title, sections, lead=lead, foot=_foot(found), script=script, broad=True)


@dataclass(frozen=True, slots=True)
class _Numbers:
    number: int
    name: str


class _Names:
    """What pupils are called on the page."""

    def __init__(self, found: Simulation, *, shown: bool) -> None:
        self.shown = shown
        pupils = {each.pupil for each in found.differences} | {each.pupil for each in found.decisions if each.pupil}

        def shuffled(pupil: str) -> str:
            return pupil if shown else hashlib.sha256(f"{found.dataset}\0{pupil}".encode()).hexdigest()

        order = sorted(pupils, key=shuffled)
        self._held = {
            pupil: _Numbers(place, pupil if shown else f"Pupil {place}") for place, pupil in enumerate(order, 1)
        }

    def place(self, pupil: str | None) -> int:
        return self._held[pupil].number if pupil else 0

    def name(self, pupil: str | None) -> str:
        return self._held[pupil].name if pupil else ""


def _short(found: Simulation) -> Iterator[Html]:
    totals = found.totals
    if found.other is None:
        yield element("p", f"{count(totals.before, 'action')} are asked for at present.")
        return
    moved = totals.earlier + totals.later
    held = [
        ("No longer asked for", f"{totals.lost:,}", "actions"),
        ("Newly asked for", f"{totals.gained:,}", "actions"),
        ("Earlier or later", f"{moved:,}", f"{totals.earlier:,} earlier, {totals.later:,} later"),
        ("Asked for otherwise", f"{totals.changed:,}", "on the same day"),
        ("Pupils concerned", f"{totals.pupils:,}", f"of {found.data.pupils:,}"),
        ("Actions in all", f"{totals.after:,}", f"instead of {totals.before:,}"),
    ]
    for after, word in ((False, "before"), (True, "after")):
        most = busiest(found.work, after=after)
        if most is not None:
            held.append((f"Busiest week {word}", f"{most[1]:,}", f"things to do from {day_text(most[0])}"))
    spent = [minutes(found.work, after=after) for after in (False, True)]
    if spent[0] is not None and spent[1] is not None:
        held.append(("Staff time", _hours(sum(spent[1])), f"instead of {_hours(sum(spent[0]))}"))
    yield tiles(held)
    if found.decisions:
        yield element("p", f"{count(len(found.decisions), 'decision')} would be otherwise.")


def _work(found: Simulation) -> Iterator[Html]:
    weeks = [day_text(week) for week in found.work.weeks]

    def sums(*, after: bool) -> list[int]:
        loads = found.work.loads
        return [sum((load.after if after else load.before)[at] for load in loads) for at in range(len(weeks))]

    both = (Series("before", sums(after=False)), Series("after", sums(after=True)))
    yield lines(Chart("Things to do in each week", "Week of", weeks, both))
    differing_ = [load for load in found.work.loads if load.before != load.after]
    if differing_:
        labels = [words(load.do) for load in differing_]
        series = (
            Series("before", [sum(load.before) for load in differing_]),
            Series("after", [sum(load.after) for load in differing_]),
        )
        yield bars(Chart("What is to be done, where it differs", "What", labels, series))
    spent = [minutes(found.work, after=after) for after in (False, True)]
    if spent[0] is not None and spent[1] is not None:
        timed = (Series("before", spent[0]), Series("after", spent[1]))
        yield lines(Chart("Minutes of work in each week", "Week of", weeks, timed))
        if found.work.untimed:
            names = ", ".join(words(do) for do in found.work.untimed)
            yield element("p", f"The policy gives no minutes for: {names}.", class_="quiet")
    yield from table(_each_week(found.work.loads, len(weeks)))


def _each_week(loads: Sequence[Load], weeks: int) -> Sheet:
    columns = [
        *(Column("What is to be done"), Column("Before", "number"), Column("After", "number")),
        *(
            Column("A week before", "number"),
            Column("A week after", "number"),
            Column("Most in a week before", "number"),
        ),
        *(Column("Most in a week after", "number"), Column("Minutes each")),
    ]
    rows: list[Sequence[Value]] = []
    for load in loads:
        sums = (sum(load.before), sum(load.after))
        a_week = [f"{total * 10 // max(weeks, 1) / 10:,.1f}" for total in sums]
        timed = load.minutes_after if load.minutes_after is not None else load.minutes_before
        minutes_ = "" if timed is None else f"{float(timed):g}"
        rows.append((words(load.do), *sums, *a_week, max(load.before), max(load.after), minutes_))
    return Sheet("Work", columns, rows, "What is to be done in the days compared")


def _groups(found: Simulation) -> Iterator[Html]:
    rows = [row for breakdown in found.breakdowns for row in breakdown.rows]
    if any(row.counts is None or None in row.counts.values() for row in rows):
        yield element(
            "p",
            f"Numbers under 5, and numbers that would give such a number away, are {HIDDEN}.",
            class_="quiet",
        )
    for breakdown in found.breakdowns:
        yield element("h3", f"By {column(breakdown.by)}")
        labels, series = _bars_of(breakdown)
        if any(series[0].figures) and breakdown.by not in ("rule", "task", "week"):
            name = f"Pupils concerned, by {column(breakdown.by)}"
            yield bars(Chart(name, capital(column(breakdown.by)), labels, series, hidden=HIDDEN))
        held = table(_only_differing(breakdown))
        yield from held


def _bars_of(breakdown: Breakdown) -> tuple[list[str], tuple[Series, ...]]:
    rows = [row for row in breakdown.rows if row.counts is None or row.counts["pupils"] != 0]
    pupils = [None if row.counts is None else row.counts["pupils"] for row in rows]
    return [row.name for row in rows], (Series("pupils concerned", pupils),)


def _only_differing(breakdown: Breakdown) -> Sheet:
    """Leave out the rules, tasks and weeks in which nothing differs; groups of pupils are all there."""
    if breakdown.by not in ("rule", "task", "week"):
        return broken_down(breakdown)
    rows = tuple(row for row in breakdown.rows if row.counts is None or row.counts["pupils"] != 0)
    return broken_down(Breakdown(breakdown.by, rows))


def _shares(found: Simulation) -> Iterator[Html]:
    assert found.shares is not None
    if found.shares.untold is not None:
        yield element("p", capital(found.shares.untold) + ".")
        return
    yield element(
        "p",
        "Each change's share is what it adds on average over every order in which the changes could be made; "
        "the shares add up to the whole exactly.",
    )
    yield from table(shares(found))


def _affected(found: Simulation, known: _Names) -> Iterator[Html]:
    if not known.shown:
        told = "Pupils go by number here; the numbers follow an order that is shuffled anew for every dataset."
        yield element("p", told, class_="quiet")
    told = "; ".join(f"{kind}: {said}" for kind, said in KIND_WORDS.items())
    yield element("p", f"What: {told}.", class_="quiet")
    columns = (
        *(Column("Pupil"), Column("Rule"), Column("What")),
        *(Column("Before", "long"), Column("After", "long"), Column("Rests on")),
    )
    held = sorted(found.differences, key=lambda each: (known.place(each.pupil), _first(each), each.rule))
    rows = [_row(each, known) for each in held[:MOST_ROWS]]
    if len(held) > MOST_ROWS:
        told = (
            f"The first {MOST_ROWS:,} of {len(held):,} actions are listed; a workbook (--format xlsx) has all of them."
        )
        yield element("p", told)
    yield from table(Sheet("Who is affected", columns, rows, "Actions that differ, pupil by pupil"))


def _row(each: Difference, known: _Names) -> Sequence[Value]:
    one, two = each.before, each.after
    what = each.kind
    if each.elsewhere is not None:
        what += f"; outside these days on {day_text(date.fromisoformat(each.elsewhere))}"
    about = row_of(one or two) if known.shown else None
    rule = ", ".join(filter(None, (each.rule, source(each), about)))
    facts_ = f"{', '.join(each.rests_on)} of the time" if each.rests_on else None
    return known.name(each.pupil), rule, what, _told(one), _told(two), facts_


def _told(action: Action | None) -> str:
    if action is None:
        return "not asked for"
    return f"{day_text(date.fromisoformat(action.date))}: {asked(action)}. {action.reason}"


def _first(each: Difference) -> str:
    return min(action.date for action in (each.before, each.after) if action is not None)


def _decisions(found: Simulation, known: _Names) -> Iterator[Html]:
    columns = (
        *(Column("Pupil"), Column("Table"), Column("Before"), Column("After"), Column("Why, before", "long")),
        Column("Why, after", "long"),
    )

    def order(each: DecisionDifference) -> tuple[int, str, str]:
        return known.place(each.pupil), each.table, str((each.before or each.after or _NOTHING).date)

    rows = [
        (
            *(known.name(each.pupil), each.table, decided(each.before), decided(each.after)),
            *(reason(each.before), reason(each.after)),
        )
        for each in sorted(found.decisions, key=order)[:MOST_ROWS]
    ]
    yield from table(Sheet("Decisions", columns, rows, "Decisions that differ"))


_NOTHING = Decision("", None, None, None, None, None)


def _clauses(found: Simulation) -> Iterator[Html]:
    columns = (Column("Rule"), Column("Clause", "long"))
    yield from table(Sheet("Clauses", columns, sorted(found.sources.items()), "Each rule that differs, and its clause"))


def _held(found: Simulation) -> Html:
    return element("ul", [element("li", capital(told) + ".") for told in held_fixed(found)])


def _foot(found: Simulation) -> Html:
    pairs: list[tuple[str, Content]] = []
    for word, version in (("First policy", found.base), ("Other policy", found.other)):
        if version is not None:
            pairs.append((word, f"{version.policy}, {version.version}"))
    pairs += [("Dataset", found.dataset), ("As of", day_text(found.as_of))]
    return facts(pairs)


def _hours(spent: int) -> str:
    return f"{spent // 60:,} h {spent % 60:02} min"
