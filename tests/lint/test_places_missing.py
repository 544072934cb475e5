"""Where it is told that something is missing: where it would stand, once, and not beside what was misspelt."""

from datetime import date
from pathlib import Path

import pytest

from engine.api import lint

POLICY = """\
policy: oak
title: Oak
layer: school
extends: [england]
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
rules:
  - id: late_note
    source: §1
    assumes: >-
      a term is
      a term
    when: lates_term >= 3
    check: morning
    then:
      - do: note
        to: office
  - {id: more, source: §2, when: lates_term >= 6, then: [{do: call, to: parents}]}
measures:
  lates_term: {count: sessions, of: late, over: term}
"""


def told(folder: Path, *pairs: tuple[str, str]) -> list[str]:
    text = POLICY
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "oak.yaml"
    file.write_text(text, encoding="utf-8")
    found = [each for each in lint([file], as_of=date(2026, 11, 28)).findings if each.severity.name != "INFO"]
    return [f"{each.place.span.line if each.place else 0} {each.code} {each.message}" for each in found]


MISSING = {
    "the layer": ([("layer: school\n", "")], ["2 S002 the file has no `layer`"]),
    "what a rule asks for": (
        [("    then:\n      - do: note\n        to: office\n", "")],
        ["15 R018 `rules.late_note` has no `then`: nothing inherited has this name"],
    ),
    "a condition after a text of several lines": (
        [("    when: lates_term >= 3\n", "")],
        ["13 L212 `late_note` has no condition, so it acts for every pupil, and looks each morning"],
    ),
    "when a register closes": (
        [("am: {everyone: {opens: 08:45, closes: 09:15}}", "am:\n    everyone:\n      opens: 08:45")],
        ["8 S002 `registers.am.everyone` has no `closes`: nothing inherited has this name"],
    ),
    "a field that is misspelt": ([("    then:\n", "    tehn:\n")], ["16 S001 `tehn` is no field of `rules.late_note`"]),
    "a field of the wrong kind": (
        [("closes: 09:15", "closes: soon")],
        [
            "6 S004 `registers.am.everyone.closes`: `soon` is not a time of day such as `09:30`, "
            "nor `30 minutes after opens`"
        ],
    ),
    "a condition of the wrong kind": (
        [("    when: lates_term >= 3\n", "    when: {a: 1}\n")],
        ["14 S003 `rules.late_note.when` is text, not a mapping"],
    ),
    "a part in a part, and what that leaves": (
        [("{count: sessions, of: late, over: term}", "\n    count: [1]\n    of: late\n    over: term")],
        ["22 S003 `measures.lates_term.count` is text, not a list"],
    ),
    "what a figure counts": (
        [("{count: sessions, of: late, over: term}", "{count: sessions, over: term}")],
        ["21 L216 `lates_term` counts all sessions, whatever their code"],
    ),
}


@pytest.mark.parametrize(("pairs", "expected"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_told_once_and_where_it_would_stand(tmp_path, pairs, expected):
    assert told(tmp_path) == []

    assert told(tmp_path, *pairs) == expected


def test_what_tests_say_stands_after_the_policy_that_they_are_of(tmp_path):
    (tmp_path / "oak.test.yaml").write_text("- name: x\n  policy: oak\n  only: [gone]\n", encoding="utf-8")
    found = told(tmp_path, ("to: office", "to: offise"))

    assert found[0].startswith("18 L102")
    assert len(found) > 1
