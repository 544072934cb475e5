"""Files of exports that a test writes, and what becomes of them with the national codes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.compile.expected import expected_of
from engine.diagnostics import Outcome, Severity
from engine.importers.account import Imported, Wishes
from engine.importers.run import import_files
from engine.load import load
from engine.model.import_map import ImportMap
from engine.register import Expected


@cache
def national() -> Expected:
    loaded = load("england").value
    assert loaded is not None
    return expected_of(loaded.bound)


@dataclass
class Desk:
    """A folder of exports."""

    folder: Path

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, *names: str, mapping: dict[str, Any] | None = None, **wishes: Any) -> Outcome[Imported]:
        paths = [self.folder / name for name in names]
        wanted = ImportMap.model_validate(mapping or {})
        return import_files(paths, national(), Wishes(wanted, **wishes))

    def marks(self, *names: str, **how: Any) -> dict[tuple[str, str, str], str]:
        """Give the code of each mark by pupil, date and session."""
        made = self.read(*names, **how).value
        assert made is not None
        return marks_of(made)

    def told(self, *names: str, **how: Any) -> list[str]:
        """Give every diagnostic as `row:column code message`."""
        told = []
        for found in self.read(*names, **how).diagnostics:
            where = f"{found.place.span.line}:{found.place.span.column} " if found.place else ""
            told.append(f"{where}{found.code} {found.message}")
        return told

    def errors(self, *names: str, **how: Any) -> list[str]:
        return [found.code for found in self.read(*names, **how).diagnostics if found.severity is Severity.ERROR]


def marks_of(made: Imported) -> dict[tuple[str, str, str], str]:
    held = made.marks
    return {
        (pupil, held.days[slot // 2].isoformat(), ("AM", "PM")[slot % 2]): held.codes[code]
        for slot, row in enumerate(held.cells.tolist())
        for pupil, code in zip(held.pupils, row, strict=True)
        if code != 255
    }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def day() -> Callable[[str], date]:
    return date.fromisoformat
