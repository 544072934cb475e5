"""Absence on the canvas: spells by reason, plans for the week, outings of classes, feasts and study leave."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS
from engine.dataset import NO_ROW
from engine.generate.canvas import Canvas, day_profile
from engine.generate.mixture import day_shares, hazards, mixture
from engine.generate.rates import dice, phase_rates, rates, shares
from engine.generate.school_year import feast_days
from engine.generate.spec import Floats, Ints, Spec


def paint_absence(canvas: Canvas, spec: Spec) -> None:
    """Paint everything that is not lateness: what comes later lies on what came before, but a plan on no absence."""
    phase = phase_rates(spec.phase)
    published = phase["published"]
    # What absence will cover must be painted in excess.
    excess = 1 / (1 - published["overall_absence"] / 100)
    _outings(canvas, spec, phase, excess)
    _feasts(canvas, spec, published, excess)
    spells = rates()["spells"]
    order = [code for code in rates()["order"] if published.get(code)]
    wanted = {code: published[code] / 100 for code in order}
    late = rates()["codes"]["after_close"]
    everything = {**wanted, late: published[late] / 100}
    # Pupils who come or leave within the year are absent more, but have fewer sessions to count.
    held = np.count_nonzero(canvas.cells != NO_ROW, axis=0) + 1e-9
    counted = np.average(canvas.roll.propensity, weights=held)
    propensity = canvas.roll.propensity * (sum(everything.values()) / counted)
    mixed = mixture(dice(spec.seed, "mixture"), propensity, everything, spells, counted / canvas.roll.propensity.mean())
    mixed.pop(late)
    for code, rate in hazards(mixed).items():
        _spells(canvas, code, spells[code], rate, phase["weekdays"], dice(spec.seed, "spells", code))
    free = np.isin(canvas.cells, canvas.places([*rates()["codes"]["on_time"].values(), *rates()["outings"]]))
    for code, shape in rates()["patterns"].items():
        rate = published.get(code, shape.get("rate", {}).get(spec.phase, 0)) / 100
        may = ~_in_groups(canvas, phase, shape.get("not_in", ()))
        # Rates are of pupils of the age that is published, and those of others come on top.
        whole = may | ~_in_groups(canvas, phase, rates()["pupils"]["not_published"])
        sessions = rate * np.count_nonzero(canvas.cells[:, whole] != NO_ROW)
        _pattern(canvas, code, shape, sessions, free, np.flatnonzero(may), dice(spec.seed, "pattern", code))
    _part_time(canvas, spec, phase)


def _spells(
    canvas: Canvas,
    code: str,
    shape: Mapping[str, Any],
    rate: Floats,
    weekdays: Mapping[str, Any],
    throw: np.random.Generator,
) -> None:
    """Paint spells of one code: each pupil's number from the pupil's rate, each beginning from the days' weights."""
    lengths = {"half": 1, **{str(days): days for days in range(1, canvas.days + 1)}}
    named = list(shape["lengths"])
    weights = shares(shape["lengths"])
    days = np.array([lengths[name] for name in named])
    sessions = np.array([1 if name == "half" else 2 * lengths[name] for name in named])
    starts = day_shares(day_profile(canvas.calendar, shape, weekdays), days.tolist(), weights * sessions / days / 2)
    ahead = np.arange(canvas.days, 0, -1)
    held = np.minimum(sessions[None, :], 2 * ahead[:, None]) @ weights
    a_spell = float(starts @ held)
    counts = throw.poisson(rate * 2 * canvas.days / a_spell)
    pupil = np.repeat(np.arange(len(rate)), counts)
    if not len(pupil):
        return
    begins = throw.choice(canvas.days, size=len(pupil), p=starts)
    kind = throw.choice(len(named), size=len(pupil), p=weights)
    half = np.array([name == "half" for name in named])[kind]
    slot = 2 * begins + np.where(half, throw.random(len(pupil)) < 0.5, 0)
    spread(canvas, code, slot, sessions[kind], pupil)


def spread(canvas: Canvas, code: str, slots: Ints, sessions: Ints, pupils: Ints) -> None:
    """Paint runs of sessions that follow each other, from a slot on; what lies beyond the last day is cut off."""
    owner = np.repeat(np.arange(len(slots)), sessions)
    first = np.cumsum(sessions) - sessions
    along = slots[owner] + np.arange(len(owner)) - first[owner]
    inside = along < 2 * canvas.days
    canvas.paint(code, along[inside], pupils[owner[inside]])


def _pattern(
    canvas: Canvas,
    code: str,
    shape: Mapping[str, Any],
    wanted: float,
    free: npt.NDArray[np.bool_],
    may: Ints,
    throw: np.random.Generator,
) -> None:
    """Paint plans for the week in what is `free`, of as many who `may` have one as fill the sessions wanted."""
    low, high = shape["weeks"]
    halves = range(len(SESSIONS)) if shape["session"] == "all" else [SESSIONS.index(shape["session"])]
    weeks = len(canvas.calendar.weeks)
    week_of = canvas.calendar.stretch_of_days("week")
    weekday = np.array([day.weekday() for day in canvas.calendar.school_days])
    # Few have such a plan, so that schools differ in how many do.
    plans = wanted / (len(halves) * shape["weekdays"] * (low + high) / 2)
    left = wanted * throw.poisson(plans) / plans if plans else 0.0
    weights = shares(canvas.roll.propensity[may] ** shape["grows"])
    for pupil in throw.choice(may, size=len(may), replace=False, p=weights).tolist() if left else ():
        length = int(throw.integers(low, high + 1))
        start = int(throw.integers(0, max(weeks - length, 0) + 1))
        planned = throw.permutation(5)[: shape["weekdays"]]
        days = np.flatnonzero((week_of >= start) & (week_of < start + length) & np.isin(weekday, planned))
        slots = np.concatenate([2 * days + half for half in halves])
        slots = slots[free[slots, pupil]]
        # The last plan is one more or one less, so that the mean is what is wanted.
        if left <= throw.random() * len(slots):
            break
        canvas.paint(code, slots, np.full(len(slots), pupil))
        free[slots, pupil] = False
        left -= len(slots)


