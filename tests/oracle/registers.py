"""Random small datasets, full of what decides: blanks, missing files, closures, joiners, leavers, missing marks.

`register(rng, size, flags, rules)` -> a dataset as `plain.run` takes it, and a day to read it as of (or None).
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.oracle.codes import TABLE
from tests.oracle.dataset import cell
from tests.oracle.schooltime import WEEKDAYS, WEEKEND, SchoolTime, dates

Rows = list[dict[str, str]]


class Size(NamedTuple):
    """How much there is: pupils, weeks of school, and terms."""

    pupils: int = 3
    weeks: int = 6
    terms: int = 2


NOTICE = ("pupil", "parent", "kind", "issued_on", "notice")
OUTCOMES = ("reached", "no_answer", "message_left")
REASONS = ("holiday", "medical", "protest", "interview", "close_family_wedding", "exceptional", "other")
LESSONS = ("present", "late", "missed")
MOODS = {
    "well": ["/\\"] * 9 + ["L\\", "/U", "V\\", "//", "/I", "N\\", "_\\", "BB", "/D"],
    "ill": ["II"] * 8 + ["I\\", "MM", "I_", "__"],
    "away": ["OO"] * 4 + ["GG", "NN", "ON", "GG", "O\\", "UO", "N_"],
    "late": ["L\\"] * 3 + ["UU", "LU", "UL", "L_", "L\\"],
    "out": ["EE"] * 3 + ["CC", "XX", "DD", "CX", "X\\", "QQ"],
    "half": ["/X"] * 6 + ["/C", "OX", "IX", "LX", "X\\", "/D"],
}


_CLOSING = (480, 540, 570, 600, 615, 620, 780, 810, 845)
"""Minutes at which registers open or close and clock checks are held."""


def _times(rng: random.Random, first: int, last: int) -> str:
    minute = rng.randint(first, last) if rng.random() < 0.7 else rng.choice(_CLOSING)
    return f"{minute // 60:02}:{minute % 60:02}"


def _maybe(rng: random.Random, chance: float, text: str) -> str:
    return text if rng.random() < chance else ""


def calendar(rng: random.Random, size: Size) -> dict[str, Any]:
    """Terms of a few weeks, some with a break, some on both sides of a summer; INSET days, bank holidays, closures."""
    monday = rng.choice(
        [date(2024, 9, 2), date(2025, 1, 6), date(2025, 6, 16), date(2024, 2, 19), date(2025, 6, 30), date(2024, 7, 8)]
    )
    terms: list[dict[str, Any]] = []
    weeks_left = size.weeks
    for number in range(size.terms):
        weeks = max(1, weeks_left // (size.terms - number))
        weeks_left -= weeks
        start = monday + timedelta(days=rng.choice([0, 0, 1, 2]))
        pause = weeks > 1 and rng.random() < 0.6
        before = rng.randint(1, weeks - 1) if pause else 0
        end = monday + timedelta(days=7 * (weeks + pause) - rng.choice([3, 3, 3, 4, 5]))
        term: dict[str, Any] = {"name": f"term{number + 1}", "from": f"{start}", "to": f"{end}"}
        if pause:
            begins = monday + timedelta(days=7 * before)
            term["half_term"] = {"from": f"{begins}", "to": f"{begins + timedelta(days=4)}"}
        terms.append(term)
        monday += timedelta(days=7 * (weeks + pause + rng.choice([1, 1, 2, 3])))
        if monday.month == 8 or (monday.month == 7 and monday.day > 20):
            monday = date(monday.year, 9, 2 if monday.year == 2024 else 1)
    days = [day for term in terms for day in dates(date.fromisoformat(term["from"]), date.fromisoformat(term["to"]))]
    found: dict[str, Any] = {"terms": terms}
    weekend = rng.choice([WEEKEND] * 4 + [("friday", "saturday"), ("sunday",)])
    days = [day for day in days if WEEKDAYS[day.weekday()] not in weekend]
    if weekend != WEEKEND:
        found["weekend"] = [*weekend]
        found["week_begins"] = "monday" if weekend == ("sunday",) else "sunday"
    elif rng.random() < 0.2:
        found["extra_days"] = [f"{rng.choice(days) + timedelta(days=rng.choice([1, 2, 3]))}"]
    if rng.random() < 0.2:
        found["year_begins"] = rng.choice(["01-01", "02-01", "09-10"])
    found["inset"] = [f"{rng.choice(days)}" for _ in range(rng.choice([0, 0, 1, 2]))]
    found["bank_holidays"] = [f"{rng.choice(days)}" for _ in range(rng.choice([0, 0, 1]))]
    found["closures"] = [
        {"date": f"{day}", "session": rng.choice(["AM", "PM", "all"]), "code": rng.choice(["#", "#", "Y4"])}
        for day in sorted({rng.choice(days) for _ in range(rng.choice([0, 1, 2]))})
    ]
    if rng.random() < 0.1:
        # a school that is open on the mornings alone of one day of the week
        short = rng.choice(days).weekday()
        found["closures"] = [{"date": f"{day}", "session": "PM", "code": "#"} for day in days if day.weekday() == short]
    if rng.random() < 0.5:
        begins, ends = sorted([rng.choice(days), rng.choice(days)])
        found["periods"] = {"trial": {"from": f"{begins}", "to": f"{ends}"}}
    else:
        found["periods"] = {"trial": {"from": f"{days[0]}", "to": f"{days[-1]}"}}
    return found


def _born(rng: random.Random, year_group: str, today: date) -> str:
    age = {"N": 3, "R": 4}.get(year_group) or int(year_group) + 4
    autumn = today.year if today.month >= 9 else today.year - 1
    born = date(autumn - age, 8, 31) - timedelta(days=rng.randrange(365))
    if rng.random() < 0.2:
        born = born.replace(month=rng.choice([3, 8, 12]), day=31)
    elif rng.random() < 0.1 and born.year % 4 == 0:
        born = born.replace(month=2, day=29)
    return f"{born}"


def pupils(rng: random.Random, size: Size, days: Sequence[date]) -> Rows:
    """Joiners, leavers, blanks, and now and then a file with several rows a pupil."""
    dated = rng.random() < 0.4
    rows = []
    for number in range(1, size.pupils + 1):
        year_group = rng.choice(["N", "R", "R", "1", "2", "3", "4", "5", "6", "7", "9", "10", "11", "11", "12", "13"])
        enrolled = rng.choice(
            [days[0] - timedelta(days=400), days[0], None, rng.choice(days) - timedelta(days=rng.choice([0, 0, 1, 2]))]
        )
        left = rng.choice([None, None, None, rng.choice(days) + timedelta(days=rng.choice([0, 0, 1, 2]))])
        if left and enrolled and left < enrolled:
            left = None
        row = {
            "pupil": f"P{number}",
            "year_group": year_group,
            "date_of_birth": _maybe(rng, 0.7, _born(rng, year_group, days[0])),
            "enrolled_on": f"{enrolled or ''}",
            "left_on": f"{left or ''}",
            "leaving_reason": _maybe(rng, 0.8, rng.choice(["EHE", "unknown", "moved", "other"])) if left else "",
            "send": rng.choice(["true", "false", "yes", "n", ""]),
            "fsm": rng.choice(["true", "false", "1", "0"]),
            "ehcp": rng.choice(["true", "false", ""]),
            "social_worker": rng.choice(["y", "no", ""]),
            "looked_after": rng.choice(["true", "false"]),
            "class": rng.choice(["red", "blue", ""]),
            "house": rng.choice(["lion", "bear", "lion", ""]),
            "credits": rng.choice(["0", "2", "2.5", ""]),
            "bus": rng.choice(["yes", "no", "no", ""]),
            "reviewed": _maybe(rng, 0.7, f"{rng.choice(days)}"),
            "comes_at": _maybe(rng, 0.7, _times(rng, 500, 560)),
        }
        rows.append(row | ({"from": ""} if dated else {}))
        for _ in range(rng.choice([0, 1, 2]) if dated else 0):
            later = row | {
                "from": f"{rng.choice(days)}",
                "class": rng.choice(["red", "blue"]),
                "fsm": rng.choice(["true", "false"]),
                "year_group": rng.choice([year_group, year_group, "4", "R"]),
                "send": rng.choice(["true", "false", ""]),
                "social_worker": rng.choice(["y", "no", ""]),
                "credits": rng.choice(["", "3.25", "0"]),
            }
            if not any(other["pupil"] == row["pupil"] and other["from"] == later["from"] for other in rows):
                rows.append(later)
    without = rng.choice(
        [(), (), (), ("ehcp",), ("fsm", "date_of_birth"), ("leaving_reason", "class"), ("house",), ("credits", "bus")]
    )
    return [{column: text for column, text in row.items() if column not in without} for row in rows]


def marks(rng: random.Random, lines: Rows, time: SchoolTime, last: date) -> Rows:
    """Marks in runs of one mood, with gaps; silent ones off the roll and on closures."""
    arrivals, minutes = rng.random() < 0.6, rng.random() < 0.3
    rows = []
    for line in {line["pupil"]: line for line in lines}.values():
        enrolled, left = cell(line["enrolled_on"], "date") or date.min, cell(line["left_on"], "date") or date.max
        mood, part_time = "well", rng.random() < 0.1
        for day in time.school_days:
            if rng.random() < 0.3:
                mood = "half" if part_time else rng.choice(list(MOODS))
            if not enrolled <= day <= left:
                if rng.random() < 0.05:
                    rows.append(
                        {"pupil": line["pupil"], "date": f"{day}", "session": "AM", "code": rng.choice(["Z", "#", ""])}
                    )
                continue
            for half, code in zip(("AM", "PM"), rng.choice(MOODS[mood]), strict=True):
                closed = (day, half) not in time.number
                if day > last or (closed and rng.random() < 0.7) or (code == "_" and rng.random() < 0.5):
                    continue
                row = {"pupil": line["pupil"], "date": f"{day}", "session": half, "code": code.replace("_", "")}
                if closed:
                    row["code"] = "#"
                elif arrivals and code in "LU/\\" and rng.random() < 0.7:
                    row["arrived"] = _times(rng, 525, 600) if half == "AM" else _times(rng, 775, 840)
                elif minutes and code in "LU" and rng.random() < 0.7:
                    row["minutes_late"] = f"{rng.randint(0, 45)}"
                rows.append(row)
    columns = ["pupil", "date", "session", "code", *["arrived"] * arrivals, *["minutes_late"] * minutes]
    rng.shuffle(rows)
    return [{column: row.get(column, "") for column in columns} for row in rows]


def _stretch(rng: random.Random, days: Sequence[date]) -> tuple[date, date]:
    start = rng.choice(days) + timedelta(days=rng.choice([0, 0, 0, -1, -2, -20]))
    return start, start + timedelta(days=rng.choice([0, 0, 1, 2, 4, 7, 12]))


def facts(
    rng: random.Random, size: Size, days: Sequence[date], flags: Sequence[str], rules: Sequence[str]
) -> dict[str, Rows | None]:
    """Fact tables: some absent, some without a row, cells left blank where that is allowed."""
    found: dict[str, Rows | None] = {}
    written = {
        "contacts": lambda: {
            "date": f"{rng.choice(days)}", "outcome": rng.choice(OUTCOMES),
            "time": _maybe(rng, 0.6, _times(rng, 500, 900)),
        },
        "flags": lambda: _flag(rng, days, flags),
        "evidence": lambda: _from_to(rng, days) | {"kind": rng.choice(["gp_letter", "parent_note", ""])},
        "leave_requests": lambda: _request(rng, days),
        "parents": dict,
        "notices": lambda: _notice(rng, days),
        "outcomes": lambda: _outcome(rng, days, rules),
        "lessons": lambda: {
            "date": f"{rng.choice(days)}", "outcome": _maybe(rng, 0.9, rng.choice(LESSONS)),
            "score": _maybe(rng, 0.8, f"{rng.randint(0, 5)}"),
        },
        "excused": lambda: {"date": f"{rng.choice(days)}", "session": rng.choice(["AM", "PM", ""])},
        "amendments": lambda: _amendment(rng, days),
        "trips": lambda: _from_to(rng, days) | {"kind": rng.choice(["sport", "music", ""])},
    }  # fmt: skip
    for table, line in written.items():
        kind = rng.random()
        if kind < 0.12:
            found[table] = None
            continue
        rows: Rows = []
        for number in range(1, size.pupils + 1):
            if table == "parents":
                people = rng.choice([1, 2, 2])
                rows += [
                    {
                        "pupil": f"P{number}",
                        "parent": f"P{number}-{letter}",
                        "liable": rng.choice(["true", "true", "no", ""]),
                    }
                    for letter in "AB"[:people]
                ]
                continue
            several = (
                rng.choice([0, 1, 2, 5, 9]) if table in ("contacts", "lessons", "excused") else rng.choice([0, 1, 2, 3])
            )
            rows += [{"pupil": f"P{number}", **line()} for _ in range(several)]
        for number, row in enumerate(rows):
            if table == "leave_requests":
                row["request"] = f"Q{number}"
            if table == "notices":
                row |= {"parent": f"{row['pupil']}-{rng.choice('AB')}", "notice": _maybe(rng, 0.8, f"F{number}")}
        found[table] = [] if kind < 0.2 else _distinct(rows)
    return found


def _outcome(rng: random.Random, days: Sequence[date], rules: Sequence[str]) -> dict[str, str]:
    place = rng.randrange(len(days))
    raised = days[max(0, place - rng.choice([0, 0, 1, 2, 5]))]
    return {
        "rule": rng.choice(rules), "on": f"{days[place]}", "outcome": rng.choice(["done", "done", "missed", "excused"]),
        "raised_on": _maybe(rng, 0.5, f"{raised}"),
    }  # fmt: skip


def _distinct(rows: Rows) -> Rows:
    """Leave out rows that say the same, outcomes of one rule on one day, of which none is the newest, and notices.

    Of those to one parent of one day without a number none tells which status is meant.
    """
    keys = next((keys for keys in _KEYS if rows and keys[-1] in rows[0]), tuple(rows[0]) if rows else ())
    return list({tuple(row[key] for key in keys): row for row in rows}.values())


_KEYS = (("pupil", "on", "rule"), NOTICE)


def _from_to(rng: random.Random, days: Sequence[date]) -> dict[str, str]:
    start, end = _stretch(rng, days)
    return {"from": f"{start}", "to": f"{end}"}


def _flag(rng: random.Random, days: Sequence[date], flags: Sequence[str]) -> dict[str, str]:
    row = {"flag": rng.choice(flags), **_from_to(rng, days)}
    return row | ({"to": ""} if rng.random() < 0.2 else {})


def _request(rng: random.Random, days: Sequence[date]) -> dict[str, str]:
    row = _from_to(rng, days)
    submitted = date.fromisoformat(row["from"]) - timedelta(days=rng.choice([0, 1, 3, 7, 14, 90, -2]))
    return row | {
        "request": "", "submitted_on": f"{submitted}", "reason": rng.choice(REASONS),
        "in_writing": rng.choice(["true", "no", ""]), "by_resident_parent": rng.choice(["yes", "false", ""]),
        "decision": rng.choice(["granted", "refused", "", ""]),
    }  # fmt: skip


def _amendment(rng: random.Random, days: Sequence[date]) -> dict[str, str]:
    day = rng.choice(days)
    made = _maybe(rng, 0.9, f"{day + timedelta(days=rng.choice([0, 0, 1, 3, 7]))}")
    return {
        "date": f"{day}", "session": rng.choice(["AM", "PM"]), "original": rng.choice(["N", "N", "O", "/"]),
        "amended": rng.choice(["I", "O", "L"]), "reason": rng.choice(["phone call", ""]),
        "amended_on": made, "amended_by": "office", "position": "clerk",
    }  # fmt: skip


def _notice(rng: random.Random, days: Sequence[date]) -> dict[str, str]:
    issued = rng.choice([rng.choice(days), days[0] - timedelta(days=rng.choice([5, 365, 1090, 1100]))])
    kind = rng.choice(["penalty_notice", "penalty_notice", "notice_to_improve"])
    return {"parent": "", "kind": kind, "issued_on": f"{issued}", "status": rng.choice(["paid", "unpaid", "withdrawn"])}


def closes(code: str, on: date) -> bool:
    return TABLE[code].get("used_for") == "planned_closure"


def register(
    rng: random.Random, size: Size, flags: Sequence[str], rules: Sequence[str]
) -> tuple[dict[str, Any], date | None]:
    """A dataset, and the day as of which it is read (None: the latest mark)."""
    said = calendar(rng, size)
    while len((time := SchoolTime(said, closes)).school_days) < 3:
        said = calendar(rng, size)
    lines = pupils(rng, size, time.school_days)
    last = rng.choice([time.school_days[-1], time.school_days[-1], rng.choice(time.school_days)])
    days = dates(time.school_days[0], time.school_days[-1])
    rows = marks(rng, lines, time, last) or marks(rng, lines, time, time.school_days[-1])
    found = {"calendar": said, "pupils": lines, "marks": rows}
    found |= facts(rng, size, days, flags, rules)
    as_of = rng.choice([None, None, rng.choice(time.school_days)])
    return found, as_of
