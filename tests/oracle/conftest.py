"""What the tests of settled differences share."""

from pathlib import Path
from typing import Any

import pytest

from tests.oracle.bridge import by_engine, by_oracle
from tests.oracle.plain import run
from tests.oracle.worked import case


@pytest.fixture
def shown(tmp_path: Path) -> Any:
    """What both say acted and the figures that notes show, as `09-02 it missed=3`; fails where they differ."""

    def both(line: str, policy: str, **tables: Any) -> tuple[list[str], list[str]]:
        asked = case(line, policy, **tables)
        ours, theirs = by_oracle(run(*asked)), by_engine(asked, tmp_path)
        assert (theirs.actions, theirs.shown) == (ours.actions, ours.shown)
        return tuple([text[5:].replace(" amy", "") for text in texts] for texts in (theirs.actions, theirs.shown))

    return both


@pytest.fixture
def acted(tmp_path: Path) -> Any:
    """What both say acted, as `09-02 it letter`; fails where they differ."""

    def both(line: str, policy: str, **tables: Any) -> list[str]:
        asked = case(line, policy, **tables)
        ours, theirs = by_oracle(run(*asked)).actions, by_engine(asked, tmp_path).actions
        assert list(theirs) == list(ours)
        return [text[5:].replace(" amy", "") for text in theirs]

    return both
