"""A spec -> the roll: pupils with their year groups, dates and needs, and how often each is absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from engine.calendar import Calendar
from engine.dataset import Table
from engine.generate.rates import dice, phase_rates, pick, rates, shares
from engine.generate.spec import Floats, Ints, Spec
from engine.model.dataset import OF_A_PUPIL

_MOST = 0.98
"""The greatest share of sessions that a pupil tends to miss."""

COLUMNS = ("pupil", *OF_A_PUPIL)


@dataclass(frozen=True, slots=True)
class Roll:
    """Pupils in the order of their ids; a row a pupil in every array.

    `grade` is the place of the first year's group among the phase's groups and rises by one a year; below 0 a pupil
    has not come yet. `first` and `last` are places among the school days, both included. `propensity` is the share
    of sessions missed that the pupil tends to.
    """

    pupils: tuple[str, ...]
    grade: Ints
    room: Ints
    first: Ints
    last: Ints
    enrolled_on: tuple[date, ...]
    left_on: tuple[date | None, ...]
    reasons: tuple[str, ...]
    born: tuple[date, ...]
    needs: Mapping[str, np.ndarray]
    propensity: Floats

    def group(self, groups: list[str], year: int) -> list[str]:
        """Give each pupil's year group in a year counted from 0; pupils beyond the last group keep it."""
        return [groups[min(max(int(place) + year, 0), len(groups) - 1)] for place in self.grade]


