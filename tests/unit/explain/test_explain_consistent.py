"""Explaining re-reads the run: for every action of made-up runs its figures are the run's evidence, of every kind."""

from datetime import date
from typing import get_args

import pytest

from engine import api
from engine.counting import ActionCount, DayCount, InARow, Kind, Percent, SessionCount, Since
from engine.explain.weeks import figures_of
from tests.unit.explain.files import random_files, school_days
from tests.unit.explain.test_explain_flips import POLICY, calm, marked

SEEDS = range(6)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Explain every action and decision, and give what was compared: kind, the run's figure, the explained one."""
    loaded = api.load_policy(POLICY).value
    folder = tmp_path_factory.mktemp("runs")
    found = []
    for number, files in enumerate((calm(), *map(random_files, SEEDS))):
        register = api.read_register(loaded, files.write(folder / str(number))).value
        run = api.run_register(loaded, register)
        told = api.explain(loaded, register, "amy").explained
        actions = [each for each in told if each.action is not None]
        assert [each.action.key for each in actions] == [each.key for each in run.actions]
        assert len(told) - len(actions) == len(run.decisions)
        for item, action in zip(actions, run.actions, strict=True):
            figures = {figure.name: figure for figure in figures_of(item.conditions)}
            for name, held in action.evidence.items():
                kind = type(loaded.plan.figures[name].kind) if name in loaded.plan.figures else None
                found.append((kind, f"{action.rule}/{action.date}", name, held, figures.get(name)))
    return found


def test_every_figure_of_the_evidence_is_explained(compared):
    missing = {(rule, name) for _, rule, name, _, figure in compared if figure is None}
    assert missing == set()


def test_every_kind_of_figure_is_compared(compared):
    assert {kind for kind, *_ in compared} >= set(get_args(Kind))


def test_the_figures_are_those_of_the_evidence_to_the_last_mark(compared):
    for _, rule, name, held, figure in compared:
        if figure is not None:
            assert (figure.value, figure.unit) == (held.value, held.unit), (rule, name)
            assert [tuple(mark) for mark in figure.sessions] == [tuple(mark) for mark in held.sessions], (rule, name)


def test_the_sessions_counted_lie_in_the_window(compared):
    looked = 0
    for _, rule, name, _, figure in compared:
        if figure is None or not figure.sessions or figure.first is None:
            continue
        days = [mark[0] for mark in figure.sessions]
        assert figure.first <= min(days), (rule, name)
        assert max(days) <= figure.last, (rule, name)
        looked += 1
    assert looked > 100


def test_the_time_since_is_counted_from_the_day_that_is_told(compared):
    days = [day.isoformat() for day in school_days(date(2025, 1, 31))]
    told = [(on, figure) for kind, on, figure in _of(compared, Since) if figure.value is not None]
    for on, figure in told:
        assert days.index(on) - days.index(figure.since) == figure.value
    assert told


def test_the_actions_that_are_counted_are_listed(compared):
    told = [(on, figure) for kind, on, figure in _of(compared, ActionCount) if figure.rows]
    for on, figure in told:
        assert len(figure.rows) == figure.value
        assert all(row["on"] <= on for row in figure.rows)
    assert told


def _of(compared, wanted):
    return [(kind, key.split("/")[-1], figure) for kind, key, _, _, figure in compared if kind is wanted and figure]


def test_the_sessions_make_up_the_figure(compared):
    """Count again: what is listed is what the figure says, whoever listed it."""
    recounted = set()
    for kind, rule, name, held, figure in compared:
        if figure is None or figure.value is None:
            continue
        days = {mark[0] for mark in figure.sessions}
        if kind is SessionCount:
            assert len(figure.sessions) == figure.value, (rule, name)
        elif kind is DayCount or (kind is InARow and figure.unit == "school day"):
            assert len(days) == figure.value, (rule, name)
        elif kind is InARow:
            assert len(figure.sessions) == figure.value, (rule, name)
        elif kind is Percent:
            part, whole = map(int, str(held.value).split("/"))
            assert len(figure.sessions) == min(part, whole - part), (rule, name)
        else:
            continue
        recounted.add(kind)
    assert recounted == {SessionCount, DayCount, InARow, Percent}


def test_a_day_that_was_missed_in_part_is_no_mark_of_whole_days(tmp_path):
    """One morning away, then a whole day, then a morning with the afternoon not possible: two days count."""
    loaded = api.load_policy(POLICY).value
    files = marked(calm(), d2024_09_03_AM="O", d2024_09_05_AM="O", d2024_09_05_PM="O", d2024_09_10_AM="O",
                   d2024_09_10_PM="X")  # fmt: skip
    register = api.read_register(loaded, files.write(tmp_path / "data")).value
    run = api.run_register(loaded, register)
    days, spells = (next(each for each in run.actions if each.rule == rule) for rule in ("whole_days", "spell_count"))
    wanted = [("2024-09-05", "AM", "O"), ("2024-09-05", "PM", "O"), ("2024-09-10", "AM", "O")]
    assert [tuple(mark) for mark in days.evidence["away_days"].sessions] == wanted
    assert [tuple(mark) for mark in spells.evidence["spells_away"].sessions] == wanted
