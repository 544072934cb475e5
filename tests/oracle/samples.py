"""The two worked samples beside the project: a folder of CSV files as the oracle takes it, and what is asked for."""

import csv
import json
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.plain import Result

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples"

Row = tuple[str, str, str]


def dataset(folder: Path) -> dict[str, Any]:
    """A dataset's folder as plain rows of text; a file that is not there is not known."""
    calendar = (folder / "calendar.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = {"calendar": yaml.load(calendar, Loader=yaml.BaseLoader)}  # noqa: S506 — text only
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found[file.stem] = list(csv.DictReader(lines))
    return found


def actions(result: Result) -> list[Row]:
    """The actions as (pupil, date, rule)."""
    return sorted((action.pupil, f"{action.date}", action.rule) for action in result.actions)


def actions_asked(school: str) -> list[Row]:
    """The rows that the sample asks for."""
    with (FOLDER / f"{school}_actions.csv").open(encoding="utf-8", newline="") as lines:
        return sorted((row["pupil"], row["date"], row["rule"]) for row in csv.DictReader(lines))


def decisions(result: Result, asked: list[dict[str, Any]]) -> list[str]:
    """The decisions, each told with the fields that the sample tells of its table."""
    fields = {decision["table"]: list(decision) for decision in asked}
    found = []
    for each in result.decisions:
        said = {"table": each.table, "pupil": each.pupil, "date": f"{each.date}", "request": each.request}
        said |= {"parent": each.parent} | dict(each.gives)
        found.append(
            json.dumps({name: said.get(name) for name in fields.get(each.table, said)}, sort_keys=True, default=str)
        )
    return sorted(found)


def decisions_asked(school: str) -> list[dict[str, Any]]:
    """The decisions that the sample asks for."""
    return json.loads((FOLDER / f"{school}_decisions.json").read_text(encoding="utf-8"))
