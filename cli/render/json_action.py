"""Actions and decisions in columns -> JSON: what `plain.action` and `plain.decision` say, at a fraction of it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from json.encoder import encode_basestring as _text
from typing import Any

import numpy as np

from cli.render import plain
from cli.render.columns import Block, Piece, Texts, Written, block, filled
from engine.decision import Task
from engine.told import Decided, Each, ToldActions, ToldDecisions, ToldFigure, Value

WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode

_MOST = 4096
"""Lists of tasks that are kept."""

_CUT = "\0"
"""Where sessions come: no JSON has it, as it is written otherwise there."""


class WrittenObjects:
    """Writes batch after batch, an object an entry, and remembers what comes again: marks, tasks, pupils."""

    def __init__(self, before: Mapping[str, Any], first: str = "", last: str = "") -> None:
        """Take what stands `before` the rest in every object, and the text that comes `first` and `last` around it."""
        held = WRITE(before)[1:-1]
        self._start, self._end = f"{first}{{{held}, " if held else f"{first}{{", f"}}{last}"
        self._written = Written()
        self._tasks: dict[object, tuple[Sequence[Task], list[str], list[int]]] = {}

    def actions(self, told: ToldActions) -> Block:
        """Write the actions of a batch."""
        each = self._written.each
        listed = [figure.marks for figure in told.figures]
        sessions = [None if marks is None else self._written.marks(marks, WRITE, ", ")[0] for marks in listed]
        return block(
            [
                f'{self._start}"key": "',
                *(_inner(piece) if isinstance(piece, str) else each(piece, _inner) for piece in told.key),
                '", "pupil": "',
                each(told.pupils, _inner),
                '", ',
                *self._occasions(told, sessions),
                f', "source": {WRITE(told.source)}, "reason": ',
                each(told.reasons, _text),
                ', "evidence": {',
                *self._figures(told.figures, sessions),
                '}, "notes": ',
                each(told.notes, _list),
                f', "assumes": {WRITE(told.assumes)}',
                *(each(told.named[name], write) for name, write in _MEMBERS.items() if name in told.named),
                self._end,
            ],
            len(told),
        )

    def decisions(self, told: ToldDecisions) -> Block:
        """Write the decisions of a batch."""
        named = {**told.named, "pupil": told.pupils, "date": told.dates}
        pieces: dict[str, list[Piece]] = {
            "table": [f', "table": {_text(told.table)}'],
            **{name: [self._written.each(named[name], write)] for name, write in _MEMBERS.items() if name in named},
            # what a table gives by the name of another member takes its place, as it does in a mapping
            **{name: self._given(name, told.decided) for name in ("outcome", *told.decided.values[0].gives)},
            "row": [', "row": ', self._written.each(told.decided, lambda found: str(found.row))],
            "reason": [', "reason": ', self._written.each(told.reasons, _text)],
        }
        first, *others = [piece for member in pieces.values() for piece in member]
        assert isinstance(first, str)
        return block([self._start, first.removeprefix(", "), *others, self._end], len(told))

    def _given(self, name: str, decided: Each[Decided]) -> list[Piece]:
        def write(found: Decided) -> str:
            return WRITE(found.outcome if name == "outcome" else found.gives[name])

        return [f", {_text(name)}: ", self._written.each(decided, write)]

    def _occasions(self, told: ToldActions, sessions: Sequence[Texts | None]) -> Iterator[Piece]:
        """Write the day and the tasks; the sessions that a task concerns lie between two pieces."""
        occasions, at = told.occasions.values, told.occasions.at
        tasks = [self._asked(each.tasks, each.concerns) for each in occasions]
        days = [f'"date": {_text(each.date)}, "session": {_or_null(each.session)}' for each in occasions]
        first = f', "rule": {_text(told.rule)}, "tasks": ['
        parts = [(f"{day}{first}{parts[0]}", *parts[1:]) for day, (parts, _) in zip(days, tasks, strict=True)]
        yield self._written.each(Each(parts, at), _at(0))
        for number in range(max(len(concerned) for _, concerned in tasks)):
            which = np.array([concerned[number] if number < len(concerned) else -1 for _, concerned in tasks])
            yield filled(which[at], sessions)
            yield self._written.each(Each(parts, at), _at(number + 1))
        yield "]"

    def _asked(self, tasks: tuple[Task, ...], concerns: tuple[int | None, ...]) -> tuple[list[str], list[int]]:
        """Write some tasks, cut where sessions come, and name the figures whose sessions these are."""
        key = (id(tasks), concerns)
        if key not in self._tasks:
            if len(self._tasks) >= _MOST:
                self._tasks.clear()
            told = ", ".join(_task(task, figure) for task, figure in zip(tasks, concerns, strict=True))
            figures = [figure for figure in concerns if figure is not None]
            # INVARIANT: the tasks are kept beside their text, so that their number is no others'
            self._tasks[key] = (tasks, told.split(_CUT), figures)
        return self._tasks[key][1:]

    def _figures(self, figures: Sequence[ToldFigure], sessions: Sequence[Texts | None]) -> Iterator[Piece]:
        between = ""
        for figure, listed in zip(figures, sessions, strict=True):
            yield f'{between}{_text(figure.name)}: {{"value": '
            yield self._written.each(figure.values, _value)
            yield f', "unit": {_or_null(figure.unit)}, "sessions": ['
            yield "" if listed is None else listed
            yield "]}"
            between = ", "


def _task(task: Task, figure: int | None) -> str:
    if figure is None:
        return WRITE(plain.task(task))
    return WRITE(plain.task(replace(task, sessions=()))).removesuffix("]}") + f"{_CUT}]}}"


def _inner(text: str) -> str:
    return _text(text)[1:-1]


def _or_null(text: str | None) -> str:
    return "null" if text is None else _text(text)


def _list(held: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, held))}]"


def _value(value: Value) -> str:
    if isinstance(value, str):
        return _text(value)
    return str(value) if type(value) is int else WRITE(value)


def _member(name: str, text: str | None) -> str:
    return "" if text is None else f', "{name}": {_text(text)}'


_MEMBERS: Mapping[str, Callable[[str | None], str]] = {
    name: partial(_member, name) for name in ("request", "pupil", "parent", "date", "notice")
}
"""What is written of what may not be there, in the order in which it stands."""


def _at(number: int) -> Callable[[Sequence[str]], str]:
    return lambda parts: parts[number] if number < len(parts) else ""
