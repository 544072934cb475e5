"""Lateness on the canvas: who comes after the register is taken, and when."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.calendar import SESSIONS
from engine.generate.canvas import Canvas, day_profile
from engine.generate.rates import dice, phase_rates, rates
from engine.generate.spec import Ints, Spec


def paint_lateness(canvas: Canvas, spec: Spec) -> dict[tuple[int, int], int]:
    """Turn some marks on time into late ones; give the minute of the day of arrivals by slot and pupil."""
    phase = phase_rates(spec.phase)
    codes = rates()["codes"]
    published = phase["published"]
    shape = rates()["lates"]
    closed_shape = rates()["spells"][codes["after_close"]]
    throw = dice(spec.seed, "lateness")
    roll = canvas.roll
    relative = roll.propensity / roll.propensity.mean()
    differ = np.exp(shape["varies"] * throw.standard_normal(len(relative))) * relative ** shape["grows"]
    there = 1 - roll.propensity
    # Only a pupil who comes can come late: the more a pupil is absent, the more often late when there.
    tendency = differ / (differ * there).mean()
    concerned = throw.random(len(relative)) < closed_shape["may"] / 100
    late = published[codes["late"]] / 100 * tendency
    beyond = tendency * concerned
    beyond *= published[codes["after_close"]] / 100 / max((beyond * there).mean(), 1e-9)
    profile = day_profile(canvas.calendar, closed_shape, phase["weekdays"])
    profile /= profile.mean()
    arrived: dict[tuple[int, int], int] = {}
    on_time = canvas.places(list(codes["on_time"].values()))
    opens, closes = _registers(canvas, spec, phase)
    for half, session in enumerate(SESSIONS):
        share = {name: each["share"] / 100 for name, each in (("late", shape), ("beyond", closed_shape))}
        part = {name: 2 * (each if session == shape["session"] else 1 - each) for name, each in share.items()}
        for day in range(canvas.days):
            slot = 2 * day + half
            chance = throw.random(len(relative))
            here = canvas.cells[slot] == on_time[half]
            much = np.minimum(beyond * part["beyond"] * profile[day], 0.5)
            some = np.minimum(late * part["late"] * profile[day], 0.5)
            after = np.flatnonzero(here & (chance < much))
            before = np.flatnonzero(here & (chance >= much) & (chance < much + some))
            canvas.cells[slot, after] = canvas.codes.index(codes["after_close"])
            canvas.cells[slot, before] = canvas.codes.index(codes["late"])
            open_at, close_at = opens[half, :, _year(canvas, day)], closes[half, :, _year(canvas, day)]
            minutes = np.exp(shape["minutes"]["spread"] * throw.standard_normal(len(before)))
            come = open_at[before] + 1 + np.floor(shape["minutes"]["median"] * minutes).astype(np.int64)
            _note(arrived, slot, before, np.minimum(come, close_at[before]), shape, throw)
            minutes = 1 + np.floor(throw.exponential(shape["minutes"]["after_close"], len(after))).astype(np.int64)
            _note(arrived, slot, after, np.minimum(close_at[after] + minutes, 24 * 60 - 1), shape, throw)
    return arrived


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
    times = {group: entry for entry in rates()["registers"] for group in map(str, entry["years"])}
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
