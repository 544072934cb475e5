"""Registers of one pupil each -> one register of as many pupils: what each would have come to is seen in one run."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.expressions.column import Column
from engine.register import Arrivals, FactTable, Register


def side_by_side(registers: Sequence[Register]) -> Register:
    """Lay registers of one pupil beside each other; they have the same days, codes and files that are there."""
    first = registers[0]
    arrivals = [each.arrivals for each in registers]
    slots = np.concatenate([each.slot for each in arrivals])
    pupil = np.repeat(np.arange(len(registers), dtype=np.int32), [len(each.slot) for each in arrivals])
    # INVARIANT: arrivals are sorted by slot, then pupil
    order = np.lexsort((pupil, slots))
    return replace(
        first,
        pupils=tuple(map(str, range(len(registers)))),
        marks=np.concatenate([each.marks for each in registers], axis=1),
        arrivals=Arrivals(
            slots[order],
            pupil[order],
            np.concatenate([each.arrived for each in arrivals])[order],
            np.concatenate([each.minutes_late for each in arrivals])[order],
        ),
        has_arrived=any(each.has_arrived for each in registers),
        has_minutes_late=any(each.has_minutes_late for each in registers),
        enrolled=np.concatenate([each.enrolled for each in registers]),
        left=np.concatenate([each.left for each in registers]),
        pupil_rows=_stacked([each.pupil_rows for each in registers]),
        tables={name: _stacked([each.tables[name] for each in registers]) for name in first.tables},
    )


def _stacked(tables: Sequence[FactTable]) -> FactTable:
    first = tables[0]
    counts = [len(each.pupil) for each in tables]
    pupil = np.repeat(np.arange(len(tables), dtype=np.int32), counts)
    names = dict.fromkeys(name for each in tables for name in each.columns)
    columns = {name: _column([each.columns.get(name) for each in tables], counts) for name in names}
    return replace(first, pupil=pupil, columns=columns)


def _column(columns: Sequence[Column | None], counts: Sequence[int]) -> Column:
    """Put one column of several tables together; it is blank where a table has it not."""
    words: dict[str, int] = {}
    known = [each for each in columns if each is not None]
    texts = any(each.words is not None for each in known)
    for each in known:
        for word in each.words or ():
            words.setdefault(word, len(words))
    data, valid = [], []
    for held, count in zip(columns, counts, strict=True):
        if held is None:
            data.append(np.zeros(count, dtype=known[0].data.dtype))
            valid.append(np.zeros(count, dtype=np.bool_))
            continue
        if texts:
            place = np.array([words[word] for word in held.words or ()] or [0], dtype=np.int64)
            data.append(place[held.data.astype(np.int64)] if count else held.data.astype(np.int64))
        else:
            data.append(held.data)
        valid.append(np.ones(count, dtype=np.bool_) if held.valid is None else held.valid)
    there = np.concatenate(valid)
    over = next((each.over for each in known if each.over is not None), None)
    return Column(np.concatenate(data), None if there.all() else there, over, tuple(words) if texts else None)
