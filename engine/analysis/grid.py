"""Clauses that must all be true -> an example at which they are, or that there is none.

Every combination of the representative values of what they ask about is put to the column evaluator.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.analysis.answer import Answer, Example, Subject
from engine.analysis.axes import Axis, axes_of
from engine.analysis.codes import Codes
from engine.analysis.cuts import Cuts
from engine.analysis.day_parts import whole_of
from engine.analysis.points import all_listed
from engine.expressions.columns import Column, compile_columns
from engine.expressions.rows import column_of
from engine.expressions.typed import Checked, Constant, Typed
from engine.expressions.typed_walk import reads_with_types
from engine.expressions.types import BOOLEAN
from engine.nouns import dataclass

MOST_CASES = 400_000
_UNKNOWN_RANK = 1000

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at one group of clauses came to; `example` is None where they are never all true."""

    example: Mapping[str, Any] | None
    complete: bool
    rough: frozenset[str]


def find(
    clauses: Sequence[Typed],
    subjects: Mapping[str, Subject],
    codes: Codes,
    relations: Sequence[Typed],
    *,
    weekends: bool,
) -> Answer:
    """Look for values at which all clauses are true.

    `relations` are what holds of the quantities anyway; `weekends` says that there may be school on a Saturday and a
    Sunday. The answer's `holds` is True where there are no such values.
    """
    if any(isinstance(clause, Constant) and clause.value is not True for clause in clauses):
        return Answer(True)
    values: dict[str, Any] = {}
    rough: set[str] = set()
    unfinished = False
    for group in _groups([clause for clause in clauses if not isinstance(clause, Constant)], relations):
        looked = _look(*group, subjects, codes, weekends=weekends)
        if looked.example is None:
            if looked.complete:
                return Answer(True, within=_within(looked.rough, subjects))
            unfinished = True
        else:
            values.update(looked.example)
            rough |= looked.rough
    if unfinished:
        return Answer(None)
    sure = all(subjects[key].kind != "term" for key in values if key in subjects)
    return Answer(False, Example(values, sure=sure))


def _within(rough: frozenset[str], subjects: Mapping[str, Subject]) -> str:
    if not rough:
        return ""
    names = sorted({subjects[key].name if key in subjects else key for key in rough})
    return f"at the values of {' and '.join(f'`{name}`' for name in names[:3])} beside every limit"


def _groups(clauses: list[Typed], relations: Sequence[Typed]) -> list[tuple[list[Typed], list[Typed]]]:
    """Part clauses that share nothing, so that each part is looked at by itself."""
    groups: list[tuple[set[str], list[Typed], list[Typed]]] = []
    wanted = {key for clause in clauses for key in _joint(clause)}
    held = [(relation, keys) for relation in relations if (keys := set(_joint(relation))) <= wanted]
    for clause, keys, is_relation in (
        *((clause, set(_joint(clause)), False) for clause in clauses),
        *((relation, keys, True) for relation, keys in held),
    ):
        mine: tuple[set[str], list[Typed], list[Typed]] = (keys, [], [clause]) if is_relation else (keys, [clause], [])
        apart = []
        for group in groups:
            if group[0] & keys:
                mine = (mine[0] | group[0], group[1] + mine[1], group[2] + mine[2])
            else:
                apart.append(group)
        groups = [*apart, mine]
    return [(asked, more) for _, asked, more in groups]


_TOGETHER = {"pupil.year_group": "year", "key_stage": "year", "review_day": "day", "weekday": "day"}


def _joint(typed: Typed) -> list[str]:
    """Give what a clause reads, with one key for what hangs together."""
    found = []
    for key in reads_with_types(typed):
        whole = whole_of(key)
        found.append(_TOGETHER.get(whole, "mark" if key.startswith("session.") else whole))
    return found


def _look(
    asked: list[Typed], relations: list[Typed], subjects: Mapping[str, Subject], codes: Codes, *, weekends: bool
) -> Looked:
    cuts = Cuts()
    for clause in (*asked, *relations):
        cuts.take(clause)
    axes = axes_of(cuts, subjects, codes, weekends=weekends)
    beside = cuts.rough | {key for one in cuts.sums for key, _ in one.of}
    rough = frozenset(key for key in beside if key not in subjects or not all_listed(subjects[key]))
    sizes = [len(axis.points) for axis in axes]
    cases = prod(sizes)
    complete = cases <= MOST_CASES
    places = _places(sizes, cases) if complete else _sample(sizes)
    rows = len(places[0]) if places else 1
    env = _columns(axes, places, cuts)
    found = np.ones(rows, dtype=np.bool_)
    for clause in (*asked, *relations):
        found &= _truth(clause, env, rows)
        if not found.any():
            return Looked(None, complete, rough)
    at = _plainest(found, places, axes)
    chosen = {
        key: value
        for axis, place in zip(axes, places, strict=True)
        for key, value in zip(axis.keys, axis.points[int(place[at])], strict=True)
    }
    if complete:
        shaped = found.reshape(sizes)
        index = tuple(int(place[at]) for place in places)
        for number, axis in enumerate(axes):
            line = np.moveaxis(shaped, number, -1)[(*index[:number], *index[number + 1 :])]
            if line.all() and not _bound_up(axis, relations):
                for key in axis.keys:
                    chosen.pop(key, None)
    return Looked(chosen, complete, rough)


def _bound_up(axis: Axis, relations: list[Typed]) -> bool:
    return any(set(reads_with_types(relation)) & set(axis.keys) for relation in relations) and len(axis.points) < 2


def _places(sizes: list[int], cases: int) -> list[npt.NDArray[np.intp]]:
    return list(np.unravel_index(np.arange(cases), sizes)) if sizes else []


def _sample(sizes: list[int]) -> list[npt.NDArray[np.intp]]:
    """Give some of too many combinations, the same ones each time."""
    chance = np.random.default_rng(20240902)
    return [chance.integers(0, size, MOST_CASES).astype(np.intp) for size in sizes]


def _columns(axes: list[Axis], places: list[npt.NDArray[np.intp]], cuts: Cuts) -> dict[str, Column]:
    found = {}
    for axis, place in zip(axes, places, strict=True):
        for number, key in enumerate(axis.keys):
            read = cuts.reads.get(key)
            if read is None:
                continue
            made = column_of([point[number] for point in axis.points], read.type)
            valid = None if made.valid is None else made.valid[place]
            over = None if made.over is None else made.over[place]
            found[key] = Column(made.data[place], valid, over, made.words)
    return found


def _truth(clause: Typed, env: Mapping[str, Column], rows: int) -> Bools:
    made = compile_columns(Checked(clause, BOOLEAN, None, clause.nullable))(env, rows)
    data = np.broadcast_to(made.data, (rows,))
    true = data if made.valid is None else np.logical_and(data, made.valid)
    return np.asarray(true, dtype=np.bool_)


def _plainest(found: Bools, places: list[npt.NDArray[np.intp]], axes: list[Axis]) -> int:
    """Give the case whose values come first on their axes; not known counts as the least plain."""
    at = np.flatnonzero(found)
    rank = np.zeros(len(at), dtype=np.int64)
    for axis, place in zip(axes, places, strict=True):
        ranks = np.array(
            [number + _UNKNOWN_RANK * (point[0] is None) for number, point in enumerate(axis.points)], dtype=np.int64
        )
        rank += ranks[place[at]]
    return int(at[int(np.argmin(rank))])
