"""Actions and decisions in columns -> the same one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, repeat
from typing import TypeVar

from engine.decision import Action, Decision, Evidence, SessionMark, Task
from engine.told import Each, Marks, ToldActions, ToldDecisions

T = TypeVar("T")


def actions_of(told: ToldActions) -> list[Action]:
    """Give each action of a batch."""
    figures = [_figure(figure.values, figure.unit, figure.marks) for figure in told.figures]
    columns = zip(
        _joined(told.key, len(told)),
        _each(told.pupils),
        _each(told.occasions),
        _tasks(told, figures),
        _each(told.reasons),
        _evidence([figure.name for figure in told.figures], figures, len(told)),
        _each(told.notes),
        *(_named(told.named, name) for name in ("request", "parent", "notice")),
        strict=False,  # a name that no row has has no end
    )
    return [
        Action(
            key=key,
            pupil=pupil,
            date=occasion.date,
            session=occasion.session,
            rule=told.rule,
            tasks=tasks,
            source=told.source,
            reason=reason,
            evidence=evidence,
            notes=notes,
            assumes=told.assumes,
            request=request,
            parent=parent,
            notice=notice,
        )
        for key, pupil, occasion, tasks, reason, evidence, notes, request, parent, notice in columns
    ]


def decisions_of(told: ToldDecisions) -> list[Decision]:
    """Give each decision of a batch."""
    columns = zip(
        _each(told.pupils),
        _each(told.dates),
        _each(told.decided),
        _each(told.reasons),
        *(_named(told.named, name) for name in ("request", "parent")),
        strict=False,
    )
    return [
        Decision(
            table=told.table,
            request=request,
            pupil=pupil,
            parent=parent,
            date=day,
            outcome=found.outcome,
            gives=found.gives,
            row=found.row,
            reason=reason,
        )
        for pupil, day, found, reason, request, parent in columns
    ]


def _each(each: Each[T]) -> Iterator[T]:
    return map(each.values.__getitem__, each.at.tolist())


def _named(named: Mapping[str, Each[str | None]], name: str) -> Iterator[str | None]:
    return _each(named[name]) if name in named else repeat(None)


def _joined(pieces: Sequence[str | Each[str]], size: int) -> Iterator[str]:
    columns = [repeat(piece, size) if isinstance(piece, str) else _each(piece) for piece in pieces]
    return map("".join, zip(*columns, strict=True))


def _figure(values: Each[str | int | bool | None], unit: str | None, marks: Marks | None) -> list[Evidence]:
    sessions = repeat(()) if marks is None else _sessions(marks)
    return [Evidence(value, unit, each) for value, each in zip(_each(values), sessions, strict=False)]


def _sessions(marks: Marks) -> Iterator[tuple[SessionMark, ...]]:
    places = marks.at.tolist()
    made = {place: marks.values[place] for place in set(places)}
    flat = tuple(map(made.__getitem__, places))
    return (flat[begin:end] for begin, end in pairwise([0, *marks.ends.tolist()]))


def _evidence(
    names: Sequence[str], figures: Sequence[Sequence[Evidence]], size: int
) -> Iterator[Mapping[str, Evidence]]:
    if not figures:
        return ({} for _ in range(size))
    return (dict(zip(names, each, strict=True)) for each in zip(*figures, strict=True))


def _tasks(told: ToldActions, figures: Sequence[Sequence[Evidence]]) -> Iterator[tuple[Task, ...]]:
    for entry, occasion in enumerate(_each(told.occasions)):
        if all(figure is None for figure in occasion.concerns):
            yield occasion.tasks
            continue
        concerned = zip(occasion.tasks, occasion.concerns, strict=True)
        yield tuple(
            task if figure is None else replace(task, sessions=figures[figure][entry].sessions)
            for task, figure in concerned
        )
