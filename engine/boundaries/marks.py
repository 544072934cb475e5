"""Figures that marks are counted for -> marks for which they are so many."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from engine.boundaries.arrived import Arrived
from engine.boundaries.arriving import asks_when, fitting, is_inside
from engine.boundaries.canvas import Canvas
from engine.boundaries.spans import sessions_of
from engine.counting import DayCount, InARow, Latest, Percent, Piece, SessionCount, SpellCount, Total
from engine.expressions.record import compile_record
from engine.model.facts import Code

_MOST_SESSIONS = 400
_MINUTES = 10
_NOT_SAID = Arrived()


def draw_sessions(canvas: Canvas, name: str, kind: SessionCount, value: int, at: int) -> None:
    """Mark so many sessions of a set in a window: the last ones, one a day, or the first, as the style asks."""
    slots = sessions_of(canvas, kind.span, at)
    need = value - sum(_fits(canvas, kind.pieces, slot, at) for slot in slots)
    if slots and _of_presence(canvas, kind.pieces):
        canvas.blank_from = slots[0] if canvas.blank_from is None else min(canvas.blank_from, slots[0])
    order = slots if canvas.style % 4 == 3 else slots[::-1]
    if canvas.style % 2 == 1:
        # one a day first, so that one stands alone at the window's edge
        order = [slot for half in (0, 1) for slot in order if slot % 2 == half]
    elif canvas.style % 4 == 0:
        order = sorted(order, key=lambda slot: (-(slot // 2), slot))
    for slot in order:
        if need <= 0:
            return
        need -= _mark(canvas, name, kind.pieces, slot, at)


def draw_days(canvas: Canvas, name: str, kind: DayCount, value: int, at: int) -> None:
    """Mark so many days of a set in a window, the last ones or every other one: whole where they are counted so."""
    slots = sessions_of(canvas, kind.span, at)
    if slots and _of_presence(canvas, kind.pieces):
        canvas.blank_from = slots[0] if canvas.blank_from is None else min(canvas.blank_from, slots[0])
    days = list(dict.fromkeys(slot // 2 for slot in slots[::-1]))
    already = {slot // 2 for slot in slots if _fits(canvas, kind.pieces, slot, at)}
    need = value - len(already)
    if canvas.style % 4 == 1:
        days = [*days[::2], *days[1::2]]
    for day in days:
        if need <= 0:
            return
        if day not in already:
            marked = [_mark(canvas, name, kind.pieces, 2 * day + half, at) for half in (0, 1)]
            need -= all(marked) if kind.whole else any(marked)


def draw_spells(canvas: Canvas, name: str, kind: SpellCount, value: int, at: int) -> None:
    """Mark so many spells of a day each, a day apart."""
    days = sorted({slot // 2 for slot in sessions_of(canvas, kind.span, at)}, reverse=True)
    for day in days[::2][:value]:
        for half in (0, 1):
            _mark(canvas, name, (Piece(kind.set),), 2 * day + half, at)


def draw_run(canvas: Canvas, name: str, kind: InARow, value: int, at: int) -> None:
    """Mark the last so many days, mornings, afternoons or sessions, with a session of presence before them."""
    if value < 1:
        return
    slots = sessions_of(canvas, kind.span, at)
    units = {"mornings": slots[::2], "afternoons": slots[1::2], "sessions": slots}.get(kind.unit)
    if units is None:
        units = slots[::2]
        wanted = [slot + half for slot in units[max(len(units) - value, 0) :] for half in (0, 1)]
        before = [units[-value - 1], units[-value - 1] + 1] if value < len(units) else []
    else:
        wanted = units[max(len(units) - value, 0) :]
        before = [units[-value - 1]] if value < len(units) else []
    for slot in wanted:
        _mark(canvas, name, (Piece(kind.set),), slot, at)
    for slot in before:
        code = canvas.ground.present[slot % 2]
        if code not in canvas.ground.inside(kind.set, slot % 2):
            canvas.codes.setdefault(slot, code)


def draw_percent(canvas: Canvas, name: str, kind: Percent, value: Fraction, at: int) -> None:
    """Mark as many sessions as give exactly a percentage, and leave those before them unmarked."""
    slots = sessions_of(canvas, kind.span, at)
    share = value / 100
    least = canvas.ground.amount(kind.at_least)
    wanted = max(int(least.number) if least is not None else 1, 20 if canvas.style % 2 == 0 else 60)
    fixed = [slot for slot in slots if slot in canvas.codes]
    wanted = max(wanted, 2 * (slots[-1] // 2 - min(fixed) // 2 + 1) if fixed and slots else 0)
    wanted = min(wanted, len(slots))
    whole = share.denominator * ceil(Fraction(wanted, share.denominator))
    whole = min(whole, share.denominator * (len(slots) // share.denominator)) or whole
    if not slots or whole > _MOST_SESSIONS:
        return
    if whole > len(slots):
        # so few sessions never come to exactly that: the next share below it, or above
        whole = len(slots)
        share = Fraction((floor if canvas.style % 2 == 0 else ceil)(share * whole), whole)
    taken = slots[len(slots) - whole :]
    # with nothing before it an earlier review has no share to compare with
    begin = 0 if canvas.style % 4 >= 2 else slots[0]
    canvas.blank_from = begin if canvas.blank_from is None else min(canvas.blank_from, begin)
    inside = [slot for slot in taken if slot in canvas.codes and _fits(canvas, kind.part, slot, at)]
    need = int(share * whole) - len(inside)
    present = [_fits_code(canvas, kind.part, slot, at, canvas.ground.present[slot % 2]) for slot in (0, 1)]
    free = canvas.free(taken)
    if canvas.style % 4 >= 2:
        # what is missed comes last, so that an earlier review does not see more of it than this one
        free = free[::-1]
    if all(present):
        odd, rest = free[: len(free) - need], free[len(free) - need :] if need > 0 else []
        for slot in odd:
            _mark_other(canvas, name, kind, slot)
    else:
        odd, rest = (free[:need] if need > 0 else []), free[max(need, 0) :]
        for slot in odd:
            _mark(canvas, name, kind.part, slot, at)
    for slot in rest:
        canvas.codes.setdefault(slot, canvas.ground.present[slot % 2])


def draw_total(canvas: Canvas, name: str, kind: Total, value: Fraction, at: int) -> None:
    """Mark sessions whose amounts add up to a total, with minutes late where the amount reads them."""
    slots = sessions_of(canvas, kind.span, at)
    run = compile_record(kind.added.checked)
    reads = kind.added.reads
    need, used = value, 0
    for slot in slots[::-1]:
        if need <= 0 or used > _MOST_SESSIONS:
            break
        found = _amount_at(canvas, kind, run, slot, need, late="minutes_late" in reads)
        if found is None:
            continue
        code, minutes, amount = found
        if slot in canvas.codes or not canvas.put(name, slot, code):
            continue
        if minutes is not None:
            canvas.arrivals[slot] = Arrived(late=minutes)
        need -= amount
        used += 1


def _amount_at(
    canvas: Canvas, kind: Total, run: Any, slot: int, need: Fraction, *, late: bool
) -> tuple[str, int | None, Fraction] | None:
    """Give a code, and minutes, that add the most that is still needed, in steps that people read easily."""
    best: tuple[str, int | None, Fraction] | None = None
    codes = canvas.ground.inside(kind.set, slot % 2)
    if late:
        codes = tuple(code for code in codes if _late(canvas.ground.table[code])) or codes
    for code in codes:
        held = canvas.ground.table[code]
        names: dict[str, Any] = {**canvas.ground.values, "code": code, "session": ("AM", "PM")[slot % 2]}
        names["category"] = held.category
        most = min(int(need), 60) if canvas.style % 2 else _MINUTES
        for minutes in (*range(most, 0, -1), *range(most + 1, 61)) if late else (None,):
            given = run({**names, "minutes_late": minutes})
            amount = Fraction(given) if isinstance(given, int | Fraction) and not isinstance(given, bool) else None
            if amount is None or not 0 < amount <= need:
                continue
            if late:  # the first that fits is the one that reads best, and a ratio is dear to compare sixty times
                return code, minutes, amount
            if best is None or amount > best[2]:
                best = (code, minutes, amount)
    return best


def draw_latest(canvas: Canvas, name: str, kind: Latest, value: Any, at: int) -> None:
    """Mark the window's last session with a code."""
    slots = sessions_of(canvas, kind.span, at)
    if kind.field == "code" and slots and isinstance(value, str):
        canvas.put(name, slots[-1], value)


