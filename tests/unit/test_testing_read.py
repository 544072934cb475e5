"""Files of scenario tests: what is wrong is told at its place."""

import errno
import os
from pathlib import Path

import pytest

from engine.lint.files import find_files
from engine.testing.read import files_of_tests, read_tests

LOST = "a register in double quotes loses marks: there a backslash is no code"
HEAD = """\
- name: one
  policy: some_policy
  calendar: {from: 2024-09-02, weeks: 2}
"""


def found(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    file = tmp_path / "a.test.yaml"
    file.write_text(text, encoding="utf-8")
    return [(item.place.span.line if item.place else 0, item.message) for item in read_tests(file).diagnostics]


def test_a_test_is_read(tmp_path: Path):
    file = tmp_path / "a.test.yaml"
    file.write_text(
        HEAD + "  marks: {amy: '/\\ x3'}\n  pupils: {amy: {year_group: 4}}\n  expect: {}\n", encoding="utf-8"
    )

    read = read_tests(file)

    assert not read.failed
    assert [placed.test.name for placed in read.value] == ["one"]
    assert read.value[0].test.marks == {"amy": "/\\ x3"}
    assert read.value[0].test.pupils == {"amy": ({"year_group": "4"},)}


@pytest.mark.parametrize(
    ("rest", "line", "message"),
    [
        ("  marks: {amy: \"OO x3\"}\n  expect: {}\n", 4, LOST),
        ("  marks:\n    amy: {2024-09-02: \"OO\"}\n  expect: {}\n", 5, LOST),
        ("  expects: {}\n  expect: {}\n", 4, "`expects` is no part of a scenario test"),
        ("  expect: {amy: [{rul: x}]}\n", 4, "`rule` is missing"),
        ("  expect: {amy: [{rule: x, date: 2024-02-30}]}\n", 4, "expect.amy[0].date: `2024-02-30` is not a date such as `2025-09-01`"),  # noqa: E501
        ("  expect: {amy: {rule: x}}\n", 4, "expect.amy: a list is needed here"),
        ("  marks: [a]\n  expect: {}\n", 4, "marks: a mapping of names to values is needed here"),
        ("", 1, "a test says what it expects: `expect`, `not`, `expect_decisions` or `undecided`"),
        ("  expect: {}\n" + HEAD + "  expect: {}\n", 5, "there are two tests with the name `one`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, rest: str, line: int, message: str):
    assert (line, message) in found(tmp_path, HEAD + rest)


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ("{from: 2024-09-02}", "a calendar says `from` and one of `weeks` and `to`, or its `terms`"),
        (
            "{from: 2024-09-02, weeks: 2, to: 2024-10-01}",
            "a calendar says `from` and one of `weeks` and `to`, or its `terms`",
        ),
        (
            "{terms: [{name: a, from: 2024-09-02, to: 2024-10-01}], weeks: 2}",
            "a calendar has either `terms`, or one term",
        ),
        ("{from: 2024-09-02, weeks: none}", "calendar.weeks: `none` is not allowed here"),
        ("{from: 2024-09-02, week: 2}", "`week` is no part of a scenario test"),
    ],
)
def test_a_calendar_says_one_thing(tmp_path: Path, calendar: str, message: str):
    text = f"- name: one\n  policy: p\n  calendar: {calendar}\n  expect: {{}}\n"

    assert any(
        told.removeprefix("calendar: ").startswith(message) and line == 3 for line, told in found(tmp_path, text)
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]\n", "name: one\n", "just text\n"])
def test_a_file_without_a_test_is_an_error(tmp_path: Path, text: str):
    assert len(found(tmp_path, text)) == 1


def test_unknown_fields_are_answered_with_what_was_meant(tmp_path: Path):
    file = tmp_path / "a.test.yaml"
    file.write_text(HEAD + "  mark: {}\n  expect: {amy: [{rule: x, dat: 2024-09-02}]}\n", encoding="utf-8")

    assert [item.help for item in read_tests(file).diagnostics] == ["did you mean `marks`?", "did you mean `date`?"]


def test_files_are_found_in_order_and_hidden_ones_are_not(tmp_path: Path):
    for name in ("b.test.yaml", "sub/a.test.yaml", ".venv/c.test.yaml", "other.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")

    files = files_of_tests(tmp_path)
    assert [file.relative_to(tmp_path).as_posix() for file in files.value or ()] == ["b.test.yaml", "sub/a.test.yaml"]


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("a/a.test.yaml", "closed/b.test.yaml", "closed/b.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("policy: b\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    look = os.scandir

    def looked(path: str):
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", looked)
    tests, linted = files_of_tests(Path()), find_files([Path()])

    told = ["the folder `closed` cannot be looked into: permission denied"]
    assert (tests.value, [each.message for each in tests.diagnostics]) == ([Path("a/a.test.yaml")], told)
    assert (linted.tests, [each.message for each in linted.found]) == ([Path("a/a.test.yaml")], told)
