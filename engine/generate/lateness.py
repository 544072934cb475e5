"""Lateness on the canvas: who comes after the register is taken, and when."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.calendar import SESSIONS
from engine.dataset import NO_ROW
from engine.generate.canvas import Canvas, day_profile
from engine.generate.rates import dice, phase_rates, rates
from engine.generate.spec import Floats, Ints, Spec

_MOST = 0.5
_ROUNDS = 40


def paint_lateness(canvas: Canvas, spec: Spec) -> dict[tuple[int, int], int]:
    """Turn some marks on time into late ones; give the minute of the day of arrivals by slot and pupil."""
    phase = phase_rates(spec.phase)
    codes = rates()["codes"]
    published = phase["published"]
    shape = rates()["lates"]
    closed_shape = rates()["spells"][codes["after_close"]]
    throw = dice(spec.seed, "lateness")
    relative = canvas.roll.propensity / canvas.roll.propensity.mean()
    differ = np.exp(shape["varies"] * throw.standard_normal(len(relative))) * relative ** shape["grows"]
    concerned = throw.random(len(relative)) < closed_shape["may"] / 100
    profile = day_profile(canvas.calendar, closed_shape, phase["weekdays"])
    profile /= profile.mean()
    on_time = canvas.places(list(codes["on_time"].values()))
    here, possible = _there(canvas, on_time, profile)
    late, beyond = (
        _chances(tendency, held["share"] / 100, here, published[code] / 100 * possible)
        for tendency, held, code in (
            (differ, shape, codes["late"]),
            (differ * concerned, closed_shape, codes["after_close"]),
        )
    )
    arrived: dict[tuple[int, int], int] = {}
    opens, closes = _registers(canvas, spec, phase)
    for half in range(len(SESSIONS)):
        for day in range(canvas.days):
            slot = 2 * day + half
            chance = throw.random(len(relative))
            came = canvas.cells[slot] == on_time[half]
            much = np.minimum(beyond[half] * profile[day], _MOST)
            some = np.minimum(late[half] * profile[day], _MOST)
            after = np.flatnonzero(came & (chance < much))
            before = np.flatnonzero(came & (chance >= much) & (chance < much + some))
            canvas.cells[slot, after] = canvas.codes.index(codes["after_close"])
            canvas.cells[slot, before] = canvas.codes.index(codes["late"])
            open_at, close_at = opens[half, :, _year(canvas, day)], closes[half, :, _year(canvas, day)]
            minutes = np.exp(shape["minutes"]["spread"] * throw.standard_normal(len(before)))
            come = open_at[before] + 1 + np.floor(shape["minutes"]["median"] * minutes).astype(np.int64)
            _note(arrived, slot, before, np.minimum(come, close_at[before]), shape, throw)
            minutes = 1 + np.floor(throw.exponential(shape["minutes"]["after_close"], len(after))).astype(np.int64)
            _note(arrived, slot, after, np.minimum(close_at[after] + minutes, 24 * 60 - 1), shape, throw)
    return arrived


def _there(canvas: Canvas, on_time: Sequence[int], profile: Floats) -> tuple[Floats, int]:
    """Give how often each pupil is there on time by session, a day with its weight; and the possible sessions."""
    here = np.zeros((len(SESSIONS), canvas.cells.shape[1]))
    out = [NO_ROW, *canvas.places(rates()["codes"]["classes"]["not_possible"])]
    possible = 0
    for slot, cells in enumerate(canvas.cells):
        here[slot % 2] += profile[slot // 2] * (cells == on_time[slot % 2])
        possible += int(np.count_nonzero(~np.isin(cells, out)))
    return here, possible


def _chances(tendency: Floats, morning: float, here: Floats, wanted: float) -> Floats:
    """Give by session how likely each pupil comes late on a day, so that it comes to as many sessions as are wanted.

    The more a pupil is absent, the more often late when there; nobody is late more than every other time.
    """
    chances = np.outer((morning, 1 - morning), tendency)
    for _ in range(_ROUNDS):
        chances *= wanted / max(float((np.minimum(chances, _MOST) * here).sum()), 1e-9)
    return chances


def _note(
    arrived: dict[tuple[int, int], int],
    slot: int,
    pupils: Ints,
    minutes: Ints,
    shape: Mapping[str, Any],
    throw: np.random.Generator,
) -> None:
    written = throw.random(len(pupils)) >= shape["not_written"] / 100
    for pupil, minute in zip(pupils[written].tolist(), minutes[written].tolist(), strict=True):
        arrived[slot, pupil] = minute


def _year(canvas: Canvas, day: int) -> int:
    return int(canvas.calendar.stretch_of_days("year")[day])


def _registers(canvas: Canvas, spec: Spec, phase: Mapping[str, Any]) -> tuple[Ints, Ints]:
    """Give when each pupil's register is taken and closes, in minutes of the day, by session, pupil and year."""
    groups = list(phase["year_groups"])
    times = {
        group: entry for entry in phase.get("registers", rates()["registers"]) for group in map(str, entry["years"])
    }
    shape = (len(SESSIONS), len(canvas.roll.pupils), spec.years)
    opens, closes = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for year in range(spec.years):
        names = canvas.roll.group(groups, year)
        for half, session in enumerate(SESSIONS):
            limits = {group: [_minutes(text) for text in entry[session]] for group, entry in times.items()}
            opens[half, :, year] = [limits[name][0] for name in names]
            closes[half, :, year] = [limits[name][1] for name in names]
    return opens, closes


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
