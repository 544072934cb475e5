"""Scenario tests beside a policy: told with the policy whose they are, by the name that the tests find it by."""

from pathlib import Path

from engine.diagnostics import Diagnostic
from engine.lint.run import lint
from tests.lint.examples import AS_OF

HEAD = "layer: school\nextends: [england]\n"
RULE = "rules: [{id: away, source: §1, when: absent_in_a_row >= 3, then: [{do: call, to: parents, by: office}]}]\n"
TEST = """\
- name: Called on the third day
  policy: NAME
  calendar: {from: 2025-09-01, weeks: 6}
  marks: {amy: '/\\ x20 OO x5'}
  only: [RULE]
  expect: {amy: [{rule: RULE, date: 2025-10-01}]}
"""


def told(folder: Path, file: str) -> list[Diagnostic]:
    return [each for each in lint([folder / file], as_of=AS_OF).findings if each.code.startswith("L50")]


def written(folder: Path, file: str, policy: str, more: str = "", *, named: str = "", rule: str = "away") -> None:
    (folder / f"{file}.yaml").write_text(f"policy: {policy}\n{HEAD}{more}{RULE}", encoding="utf-8")
    if named:
        text = TEST.replace("NAME", named).replace("RULE", rule)
        (folder / f"{file}.test.yaml").write_text(text, encoding="utf-8")


def test_a_test_that_names_what_its_policy_is_called_and_not_its_file_is_told_as_it_will_fail(tmp_path):
    written(tmp_path, "oakfield", "oakfield_primary", named="oakfield_primary")

    found = told(tmp_path, "oakfield.yaml")

    assert [each.code for each in found] == ["L502"]
    assert found[0].help == "a test names the file of its policy, which is `oakfield` here"


def test_what_is_wrong_with_the_tests_of_another_policy_is_told_with_that_one(tmp_path):
    written(tmp_path, "oakfield", "oakfield_primary", named="nowhere")
    written(tmp_path, "riverside", "riverside")

    assert told(tmp_path, "riverside.yaml") == []
    assert [each.code for each in told(tmp_path, "oakfield.yaml")] == ["L502"]


def test_a_rule_that_a_test_misses_is_told_beside_a_mistake_of_shape(tmp_path):
    more = "roles: {tutor: Form tutor}\nschool: {nmae: Oakfield}\nvalues: {limit: 4 dayz}\n"
    written(tmp_path, "oakfield", "oakfield", more, named="oakfield", rule="awy")

    found = told(tmp_path, "oakfield.yaml")

    assert {each.code for each in found} == {"L501"}
    assert found[0].help == "did you mean `away`?"


def test_a_letter_that_is_there_but_for_its_shape_is_not_missed(tmp_path):
    letters = "letters: {figure: attendance_percent, thresholds: {letter_95: 95%, letter_90: {below: 90%}}}\n"
    written(tmp_path, "oakfield", "oakfield", letters, named="oakfield", rule="letter_95")

    assert any(each.code == "S003" for each in lint([tmp_path / "oakfield.yaml"], as_of=AS_OF).findings)
    assert told(tmp_path, "oakfield.yaml") == []
