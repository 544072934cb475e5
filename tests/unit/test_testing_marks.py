"""Lines of marks that begin on a day of their own, and expectations that ask for one action twice."""

from pathlib import Path

import pytest

from tests.cli.command import run

TEST = """\
- name: lines by day
  policy: victoria_road
  defaults: {year_group: 4}
  calendar: {from: 2024-09-02, weeks: 3}
  marks: {amy: MARKS}
  only: [late_call]
  expect: {amy: [EXPECT]}
"""
CALL = "{rule: late_call, date: 2024-09-05}"


def told(folder: Path, marks: str, expect: str = CALL) -> tuple[int, str]:
    file = folder / "a.test.yaml"
    file.write_text(TEST.replace("MARKS", marks).replace("EXPECT", expect), encoding="utf-8")
    done = run("test", file)
    return done.code, done.out + done.err


def test_lines_that_follow_one_another_are_read_in_any_order(tmp_path: Path):
    assert told(tmp_path, r"{2024-09-04: 'L\ x2', 2024-09-02: '/\ x2'}")[0] == 0


@pytest.mark.parametrize(
    ("marks", "said", "helped"),
    [
        (r"{2024-09-02: '/\ x2', 2024-09-07: 'L\ x2'}", "5:38: error T011: 2024-09-07 is no school day", "9 September"),
        (r"{2024-10-01: 'L\ x2'}", "5:17: error T011: 2024-10-01 is no school day", "a day of the calendar"),
        (r"{2024-09-02: '/\ x5', 2024-09-04: 'L\ x2'}", "5:38: error T003: 2024-09-04 is marked already", "2024-09-02"),
        (r"{2024-09-04: 'L\ x2', 2024-09-02: '/\ x5'}", "5:17: error T003: 2024-09-04 is marked already", "2024-09-02"),
    ],
)
def test_a_line_that_begins_on_no_day_of_its_own_is_told_at_that_day(tmp_path: Path, marks, said, helped):
    code, text = told(tmp_path, marks)

    assert code == 1 and f"a.test.yaml:{said}" in text and helped in text, text
    assert text.count("error T0") == 1


def test_one_action_that_is_expected_twice_is_said_to_have_come_once(tmp_path: Path):
    code, text = told(tmp_path, r"'/\ x2  L\ x2'", f"{CALL}, {{rule: late_call}}")

    assert code == 1 and "because   it came on 5 September 2024 alone, and another line expects that" in text
