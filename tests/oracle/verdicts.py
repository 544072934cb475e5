"""Decision tables of every sort: bands of figures that rest on other bands, and decisions about dated rows.

`of_verdicts(rng, policy)` -> the same policy with tables, and with rules, figures and a ladder that ask what they give.
"""

import copy
from random import Random
from typing import Any

from tests.oracle.conditions import ROW_CONDITIONS
from tests.oracle.dating import in_force
from tests.oracle.figures import FROM_TO, Said, some, window

_CHECKS = ("day", "day", "day", "day", "session", "morning", "14:05", "week", "month", "half_term", "term", "year")
_CELLS = {
    "share": ("-", "< good", ">= good", "[50..90]", "100", "null", "not(100)", "(0..100)", "< 50, > 95"),
    "gone": ("-", "0", "1, 2", "> few", "<= few", "[1..few]", "not(0)", "? > 1 and ? < 5", ">= 3", "null"),
    "class": ("-", '"red"', 'not("red")', "null", "colour", '"red", "blue"'),
    "review_day": ("-", "> begun", "<= begun", '>= @"2025-01-10"', '[@"2024-09-05"..@"2025-07-04"]', "not(begun)"),
    "fsm": ("-", "true", "false", "not(true)"),
    "watched": ("-", "-", "true", "false", "null"),
    "reviewed": ("-", "< review_day", ">= begun", "null", "not(null)"),
    "comes_at": ("-", '> @"09:00"', "<= cutoff", "null"),
    "credits": ("-", "0", ">= least", "[least..7]", "null"),
    "rating": ("-", '"good"', '"poor", "bad"', 'not("good")', "null"),
    "steps": ("-", "0", "> 1", "null", "[1..3]"),
}
_HOW_MANY = ("0", "1", "2", "gone", "null", "gone + 1", "least", "few", "if fsm then 1 else gone")
_ASKED = (
    'rating = "good"', 'rating in ("poor", "bad")', "rating = null", "steps >= 1", "steps = null", "then_steps > 0",
    'ruling = "act"', 'ruling != "wait" and steps > 0', "band_days >= 1", "until_day > review_day",
    "until_day = null",     "steps + gone > 2", 'if rating = "bad" then fsm else steps = 0', "bad_weeks >= 1", "marked",
)  # fmt: skip


def of_verdicts(rng: Random, policy: Said) -> Said:
    """Two bands, one on the other; decisions about rows; and whatever asks about the bands."""
    found = copy.deepcopy(policy)
    found["measures"] |= {
        "gone": {"count": "sessions", "of": "absent", "over": window(rng)},
        "share": {"percent": "attended", "of": "possible", "over": window(rng), **some(rng, 0.3, {"at_least": "few"})},
        "marked": {"is": rng.choice(['rating = "bad" and gone > 0', "steps > gone", 'ruling = "act"'])},
        "then_steps": {"value": "twice", "at": rng.choice(["banded", "previous week", "previous term", "watched"])},
        "twice": {"is": "steps * 2"},
        "bad_weeks": {"count": "weeks", "of": rng.choice(['rating = "bad"', "steps > 1", "marked"]), "over": "year"},
        "band_days": {"count": "banded", "over": window(rng)},
    }
    columns = [name for name in _CELLS if name not in ("rating", "steps")]
    bands = _table(rng, columns, {"rating": ('"good"', '"poor"', '"bad"', "null"), "steps": _HOW_MANY})
    verdicts = _table(
        rng,
        ["rating", "steps", *rng.sample(columns, 2)],
        {"ruling": ('"act"', '"wait"', "null"), "until_day": ("review_day", "begun", "reviewed", "null")},
    )
    found["tables"] |= {"banding": bands, "verdicts2": verdicts}
    found["rules"] += [
        {"id": "banded", "check": rng.choice(_CHECKS), "act": "each check", "when": rng.choice(_ASKED[:3])}
    ]
    for number in range(1, rng.choice([1, 2, 3]) + 1):
        found["rules"].append(_rule(rng, number))
    for number in range(1, rng.choice([0, 1, 2]) + 1):
        found["tables"][f"about_rows{number}"] = _about_rows(rng)
    return found


def _table(rng: Random, columns: list[str], gives: dict[str, tuple[str, ...]]) -> Said:
    """A table of some columns, whose outputs are drawn from what each may give."""
    inputs = rng.sample(columns, min(len(columns), rng.randint(1, 3)))
    lines = [f"{' | '.join(inputs)} || {' | '.join(gives)}"]
    for number in range(rng.randint(3, 6)):
        # every word is given somewhere: one that never is, is refused where it is asked for
        out = [
            each[number] if number < len(each) and '"' in each[number] else rng.choice(each) for each in gives.values()
        ]
        cells = [rng.choice(_CELLS[name]) for name in inputs]
        lines.append(f"{' | '.join(cells)} || {' | '.join(out)}")
    lines.append(f"{' | '.join('-' for _ in inputs)} || {' | '.join(each[0] for each in gives.values())}")
    hit = rng.choice(["first", "first", "unique", "any"])
    return {
        "hit": hit,
        "gives": [*gives],
        "rows": "\n".join(lines) + "\n",
        **some(rng, 0.25, {"in_force": in_force(rng)}),
    }


def _rule(rng: Random, number: int) -> Said:
    rule: dict[str, Any] = {"id": f"verdict{number}", "check": rng.choice(_CHECKS), "when": rng.choice(_ASKED)}
    rule |= some(rng, 0.6, {"act": rng.choice(["each check", "when it ends", "every 1 school week"])})
    rule |= some(rng, 0.3, {"each": rng.choice([*FROM_TO, "parents", "notices"])})
    rule |= some(rng, 0.2, {"unless": rng.choice(_ASKED)}) | some(rng, 0.1, {"if_unknown": "act"})
    shown = rng.sample(["steps", "rating", "then_steps", "share", "ruling", "until_day", "twice"], 2)
    return rule | {"then": [{"do": "look"}], "notes": [{"say": "so", "show": name} for name in shown]}


def _about_rows(rng: Random) -> Said:
    """A table that decides about rows, by their own cells, their days and the bands."""
    each = rng.choice([*FROM_TO, "lessons", "contacts", "notices", "amendments"])
    inputs = {rng.choice(ROW_CONDITIONS[each]): ("-", "true", "not(true)", "null", "false")}
    if each in FROM_TO:
        inputs |= {
            "from": ("-", "<= review_day", "> begun", "null"),
            "school_days": ("-", "0", "> 2", "[1..4]", "some_days"),
        }
    names = rng.sample(["gone", "rating", "review_day", "credits", "steps"], 2)
    inputs |= {name: _CELLS[name] for name in names}
    lines = [f"{' | '.join(inputs)} || what | how_many"]
    for number in range(1, rng.randint(2, 5)):
        cells = [rng.choice(each) for each in inputs.values()]
        lines.append(f'{" | ".join(cells)} || "row {number}" | {rng.choice(_HOW_MANY)}')
    return {
        "each": each, "hit": rng.choice(["first", "first", "unique", "any"]), "gives": ["what", "how_many"],
        "rows": "\n".join(lines) + "\n", **some(rng, 0.6, {"check": rng.choice(_CHECKS)}),
        **some(rng, 0.4, {"when": rng.choice(_ASKED)}), **some(rng, 0.2, {"for": rng.choice(["fsm", "not(watched)"])}),
        **some(rng, 0.2, {"unless": rng.choice(ROW_CONDITIONS[each])}), **some(rng, 0.2, {"in_force": in_force(rng)}),
    }  # fmt: skip
