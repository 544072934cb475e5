"""Registers that open and close at other times for other pupils, and what looks while some of them are open.

`of_clocks(rng, policy)` -> the same policy with such registers, some of its rules asked at the minutes at which they
close; `at_clocks(rng, policy, data)` -> the same dataset with calls and arrivals at those minutes.
"""

import copy
from random import Random
from typing import Any

from tests.oracle.figures import Said, some

_WHOSE = (
    'key_stage = "EYFS"', 'key_stage in ("KS1", "KS2")', "year_group < 4", "year_group in [1..6]", 'class = "red"',
    'class = "blue"', "watched", "not(doubted)", "review_day > begun", "fsm", "bus", 'house = "lion"',
    'weekday in ("Monday", "Friday")', "compulsory_school_age", "credits >= 2", 'term = "term1"', "send and not(fsm)",
    "reviewed <= review_day", "days_to_holiday <= 7", "class = colour", "ehcp = null", "doubted", "credits > least",
)  # fmt: skip


def of_clocks(rng: Random, policy: Said) -> Said:
    """Registers of several groups, and rules, ladders and tables about rows asked while they close."""
    found = copy.deepcopy(policy)
    found["registers"] = {"am": _entries(rng, 490, 585), "pm": _entries(rng, 720, 815)}
    if rng.random() < 0.1:
        del found["registers"][rng.choice(["am", "pm"])]
    minutes = _minutes(found)
    items = [
        *found["rules"],
        *found["ladders"].values(),
        *(each for each in found["tables"].values() if "each" in each),
    ]
    for item in items:
        if rng.random() < 0.5:
            item["check"] = _clock(rng.choice(minutes) + rng.choice([-1, 0, 0, 0, 1]))
    return found


def _entries(rng: Random, first: int, last: int) -> Said:
    found: Said = {}
    for number in range(1, rng.choice([1, 2, 2, 3, 4]) + 1):
        opens = rng.randrange(first, last, 5)
        stays = rng.choice([0, 10, 30, 30, 45, 90, 200])
        closes = rng.choice([_clock(opens + stays), f"{stays} minutes after opens"])
        found[f"group{number}"] = {
            **some(rng, 0.85 if number < 4 else 0.3, {"for": rng.choice(_WHOSE)}), "opens": _clock(opens),
            "closes": closes, **some(rng, 0.2, {"late_after": _clock(opens + rng.choice([0, 5]))}),
        }  # fmt: skip
    if rng.random() < 0.6:
        found["others"] = {"opens": _clock(first + 50), "closes": "30 minutes after opens"}
    return found


def _minutes(policy: Said) -> list[int]:
    """The minutes at which registers open and close."""
    found = []
    for half in policy["registers"].values():
        for entry in half.values():
            opens, closes = _minute(entry["opens"]), entry["closes"]
            found += [opens, opens + int(closes.split()[0]) if "after opens" in closes else _minute(closes)]
    return found


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def at_clocks(rng: Random, policy: Said, data: dict[str, Any]) -> dict[str, Any]:
    """Calls and arrivals at the minutes at which registers open and close."""
    minutes, found = _minutes(policy), {}
    for table, column in (("contacts", "time"), ("marks", "arrived")):
        if data[table] is not None:
            found[table] = [
                row
                | (
                    {column: _clock(rng.choice(minutes) + rng.choice([-1, 0, 1]))}
                    if _is_moved(rng, row, column)
                    else {}
                )
                for row in data[table]
            ]
    return data | found


def _is_moved(rng: Random, row: dict[str, str], column: str) -> bool:
    return bool(row.get(column)) and rng.random() < 0.5
