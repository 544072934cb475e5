"""An action as JSON, put together from pieces that are written once: what `plain.action` says, at a fraction of it."""

import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring as _text
from typing import Any

from cli.render import plain
from engine.decision import Action, Evidence, SessionMark, Task

WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode

_MOST = 4096
"""Lists of tasks that are kept; more come only where each has sessions of its own."""


class Written:
    """Writes actions one after the other and remembers what comes again: marks, tasks, what a rule says of all."""

    def __init__(self, before: Mapping[str, Any]) -> None:
        """Take what stands `before` the rest in every object."""
        held = WRITE(before)[1:-1]
        self._start = f"{{{held}, " if held else "{"
        self._marks = _Marks()
        self._tasks: dict[int, tuple[Sequence[Task], str]] = {}
        self._rules: dict[tuple[str, str | None, str | None], tuple[str, str, str]] = {}

    def action(self, item: Action) -> str:
        """Write one action."""
        key = (item.rule, item.source, item.assumes)
        if key not in self._rules:
            self._rules[key] = (_text(item.rule), WRITE(item.source), WRITE(item.assumes))
        rule, source, assumes = self._rules[key]
        evidence = ", ".join([f"{_text(name)}: {self._figure(each)}" for name, each in item.evidence.items()])
        row = ""
        if item.request is not None or item.parent is not None or item.notice is not None:
            named = {"request": item.request, "parent": item.parent, "notice": item.notice}
            row = "".join([f', "{name}": {_text(text)}' for name, text in named.items() if text is not None])
        return (
            f'{self._start}"key": {_text(item.key)}, "pupil": {_text(item.pupil)}, "date": {_text(item.date)}, '
            f'"session": {_text(item.session) if item.session is not None else "null"}, "rule": {rule}, '
            f'"tasks": {self._listed(item.tasks)}, "source": {source}, "reason": {_text(item.reason)}, '
            f'"evidence": {{{evidence}}}, "notes": [{", ".join([_text(note) for note in item.notes])}], '
            f'"assumes": {assumes}{row}}}'
        )

    def _figure(self, item: Evidence) -> str:
        unit = "null" if item.unit is None else _text(item.unit)
        marks = self._marks
        sessions = ", ".join([marks[each] for each in item.sessions])
        return f'{{"value": {_value(item.value)}, "unit": {unit}, "sessions": [{sessions}]}}'

    def _listed(self, tasks: Sequence[Task]) -> str:
        # The same tuple comes with every action that asks for the same on a day, and is kept so that it stays itself.
        known = self._tasks.get(id(tasks))
        if known is not None:
            return known[1]
        if len(self._tasks) >= _MOST:
            self._tasks.clear()
        told = WRITE([plain.task(each) for each in tasks])
        self._tasks[id(tasks)] = (tasks, told)
        return told


class _Marks(dict[SessionMark, str]):
    """What is written for each session and its mark."""

    def __missing__(self, mark: SessionMark) -> str:
        told = self[mark] = WRITE(list(mark))
        return told


def _value(value: str | int | bool | None) -> str:
    if isinstance(value, str):
        return _text(value)
    return str(value) if type(value) is int else WRITE(value)
