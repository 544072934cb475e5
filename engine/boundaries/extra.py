"""A pupil for whom a rule acts -> the same with a mark or row more for another figure, and other shares of sessions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from engine.boundaries.canvas import Canvas
from engine.boundaries.facts import fitting
from engine.boundaries.lines import Drawing
from engine.boundaries.sketch import Sketch
from engine.counting import DayCount, FactCount, InARow, Percent, Piece, SessionCount, SpellCount
from engine.model.dataset import TableShape
from engine.plan import Plan
from engine.words import day_in_words

_BACK = 70
_MOST = 60


def one_more(sketch: Sketch, drawing: Drawing, names: Iterable[str], line: str) -> Iterator[Sketch]:
    """Add a mark, or a row of facts, that a figure counts, on each day in turn."""
    year, ground, plan = drawing.year, drawing.ground, drawing.loaded.plan
    days = year.calendar.school_days
    for name in names:
        kind = plan.figures[name].kind if name in plan.figures else None
        if isinstance(kind, FactCount):
            shape = drawing.loaded.bound.shapes[kind.rows.table]
            for back in range(_BACK):
                canvas = Canvas(ground, year)
                day = year.day - timedelta(days=back)
                row = fitting(canvas, kind, shape, day)
                if row is None:
                    continue
                for minute, timed in _timed(row, shape, drawing, today=back == 0):
                    told = {key: f"{text}_more" if key in shape.key else text for key, text in timed.items()}
                    said = f"one of {name} more, of {day_in_words(day)}" + (f" at {told['time']}" if minute else "")
                    yield replace(
                        sketch, rows=(*sketch.rows, (kind.rows.table, told)), about=said, rank=22,
                        line=f"{line} {name}{' at' if minute else ''}", step=minute or -back,
                    )  # fmt: skip
        pieces = _pieces(kind)
        for half in (0, 1) if pieces else ():
            for place in range(year.at, max(year.at - _BACK, -1), -1):
                slot = 2 * place + half
                codes = [code for piece in pieces for code in ground.inside(piece.set, half)]
                if not codes or sketch.marks[slot] in codes:
                    continue
                marks = list(sketch.marks)
                marks[slot] = codes[0]
                said = f"one of {name} more on {day_in_words(days[place])} {('AM', 'PM')[half]}"
                yield replace(
                    sketch, marks=tuple(marks), line=f"{line} {name} {half}", step=place, rank=22 + half, about=said
                )


def _timed(
    row: Mapping[str, str], shape: TableShape, drawing: Drawing, *, today: bool
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give a row as it is, and on the day itself at and beside each time of day at which the school looks."""
    yield 0, row
    held = shape.columns.get("time")
    if today and held is not None and held.type == "time":
        for clock in drawing.loaded.plan.clock:
            for minute in (clock - 1, clock, clock + 1):
                yield minute, {**row, "time": f"{minute // 60:02}:{minute % 60:02}"}


def _pieces(kind: object) -> tuple[Piece, ...]:
    if isinstance(kind, SessionCount | DayCount):
        return kind.pieces
    return (Piece(kind.set),) if isinstance(kind, InARow | SpellCount) else ()


def shares(
    sketch: Sketch, drawing: Drawing, names: Iterable[str], counts: Iterable[int], line: str
) -> Iterator[Sketch]:
    """Give percentages over few sessions: as many as must be known and one fewer, with each number of them counted.

    `counts` are further numbers of sessions that matter.
    """
    for name in names:
        kind = _percent(drawing.loaded.plan, name)
        if kind is None:
            continue
        least = drawing.ground.amount(kind.at_least)
        codes = _odd(drawing, kind)
        known = {*counts, *([int(least.number)] if least is not None else [])}
        wholes = {count + more for count in known for more in (-1, 0, 1)}
        for whole in sorted(whole for whole in wholes if 0 < whole <= min(len(sketch.marks), _MOST)):
            for odd in range(whole + 1):
                marks = [""] * len(sketch.marks)
                for number in range(whole):
                    slot = len(marks) - whole + number
                    marks[slot] = codes[slot % 2] if number < odd else drawing.ground.present[slot % 2]
                said = f"{whole} possible sessions, {odd} of them {codes[0]}"
                yield replace(
                    sketch, marks=tuple(marks), line=f"{line} {name} {odd}", step=whole, about=said, rank=18, placed={}
                )


def spread(sketch: Sketch, drawing: Drawing, names: Iterable[str], line: str) -> Iterator[Sketch]:
    """Spread the sessions of a percentage over the whole time, so that it is much the same on every day."""
    for name in names:
        kind = _percent(drawing.loaded.plan, name)
        if kind is None:
            continue
        codes = _odd(drawing, kind)
        for percent in range(101):
            marks = [
                codes[slot % 2]
                if (slot + 1) * percent // 100 > slot * percent // 100
                else drawing.ground.present[slot % 2]
                for slot in range(len(sketch.marks))
            ]
            said = f"about {percent} of 100 sessions {codes[0]}, all the time"
            yield replace(
                sketch, marks=tuple(marks), line=f"{line} {name}", step=percent, about=said, rank=32, placed={}
            )


def _percent(plan: Plan, name: str) -> Percent | None:
    kind = plan.figures[name].kind if name in plan.figures else None
    return kind if isinstance(kind, Percent) else None


def _odd(drawing: Drawing, kind: Percent) -> tuple[str, str]:
    """Give a morning's and an afternoon's code that change a percentage against a pupil's being there."""
    found = []
    for half in (0, 1):
        present = drawing.ground.present[half]
        part = [code for piece in kind.part for code in drawing.ground.inside(piece.set, half)]
        whole = [code for piece in kind.whole for code in drawing.ground.inside(piece.set, half)]
        other = [code for code in whole if code not in part] if present in part else part
        plain = [code for code in other if drawing.ground.table[code].used_for is None] or other
        found.append(plain[0] if plain else "")
    return found[0], found[1]
