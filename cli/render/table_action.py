"""Actions in columns -> the lines of the page for people: each different task and reason is laid once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise, repeat
from typing import Any

import numpy as np

from cli.render.columns import Block, Piece, Written, block, in_order
from cli.render.paper import Paper
from cli.render.safe import shown
from cli.render.sheet import day_text
from cli.render.words import words
from engine.decision import SessionMark, Task
from engine.fired import Bits
from engine.told import Each, Marks, Occasion, Stretch, ToldActions

PUPIL, RULE = 8, 24
INDENT = 2 + PUPIL + 1 + RULE + 1
OF_REASON = 2 + PUPIL + 3
_ABOUT = ("request", "parent", "notice")
_WEEKDAYS: Sequence[str] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WrittenPages:
    """Writes some days, then some more, an action a line or several, and remembers what comes again: pupils."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._written = Written()
        self._last = ""
        self._long: dict[int, tuple[Sequence[str], Bits]] = {}

    def days(self, stretch: Stretch[ToldActions], *, apart: bool) -> Iterator[bytes]:
        """Yield the actions of some days in UTF-8, and before those of each day its head; `apart`: one at a time."""
        names = sorted({each.date for batch in stretch.batches for each in batch.occasions.values})
        place = {name: number for number, name in enumerate(names)}
        days = [
            np.array([place[each.date] for each in batch.occasions.values])[batch.occasions.at]
            for batch in stretch.batches
        ]
        blocks = [self._actions(batch) for batch in stretch.batches]
        if not days:
            return
        in_turn = np.concatenate(days)[stretch.order]
        begins = np.flatnonzero(np.diff(in_turn, prepend=place.get(self._last, -1)))
        heads = block([Each([self._head(name) for name in names], in_turn[begins])], len(begins))
        order = np.insert(stretch.order, begins, len(in_turn) + np.arange(len(begins)))
        self._last = names[in_turn[-1]]
        yield from in_order([*blocks, heads], order, apart=apart)

    def _head(self, day: str) -> str:
        return f"\n{self._paper.head(_weekday(date.fromisoformat(day)))}\n"

    def _actions(self, told: ToldActions) -> Block:
        return block([*self._labels(told), self._tasks(told), self._reasons(told)], len(told))

    def _labels(self, told: ToldActions) -> Iterator[Piece]:
        """Write pupil and rule; where they are too long, or nothing is asked for, they have a line of their own."""
        yield self._written.each(told.pupils, _pupil)
        rule = f"{shown(told.rule):<{RULE}} "
        alone = f"{rule.rstrip()}\n"
        asks = np.array([bool(each.tasks) for each in told.occasions.values])[told.occasions.at]
        is_long = self._too_long(told.pupils.values)[told.pupils.at] | (len(rule) > RULE + 1)
        yield Each([rule, alone + " " * INDENT, alone], np.where(asks, np.where(is_long, 1, 0), 2))

    def _too_long(self, pupils: Sequence[str]) -> Bits:
        if id(pupils) not in self._long:
            # INVARIANT: the pupils are kept beside what is known of them, so that their number is no others'
            self._long[id(pupils)] = (pupils, np.array([len(_pupil(each)) > 2 + PUPIL + 1 for each in pupils]))
        return self._long[id(pupils)][1]

    def _tasks(self, told: ToldActions) -> Piece:
        """Lay the tasks of each occasion, and where they concern sessions, of each occasion with other sessions."""
        occasions = told.occasions
        if all(figure is None for each in occasions.values for figure in each.concerns):
            return Each([self._asked(each, each.tasks) for each in occasions.values], occasions.at)
        concerned = {figure for each in occasions.values for figure in each.concerns if figure is not None}
        sessions = {figure: _sessions_of(told.figures[figure].marks, len(told)) for figure in concerned}

        def laid(place: int, *held: tuple[SessionMark, ...]) -> str:
            occasion, of = occasions.values[place], dict(zip(sessions, held, strict=True))
            tasks = zip(occasion.tasks, occasion.concerns, strict=True)
            return self._asked(
                occasion, [task if figure is None else replace(task, sessions=of[figure]) for task, figure in tasks]
            )

        return _each_once(zip(occasions.at.tolist(), *sessions.values(), strict=True), laid)

    def _asked(self, occasion: Occasion, tasks: Sequence[Task]) -> str:
        """Lay some tasks, the first of which stands behind the label."""
        return "".join([self._paper.wrapped(_task(task, occasion.date), INDENT) for task in tasks])[INDENT:]

    def _reasons(self, told: ToldActions) -> Piece:
        """Lay what an action is about, its reason and its notes: each combination of them once."""
        names = [name for name in _ABOUT if name in told.named]
        reasons, notes, rows = told.reasons, told.notes, [told.named[name] for name in names]

        def laid(reason: int, note: int, *places: int) -> str:
            held = zip(names, rows, places, strict=True)
            about = [f"{name} {shown(row)}" for name, each, at in held if (row := each.values[at]) is not None]
            told = (", ".join(about), shown(reasons.values[reason]), *map(shown, notes.values[note]))
            text = "; ".join(filter(None, told))
            return self._paper.wrapped(text, OF_REASON, dim=True) if text else ""

        if not rows and len(notes.values) == 1:
            return Each([laid(reason, 0) for reason in range(len(reasons.values))], reasons.at)
        return _each_once(zip(*(each.at.tolist() for each in (reasons, notes, *rows)), strict=True), laid)


