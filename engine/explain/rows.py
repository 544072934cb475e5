"""Which rows of a fact table a figure counts, at one review point of one pupil or row."""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.calendar import date_of
from engine.counting import FactCount
from engine.evaluate.bounds import bounds_of
from engine.evaluate.fact_figures import seen_by
from engine.evaluate.take import take
from engine.expressions.column import Column
from engine.expressions.printing import number_text
from engine.register import FactTable

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame


def counted_rows(frame: "Frame", name: str, kind: FactCount) -> list[dict[str, str]]:
    """Give the rows that a count counts, as text by column; none where the file is missing."""
    state = frame.state
    if not state.table(kind.rows.table).present:
        return []
    track = state.fact_track(name, kind, clamp=frame.rows is None)
    bounds = bounds_of(frame, kind.span, name)
    if bounds.there is not None and not bool(np.broadcast_to(bounds.there, (1,))[0]):
        return []
    lo, hi = (int(np.broadcast_to(np.asarray(each), (1,))[0]) for each in (bounds.lo, bounds.hi))
    places = track.within(lo, hi, *seen_by(frame, kind.span, track))
    mine = 0 if frame.pupils is None else int(frame.pupils[0])
    places = places[track.pupil[places] == mine]
    entity = frame.rows.entity.get(kind.rows.table) if frame.rows is not None else None
    if entity is not None and frame.rows is not None:
        places = places[entity[track.rows[places]] == frame.rows.rows[0]]
    wide = frame.parent if frame.parent is not None else frame

    def outer(asked: str, pupils: np.ndarray) -> Column:
        column = wide[asked]
        return take(column, pupils) if isinstance(column, Column) else column

    held, _ = track.judge(places, outer, track.moving)
    return [row_in_words(track.table, int(row)) for row in track.rows[places[held]]]


def row_in_words(table: FactTable, row: int) -> dict[str, str]:
    """Give a row's columns as text; blank ones are left out."""
    found: dict[str, str] = {}
    for name, column in table.columns.items():
        if column.valid is not None and not column.valid[row]:
            continue
        raw = column.data[row]
        if column.words is not None:
            found[name] = column.words[int(raw)]
        elif column.data.dtype == np.bool_:
            found[name] = "yes" if raw else "no"
        elif table.types.get(name) == "date":
            found[name] = date_of(int(raw)).isoformat()
        elif table.types.get(name) == "time":
            found[name] = f"{int(raw) // 60:02}:{int(raw) % 60:02}"
        else:
            found[name] = number_text(Fraction(int(raw), 1 if column.over is None else int(column.over)))
    return found
