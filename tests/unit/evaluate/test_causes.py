"""Why a figure is not known: a cell of the marks file that is blank is not the same as too few sessions."""

from pathlib import Path

import pytest

from engine import api

HEAD = """policy: oak
layer: school
codes:
  - table:
      '/': {category: present, used_for: on_time_am}
      '\\': {category: present, used_for: on_time_pm}
      'L': {category: present, used_for: late}
      'X': {category: not_possible, used_for: not_required}
registers: {am: {all: {opens: 09:00, closes: 09:30}}, pm: {all: {opens: 13:00, closes: 13:30}}}
sets:
  very_late: arrived > @"09:20"
"""


@pytest.mark.parametrize(
    ("figure", "cause", "file"),
    [
        ("{total: minutes_late, over: term}", "blank", "marks"),
        ("{last: minutes_late, of: 'code = \"L\"', over: term}", "blank", "marks"),
        ("{count: sessions, of: very_late, over: term}", "blank", "marks"),
        ("{percent: 'code = \"L\"', of: 'code != \"X\"', over: term, at_least: 40 sessions}", "too_few", None),
    ],
)
def test_a_blank_arrival_is_said_to_be_blank(tmp_path: Path, figure: str, cause: str, file: str | None):
    rule = "{id: late, when: n > 5, then: [{do: call, to: parents, by: office}]}"
    policy = tmp_path / "oak.yaml"
    policy.write_text(HEAD + f"measures:\n  n: {figure}\nrules:\n  - {rule}\n", encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    calendar = "terms: [{name: spring, from: 2025-01-06, to: 2025-01-10}]\n"
    (folder / "calendar.yaml").write_text(calendar, encoding="utf-8")
    (folder / "pupils.csv").write_text("pupil,year_group\namy,4\n", encoding="utf-8")
    marks = "pupil,date,session,code,arrived\namy,2025-01-06,AM,L,\namy,2025-01-06,PM,\\,13:00\n"
    (folder / "marks.csv").write_text(marks, encoding="utf-8")
    loaded = api.load_policy(policy)
    assert loaded.value is not None, loaded.diagnostics

    done = api.run(loaded.value, folder)

    assert done.value is not None, done.diagnostics
    assert [(each.cause, each.file) for each in done.value.undecided] == [(cause, file)]
