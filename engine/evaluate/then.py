"""Figures as they stood when a rule or step was last raised, about a pupil or about a row."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.counting import Earlier
from engine.evaluate.arrays import Bits, Longs
from engine.expressions.columns import Column
from engine.expressions.types import Quantity

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.host import State
    from engine.evaluate.rows import Rows

Kept = tuple[npt.NDArray[np.generic], Bits, npt.NDArray[np.generic] | None, tuple[str, ...] | None]


class Then:
    """Keeps what a figure was at each raising, and gives it from the next check on."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self._kept: dict[str, Kept] = {}
        self._rising: dict[str, Kept] = {}
        self._rows_kept: dict[str, Kept] = {}
        self._rows_rising: dict[str, Kept] = {}
        self._raised: list[tuple[str, Longs, Rows | None]] = []
        self._at: dict[str, list[tuple[str, Earlier]]] = {}
        for name, figure in state.plan.figures.items():
            if isinstance(figure.kind, Earlier) and figure.kind.anchor is not None:
                self._at.setdefault(figure.kind.anchor, []).append((name, figure.kind))

    def raised(self, anchor: str, few: "Frame") -> None:
        """Note that an anchor is raised for `few`: what is wanted as it stands there is kept when the check is over."""
        if anchor in self._at:
            self._raised.append((anchor, np.arange(few.size) if few.pupils is None else few.pupils, few.rows))

    @property
    def waiting(self) -> bool:
        """Whether an anchor has been raised at the check under way."""
        return bool(self._raised)

    def close_check(self, wide: "Frame") -> None:
        """Keep the figures as they stand at a check at which all has acted: in what order it did makes no difference.

        `wide` is the check's, in which nothing has been read yet.
        """
        for anchor, pupils, rows in self._raised:
            self._keep(anchor, wide, pupils, rows)
        self._raised.clear()

    def _keep(self, anchor: str, wide: "Frame", pupils: Longs, rows: "Rows | None") -> None:
        for name, kind in self._at[anchor]:
            before = self._rising.get(name, self._kept.get(name))
            self._rising[name] = overlaid(before, wide[kind.figure], pupils, self._state.block.size)
            if rows is not None:
                # a ladder's restart is its own: what is kept is the plain figure
                told = wide.of_rows(pupils, rows)[kind.figure]
                size = len(rows.table.pupil)
                rows_before = self._rows_rising.get(name, self._rows_kept.get(name))
                self._rows_rising[name] = overlaid(rows_before, _spread(told, rows.rows, size), rows.rows, size)

    def keep_at_flags(self, frame: "Frame") -> None:
        """Keep the figures that are wanted as they stand where a flag has begun today; at the day's review point."""
        for anchor, wanted in self._at.items():
            held = self._state.flags.states.get(anchor)
            if held is None:
                continue
            began = (held.first_slot >= 0) & (held.first_day == self._state.timeline.days[frame.place])
            pupils = np.flatnonzero(began & self._state.block.on_roll)
            for name, kind in wanted if len(pupils) else ():
                before = self._rising.get(name, self._kept.get(name))
                self._rising[name] = overlaid(before, frame[kind.figure], pupils, self._state.block.size)

    def open_check(self) -> None:
        """Let what was kept at the check before be seen: a figure at an anchor looks at earlier review points."""
        for rising, kept in ((self._rising, self._kept), (self._rows_rising, self._rows_kept)):
            if rising:
                kept.update(rising)
                rising.clear()

    def read(self, frame: "Frame", name: str, anchor: str) -> Column:
        """Give a figure as it stood when the anchor was last raised; about the row where both are about such rows."""
        quantity = self._state.plan.figures[name].quantity
        if frame.rows is not None and self._state.acted.is_about(anchor, frame.rows.table.name):
            return kept_column(self._rows_kept.get(name), quantity, frame.size, frame.rows.rows)
        return kept_column(self._kept.get(name), quantity, frame.size, frame.pupils)


def kept_column(kept: Kept | None, quantity: Quantity, size: int, chosen: Longs | None) -> Column:
    """Give what was kept, for some or all of those for whom it is; not known where nothing was."""
    if kept is None:
        words = quantity.words if quantity.type == "string" else None
        return Column(np.zeros(size, np.int32), np.zeros(size, np.bool_), words=words)
    data, valid, over, words = kept
    if chosen is not None:
        data, valid = data[chosen], valid[chosen]
        over = None if over is None else over[chosen]
    return Column(data, valid, over, words)


def overlaid(kept: Kept | None, column: Column, chosen: Longs, size: int) -> Kept:
    """Keep a column's values for some over what was kept of them before."""
    data = np.broadcast_to(column.data, (size,))
    valid = np.ones(size, np.bool_) if column.valid is None else np.broadcast_to(column.valid, (size,))
    over = None if column.over is None else np.broadcast_to(column.over, (size,))
    mask = np.zeros(size, np.bool_)
    mask[chosen] = True
    if kept is None:
        return data.copy(), valid & mask, None if over is None else over.copy(), column.words
    held_over = kept[2]
    if over is not None or held_over is not None:
        ones = np.ones(size, np.int32)
        over = np.where(mask, ones if over is None else over, ones if held_over is None else held_over)
    return np.where(mask, data, kept[0]), np.where(mask, valid, kept[1]), over, column.words


def _spread(column: Column, places: Longs, size: int) -> Column:
    """Lay a column's values out among so many, each at its place; what stands elsewhere is nobody's."""

    def laid(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        out = np.zeros(size, dtype=values.dtype)
        out[places] = np.broadcast_to(values, (len(places),))
        return out

    valid = None if column.valid is None else laid(column.valid).astype(np.bool_)
    return Column(
        laid(column.data), valid, None if column.over is None else np.maximum(laid(column.over), 1), column.words
    )
