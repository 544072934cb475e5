"""Spec -> dataset: the calendar, the roll, the marks, and what a school writes down beside them."""

from collections.abc import Mapping

import numpy as np

from engine.calendar import SESSIONS
from engine.dataset import MarkTable, Table
from engine.generate.absence import paint_absence
from engine.generate.canvas import Canvas, blank_canvas, earlier_codes
from engine.generate.facts import (
    OUTCOME_COLUMNS,
    amendments_table,
    contacts_table,
    evidence_table,
    flags_table,
    notices_table,
    parents_table,
    requests_table,
)
from engine.generate.lateness import paint_lateness
from engine.generate.measure import measure
from engine.generate.rates import rates
from engine.generate.roll import make_roll, pupils_table
from engine.generate.school_year import SchoolYears, calendar_text, make_years
from engine.generate.spec import Dataset, Spec
from engine.generate.spells import spells_of
from engine.register import NOT_GIVEN, Arrivals


def generate(spec: Spec) -> Dataset:
    """Make up a school's dataset: the same spec gives the same dataset."""
    years = make_years(spec.year, spec.years, spec.calendar)
    roll = make_roll(spec, years.calendar)
    canvas = blank_canvas(years.calendar, roll, _codes())
    paint_absence(canvas, spec)
    arrived = paint_lateness(canvas, spec)
    _close(canvas, years)
    figures = measure(canvas, spec)
    earlier_codes(canvas)
    spells = spells_of(canvas, sorted({*rates()["facts"]["evidence"], *rates()["facts"]["requests"]}))
    parents = parents_table(canvas, spec)
    tables = {
        "pupils": pupils_table(roll, spec, years.calendar),
        "contacts": contacts_table(canvas, spec),
        "flags": flags_table(canvas, spec),
        "evidence": evidence_table(canvas, spec, spells),
        "leave_requests": requests_table(canvas, spec, spells),
        "parents": parents,
        "notices": notices_table(canvas, spec, parents),
        "outcomes": Table(OUTCOME_COLUMNS, []),  # what became of actions depends on who asks for them
        "amendments": amendments_table(canvas, spec),
    }
    arrived = {place: minute for place, minute in arrived.items() if _is_late(canvas, place)}
    marks = MarkTable(years.calendar.school_days, roll.pupils, tuple(canvas.codes), canvas.cells, _arrivals(arrived))
    return Dataset(calendar_text(years), marks, tables, figures)


def _arrivals(arrived: Mapping[tuple[int, int], int]) -> Arrivals:
    places = np.array(sorted(arrived), dtype=np.int32).reshape(-1, 2)
    minutes = np.array([arrived[place] for place in sorted(arrived)], dtype=np.int16)
    return Arrivals(places[:, 0], places[:, 1], minutes, np.full(len(minutes), NOT_GIVEN, dtype=np.int16))


def _codes() -> list[str]:
    codes = rates()["codes"]
    named = {code for held in codes["classes"].values() for code in held}
    return sorted({*named, *codes["earlier"]["instead"].values(), codes["closed"]})


def _is_late(canvas: Canvas, place: tuple[int, int]) -> bool:
    codes = rates()["codes"]
    return canvas.codes[canvas.cells[place]] in (codes["late"], codes["after_close"])


def _close(canvas: Canvas, years: SchoolYears) -> None:
    """Paint closures over everything: they concern every pupil on the roll."""
    for closure in years.closures:
        index = canvas.calendar.index(closure.day)
        if index is None:
            continue
        halves = [half for half, session in enumerate(SESSIONS) if closure.session in (session, "all")]
        on_roll = (canvas.roll.first <= index) & (index <= canvas.roll.last)
        for slot in (2 * index + half for half in halves):
            canvas.cells[slot, on_roll] = canvas.codes.index(closure.code)