def _late(code: Code) -> bool:
    return code.used_for in ("late", "after_close")


def _mark(canvas: Canvas, name: str, pieces: tuple[Piece, ...], slot: int, at: int) -> int:
    """Mark a session so that it is counted; 0 where it cannot be."""
    if slot in canvas.codes:
        return 0
    codes = [code for piece in pieces if _age(piece, slot, at) for code in canvas.ground.inside(piece.set, slot % 2)]
    if not codes:
        return 0
    when = {} if slot in canvas.arrivals else _arrivals(canvas, pieces, slot, codes)
    code = _chosen(canvas, list(when) or codes)
    if not canvas.put(name, slot, code):
        return 0
    if code in when:
        canvas.arrivals[slot] = when[code]
    return 1


def _chosen(canvas: Canvas, codes: list[str]) -> str:
    """Give a code that also fits what was marked before, else that of the style's turn."""
    ordered = list(dict.fromkeys(codes))
    turn = canvas.style // 4
    if turn:
        return ordered[turn % len(ordered)]
    known = [code for code in ordered if code in canvas.codes.values()]
    return (known or ordered)[0]


def _arrivals(canvas: Canvas, pieces: tuple[Piece, ...], slot: int, codes: Iterable[str]) -> dict[str, Arrived]:
    """Say when a pupil came with each code with which a set then holds, late ones first; nothing where none asks."""
    found: dict[str, Arrived] = {}
    for piece in pieces:
        if asks_when(canvas.ground, piece.set):
            for code in sorted(dict.fromkeys(codes), key=lambda code: not _late(canvas.ground.table[code])):
                when = None if code in found else fitting(canvas.ground, piece.set, code, slot % 2)
                if when is not None:
                    found[code] = when
    return found


