"""What is worked out before the days are stepped over: rules on marks, columns, rows and people's flags.

`foreseen(rng, policy)` -> the same policy with rules about rows and about pupils, none of which looks at what acted.
"""

import copy
from random import Random
from typing import Any

from tests.oracle.conditions import ROW_CONDITIONS, row_condition
from tests.oracle.figures import COUNTED, FROM_TO, Said, some

_OF = (
    "absent",
    "absent",
    "attended",
    "possible",
    "unauthorised",
    "not(attended)",
    "ill",
    "late",
    "absent and send",
    "ehcp and possible",
    "class = colour",
    "watched",
    "absent and not(watched)",
    "social_worker",
    'session = "AM"',
    'code = "I" or bus',
    "absent and credits >= 2",
    "compulsory_school_age and absent",
    "year_group >= 3",
    "code = null",
)
_ROW = (
    "row",
    "row",
    "row",
    "after row",
    "after row",
    ["row", "term"],
    ["after row", "last 2 weeks"],
    ["row", "last 3 school days"],
    ["after row", "week"],
    ["row", "trial"],
    ["after row", "last span"],
)
_LATELY = (
    "week",
    "last 5 school days",
    "term",
    "year",
    "month",
    "last 2 school weeks",
    "day",
    "trial",
    "previous week",
    ["spell of absent", "week"],
    "spell of absent",
    ["term", "last 3 weeks"],
    "previous half_term",
    "ever",
)
_CHECKS = ("day", "day", "day", "day", "week", "month", "half_term", "term", "year", "session", "morning")
_MOVES = ("pupil1 >= 1", "fsm", "year_group > 3", "review_day >= begun", "(review_day - begun).days > 3", "watched")


def foreseen(rng: Random, policy: Said) -> Said:
    """Figures and rules of the sort that can be looked up for all days at once."""
    found = copy.deepcopy(policy)
    for number in (1, 2, 3):
        found["measures"][f"pupil{number}"] = _of_pupil(rng)
    for number in (1, 2, 3, 4):
        found["measures"][f"about{number}"] = _about_row(rng)
    found["measures"]["both"] = {"is": "about1 + number(pupil1)" if _is_count(found, "about1") else "about2"}
    rules = [_rule(rng, found, number) for number in range(1, rng.choice([2, 3, 4]) + 1)]
    found["rules"] += rules
    if rng.random() < 0.5:
        found["measures"] |= {"so_far1": _so_far(rng), "so_far2": _so_far(rng)}
        found["ladders"]["so_far"] = _ladder(rng)
    if rng.random() < 0.4:
        each = rng.choice(FROM_TO)
        found["tables"]["foreseen"] = {
            "each": each,
            "hit": rng.choice(["first", "unique", "any"]),
            "gives": ["what"],
            "when": rng.choice(_parts(rng, found, each)),
            "check": rng.choice(_CHECKS[:9]),
            "rows": 'about3 | pupil2 || what\n>= 1 | - || "much"\n0 | > 1 || "none"\nnull | - || "who knows"\n',
        }
    return found


def _so_far(rng: Random) -> Said:
    """A count of sessions that a ladder counts anew."""
    over = rng.choice(
        ["year", "term", "half_term", "last 10 school days", "last 3 school weeks", "last 2 weeks", "week"]
    )
    of = rng.choice([*_OF, "late", "absent", "unauthorised", "age >= 1 and absent"])
    return {"count": "sessions", "of": of, "over": over, **some(rng, 0.1, {"ends": "yesterday"})}


def _ladder(rng: Random) -> Said:
    """A ladder whose steps ask whether more has come: most schools' ladders, which are raised ahead."""
    restart = rng.choice([["so_far1"], ["so_far1"], ["so_far1", "so_far2"]])
    asked = [f"{name} >= {number}" for name in restart for number in (1, 2, 3)]
    asked += [f"{name} > {limit}" for name in restart for limit in ("few", "0", "1")]
    asked += [f"{first} or {second}" for first, second in zip(asked, asked[::-1], strict=True)]
    asked += [f"so_far1 > 1 and {beside}" for beside in ("fsm", "pupil1 >= 1", "so_far1 < 9", "so_far2 > 0", "send")]
    steps = [
        {"id": f"come{number}", **some(rng, 0.4, {"when": rng.choice(asked)}), "then": [{"do": "write"}],
         **some(rng, 0.1, {"after": "2 school days"}),
         **some(rng, 0.4, {"notes": [{"say": "so", "show": rng.choice(["so_far1", "pupil1", "so_far2"])}]})}
        for number in range(1, rng.choice([1, 2, 3, 4]) + 1)
    ]  # fmt: skip
    said = {"when": rng.choice(asked), "check": rng.choice(_CHECKS), "restart": restart, "steps": steps}
    said |= some(rng, 0.2, {"for": rng.choice(["fsm", "year_group > 1", "not(watched)"])})
    said |= some(rng, 0.5, {"reset": rng.choice(["week", "half_term", "term", "year", "none"])})
    return said | some(rng, 0.4, {"repeat": "last"}) | some(rng, 0.1, {"unless": "pupil2 > 3"})


def _is_count(policy: Said, name: str) -> bool:
    return policy["measures"][name].get("count") == "sessions"


