"""A run as one JSON object, and as one JSON object a line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cli.render import plain
from cli.render.totals import Totals
from engine.decision import Run

_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def one_object(run: Run, school: str | None = None) -> Iterator[str]:
    """Yield the whole output, an action or a decision a line, so that two outputs can be compared by line.

    With a `school`, it is one of many and says first whose it is.
    """
    yield "{" + _WRITE(_of(school, plain.head(run)))[1:-1]
    yield from _listed("actions", map(plain.action, run.actions))
    yield from _listed("decisions", map(plain.decision, run.decisions))
    yield from _listed("undecided", map(plain.undecided, run.undecided))
    yield from _listed("reviews_to_come", map(plain.review_to_come, run.reviews_to_come))
    yield f',\n"data": {_WRITE(plain.data(run))}}}\n'


def _listed(name: str, items: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f',\n"{name}": ['
    between = "\n"
    for item in items:
        yield f"{between}{_WRITE(item)}"
        between = ",\n"
    yield "]" if between == "\n" else "\n]"


def lines(run: Run, school: str | None = None) -> Iterator[str]:
    """Yield one object a line, each with its `kind`: run, action, decision, undecided, review_to_come, data.

    With a `school`, it is one of many and each line says first whose it is.
    """

    def _line(kind: str, item: dict[str, Any]) -> str:
        return _WRITE(_of(school, {"kind": kind, **item})) + "\n"

    yield _line("run", plain.head(run))
    for action in run.actions:
        yield _line("action", plain.action(action))
    for decision in run.decisions:
        yield _line("decision", plain.decision(decision))
    for undecided in run.undecided:
        yield _line("undecided", plain.undecided(undecided))
    for review in run.reviews_to_come:
        yield _line("review_to_come", plain.review_to_come(review))
    yield _line("data", plain.data(run))


def decisions_of(run: Run, school: str) -> Iterator[str]:
    """Yield the decisions of one school of many, one a line."""
    for decision in run.decisions:
        yield _WRITE(_of(school, plain.decision(decision))) + "\n"


def totals_line(schools: Sequence[Totals]) -> str:
    """Give the last line of a run over many schools: which failed and why, and how much came of the others."""
    return _WRITE({"kind": "total", **plain.totals(schools)}) + "\n"


def schools_object(objects: Iterable[Iterable[str]], schools: Sequence[Totals]) -> Iterator[str]:
    """Yield one object of many schools; `schools` is read when all the objects have been gone through."""
    yield '{"schools": ['
    between = "\n"
    for pieces in objects:
        yield between
        held = ""
        for piece in pieces:
            yield held
            held = piece
        yield held.removesuffix("\n")
        between = ",\n"
    yield "\n]," + _WRITE(plain.totals(schools))[1:] + "\n"


def _of(school: str | None, item: dict[str, Any]) -> dict[str, Any]:
    return item if school is None else {"school": school, **item}
