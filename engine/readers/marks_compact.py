"""The compact form of marks, one row a pupil and a byte a session -> the dense array at once, or batches of numbers.

Where all of it may stand it is turned into the array as a whole; where anything may not, it is read as rows, so that
the same is told as of any other form.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.readers.batch import LOST, NOBODY, UNREADABLE, Batch, Ints, Part
from engine.readers.compact_form import Form, Group, NotOfTheFormError, read_form
from engine.readers.compact_whole import MINUTES, read_whole, table_of
from engine.readers.faults import Complaint, Faults
from engine.readers.marks import Marks, read_marks
from engine.readers.standing import Rules
from engine.register import NOT_GIVEN
from engine.source import Place, Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars

PUPILS: Final = 64
"""Pupils whose marks are handed on as rows at a time."""

_AGAIN: Final = "write it again with `policy import --compact`"


class MarksCompact:
    """An open file of marks in the compact form; `header` names the columns that the long form would have."""

    def __init__(self, path: Path, source: Source, form: Form) -> None:
        self.path = path
        self.header = form.header
        self.source = source
        self.is_old = False
        self._form = form

    def read(self, rules: Rules, faults: Faults, threads: int) -> Marks:
        """Read the marks, as a whole where that may be.

        Yields: as the reader of marks; D020 an arrival without a mark of its own.
        """
        whole = self.dense(rules)
        return whole or read_marks(self.parts, rules, self.source, self.path.name, faults, threads)

    def dense(self, rules: Rules) -> Marks | None:
        """Turn the whole file into the array; None where a mark, a pupil or an arrival may not stand as it is."""
        return read_whole(self._form, rules)

    def parts(self, rules: Rules) -> Iterator[Part]:
        """Give the marks as rows, in the order of the file: a row's number is that of its pupil."""
        pupils = self._form.pupils
        group_of = np.zeros(len(pupils), dtype=np.intp)
        for number, group in enumerate(self._form.groups):
            group_of[group.rows] = number
        words = rules.words
        tables = [table_of(group, words) for group in self._form.groups]
        who = [words.pupils.get(each, LOST if each in words.lost else NOBODY) for each in pupils]
        for begins in range(0, len(pupils), PUPILS):
            rows = range(begins, min(begins + PUPILS, len(pupils)))
            yield partial(self._batch, rows, group_of, tables, who)

    def _batch(
        self, rows: range, group_of: npt.NDArray[np.intp], tables: Sequence[Ints], who: Sequence[int]
    ) -> list[Batch]:
        form = self._form
        parts: list[tuple[npt.NDArray[np.integer], ...]] = []
        malformed: list[tuple[int, Complaint]] = []
        for row in rows:
            number = int(group_of[row])
            # Rows are numbered from 1, and the reader of marks counts a header line.
            ahead = row - rows.start - 1
            held = np.frombuffer(form.marks[row], dtype=np.uint8)
            at = np.flatnonzero(held)
            arrived, late, alone = _minutes(form, row, at)
            malformed += [(ahead, Complaint("D020", f"`{form.pupils[row]}` has {each}", _AGAIN)) for each in alone]
            count = np.full(len(at), ahead, dtype=np.int64)
            pupil = np.full(len(at), who[row], dtype=np.int64)
            day = form.groups[number].days[at // 2]
            parts.append((count, pupil, day, at % 2, tables[number][held[at]], arrived, late, at, held[at]))
        lines, pupil, day, session, code, arrived, late, at, signs = (
            np.concatenate(columns) for columns in zip(*parts, strict=True)
        )

        def text(row: int, name: str) -> tuple[str, int, int]:
            """Write a mark's cell as the long form would have it; its column is the byte's place from 1."""
            pupil_row = int(lines[row]) + 1 + rows.start
            written = {
                "pupil": form.pupils[pupil_row],
                "date": date_of(int(day[row])).isoformat(),
                "session": SESSIONS[int(session[row])],
                "code": _code(form.groups[int(group_of[pupil_row])], int(signs[row])),
            }
            return written.get(name, "a number that is no time"), int(at[row]) + 1, 1

        found = Batch(lines, pupil, day, session, code, arrived, late, text, len(rows), malformed, rows=len(lines))
        return [found]


def open_compact(path: Path, schema: "Mapping[str, polars.DataType]", faults: Faults) -> MarksCompact | None:
    """Read a file in the compact form; None, told, where its columns are not what the form has.

    Yields: D003 the columns are not those of the form.
    """
    source = Source(str(path), "")
    try:
        return MarksCompact(path, source, read_form(path, schema))
    except NotOfTheFormError as fault:
        place = Place(source, Span(1, 1, 1, 2))
        faults.file("D003", f"`{path.name}` cannot be read: {fault}", _AGAIN, place=place)
        return None


def _minutes(form: Form, row: int, at: npt.NDArray[np.intp]) -> tuple[Ints, Ints, list[str]]:
    """Give the minutes of one pupil's marks, and the arrivals that are of none of them.

    What is out of bounds cannot be read.
    """
    timed = form.timed
    some = slice(*np.searchsorted(timed.row, (row, row + 1)))
    places = timed.place[some].astype(np.intp)
    to = np.searchsorted(at, places)
    there = to < len(at)
    there[there] = at[to[there]] == places[there]
    alone = [f"an arrival at byte {place + 1:,} of `marks`, where there is no mark" for place in places[~there]]
    again = np.ones(len(places), dtype=np.bool_)
    again[np.unique(places, return_index=True)[1]] = False
    alone += [f"two arrivals at byte {place + 1:,} of `marks`" for place in places[again & there]]
    there &= ~again
    found = []
    for name, minutes in (("arrived", timed.arrived), ("minutes_late", timed.late)):
        told = np.full(len(at), NOT_GIVEN, dtype=np.int64)
        values = minutes[some][there]
        wrong = (values < NOT_GIVEN) | (values > MINUTES[name])
        told[to[there]] = np.where(wrong, UNREADABLE, values)
        found.append(told)
    return found[0], found[1], alone


def _code(group: Group, sign: int) -> str:
    return group.codes[sign - 1] if sign <= len(group.codes) else f"byte {sign}"
