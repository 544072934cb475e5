"""A total names the sessions that it adds up, a count of periods the periods, recounted from the files."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest

from cli.render import explained, explained_page
from engine import api
from engine.explain.weeks import figures_of
from engine.load import Loaded
from engine.model.explanation import ExplainedOutput, FigureOutput, WhyNotOutput
from tests.unit.explain.files import Files, random_files, school_days
from tests.unit.explain.test_explain_flips import POLICY, calm, marked, register, why_not

FIRST = date(2024, 9, 2)
LAST_OF_HALF = date(2024, 10, 4)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    found = api.load_policy(POLICY)
    assert found.value is not None and not found.failed, found.diagnostics
    return found.value


def figure(told: Sequence[ExplainedOutput | WhyNotOutput], name: str) -> FigureOutput:
    return next(each for each in figures_of(told[0].conditions) if each.name == name)


def late_by(files: Files, minutes: dict[str, int]) -> Files:
    """Mark sessions late by so many minutes: `{"2024-09-03 AM": 12}`."""
    edits = []
    for when, late in minutes.items():
        day, half = when.split()
        values = {"code": "L", "minutes_late": str(late)}
        edits.append({"file": "marks", "how": "set", "where": {"date": day, "session": half}, "values": values})
    return files.changed(edits)


@pytest.mark.parametrize("seed", range(6))
def test_what_a_total_adds_up_is_what_the_files_say(seed: int, loaded: Loaded, tmp_path) -> None:
    files = random_files(seed)
    files.rows["pupils"][0]["enrolled_on"] = ""
    for row in files.rows["marks"]:
        if row["code"] in ("L", "U"):
            row.setdefault("minutes_late", "7")
            row.setdefault("arrived", "09:07")
        else:
            row["minutes_late"] = "0"
    day = school_days(LAST_OF_HALF)[-3]
    answer = api.explain(loaded, register(loaded, files.write(tmp_path / "data")), "amy", rule="total", day=day)
    told = [*answer.explained, *answer.why_not]
    held = figure(told, "minutes")

    wanted = [
        {"date": row["date"], "session": row["session"], "code": row["code"], "adds": f"{row['minutes_late']} minutes"}
        for row in files.rows["marks"]
        if FIRST.isoformat() <= row["date"] <= day.isoformat() and row["minutes_late"] not in ("", "0")
    ]
    assert held.rows == wanted
    assert sum(Fraction(row["adds"].split()[0]) for row in held.rows) == Fraction(str(held.value))
    counted = {(mark.date, mark.session) for week in told[0].weeks for mark in week.marks if mark.counted}
    assert counted == {(row["date"], row["session"]) for row in wanted}


def test_office_and_parents_read_which_sessions_a_total_adds_up(loaded: Loaded, tmp_path) -> None:
    folder = late_by(calm(), {"2024-09-03 AM": 12, "2024-09-05 PM": 15}).write(tmp_path / "data")
    told = api.explain(loaded, register(loaded, folder), "amy", rule="total", day=date(2024, 9, 5))

    assert "3 Sep AM L adds 12 minutes" in " ".join("".join(explained.page(told)).split())
    assert "5 Sep PM L adds 15 minutes" in "".join(explained_page.page(told))
    assert "These were: late, 2 half days." in " ".join("".join(explained.plain(told)).split())


def test_weeks_in_a_row_are_named(loaded: Loaded, tmp_path) -> None:
    late = {"d2024_09_03_AM": "L", "d2024_09_17_AM": "L", "d2024_09_24_AM": "L"}
    told = why_not(loaded, marked(calm(), **late).write(tmp_path / "data"), "run_of_weeks", date(2024, 9, 20))

    held = figure(told, "bad_weeks")
    assert held.value == 1
    assert held.rows == [{"week from": "2024-09-16"}], "the week of 3 September is not in the run"


def test_the_last_session_of_a_set_is_named(loaded: Loaded, tmp_path) -> None:
    away = {"d2024_09_03_AM": "I", "d2024_09_05_PM": "O"}
    folder = marked(calm(), **away).write(tmp_path / "data")
    told = api.explain(loaded, register(loaded, folder), "amy", rule="latest", day=date(2024, 9, 20))

    held = figure([*told.explained, *told.why_not], "last_code")
    assert held.rows == [{"date": "2024-09-05", "session": "PM", "code": "O", "which": "the last"}]
    assert "5 Sep PM O, the last" in " ".join("".join(explained.page(told)).split())


def test_half_terms_that_count_are_named(loaded: Loaded, tmp_path) -> None:
    away = {
        f"d{day:%Y_%m_%d}_{half}": "O"
        for day in (date(2024, 10, 14) + timedelta(days=step) for step in range(5))
        for half in ("AM", "PM")
    }
    away |= {f"d2024_11_{day:02}_{half}": "O" for day in (4, 5, 6, 7, 8, 11, 12, 13) for half in ("AM", "PM")}
    told = why_not(loaded, marked(calm(), **away).write(tmp_path / "data"), "period_count", date(2024, 12, 6))

    held = figure(told, "good_terms")
    assert (held.value, held.rows) == (1, [{"half term from": "2024-09-02"}])


def test_a_figure_of_an_earlier_moment_stood_so_on_a_day(loaded: Loaded, tmp_path) -> None:
    folder = marked(calm(), d2024_09_18_AM="L").write(tmp_path / "data")
    told = api.explain(loaded, register(loaded, folder), "amy", rule="not_better", day=date(2024, 9, 20))
    page = " ".join("".join(explained.page(told)).split())

    assert "as it stood at since anchor, on 18 September 2024" in page
    assert "since 18 September 2024" not in page
    plain = " ".join("".join(explained.plain(told)).split())
    assert "Percent then: 100%, which is 26 of 26 half days, as it was on 18 September 2024." in plain
