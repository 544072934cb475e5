"""Random figures, right in type and unit by construction: over sessions, rows, periods, and earlier review points."""

import random
from typing import Any, NamedTuple

from tests.oracle.conditions import Pool, number_condition, plain_set, row_condition, session_condition

Random = random.Random
Said = dict[str, Any]

COUNTED = ("contacts", "lessons", "evidence", "leave_requests", "notices", "notes")


def some(rng: Random, chance: float, said: Said) -> Said:
    return said if rng.random() < chance else {}


def window(rng: Random, *, facts: bool = False) -> Any:
    """One window, or several in common."""
    texts = ["day", "week", "month", "half_term", "term", "year", "ever", "trial", "watched", "mon1", "mon2", "session"]
    texts += [
        f"last {rng.randint(1, 12)} school days",
        f"last {rng.randint(1, 4)} school weeks",
        "last span",
        "last reach",
    ]
    texts += [
        f"last {rng.randint(1, 20)} days",
        f"last {rng.randint(1, 3)} weeks",
        "last 1 month",
        "last 2 half_terms",
        "last 1 term",
    ]
    texts += [f"previous {kind}" for kind in ("week", "half_term", "term", "year")] + [f"spell of {plain_set(rng)}"] * 2
    if facts:
        texts += ["last 3 years", "last 1 year"]
    return rng.sample(texts, 2) if rng.random() < 0.1 else rng.choice(texts)


def _ends(rng: Random, over: Any) -> Said:
    """Where a window ends; the present session ends now."""
    if "session" in over:
        return {}
    return some(rng, 0.12, {"ends": rng.choice(["yesterday", "1 school day ago", "3 school days ago", "span ago"])})


class Figure(NamedTuple):
    said: Said
    unit: str  # "" bare, "truth", "code"
    size: int


def session_figure(rng: Random) -> Figure:
    """A figure over sessions."""
    kind = rng.choice(
        ["sessions", "sessions", "school days", "spells", "percent", "percent", "run", "run", "total", "last"]
    )
    of, over = session_condition(rng, age=kind in ("sessions", "school days")), {"over": window(rng)}
    if over["over"] == "session" and kind not in ("sessions", "percent", "total", "last"):
        over = {"over": "day"}
    if kind == "sessions":
        return Figure({"count": kind, "of": of, **over, **_ends(rng, over["over"])}, "session", rng.randint(1, 4))
    if kind == "school days":
        return Figure(
            {"count": kind, "of": of, **over, **_ends(rng, over["over"]), **some(rng, 0.4, {"whole": "true"})},
            "school day",
            rng.randint(1, 4),
        )
    if kind == "spells":
        return Figure({"count": kind, "of": of, **over, **_ends(rng, over["over"])}, "spell", rng.randint(1, 2))
    if kind == "percent":
        out_of = rng.choice(["possible", "possible", "possible", session_condition(rng, 0)])
        least = some(rng, 0.4, {"at_least": rng.choice(["4 sessions", "10 sessions", "few"])})
        what = rng.choice(["attended", "absent", of])
        return Figure(
            {"percent": what, "of": out_of, **over, **_ends(rng, over["over"]), **least},
            "percent",
            rng.choice([10, 50, 80, 90, 95]),
        )
    if kind == "run":
        what = rng.choice(["school days"] * 4 + ["mornings", "afternoons", "sessions"])
        more = some(rng, 0.15, over) | _ends(rng, over["over"]) | some(rng, 0.2, {"strict": "true"})
        unit = {"school days": "school day", "sessions": "session"}.get(what, "session")
        return Figure({"in_a_row": what, "of": of, **more}, unit, rng.randint(1, 4))
    if kind == "total":
        text = rng.choice(["minutes_late", "ceiling(minutes_late / 5) * 5", "minutes_late * 2"])
        return Figure(
            {"total": text, **over, **some(rng, 0.6, {"of": rng.choice(["late", of])})},
            "minute",
            rng.choice([5, 20, 60]),
        )
    return Figure({"last": "code", "of": rng.choice(["possible", "absent", of]), **over}, "code", 0)


def fact_figure(rng: Random) -> Figure:
    """A count of rows."""
    table = rng.choice(COUNTED)
    over = window(rng, facts=True)
    said: Said = {
        "count": table,
        "over": over,
        **_ends(rng, over),
        **some(rng, 0.6, {"of": row_condition(rng, table)}),
    }
    if table in ("evidence", "leave_requests", "notes") and rng.random() < 0.4:
        said["overlapping"] = "true"
    elif rng.random() < 0.1:
        said = {
            "count": table,
            "over": rng.choice(["3 years from the first", "5 days from the first", "2 weeks from the first"]),
        }
    return Figure(said, table, rng.randint(1, 2))


def period_figure(rng: Random, pool: Pool) -> Figure:
    """A count of weeks, half terms or terms, or weeks in a row."""
    of = number_condition(rng, pool)
    what = rng.choice(["weeks", "weeks", "half_terms", "terms"])
    if what == "weeks" and rng.random() < 0.4:
        return Figure({"in_a_row": "weeks", "of": of}, "week", rng.randint(1, 3))
    return Figure(
        {"count": what, "of": of, "over": rng.choice(["year", "term", "ever", "half_term", "last 3 school weeks"])},
        what,
        rng.randint(1, 2),
    )


def later_figure(rng: Random, pool: Pool, rules: list[str]) -> tuple[Figure, str | None]:
    """A figure that looks at earlier review points; with it the name of the figure whose value it takes, if it does."""
    if rng.random() < 0.5:
        unit = rng.choice(["school days", "days", "weeks", "school weeks", "months"])
        return Figure({"since": rng.choice(rules), "in": unit}, "since " + unit, rng.randint(1, 6)), None
    name = rng.choice(list(pool.numbers))
    at = rng.choice([rng.choice(rules), rng.choice(rules), "previous week", "previous half_term", "previous term"])
    return Figure({"value": name, "at": at}, *pool.numbers[name]), name
