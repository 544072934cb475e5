"""A made-up pupil's files, and changes of them as an explanation tells them: nothing of the engine is used."""

import csv
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

CALENDAR = (
    "terms:\n"
    "  - {name: autumn, from: 2024-09-02, to: 2024-12-06, half_term: {from: 2024-10-07, to: 2024-10-11}}\n"
    "  - {name: spring, from: 2025-01-06, to: 2025-01-31}\n"
)
FIRST = date(2024, 9, 2)
_TRUTHS = {"true": "yes", "false": "no"}
Row = dict[str, str]


def school_days(last: date) -> list[date]:
    """Give the school days of the calendar up to a day."""
    days = [FIRST + timedelta(days=step) for step in range((last - FIRST).days + 1)]
    breaks = ((date(2024, 10, 7), date(2024, 10, 11)), (date(2024, 12, 7), date(2025, 1, 5)))
    return [day for day in days if day.weekday() < 5 and not any(first <= day <= end for first, end in breaks)]


@dataclass
class Files:
    """The files of a dataset with one pupil, by name; a file that is not there is missing."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write them into a new folder."""
        folder.mkdir()
        (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
        for name, rows in self.rows.items():
            header = list(
                dict.fromkeys(["pupil", *(column for row in rows for column in row), *_HEADERS.get(name, ())])
            )
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return folder

    def until(self, day: str) -> "Files":
        """Leave out the marks after a day."""
        kept = [row for row in self.rows["marks"] if row["date"] <= day]
        return Files({**self.rows, "marks": kept})

    def changed(self, edits: Iterable[Mapping[str, object]]) -> "Files":
        """Make changes, in their order; a row that is told must be there."""
        rows = {name: [dict(row) for row in held] for name, held in self.rows.items()}
        for edit in edits:
            name, how, where, values = (edit[key] for key in ("file", "how", "where", "values"))
            held = rows.setdefault(str(name), [])
            if how == "add" and name == "pupils":
                _from(held, dict(values))
                continue
            if how == "add":
                held.append({"pupil": "amy", **values})
                continue
            if how == "give":
                continue
            found = [row for row in held if all(_same(row.get(key, ""), value) for key, value in where.items())]
            if name == "marks" and not found:
                found = [{"pupil": "amy", **where}]
                held.append(found[0])
            assert found, f"there is no row {where} in {name}"
            if how == "remove":
                held.remove(found[0])
            for row in found if name == "pupils" else found[:1]:
                row.update(values)
        return Files(rows)


_HEADERS: dict[str, tuple[str, ...]] = {
    "marks": ("date", "session", "code", "arrived", "minutes_late"),
    "contacts": ("date", "outcome", "time"),
    "flags": ("flag", "from", "to"),
    "lessons": ("date", "outcome", "minutes"),
    "excused": ("date", "session"),
    "outcomes": ("rule", "on", "outcome"),
    "leave_requests": (
        "request",
        "submitted_on",
        "from",
        "to",
        "reason",
        "in_writing",
        "by_resident_parent",
        "decision",
    ),
    "notices": ("parent", "kind", "issued_on", "status"),
    "parents": ("parent", "liable"),
}


def _from(held: list[Row], values: Row) -> None:
    """Add a row about the pupil from a day on, like the one before it; of the same day it is one row."""
    before = [row for row in held if row.get("from", "") <= values["from"]]
    if before and before[-1].get("from", "") == values["from"]:
        before[-1].update(values)
    else:
        held.insert(len(before), {**(before or held)[-1], **values})


def _same(cell: str, told: str) -> bool:
    return _TRUTHS.get(cell, cell) == told


def random_files(seed: int) -> Files:
    """Make a pupil's files up."""
    chance = random.Random(seed)
    days = school_days(date(2025, 1, 24))
    lively = chance.random()
    marks: list[Row] = []
    for day in days:
        for half, here in (("AM", "/"), ("PM", "\\")):
            code = here if chance.random() > 0.3 * lively else chance.choice(["L", "U", "V", "I", "O", "N", "X", ""])
            row = {"pupil": "amy", "date": day.isoformat(), "session": half, "code": code}
            if code in ("L", "U") and chance.random() < 0.8:
                late = chance.choice([2, 12, 25, 40])
                row["minutes_late"] = str(late)
                row["arrived"] = f"{9 if half == 'AM' else 13}:{late:02}".rjust(5, "0")
            marks.append(row)
    for code, length in (("I", 8), ("N", 5)):
        begins = chance.randrange(0, 120, 2)
        if chance.random() < 0.5:
            for row in marks[begins : begins + length]:
                row["code"] = code
    pupil = {
        "pupil": "amy",
        "year_group": chance.choice(["R", "3", "6", "8", "12"]),
        "house": chance.choice(["red", "blue", ""]),
        "bus": chance.choice(["true", "false", ""]),
        "points": chance.choice(["10", "39", "60", ""]),
        "joined_club": chance.choice(["", "2024-10-01", "2025-03-01"]),
        "enrolled_on": chance.choice(["", "2024-09-02", "2024-09-11"]),
        "date_of_birth": chance.choice(["", "2019-10-10", "2016-02-02"]),
        "left_on": "",
        "leaving_reason": "",
    }
    enrolled = pupil["enrolled_on"]
    rows: dict[str, list[Row]] = {
        "marks": [row for row in marks if row["date"] >= enrolled], "pupils": [pupil],
        "parents": [{"pupil": "amy", "parent": "p1", "liable": "true"}],
    }  # fmt: skip

    def some(name: str, most: int, make) -> None:
        if chance.random() < 0.8:
            rows[name] = [
                {"pupil": "amy", **make(chance.choice(days).isoformat())} for _ in range(chance.randint(0, most))
            ]

    some("contacts", 4, lambda day: {"date": day, "outcome": chance.choice(["reached", "no_answer"]),
                                     "time": chance.choice(["", "10:00", "11:00"])})  # fmt: skip
    some("flags", 2, lambda day: {"flag": "worry", "from": day, "to": ""})
    some("lessons", 4, lambda day: {"date": day, "outcome": chance.choice(["missed", "present"]),
                                    "minutes": chance.choice(["10", "20", "45"])})  # fmt: skip
    some("excused", 2, lambda day: {"date": day, "session": "AM"})
    some("outcomes", 1, lambda day: {"rule": "since_anchor", "on": day, "outcome": chance.choice(["done", "missed"])})
    some("notices", 2, lambda day: {"parent": "p1", "kind": chance.choice(["penalty_notice", "public_place"]),
                                    "issued_on": day, "status": chance.choice(["paid", "withdrawn"])})  # fmt: skip
    if chance.random() < 0.8:
        rows["leave_requests"] = [
            {"pupil": "amy", "request": f"R{number}", "submitted_on": day.isoformat(),
             "from": (day + timedelta(days=chance.choice([5, 30]))).isoformat(),
             "to": (day + timedelta(days=40)).isoformat(), "reason": chance.choice(["holiday", "medical"]),
             "in_writing": chance.choice(["true", "false"]), "by_resident_parent": "true", "decision": ""}
            for number, day in enumerate(chance.sample(days[:30], chance.randint(0, 2)))
        ]  # fmt: skip
    return Files(rows)
