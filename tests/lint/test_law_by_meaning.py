"""The law's findings in policies that are written otherwise than ours: in rules, ladders, tables and plain words.

Each file of `golden/lint/mistakes` says in comments what must be found, and where; those of `sensible` hold no error.
"""

import re
from pathlib import Path

import pytest

from engine.api import lint
from engine.diagnostics import Severity
from tests.lint.examples import AS_OF

FOLDER = Path(__file__).parents[1] / "golden" / "lint"
MISTAKES = sorted((FOLDER / "mistakes").glob("*.yaml"))
SENSIBLE = sorted((FOLDER / "sensible").glob("*.yaml"))


@pytest.mark.parametrize("file", MISTAKES, ids=lambda file: file.stem)
def test_a_mistake_is_found_however_it_is_written(file):
    found = lint([file], as_of=AS_OF).findings
    told = [(each.code, each.place.source.line(each.place.span.line)) for each in found if each.place]
    expected = re.findall(r"^# finds (\w+) at: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)

    assert expected
    for code, part in expected:
        assert any(code == one and part.strip() in line for one, line in told), (code, part, told)


@pytest.mark.parametrize("file", SENSIBLE, ids=lambda file: file.stem)
def test_a_sensible_policy_has_no_error(file):
    errors = [str(each) for each in lint([file], as_of=AS_OF).findings if each.severity is Severity.ERROR]

    assert errors == []
