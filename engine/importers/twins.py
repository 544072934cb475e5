"""Sessions with several marks -> the one that counts, by the declared precedence, or none; each other one is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, date_of
from engine.diagnostics import Severity
from engine.importers.codebook import NO_MARK, Codebook, precedence_of
from engine.importers.plain import Ints
from engine.importers.roll import Pupil
from engine.importers.settle import MOST_TOLD, Settled
from engine.importers.tell_marks import note_mark, tell_mark, tell_more
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint, Faults
from engine.register import NOT_GIVEN

Cells = tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]
"""The places of a table's marks that were taken so far, and the cells in which they stand."""


@dataclass(frozen=True, slots=True)
class _All:
    """The marks of all tables one after the other; `cell` is the place of pupil and session in the array."""

    cell: npt.NDArray[np.int64]
    code: Ints
    minutes: Ints
    arrived: Ints
    table: Ints
    row: npt.NDArray[np.int64]


def settle_twins(
    settled: Sequence[Settled],
    kept: Sequence[Cells],
    taken: Sequence[npt.NDArray[np.bool_]],
    book: Codebook,
    wanted: ImportMap,
    pupils: Sequence[Pupil],
    days: Ints,
    faults: Faults,
) -> None:
    """Settle the sessions that have several marks."""
    everything = _together(settled, kept)
    order = np.argsort(everything.cell, kind="stable")
    cell = everything.cell[order]
    same_as_before = np.zeros(len(cell), dtype=np.bool_)
    same_as_before[1:] = cell[1:] == cell[:-1]
    member = same_as_before.copy()
    member[:-1] |= same_as_before[1:]
    order = order[member]
    cell = cell[member]
    group = np.cumsum(np.r_[True, cell[1:] != cell[:-1]]) - 1
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    first = order[starts][group]
    code, minutes, arrived = everything.code[order], everything.minutes[order], everything.arrived[order]
    differs = (
        (code != everything.code[first])
        | (minutes != everything.minutes[first])
        | (arrived != everything.arrived[first])
    )
    mixed = np.bincount(group, weights=differs) > 0
    is_first = order == first
    loses: dict[int, tuple[str, int | None]] = {}
    repeats = np.flatnonzero(~mixed[group] & ~is_first)
    for at in repeats[:MOST_TOLD].tolist():
        loses[int(order[at])] = ("same", int(first[at]))
    _leave_out(order[repeats[MOST_TOLD:]], everything, settled, taken, faults)
    for number in np.flatnonzero(mixed).tolist():
        begins = int(starts[number])
        ends = int(starts[number + 1]) if number + 1 < len(starts) else len(order)
        members = [int(each) for each in order[begins:ends]]
        day = date_of(int(days[int(cell[begins]) // len(pupils) // 2]))
        winner, why = _winner(members, everything, book, wanted, day)
        for each in members:
            if each != winner:
                loses[each] = (why, winner)
    _tell_losers(loses, everything, settled, taken, book, pupils, days, faults)


def _leave_out(
    rows: npt.NDArray[np.intp],
    held: _All,
    settled: Sequence[Settled],
    taken: Sequence[npt.NDArray[np.bool_]],
    faults: Faults,
) -> None:
    """Leave out marks that are there already, all at once: a file that is given twice has millions."""
    for table, each in enumerate(settled):
        mine = held.row[rows[held.table[rows] == table]]
        if len(mine):
            taken[table][mine] = False
            each.told.update(each.lines[mine].tolist())
            tell_more(each, len(mine) + MOST_TOLD, "D141", "marks that are there already", faults, Severity.WARNING)


def _winner(members: list[int], held: _All, book: Codebook, wanted: ImportMap, day: date) -> tuple[int | None, str]:
    """Give the mark that counts, None where none does, and why the others do not."""
    real = [each for each in members if held.code[each] != NO_MARK]
    if real and len({int(held.code[each]) for each in real}) == 1:
        # The fuller of marks that agree, and a mark rather than none.
        timed = [each for each in real if held.minutes[each] != NOT_GIVEN or held.arrived[each] != NOT_GIVEN]
        told = {(int(held.minutes[each]), int(held.arrived[each])) for each in timed}
        if len(told) <= 1:
            return (timed or real)[0], "same"
    candidates = real or members
    rule = wanted.precedence
    if rule == ("first",):
        return candidates[0], "rule"
    if rule == ("last",):
        return candidates[-1], "rule"
    ranks = precedence_of(rule)
    scored = [(ranks.get(book.category(int(held.code[each]), day), len(ranks)), each) for each in candidates]
    best = min((score for score, _ in scored), default=len(ranks))
    winners = [each for score, each in scored if score == best]
    if best < len(ranks) and len({int(held.code[each]) for each in winners}) == 1:
        return winners[0], "rule"
    return None, "differs"


def _tell_losers(
    loses: dict[int, tuple[str, int | None]],
    held: _All,
    settled: Sequence[Settled],
    taken: Sequence[npt.NDArray[np.bool_]],
    book: Codebook,
    pupils: Sequence[Pupil],
    days: Ints,
    faults: Faults,
) -> None:
    counts: dict[tuple[int, str], int] = {}
    for each in sorted(loses):
        why, winner = loses[each]
        table, row = int(held.table[each]), int(held.row[each])
        source = settled[table]
        taken[table][row] = False
        source.told.add(int(source.lines[row]))
        code = {"same": "D141", "rule": "D142", "differs": "D140"}[why]
        counts[table, code] = counts.get((table, code), 0) + 1
        if counts[table, code] > MOST_TOLD:
            continue
        slot = int(held.cell[each]) // len(pupils)
        when = f"{date_of(int(days[slot // 2]))} {SESSIONS[slot % 2]}"
        mark = _mark(book, int(held.code[each]))
        if winner is None:
            told = f"{mark} on {when}, and another mark of the same pupil and session says something else"
            advice = "keep one of them, or say in a mapping file which counts, as in `precedence: last`"
            tell_mark(source, row, Complaint(code, told, advice), faults)
            continue
        other = settled[int(held.table[winner])]
        where = f"row {int(other.lines[int(held.row[winner])]):,}"
        where += "" if other is source else f" of {other.observed.table.name}"
        if why == "same":
            told = f"{mark} on {when} is there already, in {where}"
        else:
            told = f"{mark} on {when} gives way to {_mark(book, int(held.code[winner]))} in {where}"
        note_mark(source, row, code, told, "", faults)
    for (table, code), count in sorted(counts.items()):
        told = {"D140": "marks that differ", "D141": "marks that are there already", "D142": "marks that gave way"}[
            code
        ]
        severity = faults.grade if code == "D140" else Severity.WARNING
        tell_more(settled[table], count, code, told, faults, severity)


def _together(settled: Sequence[Settled], kept: Sequence[Cells]) -> _All:
    return _All(
        np.concatenate([cell for _, cell in kept]),
        np.concatenate([each.code[rows] for each, (rows, _) in zip(settled, kept, strict=True)]),
        np.concatenate([each.minutes[rows] for each, (rows, _) in zip(settled, kept, strict=True)]),
        np.concatenate([each.arrived[rows] for each, (rows, _) in zip(settled, kept, strict=True)]),
        np.concatenate([np.full(len(rows), number, dtype=np.int16) for number, (rows, _) in enumerate(kept)]),
        np.concatenate([rows for rows, _ in kept]),
    )


def _mark(book: Codebook, code: int) -> str:
    return f"the mark `{book.codes[code]}`" if code else "the empty mark"
