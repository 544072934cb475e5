"""A case that two readings differ on: written for a person to look at, and made smaller while they still differ."""

import copy
import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Case(NamedTuple):
    """An expanded policy, a dataset, and the day as of which it is read."""

    policy: dict[str, Any]
    data: dict[str, Any]
    as_of: date | None


Fails = Callable[[Case], bool]


class _Plain(yaml.SafeDumper):
    """Writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(said: Any) -> str:
    """A document as YAML text."""
    return yaml.dump(said, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=150)


def write_dataset(folder: Path, data: dict[str, Any]) -> None:
    """Write calendar.yaml and a CSV file for each table that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "calendar.yaml").write_text(as_yaml(data["calendar"]), encoding="utf-8")
    for table, rows in data.items():
        if table != "calendar" and rows is not None:
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                columns = list(dict.fromkeys(name for row in rows for name in row)) or HEADERS[table]
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


HEADERS = {
    "contacts": ["pupil", "date", "outcome", "time"],
    "flags": ["pupil", "flag", "from", "to"],
    "evidence": ["pupil", "from", "to", "kind"],
    "leave_requests": [
        "request", "pupil", "submitted_on", "from", "to", "reason", "in_writing", "by_resident_parent", "decision",
    ],
    "parents": ["pupil", "parent", "liable"],
    "notices": ["pupil", "parent", "kind", "issued_on", "status", "notice"],
    "outcomes": ["pupil", "rule", "on", "outcome", "raised_on"],
    "amendments": ["pupil", "date", "session", "original", "amended", "reason", "amended_on", "amended_by", "position"],
    "lessons": ["pupil", "date", "outcome", "score"],
    "excused": ["pupil", "date", "session"],
    "trips": ["pupil", "from", "to", "kind"],
    "marks": ["pupil", "date", "session", "code"],
}  # fmt: skip


def write(folder: Path, case: Case) -> None:
    """Write a case as policy.yaml and a dataset in `data/`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(as_yaml(case.policy), encoding="utf-8")
    write_dataset(folder / "data", case.data)
    (folder / "as_of.txt").write_text(f"{case.as_of or ''}\n", encoding="utf-8")


def smaller(case: Case, fails: Fails, patience: int = 400) -> Case:
    """The smallest case found that still fails, taking one thing away at a time."""
    shrinking = True
    while shrinking and patience > 0:
        shrinking = False
        for candidate in _candidates(case):
            patience -= 1
            if patience <= 0:
                break
            if fails(candidate):
                case, shrinking = candidate, True
                break
    return case


def _candidates(case: Case) -> Iterator[Case]:
    """Cases with one thing less: a pupil, a rule, a ladder, a table, a field, a figure, rows."""
    names = sorted({row["pupil"] for row in case.data["pupils"]})
    for name in names if len(names) > 1 else ():
        yield case._replace(data=_only_pupil(case.data, name))
    for path in _paths(case.policy):
        policy = copy.deepcopy(case.policy)
        _take_away(policy, path)
        yield case._replace(policy=policy)
    for table, rows in case.data.items():
        if table not in ("calendar", "pupils", "marks") and rows:
            yield case._replace(data=case.data | {table: []})
            for place in range(len(rows)):
                yield case._replace(data=case.data | {table: rows[:place] + rows[place + 1 :]})


def _only_pupil(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        table: [row for row in rows if row["pupil"] == name] if isinstance(rows, list) else rows
        for table, rows in data.items()
    }


Path_ = tuple[Any, ...]


def _paths(policy: dict[str, Any]) -> Iterator[Path_]:
    for section in ("ladders", "tables", "measures", "flags", "values", "sets", "facts"):
        for name in policy.get(section) or {}:
            yield (section, name)
    for place, rule in enumerate(policy["rules"]):
        yield ("rules", place)
        for key in ("for", "when", "unless", "act", "at_most", "check", "each", "in_force", "if_unknown"):
            if key in rule:
                yield ("rules", place, key)
        if len(rule.get("then", [])) > 1:
            yield from (("rules", place, "then", number) for number in range(len(rule["then"])))
        yield from (("rules", place, "notes", number) for number in range(len(rule.get("notes", []))))
    for name, ladder in (policy.get("ladders") or {}).items():
        yield from (("ladders", name, key) for key in ladder if key != "steps")
        yield from (("ladders", name, "steps", place) for place in range(len(ladder["steps"])))
        yield from (
            ("ladders", name, "steps", place, key)
            for place, step in enumerate(ladder["steps"])
            for key in step
            if key not in ("id", "then")
        )
    for name, figure in (policy.get("measures") or {}).items():
        yield from (
            ("measures", name, key)
            for key in ("ends", "at_least", "whole", "strict", "overlapping", "of", "in_force")
            if key in figure
        )
    for name, flag in (policy.get("flags") or {}).items():
        yield from (("flags", name, key) for key in ("until", "lasts", "in_force") if key in flag)
    for section in ("facts", "tables"):
        held = (policy.get(section) or {}).items()
        yield from ((section, name, "in_force") for name, item in held if "in_force" in item)
    if "school_age" in policy:
        yield ("school_age",)


def _take_away(policy: Any, path: Path_) -> None:
    for key in path[:-1]:
        policy = policy[key]
    del policy[path[-1]]
