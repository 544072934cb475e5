"""A register -> doubts about its marks: what is missing, whose reason is not known for too long, what looks made up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.doubts.finding import Doubt, Kind
from engine.register import Register
from engine.words import day_in_words

Mask = npt.NDArray[np.bool_]

FEW: Final = 4
"""Sessions that are named one by one; of more the first are."""

ALL_PRESENT: Final = 20
"""Sessions in a row of a whole class on time from which on the register may not have been taken."""

SMALL_CLASS: Final = 8
"""Pupils of a class below which it may well be that all were there."""

_PREFILLED: Final = 0.25
"""The share of pupils with marks below which a last day looks as if it were filled in ahead."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Which places of the register's codes are on time, silent, planned closures or without a reason yet."""

    on_time: Sequence[int]
    silent: Sequence[int]
    planned: Sequence[int]
    no_reason: Sequence[int]
    resolve_within: int | None


class Marks:
    """A register's marks with what is asked of them: who should have one, who has, and which class is whose."""

    def __init__(self, register: Register, codes: Codes) -> None:
        self.register = register
        self.codes = codes
        days = register.days
        on_roll = (register.enrolled <= days[:, None]) & (days[:, None] <= register.left)
        is_open = register.calendar.open_sessions[: len(days)].reshape(-1)
        self.expected: Mask = np.repeat(on_roll, 2, axis=0) & is_open[:, None]
        self.given: Mask = register.marks != 0
        self.classes = _classes(register)

    def day(self, slot: int) -> date:
        """Give the date of a row of the marks."""
        return date_of(int(self.register.days[slot // 2]))

    def monday(self, slot: int) -> date:
        """Give the Monday of its week."""
        day = self.day(slot)
        return day - timedelta(days=day.weekday())

    def session(self, slot: int) -> str:
        """Name a session, as `Mon 8 AM`."""
        day = self.day(slot)
        return f"{_WEEKDAYS[day.weekday()]} {day.day} {SESSIONS[slot % 2]}"


_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def doubts_about_marks(marks: Marks) -> Iterator[Doubt]:
    """Give the doubts about marks.

    C101 a session in which the school has no mark, C102 a class has none, C103 a pupil has none in a week, C104 some
    are missing, C105 a pupil has none at all, C110 no reason for too long, C111 a class is always on time, C112 a
    closure for some pupils only, C113 the last days look filled in ahead.
    """
    missing = marks.expected & ~marks.given
    told: Mask = np.zeros_like(missing)
    yield from _whole_sessions(marks, missing, told)
    yield from _by_pupil(marks, missing & ~told)
    yield from _without_reason(marks)
    yield from _always_on_time(marks)
    yield from _part_closures(marks)
    yield from _filled_in_ahead(marks)


def _whole_sessions(marks: Marks, missing: Mask, told: Mask) -> Iterator[Doubt]:
    """Tell sessions in which the school or a class has no mark, once and not for each pupil."""
    asked = marks.expected.sum(axis=1)
    nobody = (asked > 0) & (missing.sum(axis=1) == asked)
    for monday, slots in by_week(marks, np.flatnonzero(nobody)):
        message = f"the school has no mark in {named(marks, slots)}"
        help_ = "was the register taken? else make it a closure in `calendar.yaml`"
        yield Doubt(Kind.MISSING, "C101", message, week=monday, count=len(slots), help=help_)
    told[nobody] = True
    for name, members in marks.classes.items():
        ours = marks.expected[:, members]
        asked = ours.sum(axis=1)
        empty = (asked > 1) & (missing[:, members].sum(axis=1) == asked) & ~nobody
        for monday, slots in by_week(marks, np.flatnonzero(empty)):
            many = int(asked[slots].max())
            message = f"the class has no mark in {named(marks, slots)}, {many} pupils"
            help_ = "was the register taken?"
            yield Doubt(Kind.MISSING, "C102", message, week=monday, group=name, count=len(slots), help=help_)
        told[np.ix_(empty, members)] = True


def _by_pupil(marks: Marks, missing: Mask) -> Iterator[Doubt]:
    register = marks.register
    has_any = (marks.given & marks.expected).any(axis=0)
    asked = marks.expected.any(axis=0)
    for pupil in np.flatnonzero(asked & ~has_any).tolist():
        message = f"the pupil has no mark at all, on the roll for {int(marks.expected[:, pupil].sum()):,} sessions"
        help_ = "give the day on which the pupil left, or the missing marks"
        yield Doubt(Kind.MISSING, "C105", message, register.pupils[pupil], count=1, help=help_)
    for pupil in np.flatnonzero(missing.any(axis=0) & has_any).tolist():
        column = missing[:, pupil]
        for monday, slots in by_week(marks, np.flatnonzero(column)):
            first = int(slots[0]) - int(slots[0]) % 2 - 2 * marks.day(int(slots[0])).weekday()
            week = [
                slot
                for slot in range(max(first, 0), min(first + 14, len(column)))
                if marks.monday(slot) == monday and marks.expected[slot, pupil]
            ]
            if len(week) == len(slots) and len(week) > 1:
                message, code = f"no mark in the whole week, {len(week)} sessions", "C103"
            else:
                message, code = f"no mark in {named(marks, slots)}", "C104"
            yield Doubt(Kind.MISSING, code, message, register.pupils[pupil], monday, count=len(slots))


def _without_reason(marks: Marks) -> Iterator[Doubt]:
    """Tell marks without a reason that should have one by now."""
    limit = marks.codes.resolve_within
    if limit is None or not marks.codes.no_reason:
        return
    register = marks.register
    old = 2 * (len(register.days) - limit)
    if old <= 0:
        return
    open_ = np.isin(register.marks[:old], marks.codes.no_reason)
    code = register.codes[marks.codes.no_reason[0]]
    for pupil in np.flatnonzero(open_.any(axis=0)).tolist():
        for monday, slots in by_week(marks, np.flatnonzero(open_[:, pupil])):
            message = f"`{code}` in {named(marks, slots)}, still without a reason after {limit} school days"
            help_ = "find out the reason, or mark the absence as unauthorised"
            yield Doubt(Kind.DOUBTFUL, "C110", message, register.pupils[pupil], monday, count=len(slots), help=help_)


def _always_on_time(marks: Marks) -> Iterator[Doubt]:
    """Tell a class in which nobody was absent or late for weeks: its register may have filled itself in."""
    on_time = np.isin(marks.register.marks, marks.codes.on_time)
    for name, members in marks.classes.items():
        if len(members) < SMALL_CLASS:
            continue
        asked = marks.expected[:, members] & marks.given[:, members]
        full = (asked.sum(axis=1) >= SMALL_CLASS) & (on_time[:, members] | ~asked).all(axis=1)
        counted = np.flatnonzero(asked.any(axis=1))
        run: list[int] = []
        for slot in [*counted.tolist(), -1]:
            if slot >= 0 and full[slot]:
                run.append(slot)
                continue
            if len(run) >= ALL_PRESENT:
                begins, ends = day_in_words(marks.day(run[0])), day_in_words(marks.day(run[-1]))
                message = f"all are on time in every session from {begins} to {ends}, {len(run)} sessions"
                help_ = "a register that begins as present may not have been taken"
                first = marks.monday(run[0])
                yield Doubt(Kind.DOUBTFUL, "C111", message, week=first, group=name, count=len(run), help=help_)
            run = []


def _part_closures(marks: Marks) -> Iterator[Doubt]:
    planned = np.isin(marks.register.marks, marks.codes.planned) & marks.expected
    quiet = [0, *marks.codes.silent]
    real = ~np.isin(marks.register.marks, quiet) & marks.expected
    both = np.flatnonzero(planned.any(axis=1) & real.any(axis=1))
    for monday, slots in by_week(marks, both):
        closed = int(planned[slots].sum(axis=1).max())
        message = f"a planned closure for {closed} pupils and marks for others in {named(marks, slots)}"
        help_ = "a closure may hide marks that were made before it"
        yield Doubt(Kind.DOUBTFUL, "C112", message, week=monday, count=len(slots), help=help_)


def _filled_in_ahead(marks: Marks) -> Iterator[Doubt]:
    """Tell days at the end on which only few have marks and nobody was there."""
    quiet = [0, *marks.codes.silent]
    real = (~np.isin(marks.register.marks, quiet) & marks.expected).sum(axis=1)
    there = np.isin(marks.register.marks, marks.codes.on_time).any(axis=1)
    asked = marks.expected.sum(axis=1)
    last = int(np.flatnonzero(there)[-1]) if there.any() else -1
    ahead = [slot for slot in range(last + 1, len(real)) if asked[slot] and real[slot] < _PREFILLED * asked[slot]]
    if last >= 0 and any(real[slot] for slot in ahead):
        day = day_in_words(marks.day(last))
        message = f"nobody is marked present after {day}, and {int(real[ahead].sum()):,} marks are later"
        help_ = f"they may have been filled in ahead: `--as-of {marks.day(last)}` leaves them out"
        yield Doubt(Kind.DOUBTFUL, "C113", message, week=marks.monday(ahead[0]), count=len(ahead), help=help_)


def _classes(register: Register) -> Mapping[str, list[int]]:
    """Give the pupils of each class, as their latest row says."""
    column = register.pupil_rows.columns.get("class")
    if column is None or column.words is None:
        return {}
    latest: dict[int, str] = {}
    valid = column.valid
    for row, pupil in enumerate(register.pupil_rows.pupil.tolist()):
        if valid is None or valid[row]:
            latest[pupil] = column.words[int(column.data[row])]
    classes: dict[str, list[int]] = {}
    for pupil, name in sorted(latest.items()):
        classes.setdefault(name, []).append(pupil)
    return dict(sorted(classes.items()))


def by_week(marks: Marks, slots: Iterable[int]) -> Iterator[tuple[date, npt.NDArray[np.intp]]]:
    """Cut sessions, in order, into the weeks in which they lie."""
    found: dict[date, list[int]] = {}
    for slot in map(int, slots):
        found.setdefault(marks.monday(slot), []).append(slot)
    for monday, held in found.items():
        yield monday, np.array(held, dtype=np.intp)


def named(marks: Marks, slots: npt.NDArray[np.intp]) -> str:
    """Name sessions: a few one by one."""
    named = ", ".join(marks.session(slot) for slot in slots[:FEW].tolist())
    count = f"{len(slots)} session{'' if len(slots) == 1 else 's'}"
    return f"{count} ({named}{', …' if len(slots) > FEW else ''})"
