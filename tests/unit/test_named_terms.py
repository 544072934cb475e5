"""A term that a policy names and a dataset's calendar does not have is told, at the word, and stops nothing."""

from datetime import date
from pathlib import Path

import pytest

from engine.calendar import Calendar, Term
from engine.diagnostics import Severity
from engine.load import load
from engine.named_terms import unknown_terms
from tests.cli.command import run

CALENDAR = Calendar(
    (Term("autumn", date(2025, 9, 1), date(2025, 12, 19)), Term("spring", date(2026, 1, 5), date(2026, 4, 2)))
)
POLICY = """\
policy: small
layer: school
extends: [england]
tables:
  exams:
    check: week
    source: §1
    hit: first
    gives: [season]
    rows: |
      term     || season
      "spring" || "exams"
      -        || "none"
rules:
  - id: call
    source: §2
    for: 'term in ("autumn", "spring")'
    check: week
    when: absent_today > 0 and season = "exams"
    then: [{do: call, to: parents}]
"""


def told(folder: Path, was: str = "", becomes: str = "") -> list[tuple[str, str, str]]:
    assert was in POLICY
    file = folder / "small.yaml"
    file.write_text(POLICY.replace(was, becomes, 1) if was else POLICY, encoding="utf-8")
    loaded = load(file).value
    assert loaded is not None
    found = list(unknown_terms(loaded.bound, loaded.place, CALENDAR))
    assert all(each.severity is Severity.WARNING for each in found)
    return [
        (f"{each.place.span.line}:{each.place.span.column}", each.message, each.help) for each in found if each.place
    ]


def test_terms_that_the_calendar_has_are_not_told(tmp_path: Path):
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "becomes", "at", "advice"),
    [
        ('("autumn"', '("Autumn"', "17:20", "did you mean `autumn`?"),
        ('("autumn"', '("summer"', "17:20", "its terms are `autumn`, `spring`"),
        ('"spring" ||', '"sprnig" ||', "12:7", "did you mean `spring`?"),
    ],
)
def test_a_term_that_it_does_not_have_is_told_at_the_word(tmp_path: Path, was: str, becomes: str, at: str, advice: str):
    (found,) = told(tmp_path, was, becomes)

    assert found[0] == at
    assert "has no term" in found[1]
    assert found[2] == advice


def test_a_run_says_so_and_goes_on(tmp_path: Path):
    run("generate", "--pupils", "2", "--year", "2025", tmp_path / "data")
    (tmp_path / "small.yaml").write_text(POLICY.replace('"autumn"', '"Autumn"'), encoding="utf-8")

    done = run("run", tmp_path / "small.yaml", tmp_path / "data")

    assert done.code == 0
    assert "small.yaml:17:20: warning B013: the dataset's calendar has no term `Autumn`" in done.err
