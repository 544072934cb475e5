r"""Runs across a change: each day by the values, rules and codes in force on it, and no day without a value."""

import pytest

from engine import api

POLICY = """policy: dated
layer: school
extends: [england]
values:
  lates_limit:
    - {until: 2025-01-13, value: 3 sessions}
    - {from: 2025-01-13, value: 2 sessions}
measures: {lates_week: {count: sessions, of: late, over: week}}
rules:
  - {id: late_note, when: lates_week >= lates_limit, act: each check, then: [{do: note, to: parents}]}
  - {id: new_rule, in_force: {from: 2025-01-13}, when: lates_week >= 1, then: [{do: call, to: parents}]}
"""


@pytest.fixture
def told(tmp_path):
    def run(test, policy=POLICY):
        (tmp_path / "dated.yaml").write_text(policy, encoding="utf-8")
        (tmp_path / "dated.test.yaml").write_text(test, encoding="utf-8")
        results = api.run_tests([tmp_path / "dated.test.yaml"]).value
        return [
            line
            for result in results
            for line in (
                *(str(found) for found in getattr(result, "diagnostics", ())),
                *(str(each) for each in result.differences),
            )
        ]

    return run


def test_each_day_by_the_values_and_rules_of_that_day(told):
    text = r"""
- name: Two lates a week, before and after the change
  policy: dated
  calendar: {from: 2025-01-06, weeks: 2}
  marks: {amy: 'L\ x2  /\ x3  L\ x2  /\ x3'}
  pupils: {amy: {year_group: 4}}
  only: [late_note, new_rule]
  expect:
    amy:
      - {rule: new_rule, date: 2025-01-13}
      - {rule: late_note, date: 2025-01-14}
      - {rule: late_note, date: 2025-01-15}
      - {rule: late_note, date: 2025-01-16}
      - {rule: late_note, date: 2025-01-17}
"""
    assert told(text) == []


def test_entries_in_any_order_say_the_same(told):
    text = r"""
- name: The later entry is written first
  policy: dated
  calendar: {from: 2025-01-13, weeks: 1}
  marks: {amy: 'L\ x2  /\ x3'}
  pupils: {amy: {year_group: 4}}
  only: [late_note]
  expect:
    amy: [{rule: late_note, date: 2025-01-14}, {rule: late_note, date: 2025-01-15},
          {rule: late_note, date: 2025-01-16}, {rule: late_note, date: 2025-01-17}]
"""
    turned = POLICY.replace(
        """    - {until: 2025-01-13, value: 3 sessions}
    - {from: 2025-01-13, value: 2 sessions}
""",
        """    - {from: 2025-01-13, value: 2 sessions}
    - {from: 2024-01-01, value: 3 sessions}
""",
    )
    assert turned != POLICY
    assert told(text, turned) == []


THRESHOLD = r"""
- name: Sessions before 19 August 2024 do not count toward the threshold
  policy: dated
  calendar:
    terms: [{{name: summer, from: 2024-07-08, to: 2024-07-19}}, {{name: autumn, from: 2024-09-02, to: 2024-09-13}}]
  marks: {{amy: 'OO x10  {autumn}'}}
  pupils: {{amy: {{year_group: 4}}}}
  only: [penalty_threshold]
  expect: {{amy: [{expect}]}}
"""


@pytest.mark.parametrize(
    ("autumn", "expect"),
    [
        (r"OO x4  OI  /\ x5", ""),
        (r"OO x4  OU  /\ x5", "{rule: penalty_threshold, date: 2024-09-06}"),
    ],
    ids=["nine after", "ten after"],
)
def test_a_window_that_straddles_the_change_counts_what_the_law_counts(told, autumn, expect):
    assert told(THRESHOLD.format(autumn=autumn, expect=expect)) == []


def test_the_register_of_2023_is_read_by_the_codes_of_its_day(told):
    text = r"""
- name: H is authorised, J attended, Y no possible session
  policy: dated
  calendar: {from: 2024-01-08, weeks: 4}
  marks: {amy: 'HH x2  JJ x2  YY x4  /\ x12'}
  pupils: {amy: {year_group: 4}}
  only: [persistent_absence]
  expect: {amy: [{rule: persistent_absence, date: 2024-02-02, evidence: {absence_percent: 4/32}}]}
"""
    found = told(text)
    assert found == [], found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("    - {from: 2025-01-13, value: 2 sessions}\n", "`lates_limit` says nothing for 6 January 2025"),
        ("    - {until: 2025-01-14, value: 2 sessions}\n", "`lates_limit` says nothing for 14 January 2025"),
    ],
)
def test_a_day_in_use_without_a_value_is_told_before_the_run(told, change, says):
    old = """    - {until: 2025-01-13, value: 3 sessions}
    - {from: 2025-01-13, value: 2 sessions}
"""
    test = "- {name: a, policy: dated, calendar: {from: 2025-01-06, weeks: 2}, marks: {amy: '/\\ x10'}, "
    test += "pupils: {amy: {year_group: 4}}, expect: {amy: []}}\n"
    found = "\n".join(told(test, POLICY.replace(old, change)))

    assert "B012" in found and says in found and "`late_note` rests on it" in found, found


@pytest.mark.parametrize("asked", ["min(9, lates_limit)", "min(lates_limit, 9)"])
def test_a_value_is_in_use_wherever_in_a_condition_it_is_named(told, asked):
    policy = POLICY.replace("    - {until: 2025-01-13, value: 3 sessions}\n", "").replace(
        "lates_week >= lates_limit", f"'lates_week >= {asked}'"
    )
    assert asked in policy
    test = "- {name: a, policy: dated, calendar: {from: 2025-01-06, weeks: 2}, marks: {amy: '/\\ x10'}, "
    test += "pupils: {amy: {year_group: 4}}, expect: {amy: []}}\n"

    assert "`lates_limit` says nothing for 6 January 2025" in "\n".join(told(test, policy))


def test_a_value_that_begins_with_the_rule_that_uses_it_is_no_gap(told):
    policy = POLICY.replace(
        "    - {until: 2025-01-13, value: 3 sessions}\n    - {from: 2025-01-13, value: 2 sessions}\n",
        "    - {from: 2025-01-13, value: 2 sessions}\n",
    ).replace("{id: late_note, when", "{id: late_note, in_force: {from: 2025-01-13}, when")
    test = "- {name: a, policy: dated, calendar: {from: 2025-01-06, weeks: 2}, marks: {amy: '/\\ x10'}, "
    test += "pupils: {amy: {year_group: 4}}, expect: {amy: []}}\n"

    assert told(test, policy) == []


def test_a_window_whose_length_is_dated_away_is_no_fault_of_the_program(told):
    policy = POLICY.replace("lates_limit:\n", "span: [{from: 2030-01-01, value: 2 school weeks}]\n  lates_limit:\n")
    policy = policy.replace("over: week}", "over: last span}")
    test = "- {name: a, policy: dated, calendar: {from: 2025-01-06, weeks: 2}, marks: {amy: 'L\\ x10'}, "
    test += "pupils: {amy: {year_group: 4}}, expect: {amy: []}}\n"

    assert "`span` says nothing for 6 January 2025" in "\n".join(told(test, policy))
