"""Why a table gave what it gave: the row that fits, or all that do, and what kept others from fitting."""

from datetime import date
from pathlib import Path

import pytest

from cli.render import explained, explained_page
from engine import api
from engine.model.explanation import ConditionOutput, ExplainedOutput
from tests.unit.explain.test_explain_flips import calm, marked, register

TABLES = """\
policy: rows
title: Rows
layer: national
codes:
  - table:
      '/': {category: present, used_for: on_time_am}
      '\\': {category: present, used_for: on_time_pm}
      'L': {category: present, used_for: late}
      'O': {category: unauthorised_absence}
pupils: {columns: {house: [red, blue], bus: boolean, points: number, joined_club: date}}
flags: {worry: {set_by: head}}
measures:
  lates: {count: sessions, of: 'code = "L"', over: year}
  away: {count: sessions, of: absent, over: year}
  tried: {count: contacts, over: year}
tables:
  answer:
    each: leave_requests
    hit: first
    gives: [outcome]
    rows: |
      reason    | lates | tried || outcome
      "holiday" | >= 3  | -     || "refuse"
      -         | -     | >= 1  || "ask"
      "holiday" | -     | -     || "grant"
      -         | -     | -     || "head_decides"
  one_alone:
    each: leave_requests
    hit: unique
    gives: [outcome]
    rows: |
      lates || outcome
      >= 1  || "refuse"
      >= 2  || "grant"
      >= 9  || "ask"
  band:
    hit: first
    gives: [band]
    rows: |
      away || band
      > 4  || "red"
      > 1  || "amber"
      -    || "green"
  sign:
    hit: collect
    gives: [signs]
    rows: |
      lates | away || signs
      >= 2  | -    || "late"
      -     | > 4  || "long away"
      -     | >= 1 || "away"
rules:
  - {id: good, check: term, act: each check, when: 'band = "green"', then: [{do: letter}]}
  - {id: both, check: term, when: '"away" in signs', then: [{do: call}]}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("rows")
    policy = folder / "rows.yaml"
    policy.write_text(TABLES, encoding="utf-8")
    loaded = api.load_policy(policy).value
    files = marked(calm(), d2024_09_03_AM="L", d2024_09_04_AM="L", d2024_09_05_AM="O")
    request = {"pupil": "amy", "request": "Q1", "submitted_on": "2024-09-10", "from": "2024-09-20", "to": "2024-09-20"}
    files.rows["leave_requests"] = [{**request, "reason": "holiday", "in_writing": "true"}]
    del files.rows["contacts"]  # what is not known does not fit, and is told so
    return api.explain(loaded, register(loaded, files.write(folder / "data")), "amy")


def only(told, name: str) -> ExplainedOutput:
    found = [each for each in told.explained if getattr(each.decision, "table", None) == name]
    return (found or [each for each in told.explained if getattr(each.action, "rule", None) == name])[0]


def said(rows: list[ConditionOutput]) -> list[tuple[int | None, bool | None]]:
    return [(each.row, each.part.holds) for each in rows]


def test_each_row_above_says_what_kept_it_from_fitting(told):
    item = only(told, "answer")

    assert item.decision is not None and (item.decision.outcome, item.decision.row) == ("grant", 3)
    assert said(item.passed_over) == [(1, False), (2, None)]
    assert [each.row for each in item.conditions if each.role == "row"] == [3]
    text = "".join(explained.page(told, width=120))
    assert "row 1       rows.yaml:23  no: lates: 2 sessions; at least 3 sessions asked for\n" in text
    assert "row 2       rows.yaml:24  ?: tried: not known; at least 1 asked for\n" in text
    assert "- lates = 2 sessions" in text and "3 Sep AM L; 4 Sep AM L" in text
    assert "not known because contacts is missing" in text
    # the weeks of what row 1 asks are the weeks of the decision
    counted = [(mark.date, mark.code) for week in item.weeks for mark in week.marks if mark.counted]
    assert counted == [("2024-09-03", "L"), ("2024-09-04", "L")]


def test_where_several_fit_and_one_alone_may_all_rows_are_told(told):
    item = only(told, "one_alone")

    assert item.decision is not None and item.decision.row == 0
    assert "no row of the table fits alone" in item.decision.reason
    assert said(item.passed_over) == [(1, True), (2, True), (3, False)]
    text = "".join(explained.page(told))
    assert "  decides     nothing\n" in text and "  by          several rows of the table fit" in text
    page = "".join(explained_page.page(told))
    assert "The rows of the table" in page and "Row 2 (rows.yaml:34 (rows, national)): holds." in page


def test_a_figure_that_a_table_gives_tells_the_rows_above_too(told):
    figure = only(told, "good").conditions[0].part.figures[0]

    assert figure.opened is None  # the last row asks nothing
    assert said(figure.passed_over) == [(1, False), (2, False)]
    assert "row 2       rows.yaml:42  no: away: 1 session; more than 1 session asked for" in "".join(
        explained.page(told, width=120)
    )
    assert "Band: green (away: 1 half day)" in only(told, "good").plain


def test_a_list_tells_every_row_that_gives_something_and_every_other(told):
    item = only(told, "both")
    figure = item.conditions[0].part.figures[0]

    assert figure.said == "late, away"
    assert [part.holds for part in figure.opened.parts] == [True, True]
    assert [part.text for part in figure.opened.parts] == ["lates: >= 2", "away: >= 1"]
    assert said(figure.passed_over) == [(2, False)]
    # the weeks of every row that fits are marked
    counted = [(mark.date, mark.code) for week in item.weeks for mark in week.marks if mark.counted]
    assert counted == [("2024-09-03", "L"), ("2024-09-04", "L"), ("2024-09-05", "O")]


def test_a_request_that_is_not_decided_says_which_row_leaves_it_open(tmp_path: Path):
    policy = tmp_path / "rows.yaml"
    last = ('      "holiday" | -     | -     || "grant"\n', '      -         | -     | -     || "head_decides"\n')
    policy.write_text(TABLES.replace(last[0], "").replace(last[1], ""), encoding="utf-8")
    loaded = api.load_policy(policy).value
    files = calm()
    request = {"pupil": "amy", "request": "Q1", "submitted_on": "2024-09-10", "from": "2024-09-20", "to": "2024-09-20"}
    files.rows["leave_requests"] = [{**request, "reason": "holiday", "in_writing": "true"}]
    del files.rows["contacts"]
    data = register(loaded, files.write(tmp_path / "data"))

    item = api.explain(loaded, data, "amy", rule="answer", day=date(2024, 9, 10)).why_not[0]

    assert item.reasons == [
        "it is not decided: row 2 of the table fits if what is not known is as it asks: "
        "tried: not known; at least 1 asked for"
    ]
    assert said(item.passed_over) == [(1, False), (2, None)]
