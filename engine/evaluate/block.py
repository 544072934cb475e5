"""A block of pupils: their marks, their time on the roll, and their columns on a day."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of, day_number
from engine.evaluate.arrays import different
from engine.evaluate.force import OF_SCHOOL_AGE, in_force, unless_in_force
from engine.evaluate.take import take
from engine.expressions.columns import Column
from engine.model.facts import SchoolAge
from engine.model.stages import stages_of
from engine.register import LONG_AGO, NEVER, NURSERY, RECEPTION, Register
from engine.timeline import Timeline


@cache
def usual_school_age() -> SchoolAge:
    """Give compulsory school age where the policy does not say otherwise. Source: design §4."""
    return SchoolAge.model_validate(
        {
            "from_age": "5",
            "on_or_after": ["03-31", "08-31", "12-31"],
            "until_age": "16",
            "leaves": "last friday of june",
            "years": [str(year) for year in range(1, 12)],
            "unknown_years": ["R"],
        }
    )


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SCHOOL_YEAR_BEGINS = 9
_REASON = "leaving_reason, seen or not"


class Block:
    """Some pupils of a register, `first` (included) to `after` (excluded)."""

    def __init__(self, register: Register, timeline: Timeline, first: int, after: int, age: SchoolAge | None) -> None:
        self.register = register
        self.timeline = timeline
        self.first, self.after = first, after
        self.size = after - first
        self.marks = register.marks[:, first:after]
        self.enrolled = register.enrolled[first:after]
        self.left = register.left[first:after]
        self._age, self._of_age = age or usual_school_age(), True
        table = register.pupil_rows
        self._rows = np.flatnonzero((table.pupil >= first) & (table.pupil < after))
        self._pupil_of_row = table.pupil[self._rows] - first
        starts = table.columns.get("from")
        self._from = np.full(len(self._rows), LONG_AGO, dtype=np.int64)
        if starts is not None:
            dated = starts.data[self._rows].astype(np.int64)
            self._from = dated if starts.valid is None else np.where(starts.valid[self._rows], dated, LONG_AGO)
        self._place_from = np.searchsorted(timeline.day_numbers, self._from)
        self._row_of = np.full(self.size, -1, dtype=np.int64)
        self._changes = set(self._place_from.tolist()) | {0}
        self._columns: dict[str, Column] = {}
        calendar_days = register.calendar.days
        self.last_place = np.searchsorted(calendar_days, self.left, side="right") - 1
        self.last_place[self.left >= NEVER] = -1
        self._leaving_on = set(self.last_place.tolist())
        first_places = np.searchsorted(timeline.day_numbers, self.enrolled)
        self.first_slots = 2 * first_places.astype(np.int32)
        self._roll_changes = set(first_places.tolist()) | {
            0, *np.searchsorted(timeline.day_numbers, self.left, side="right").tolist()}  # fmt: skip
        self._place = -1
        self._age_until = 0
        self._nobody = np.zeros(self.size, dtype=np.bool_)
        self._births_held: tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], npt.NDArray[np.bool_]] | None = None
        self._on_roll: npt.NDArray[np.bool_] = np.zeros(self.size, dtype=np.bool_)

    def open_day(self, place: int) -> None:
        """Move on to a school day, never back: whose row is in force, who is on the roll."""
        day = self.timeline.days[place]
        if place > self._place + 1 or place in self._roll_changes:
            self._on_roll = (self.enrolled <= day) & (self.left >= day)
        if place > self._place + 1 or place in self._changes:
            changed = (self._place_from <= place) & (self._place_from > self._place)
            # INVARIANT: rows are sorted by pupil and `from`, so that the latest of a day is written last
            self._row_of[self._pupil_of_row[changed]] = self._rows[changed]
            self._columns.clear()
            self._births_held = None
        self._place, self._day = place, day
        for name in ("left_on", "leaving_reason"):
            self._columns.pop(name, None)
        if day >= self._age_until:
            self._columns.pop("compulsory_school_age", None)
        if self._of_age != in_force(self._age.in_force, self.timeline.dates[place]):
            self._of_age = not self._of_age
            for name in OF_SCHOOL_AGE:
                self._columns.pop(name, None)

    @property
    def on_roll(self) -> npt.NDArray[np.bool_]:
        """Who is on the roll on the day."""
        return self._on_roll

    def column(self, name: str) -> Column:
        """Give a pupil column, or a quantity that follows from one, on the day."""
        held = self._columns.get(name)
        if held is None:
            held = self._columns[name] = self._make(name)
        return held

    def _make(self, name: str) -> Column:
        if name in OF_SCHOOL_AGE:
            column = self._key_stage() if name == "key_stage" else self._school_age()
            return unless_in_force(column, self._of_age, self.size)
        if name in {"enrolled_on", "left_on"}:
            data = self.enrolled if name == "enrolled_on" else self.left
            known = (data > LONG_AGO) & (data < NEVER)
            return Column(data, known & self._leaving() if name == "left_on" else known)
        if name == "leaving_reason":
            column = self.column(_REASON)
            if self._place not in self._leaving_on:
                return Column(column.data, self._nobody, words=column.words)
            seen = self._leaving()
            return Column(column.data, seen if column.valid is None else column.valid & seen, words=column.words)
        return self._read("leaving_reason", self._telling_of_roll()) if name == _REASON else self._read(name)

    def _read(self, name: str, row_of: "npt.NDArray[np.int64] | None" = None) -> Column:
        source = self.register.pupil_rows.columns.get(name)
        if source is None:
            return Column(np.zeros(self.size, dtype=np.int16), np.zeros(self.size, dtype=np.bool_), words=())
        row_of = self._row_of if row_of is None else row_of
        held = row_of >= 0
        rows = np.where(held, row_of, 0)
        valid = held if source.valid is None else held & source.valid[rows]
        column = take(source, rows)
        return Column(column.data, None if valid.all() else valid, column.over, column.words)

    def _telling_of_roll(self) -> npt.NDArray[np.int64]:
        """Give each pupil's row that tells of the roll: the latest up to as-of, which may be after the leaving."""
        found = np.full(self.size, -1, dtype=np.int64)
        # backwards, so that the first row is written last: it tells where none is up to as-of
        found[self._pupil_of_row[::-1]] = self._rows[::-1]
        seen = self._from <= day_number(self.register.as_of)
        found[self._pupil_of_row[seen]] = self._rows[seen]
        return found

    def _leaving(self) -> npt.NDArray[np.bool_]:
        """Whose leaving is seen: `left_on` is seen only at the pupil's last review point. Source: design §4."""
        return np.asarray(self.last_place == self._place)

    def _key_stage(self) -> Column:
        year = self.column("year_group")
        stages = stages_of(self._age)
        bounds = np.array(list(stages.values()))
        place = np.searchsorted(bounds, year.data)
        # a year after the last of them is in no stage
        there = place < len(stages)
        valid = there if year.valid is None else there & year.valid
        return Column(
            np.minimum(place, len(stages) - 1).astype(np.int16), None if valid.all() else valid, words=tuple(stages)
        )

    def _school_age(self) -> Column:
        begins, ends, known = self._births()
        later = np.concatenate([begins[begins > self._day], ends[ends >= self._day] + 1])
        self._age_until = int(later.min(initial=NEVER))
        year = self.column("year_group")
        of_age = (begins <= self._day) & (self._day <= ends)
        if known.all():
            return Column(of_age)
        years = np.array([_year(text) for text in self._age.years])
        unsure = np.array([_year(text) for text in self._age.unknown_years])
        by_year = np.isin(year.data, years)
        sure = ~np.isin(year.data, unsure)
        if year.valid is not None:
            sure = sure & year.valid
        return Column(np.where(known, of_age, by_year), known | sure)

    def _births(self) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], npt.NDArray[np.bool_]]:
        """Give the first and the last day of compulsory school age, and where the date of birth is known."""
        if self._births_held is not None:
            return self._births_held
        born = self._read("date_of_birth")
        known = np.ones(self.size, dtype=np.bool_) if born.valid is None else born.valid
        begins, ends = np.zeros(self.size, dtype=np.int32), np.zeros(self.size, dtype=np.int32)
        days = different(born.data[known])
        place = np.searchsorted(days, born.data[known])
        age = self._age
        rule = (age.from_age, tuple(age.on_or_after), age.until_age, age.leaves)
        bounds = np.array([_bounds(int(day), *rule) for day in days], dtype=np.int64).reshape(-1, 2)
        begins[known], ends[known] = bounds[place, 0], bounds[place, 1]
        self._births_held = (begins, ends, known)
        return self._births_held


