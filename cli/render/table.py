"""A run for people: by day, a line a task, then what was decided, what could not be, and what was read."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from cli.render.safe import shown
from cli.render.sheet import day_text
from cli.render.words import cause, count, read, said, words
from engine.decision import Action, Decision, Run, SessionMark, Task, Undecided

_PUPIL = 8
_RULE = 24
_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def page(run: Run, *, width: int = 80, colour: bool = False) -> Iterator[str]:
    """Yield the page in pieces, no line wider than `width` characters unless a single word is."""
    lines = _Lines(max(width, 60), colour)
    counted: Counter[str] = Counter()
    assumed: dict[str, str] = {}
    yield lines.head(f"{run.policy}, as of {day_text(run.as_of)}") + "\n"
    for day, actions in groupby(run.actions, key=lambda action: action.date):
        yield "\n" + lines.head(_weekday(date.fromisoformat(day))) + "\n"
        for action in actions:
            counted[action.rule] += 1
            if action.assumes:
                assumed.setdefault(action.rule, action.assumes)
            yield "".join(_action(action, lines))
    by_table = sorted(run.decisions, key=lambda decision: decision.table)
    for table, decisions in groupby(by_table, key=lambda decision: decision.table):
        yield "\n" + lines.head(f"Decisions: {shown(table)}") + "\n"
        yield from (_decision(decision, lines) for decision in decisions)
    yield from _ending(run, counted, assumed, lines)


class _Lines:
    """How lines are laid: the width, and whether they are coloured."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def head(self, text: str) -> str:
        return f"{_BOLD}{text}{_OFF}" if self.colour else text

    def wrapped(self, text: str, indent: int, *, first: str = "", dim: bool = False) -> str:
        """Wrap a text; `first` takes the place of the indent on its first line, and is as wide."""
        start, end = (_DIM, _OFF) if dim and self.colour else ("", "")
        space = first or " " * indent
        if len(text) <= self.width - indent:  # most lines fit, and wrapping them costs more than all the rest
            return f"{space}{start}{text}{end}\n"
        pieces = textwrap.wrap(text, self.width - indent, break_long_words=False, break_on_hyphens=False)
        told = []
        for piece in pieces:
            told.append(f"{space}{start}{piece}{end}\n")
            space = " " * indent
        return "".join(told)


def _action(action: Action, lines: _Lines) -> Iterator[str]:
    pupil = shown(action.pupil)
    about = ", ".join(f"{name} {shown(row)}" for name, row in _rows(action))
    label = f"  {pupil:<{_PUPIL}} {shown(action.rule):<{_RULE}} "
    indent = 2 + _PUPIL + 1 + _RULE + 1
    if len(label) > indent:
        yield label.rstrip() + "\n"
        label = ""
    for task in action.tasks:
        yield lines.wrapped(_task(task, action.date), indent, first=label)
        label = ""
    if label:
        yield label.rstrip() + "\n"
    reason = "; ".join(filter(None, (about, shown(action.reason), *map(shown, action.notes))))
    if reason:
        yield lines.wrapped(reason, 2 + _PUPIL + 3, dim=True)


def _rows(item: Action) -> Iterable[tuple[str, str]]:
    rows = (("request", item.request), ("parent", item.parent), ("notice", item.notice))
    return [(name, row) for name, row in rows if row is not None]


def _task(task: Task, today: str) -> str:
    told = words(task.do)
    if task.code is not None:
        told += f" {shown(task.code)}"
    if task.sessions:
        told += f" for {_sessions(task.sessions, today)}"
    if task.to:
        told += f" → {words(task.to)}"
    due = "today" if task.due == today else _short(task.due, today) if task.due else task.due_text
    by = f"by {words(task.by)}" if task.by else ""
    parts = (told, by, f"due {shown(due)}" if due else "", task.obligation or "")
    given = (f"{words(name)}: {shown(text)}" for name, text in task.with_.items())
    return ", ".join(filter(None, (*parts, *given)))


def _sessions(sessions: Sequence[SessionMark], today: str) -> str:
    """Name sessions by day; a day with both of its sessions goes by its date alone."""
    told = []
    for day, marks in groupby(sessions, key=lambda mark: mark[0]):
        halves = [session for _, session, _ in marks]
        told.append(_short(day, today) + (f" {halves[0]}" if len(halves) == 1 else ""))
    return ", ".join(told)


def _decision(item: Decision, lines: _Lines) -> str:
    about = " ".join(shown(each) for each in (item.pupil, item.request, item.parent) if each)
    when = f" {_short(item.date, '')}" if item.date else ""
    given = (f"{words(name)} {said(value)}" for name, value in item.gives.items() if value is not None)
    told = ", ".join((said(item.outcome), *given))
    label = f"  {about + when:<{_PUPIL + _RULE + 1}} "
    indent = 2 + _PUPIL + 1 + _RULE + 1
    if len(label) <= indent:
        laid = lines.wrapped(told, indent, first=label)
    else:
        laid = lines.wrapped(f"{label.strip()}  {told}", 2)
    return laid + (lines.wrapped(shown(item.reason), 2 + _PUPIL + 3, dim=True) if item.reason else "")


def _ending(run: Run, counted: Counter[str], assumed: dict[str, str], lines: _Lines) -> Iterator[str]:
    total = sum(counted.values())
    yield "\n" + lines.head("Together") + "\n"
    yield lines.wrapped(f"{count(total, 'action')}, {count(len(run.decisions), 'decision')}", 2)
    for rule, times in sorted(counted.items()):
        yield f"  {shown(rule):<{_PUPIL + _RULE + 1}} {times:>7,}\n"
    if assumed:
        yield "\n" + lines.head("Resting on an assumption of the policy's author") + "\n"
        for told in dict.fromkeys(told for _, told in sorted(assumed.items())):
            rules = ", ".join(shown(rule) for rule, other in sorted(assumed.items()) if other == told)
            yield lines.wrapped(f"{rules}: {shown(told)}", 4, first="  ")
    if run.undecided:
        yield "\n" + lines.head("Not decided") + "\n"
        for item in run.undecided:
            yield lines.wrapped(_undecided(item), 4, first="  ")
    if run.reviews_to_come:
        yield "\n" + lines.head("Reviews still to come") + "\n"
        for review in run.reviews_to_come:
            yield f"  {words(review.check):<12} {shown(review.period):<20} {day_text(review.date)}\n"
    yield "\n" + lines.head("Read") + "\n"
    yield from (lines.wrapped(told, 4, first="  ") for told in read(run))


def _undecided(item: Undecided) -> str:
    when = (
        f"on {day_text(item.first)}" if item.first == item.last else f"{day_text(item.first)} to {day_text(item.last)}"
    )
    return f"{shown(item.rule)}: {cause(item)}; {count(item.pupils, 'pupil')}, {when}"


def _short(day: str, today: str) -> str:
    """Write an ISO date without its year where that is today's; a text that is none stays."""
    try:
        told = day_text(date.fromisoformat(day))
    except ValueError:
        return shown(day)
    return told.removesuffix(f" {today[:4]}") if today else told


def _weekday(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day_text(day)}"


_WEEKDAYS: Sequence[str] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