def make_roll(spec: Spec, calendar: Calendar) -> Roll:
    """Make up the pupils: those of the first year, and for each further year those who come new."""
    phase = phase_rates(spec.phase)
    groups = list(phase["year_groups"])
    throw = dice(spec.seed, "roll")
    grade = np.sort(throw.choice(len(groups), size=spec.pupils, p=shares(phase["year_groups"])))
    intake = np.flatnonzero(np.array([group in phase["entry"] for group in groups]))
    starts = [0] * len(grade)
    for year in range(1, spec.years):
        # Every year those who went on from the last group are replaced from below.
        gone = int(np.count_nonzero(grade + year == len(groups)))
        grade = np.concatenate((grade, np.full(gone, intake.min() - year)))
        starts += [year] * gone
    count = len(grade)
    firsts, lasts = _years(calendar, spec)
    year_in = np.array(starts)
    year_out = np.minimum(len(groups) - 1 - grade, spec.years - 1)
    first, last = firsts[year_in], lasts[year_out]
    needs = _needs(phase, throw, count)
    figures = np.array([phase["alike"][group] for group in groups])[np.clip(grade, 0, len(groups) - 1)]
    propensity = _propensity(phase, needs, figures / figures.mean(), throw)
    joins, leaves = _moves(spec, phase, propensity, throw)
    ends = _end_of_school(spec, calendar, phase, grade, groups)
    finishes = (ends >= first) & (ends < last)
    last = np.where(finishes, ends, last)
    day = throw.integers(10, max(len(calendar.school_days) - 10, 11), size=(2, count))
    joined = joins & (day[0] > first) & (day[0] < last - 10)
    first = np.where(joined, day[0], first)
    left = leaves & (day[1] > first + 5) & (day[1] < last)
    last = np.where(left, day[1], last)
    finished = finishes & ~left
    reasons = pick(throw, rates()["pupils"]["reasons"], count)
    days = calendar.school_days
    entered = _entered(spec, days[0], grade, groups, phase)
    born = _born(spec, grade, groups, throw)
    letter, width = rates()["ids"]["pupil"], max(4, len(str(count)))
    size = int(phase["class_size"])
    rooms = [max(1, -(-int(np.count_nonzero(grade == place)) // size)) for place in grade.tolist()]
    moved_on = ~left & ~finished & (last < len(days) - 1)
    return Roll(
        pupils=tuple(f"{letter}{number:0{width}}" for number in range(1, count + 1)),
        grade=grade,
        room=(throw.random(count) * np.array(rooms)).astype(np.int64),
        first=first,
        last=last,
        enrolled_on=tuple(
            days[first[each]] if joined[each] or starts[each] else entered[each] for each in range(count)
        ),
        left_on=tuple(
            days[last[each]] if left[each] or finished[each] or moved_on[each] else None for each in range(count)
        ),
        reasons=tuple(
            reason if left[each] else "other" if finished[each] or moved_on[each] else ""
            for each, reason in enumerate(reasons)
        ),
        born=tuple(born),
        needs=needs,
        propensity=propensity,
    )


def pupils_table(roll: Roll, spec: Spec, calendar: Calendar) -> Table:
    """Write the pupils; over several years a row a year, from its first school day."""
    phase = phase_rates(spec.phase)
    groups = list(phase["year_groups"])
    firsts, lasts = _years(calendar, spec)
    rows = []
    for year in range(spec.years):
        names = roll.group(groups, year)
        for each in np.flatnonzero((roll.first <= lasts[year]) & (roll.last >= firsts[year])).tolist():
            left = roll.left_on[each]
            row = [
                roll.pupils[each],
                names[each],
                roll.born[each].isoformat(),
                roll.enrolled_on[each].isoformat(),
                left.isoformat() if left else "",
                roll.reasons[each],
                *(str(bool(roll.needs[need][each])).lower() for need in roll.needs),
                f"{names[each]}{'ABCDEFGHJKLMPQRSTUVWXYZ'[roll.room[each] % 23]}",
            ]
            if spec.years > 1:
                row.append(calendar.school_days[max(firsts[year], roll.first[each])].isoformat())
            rows.append(row)
    rows.sort(key=lambda row: (row[0], row[-1]))
    return Table((*COLUMNS, "from") if spec.years > 1 else COLUMNS, rows)


def _years(calendar: Calendar, spec: Spec) -> tuple[Ints, Ints]:
    """Give the first and last school day of each academic year, as places."""
    place = calendar.stretch_of_days("year")
    years = range(spec.years)
    firsts = np.searchsorted(place, years)
    lasts = np.searchsorted(place, years, side="right") - 1
    return firsts.astype(np.int64), lasts.astype(np.int64)


def _needs(phase: Mapping[str, Any], throw: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    pupils = rates()["pupils"]
    send = throw.random(count) < phase["send"] / 100
    # A plan is for pupils with needs, so its share is that of the whole.
    ehcp = send & (throw.random(count) < phase["ehcp"] / phase["send"])
    return {
        "send": send,
        "ehcp": ehcp,
        "fsm": throw.random(count) < phase["fsm"] / 100,
        "social_worker": throw.random(count) < pupils["social_worker"] / 100,
        "looked_after": throw.random(count) < pupils["looked_after"] / 100,
    }


def _propensity(
    phase: Mapping[str, Any], needs: Mapping[str, np.ndarray], relative: Floats, throw: np.random.Generator
) -> Floats:
    """Give each pupil's share of sessions missed: lognormal, with a part that is away most of the time.

    `relative` is what those of the pupil's age miss over what all of the school do.
    """
    pupils = rates()["pupils"]
    absence = phase["absence"]
    count = len(relative)
    tendency = np.exp(absence["sigma"] * throw.standard_normal(count)) * relative
    for need, ratio in (("fsm", "fsm_ratio"), ("ehcp", "ehcp_ratio"), ("send", "send_ratio")):
        held = needs[need] & ~needs["ehcp"] if need == "send" else needs[need]
        tendency[held] *= pupils[ratio]
    wanted = phase["published"]["overall_absence"] / 100
    often = throw.random(count) < absence["often"] / 100
    rest = wanted - often.mean() * absence["often_rate"] / 100 if count else wanted
    # Among few pupils, those often away may alone miss more than is wanted: then the others start from the mean, too.
    tendency *= (rest if rest > 0 else wanted) / tendency.mean()
    tendency[often] = absence["often_rate"] / 100
    # What is cut off above is given to the others, so that the mean stays.
    for _ in range(20):
        tendency = np.minimum(tendency, _MOST)
        tendency *= wanted / tendency.mean()
    return np.asarray(np.minimum(tendency, _MOST))


def _moves(
    spec: Spec, phase: Mapping[str, Any], propensity: Floats, throw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    pupils = {**rates()["pupils"], **phase}
    weight = (propensity / propensity.mean()) ** pupils["grows"]
    weight /= weight.mean()
    many = spec.years / 100
    joins = throw.random(len(weight)) < pupils["joins"] * many * weight
    leaves = throw.random(len(weight)) < pupils["leaves"] * many * weight
    return joins, leaves


def _end_of_school(spec: Spec, calendar: Calendar, phase: Mapping[str, Any], grade: Ints, groups: list[str]) -> Ints:
    """Give the last school day of pupils who finish school in June, -1 for the others."""
    ends = np.full(len(grade), -1, dtype=np.int64)
    final = phase.get("last_year")
    if final is None:
        return ends
    for year in range(spec.years):
        june = date(spec.year + year + 1, 6, 30)
        friday = june - timedelta(days=(june.weekday() - 4) % 7)
        place = calendar.count_before(friday + timedelta(days=1)) - 1
        ends[grade + year == groups.index(str(final))] = place
    return ends


def _entered(spec: Spec, start: date, grade: Ints, groups: list[str], phase: Mapping[str, Any]) -> list[date]:
    """Give the day on which each pupil of the first year came to the school, in the group in which pupils enter."""
    intake = [place for place, group in enumerate(groups) if group in phase["entry"]]
    entered = []
    for place in grade.tolist():
        since = place - max((each for each in intake if each <= place), default=0)
        entered.append(start if not since else date(spec.year - since, 9, 4))
    return entered


def _born(spec: Spec, grade: Ints, groups: list[str], throw: np.random.Generator) -> list[date]:
    """Give dates of birth from September to August; a pupil of the first school year turns six in it."""
    below = rates()["pupils"]["below_1"]
    born = []
    for place, days in zip(grade.tolist(), throw.integers(0, 365, size=len(grade)).tolist(), strict=True):
        step = min(place, 0)
        group = groups[max(place, 0)]
        year = (below[group] if group in below else int(group)) + step
        born.append(date(spec.year - 5 - year, 9, 1) + timedelta(days=days))
    return born
