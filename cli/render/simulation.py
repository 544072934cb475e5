"""A simulation for people, on a terminal: what was asked, what came of it, who is concerned, and what it rests on."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from cli.render.safe import shown
from cli.render.simulation_words import (
    busiest,
    differing,
    headline,
    held_fixed,
    minutes,
    question,
    rests_on,
    varying,
)
from cli.render.words import cause
from engine.decision import Action, Decision
from engine.simulate.result import Breakdown, Difference, Row, Shares, Simulation, Swept

_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_NAME = 22
_HEADS = ("before", "after", "gained", "lost", "earlier", "later", "changed")


def page(found: Simulation, *, width: int, colour: bool) -> Iterator[str]:
    """Yield the page in pieces, no line wider than `width` characters unless a single word is."""
    lines = _Lines(max(width, 60), colour)
    yield lines.head(question(found)) + "\n"
    yield lines.wrapped(f"data of {found.first} to {found.last}, as of {found.as_of}", 2)
    if found.other is not None:
        yield lines.wrapped(headline(found), 2)
        yield from _changes(found, lines)
        yield from _differences(found, lines)
        yield from _decisions(found, lines)
        yield from _undecided(found, lines)
        for breakdown in found.breakdowns:
            yield from _breakdown(breakdown, lines)
        yield from _work(found, lines)
        if found.shares is not None:
            yield from _shares(found.shares, lines)
    if found.swept is not None:
        yield from _sweep(found.swept, lines)
    yield "\n" + lines.head("Held fixed") + "\n"
    for told in held_fixed(found):
        yield lines.wrapped(told, 4, first="  - ")


class _Lines:
    def __init__(self, width: int, colour: bool) -> None:
        self.width, self.colour = width, colour

    def head(self, text: str) -> str:
        told = "\n".join(textwrap.wrap(shown(text), self.width, break_long_words=False, break_on_hyphens=False))
        return f"{_BOLD}{told}{_OFF}" if self.colour else told

    def wrapped(self, text: str, indent: int, *, first: str = "", dim: bool = False) -> str:
        start, end = (_DIM, _OFF) if dim and self.colour else ("", "")
        pieces = textwrap.wrap(shown(text), self.width - indent, break_long_words=False, break_on_hyphens=False)
        spaces = [first or " " * indent, *[" " * indent] * len(pieces)]
        return "".join(f"{space}{start}{piece}{end}\n" for space, piece in zip(spaces, pieces, strict=False))


def _changes(found: Simulation, lines: _Lines) -> Iterator[str]:
    if not found.changes:
        return
    yield "\n" + lines.head("What is otherwise") + "\n"
    for change in found.changes:
        told = f"{change.path}: {change.before or 'not there'} → {change.after or 'not there'}"
        yield lines.wrapped(told + (f"  ({change.source})" if change.source else ""), 4, first="  ")


def _differences(found: Simulation, lines: _Lines) -> Iterator[str]:
    for day, items in groupby(found.differences, key=_first_day):
        yield "\n" + lines.head(_weekday(date.fromisoformat(day))) + "\n"
        for item in items:
            yield from _difference(item, lines)


def _first_day(item: Difference) -> str:
    return min(action.date for action in (item.before, item.after) if action is not None)


def _difference(item: Difference, lines: _Lines) -> Iterator[str]:
    told = f"{item.kind}"
    if item.before is not None and item.after is not None and item.before.date != item.after.date:
        told += f" {item.before.date} → {item.after.date}"
    rows = ", ".join(filter(None, (_row(item.before or item.after), item.elsewhere and _elsewhere(item))))
    yield lines.wrapped(f"{item.pupil}  {item.rule}  {told}" + (f"  ({rows})" if rows else ""), 4, first="  ")
    for word, action in (("before", item.before), ("after", item.after)):
        if action is not None:
            yield lines.wrapped(f"{word}: {_asked(action)}; {action.reason}", 14, first=" " * 6, dim=True)
    if facts := rests_on(item):
        yield lines.wrapped(facts, 8, first=" " * 6, dim=True)


def _elsewhere(item: Difference) -> str:
    who = "the first policy asked" if item.before is None else "the other policy asks"
    return f"{who} for it on {item.elsewhere}, outside these days"


def _row(action: Action | None) -> str:
    if action is None:
        return ""
    return ", ".join(each for each in (action.request, action.parent, action.notice) if each)


def _asked(action: Action) -> str:
    told = [
        f"{task.do}{f' → {task.to}' if task.to else ''}{f' by {task.by}' if task.by else ''}" for task in action.tasks
    ]
    return ", ".join(told) or "nothing is asked"


def _decisions(found: Simulation, lines: _Lines) -> Iterator[str]:
    if not found.decisions:
        return
    yield "\n" + lines.head("Decisions that differ") + "\n"
    for item in found.decisions:
        about = item.before or item.after
        names = " ".join(each for each in (item.pupil, about and about.request, about and about.parent) if each)
        yield lines.wrapped(f"{names}  {item.table}  {item.kind}", 4, first="  ")
        for word, decision in (("before", item.before), ("after", item.after)):
            if decision is not None:
                told = f"{word}: {_decided(decision)}; {decision.reason}"
                yield lines.wrapped(told, 14, first=" " * 6, dim=True)


def _decided(item: Decision) -> str:
    given = ", ".join(f"{name} {value}" for name, value in item.gives.items() if value is not None)
    outcome = "not known" if item.outcome is None else str(item.outcome)
    return f"{item.date} {outcome}{f', {given}' if given else ''}"


def _undecided(found: Simulation, lines: _Lines) -> Iterator[str]:
    if not found.undecided:
        return
    yield "\n" + lines.head("Could not be decided for others than before") + "\n"
    for item in found.undecided:
        told = f"{item.rule}: {item.before:,} pupils before, {item.after:,} after ({cause(item)})"
        yield lines.wrapped(told, 4, first="  ")


def _breakdown(item: Breakdown, lines: _Lines) -> Iterator[str]:
    rows = [row for row in item.rows if row.counts is None or row.counts["pupils"] != 0]
    if not rows:
        return
    yield "\n" + lines.head(f"By {item.by.replace('_', ' ')}") + "\n"
    yield f"  {'':<{_NAME}}" + "".join(f"{head:>8}" for head in _HEADS) + "\n"
    for row in rows:
        yield from _numbers(row)
    if any(row.counts is None or None in row.counts.values() for row in rows):
        yield lines.wrapped("numbers under 5, and those that would give them away, are not shown (--show-small)", 2)


def _numbers(row: Row) -> Iterator[str]:
    name = shown(row.name)
    if len(name) > _NAME:
        yield f"  {name}\n"
        name = ""
    if row.counts is None:
        yield f"  {name:<{_NAME}}{'not shown':>16}\n"
        return
    told = ["…" if (count := row.counts[head]) is None else f"{count:,}" for head in _HEADS]
    yield f"  {name:<{_NAME}}" + "".join(f"{each:>8}" for each in told) + "\n"


def _work(found: Simulation, lines: _Lines) -> Iterator[str]:
    if not found.work.loads:
        return
    yield "\n" + lines.head("Work") + "\n"
    yield f"  {'':<{_NAME}}{'before':>10}{'after':>10}{'a week':>10}{'a week':>10}\n"
    weeks = max(1, len(found.work.weeks))
    for load in found.work.loads:
        totals = (sum(load.before), sum(load.after))
        each = [f"{total * 10 // weeks / 10:,.1f}" for total in totals]
        yield f"  {shown(load.do):<{_NAME}}{totals[0]:>10,}{totals[1]:>10,}{each[0]:>10}{each[1]:>10}\n"
    for word, after in (("before", False), ("after", True)):
        most = busiest(found.work, after=after)
        if most is not None:
            told = f"busiest week {word}: that of {_weekday(most[0])}, {most[1]:,} things to do"
            spent = minutes(found.work, after=after)
            told += f"; {sum(spent):,} minutes of work in all" if spent is not None else ""
            yield lines.wrapped(told, 2)
    if found.work.untimed and any(load.minutes_before or load.minutes_after for load in found.work.loads):
        yield lines.wrapped(f"no minutes are given for {', '.join(found.work.untimed)}", 2)


def _shares(item: Shares, lines: _Lines) -> Iterator[str]:
    yield "\n" + lines.head("Which change did it") + "\n"
    if item.untold is not None:
        yield lines.wrapped(item.untold, 2)
        return
    for share in item.shares:
        told = ", ".join(
            f"{name} {value.numerator}/{value.denominator}" if value.denominator != 1 else f"{name} {value.numerator}"
            for name, value in share.of.items()
            if value
        )
        yield lines.wrapped(f"{share.path}: {told or 'nothing'}", 4, first="  ")
    whole = ", ".join(f"{name} {value:,}" for name, value in item.whole.items() if value)
    yield lines.wrapped(f"together: {whole or 'nothing'}", 4, first="  ")


def _sweep(item: Swept, lines: _Lines) -> Iterator[str]:
    yield "\n" + lines.head(f"Sweep of {', '.join(item.paths)}") + "\n"
    yield lines.wrapped(f"at present: {', '.join(item.present)}", 2)
    for point in item.points:
        label = ("* " if point.present else "  ") + ", ".join(point.values)
        yield lines.wrapped(f"{label}: {differing(point.totals)}", 6, first="  ")
    tasks = [(point.values, point.tasks) for point in item.points]
    rules = [(point.values, point.rules) for point in item.points]
    for what, rows in (("things to do", tasks), ("actions of each rule", rules)):
        yield from _curve(what, varying([counts for _, counts in rows]), rows, lines)


def _curve(
    what: str, names: Sequence[str], rows: Iterable[tuple[tuple[str, ...], Mapping[str, int]]], lines: _Lines
) -> Iterator[str]:
    if not names:
        return
    yield f"\n  {what}\n"
    for values, counts in rows:
        told = ", ".join(f"{name} {counts.get(name, 0):,}" for name in names)
        yield lines.wrapped(f"{', '.join(values)}: {told}", 6, first="    ")


def _weekday(day: date) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{names[day.weekday()]} {day.isoformat()}"
