"""What parts a day or a term: windows that begin at noon, counts begun anew, and calendars with closures at the edges.

`of_parts(rng, policy)` -> the same policy with such figures, shown at any check and counted anew by a ladder;
`at_edges(rng, policy, data)` -> the same dataset with INSET days, closures and new terms where terms begin or end.
"""

import copy
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.figures import COUNTED, FLAG_NAMES, FROM_TO, Said, some, window
from tests.oracle.registers import closes
from tests.oracle.schooltime import SchoolTime

_CHECKS = (
    *("day", "day", "session", "session", "morning", "08:00", "09:30", "10:20", "12:00", "13:30", "14:05"),
    *("week", "month", "half_term", "term", "year"),
)
_OF = (
    *("absent", "absent", "attended", "possible", "not(attended)", "late", "absent and send", "mon1", "credits >= 2"),
    *('session = "PM" and absent', 'category = "not_possible"', "excused", "minutes_late > 5", "watched and absent"),
)
_ENDS = ("yesterday", "1 school day ago", "3 school days ago", "span ago")
_ANEW = (">= 0", "!= null", ">= 1", "< 9")


def of_parts(rng: Random, policy: Said) -> Said:
    """Figures over parts of days, weeks and terms that rest on them, and who shows them."""
    found = copy.deepcopy(policy)
    names = [f"part{number}" for number in (1, 2, 3)]
    parts = {name: _figure(rng) for name in names}
    while "last" in parts["part1"]:
        parts["part1"] = _figure(rng)
    numbers = [name for name in names if "last" not in parts[name]]
    held = f"{rng.choice(numbers)} {rng.choice(['>= 1', '= null', '!= null', '= 0'])}"
    over = {"over": _over(rng)}
    parts["parted"] = rng.choice(
        [
            {"count": rng.choice(["weeks", "half_terms", "terms"]), "of": held, **over, **_ends(rng, over["over"])},
            {"in_a_row": "weeks", "of": held, **some(rng, 0.5, over)},
            {"value": "part1", "at": f"previous {rng.choice(['week', 'half_term', 'term', 'year'])}"},
        ]
    )
    found["measures"] |= parts
    notes = [{"say": "so", "show": name} for name in parts]
    found["rules"].append(
        {
            "id": "parting",
            "check": rng.choice(_CHECKS),
            "act": rng.choice(["each check", "each check", "when it ends", "every 2 school days"]),
            **some(rng, 0.4, {"when": rng.choice([held, 'weekday in ("Tuesday", "Thursday")', "watched"])}),
            **some(rng, 0.2, {"at_most": f"once {rng.choice(['per week', 'per month', 'per half_term', 'ever'])}"}),
            "then": [{"do": "show"}],
            "notes": notes,
        }
    )
    countable = [name for name, said in parts.items() if not {"value", "last"} & said.keys()]
    anew = rng.sample(countable, min(len(countable), rng.choice([1, 2, 3])))
    found["ladders"]["anew"] = {
        "when": " and ".join(f"{name} {rng.choice(_ANEW)}" for name in anew),
        "check": rng.choice(_CHECKS),
        "restart": anew,
        "repeat": "last",
        **some(rng, 0.5, {"reset": rng.choice(["week", "half_term", "term", "year", "none"])}),
        "steps": [
            {
                "id": f"anew{number}",
                **some(rng, 0.3, {"when": rng.choice(["review_day >= begun", "fsm", "watched", held])}),
                **some(rng, 0.2, {"after": "1 school day"}),
                "then": [{"do": "write"}],
                "notes": [{"say": "so", "show": name} for name in anew],
            }
            for number in (1, 2)
        ],
    }
    if rng.random() < 0.5:
        found["flags"]["mon1"] = {
            "starts": rng.choice(["parting", "anew1"]),
            "lasts": rng.choice(["1 school day", "3 school days", "1 week", "rest of term", "span"]),
        }
    return found


def _over(rng: Random) -> Any:
    other = window(rng)
    others = other if isinstance(other, list) else [other]
    part = rng.choice([*FLAG_NAMES, "session", "day", "trial", "spell of absent"])
    return rng.choice([other, part, [part, *(each for each in others if each != part)]])


def _ends(rng: Random, over: Any) -> Said:
    return {} if "session" in over else some(rng, 0.2, {"ends": rng.choice(_ENDS)})


def _figure(rng: Random) -> Said:
    over, of = {"over": _over(rng)}, {"of": rng.choice(_OF)}
    both = {**of, **over, **_ends(rng, over["over"])}
    table = rng.choice([name for name in COUNTED if name != "parents"])
    facts = {"count": table, **both} | some(rng, 0.5 if table in FROM_TO else 0, {"overlapping": "true"})
    del facts["of"]
    runs = rng.choice(["school days", "school days", "mornings", "afternoons", "sessions"])
    return rng.choice(
        [
            {"count": "sessions", **both},
            {"count": "school days", **both, **some(rng, 0.5, {"whole": "true"})},
            {"count": "spells", **both},
            {"percent": of["of"], **both, "of": "possible"},
            {"in_a_row": runs, **both, **some(rng, 0.3, {"strict": "true"})},
            {"in_a_row": runs, **of, **some(rng, 0.3, {"strict": "true"})},
            {"total": "minutes_late", **both},
            {"last": rng.choice(["code", "date", "session", "minutes_late"]), **both},
            facts,
        ]
    )


def at_edges(rng: Random, _policy: Said, data: dict[str, Any]) -> dict[str, Any]:
    """Days without school, half days and new terms at the edges of terms; no mark is left where none can be."""
    said = copy.deepcopy(data["calendar"])
    # it may be the day as of which the dataset is read
    first = f"{SchoolTime(said, closes).school_days[0]}"
    for term in list(said["terms"]):
        edges = [term["from"], term["to"]]
        if "half_term" in term:
            edges += [_moved(term["half_term"]["from"], -3), _moved(term["half_term"]["to"], 3)]
        elif rng.random() < 0.4 and term["from"] < term["to"]:
            # another term begins on the day after
            last = _moved(term["from"], rng.randint(0, 9))
            if last < term["to"]:
                said["terms"].append(term | {"name": f"{term['name']} b", "from": _moved(last, 1)})
                term["to"] = last
                edges.append(last)
        told = {closure["date"] for closure in said["closures"]}
        for edge in edges:
            if rng.random() < 0.15 and edge != first:
                said["inset"].append(edge)
            elif rng.random() < 0.3 and edge not in told:
                half = rng.choice(["AM", "AM", "PM", *(["all"] if edge != first else [])])
                said["closures"].append({"date": edge, "session": half, "code": rng.choice(["#", "#", "Y4"])})
    terms = said["terms"] = sorted(said["terms"], key=lambda term: str(term["from"]))
    if rng.random() < 0.2 and len(terms) > 1:
        said["periods"] = {"trial": {"from": _moved(terms[0]["to"], 1), "to": terms[1]["from"]}}
    time = SchoolTime(said, closes)
    marks = [row for row in data["marks"] if row["code"] in ("", "Z", "#") or _is_held(time, row)]
    return data | {"calendar": said, "marks": marks} if len(time.school_days) > 2 and marks else data


def _is_held(time: SchoolTime, row: dict[str, str]) -> bool:
    return (date.fromisoformat(row["date"]), row["session"]) in time.number


def _moved(text: str, days: int) -> str:
    return f"{date.fromisoformat(text) + timedelta(days=days)}"
