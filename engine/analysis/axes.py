"""Quantities -> axes: the values that one quantity, or several that hang together, take in turn."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from engine.analysis.answer import Subject
from engine.analysis.codes import Codes
from engine.analysis.cuts import Cuts
from engine.analysis.day_parts import joint_days
from engine.analysis.points import USUAL_DAY, numbers, points_of, size_of_point
from engine.calendar import day_number
from engine.expressions.types import DATE, NUMBER
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """`points` are the values of `keys` in turn, the plainest first."""

    keys: tuple[str, ...]
    points: tuple[tuple[Any, ...], ...]


def axes_of(cuts: Cuts, subjects: Mapping[str, Subject], codes: Codes, *, weekends: bool = False) -> list[Axis]:
    """Give the axes of everything that some conditions read.

    `weekends` says that there may be school on a Saturday and a Sunday.
    """
    _spread(cuts, subjects)
    left = dict.fromkeys(sorted(cuts.reads))
    found: list[Axis] = []
    days = (Axis(keys, tuple(rows)) for keys, rows in joint_days(left, cuts, subjects, weekends=weekends))
    for joint in (_marks(left, codes), _years(left, codes.stages), *days):
        if joint is not None:
            found.append(joint)
            for key in joint.keys:
                left.pop(key, None)
    found += [Axis((key,), tuple((p,) for p in _points(key, cuts, subjects, weekends=weekends))) for key in left]
    return sorted(found, key=lambda axis: axis.keys)


def _points(key: str, cuts: Cuts, subjects: Mapping[str, Subject], *, weekends: bool) -> list[Any]:
    quantity = cuts.reads[key].quantity
    subject = subjects.get(key) or Subject(key, key, quantity, "term")
    words = set(cuts.words.get(key, ()))
    for one, other in cuts.texts:
        if key in (one, other):
            words |= cuts.words.get(other if key == one else one, set())
    return points_of(subject, quantity, cuts.sizes.get(key, ()), words, weekends=weekends)


def _spread(cuts: Cuts, subjects: Mapping[str, Subject]) -> None:
    """Where quantities are compared with each other, let each be looked at where the other's values put the limit."""
    for _ in range(2):
        for one in cuts.sums:
            if len(one.of) > 3:
                continue
            base = {key: _sizes(key, cuts, subjects) for key, _ in one.of}
            for key, factor in one.of:
                others = [(other, f) for other, f in one.of if other != key]
                totals = {one.constant}
                for other, f in others:
                    totals = {total + f * size for total in totals for size in base[other][:12]}
                cuts.sizes.setdefault(key, set()).update(sorted(-total / factor for total in totals)[:24])


def _sizes(key: str, cuts: Cuts, subjects: Mapping[str, Subject]) -> list[Fraction]:
    known = sorted(cuts.sizes.get(key, ()))
    if known:
        return known
    quantity = cuts.reads[key].quantity
    if quantity.type == DATE:
        return [Fraction(day_number(USUAL_DAY))]
    if quantity.type == NUMBER:
        subject = subjects.get(key) or Subject(key, key, quantity, "term")
        if quantity.unit == "percent":
            return [Fraction(50)]
        sizes = [size for each in numbers(subject, quantity, []) if (size := size_of_point(each)) is not None]
        return sorted({*sizes, *(size + 2 for size in sizes)})
    return [Fraction(0)]


def _marks(left: Iterable[str], codes: Codes) -> Axis | None:
    keys = tuple(key for key in left if key.startswith("session.") and key[8:] in codes.names)
    if not keys:
        return None
    # the code is told in an example, also where a condition asks for what it counts as
    keys = keys if "session.code" in keys else (*keys, "session.code")
    rows = dict.fromkeys(tuple(mark.names.get(key[8:], False) for key in keys) for mark in codes.marks)
    return Axis(keys, tuple(rows))


def _years(left: Iterable[str], stages: Mapping[str, int]) -> Axis | None:
    year, stage = "pupil.year_group", "key_stage"
    if year not in left or stage not in left:
        return None
    rows = [(number, stage_of(number, stages)) for number in (*range(1, 14), 0, -1)]
    return Axis((year, stage), (*rows, (None, None)))


def stage_of(year: int, stages: Mapping[str, int]) -> str:
    """Give the key stage of a year group; the last one has all that are older."""
    return next((stage for stage, last in stages.items() if year <= last), list(stages)[-1])
