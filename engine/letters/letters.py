"""Tasks and names -> letters; and who is missing from the list of names."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TypeVar

from engine.letters.letter import LETTER, Asked, Letter, Letters
from engine.letters.names import read_names
from engine.letters.saved import UnreadableError, read_saved

Read = TypeVar("Read")


def letter_tasks(asked: Iterable[Asked], templates: Collection[str]) -> list[Asked]:
    """Give the tasks that ask for a letter: `letter` itself, and the first task of a rule whose name a template bears.

    A rule that asks for a letter beside other things has that one alone.
    """
    chosen: dict[tuple[str, ...], Asked] = {}
    for task in asked:
        action = (task.fields.get("key", ""), task.rule, task.pupil, task.date)
        if task.do == LETTER or (task.rule in templates and action not in chosen):
            chosen[action] = task
    return list(chosen.values())


def letters_of(run: Path, names: Path | None, templates: Collection[str]) -> Letters:
    """Read a saved run and a list of names, and give a letter a task and row of the list.

    Without a list there is a letter a task, and nobody is missing. `templates` are the rules that have one of their
    own. Raises UnreadableError, which tells which file it is about.
    """
    asked = _told(read_saved, run)
    columns, rows = _told(read_names, names) if names is not None else ((), None)
    made: list[Letter] = []
    unlisted: list[Letter] = []
    for task in letter_tasks(asked, templates):
        mine = ({},) if rows is None else rows.get(task.pupil, ())
        made.extend(Letter(task, row) for row in mine)
        if not mine:
            unlisted.append(Letter(task))
    return Letters(sorted({task.rule for task in asked}), columns, made, unlisted)


def _told(read: Callable[[Path], Read], path: Path) -> Read:
    try:
        return read(path)
    except UnreadableError as fault:
        raise UnreadableError(f"`{path}` cannot be read: {fault}") from None
