"""Rows, flags and columns that might be otherwise: changes to try, none of them proved."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product

from engine.calendar import date_of
from engine.counting import FactCount
from engine.explain.asked import constants_of
from engine.explain.change import Change, counted
from engine.explain.edit import FileGiven, PupilEdit, RowEdit, RowGone
from engine.explain.leaves import Leaf, holds_with, step_needed
from engine.explain.new_rows import new_rows
from engine.explain.reading import Reading, Tools
from engine.explain.roll import column_edits
from engine.explain.rows import row_in_words
from engine.plan import Plan
from engine.register import Register
from engine.words import cell_in_words, day_in_words, name_in_words

_MOST = 12


class FactChanges:
    """Finds changes of facts, flags and columns for the tests of one look."""

    def __init__(self, tools: Tools, one: Register, reading: Reading) -> None:
        self._tools, self._one, self._reading = tools, one, reading
        self._plan: Plan = tools.loaded.plan

    def of_facts(self, leaf: Leaf, name: str, kind: FactCount) -> Iterator[Change]:
        """Give the rows to try for a test about a count of facts."""
        table = kind.rows.table
        held = self._one.tables[table]
        called = name_in_words(table)
        if not held.present:
            yield Change(
                f"it acts if {called} are given and none is there", (FileGiven(table),), table,
            )  # fmt: skip
        needed = step_needed(leaf) if leaf.value is not None and leaf.limit is not None else 1
        if needed is None:
            return
        if needed < 0:
            rows = self._counted(name, table)[needed:]
            yield from self._other_words(table, rows)
            told = " and ".join(f"the row of {called} on {self._row_day(table, row)}" for row in rows)
            yield Change(
                f"it acts without {told}", tuple(RowGone(table, row) for row in rows), f"{table} out",
            )  # fmt: skip
            return
        shape = self._tools.loaded.bound.shapes[table]
        for row in self._new_rows(table, kind):
            rows_more = new_rows(shape, row, needed)
            if rows_more is None:
                continue
            told = ", ".join(
                f"{name_in_words(name)} {cell_in_words(value)}" for name, value in row.items() if name not in shape.key
            )
            yield Change(
                f"it acts with {counted(needed, 'row', 'more')} of {called}: {told}",
                tuple(RowEdit(table, None, each) for each in rows_more), f"{table} more",
            )  # fmt: skip

    def _counted(self, name: str, table: str) -> list[int]:
        """Give the places of the rows that a figure counts."""
        wanted = self._reading.figure(name).rows
        held = self._one.tables[table]
        return [row for row in range(len(held.pupil)) if row_in_words(held, row) in wanted]

    def _row_day(self, table: str, row: int) -> str:
        told = row_in_words(self._one.tables[table], row)
        dated = next((told[name] for name in ("date", "submitted_on", "issued_on", "on", "from") if name in told), "")
        return day_in_words(date.fromisoformat(dated)) if dated else "no day"

    def _other_words(self, table: str, rows: list[int]) -> Iterator[Change]:
        """Try the other words of a column in some rows: a contact that was not made."""
        shape = self._tools.loaded.bound.shapes[table]
        called = name_in_words(table).removesuffix("s")
        for column, held in shape.columns.items() if rows else ():
            for word in held.words:
                if all(row_in_words(self._one.tables[table], row).get(column) == word for row in rows):
                    continue
                days = " and ".join(self._row_day(table, row) for row in rows)
                yield Change(
                    f"it acts if the {called} of {days} is recorded as {name_in_words(word)}",
                    tuple(RowEdit(table, row, {column: word}) for row in rows),
                    f"{table} {column}",
                )

    def _new_rows(self, table: str, kind: FactCount) -> Iterator[dict[str, object]]:
        """Give rows that may be counted: dated on the day, with the words that the condition names."""
        shape = self._tools.loaded.bound.shapes[table]
        texts = list(_texts((*kind.rows.fixed, *([kind.rows.moving] if kind.rows.moving else []))))
        options: dict[str, list[object]] = {}
        for column, held in shape.columns.items():
            if held.type == "words":
                options[column] = [*sorted(held.words, key=lambda word: word not in texts)[:4]]
            elif held.type == "date" and (held.needed or column == shape.dated_by):
                options[column] = [self._reading.day]
            elif held.type == "boolean" and held.needed:
                options[column] = [True]
            elif held.type == "text" and held.needed:
                options[column] = ["new"] if column in shape.key else [*texts[:2], "new"]
            elif held.type == "session" and held.needed:
                options[column] = ["AM"]
        for values in list(product(*options.values()))[:_MOST]:
            yield dict(zip(options, values, strict=True))

    def of_flag(self, leaf: Leaf, name: str) -> Iterator[Change]:
        """Give the flag set, or left out."""
        flag = self._plan.flags[name]
        table = self._one.tables.get("flags")
        title = self._reading.figure(name).title
        if table is None:
            return
        if leaf.wanted:
            row = {"flag": flag.called, "from": self._reading.day}
            yield Change(
                f"it acts if the flag `{name}` is set: {title}", (RowEdit("flags", None, row),), f"flag {name}",
            )  # fmt: skip
            return
        rows = [row for row in range(len(table.pupil)) if row_in_words(table, row).get("flag") == flag.called]
        if rows:
            yield Change(
                f"it acts without the flag `{name}`: {title}", tuple(RowGone("flags", row) for row in rows),
                f"flag {name}",
            )  # fmt: skip

    def of_column(self, leaf: Leaf, name: str) -> Iterator[Change]:
        """Give other values of a pupil's column."""
        if name in ("compulsory_school_age", "key_stage"):
            for year in (5, 8, 1, 3, 10, 12, 0, -1):
                said = f"it acts for a pupil {'of' if leaf.wanted else 'not of'} {name_in_words(name)}"
                if name == "key_stage":
                    said = "it acts for a pupil of another key stage"
                yield Change(
                    said, (PupilEdit("date_of_birth", None), PupilEdit("year_group", year)), f"pupil {name}",
                )  # fmt: skip
            return
        for value in self._values(leaf, name):
            if name == "leaving_reason" and value is not None:
                # a leaving is seen only on the pupil's last day
                yield Change(
                    f"it acts if the pupil leaves on that day, leaving reason {cell_in_words(value)}",
                    (*column_edits(self._one, "left_on", self._reading.day), PupilEdit(name, value)), f"pupil {name}",
                )  # fmt: skip
                continue
            yield Change(
                f"it acts if {self._reading.figure(name).title} is {cell_in_words(value)}",
                column_edits(self._one, name, value), f"pupil {name}",
            )  # fmt: skip

    def of_cell(self, leaf: Leaf, name: str) -> Iterator[Change]:
        """Give other values in the row that the rule is about."""
        rows = self._reading.frame.rows
        if rows is None or name not in rows.table.columns:
            return
        table, row = rows.table.name, int(rows.rows[0])
        shape = self._tools.loaded.bound.shapes[table].columns.get(name)
        for value in self._values(leaf, name):
            if value is None and shape is not None and shape.filled:
                continue
            yield Change(
                f"it acts if {name_in_words(name)} is {cell_in_words(value)}", (RowEdit(table, row, {name: value}),),
                f"{table} {name}",
            )  # fmt: skip

    def _values(self, leaf: Leaf, name: str) -> Iterator[object]:
        """Give values under which a test about a column may come out as wanted."""
        quantity = self._reading.quantity(name)
        kind = quantity.type if quantity else ""
        if kind == "boolean":
            yield from (True, False) if leaf.operator is not None else (leaf.wanted,)
        elif kind == "string":
            words = (quantity.words if quantity else None) or ("another",)
            if leaf.operator is None:
                # the test asks something else of a text than whether it is one: its own texts may pass
                yield from constants_of(leaf.node.typed)
            elif leaf.text is not None and leaf.operator == "=":
                yield leaf.text
            yield from (word for word in words if word != leaf.text)
            yield None
        elif kind == "date":
            yield from self._dates(leaf, name)
        elif leaf.limit is not None:
            whole = int(leaf.limit)
            yield from (value for value in (whole, whole + 1, whole - 1) if holds_with(leaf, Fraction(value)))
        else:
            yield from (None, 1)

    def _dates(self, leaf: Leaf, name: str) -> Iterator[object]:
        told = self._reading.figure(name).value
        yield self._reading.day
        if leaf.limit is None:
            yield None
        elif leaf.value is None:
            yield date_of(int(leaf.limit))
        elif isinstance(told, str):
            held = date.fromisoformat(told).toordinal()
            gap = int(abs(leaf.limit - leaf.value))
            for step in (gap, gap + 1, -gap, -gap - 1):
                if step:
                    yield date.fromordinal(held + step)


def _texts(conditions: "tuple[object, ...]") -> Iterator[str]:
    """Give the texts that conditions compare with."""
    for condition in conditions:
        tree = getattr(getattr(condition, "checked", None), "tree", None)
        if tree is not None:
            yield from constants_of(tree)
