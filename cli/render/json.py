"""A run as one JSON object, and as one JSON object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from cli.render import plain
from engine.decision import Run

_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def one_object(run: Run) -> Iterator[str]:
    """Yield the whole output, an action or a decision a line, so that two outputs can be compared by line."""
    yield "{" + _WRITE(plain.head(run))[1:-1]
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


def lines(run: Run) -> Iterator[str]:
    """Yield one object a line, each with its `kind`: run, action, decision, undecided, review_to_come, data."""
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


def _line(kind: str, item: dict[str, Any]) -> str:
    return _WRITE({"kind": kind, **item}) + "\n"
