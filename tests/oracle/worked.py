"""Small cases in a few lines: marks as `/\\ x3 OO`, a policy as YAML, and what acted as `amy 5 Sep late`."""

from datetime import date
from typing import Any

import yaml

from tests.oracle.cases import Case
from tests.oracle.codes import CODES
from tests.oracle.plain import Result, run
from tests.oracle.schooltime import SchoolTime


def _text(written: str) -> dict[str, Any]:
    """Read YAML whose every scalar is text."""
    return yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 — it makes text only


CALENDAR: dict[str, Any] = _text(
    """
terms:
  - {name: autumn, from: 2024-09-02, to: 2024-12-20, half_term: {from: 2024-10-28, to: 2024-11-01}}
  - {name: spring, from: 2025-01-06, to: 2025-04-04, half_term: {from: 2025-02-17, to: 2025-02-21}}
  - {name: summer, from: 2025-04-22, to: 2025-07-22, half_term: {from: 2025-05-26, to: 2025-05-30}}
  - {name: next, from: 2025-09-01, to: 2025-10-24}
"""
)

GROUND = """
policy: worked
layer: school
registers: {am: {all: {opens: 09:00, closes: 09:30}}, pm: {all: {opens: 13:00, closes: 13:30}}}
sets: {late: 'code in ("L", "U")', ill: 'code = "I"'}
"""


def school_days(calendar: dict[str, Any]) -> list[date]:
    """The school days of a calendar whose closures with `#` are planned ones."""
    return SchoolTime(calendar, lambda code, on: code == "#").school_days


def marks(pupil: str, line: str, days: list[date], start: str | None) -> list[dict[str, str]]:
    """Marks from a line: two codes a day, `xN` repeats the day before it, `~` or `.` is no mark at that session."""
    written: list[tuple[str, str]] = []
    for word in line.split():
        if word.startswith("x") and word[1:].isdigit():
            written += [written[-1]] * (int(word[1:]) - 1)
        elif ":" in word:
            am, pm = word.split(":")
            written.append((am, pm))
        else:
            written.append((word[0], word[1]))
    begins = [day for day in days if start is None or day >= date.fromisoformat(start)]
    return [
        {"pupil": pupil, "date": f"{day}", "session": half, "code": "" if code in ".~" else code}
        for day, codes in zip(begins, written, strict=False)
        for half, code in zip(("AM", "PM"), codes, strict=True)
    ]


def ask(line: str, policy: str, calendar: str = "", as_of: str | None = None, **tables: Any) -> Result:
    """Run a policy over amy's marks as `case` takes them."""
    return run(*case(line, policy, calendar, as_of, **tables))


def case(line: str, policy: str, calendar: str = "", as_of: str | None = None, **tables: Any) -> Case:
    """A policy and amy's marks; `pupil` holds her columns, `start` the first day of the line."""
    cal = CALENDAR | (_text(calendar) or {})
    start = tables.pop("start", None)
    columns = {"pupil": "amy", "year_group": "4"} | tables.pop("pupil", {})
    rows = marks("amy", line, school_days(cal), start)
    for row in rows:
        row |= tables.get("arrivals", {}).get((row["date"], row["session"]), {})
    tables.pop("arrivals", None)
    empty = ("contacts", "flags", "evidence", "leave_requests", "parents", "notices", "outcomes", "amendments")
    data: dict[str, Any] = {"calendar": cal, "marks": rows, "pupils": tables.pop("pupils", [columns])}
    for name in empty:
        data[name] = []
    for name, given in tables.items():
        data[name] = None if given is None else [{"pupil": "amy", **row} for row in given]
    ground = _text(GROUND)
    said = _text(policy)
    merged = ground | said | {"codes": CODES}
    if "sets" in said:
        merged["sets"] = ground["sets"] | said["sets"]
    return Case(merged, data, date.fromisoformat(as_of) if as_of else None)


def acted(result: Result) -> list[str]:
    """The actions as `5 Sep late`, in order; with AM or PM where the rule looks at sessions."""
    return [f"{a.date.day} {a.date:%b} {a.rule}{' ' + a.session if a.session else ''}" for a in result.actions]


def when(line: str, condition: str, measures: str = "{}", more: str = "", **given: Any) -> list[str]:
    """The days on which a condition is true at the `day` check, as `5 Sep`."""
    policy = f"measures: {measures}\nrules: [{{id: it, act: each check, when: '{condition}'}}]\n{more}"
    return [text.removesuffix(" it") for text in acted(ask(line, policy, **given))]
