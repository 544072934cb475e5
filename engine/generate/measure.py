"""Generated marks -> their rates, beside the published ones."""

from collections.abc import Sequence

import numpy as np

from engine.generate.canvas import Canvas
from engine.generate.rates import phase_rates, rates
from engine.generate.spec import Rate, Spec

_CLASSES = ("approved_educational_activity", "authorised_absence", "unauthorised_absence")
_PERSISTENT, _SEVERE = 10, 2
"""A pupil is persistently absent who misses a tenth of the possible sessions, and severely who misses a half."""


def measure(canvas: Canvas, spec: Spec) -> tuple[Rate, ...]:
    """Give the rates in percent of possible sessions, of pupils who are of the age that is published.

    The weekday's rates are its absence in percent of that of the days from Tuesday to Thursday.
    """
    phase = phase_rates(spec.phase)
    published = phase["published"] if phase["compared"] else {}
    groups = list(phase["year_groups"])
    below = rates()["pupils"]["not_published"]
    counted = [place for place, group in enumerate(groups) if group not in below] or list(range(len(groups)))
    cells = canvas.cells[:, np.isin(np.clip(canvas.roll.grade, 0, len(groups) - 1), counted)]
    classes = rates()["codes"]["classes"]
    by_class = {name: np.isin(cells, canvas.places(codes)) for name, codes in classes.items()}
    absent = by_class["authorised_absence"] | by_class["unauthorised_absence"]
    possible = absent | by_class["present"] | by_class["approved_educational_activity"]
    whole = max(int(possible.sum()), 1)
    missed, held = absent.sum(axis=0), possible.sum(axis=0)
    pupils = max(int(np.count_nonzero(held)), 1)
    found: dict[str, float] = {"overall_absence": 100 * int(missed.sum()) / whole}
    found |= {name: 100 * int(by_class[name].sum()) / whole for name in _CLASSES}
    found["persistent"] = 100 * int(np.count_nonzero((held > 0) & (_PERSISTENT * missed >= held))) / pupils
    found["severe"] = 100 * int(np.count_nonzero((held > 0) & (_SEVERE * missed >= held))) / pupils
    on_time = rates()["codes"]["on_time"].values()
    for name in classes:
        for code in classes[name] if name != "not_possible" else ():
            count = int(np.count_nonzero(cells == canvas.codes.index(code)))
            if (count or code in published) and code not in on_time:
                found[code] = 100 * count / whole
    found |= _weekdays(canvas, absent, possible)
    source = rates()["source"]
    return tuple(
        Rate(name, round(value, 4), published.get(name), source if name in published else "")
        for name, value in found.items()
    )


def _weekdays(canvas: Canvas, absent: np.ndarray, possible: np.ndarray) -> dict[str, float]:
    weekday = np.repeat([day.weekday() for day in canvas.calendar.school_days], 2)

    def rate(days: Sequence[int]) -> float:
        on = np.isin(weekday, days)
        return float(absent[on].sum() / max(int(possible[on].sum()), 1))

    middle = rate((1, 2, 3)) or 1.0
    return {"monday": 100 * rate((0,)) / middle, "friday": 100 * rate((4,)) / middle}
