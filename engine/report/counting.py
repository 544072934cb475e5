"""Register -> sessions of every kind, by row of the pupils file, by period, by week, weekday and code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of
from engine.plan import DatedCodes, Plan
from engine.register import LONG_AGO, Register
from engine.report.figures import Sessions

Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]

KINDS = ("possible", "attended", "authorised", "unauthorised", "late", "late_after_close")
_ATTENDED = ("present", "approved_educational_activity")
_AUTHORISED, _UNAUTHORISED = "authorised_absence", "unauthorised_absence"
LATE, AFTER_CLOSE = "late", "after_close"


@dataclass(frozen=True, slots=True)
class Stay:
    """Some school days, `first` (included) to `after` (excluded), on which no pupil's row changes.

    `rows` is each pupil's row of the pupils file in force on them, -1 for none.
    """

    first: int
    after: int
    rows: npt.NDArray[np.int64]


class Counter:
    """Counts sessions of a register as its policy's codes say."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self.register = register
        self.plan = plan
        self._bits = [(entry, _bits_of(entry, register.codes)) for entry in plan.codes]
        self._tables = [self._table_on(int(day)) for day in register.days]
        table = register.pupil_rows
        starts = table.columns.get("from")
        dated = np.full(len(table.pupil), LONG_AGO, dtype=np.int64)
        if starts is not None:
            known = starts.data.astype(np.int64)
            dated = known if starts.valid is None else np.where(starts.valid, known, LONG_AGO)
        self._from_place = np.searchsorted(register.days, dated)
        self.rows = len(table.pupil)

    def _table_on(self, day: int) -> int:
        """Give the number of the code table in force on a day; -1 for none."""
        on = date_of(day)
        for number, entry in enumerate(self.plan.codes):
            if (entry.start is None or entry.start <= on) and (entry.until is None or on < entry.until):
                return number
        return -1

    def stays(self, first: int, after: int) -> Iterator[Stay]:
        """Cut some days where the rows in force or the code table change."""
        cuts = {first, after}
        cuts.update(int(place) for place in np.unique(self._from_place) if first < place < after)
        cuts.update(day for day in range(first + 1, after) if self._tables[day] != self._tables[day - 1])
        ordered = sorted(cuts)
        for begin, end in pairwise(ordered):
            yield Stay(begin, end, self.rows_on(begin))

    def rows_on(self, place: int) -> npt.NDArray[np.int64]:
        """Give each pupil's row of the pupils file in force on a school day, -1 for none."""
        rows = np.full(len(self.register.pupils), -1, dtype=np.int64)
        seen = np.flatnonzero(self._from_place <= place)
        # rows stand by pupil and `from`, so the latest is written last
        rows[self.register.pupil_rows.pupil[seen]] = seen
        return rows

    def by_row(self, first: int, after: int) -> Longs:
        """Count each kind of session: a line a row of the pupils file (the last line: no row), a column a kind."""
        counts = np.zeros((self.rows + 1, len(KINDS)), dtype=np.int64)
        for stay in self.stays(first, after):
            for column, inside in enumerate(self.kinds(stay.first, stay.after)):
                np.add.at(counts[:, column], stay.rows, inside.sum(axis=0, dtype=np.int64))
        return counts

    def possible_by_pupil(self, first: int, after: int) -> Longs:
        """Count each pupil's possible sessions."""
        counts = np.zeros(len(self.register.pupils), dtype=np.int64)
        for stay in self.stays(first, after):
            counts += self.kinds(stay.first, stay.after)[0].sum(axis=0, dtype=np.int64)
        return counts

    def of_days(self, places: Sequence[int]) -> Sessions:
        """Count the school's sessions on some days."""
        total = np.zeros(len(KINDS), dtype=np.int64)
        for place in places:
            total += [int(np.count_nonzero(inside)) for inside in self.kinds(place, place + 1)]
        return sessions_of(total)

    def kinds(self, first: int, after: int) -> list[Bits]:
        """Say of each session of each pupil whether it is of each kind; the days have one code table."""
        number = self._tables[first]
        marks = self.register.marks[2 * first : 2 * after]
        if number < 0:
            return [np.zeros(marks.shape, dtype=np.bool_)] * len(KINDS)
        return [bits[marks] for bits in self._bits[number][1]]

    def codes(self, first: int, after: int) -> dict[tuple[int, int], tuple[int, Bits]]:
        """Count sessions by code table and code (both as numbers), with the pupils who have one."""
        found: dict[tuple[int, int], tuple[int, Bits]] = {}
        for stay in self.stays(first, after):
            marks = self.register.marks[2 * stay.first : 2 * stay.after]
            for code in np.flatnonzero(np.bincount(marks.ravel(), minlength=len(self.register.codes))):
                if code == 0:  # no mark
                    continue
                has = marks == code
                key = (self._tables[stay.first], int(code))
                count, who = found.get(key, (0, np.zeros(marks.shape[1], dtype=np.bool_)))
                found[key] = (count + int(np.count_nonzero(has)), who | has.any(axis=0))
        return found


def sessions_of(counts: Sequence[int] | Longs) -> Sessions:
    """Give counts in the order of `KINDS` as sessions."""
    return Sessions(*(int(count) for count in counts))


def _bits_of(entry: DatedCodes, codes: Sequence[str]) -> list[Bits]:
    """Give for each kind which marks are of it, by place in the register's codes."""
    known = [entry.codes.get(code) for code in codes]

    def those(*, categories: Sequence[str] = (), use: str = "") -> Bits:
        held = [
            code is not None and place > 0 and (code.category in categories or (bool(use) and code.used_for == use))
            for place, code in enumerate(known)
        ]
        return np.array(held, dtype=np.bool_)

    attended, authorised = those(categories=_ATTENDED), those(categories=[_AUTHORISED])
    unauthorised = those(categories=[_UNAUTHORISED])
    possible = attended | authorised | unauthorised
    return [possible, attended, authorised, unauthorised, those(use=LATE), those(use=AFTER_CLOSE)]
