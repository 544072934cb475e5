"""Rows, flags and columns that might be otherwise, whatever a rule makes of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.explain.change import Change, few
from engine.explain.edit import Edit, FileGiven, PupilEdit, RowEdit, RowGone
from engine.explain.new_rows import new_rows
from engine.explain.rests import Rests
from engine.explain.roll import column_edits
from engine.explain.rows import row_in_words
from engine.load import Loaded
from engine.model.dataset import PUPILS, ColumnShape, TableShape
from engine.register import FactTable, Register
from engine.words import cell_in_words, day_in_words, name_in_words

_MOST_ROWS = 12
_MOST_NEW = 60
_BACK = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60)
_YEARS = (-1, *range(14))
_FLAGS = "flags"
_OUTCOMES = "outcomes"


class FactMoves:
    """Finds rows, flags and columns to try for one look of one pupil, of the row at `row` where it is about one.

    `acted` are the days on which each rule acted.
    """

    def __init__(
        self, loaded: Loaded, rests: Rests, one: Register, place: int, row: tuple[str, int] | None,
        acted: Sequence[tuple[str, date]],
    ) -> None:  # fmt: skip
        self._loaded, self._rests, self._one, self._row, self._acted = loaded, rests, one, row, acted
        self._day = date_of(int(one.days[place]))
        self._place = place

    def all(self) -> Iterator[Change]:
        """Give every change, those of what is there first."""
        for table in self._rests.tables:
            if table != _FLAGS:
                yield from self._of_table(table)
        yield from self._of_flags()
        yield from self._of_pupil()

    # — tables —

    def _of_table(self, table: str) -> Iterator[Change]:
        held, shape = self._one.tables[table], self._loaded.bound.shapes[table]
        called = name_in_words(table)
        if not held.present:
            yield Change(f"it acts if {called} are given and none is there", (FileGiven(table),), table)
        rows = list(range(len(held.pupil)))[-_MOST_ROWS:]
        if self._row is not None and self._row[0] == table:
            rows = [self._row[1]]
        else:
            for count in range(1, len(rows) + 1):
                for chosen in [rows[-count:]] if count > 1 else [[row] for row in rows]:
                    gone = tuple(RowGone(table, row) for row in chosen)
                    yield Change(
                        f"it acts without {few(count)} row{'s' * (count > 1)} of {called}", gone, f"{table} out"
                    )
        for row in rows:
            yield from self._of_row(held, shape, row)
        if self._row is None or self._row[0] != table:
            yield from self._new(held, shape)

    def _of_row(self, held: FactTable, shape: TableShape, row: int) -> Iterator[Change]:
        told = row_in_words(held, row)
        name = _which(held.name, told)
        for column, kind in shape.columns.items():
            if column not in held.columns:
                continue
            for value in self._values(column, kind, told):
                yield Change(
                    f"it acts if {name} has {name_in_words(column)} {cell_in_words(value)}",
                    (RowEdit(held.name, row, {column: value}),), f"{held.name} {column}",
                )  # fmt: skip

    def _values(self, column: str, kind: ColumnShape, told: dict[str, str]) -> Iterator[object]:
        """Give other values of a cell."""
        was = told.get(column)
        if kind.type == "words":
            yield from (word for word in kind.words if word != was)
        elif kind.type == "boolean":
            yield from (value for value in (True, False) if ("yes" if value else "no") != was)
        elif kind.type == "text":
            yield from (text for text in (*self._rests.texts, "new") if text != was)
        elif kind.type == "session":
            yield from (half for half in SESSIONS if half != was)
        elif kind.type == "number":
            yield from dict.fromkeys(n + step for n in self._rests.numbers for step in (0, 1, -1))
        elif kind.type == "time":
            minutes = [*self._rests.minutes, *self._clock()]
            yield from dict.fromkeys(each + step for each in minutes for step in (0, -1, 1) if 0 <= each + step < 1440)
        elif kind.type == "date":
            yield from (day for day in self._dates(column, told) if day.isoformat() != was)
        if was is not None and not kind.filled:
            yield None

    def _clock(self) -> Iterator[int]:
        plan = self._rests.plan
        yield from plan.clock
        yield from (minute for entry in (*plan.am, *plan.pm) for minute in (entry.opens, entry.closes))

    def _asked(self, column: str, kind: ColumnShape) -> bool:
        """Whether a row that is added has a cell in a column: where it must, or where something asks about it."""
        return kind.needed or column in self._rests.names

    def _dates(self, column: str, told: dict[str, str]) -> Iterator[date]:
        """Give other dates: the day, those that are compared with, and as far from the row's others as is asked."""
        days = [self._day, *self._rests.dates]
        steps = sorted({0, 1, *(n + step for n in self._rests.numbers for step in (0, 1, -1) if 0 <= n <= 1500)})
        others = []
        for name, text in told.items():
            if name != column:
                try:
                    others.append(date.fromisoformat(text))
                except ValueError:
                    continue
        for anchor in (self._day, *others):
            days += [anchor + timedelta(days=sign * step) for step in steps for sign in (-1, 1)]
        first, last = (date.fromisoformat(told[name]) if name in told else None for name in ("from", "to"))
        for day in dict.fromkeys(days):
            if (column == "from" and last and day > last) or (column == "to" and first and day < first):
                continue
            yield day

    def _new(self, held: FactTable, shape: TableShape) -> Iterator[Change]:
        """Give rows that are not there, up to a few of each."""
        for back in _BACK:
            if back > self._place:
                break
            day = date_of(int(self._one.days[self._place - back]))
            for values in self._rows(held, shape, day):
                for count in (1, 2, 3, 4):
                    rows = new_rows(shape, values, count)
                    if rows is None:
                        break
                    edits = tuple(RowEdit(held.name, None, row) for row in rows)
                    told = ", ".join(f"{name_in_words(name)} {cell_in_words(value)}" for name, value in values.items())
                    many = f"{few(count)} more row{'s' * (count > 1)} of {name_in_words(held.name)}"
                    yield Change(f"it acts with {many}: {told}", edits, f"{held.name} more")

    def _rows(self, held: FactTable, shape: TableShape, day: date) -> Iterator[dict[str, object]]:
        options: dict[str, list[object]] = {}
        texts = self._rests.texts
        for column, kind in shape.columns.items():
            if kind.type == "words" and (self._asked(column, kind) or set(kind.words) & set(texts)):
                options[column] = [*sorted(kind.words, key=lambda word: word not in texts)[:5]]
            elif kind.type == "date" and (kind.needed or column == shape.dated_by):
                options[column] = [day]
            elif kind.type == "boolean" and self._asked(column, kind):
                options[column] = [True, False]
            elif kind.type == "session" and self._asked(column, kind):
                options[column] = list(SESSIONS)
            elif kind.type == "number" and self._asked(column, kind):
                options[column] = [*self._rests.numbers[-6:]] or [1]
            elif kind.type == "text" and self._asked(column, kind):
                options[column] = ["new"] if column in shape.key else self._texts(column)
        if held.name == _OUTCOMES:
            mine = [(rule, on) for rule, on in self._acted if rule in self._rests.names and on <= self._day]
            for rule, on in mine[-_MOST_ROWS:]:
                for word in shape.columns["outcome"].words:
                    yield {"rule": rule, "on": on, "outcome": word}
            return
        for values in list(product(*options.values()))[:_MOST_NEW]:
            yield dict(zip(options, values, strict=True))
        whole = {name for name, kind in shape.columns.items() if kind.filled or name == shape.dated_by}
        if not whole >= set(options):
            yield {name: held[0] for name, held in options.items() if name in whole}

    def _texts(self, column: str) -> list[object]:
        """Give texts for a cell: those that are there in other rows, those that are asked for, and another one."""
        if column == "parent":
            table = self._one.tables["parents"]
            words = [row_in_words(table, row).get(column, "new") for row in range(len(table.pupil))]
            return list(dict.fromkeys(words)) or ["new"]
        return [*self._rests.texts[:3], "new"]

    # — flags and columns —

    def _of_flags(self) -> Iterator[Change]:
        table = self._one.tables.get(_FLAGS)
        if table is None:
            return
        rows = {row: row_in_words(table, row) for row in range(len(table.pupil))}
        for name in self._rests.flags:
            called = self._rests.plan.flags[name].called
            mine = [row for row, told in rows.items() if told.get("flag") == called]
            if mine:
                yield Change(
                    f"it acts without the flag `{name}`", tuple(RowGone(_FLAGS, row) for row in mine), f"flag {name}"
                )
            yield from (
                Change(
                    f"it acts if the flag `{name}` is over on {day_in_words(self._day - timedelta(days=1))}",
                    (RowEdit(_FLAGS, row, {"to": self._day - timedelta(days=1)}),), f"flag {name}",
                )
                for row in mine if date.fromisoformat(rows[row]["from"]) < self._day
            )  # fmt: skip
            for back in _BACK:
                if back > self._place:
                    break
                day = date_of(int(self._one.days[self._place - back]))
                row = RowEdit(_FLAGS, None, {"flag": called, "from": day})
                yield Change(f"it acts if the flag `{name}` is set from {day_in_words(day)}", (row,), f"flag {name}")

    def _of_pupil(self) -> Iterator[Change]:
        names = self._rests.names
        columns = {**PUPILS, **self._one_columns()}
        if names & {"compulsory_school_age", "key_stage", "year_group"}:
            for year in _YEARS:
                said = {-1: "nursery", 0: "reception"}.get(year, f"year {year}")
                for since in (None, self._day):
                    edits: tuple[Edit, ...] = (PupilEdit("year_group", year, since),)
                    if names & {"compulsory_school_age", "key_stage"}:
                        edits = (PupilEdit("date_of_birth", None, since), *edits)
                    from_when = "" if since is None else f" from {day_in_words(since)} on"
                    yield Change(f"it acts for a pupil who is in {said}{from_when}", edits, "pupil year group")
        told = {"enrolled_on": _dated(self._one.enrolled), "left_on": _dated(self._one.left)}
        for column, kind in columns.items():
            if column not in names or kind.type == "year_group":
                continue
            for value in self._values(column, kind, told):
                ways: list[tuple[Edit, ...]] = [column_edits(self._one, column, value)]
                if column == "leaving_reason":
                    # a leaving is seen only on the pupil's last day
                    ways = [(*column_edits(self._one, "left_on", self._day), *ways[0])]
                elif column not in told:
                    ways.append((PupilEdit(column, value, self._day),))
                for edits in ways:
                    from_when = f" from {day_in_words(self._day)} on" if edits is not ways[0] else ""
                    leaves = "the pupil leaves on that day, " if column == "leaving_reason" else ""
                    said = f"it acts if {leaves}{name_in_words(column)} is {cell_in_words(value)}{from_when}"
                    yield Change(said, edits, f"pupil {column}")

    def _one_columns(self) -> dict[str, ColumnShape]:
        model = self._loaded.bound.model
        declared = model.pupils.columns if model.pupils is not None else {}
        return {
            name: ColumnShape("words", held) if isinstance(held, tuple) else ColumnShape(held)
            for name, held in declared.items()
        }


def _which(table: str, told: dict[str, str]) -> str:
    dated = next((told[name] for name in ("date", "submitted_on", "issued_on", "on", "from") if name in told), None)
    on = f" of {day_in_words(date.fromisoformat(dated))}" if dated else ""
    return f"the row{on} of {name_in_words(table)}"


def _dated(days: np.ndarray) -> str:
    number = int(days[0])
    return date_of(number).isoformat() if abs(number) < 2**29 else ""
