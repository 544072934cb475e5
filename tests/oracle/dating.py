"""Puts days in force on the items of a random policy, near the days on which random registers begin."""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.figures import Said, some
from tests.oracle.school import USUAL_SCHOOL_AGE

BEGINNINGS = (
    date(2024, 9, 2), date(2025, 1, 6), date(2025, 6, 16), date(2024, 2, 19), date(2025, 6, 30), date(2024, 7, 8),
)  # fmt: skip
USUAL_TABLES = ("contacts", "evidence", "leave_requests", "notices")


def dated(rng: Random, policy: Said) -> Said:
    """The same policy with some of its items in force on some days alone."""
    found = copy.deepcopy(policy)
    found["facts"] |= {name: {} for name in USUAL_TABLES if rng.random() < 0.25}
    found |= some(rng, 0.15, {"school_age": dict(USUAL_SCHOOL_AGE)})
    for chance, item in _items(found):
        if rng.random() < chance:
            item["in_force"] = in_force(rng)
    return found


def in_force(rng: Random) -> Said:
    """Some days: from one, until another, or both; never none at all."""
    begins = rng.choice(BEGINNINGS) + timedelta(days=rng.randint(-4, 24))
    ends = begins + timedelta(days=rng.choice([1, 3, 7, 20, 90]))
    return rng.choice([{"from": f"{begins}"}, {"until": f"{begins}"}, {"from": f"{begins}", "until": f"{ends}"}])


def _items(policy: dict[str, Any]) -> Iterator[tuple[float, dict[str, Any]]]:
    """The items that can carry days, each with how often it does."""
    for section, chance in (("measures", 0.15), ("flags", 0.35), ("tables", 0.2), ("ladders", 0.15)):
        for item in policy[section].values():
            yield chance, item
    for name, item in policy["facts"].items():
        yield 1.0 if name in USUAL_TABLES else 0.4, item
    for rule in policy["rules"]:
        yield 0.1, rule
    for ladder in policy["ladders"].values():
        for step in ladder["steps"]:
            yield 0.3, step
    for half in policy["registers"].values():
        for entry in half.values():
            yield 0.1, entry
    if "school_age" in policy:
        yield 1.0, policy["school_age"]