def _mark_other(canvas: Canvas, name: str, kind: Percent, slot: int) -> None:
    part = {code for piece in kind.part for code in canvas.ground.inside(piece.set, slot % 2)}
    whole = [code for piece in kind.whole for code in canvas.ground.inside(piece.set, slot % 2) if code not in part]
    plain = [code for code in whole if canvas.ground.table[code].used_for is None] or whole
    if plain:
        canvas.put(name, slot, _chosen(canvas, plain))


def _fits(canvas: Canvas, pieces: tuple[Piece, ...], slot: int, at: int) -> bool:
    code = canvas.codes.get(slot)
    return code is not None and _fits_code(canvas, pieces, slot, at, code, canvas.arrivals.get(slot, _NOT_SAID))


def _fits_code(
    canvas: Canvas, pieces: tuple[Piece, ...], slot: int, at: int, code: str, when: Arrived = _NOT_SAID
) -> bool:
    counted = [piece for piece in pieces if slot < 2 or _age(piece, slot, at)]
    return any(
        is_inside(canvas.ground, piece.set, code, slot % 2, when)
        if asks_when(canvas.ground, piece.set)
        else code in canvas.ground.inside(piece.set, slot % 2)
        for piece in counted
    )


def _age(piece: Piece, slot: int, at: int) -> bool:
    old = at - slot // 2
    return old >= piece.youngest and (piece.oldest is None or old <= piece.oldest)


def _of_presence(canvas: Canvas, pieces: tuple[Piece, ...]) -> bool:
    return any(_fits_code(canvas, pieces, half, 0, canvas.ground.present[half]) for half in (0, 1))
