"""Figures, dates and due days in words."""

from datetime import date

import numpy as np
import pytest

from engine.calendar import Calendar, Term
from engine.counting import Percent, Span
from engine.decision import Evidence
from engine.explain.due import due_on
from engine.explain.figures import evidence_of, said
from engine.expressions.types import BOOLEAN, DATE, NUMBER, STRING, TIME, Quantity
from engine.fired import Shown
from engine.model.amounts import amount
from engine.model.rules import due
from engine.timeline import Timeline

PERCENT = Quantity(NUMBER, "percent", label="attendance this year")


@pytest.mark.parametrize(
    ("name", "value", "quantity", "words"),
    [
        ("illness_doubted", True, Quantity(BOOLEAN, label="the illness is doubted"), "illness doubted"),
        ("illness_doubted", False, Quantity(BOOLEAN, label="the illness is doubted"), "not illness doubted"),
        ("illness_doubted", None, Quantity(BOOLEAN, label="the illness is doubted"), "illness doubted not known"),
        ("lates_2w", 2, Quantity(NUMBER, "session", label="late in 2 weeks"), "late in 2 weeks 2 sessions"),
        ("lates_2w", 1, Quantity(NUMBER, "session"), "lates 2w 1 session"),
        ("lates_2w", None, Quantity(NUMBER, "session", label="late in 2 weeks"), "late in 2 weeks not known"),
        ("run", 1, Quantity(NUMBER, "half term"), "run 1 half term"),
        ("run", 3, Quantity(NUMBER, "half term"), "run 3 half terms"),
        ("late_by", 25, Quantity(NUMBER, "minute"), "late by 25 minutes"),
        ("fine", 80, Quantity(NUMBER, "pounds"), "fine £80"),
        ("fine", -80, Quantity(NUMBER, "pounds"), "fine -£80"),
        ("limit", 95, Quantity(NUMBER, "percent"), "limit 95%"),
        ("tries", 3, Quantity(NUMBER), "tries 3"),
        ("attendance", "379/399", PERCENT, "attendance this year 94.9% (379/399)"),
        ("attendance", "19/20", PERCENT, "attendance this year 95% (19/20)"),
        ("change", "-1/30", Quantity(NUMBER, "percent"), "change -3.4% (-1/30)"),
        ("mean_late", "15/2", Quantity(NUMBER, "minute"), "mean late 7.5 minutes"),
        ("mean_late", "20/3", Quantity(NUMBER, "minute"), "mean late 6.6 minutes (20/3)"),
        ("mean_late", "1/1", Quantity(NUMBER, "minute"), "mean late 1 minute"),
        ("from", "2024-10-04", Quantity(DATE), "from 4 October 2024"),
        ("arrived", "09:07", Quantity(TIME), "arrived 09:07"),
        ("reason", "family_wedding", Quantity(STRING, words=("family_wedding",)), "reason family wedding"),
        ("position", "office_7", Quantity(STRING), "position office_7"),  # as somebody wrote it
        ("year_group", 4, Quantity(NUMBER), "year group 4"),
        ("year_group", 0, Quantity(NUMBER), "year group reception"),
        ("year_group", -1, Quantity(NUMBER), "year group nursery"),
    ],
)
def test_a_figure_in_words(name: str, value: object, quantity: Quantity, words: str):
    assert said(name, Evidence(value, quantity.unit, ()), quantity) == words


def shown(value: int, over: int | None = None, *, known: bool = True, words: tuple[str, ...] | None = None) -> Shown:
    parts = None if over is None else np.array([over])
    return Shown(np.array([value]), np.array([known]), parts, words)


@pytest.mark.parametrize(
    ("held", "quantity", "kind", "value"),
    [
        (shown(7500, 80), PERCENT, Percent((), (), None, Span(())), "75/80"),
        (shown(7500, 80), PERCENT, None, "15/16"),
        (shown(7500, 80, known=False), PERCENT, Percent((), (), None, Span(())), None),
        (shown(20, 3), Quantity(NUMBER, "minute"), None, "20/3"),
        (shown(5), Quantity(NUMBER, "session"), None, 5),
        (shown(19977), Quantity(DATE), None, "2024-09-11"),
        (shown(547), Quantity(TIME), None, "09:07"),
        (shown(1, words=("amy", "bob")), Quantity(STRING), None, "bob"),
        (Shown(np.array([True]), None, None, None), Quantity(BOOLEAN), None, True),
    ],
)
def test_a_figure_as_evidence(held: Shown, quantity: Quantity, kind: Percent | None, value: object):
    found = evidence_of(held, quantity, kind, ())
    assert found.value == value
    assert type(found.value) is type(value)


CALENDAR = Calendar((Term("autumn", date(2024, 9, 2), date(2024, 12, 20), (date(2024, 10, 28), date(2024, 11, 1))),))
TIMELINE = Timeline(CALENDAR, CALENDAR.days)


@pytest.mark.parametrize(
    ("text", "day", "on"),
    [
        ("same day", "2024-09-18", "2024-09-18"),
        ("5 school days", "2024-09-18", "2024-09-25"),
        ("5 school days", "2024-10-24", "2024-11-07"),  # over the break
        ("0 school days", "2024-09-18", "2024-09-18"),
        ("10 days", "2024-09-18", "2024-09-28"),  # also on a Saturday
        ("2 weeks", "2024-10-18", "2024-11-01"),  # also in the break
        ("1 months", "2024-09-30", "2024-10-30"),
        ("1 school weeks", "2024-10-22", "2024-11-05"),
        ("next Friday", "2024-09-18", "2024-09-20"),
        ("next Friday", "2024-09-20", "2024-09-27"),  # not the day itself
        ("next monday", "2024-09-20", "2024-09-23"),
        ("gap", "2024-09-18", "2024-09-20"),
        ("1 school days", "2024-12-20", None),  # beyond the calendar
        ("60 school days", "2024-12-02", None),
        ("1 school weeks", "2024-12-19", None),
        ("3 weeks", "2024-12-19", "2025-01-09"),  # weeks need no calendar
    ],
)
def test_the_day_on_which_a_task_is_due(text: str, day: str, on: str | None):
    amounts = {"gap": amount("2 school days")}
    found = due_on(due(text), date.fromisoformat(day), TIMELINE, amounts)
    assert found == (None if on is None else date.fromisoformat(on))


def test_nothing_is_due_where_nothing_says_so():
    assert due_on(None, date(2024, 9, 18), TIMELINE, {}) is None
