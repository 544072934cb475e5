"""A dataset as plain rows of text -> rows of values, dated, pupil by pupil.

Source: design §3, §4 (a dated fact), §5.2 (what dates a row).
"""

from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle.amounts import clock, day, truth

Cells = Mapping[str, Any]

DATED_BY = ("date", "submitted_on", "issued_on", "amended_on", "on", "from")

TABLES: dict[str, dict[str, str]] = {
    "contacts": {"date": "date", "outcome": "text", "time": "time"},
    "flags": {"flag": "text", "from": "date", "to": "date"},
    "evidence": {"from": "date", "to": "date", "kind": "text"},
    "leave_requests": {
        "request": "text", "submitted_on": "date", "from": "date", "to": "date", "reason": "text",
        "in_writing": "boolean", "by_resident_parent": "boolean", "evidence": "text", "decision": "text",
    },
    "parents": {"parent": "text", "liable": "boolean"},
    "notices": {"notice": "text", "parent": "text", "kind": "text", "issued_on": "date", "status": "text"},
    "outcomes": {"rule": "text", "on": "date", "outcome": "text", "raised_on": "date"},
    "amendments": {
        "date": "date", "session": "text", "original": "text", "amended": "text", "reason": "text",
        "amended_on": "date", "amended_by": "text", "position": "text",
    },
}  # fmt: skip

PUPIL_COLUMNS: dict[str, str] = {
    "year_group": "year_group", "date_of_birth": "date", "enrolled_on": "date", "left_on": "date",
    "leaving_reason": "text", "send": "boolean", "ehcp": "boolean", "fsm": "boolean", "social_worker": "boolean",
    "looked_after": "boolean", "class": "text",
}  # fmt: skip


class Row(NamedTuple):
    """One row of a fact table.

    `dated` is its date, None where nothing dates it. `start` and `end` are its `from` and `to`, both included;
    a blank `to` is `from`, or no end for a flag. `at` is its time of day. `last` is the last day on which it is
    seen: a row dated by its `from` is not seen when it is over. A `number` below 0 stands for the unknown rows of a
    file that is absent.
    """

    table: str
    number: int
    cells: Cells
    dated: date | None
    start: date | None
    end: date | None
    at: time | None
    last: date = date.max


def cell(text: str | None, kind: Any) -> Any:
    """One cell's value; None for a blank."""
    if text is None or not text.strip():
        return None
    if kind == "date":
        return day(text)
    if kind == "time":
        return clock(text.strip())
    if kind == "boolean":
        return truth(text)
    if kind == "number":
        return Fraction(text.strip())
    if kind == "year_group":
        return Fraction({"N": "-1", "R": "0"}.get(text.strip(), text.strip()))
    return text.strip()


def columns(table: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a fact table with their types: the usual ones and those that the policy declares."""
    declared = facts.get(table) or {}
    own = dict(TABLES.get(table, {}))
    if declared.get("dated_by"):
        own.setdefault(declared["dated_by"], "date")
    if declared.get("covers"):
        own |= {"date": "date", "session": "text", "from": "date", "to": "date"}
    return own | (declared.get("columns") or {})


def rows(table: str, given: list[dict[str, str]], facts: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The rows of a table by pupil, dated."""
    kinds = columns(table, facts)
    first = (facts.get(table) or {}).get("dated_by") or ("amended_on" if table == "amendments" else None)
    found: dict[str, list[Row]] = {}
    for number, line in enumerate(given):
        cells = {name: cell(line.get(name), kind) for name, kind in kinds.items()} | {"pupil": line["pupil"]}
        by = next((name for name in (first, *DATED_BY) if name and cells.get(name) is not None), None)
        start = cells.get("from")
        end = cells.get("to") or (date.max if table == "flags" else start)
        row = Row(table, number, cells, cells[by] if by else None, start, end, cells.get("time"))
        if by == "from":
            row = row._replace(last=end)
        found.setdefault(line["pupil"], []).append(row)
    return found
