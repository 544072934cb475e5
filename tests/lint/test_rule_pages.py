"""Every rule of the linter has a whole page, finds what its page says to avoid, and passes what it says to prefer."""

import re

import pytest

from engine.diagnostics import Severity
from engine.lint.rule import rules
from tests.lint.examples import SECTIONS, every, examples, findings, sections

RULES = rules()
RETIRED: frozenset[str] = frozenset()
"""Codes that once meant something and are never used again."""


def pages():
    return ((rule.code, rule.page) for rule in RULES)


def test_codes_and_names_are_used_once_and_never_again():
    codes = [rule.code for rule in RULES]

    assert len(set(codes)) == len(codes)
    assert len({rule.name for rule in RULES}) == len(codes)
    assert not RETIRED & set(codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_is_whole(rule):
    assert tuple(sections(rule.page)) == SECTIONS
    assert examples(rule.page, "Avoid")
    assert examples(rule.page, "Prefer")
    assert re.match(r"[a-z`]", rule.summary)
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize(("code", "at", "files"), every(pages(), "Avoid"), ids=lambda each: str(each)[:8])
def test_what_a_page_says_to_avoid_is_found(code, at, files, tmp_path):
    found = findings(files, tmp_path)

    assert code in {each.code for each in found}, found
    assert all(each.place is not None and each.message for each in found if each.code == code)


@pytest.mark.parametrize(("code", "at", "files"), every(pages(), "Prefer"), ids=lambda each: str(each)[:8])
def test_what_a_page_says_to_prefer_is_not_found(code, at, files, tmp_path):
    found = findings(files, tmp_path)

    assert code not in {each.code for each in found}, found
    assert [each for each in found if each.severity is Severity.ERROR] == []
