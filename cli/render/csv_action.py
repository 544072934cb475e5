"""Actions and decisions in columns -> lines of CSV: a line a task, and a line a decision."""

from collections.abc import Hashable, Sequence
from itertools import repeat

import numpy as np

from cli.render.by_task import by_task
from cli.render.columns import Block, Piece, Texts, Written, block, texts
from cli.render.csv_cell import cell_text, said
from engine.decision import SessionMark, Task
from engine.told import Decided, Each, Marks, ToldActions, ToldDecisions, ToldFigure

_NAMES = ("request", "parent", "notice")


class WrittenLines:
    """Writes batch after batch, and remembers what comes again."""

    def __init__(self, first: str = "") -> None:
        """Take the text that every line begins with."""
        self._first = first
        self._written = Written()
        self._tasks: dict[int, tuple[Task, str]] = {}
        self._around: dict[Hashable, tuple[Task, tuple[str, str]]] = {}
        self._plain = True  # nothing has been written of keys yet that needs quotes

    def actions(self, told: ToldActions) -> Block:
        """Write the actions of a batch, a line a task; one that asks for nothing has one line too."""
        each, lines = self._written.each, by_task(told.occasions)
        rule = cell_text(told.rule)
        asked = [
            f",{cell_text(one.occasion.date)},{cell_text(one.occasion.session)},{rule},{self._task(one.task)},"
            for one in lines.asked.values
        ]
        concerned = {one.concerns for one in lines.asked.values}
        sessions = [
            self._marks(figure.marks) if figure.marks is not None and place in concerned else None
            for place, figure in enumerate(told.figures)
        ]
        pieces: list[Piece] = [
            *map(lines.on, [self._first, *self._key(told), ",", each(told.pupils, cell_text)]),
            Each(asked, lines.asked.at),
            lines.concerned(sessions),
            *map(lines.on, [",", each(told.reasons, cell_text), ",", each(told.notes, _notes)]),
            f",{cell_text(told.source)},{cell_text(told.assumes)},",
        ]
        for name in _NAMES:
            pieces += [lines.on(each(told.named[name], cell_text)) if name in told.named else "", ","]
        rested = _rested(told.figures)
        pieces += ["" if rested is None else lines.on(self._marks(rested)), "\n"]
        return block(pieces, len(lines.asked.at), lines.sizes)

    def decisions(self, told: ToldDecisions, given: Sequence[str]) -> Block:
        """Write the decisions of a batch, with a column for each name that a table gives."""
        each = self._written.each
        named = {**told.named, "pupil": told.pupils, "date": told.dates}
        pieces: list[Piece] = [self._first, cell_text(told.table), ","]
        for name in ("request", "pupil", "parent", "date"):
            pieces += [each(named[name], cell_text) if name in named else "", ","]

        def cells(found: Decided) -> str:
            values = (found.outcome, *(found.gives.get(name) for name in given), found.row)
            return ",".join([cell_text(said(value)) for value in values])

        return block([*pieces, each(told.decided, cells), ",", each(told.reasons, cell_text), "\n"], len(told))

    def _key(self, told: ToldActions) -> Sequence[Piece]:
        """Write keys piece by piece, as long as no piece needs quotes."""
        pieces = [
            self._bit(each) if isinstance(each, str) else self._written.each(each, self._bit) for each in told.key
        ]
        if self._plain:
            return pieces
        parts = [repeat(each) if isinstance(each, str) else _all(each) for each in told.key]
        keys = ["".join(row) for _, *row in zip(range(len(told)), *parts, strict=False)]
        return [Each(list(map(cell_text, keys)), np.arange(len(keys)))]

    def _marks(self, marks: Marks) -> Texts:
        made, plain = self._written.marks(marks, _mark, "; ", _is_plain)
        # each begins with a date, so that no letter at its beginning needs more than one byte
        return made if plain else texts(map(cell_text, made), len(made))

    def _bit(self, text: str) -> str:
        self._plain = self._plain and _is_plain(text)
        return text

    def _task(self, task: Task) -> str:
        known = self._tasks.get(id(task))
        if known is None:
            before, after = self._around_due(task)
            due = task.due if task.due is not None else cell_text(task.due_text)
            # INVARIANT: the task is kept beside its text, so that its number is no other's
            known = self._tasks[id(task)] = (task, f"{before}{due}{after}")
        return known[1]

    def _around_due(self, task: Task) -> tuple[str, str]:
        """Write the cells before that of the due date and those after it: alike for one task on many days."""
        key = (task.do, task.to, task.by, task.obligation, task.code, id(task.with_))
        known = self._around.get(key)
        if known is None:
            given = "; ".join([f"{name}: {text}" for name, text in task.with_.items()])
            before, after = (task.do, task.to, task.by, task.obligation), (given, task.code)
            cells = (f"{cell_text(text)}," for text in before), (f",{cell_text(text)}" for text in after)
            known = self._around[key] = (task, ("".join(cells[0]), "".join(cells[1])))
        return known[1]


def _mark(mark: SessionMark) -> str:
    return " ".join(mark)


def _is_plain(text: str) -> bool:
    return cell_text(text) == text


def _all(each: Each[str]) -> Sequence[str]:
    return [each.values[place] for place in each.at.tolist()]


def _notes(notes: Sequence[str]) -> str:
    return cell_text("; ".join(notes))


def _rested(figures: Sequence[ToldFigure]) -> Marks | None:
    """Give the sessions that actions rest on, each once and in order."""
    shown = [figure.marks for figure in figures if figure.marks is not None and len(figure.marks.at)]
    if not shown:
        return None
    first, *others = shown
    if all(np.array_equal(each.at, first.at) and np.array_equal(each.ends, first.ends) for each in others):
        return first
    size = len(first.values)
    entries = [np.repeat(np.arange(len(each.ends)), np.diff(each.ends, prepend=0)) for each in shown]
    found = np.sort(np.concatenate([entry * size + each.at for entry, each in zip(entries, shown, strict=True)]))
    found = found[np.diff(found, prepend=-1) > 0]
    ends = np.searchsorted(found, size * np.arange(1, len(first.ends) + 1))
    return Marks(first.values, found % size, ends)
