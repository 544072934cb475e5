"""Ages and rolls that change in the middle of things: school age by days of a register, rows that tell another roll.

`of_ages(rng, policy)` -> the same policy with a school age of its own and rules about it; `of_rolls(rng, policy,
data)` -> the same dataset with births about such days, and with rows of the pupils file that tell what came later.
"""

import copy
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.dating import BEGINNINGS
from tests.oracle.figures import Said, some, window

_LEAVES = (
    "last friday of june",
    "last friday of june",
    "last monday of september",
    "last wednesday of february",
    "last thursday of january",
    "last friday of july",
    "last sunday of march",
    "last saturday of december",
)
_STAGES = ({"EYFS": "R", "KS1": "3", "KS2": "5", "KS4": "11"}, {"KS2": "6", "EYFS": "N", "KS4": "7", "KS1": "1"})
_CHECKS = ("day", "day", "day", "session", "morning", "10:15", "week", "month", "half_term", "term", "year")
_ASKED = (
    "compulsory_school_age",
    "not(compulsory_school_age)",
    "compulsory_school_age = null",
    'key_stage = "KS1"',
    "key_stage = null",
    "compulsory_school_age and of_age >= 2",
    "of_age > 3",
    'key_stage in ("EYFS", "KS2")',
    'leaving_reason = "unknown"',
    "left_on = review_day",
    "enrolled_on = null",
    "share_of_age < 90",
    "(review_day - enrolled_on).days < 14",
    "of_age = null",
    "young > 1",
    "left_on != null and of_age >= 1",
)


def of_ages(rng: Random, policy: Said) -> Said:
    """A school age with days of its own, and rules that ask about it, about key stages and about the roll."""
    found = copy.deepcopy(policy)
    if rng.random() < 0.8:
        begins = {"03-31", "08-31", "12-31"} if rng.random() < 0.3 else set()
        while len(begins) < rng.choice([1, 2, 3]):
            begins.add(f"{rng.choice(BEGINNINGS) + timedelta(days=rng.randint(-3, 40)):%m-%d}")
        if rng.random() < 0.15:
            begins = {rng.choice(["02-28", "03-01"])}
        found["school_age"] = {
            "from_age": f"{rng.randint(3, 7)}",
            "on_or_after": sorted(begins - {"02-29"}) or ["03-31"],
            "until_age": f"{rng.randint(12, 17)}",
            "leaves": rng.choice(_LEAVES),
            "years": rng.choice([["1", "2", "3"], [str(year) for year in range(1, 12)], ["R", "4"]]),
            "unknown_years": rng.choice([["R"], ["N", "R", "12"], []]),
            **some(rng, 0.4, {"stages": rng.choice(_STAGES)}),
        }
    measures = found["measures"]
    measures["of_age"] = {"count": "sessions", "of": "compulsory_school_age and possible", "over": window(rng)}
    measures["share_of_age"] = {"percent": "attended", "of": "possible and compulsory_school_age", "over": window(rng)}
    measures["young"] = {
        "count": "school days",
        "of": 'key_stage = "EYFS" or not(compulsory_school_age)',
        "over": "year",
    }
    for number in range(1, rng.choice([2, 3, 4])):
        asked = rng.choice(_ASKED)
        act = rng.choice(["each check", "when it ends", "when it starts"])
        rule = {
            "id": f"aged{number}",
            "check": rng.choice(_CHECKS),
            "act": act,
            "when": asked,
            "then": [{"do": "look"}],
        }
        if rng.random() < 0.3:
            rule["notes"] = [{"say": "of age", "if": "compulsory_school_age"}, {"say": "so", "show": "of_age"}]
        found["rules"].append(rule)
    return found


