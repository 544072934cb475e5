"""How points and ranges of values stand to one another (DMN 1.5, table 78); for conformance."""

from collections.abc import Callable
from typing import Any

from engine.expressions.values import Interval

Relation = Callable[[Any, Any], bool | None]


def _as_range(one: Any) -> Interval:
    return one if isinstance(one, Interval) else Interval(one, one, low_closed=True, high_closed=True)


def inside(value: Any, low: Any, high: Any, low_closed: bool, high_closed: bool) -> bool:
    """Say whether a value lies in a range; an end that is None is no end."""
    if low is not None and (value < low or (value == low and not low_closed)):
        return False
    return not (high is not None and (value > high or (value == high and not high_closed)))


def before(one: Any, two: Any) -> bool:
    """All of `one` lies before all of `two`."""
    if not isinstance(one, Interval) and not isinstance(two, Interval):
        return bool(one < two)
    first, second = _as_range(one), _as_range(two)
    touching = first.high == second.low and not (first.high_closed and second.low_closed)
    return bool(first.high < second.low or touching)


def meets(one: Interval, two: Interval) -> bool:
    """`one` ends where `two` begins."""
    return one.high_closed and two.low_closed and bool(one.high == two.low)


def overlaps(one: Interval, two: Interval) -> bool:
    """They share a value."""
    return not before(one, two) and not before(two, one)


def overlaps_before(one: Interval, two: Interval) -> bool:
    """They share a value, and `one` begins first."""
    begins = one.low < two.low or (one.low == two.low and one.low_closed and not two.low_closed)
    ends = one.high < two.high or (one.high == two.high and (not one.high_closed or two.high_closed))
    return bool(begins and ends) and overlaps(one, two)


def finishes(one: Any, two: Interval) -> bool:
    """`one` ends as `two` does, and begins no earlier."""
    if not isinstance(one, Interval):
        return two.high_closed and bool(two.high == one)
    begins = one.low > two.low or (one.low == two.low and (not one.low_closed or two.low_closed))
    return bool(one.high == two.high and one.high_closed == two.high_closed and begins)


def includes(one: Interval, two: Any) -> bool:
    """All of `two` lies in `one`."""
    second = _as_range(two)
    begins = one.low < second.low or (one.low == second.low and (one.low_closed or not second.low_closed))
    ends = one.high > second.high or (one.high == second.high and (one.high_closed or not second.high_closed))
    return bool(begins and ends)


def starts(one: Any, two: Interval) -> bool:
    """`one` begins as `two` does, and ends no later."""
    if not isinstance(one, Interval):
        return two.low_closed and bool(two.low == one)
    ends = one.high < two.high or (one.high == two.high and (not one.high_closed or two.high_closed))
    return bool(one.low == two.low and one.low_closed == two.low_closed and ends)


def coincides(one: Any, two: Any) -> bool:
    """They are the same."""
    return bool(one == two)


def _with_ends(relation: Relation, *, turned: bool = False) -> Relation:
    """Not known where a range has an end that is not there."""

    def asked(one: Any, two: Any) -> bool | None:
        if any(isinstance(each, Interval) and None in (each.low, each.high) for each in (one, two)):
            return None
        return relation(two, one) if turned else relation(one, two)

    return asked


RELATIONS: dict[str, Relation] = {
    "before": _with_ends(before),
    "after": _with_ends(before, turned=True),
    "meets": _with_ends(meets),
    "met by": _with_ends(meets, turned=True),
    "overlaps": _with_ends(overlaps),
    "overlaps before": _with_ends(overlaps_before),
    "overlaps after": _with_ends(overlaps_before, turned=True),
    "finishes": _with_ends(finishes),
    "finished by": _with_ends(finishes, turned=True),
    "includes": _with_ends(includes),
    "during": _with_ends(includes, turned=True),
    "starts": _with_ends(starts),
    "started by": _with_ends(starts, turned=True),
    "coincides": _with_ends(coincides),
}
