"""What decides whether a mark may stand, as arrays, and the quick way to see that all of a batch may."""

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, Calendar
from engine.nouns import dataclass
from engine.readers.batch import Batch, Words
from engine.register import NOT_GIVEN, Expected

Mask = npt.NDArray[np.bool_]
Where = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides whether a mark may stand: school time, the roll, and the codes in force, as arrays.

    `place_of_day` gives a school day's place, -1 without school, for the days of the words and, at the end, for every
    other date; `period_of_day` the code table in force. `in_force` ends with a row without codes, for days of no
    table, and one with all of them, for dates far away. `dated`: more than one table is in force on these days.
    `is_open` ends with two closed slots, so that the place -1 finds them. `begins` gives, for the mornings and
    afternoons of the words' days, where the session's row begins in the array, -1 where there is no school.
    """

    words: Words
    codes: tuple[str, ...]
    place_of_day: npt.NDArray[np.int32]
    period_of_day: npt.NDArray[np.int8]
    in_force: Mask
    is_open: Mask
    begins: Where
    silent: Mask
    usual: npt.NDArray[np.int8]
    enrolled: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]
    dated: bool


def rules_for(
    calendar: Calendar,
    expected: Expected,
    words: Words,
    enrolled: npt.NDArray[np.int32],
    left: npt.NDArray[np.int32],
) -> Rules:
    """Put into arrays what decides whether a mark may stand."""
    codes = codes_of(expected)
    place = np.full(words.days + 1, -1, dtype=np.int32)
    place[calendar.days - words.first_day] = np.arange(len(calendar.days), dtype=np.int32)
    period = np.full(words.days + 1, -2, dtype=np.int8)
    for number, table in enumerate(expected.code_tables):
        start = 0 if table.start is None else _offset(table.start.isoformat(), words)
        until = words.days if table.until is None else _offset(table.until.isoformat(), words)
        period[start:until] = number
    tables = [[code == "" or code in table.categories for code in codes] for table in expected.code_tables]
    tables += [[code == "" for code in codes], [True] * len(codes)]
    in_force = np.array(tables, dtype=np.bool_)
    dated = bool((period != period[0]).any())
    period[words.days] = -1
    is_open = np.concatenate((calendar.open_sessions.reshape(-1), [False, False]))
    slots = np.ravel(2 * place[: words.days, None].astype(np.intp) + (0, 1))
    usual = [SESSIONS.index(expected.session_of[code]) if code in expected.session_of else -1 for code in codes]
    return Rules(
        words,
        codes,
        place,
        period,
        in_force,
        is_open,
        np.where(is_open[slots], slots * len(enrolled), -1),
        np.array([code == "" or code in expected.silent for code in codes], dtype=np.bool_),
        np.array(usual, dtype=np.int8),
        enrolled,
        left,
        dated,
    )


def codes_of(expected: Expected) -> tuple[str, ...]:
    """Give every code of every date in order; place 0 is no mark."""
    return ("", *sorted({code for table in expected.code_tables for code in table.categories} - {""}))


def all_stand(batch: Batch, rules: Rules) -> Where | None:
    """Say where in the array every row of a batch goes; None where one may not stand, or where that is not plain."""
    if not len(batch.day):
        return None
    is_of_one = not batch.day.strides[0] and not batch.session.strides[0]
    first, last = (batch.day[0], batch.day[0]) if is_of_one else (batch.day.min(), batch.day.max())
    low, high = int(first) - rules.words.first_day, int(last) - rules.words.first_day
    if low < 0 or high >= rules.words.days or not _is_read(batch):
        return None
    period = int(rules.period_of_day[low])
    # A table is in force for one stretch of days; days of none may have a table between them.
    if period < 0 or period != rules.period_of_day[high]:
        return None
    if not rules.in_force[period][batch.code].all():
        return None
    if is_of_one:
        return _of_session(batch, int(first), int(rules.begins[2 * low + int(batch.session[0])]), rules)
    at = rules.begins[np.subtract(batch.day, rules.words.first_day, dtype=np.intp) * 2 + batch.session]
    if at.min() < 0:
        return None
    stays = (rules.enrolled <= first) & (rules.left >= last)
    if not stays.all():
        rows = np.flatnonzero(~stays[batch.pupil])
        pupil, day = batch.pupil[rows], batch.day[rows]
        if ((day < rules.enrolled[pupil]) | (day > rules.left[pupil])).any():
            return None
    at += batch.pupil
    return at


def _of_session(batch: Batch, day: int, begins: int, rules: Rules) -> Where | None:
    """Say where the rows of one session go, whose row in the array begins at a place, -1 for none."""
    stays = (rules.enrolled <= day) & (rules.left >= day)
    if begins < 0 or not (stays.all() or stays[batch.pupil].all()):
        return None
    return batch.pupil + np.intp(begins)


def _is_read(batch: Batch) -> bool:
    """Whether every cell of a batch was read."""
    columns = (
        (batch.pupil, 0),
        (batch.session, 0),
        (batch.code, 0),
        (batch.arrived, NOT_GIVEN),
        (batch.late, NOT_GIVEN),
    )
    return all(
        each.dtype.kind == "u" or int(each.min() if each.strides[0] else each[0]) >= floor for each, floor in columns
    )


def _offset(day: str, words: Words) -> int:
    """Give how many days after the first a date is, kept within the days."""
    if day < words.dates[0]:
        return 0
    return words.dates.index(day) if day <= words.dates[-1] else words.days
