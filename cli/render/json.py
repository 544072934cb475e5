"""A run as one JSON object, and as one JSON object a line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from cli.render import plain
from cli.render.json_action import WRITE, Written
from cli.render.totals import Totals
from engine.decision import Run

_AT_ONCE = 200
"""Actions handed on together: each piece of output has its cost."""


def one_object(run: Run, school: str | None = None) -> Iterator[str]:
    """Yield the whole output, an action or a decision a line, so that two outputs can be compared by line.

    With a `school`, it is one of many and says first whose it is.
    """
    yield "{" + WRITE(_of(school, plain.head(run)))[1:-1]
    yield from _listed("actions", map(Written({}).action, run.actions))
    yield from _listed("decisions", map(WRITE, map(plain.decision, run.decisions)))
    yield from _listed("undecided", map(WRITE, map(plain.undecided, run.undecided)))
    yield from _listed("reviews_to_come", map(WRITE, map(plain.review_to_come, run.reviews_to_come)))
    yield f',\n"data": {WRITE(plain.data(run))}}}\n'


def _listed(name: str, items: Iterable[str]) -> Iterator[str]:
    yield f',\n"{name}": ['
    left = iter(items)
    between = "\n"
    while held := list(islice(left, _AT_ONCE)):
        yield between + ",\n".join(held)
        between = ",\n"
    yield "]" if between == "\n" else "\n]"


def lines(run: Run, school: str | None = None) -> Iterator[str]:
    """Yield one object a line, each with its `kind`: run, action, decision, undecided, review_to_come, data.

    With a `school`, it is one of many and each line says first whose it is.
    """

    def _line(kind: str, item: dict[str, Any]) -> str:
        return WRITE(_of(school, {"kind": kind, **item})) + "\n"

    yield _line("run", plain.head(run))
    actions = map(Written(_of(school, {"kind": "action"})).action, run.actions)
    while held := list(islice(actions, _AT_ONCE)):
        yield "\n".join(held) + "\n"
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
        yield WRITE(_of(school, plain.decision(decision))) + "\n"


def totals_line(schools: Sequence[Totals]) -> str:
    """Give the last line of a run over many schools: which failed and why, and how much came of the others."""
    return WRITE({"kind": "total", **plain.totals(schools)}) + "\n"


def schools_object(objects: Iterable[Iterable[str]], schools: Callable[[], Sequence[Totals]]) -> Iterator[str]:
    """Yield one object of many schools; `schools` is asked when all the objects have been gone through."""
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
    yield "\n]," + WRITE(plain.totals(schools()))[1:] + "\n"


def _of(school: str | None, item: dict[str, Any]) -> dict[str, Any]:
    return item if school is None else {"school": school, **item}
