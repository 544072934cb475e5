"""`policy approve` as its users run it."""

import re

import pytest

from engine import api
from tests.cli.command import run
from tests.cli.test_lint import CLEAN


@pytest.fixture
def clean(tmp_path):
    file = tmp_path / "clean.yaml"
    file.write_text(CLEAN, encoding="utf-8")
    return file


def test_it_writes_the_record_with_the_day_and_who(clean):
    done = run("approve", clean, "--by", "the governing  board", "--on", "2025-09-01")

    record = clean.parent / "approvals" / "clean.yaml"
    assert done.code == 0, done.err
    assert re.search(r"clean\.yaml: approved on 1 September 2025, 14 parts, in .*approvals/clean\.yaml\n", done.out)
    text = record.read_text(encoding="utf-8")
    assert "approved_on: 2025-09-01\napproved_by: the governing board\n" in text
    assert "  rules.certificate.then.certificate.by: office\n" in text


def test_the_day_is_today_where_none_is_said_and_it_is_printed(clean):
    done = run("approve", clean)

    assert re.search(r"^as at \d+ \w+ \d{4}, today\n", done.out, re.MULTILINE)
    assert "approved_by" not in (clean.parent / "approvals" / "clean.yaml").read_text(encoding="utf-8")


def test_what_was_not_changed_keeps_its_day_and_who_unless_one_is_said(clean):
    run("approve", clean, "--by", "the board", "--on", "2025-09-01")
    record = clean.parent / "approvals" / "clean.yaml"

    kept = run("approve", clean.parent)
    assert "clean.yaml: as it was approved on 1 September 2025\n" in kept.out
    assert "2025-09-01" in record.read_text(encoding="utf-8")

    again = run("approve", clean, "--on", "2026-09-01")
    assert "14 parts, nothing changed since the record before" in again.out
    assert "approved_on: 2026-09-01\napproved_by: the board\n" in record.read_text(encoding="utf-8")

    clean.write_text(CLEAN.replace("closes: 09:15", "closes: 09:10"), encoding="utf-8")
    changed = run("approve", clean, "--on", "2026-10-01")
    assert "14 parts, 1 change since the record before" in changed.out
    assert "L415" not in run("lint", clean).out


def test_a_policy_with_an_error_is_not_approved_and_others_are(clean):
    clean.with_name("bad.yaml").write_text(CLEAN.replace("check: term", "check: turm"), encoding="utf-8")

    done = run("approve", clean.parent)

    assert done.code == 1
    assert "turm" in done.err
    assert sorted(each.name for each in (clean.parent / "approvals").iterdir()) == ["clean.yaml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["england"], "`england` comes with the program"),
        (["nowhere.yaml"], "there is no file or folder `nowhere.yaml`"),
        (["--by", " ", "x.yaml"], "there is no file or folder"),
        ([], "missing argument"),
    ],
)
def test_a_command_line_that_cannot_be_followed(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "england" in api.bundled_policies()

    done = run("approve", *words)

    assert done.code == 2
    assert said in done.err.lower()


def test_nobody_is_no_approver(clean):
    done = run("approve", clean, "--by", "  ")

    assert done.code == 2
    assert "--by says nobody" in done.err


def test_a_folder_without_a_policy_is_no_approval(tmp_path):
    done = run("approve", tmp_path)

    assert done.code == 1
    assert "there is no policy in the folder" in done.err


def test_records_alone_are_something_to_lint(clean):
    run("approve", clean)

    done = run("lint", clean.parent / "approvals" / "clean.yaml")
    assert done.code == 0, done.out
    assert "1 record of an approval" in done.out