def of_rolls(rng: Random, policy: Said, data: dict[str, Any]) -> dict[str, Any]:
    """Births near the days on which school age begins and ends, and rows that tell the roll anew."""
    said = policy.get("school_age") or {"from_age": "5", "until_age": "16", "on_or_after": ["03-31", "08-31"]}
    days = sorted(date.fromisoformat(row["date"]) for row in data["marks"]) or [date(2024, 9, 2)]
    lines: list[dict[str, str]] = []
    for line in data["pupils"]:
        if "date_of_birth" in line and rng.random() < 0.6:
            line = line | {"date_of_birth": _born(rng, said, days)}
        lines.append(line)
        if rng.random() < 0.4 and line.get("left_on") is not None:
            lines += _rows_later(rng, line, days)
    if rng.random() < 0.15:
        # of nobody anything is told before their first row
        lines = [line if line.get("from") else line | {"from": f"{rng.choice(days)}"} for line in lines]
    with_from = any("from" in line for line in lines)
    if with_from:
        lines = [line | {"from": line.get("from", "")} for line in lines]
    lines = list({(line["pupil"], line.get("from")): line for line in lines}.values())
    rng.shuffle(lines)
    marks = [row for row in data["marks"] if _on_every_roll(row, lines)]
    return data | {"pupils": lines, "marks": marks} if marks else data


def _born(rng: Random, said: Said, days: list[date]) -> str:
    """A date of birth whose school age begins or ends near one of some days."""
    near = rng.choice(days) + timedelta(days=rng.choice([-1, 0, 0, 1, 2]))
    if rng.random() < 0.5:
        month, day = (int(part) for part in rng.choice(said["on_or_after"]).split("-"))
        near = date(near.year, month, day) + timedelta(days=rng.choice([-1, 0, 0, 1, -200]))
    age = int(said[rng.choice(["from_age", "from_age", "until_age"])])
    if rng.random() < 0.1:
        return f"{2012 if age > 8 else 2020}-02-29"
    return f"{near - timedelta(days=1 if (near.month, near.day) == (2, 29) else 0)}".replace(
        f"{near.year}", f"{near.year - age}", 1
    )


def _rows_later(rng: Random, line: dict[str, str], days: list[date]) -> list[dict[str, str]]:
    """What later rows tell: that the pupil has left after all, or has not; another birthday, class or house."""
    found = []
    for _ in range(rng.choice([1, 1, 2])):
        later = line | {"from": f"{rng.choice(days) + timedelta(days=rng.choice([-1, 0, 1, 3]))}"}
        left = rng.choice(["", "", line["left_on"], f"{rng.choice(days) + timedelta(days=rng.choice([-1, 0, 0, 1]))}"])
        enrolled = line.get("enrolled_on", "")
        if "enrolled_on" in line:
            enrolled = later["enrolled_on"] = rng.choice(["", enrolled, enrolled, f"{days[0]}"])
        later["left_on"] = left if not (left and enrolled and left < enrolled) else ""
        told = {
            "leaving_reason": ["unknown", "EHE", ""],
            "house": ["lion", "bear", ""],
            "bus": ["yes", "no", ""],
            "reviewed": [f"{rng.choice(days)}", ""],
            "comes_at": ["08:40", "09:05", ""],
            "class": ["red", "blue", ""],
            "looked_after": ["true", "false", ""],
            "year_group": ["R", "1", "6", "11", "12"],
            "date_of_birth": ["", line.get("date_of_birth", ""), "2012-02-29"],
        }
        later |= {name: rng.choice(words) for name, words in told.items() if name in line and rng.random() < 0.5}
        found.append(later)
    return found


def _on_every_roll(row: dict[str, str], lines: list[dict[str, str]]) -> bool:
    """Whether a mark is silent, or lies on the roll whichever of the pupil's rows tells it."""
    if row["code"] in ("Z", "#", ""):
        return True
    mine = [line for line in lines if line["pupil"] == row["pupil"]]
    return all((line.get("enrolled_on") or "") <= row["date"] <= (line.get("left_on") or "9999") for line in mine)
