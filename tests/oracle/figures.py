"""Random figures, right in type and unit by construction: over sessions, rows, periods, and earlier review points."""

import random
from typing import Any, NamedTuple

from tests.oracle.conditions import Pool, condition, number_condition, plain_set, row_condition, session_condition

Random = random.Random
Said = dict[str, Any]

COUNTED = (
    *("contacts", "lessons", "evidence", "leave_requests", "notices", "notes"), "outcomes", "amendments", "flags",
    "parents", "excused", "trips", "reached", "sport",
)  # fmt: skip
FROM_TO = ("evidence", "leave_requests", "notes", "trips", "sport", "flags")
FLAG_NAMES = ("watched", "doubted", "mon1", "mon2", "mon3")


def some(rng: Random, chance: float, said: Said) -> Said:
    return said if rng.random() < chance else {}


def window(rng: Random, *, facts: bool = False) -> Any:
    """One window, or several in common."""
    texts = ["day", "week", "month", "half_term", "term", "year", "ever", "trial", "session"]
    texts += ["watched", "mon1", "mon2", rng.choice(FLAG_NAMES)]
    texts += [
        f"last {rng.randint(1, 12)} school days",
        f"last {rng.randint(1, 4)} school weeks",
        "last span",
        "last reach",
    ]
    texts += [
        f"last {rng.randint(1, 20)} days",
        f"last {rng.randint(1, 3)} weeks",
        f"last {rng.randint(1, 2)} months",
        f"last {rng.randint(1, 3)} half_terms",
        f"last {rng.randint(1, 2)} terms",
        "last some_days",
        "last 1 year",
    ]
    texts += [f"previous {kind}" for kind in ("week", "half_term", "term", "year")] + [f"spell of {plain_set(rng)}"] * 2
    if facts:
        texts += ["last 3 years", "last 1 year"]
    return rng.sample(texts, rng.choice([2, 2, 3])) if rng.random() < 0.12 else rng.choice(texts)


def _ends(rng: Random, over: Any) -> Said:
    """Where a window ends; the present session ends now."""
    if "session" in over:
        return {}
    return some(rng, 0.12, {"ends": rng.choice(["yesterday", "1 school day ago", "3 school days ago", "span ago"])})


class Figure(NamedTuple):
    said: Said
    unit: str  # "" bare, "truth", "code", "half" (AM or PM), "date"
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
        text = rng.choice(_ADDED)
        return Figure(
            {"total": text, **over, **some(rng, 0.6, {"of": rng.choice(["late", of])})},
            "minute",
            rng.choice([5, 20, 60]),
        )
    what, unit = rng.choice(
        [("code", "code")] * 3 + [("date", "date")] * 2 + [("session", "half"), ("minutes_late", "minute")]
    )
    said = {"last": what, "of": rng.choice(["possible", "absent", of]), **over, **_ends(rng, over["over"])}
    return Figure(said, unit, 10 if unit == "minute" else 0)


_ADDED = (
    "minutes_late", "ceiling(minutes_late / 5) * 5", "minutes_late * 2", "max(minutes_late, 5)",
    "if late then minutes_late else 0", "if minutes_late > 20 then 20 else minutes_late",
    'if session = "AM" then minutes_late else 1', "if excused then 0 else minutes_late",
)  # fmt: skip


def row_figure(rng: Random) -> Figure:
    """A figure over the days of the row that a rule is about, or after them."""
    over = rng.choice(["row", "row", "row", "after row", ["row", "term"], ["after row", "last 2 weeks"]])
    kind = rng.choice(["count", "days", "percent", "run", "last", "total", "spells", "rows"])
    of = session_condition(rng)
    if kind == "count":
        return Figure({"count": "sessions", "of": of, "over": over}, "session", 1)
    if kind == "days":
        return Figure(
            {"count": "school days", "of": of, "over": over, **some(rng, 0.5, {"whole": "true"})}, "school day", 1
        )
    if kind == "percent":
        return Figure({"percent": of, "of": rng.choice(["possible", "absent"]), "over": over}, "percent", 50)
    if kind == "run":
        what, unit = rng.choice([("school days", "school day"), ("sessions", "session")])
        return Figure({"in_a_row": what, "of": of, "over": over}, unit, 1)
    if kind == "last":
        return Figure({"last": "code", "of": rng.choice(["possible", of]), "over": over}, "code", 0)
    if kind == "total":
        return Figure({"total": rng.choice(_ADDED), "over": over}, "minute", 10)
    if kind == "spells":
        return Figure({"count": "spells", "of": plain_set(rng), "over": over}, "spell", 1)
    table = rng.choice([name for name in COUNTED if name != "parents"])
    said = {"count": table, "over": over, **some(rng, 0.5, {"of": row_condition(rng, table)})}
    return Figure(said | (some(rng, 0.4, {"overlapping": "true"}) if table in FROM_TO else {}), table, 1)


def fact_figure(rng: Random) -> Figure:
    """A count of rows."""
    table = rng.choice(COUNTED)
    over = "ever" if table == "parents" else window(rng, facts=True)
    said: Said = {
        "count": table,
        "over": over,
        **(_ends(rng, over) if table != "parents" else {}),
        **some(rng, 0.6, {"of": row_condition(rng, table)}),
    }
    if table in FROM_TO and rng.random() < 0.4:
        said["overlapping"] = "true"
    elif rng.random() < 0.1 and table != "parents":
        said = {
            "count": table,
            "over": f"{rng.choice(['3 years', '5 days', '2 weeks', '1 month', 'reach_days'])} from the first",
            **some(rng, 0.5, {"of": row_condition(rng, table)}),
        }
    return Figure(said, table, rng.randint(1, 2))


def period_figure(rng: Random, pool: Pool) -> Figure:
    """A count of weeks, half terms or terms, or weeks in a row."""
    of = condition(rng, pool, 1) if rng.random() < 0.4 else number_condition(rng, pool)
    what = rng.choice(["weeks", "weeks", "half_terms", "terms"])
    over = {"over": window(rng)} if rng.random() < 0.4 else {"over": rng.choice(["year", "term", "ever", "half_term"])}
    over |= _ends(rng, over["over"])
    if what == "weeks" and rng.random() < 0.4:
        return Figure({"in_a_row": "weeks", "of": of, **some(rng, 0.3, over)}, "week", rng.randint(1, 3))
    return Figure({"count": what, "of": of, **over}, what, rng.randint(1, 2))


def later_figure(rng: Random, pool: Pool, rules: list[str]) -> Figure:
    """A figure that looks at earlier review points, of rules, steps and flags, or at the end of a period."""
    anchor = rng.choice(FLAG_NAMES) if rng.random() < 0.2 else rng.choice(rules)
    if rng.random() < 0.5:
        unit = rng.choice(["school days", "days", "weeks", "school weeks", "months", "sessions"])
        return Figure({"since": anchor, "in": unit}, "since " + unit, rng.randint(1, 6))
    at = anchor if rng.random() < 0.5 else f"previous {rng.choice(['week', 'half_term', 'term', 'year'])}"
    kind = rng.random()
    made = {name: "truth" for name in pool.truths if name in pool.figures}
    made |= {
        name: "half" if "AM" in pool.words[name] else "code" for name in pool.words if name in pool.figures
    } | dict.fromkeys(pool.dates, "date")
    if kind < 0.3 and made:
        name = rng.choice(list(made))
        return Figure({"value": name, "at": at}, made[name], 0)
    name = rng.choice([name for name in pool.numbers if name in pool.figures])
    return Figure({"value": name, "at": at}, *pool.numbers[name])