def _each_once(kinds: Iterable[tuple[Any, ...]], write: Callable[..., str]) -> Each[str]:
    """Write a text for each entry: one for each of the different kinds."""
    numbers: dict[tuple[Any, ...], int] = {}
    at = [numbers.setdefault(kind, len(numbers)) for kind in kinds]
    return Each([write(*kind) for kind in numbers], np.array(at, dtype=np.int64))


def _sessions_of(marks: Marks | None, size: int) -> Iterable[tuple[SessionMark, ...]]:
    """Give the sessions of each of so many entries."""
    if marks is None:
        return repeat((), size)
    held = [marks.values[place] for place in marks.at.tolist()]
    return (tuple(held[begin:end]) for begin, end in pairwise([0, *marks.ends.tolist()]))


def _pupil(pupil: str) -> str:
    return f"  {shown(pupil):<{PUPIL}} "


def _task(task: Task, today: str) -> str:
    told = words(task.do)
    if task.code is not None:
        told += f" {shown(task.code)}"
    if task.sessions:
        told += f" for {_sessions(task.sessions, today)}"
    if task.to:
        told += f" → {words(task.to)}"
    due = "today" if task.due == today else short_day(task.due, today) if task.due else task.due_text
    by = f"by {words(task.by)}" if task.by else ""
    parts = (told, by, f"due {shown(due)}" if due else "", task.obligation or "")
    given = (f"{words(name)}: {shown(text)}" for name, text in task.with_.items())
    return ", ".join(filter(None, (*parts, *given)))


def _sessions(sessions: Sequence[SessionMark], today: str) -> str:
    """Name sessions by day; a day with both of its sessions goes by its date alone."""
    told = []
    for day, marks in groupby(sessions, key=lambda mark: mark[0]):
        halves = [session for _, session, _ in marks]
        told.append(short_day(day, today) + (f" {halves[0]}" if len(halves) == 1 else ""))
    return ", ".join(told)


@lru_cache(maxsize=4096)
def short_day(day: str, today: str) -> str:
    """Write an ISO date without its year where that is today's; a text that is none stays."""
    try:
        told = day_text(date.fromisoformat(day))
    except ValueError:
        return shown(day)
    return told.removesuffix(f" {today[:4]}") if today else told


def _weekday(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day_text(day)}"
