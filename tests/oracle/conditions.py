"""Random conditions, right in type and unit by construction: over sessions, over rows, and over figures.

Each function takes a random source and gives text. `Pool` holds the names that may be spoken of.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.oracle.registers import LESSONS, OUTCOMES, REASONS

Random = random.Random

ROW_CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "contacts": (
        *(f'outcome = "{word}"' for word in OUTCOMES), 'outcome != "reached"', 'time > @"09:30:00"', "time = null",
    ),
    "lessons": (
        *(f'outcome = "{word}"' for word in LESSONS), "score >= 3", "score = null",
        'outcome in ("late", "missed") or score < 2',
    ),
    "evidence": ('kind = "gp_letter"', "kind != null", 'kind in ("gp_letter", "parent_note")', "(to - from).days > 2"),
    "leave_requests": (
        *(f'reason = "{word}"' for word in REASONS[:3]), "in_writing", "by_resident_parent", 'decision = "granted"',
        "decision = null", "school days between(submitted_on, from) < 4", "is school day(from)",
        "add school days(submitted_on, 3) <= from", "(from - submitted_on).days < 10", "submitted_on <= from",
        'reason != "medical" and in_writing',
    ),
    "notices": (
        'kind = "penalty_notice"', 'status != "withdrawn"',
        'kind = "penalty_notice" and status in ("paid", "unpaid")',
    ),
    "parents": ("liable", "liable = null", "not(liable)", 'ends with(parent, "A")'),
    "outcomes": ('outcome = "done"', 'outcome in ("missed", "excused")', 'rule = "rule1"', 'starts with(rule, "step")'),
    "amendments": (
        'original = "N"', "amended != original", 'session = "AM"', "amended_on > date", "reason = null",
        "(amended_on - date).days > 2", 'amended in ("O", "I")',
    ),
    "flags": ('flag = "watched"', "to = null", "to != null and (to - from).days > 3"),
    "excused": ('session = "AM"', "session = null"),
    "sport": ("to > from", "from = null"),
    "trips": ('kind = "sport"', "kind = wanted", "kind = null", "to > from"),
    "reached": ("time != null", 'time < @"12:00:00"'),
    "notes": ('kind = "parent_note"', "to >= from"),
}  # fmt: skip
"""Fact table -> conditions on one of its rows."""

FACT_TESTS = (
    'contacts(outcome = "reached")', 'lessons(outcome = "missed")', "lessons(score > 2)", "reached(time = null)",
    'amendments(original = "N")', 'contacts(time < @"10:00:00" and outcome != "no_answer")', "notices(true)",
    'leave_requests(decision = null)', 'evidence(kind = "gp_letter" or to > from)', 'outcomes(outcome = "done")',
    'flags(flag = "watched")', "lessons(score >= least)", "contacts(time > cutoff)",
)  # fmt: skip

_SESSION = (
    "present", "absent", "attended", "possible", "authorised", "unauthorised", "authorised_absence", "not_possible",
    "approved_educational_activity", "late", "ill", "away", "penalty", 'session = "AM"', 'session = "PM"',
    'code = "I"', 'code = "N"', 'code in ("O", "G", "U")', 'code != "/"', 'category = "present"', "year_group >= 3",
    'weekday = "Monday"', "compulsory_school_age", "fsm", "send", 'class = "red"', "watched", "mon1", "mon2", "poor",
    "administrative", "ehcp",
)  # fmt: skip
_SESSION_HARD = (
    "excused", "trips", "sport", "minutes_late > 10", "minutes_late between 1 and late_by", "minutes_late = null",
    "code = null", 'term = "term1"', "days_to_holiday < 5", "looked_after", "mon3", "(date - begun).days in [0..20]",
    "bus", "credits >= 2", "date > reviewed", "arrived > comes_at",
    "arrived > cutoff", "arrived between cutoff and @\"10:00:00\"", "class = colour",
    "date >= begun", 'arrived > @"09:30:00"', "arrived = null", "doubted",
    *FACT_TESTS,
)  # fmt: skip


@dataclass
class Pool:
    """Names by what they are: numbers with their unit and a usual size, truths, words with their values."""

    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    truths: list[str] = field(default_factory=list)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)  # name -> unit
    lists: list[str] = field(default_factory=list)
    figures: set[str] = field(default_factory=set)
    """Those of the names that are figures, whose earlier value may be asked for."""

    def copy(self) -> "Pool":
        """A pool to add names to."""
        return Pool(
            dict(self.numbers), list(self.truths), dict(self.words), list(self.dates), dict(self.values),
            list(self.lists), set(self.figures),
        )  # fmt: skip


def _join(rng: Random, atom: Callable[[], str], depth: int) -> str:
    """One condition, or several joined by and, or, not()."""
    kind = rng.random()
    if depth == 0 or kind < 0.55:
        return atom()
    if kind < 0.65:
        return f"not({_join(rng, atom, depth - 1)})"
    left, right = _join(rng, atom, depth - 1), _join(rng, atom, depth - 1)
    word = rng.choice(["and", "or"])
    shape = rng.random()
    if shape < 0.5:
        return f"({left}) {word} ({right})"
    return f"{left} {word} {right}" if shape < 0.9 else f"(if {left} then {right} else false)"


_AGE = ("age >= 2", "age = 1", "age in [1..3]", "age < 4", "age = 0")


def session_condition(rng: Random, depth: int = 1, *, age: bool = False) -> str:
    """A condition on a session: a set; with `age`, one that only a count may have."""

    def atom() -> str:
        kind = rng.random()
        if age and kind < 0.08:
            return rng.choice(_AGE)
        return rng.choice(_SESSION if kind < 0.77 else _SESSION_HARD)

    return _join(rng, atom, depth)


def plain_set(rng: Random) -> str:
    """A set of sessions that is always known and never moves."""
    return rng.choice(["absent", "absent", "unauthorised", "authorised", "ill", "away", "attended"])


def row_condition(rng: Random, table: str) -> str:
    """A condition on a row of a fact table."""
    return _join(rng, lambda: rng.choice(ROW_CONDITIONS[table]), 1)


def whom(rng: Random) -> str:
    """A condition on pupil columns, flags and the calendar alone."""
    return _join(rng, lambda: rng.choice(_WHOM), 1)


_WHOM = (
    "year_group >= reception", "year_group in [1..6]", "year_group < 3", "compulsory_school_age", "fsm", "send",
    'class = "red"', 'house in ("lion", "bear")', 'key_stage = "KS1"', 'key_stage in ("EYFS", "KS2", "KS4")', "watched",
    "mon1",
    'weekday in ("Monday", "Friday")', "days_to_holiday <= 7", "school_days_to_holiday > 2", 'term = "term1"',
    "date_of_birth = null", "(review_day - date_of_birth).days > 3000", "enrolled_on > first_day_of_year",
    "not(doubted)", "bus",
    "credits > 1", "credits = null", "reviewed <= review_day", "(review_day - reviewed).days > 5",
    'comes_at > @"09:00"', "bus or credits >= 3", "school days between(reviewed, review_day) in [1..5]",
    'leaving_reason = "unknown"', "leaving_reason != null", "review_day > first_day_of_year", "house != null",
)  # fmt: skip


_MORE = (
    "review_day >= begun", "class = colour", "class != colour", 'starts with(class, "r")', "review_day.month = 9",
    '(some shade in ["red", "green"] satisfies class = shade)',
    "(every least in [1, 3] satisfies year_group >= least)",
    "date_of_birth + @\"P10Y\" > review_day", "school days between(begun, review_day) in [2..9]",
    "is school day(review_day - @\"P7D\")", "add school days(review_day, 2) = null",
    'day of week(review_day) = "Friday"',
    "ehcp", "social_worker or looked_after", "ehcp = null", "day of week(begun) = weekday",
    "review_day - begun > @\"P20D\"", "string length(class) = 4", "(review_day - begun).days in (0..30)",
    "(if class = null then fsm else send)", "contains(house, \"o\")", "review_day.weekday in (1, 5)",
)  # fmt: skip


def date_condition(rng: Random, name: str) -> str:
    """Compare a figure that is a date."""
    least = rng.choice([0, 1, 3, 7])
    return rng.choice([f"(review_day - {name}).days > {least}", f"school days between({name}, review_day) <= {least}",
                       f"{name} >= begun", f"{name} = review_day", f"{name} = null"])  # fmt: skip


def number_condition(rng: Random, pool: Pool) -> str:
    """Compare a figure with a number, a value or another figure of its unit."""
    name = rng.choice(list(pool.numbers))
    unit, size = pool.numbers[name]
    least = max(0, size + rng.choice([-2, -1, 0, 0, 0, 1, 2]))
    word = rng.choice([">=", ">=", ">", "<", "<=", "=", "!="])
    alike = [other for other, (its, _) in pool.numbers.items() if its == unit and other != name]
    named = [value for value, its in pool.values.items() if its == unit]
    kind = rng.random()
    if kind < 0.15 and named:
        return f"{name} {rng.choice(['>=', '<', '>'])} {rng.choice(named)}"
    if kind < 0.3 and alike:
        other = rng.choice(alike)
        return rng.choice([f"{name} {word} {other}", f"{name} + {other} >= {least}", f"abs({name} - {other}) > 1",
                           f"max({name}, {other}) >= {least}", f"{name} between 1 and {other}"])  # fmt: skip
    if kind < 0.4:
        return rng.choice([f"{name} in [1..{least + 1}]", f"{name} between 1 and {least + 2}",
                           f"{name} in (0, {least}, {least + 3})",
                           f"{name} in (0..{least + 1}]", f"{name} * 2 > {least}", f"modulo({name}, 2) = 0",
                           f"floor({name} / 2) >= 1"])  # fmt: skip
    if kind < 0.46:
        return rng.choice([f"{name} = null", f"{name} != null", f"not({name} = null) and {name} > {least}"])
    return f"{name} {word} {least}"


def condition(rng: Random, pool: Pool, depth: int = 1) -> str:
    """A condition of a rule: over figures, flags, columns, table outputs, other rules."""

    def atom() -> str:
        kind = rng.random()
        if kind < 0.62 and pool.numbers:
            return number_condition(rng, pool)
        if kind < 0.8 and pool.truths:
            return rng.choice(pool.truths)
        if kind < 0.88 and pool.words:
            name = rng.choice(list(pool.words))
            values = pool.words[name]
            return rng.choice(
                [f'{name} = "{rng.choice(values)}"', f'{name} != "{rng.choice(values)}"', f"{name} = null"]
            )
        if kind < 0.9 and pool.dates:
            return date_condition(rng, rng.choice(pool.dates))
        if kind < 0.91 and pool.lists:
            held = rng.choice(pool.lists)
            return rng.choice([f'list contains({held}, "red")', f"count({held}) >= 2", f"{held} = null"])
        return rng.choice(_WHOM if kind < 0.96 else _MORE)

    return _join(rng, atom, depth)
