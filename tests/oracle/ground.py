"""Random ground that a policy stands on: values, codes and registers; and the sets and tables that it declares."""

import random

from tests.oracle.codes import CODES, TABLE
from tests.oracle.figures import Said, some

Random = random.Random

SETS = {
    "late": 'code in ("L", "U")', "ill": 'code = "I"', "away": 'code in ("O", "G", "N")',
    "poor": 'late or away and session = "AM"',
}  # fmt: skip
FACTS: Said = {
    "lessons": {"dated_by": "date", "columns": {"outcome": ["present", "late", "missed"], "score": "number"}},
    "excused": {"covers": "session"},
    "notes": {"part_of": "evidence", "where": 'kind = "parent_note"'},
    "reached": {"part_of": "contacts", "where": 'outcome = "reached"'},
    "trips": {"covers": "session", "columns": {"from": "date", "to": "date", "kind": ["sport", "music"]}},
    "sport": {"part_of": "trips", "where": 'kind = "sport"', "covers": "session"},
}
COLUMNS: Said = {
    "house": ["lion", "bear"],
    "credits": "number",
    "bus": "boolean",
    "reviewed": "date",
    "comes_at": "time",
}
ROW_FIGURES: Said = {
    "row_absent": {"count": "sessions", "of": "absent", "over": "row"},
    "row_days": {"count": "school days", "of": "attended", "over": "row"},
    "after_row": {"count": "sessions", "of": "possible", "over": "after row"},
    "fines": {"count": "notices", "of": 'kind = "penalty_notice" and status != "withdrawn"', "over": "last 3 years"},
}


def _dated(rng: Random, early: str, late: str, *, gap: bool = True) -> object:
    """A value that is the same always, one that changes, or one that begins or ends."""
    changes = rng.choice(["2024-09-16", "2025-01-20", "2025-07-07", "2025-09-10", "2024-03-04"])
    kind = rng.random()
    if kind < 0.65:
        return early
    if kind < 0.95 or not gap:
        return [{"until": changes, "value": early}, {"from": changes, "value": late}]
    return [{"from": changes, "value": late}]


def values(rng: Random) -> Said:
    span, few = f"{rng.randint(1, 4)} school days", f"{rng.randint(1, 5)} sessions"
    lengths = ["2 school weeks", "5 days", "1 month", "2 weeks"]
    return {
        "few": rng.choice([few, _dated(rng, "1 session", few, gap=False)]),
        "some_days": _dated(rng, f"{rng.randint(1, 4)} school days", f"{rng.randint(1, 4)} school days", gap=False),
        "good": _dated(rng, *rng.sample(["90%", "87.5%", "50%"], 2)),
        "late_by": _dated(rng, "10 minutes", "30 minutes"),
        "span": span,
        "cutoff": _dated(rng, *rng.sample(["09:20", "09:45"], 2)),
        "least": _dated(rng, "2", "4"),
        "wanted": _dated(rng, '"sport"', '"music"'),
        "begun": rng.choice(["2024-09-10", "2025-01-15", "2025-07-01"]),
        "colour": _dated(rng, *rng.sample(['"red"', '"blue"'], 2)),
        "reach": rng.choice(lengths),
        "reach_days": rng.choice(["5 days", "1 month", "3 weeks"]),
    }


def codes(rng: Random) -> list[Said]:
    """Code tables: one changes at a summer; now and then another in the middle of a term."""
    if rng.random() < 0.75:
        return CODES
    table = {code: dict(said) for code, said in TABLE.items()}
    for code, category in rng.sample(
        [("I", "not_possible"), ("L", "unauthorised_absence"), ("N", "authorised_absence"), ("X", "present"),
         ("U", "present"), ("Q", "authorised_absence"), ("O", "authorised_absence"), ("D", "present")], 3
    ):  # fmt: skip
        table[code]["category"] = category
    table["I"]["words"] = ["penalty"]
    return [*CODES, {"from": rng.choice(["2024-09-11", "2025-01-21", "2025-07-09", "2025-09-09"]), "table": table}]


def registers(rng: Random) -> Said:
    closes = rng.choice(["09:30", "30 minutes after opens"])
    am: Said = {}
    if rng.random() < 0.3:
        whose = rng.choice(['key_stage = "EYFS"', "year_group < 4", 'class = "red"', "watched", "review_day > begun"])
        am = {"infants": {"for": whose, "opens": "09:00", "closes": "10:20"}}
    am["all"] = {"opens": "09:00", "closes": closes, **some(rng, 0.3, {"late_after": "09:05"})}
    if rng.random() < 0.1:
        am["all"]["for"] = "year_group >= 1"
    pm = {"all": {"opens": "13:00", "closes": rng.choice(["13:30", "14:05"])}}
    return {"am": am, "pm": pm} if rng.random() < 0.9 else {"am": am}
