"""What a parent reads: whole sentences in plain words, for every kind of action of every shipped policy."""

import re
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from engine import api
from engine.explain.plainly import asked_for
from engine.explain.wording import Wording
from engine.model.output import ActionOutput, TaskOutput
from tests.unit.explain.told import every_kind

GOLDEN = Path(__file__).parents[2] / "golden" / "explain"
_JARGON = re.compile(
    r"_|\b(sessions?|spells?|episodes?|measures?|null|true|false|pupil register|WTTISA|DfE|SI \d|regs?|EHE|FSM|SEND)\b"
)
_LETTERS = re.compile(r"(?<![\w'’-])([B-HJ-Z]\d?)(?![\w'’-])")


@pytest.fixture(scope="module")
def kinds():
    found = every_kind()
    assert len(found) >= 80, "the shipped scenarios bring about every kind of action"
    return found


def test_each_policy_s_texts_are_as_they_were_read(kinds, golden):
    for policy, of_one in groupby(kinds, lambda each: each.policy):
        text = "\n\n".join(
            f"# {each.rule}{f' {each.outcome}' if each.outcome else ''}\n{each.item.plain}" for each in of_one
        )
        golden(GOLDEN / f"parent_{policy}.txt", text + "\n")
    files = {path.name for path in GOLDEN.glob("parent_*.txt") if not path.name.startswith("parent_of_")}
    assert files == {f"parent_{each.policy}.txt" for each in kinds}, "a text of a policy that brings about nothing now"


def test_no_jargon_is_left(kinds):
    for each in kinds:
        found = _JARGON.search(each.item.plain)
        assert found is None, (each.policy, each.rule, found, each.item.plain)


def test_no_code_letter_stands_without_its_meaning(kinds):
    for each in kinds:
        text, _, explained = each.item.plain.partition("\nIn the register ")
        for letter in set(_LETTERS.findall(text)):
            assert f"{letter} stands for" in explained, (each.policy, each.rule, letter)


def test_every_task_reads_as_a_sentence(kinds):
    for each in kinds:
        if each.item.action is None:
            continue
        asked = [line for line in each.item.plain.split("\n") if line.startswith(("By the school's policy ", "Also, "))]
        assert len(asked) == len(each.item.action.tasks)
        for line in asked:
            assert re.search(r" (must|should|may|is to) [a-z]", line), line
            assert "do this:" not in line, (each.policy, each.rule, "say in `plain_words` what is done")
            assert "..." not in line


def test_nothing_of_other_pupils_or_of_the_policy_file_is_told(kinds):
    for each in kinds:
        rules = {name for name in each.loaded.plan.ids if "_" in name}
        assert not [name for name in rules if name in each.item.plain]


# — a policy's own words —

POLICY = """policy: small
layer: national
title: A small land
roles: {tutor: Form tutor, board: North Shore Board}
plain_words:
  pupil: your child
  visit: look in on ...
  ABC: Act on Being There
  ABC s: Act on Being There, section
codes:
  - table:
      'P': {category: present, used_for: on_time_am, means: Here in the morning}
      'Q': {category: present, used_for: on_time_pm, means: Here in the afternoon}
      'A': {category: unauthorised_absence, means: Away}
rules:
  - {id: look_in, source: ABC s4, check: day, act: each check, then: [{do: visit, by: tutor}]}
"""


@pytest.fixture(scope="module")
def wording(tmp_path_factory):
    file = tmp_path_factory.mktemp("plain") / "small.yaml"
    file.write_text(POLICY, encoding="utf-8")
    loaded = api.load_policy(file)
    assert loaded.value is not None, loaded.diagnostics
    return Wording(loaded.value)


def action(**task):
    given = {
        "do": "visit",
        "to": None,
        "by": "tutor",
        "obligation": "must",
        "due": None,
        "due_text": None,
        "with": {},
        **task,
    }
    return ActionOutput(
        key="k", pupil="p", date="2025-01-08", session=None, rule="look_in", tasks=[TaskOutput(**given)], source=None,
        reason="", evidence={}, notes=[], assumes=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("task", "line"),
    [
        ({}, "By the school's policy the form tutor must look in on your child."),
        ({"to": "board"}, "By the school's policy the form tutor must look in on the North Shore Board."),
        ({"do": "wave", "by": None}, "By the school's policy the school must do this: wave."),
        ({"do": "say_hello", "to": "pupil", "obligation": None, "due": "2025-01-08"},
         "By the school's policy the form tutor is to do this: say hello, for your child, on the same day."),
        ({"due": "2025-01-10", "with": {"how": "kindly"}},
         "By the school's policy the form tutor must look in on your child, by 10 January 2025. How: kindly."),
        ({"do": "propose_code", "code": "A", "sessions": [["2025-01-08", "AM", "P"]]},
         'By the school\'s policy the form tutor must put forward that the register says "away" for the morning of '
         "8 January 2025; a person decides, and no mark is changed before."),
    ],
)  # fmt: skip
def test_a_task_in_the_policy_s_own_words(wording, task, line):
    assert asked_for(wording, "Looking in", action(**task)) == ["Looking in: 8 January 2025.", line]


def test_the_longest_abbreviation_is_spelled_out_first(wording):
    assert wording.clause("ABC s4; ABC s 5; ABCD") == "Act on Being There s4; Act on Being There, section 5; ABCD"


def test_a_word_that_begins_a_sentence_is_no_code_letter(wording):
    day = date(2025, 1, 8)
    assert wording.letters_in("A holiday: A holiday.\nA half day", day) == {}
    assert wording.letters_in("two days of A, and P", day) == {"P": "here in the morning", "A": "away"}