def _in_groups(canvas: Canvas, phase: Mapping[str, Any], named: Collection[str]) -> npt.NDArray[np.bool_]:
    """Say who is in one of the year groups that are named, in the first year."""
    groups = list(phase["year_groups"])
    places = [place for place, group in enumerate(groups) if group in named]
    return np.isin(np.clip(canvas.roll.grade, 0, len(groups) - 1), places)


def _outings(canvas: Canvas, spec: Spec, phase: Mapping[str, Any], excess: float) -> None:
    """Paint visits of whole classes, matches of a few pupils, work experience and study leave of a year group."""
    published = phase["published"]
    groups = list(phase["year_groups"])
    room = canvas.roll.grade * 1000 + canvas.roll.room
    for code, shape in rates()["outings"].items():
        rate = published.get(code, 0) / 100 * excess
        if not rate:
            continue
        throw = dice(spec.seed, "outing", code)
        if "year_group" in shape:
            _year_group(canvas, spec, code, shape, groups, rate, throw)
            continue
        for members in np.unique(room):
            pupils = np.flatnonzero(room == members)
            takes = min(shape.get("group", len(pupils)), len(pupils))
            whole = shape.get("whole", 0) / 100
            sessions = rate * 2 * canvas.days * len(pupils) / takes
            for _ in range(int(throw.poisson(sessions / (1 + whole)))):
                day = int(throw.integers(0, canvas.days))
                gone = pupils if takes == len(pupils) else throw.choice(pupils, size=takes, replace=False)
                halves = (0, 1) if throw.random() < whole else (int(throw.integers(0, 2)),)
                for half in halves:
                    canvas.paint(code, np.full(len(gone), 2 * day + half), gone)


def _year_group(
    canvas: Canvas,
    spec: Spec,
    code: str,
    shape: Mapping[str, Any],
    groups: list[str],
    rate: float,
    throw: np.random.Generator,
) -> None:
    """Paint some days on which a year group is elsewhere: a week of summer, or the days before the summer's break."""
    group = str(shape["year_group"])
    if group not in groups:
        return
    breaks = [term.half_term_break for term in canvas.calendar.terms if term.half_term_break]
    for year in range(spec.years):
        before = breaks[min(3 * year + 2, len(breaks) - 1)] if breaks else None
        end = canvas.calendar.count_before(before[0]) if before else canvas.days // 2
        start = end - shape["days"] if shape.get("before") else end + 10
        members = np.flatnonzero(canvas.roll.grade + year == groups.index(group))
        part = rate * len(canvas.roll.pupils) * canvas.days / spec.years / max(len(members) * shape["days"], 1)
        members = members[throw.random(len(members)) < part]
        for day in range(max(start, 0), min(start + shape["days"], canvas.days)):
            for half in range(len(SESSIONS)):
                canvas.paint(code, np.full(len(members), 2 * day + half), members)


def _feasts(canvas: Canvas, spec: Spec, published: Mapping[str, float], excess: float) -> None:
    """Paint the feasts of families that keep them: so many families as make up the rate over the year."""
    days = canvas.calendar.school_days
    for code, shape in rates()["feasts"].items():
        found = [canvas.calendar.index(day) for day in feast_days(shape["months"], days[0], days[-1])]
        places = [place for place in found if place is not None]
        if not places:
            continue
        throw = dice(spec.seed, "feasts", code)
        part = shape["takes_part"] / 100
        families = published.get(code, 0) / 100 * excess * canvas.days / len(places) / part
        kept = throw.random(len(canvas.roll.pupils)) < min(families, 1)
        for place in places:
            gone = np.flatnonzero(kept & (throw.random(len(kept)) < part))
            for half in range(len(SESSIONS)):
                canvas.paint(code, np.full(len(gone), 2 * place + half), gone)


def _part_time(canvas: Canvas, spec: Spec, phase: Mapping[str, Any]) -> None:
    """Paint the afternoons of the youngest who come in the mornings alone."""
    groups = list(phase["year_groups"])
    code = rates()["codes"]["not_required"]
    year_of = canvas.calendar.stretch_of_days("year")
    for group, percent in phase.get("part_time", {}).items():
        mornings = dice(spec.seed, "part time", group).random(len(canvas.roll.pupils)) < percent / 100
        for year in range(spec.years):
            members = np.flatnonzero(mornings & (canvas.roll.grade + year == groups.index(group)))
            for day in np.flatnonzero(year_of == year).tolist():
                canvas.paint(code, np.full(len(members), 2 * day + 1), members)
