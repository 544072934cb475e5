"""What holds of figures whatever the register: windows that lie in each other, and what a ladder alone counts anew."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.compare import compare
from engine.analysis.differences import Same
from engine.lint.run import lint
from engine.load import load

POLICY = """\
policy: school
layer: school
extends: [england]
school: {name: A School, phase: primary}
sets: {lates: 'code in ("L", "U")'}
measures:
  lates_week: {count: sessions, of: lates, over: week}
  lates_term: {count: sessions, of: lates, over: term}
  lates_again: {count: sessions, of: lates, over: term}
  late_days_term: {count: school days, of: lates, over: term}
rules:
  - {id: late_letter, source: §1, when: lates_term >= 3, then: [{do: letter, to: parents, by: office}]}
ladders:
  lateness:
    source: §2
    when: lates_term >= 3
    restart: [lates_term]
    steps:
      - {id: late_call, then: [{do: call, to: parents, by: office}]}
      - {id: late_visit, then: [{do: visit, to: parents, by: office}]}
"""


@pytest.fixture
def differ(tmp_path: Path) -> Any:
    def between(old: str, new: str) -> dict[str, list[str] | Same]:
        assert old in POLICY
        sides = []
        for side, text in (("a", POLICY), ("b", POLICY.replace(old, new))):
            (tmp_path / side).mkdir()
            (tmp_path / side / "school.yaml").write_text(text, encoding="utf-8")
            found = load(tmp_path / side / "school.yaml")
            assert found.value is not None and not found.failed, found.diagnostics
            sides.append(found.value)
        differences = compare(*sides)
        told: dict[str, list[str] | Same] = {one.name: one for one in differences.same}
        for one in differences.differences:
            told[one.name] = [f"{each.case}: A {each.a}, B {each.b}" for each in one.instances]
        return told

    return between


def test_figures_counted_alike_differ_where_a_ladder_restarts_one_of_them(differ):
    found = differ("    when: lates_term >= 3\n    restart", "    when: lates_again >= 3\n    restart")

    # B asks the plain figure, which goes on counting after the call: its visit follows at once
    assert found["late_call"] == [
        "lates term 3 sessions and lates term (counted anew) 0 sessions: A does not, B raises `late_call`",
    ]
    assert "late_visit" in found and not isinstance(found["late_visit"], Same)


def test_the_same_figure_counted_anew_in_the_same_ladder_is_the_same(differ):
    found = differ("    when: lates_term >= 3\n    restart", "    when: lates_term > 2\n    restart")

    assert isinstance(found["late_call"], Same) and isinstance(found["late_visit"], Same)


def test_a_ladder_that_no_longer_restarts_a_figure_asks_another_thing(differ):
    found = differ("    restart: [lates_term]\n", "")

    assert not isinstance(found["late_visit"], Same)


@pytest.mark.parametrize(
    ("condition", "case"),
    [
        # no week has more lates than the term that it lies in
        ("lates_week >= 3", "lates term 3 sessions and lates week 0 sessions: A sends `late_letter`, B sends none"),
        # two sessions a day at most: three lates take two days
        (
            "late_days_term >= 2",
            "late days term 2 school days and lates term 2 sessions: A sends none, B sends `late_letter`",
        ),
    ],
)
def test_an_example_is_one_that_may_come_up(differ, condition, case):
    assert differ("§1, when: lates_term >= 3", f"§1, when: {condition}")["late_letter"] == [case]


def told(folder: Path, when: str) -> list[str]:
    path = folder / "school.yaml"
    path.write_text(POLICY.replace("late_visit, then", f"late_visit, when: '{when}', then"), encoding="utf-8")
    found = lint([path], as_of=date(2026, 1, 5)).findings
    return [each.code for each in found if each.code in ("L202", "L203", "L208")]


@pytest.mark.parametrize(
    ("when", "codes"),
    [
        # counted anew the part may be less than a plain figure of the same sessions, never more
        ("lates_term < 2 and lates_again > 2", []),
        ("lates_term > 2 and lates_again < 2", ["L202"]),
        ("late_days_term > 4 and lates_term < 2", []),
        ("lates_week > 2 and lates_term < 2", []),
        ("lates_week > 2 and lates_again < 2", ["L202"]),
    ],
)
def test_no_step_is_called_unreachable_for_what_it_counts_anew(tmp_path, when, codes):
    assert told(tmp_path, when) == codes