BELOW_YEAR_1: Mapping[str, int] = {"N": NURSERY, "R": RECEPTION}
"""What the files call the years below 1."""


def _year(text: str) -> int:
    return BELOW_YEAR_1[text] if text in BELOW_YEAR_1 else int(text)


def school_age(born: date, age: SchoolAge) -> tuple[int, int]:
    """Give the first and the last day number of compulsory school age, both included.

    Source: design §4; Education Act 1996 s8.

    >>> [str(date_of(day)) for day in school_age(date(2020, 4, 1), usual_school_age())]
    ['2025-08-31', '2036-06-27']
    """
    return _bounds(day_number(born), age.from_age, tuple(age.on_or_after), age.until_age, age.leaves)


@lru_cache(maxsize=20_000)
def _bounds(born_on: int, from_age: int, on_or_after: tuple[str, ...], until_age: int, leaves: str) -> tuple[int, int]:
    # the same few thousand birthdays are asked about block after block
    born = date_of(born_on)
    if born.year + max(from_age, until_age) >= date.max.year:
        # a slip of the keyboard: no day of a register is so far off
        return NEVER, NEVER
    birthday = _birthday(born, from_age)
    candidates = [
        date(year, int(text[:2]), int(text[3:])) for year in (birthday.year, birthday.year + 1) for text in on_or_after
    ]
    begins = min(day for day in candidates if day >= birthday)
    sixteenth = _birthday(born, until_age)
    # the school year begins with the first term after July, so an August birthday belongs to the year before
    ends_in = sixteenth.year + 1 if sixteenth.month >= _SCHOOL_YEAR_BEGINS else sixteenth.year
    _, weekday, _, month = leaves.lower().split()
    number = _MONTHS.index(month) + 1
    if number >= _SCHOOL_YEAR_BEGINS:
        # a month of the autumn is one of the year in which that school year began
        ends_in -= 1
    following = date(ends_in + (number == 12), number % 12 + 1, 1)
    last = day_number(following) - 1
    while date_of(last).weekday() != _WEEKDAYS.index(weekday):
        last -= 1
    return day_number(begins), last


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:  # 29 February in a year that has none
        return date(born.year + age, 3, 1)
