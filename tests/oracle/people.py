"""Several people about a pupil: rules about each parent, notices to each, and tables that decide about either.

`of_people(rng, policy)` -> the same policy with such rules; `with_people(rng, policy, data)` -> the same dataset with
parents and notices enough.
"""

import copy
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.figures import Said, some, window
from tests.oracle.registers import NOTICE

_CHECKS = ("day", "day", "day", "day", "session", "morning", "10:15", "week", "month", "half_term", "term")
_FIGURES = ("of_parent", "penalties", "in_period", "unpaid", "warned", "since_letter", "by_then", "absent_then")
_ASKED = (
    "liable",
    "liable = null",
    "of_parent >= 1",
    "penalties in (1, 2)",
    "in_period = 0",
    "unpaid > 0 and liable",
    "penalties > of_parent / 2",
    "warned >= 1",
    "since_letter > 3",
    "by_then < penalties",
    "absent_then >= 2",
    'ends with(parent, "A") or warned = 0',
    "parent_letter",
    "warned = 1 and not(parent_letter)",
    "penalties = by_then",
    "missed_lately >= 1",
    "of_parent != null and missed_lately = 0",
)
_HELD = ('status = "unpaid"', 'kind != "notice_to_improve"', "issued_on > begun", "fsm", "missed_lately > 0")


def of_people(rng: Random, policy: Said) -> Said:
    """Rules, a ladder and tables about each parent, with what was sent to that parent counted for that parent."""
    found = copy.deepcopy(policy)
    found["facts"] = found["facts"] | {"fined": {"part_of": "notices", "where": 'kind = "penalty_notice"'}}
    over = rng.choice(["3 years from the first", "1 month from the first", "reach_days from the first"])
    found["measures"] |= {
        "missed_lately": {"count": "sessions", "of": "absent", "over": window(rng)},
        "of_parent": {"count": "notices", "over": window(rng, facts=True)},
        "penalties": {"count": "fined", "over": window(rng, facts=True), **some(rng, 0.5, {"of": rng.choice(_HELD)})},
        "in_period": {"count": rng.choice(["notices", "fined"]), "over": over},
        "unpaid": {
            "count": "notices",
            "of": 'status = "unpaid"',
            "over": rng.choice(["ever", "year", "last 2 weeks"]),
            **some(rng, 0.3, {"ends": "yesterday"}),
        },
        "warned": {"count": "parent_letter", "over": window(rng), **some(rng, 0.4, {"of": 'outcome = "done"'})},
        "since_letter": {"since": "parent_letter", "in": rng.choice(["school days", "days", "sessions", "weeks"])},
        "by_then": {"value": rng.choice(["penalties", "of_parent", "in_period"]), "at": "parent_letter"},
        "absent_then": {"value": "missed_lately", "at": rng.choice(["parent_letter", "previous week"])},
    }
    about = {"each": "parents"}
    first = ("liable", "liable = null", "of_parent >= 1", "penalties >= 1", "missed_lately >= 1", "unpaid = 0")
    rules = [{"id": "parent_letter", **about, "when": rng.choice(first), **_when(rng), "then": [{"do": "letter"}]}]
    for number in range(1, rng.choice([1, 2, 3]) + 1):
        rule = {"id": f"parent{number}", **(about if rng.random() < 0.7 else some(rng, 0.5, {"each": "notices"}))}
        asked = (
            rng.choice(_ASKED)
            if rule.get("each") == "parents"
            else rng.choice([text for text in _ASKED if "liable" not in text and "(parent" not in text])
        )
        rule |= {
            "when": asked,
            **_when(rng),
            "then": [{"do": "look"}, *some(rng, 0.2, {"x": {"do": "more", "if": "penalties > 0"}}).values()],
        }
        rule |= some(rng, 0.5, {"notes": [{"say": "so", "show": rng.choice(_FIGURES)} for _ in range(2)]})
        rules.append(rule)
    found["rules"] += rules
    if rng.random() < 0.5:
        restart = rng.sample(["of_parent", "penalties", "in_period", "unpaid"], rng.choice([0, 1, 2]))
        found["ladders"]["of_parents"] = {
            **about,
            "when": " and ".join([f"{name} {rng.choice(['>= 1', '< 2'])}" for name in restart] or ["liable"]),
            "check": rng.choice(_CHECKS),
            **({"restart": restart} if restart else {}),
            **some(rng, 0.3, {"reset": rng.choice(["term", "half_term", "week"])}),
            **some(rng, 0.3, {"repeat": "last"}),
            "steps": [
                {"id": "person1", "then": [{"do": "write"}]},
                {
                    "id": "person2",
                    **some(rng, 0.6, {"after": rng.choice(["1 school day", "1 week"])}),
                    "then": [{"do": "meet"}],
                },
                {
                    "id": "person3",
                    **some(rng, 0.4, {"after_step": rng.choice(["parent_letter", "person1"])}),
                    "then": [{"do": "fine"}],
                },
            ],
        }
    if rng.random() < 0.5:
        found["tables"]["of_parent_s"] = {
            **about,
            "when": rng.choice(["liable", "parent_letter", "missed_lately >= 1"]),
            "check": rng.choice(_CHECKS),
            "hit": rng.choice(["first", "unique", "any"]),
            "gives": ["what", "how_many"],
            **some(rng, 0.3, {"unless": "unpaid > 1"}),
            "rows": "penalties | liable | review_day || what | how_many\n"
            '0 | - | - || "first" | missed_lately\n[1..2] | true | >= begun || "second" | penalties\n'
            '> 2 | - | - || "court" | few\n1 | not(true) | - || "none" | null\n',
        }
    return found