def _of_pupil(rng: Random) -> Said:
    over, of = {"over": rng.choice(_LATELY)}, rng.choice(_OF)
    ends = some(rng, 0.25, {"ends": rng.choice(["yesterday", "2 school days ago", "span ago"])})
    kind = rng.random()
    if kind < 0.05:
        return {"total": rng.choice(["minutes_late / 3", "minutes_late / 7 * 2", "minutes_late"]), **over}
    if kind < 0.3:
        return {"count": "sessions", "of": rng.choice([of, f"age >= 1 and {of}"]) if not ends else of, **over, **ends}
    if kind < 0.45:
        return {"count": "school days", "of": of, **over, **ends, **some(rng, 0.4, {"whole": "true"})}
    if kind < 0.55:
        return {"percent": rng.choice(["attended", "absent"]), "of": "possible", **over, **ends}
    if kind < 0.65:
        return {"in_a_row": "school days", "of": of, **ends}
    if kind < 0.75:
        return {"count": "spells", "of": of, "over": rng.choice(["term", "year", "ever"])}
    table = rng.choice([name for name in COUNTED if name != "parents"])
    told = some(
        rng, 0.5, {"of": rng.choice([row_condition(rng, table), "fsm", f"send and {row_condition(rng, table)}"])}
    )
    return {
        "count": table,
        **told,
        **over,
        **ends,
        **(some(rng, 0.6, {"overlapping": "true"}) if table in FROM_TO else {}),
    }


def _about_row(rng: Random) -> Said:
    over, of = {"over": rng.choice(_ROW)}, rng.choice(_OF)
    kind = rng.random()
    if kind < 0.25:
        age = rng.choice(["age >= 1", "age in [1..3]", "age < 4", "age = 0"])
        return {"count": "sessions", "of": rng.choice([of, of, f"{age} and {of}"]), **over}
    if kind < 0.45:
        return {
            "count": "school days",
            "of": rng.choice([of, of, f"age < 4 and {of}"]),
            **over,
            **some(rng, 0.5, {"whole": "true"}),
        }
    if kind < 0.6:
        return {
            "percent": rng.choice(["attended", of]),
            "of": rng.choice(["possible", "absent", "social_worker"]),
            **over,
            **some(rng, 0.3, {"at_least": "few"}),
        }
    if kind < 0.8:
        return {
            "in_a_row": rng.choice(["school days", "school days", "sessions"]),
            "of": of,
            **over,
            **some(rng, 0.3, {"strict": "true"}),
        }
    table = rng.choice([name for name in COUNTED if name != "parents"])
    told = some(rng, 0.6, {"of": rng.choice([row_condition(rng, table), rng.choice(_MOVES)])})
    return {"count": table, **told, **over, **(some(rng, 0.4, {"overlapping": "true"}) if table in FROM_TO else {})}


def _parts(rng: Random, policy: Said, each: str) -> list[str]:
    """Conditions about the pupil, about a row, about a row's days."""
    name, number = rng.choice(["about1", "about2", "about3", "about4"]), rng.choice([0, 1, 2])
    least = rng.choice([f"{name} >= {number}", f"{name} > {number}", f"{name} < {number + 1}", f"{name} = null"])
    pupil = rng.choice(["pupil1 >= 1", "pupil2 > 0", "pupil3 < 3", "fsm", "watched", "year_group >= reception"])
    row = rng.choice(ROW_CONDITIONS[each])
    return [
        f"{pupil} and {least}",
        least,
        f"{least} and {row}",
        f"{pupil} and {row}",
        f"{pupil} or {least}",
        row,
        f"{name} >= 1 and {name} != null and {pupil}",
        f"{pupil} and both > 1",
    ]


def _by_row_alone(rng: Random, number: int) -> Said:
    """A rule that a row alone decides, when it is first seen."""
    each = rng.choice(FROM_TO)
    row = rng.choice([*ROW_CONDITIONS[each], "from >= begun", "school_days > 1", "school_days in [1..3]"])
    said = {"id": f"ahead{number}", "each": each, "when": row, "check": rng.choice(_CHECKS), "then": [{"do": "look"}]}
    return said | some(rng, 0.3, {"unless": rng.choice(ROW_CONDITIONS[each])})


def _rule(rng: Random, policy: Said, number: int) -> Said:
    if rng.random() < 0.2:
        return _by_row_alone(rng, number)
    each = rng.choice([*FROM_TO, *FROM_TO, None, None])
    rule: dict[str, Any] = {"id": f"ahead{number}", "check": rng.choice(_CHECKS)}
    rule |= some(rng, 0.6, {"act": rng.choice(["each check", "each check", "when it ends"])})
    if each is None:
        name = rng.choice(["pupil1", "pupil2", "pupil3"])
        rule["when"] = rng.choice(
            [f"{name} >= 1", f"{name} = 0", f"pupil1 > 0 and {name} > 1", f"{name} = null", "fsm"]
        )
        shown = ["pupil1", "pupil2", "pupil3"]
    else:
        rule |= {"each": each, "when": rng.choice(_parts(rng, policy, each))}
        shown = ["pupil1", "about1", "about2", "about3", "about4", "both"]
    rule |= some(
        rng, 0.2, {"unless": rng.choice(["pupil2 > 2", "pupil2 > 2", "mon1", "mon2 or pupil2 = null"])}
    ) | some(rng, 0.2, {"for": rng.choice(["fsm", "send", "not(watched)"])})
    rule |= some(rng, 0.15, {"at_most": rng.choice(["once per term", "once per week", "once ever"])})
    rule |= some(rng, 0.1, {"if_unknown": "act"})
    rule["then"] = [
        {"do": "look"},
        *some(rng, 0.2, {"x": {"do": "more", "if": f"{rng.choice(shown)} != null"}}).values(),
    ]
    notes = [{"say": "so", "show": name} for name in rng.sample(shown, 2)]
    return rule | some(rng, 0.6, {"notes": [*notes, {"say": "more", "if": f"{rng.choice(shown)} = null"}]})
