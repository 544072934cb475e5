"""How much the windows of figures can hold at most: "2 school weeks hold 20 sessions"."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil

from engine.model.amounts import UNITS, Amount, Named
from engine.model.measures import Measure
from engine.model.windows import Fixed, Last, Previous, Window
from engine.nouns import dataclass
from engine.words import number_in_words

AmountsOf = Callable[[Named], tuple[Amount, ...]]

SESSIONS_A_DAY = 2
DAYS_A_WEEK = 5
ALL_DAYS = 7
MONTH = 23
"""The weekdays of a month that begins on a Monday to Wednesday and has 31 days."""

# The longest that are usual; a longer one would need a calendar that no school keeps.
YEAR, TERM, HALF_TERM = 200, 85, 45
_WEEKS = {"year": 53, "term": 18, "half_term": 10}
_PERIODS = {"half_terms": {"year": 6, "term": 2, "half_term": 1}, "terms": {"year": 3, "term": 1}}

_FIXED = {
    "session": 1,
    "day": 1,
    "week": DAYS_A_WEEK,
    "month": MONTH,
    "half_term": HALF_TERM,
    "term": TERM,
    "year": YEAR,
}
_WITH_WEEKENDS = {DAYS_A_WEEK: ALL_DAYS, MONTH: 31}
"""What a week and a month hold where there may be school on each of their days."""
_ASSUMED = frozenset({"half_term", "term", "year"})
_LAST = {
    "school day": 1,
    "school week": DAYS_A_WEEK,
    "week": DAYS_A_WEEK,
    "month": MONTH,
    "half term": HALF_TERM,
    "term": TERM,
    "year": YEAR,
}


@dataclass(frozen=True, slots=True)
class Capacity:
    """The most that a window holds; `said` is the window in words, `assumed` that its length is the usual one."""

    days: Fraction
    said: str
    assumed: bool
    session: bool = False


def capacity(windows: tuple[Window, ...] | None, amounts_of: AmountsOf, *, weekends: bool = False) -> Capacity | None:
    """Give the most school days that lie in all of some windows; None where there is no bound.

    `weekends` says that there may be school on a Saturday and a Sunday.
    """
    found = [one for window in windows or () if (one := _one(window, amounts_of, weekends)) is not None]
    return min(found, key=lambda each: (each.days, each.assumed)) if found else None


def most_of(
    measure: Measure, amounts_of: AmountsOf, *, of_half: bool, weekends: bool = False
) -> tuple[Fraction, str, bool] | None:
    """Give the most that a figure can be, why, and whether that rests on a usual length; None where there is no bound.

    `of_half` says that only mornings, or only afternoons, are counted, and `weekends` that there may be school then.
    """
    if measure.in_a_row is not None:
        held = capacity(measure.over, amounts_of, weekends=weekends) or Capacity(
            Fraction(YEAR), "a school year", assumed=True
        )
        unit = measure.in_a_row
        if unit == "weeks":
            return Fraction(_WEEKS["year"]), f"a school year has at most {_WEEKS['year']} weeks", True
    elif measure.count is not None:
        held_or_none = capacity(measure.over or (Fixed("year"),), amounts_of, weekends=weekends)
        if held_or_none is None:
            return None
        held, unit = held_or_none, measure.count
        periods = _periods(unit, measure)
        if periods is not None:
            return periods
    else:
        return None
    return _in_unit(held, unit, of_half)


def _in_unit(held: Capacity, unit: str, of_half: bool) -> tuple[Fraction, str, bool] | None:
    if unit == "sessions":
        size = held.days * (1 if of_half or held.session else SESSIONS_A_DAY)
        what = "session"
    elif unit in ("school days", "mornings", "afternoons"):
        size, what = held.days, {"mornings": "morning", "afternoons": "afternoon"}.get(unit, "school day")
    elif unit == "spells":
        size, what = Fraction(ceil((held.days + 1) / 2)), "spell"
    else:
        return None
    holds = "hold" if held.said[:1].isdigit() and not held.said.startswith("1 ") else "holds"
    most = "at most " if held.assumed or unit == "spells" else ""
    return size, f"{held.said} {holds} {most}{_counted(size, what)}", held.assumed


def _counted(size: Fraction, what: str) -> str:
    if what in UNITS:
        return number_in_words(int(size), what)
    return f"{int(size)} {what}{'' if size == 1 else 's'}"


def _periods(unit: str, measure: Measure) -> tuple[Fraction, str, bool] | None:
    windows = measure.over or (Fixed("year"),)
    named = [window.period for window in windows if isinstance(window, Fixed | Previous)]
    if unit == "weeks":
        sizes = [(_WEEKS[period], period) for period in named if period in _WEEKS]
    elif unit in _PERIODS:
        sizes = [(_PERIODS[unit][period], period) for period in named if period in _PERIODS[unit]]
    else:
        return None
    if not sizes:
        return None
    size, period = min(sizes)
    return Fraction(size), f"a {period.replace('_', ' ')} holds at most {size} {unit.replace('_', ' ')}", True


def _one(window: Window, amounts_of: AmountsOf, weekends: bool) -> Capacity | None:
    match window:
        case Fixed() | Previous():
            period = window.period
            if period not in _FIXED:
                return None
            article = "the" if isinstance(window, Previous) else "a"
            said = f"{article} {'previous ' if isinstance(window, Previous) else ''}{period.replace('_', ' ')}"
            return Capacity(
                Fraction(_days(_FIXED[period], weekends)), said, period in _ASSUMED, session=period == "session"
            )
        case Last():
            amounts = (window.amount,) if isinstance(window.amount, Amount) else amounts_of(window.amount)
            found = [each for amount in amounts if (each := _last(amount, weekends)) is not None]
            return max(found, key=lambda each: each.days) if found and len(found) == len(amounts) else None
    return None


def _last(amount: Amount, weekends: bool) -> Capacity | None:
    number, unit = amount.number, str(amount.unit)
    said = number_in_words(int(number), unit)
    if unit == "day":
        weeks, rest = divmod(int(number), 7)
        a_week = _days(DAYS_A_WEEK, weekends)
        return Capacity(Fraction(weeks * a_week + min(rest, a_week)), said, assumed=False)
    if unit not in _LAST:
        return None
    return Capacity(number * _days(_LAST[unit], weekends), said, unit in ("half term", "term", "year"))


def _days(usual: int, weekends: bool) -> int:
    return _WITH_WEEKENDS.get(usual, usual) if weekends else usual
