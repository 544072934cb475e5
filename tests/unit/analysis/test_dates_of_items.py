"""Two policies whose items are in force on other days differ, and lint and coverage know the days of every item."""

from datetime import date

import pytest

from engine import api

POLICY = """policy: oak
layer: school
codes:
  - table:
      '/': {{category: present, used_for: on_time_am}}
      'L': {{category: present, used_for: late}}
      'O': {{category: unauthorised_absence}}
measures:
  lates: {{count: sessions, of: 'code = "L"', over: term{0}}}
  often: {{is: lates >= 3{1}}}
flags:
  watched: {{set_by: office{2}}}
facts:
  heard: {{dated_by: date{3}}}
ladders:
  up:
    when: often
    steps: [{{id: call, then: [{{do: call}}]}}, {{id: letter{4}, then: [{{do: letter}}]}}]
tables:
  band:
    gives: [shade]{5}
    rows: |
      lates || shade
      > 2   || "red"
      <= 2  || "green"
rules:
  - id: talk
    source: §1
    when: often and shade = "red" and not(watched)
    then: [{{do: talk, to: parents, by: office}}]
"""
DAYS = ", in_force: {from: 2025-01-06}"


def loaded(tmp_path, name, *days):
    said = list(days) + [""] * (6 - len(days))
    said[5] = said[5].replace(", ", "\n    ", 1)
    path = tmp_path / name / "oak.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(POLICY.format(*said), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("place", "kind", "name"),
    [
        (0, "figure", "lates"), (1, "figure", "often"), (2, "flag", "watched"), (3, "fact", "heard"),
        (4, "step", "letter"), (5, "table", "band"),
    ],
)  # fmt: skip
def test_an_item_in_force_on_other_days_is_a_difference(tmp_path, place, kind, name):
    first = loaded(tmp_path, "a")
    second = loaded(tmp_path, "b", *[""] * place, DAYS)
    one, other = api.load_policy(first), api.load_policy(second)
    assert one.value is not None and other.value is not None, (one.diagnostics, other.diagnostics)

    found = api.diff(one.value, other.value)
    assert (kind, name) in {(each.kind, each.name) for each in found.differences}
    assert not api.diff(other.value, other.value).differences


def test_lint_tells_of_a_rule_that_rests_on_a_figure_at_another_time(tmp_path):
    path = loaded(tmp_path, "a", "", ", in_force: {from: 2025-01-06, until: 2025-07-01}")
    found = [each for each in api.lint([path], as_of=date(2025, 1, 10)).findings if each.code == "L416"]

    assert [each.message for each in found if "`talk`" in each.message] == [
        "`talk` rests on `often`, which is not known before 6 January 2025 and from 1 July 2025 on: "
        "it is undecided for everyone then"
    ]


@pytest.mark.parametrize("place", range(6))
def test_lint_tells_of_every_item_that_is_over(tmp_path, place):
    path = loaded(tmp_path, "a", *[""] * place, ", in_force: {until: 2025-01-06}")
    found = [each for each in api.lint([path], as_of=date(2025, 1, 10)).findings if each.code == "L409"]

    assert len(found) == 1 and "is not in force any more since `2025-01-06`" in found[0].message
