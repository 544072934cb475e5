"""A run as one JSON object, and as one JSON object a line."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from cli.render import plain
from cli.render.columns import actions_of, decisions_of, in_order
from cli.render.json_action import WRITE, WrittenObjects
from cli.render.totals import Totals
from engine.decision import Run
from engine.pool.in_turn import LIGHTER, Part, in_turn, with_last
from engine.told import Stretch, ToldActions


def one_object(run: Run, school: str | None = None, hands: int = 1) -> Iterator[bytes]:
    """Yield the whole output in UTF-8, an action or a decision a line, so that two outputs can be compared by line.

    With a `school`, it is one of many and says first whose it is. `hands` are processes that may write at once.
    """
    written = partial(WrittenObjects, {}, first=",\n")
    yield b"{" + _bytes(_of(school, plain.head(run)))[1:-1]
    yield from _listed("actions", in_turn(_actions(run, written, hands)))
    yield from _listed("decisions", _decisions(run, written()))
    yield from _listed("undecided", (b",\n" + _bytes(plain.undecided(each)) for each in run.undecided))
    yield from _listed("reviews_to_come", (b",\n" + _bytes(plain.review_to_come(each)) for each in run.reviews_to_come))
    yield b',\n"data": ' + _bytes(plain.data(run)) + b"}\n"


def _listed(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a list of objects, before each of which stands a comma and a new line."""
    yield f',\n"{name}": ['.encode()
    left = iter(pieces)
    first = next(left, b"")
    yield from chain([first.removeprefix(b",")], left, [b"\n]" if first else b"]"])


def lines(run: Run, school: str | None = None, hands: int = 1) -> Iterator[bytes]:
    """Yield one object a line in UTF-8, each with its `kind`: run, action, decision, undecided, review_to_come, data.

    With a `school`, it is one of many and each line says first whose it is. `hands` are processes that may write at
    once.
    """

    def _line(kind: str, item: dict[str, Any]) -> bytes:
        return _bytes(_of(school, {"kind": kind, **item})) + b"\n"

    yield _line("run", plain.head(run))
    actions = _actions(run, partial(WrittenObjects, _of(school, {"kind": "action"}), last="\n"), hands)
    decided = WrittenObjects(_of(school, {"kind": "decision"}), last="\n")
    yield from in_turn(with_last(actions, lambda: _decisions(run, decided)))
    for undecided in run.undecided:
        yield _line("undecided", plain.undecided(undecided))
    for review in run.reviews_to_come:
        yield _line("review_to_come", plain.review_to_come(review))
    yield _line("data", plain.data(run))


def _bytes(item: Mapping[str, Any]) -> bytes:
    return WRITE(item).encode()


def _actions(run: Run, begin: Callable[[], WrittenObjects], hands: int) -> list[Part]:
    def part(share: Iterable[Stretch[ToldActions]]) -> Iterator[bytes]:
        written = begin()
        for stretch in share:
            yield from in_order([written.actions(each) for each in stretch.batches], stretch.order)

    return [partial(part, share) for share in actions_of(run).shares(hands, LIGHTER)]


def _decisions(run: Run, written: WrittenObjects) -> Iterator[bytes]:
    for stretch in decisions_of(run).stretches():
        yield from in_order([written.decisions(each) for each in stretch.batches], stretch.order)


def totals_line(schools: Sequence[Totals]) -> bytes:
    """Give the last line of a run over many schools: which failed and why, and how much came of the others."""
    return _bytes({"kind": "total", **plain.totals(schools)}) + b"\n"


def schools_object(objects: Iterable[Iterable[bytes]], schools: Callable[[], Sequence[Totals]]) -> Iterator[bytes]:
    """Yield one object of many schools; `schools` is asked when all the objects have been gone through."""
    yield b'{"schools": ['
    between = b"\n"
    for pieces in objects:
        yield between
        held = b""
        for piece in pieces:
            yield held
            held = piece
        yield held.removesuffix(b"\n")
        between = b",\n"
    yield b"\n]," + _bytes(plain.totals(schools()))[1:] + b"\n"


def _of(school: str | None, item: dict[str, Any]) -> dict[str, Any]:
    return item if school is None else {"school": school, **item}
