"""What the shipped national layer expects of a dataset, read from its file."""

from datetime import date
from pathlib import Path

import pytest

from engine.parse import load
from engine.register import CodesInForce, Expected

ENGLAND = Path(__file__).parents[3] / "policies" / "england.yaml"


@pytest.fixture(scope="session")
def england() -> Expected:
    document = load(ENGLAND).value
    assert document is not None
    assert isinstance(document.value, dict)
    said = document.value
    tables = sorted(said["codes"], key=lambda table: table.get("from", ""))
    starts = [date.fromisoformat(table["from"]) if "from" in table else None for table in tables]
    entries = [(code, entry) for table in tables for code, entry in table["table"].items()]
    flags = {entry.get("called", name) for name, entry in said["flags"].items()}
    return Expected(
        tuple(
            CodesInForce(start, until, {code: entry["category"] for code, entry in table["table"].items()})
            for table, start, until in zip(tables, starts, [*starts[1:], None], strict=True)
        ),
        closing=frozenset(code for code, entry in entries if entry.get("used_for") == "planned_closure"),
        silent=frozenset(code for code, entry in entries if entry.get("silent") == "true"),
        flags=frozenset(flags),
    )
