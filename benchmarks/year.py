"""A year of made-up marks in memory, the same for every program of the benchmark, and how they answer."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.calendar import Calendar, Term
from engine.register import LONG_AGO, NEVER, Arrivals, DataReport, FactTable, Register

CODES = ("", "/", "\\", "L", "B", "I", "M", "C", "N", "O", "G", "U", "X", "Y1")
"""A mark is a place in it; place 0 is no mark."""

ATTENDED = ("/", "\\", "L", "B")
UNAUTHORISED = ("N", "O", "G", "U")
ABSENT = ("I", "M", "C", *UNAUTHORISED)
TARDY, UNEXPLAINED, ILL = ("L", "U"), ("N", "O"), ("I",)

RULES = ("letter_95", "letter_93", "letter_90", "unexplained_day_1", "absence_day_3", "absence_day_5",
         "penalty_threshold", "persistent_absence", "severe_absence", "long_illness", "late_call", "late_letter",
         "late_meeting")  # fmt: skip

LEAST_POSSIBLE, WEEKS, LATE_DAYS, LATES = 20, 10, 10, 2

Longs = npt.NDArray[np.int64]
Events = dict[str, tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]]
"""For each rule the pupils and the places of the days for which it acted."""

_TERMS = (
    ("autumn", (2024, 9, 3), (2024, 12, 20), (2024, 10, 28), (2024, 11, 1)),
    ("spring", (2025, 1, 6), (2025, 4, 4), (2025, 2, 17), (2025, 2, 21)),
    ("summer", (2025, 4, 22), (2025, 7, 22), (2025, 5, 26), (2025, 5, 30)),
)


@dataclass(frozen=True)
class Year:
    """Marks, two rows a school day and a column a pupil, and the periods of the days."""

    calendar: Calendar
    marks: npt.NDArray[np.uint8]

    @property
    def days(self) -> int:
        """How many school days there are."""
        return len(self.marks) // 2

    @property
    def pupils(self) -> int:
        """How many pupils there are."""
        return self.marks.shape[1]

    @cached_property
    def week_of(self) -> Longs:
        """The school week of each day, from 0."""
        return self.calendar.stretch_of_days("week")[: self.days].astype(np.int64)

    @cached_property
    def term_of(self) -> Longs:
        """The term of each day, from 0."""
        return self.calendar.stretch_of_days("term")[: self.days].astype(np.int64)

    @cached_property
    def first_of_week(self) -> Longs:
        """The first day of each school week."""
        return np.searchsorted(self.week_of, np.arange(int(self.week_of[-1]) + 1))

    def some(self, first: int, after: int) -> "Year":
        """Give some of the pupils."""
        return Year(self.calendar, self.marks[:, first:after])

    def register(self) -> Register:
        """Give it as the engine reads it."""
        days = self.calendar.days[: self.days]
        size = self.pupils
        nothing = np.zeros(0, dtype=np.int32)
        short = np.zeros(0, dtype=np.int16)
        return Register(
            calendar=self.calendar,
            days=days,
            pupils=tuple(map(str, range(size))),
            codes=CODES,
            marks=self.marks,
            arrivals=Arrivals(nothing, nothing, short, short),
            has_arrived=False,
            has_minutes_late=False,
            enrolled=np.full(size, LONG_AGO, dtype=np.int32),
            left=np.full(size, NEVER, dtype=np.int32),
            pupil_rows=FactTable("pupils", True, np.arange(size, dtype=np.int32), {}),
            tables={},
            as_of=date(1970, 1, 1) + timedelta(days=int(days[-1])),
            report=DataReport(),
        )


def digits(codes: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Give the marks that some codes are."""
    return np.array([CODES.index(code) for code in codes], dtype=np.uint8)


def table(codes: tuple[str, ...], value: int = 1, kind: type[np.integer] = np.uint8) -> npt.NDArray[np.integer]:
    """Give a table of 256 entries with a value for some codes and 0 for the others."""
    found = np.zeros(256, dtype=kind)
    found[digits(codes)] = value
    return found


def by_day(year: Year) -> dict[str, npt.NDArray[np.integer]]:
    """Give the columns of a table with a row a pupil and school day, in their order, both marks beside each other."""
    by_pupil = year.marks.T
    return {
        "pupil": np.repeat(np.arange(year.pupils, dtype=np.int32), year.days),
        "day": np.tile(np.arange(year.days, dtype=np.int16), year.pupils),
        "am": np.ascontiguousarray(by_pupil[:, ::2]).reshape(-1),
        "pm": np.ascontiguousarray(by_pupil[:, 1::2]).reshape(-1),
    }


def counts_of_pairs(codes: tuple[str, ...]) -> npt.NDArray[np.integer]:
    """Give how many marks of a day are of some codes; the entry of two marks is that of AM times all codes, plus PM."""
    one = table(codes, kind=np.int8)[: len(CODES)]
    return (one[:, None] + one).reshape(-1)


def calendar() -> Calendar:
    """Give a school year of 190 days."""
    terms = tuple(Term(name, date(*a), date(*b), (date(*c), date(*d))) for name, a, b, c, d in _TERMS)
    return Calendar(terms, inset=frozenset({date(2024, 11, 29)}), bank_holidays=frozenset({date(2025, 5, 5)}))


def year(pupils: int, seed: int = 1) -> Year:
    """Make a year: spells of absence, each of one reason, that fall on some pupils far more than on others."""
    held = calendar()
    days = len(held.days)
    draw = np.random.default_rng(seed)
    marks = np.empty((2 * days, pupils), dtype=np.uint8)
    often = draw.beta(0.7, 14, pupils).astype(np.float32)
    tardy = draw.beta(0.4, 16, pupils).astype(np.float32)
    reasons = np.frombuffer(digits(tuple("IIIIIIMMCNNOOOGGXB")), dtype=np.uint8)
    away = np.zeros(pupils, dtype=bool)
    reason = np.zeros(pupils, dtype=np.uint8)
    slash, backslash, late, after, closed = digits(("/", "\\", "L", "U", "Y1"))
    for slot in range(2 * days):
        chance = draw.random(pupils, dtype=np.float32)
        if slot % 2 == 0:
            before = away
            away = np.where(before, chance < 0.62, chance < often * 0.5)
            fresh = away & ~before
            reason[fresh] = reasons[draw.integers(0, len(reasons), int(fresh.sum()))]
        here = np.full(pupils, slash if slot % 2 == 0 else backslash, dtype=np.uint8)
        come = draw.random(pupils, dtype=np.float32)
        here[come < tardy] = late
        here[come < tardy * 0.1] = after
        here[come > 0.9995] = closed
        here[come > 0.99985] = 0
        marks[slot] = np.where(away & (chance < 0.97), reason, here)
    return Year(held, marks)


def answer(events: Events) -> tuple[int, str]:
    """Say how many events there are, and their digest whatever their order."""
    parts = []
    for number, rule in enumerate(RULES):
        pupils, days = events.get(rule, (np.zeros(0, np.int64),) * 2)
        parts.append((np.asarray(pupils, np.int64) * 512 + np.asarray(days, np.int64)) * 16 + number)
    keys = np.sort(np.concatenate(parts))
    return len(keys), hashlib.sha256(keys.astype("<i8").tobytes()).hexdigest()