def _when(rng: Random) -> Said:
    act = rng.choice(["each check", "when it starts", "when it ends", "every 1 school week"])
    return {
        "check": rng.choice(_CHECKS),
        "act": act,
        **some(rng, 0.2, {"at_most": rng.choice(["once per term", "once ever"])}),
    }


def with_people(rng: Random, _policy: Said, data: dict[str, Any]) -> dict[str, Any]:
    """One to four parents, some of them named by nobody; notices to each of them, to a stranger and to none."""
    days = sorted({row["date"] for row in data["marks"]})
    parents, notices = [], []
    for pupil in sorted({row["pupil"] for row in data["pupils"]}):
        names = [f"{pupil}-{letter}" for letter in "ABCD"[: rng.randint(1, 4)]]
        parents += [{"pupil": pupil, "parent": name, "liable": rng.choice(["true", "yes", "no", ""])} for name in names]
        for number in range(rng.choice([0, 1, 3, 6])):
            issued = date.fromisoformat(rng.choice(days)) + timedelta(
                days=rng.choice([0, 0, 0, 1, 2, -30, -1095, -1096])
            )
            notices.append(
                {
                    "pupil": pupil,
                    "parent": rng.choice([*names, f"{pupil}-D"]),
                    "kind": rng.choice(["penalty_notice", "penalty_notice", "notice_to_improve"]),
                    "issued_on": f"{issued}",
                    "status": rng.choice(["paid", "unpaid", "withdrawn"]),
                    "notice": rng.choice([f"{pupil}F{number}", ""]),
                }
            )
    rng.shuffle(parents)
    notices = list({tuple(row[key] for key in NOTICE): row for row in notices}.values())
    outcomes = data["outcomes"]
    if outcomes is not None:
        outcomes = [
            row | ({"rule": rng.choice(["parent_letter", "person1"])} if rng.random() < 0.5 else {}) for row in outcomes
        ]
        outcomes = list({(row["pupil"], row["rule"], row["on"]): row for row in outcomes}.values())
    found = {"parents": parents, "notices": notices, "outcomes": outcomes}
    return data | {name: rows for name, rows in found.items() if rng.random() < 0.9}
