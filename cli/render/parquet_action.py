"""Actions in columns -> frames of Polars, a row a task."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from cli.render.by_task import Asked, by_task
from cli.render.columns import taken
from cli.render.joined import Joined, alike, texts_of, written
from engine.decision import SessionMark
from engine.fired import Longs
from engine.told import Each, Stretch, ToldActions, Value

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")

_TEXTS_OF_TASKS = ("to", "by", "obligation", "due_text", "code")
_NAMED = ("request", "parent", "notice")


def schema() -> dict[str, Any]:
    """Give the columns of the actions' file.

    Dates are dates, evidence a list of figures with their sessions, and what is not known is empty.
    """
    import polars as pl

    mark = pl.Struct({"date": pl.Date, "session": pl.String, "code": pl.String})
    figure = pl.Struct({"name": pl.String, "value": pl.String, "unit": pl.String, "sessions": pl.List(mark)})
    text = pl.Struct({"name": pl.String, "text": pl.String})
    return {
        "key": pl.String,
        "pupil": pl.String,
        "date": pl.Date,
        "session": pl.String,
        "rule": pl.String,
        "task": pl.Int16,
        "do": pl.String,
        "to": pl.String,
        "by": pl.String,
        "obligation": pl.String,
        "due": pl.Date,
        "due_text": pl.String,
        "with": pl.List(text),
        "code": pl.String,
        "sessions": pl.List(mark),
        "reason": pl.String,
        "evidence": pl.List(figure),
        "notes": pl.List(pl.String),
        "source": pl.String,
        "assumes": pl.String,
        "request": pl.String,
        "parent": pl.String,
        "notice": pl.String,
    }


class Frames:
    """Lays the actions of some days out, then of some more, and keeps what all of them share: the marks."""

    def __init__(self) -> None:
        self._schema = schema()
        self._marks: dict[int, tuple[Sequence[SessionMark], pl.Series]] = {}

    def actions(self, stretch: Stretch[ToldActions]) -> "pl.DataFrame":
        """Lay a row out for each task; an action that asks for nothing has one too."""
        import polars as pl

        batches = stretch.batches
        lines = [by_task(batch.occasions) for batch in batches]
        asked: Joined[Asked] = Joined([each.asked for each in lines])
        sizes = np.concatenate(
            [_ones(batch) if each.sizes is None else each.sizes for batch, each in zip(batches, lines, strict=True)]
        )
        begins, counts = (np.cumsum(sizes) - sizes)[stretch.order], sizes[stretch.order]
        rows, asked_at = np.repeat(stretch.order, counts), asked.at[taken(begins, counts)]

        def text(columns: Iterable[Each[str | None]]) -> pl.Series:
            return texts_of(Joined(list(columns)), rows)

        items = _Items(batches)
        marks = _Listed(batches, self._all_marks)
        concerns = np.array([each.concerns for each in asked.values])[asked_at]
        concerned = np.where(concerns < 0, -1, items.first[rows] + concerns * items.step[rows])
        columns = {
            "key": pl.Series(list(chain.from_iterable(map(_keys, batches))), dtype=pl.String)[rows],
            "pupil": text(batch.pupils for batch in batches),
            "rule": text(alike(batch.rule, len(batch)) for batch in batches),
            "sessions": marks.of(concerned),
            "reason": text(batch.reasons for batch in batches),
            "evidence": self._evidence(batches, items, marks, rows),
            "notes": _notes(Joined([batch.notes for batch in batches]), rows),
            "with": _with(asked, asked_at),
            "source": text(alike(batch.source, len(batch)) for batch in batches),
            "assumes": text(alike(batch.assumes, len(batch)) for batch in batches),
        }
        for name in _NAMED:
            columns[name] = text(batch.named.get(name, alike(None, len(batch))) for batch in batches)
        made = pl.DataFrame(columns).hstack(_tasks(asked.values)[asked_at])
        return made.select(pl.col(name).cast(kind) for name, kind in self._schema.items())

    def _evidence(self, batches: Sequence[ToldActions], items: "_Items", marks: "_Listed", rows: Longs) -> "pl.Series":
        import polars as pl

        row, there, number = _with_empty(items.count[rows])
        item = np.where(there, items.first[rows][row] + number * items.step[rows][row], -1)
        figures = [(figure, batch) for batch in batches for figure in batch.figures]
        held: dict[str, Joined[str | None]] = {
            "name": Joined([alike(figure.name, len(batch)) for figure, batch in figures]),
            "value": Joined([_written(figure.values) for figure, _ in figures]),
            "unit": Joined([alike(figure.unit, len(batch)) for figure, batch in figures]),
        }
        columns = {
            # what is taken by the place -1 is left out again
            name: pl.Series([*joined.values, None], dtype=pl.String)[np.append(joined.at, len(joined.values))[item]]
            for name, joined in held.items()
        }
        struct = pl.DataFrame({**columns, "sessions": marks.of(item)}).to_struct("item")
        return _lists(row, there, struct)

    def _all_marks(self, values: Sequence[SessionMark]) -> "pl.Series":
        """Lay all marks out that there can be."""
        import polars as pl

        if id(values) not in self._marks:
            held = list(values)
            dates, sessions, codes = ([mark[part] for mark in held] for part in range(3))
            frame = pl.DataFrame(
                {"date": _days(dates), "session": sessions, "code": codes},
                schema={"date": pl.Date, "session": pl.String, "code": pl.String},
            )
            # INVARIANT: the values are kept beside their series, so that their number is no others'
            self._marks[id(values)] = (values, frame.to_struct("mark"))
        return self._marks[id(values)][1]


class _Items:
    """Where the figures of each entry lie, when those of a batch lie one after the other, each for all its entries.

    An entry has `count` figures, the `first` of them at that place, and each `step` places after the one before.
    """

    def __init__(self, batches: Sequence[ToldActions]) -> None:
        sizes = np.array([len(batch) for batch in batches])
        counts = np.array([len(batch.figures) for batch in batches])
        self.step: Longs = np.repeat(sizes, sizes)
        self.count: Longs = np.repeat(counts, sizes)
        before = np.cumsum(sizes * counts) - sizes * counts
        self.first: Longs = taken(before, sizes)


class _Listed:
    """The marks of all figures of some batches, in the order of `_Items`."""

    def __init__(self, batches: Sequence[ToldActions], laid: Callable[[Sequence[SessionMark]], "pl.Series"]) -> None:
        import polars as pl

        self._laid: list[pl.Series] = []
        first: dict[int, int] = {}
        at: list[Longs] = [np.zeros(0, dtype=np.int64)]
        counts: list[Longs] = []
        size = 0
        for batch in batches:
            for figure in batch.figures:
                marks = figure.marks
                if marks is None:
                    counts.append(np.zeros(len(batch), dtype=np.int64))
                    continue
                if id(marks.values) not in first:
                    first[id(marks.values)] = size
                    self._laid.append(laid(marks.values))
                    size += len(marks.values)
                at.append(marks.at + first[id(marks.values)])
                counts.append(np.diff(marks.ends, prepend=0))
        self._at = np.concatenate(at)
        self._counts = np.concatenate([*counts, np.zeros(1, dtype=np.int64)])  # of the place -1 there are none
        self._begins = np.cumsum(self._counts) - self._counts
        self._all = pl.concat(self._laid) if self._laid else laid(())

    def of(self, items: Longs) -> "pl.Series":
        """Give the marks of each figure; of the place -1 there are none."""
        counts = self._counts[items]
        return _listed(counts, self._all, self._at[taken(self._begins[items], counts)])


def _listed(counts: Longs, values: "pl.Series", places: Longs) -> "pl.Series":
    """Give lists of so many values each, whose places follow each other."""
    import polars as pl

    if not counts.any():
        return pl.Series([[]], dtype=pl.List(values.dtype)).new_from_index(0, len(counts))
    row, there, _ = _with_empty(counts)
    at = np.zeros(len(row), dtype=np.int64)
    at[there] = places
    return _lists(row, there, values[at])


def _with_empty(counts: Longs) -> tuple[Longs, npt.NDArray[np.bool_], Longs]:
    """Give the row of each of so many items, and its number in it; a row without any has one that is not there."""
    sizes = np.maximum(counts, 1)
    row = np.repeat(np.arange(len(counts)), sizes)
    return row, (counts > 0)[row], np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _lists(row: Longs, there: npt.NDArray[np.bool_], items: "pl.Series") -> "pl.Series":
    """Give a list a row of its items that are there; the rows ascend."""
    import polars as pl

    # rows that are known to ascend are cut, not looked up: a tenth of the time
    frame = pl.DataFrame({"row": pl.Series(row).set_sorted(), "there": there, "item": items})
    item = pl.col("item") if there.all() else pl.col("item").filter("there")
    return frame.group_by("row", maintain_order=True).agg(item)["item"]


def _tasks(asked: Sequence[Asked]) -> "pl.DataFrame":
    """Lay out what is asked for on the occasions, a row each."""
    import polars as pl

    columns: dict[str, pl.Series] = {
        "date": _days([each.occasion.date for each in asked]),
        "session": pl.Series([each.occasion.session for each in asked], dtype=pl.String),
        "task": pl.Series([each.number for each in asked], dtype=pl.Int16),
        "due": _days([each.task.due for each in asked]),
    }
    for name in _TEXTS_OF_TASKS:
        columns[name] = pl.Series([getattr(each.task, name) for each in asked], dtype=pl.String)
    columns["do"] = pl.Series([each.task.do or None for each in asked], dtype=pl.String)
    return pl.DataFrame(columns)


def _notes(notes: Joined[tuple[str, ...]], rows: Longs) -> "pl.Series":
    import polars as pl

    flat = pl.Series([note for each in notes.values for note in each], dtype=pl.String)
    return _some_of(flat, [len(each) for each in notes.values], notes.at[rows])


def _with(asked: Joined[Asked], rows: Longs) -> "pl.Series":
    import polars as pl

    held = [each.task.with_ for each in asked.values]
    names, texts = [name for each in held for name in each], [text for each in held for text in each.values()]
    flat = pl.DataFrame({"name": names, "text": texts}, schema={"name": pl.String, "text": pl.String})
    return _some_of(flat.to_struct("text"), [len(each) for each in held], rows)


def _some_of(values: "pl.Series", sizes: Sequence[int], at: Longs) -> "pl.Series":
    """Give some of several lists, whose values lie one after the other."""
    counts = np.array(sizes, dtype=np.int64)
    return _listed(counts[at], values, taken((np.cumsum(counts) - counts)[at], counts[at]))


def _written(values: Each[Value]) -> Each[str | None]:
    return Each(list(map(written, values.values)), values.at)


def _ones(batch: ToldActions) -> Longs:
    return np.ones(len(batch), dtype=np.int64)


def _keys(batch: ToldActions) -> Iterator[str]:
    pieces = [
        repeat(piece, len(batch)) if isinstance(piece, str) else map(piece.values.__getitem__, piece.at.tolist())
        for piece in batch.key
    ]
    return map("".join, zip(*pieces, strict=True))


def _days(days: Sequence[str | None]) -> "pl.Series":
    import polars as pl

    return pl.Series(days, dtype=pl.String).str.to_date("%Y-%m-%d")
