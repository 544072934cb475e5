"""A pupil for whom a rule acts -> the same with one thing elsewhere: a mark, a row of facts, a day, a birthday."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from engine.boundaries.arrived import Arrived
from engine.boundaries.canvas import Canvas
from engine.boundaries.facts import births
from engine.boundaries.ground import YEAR_GROUPS, Ground
from engine.boundaries.sketch import Row, Sketch, Year
from engine.counting import DayCount, InARow, SpellCount
from engine.model.dataset import TableShape
from engine.plan import Plan
from engine.words import day_in_words

_NEAR = 125
_YEARS = 7
_MONTHS = 38
_MINUTES = 91
_APART = 60
_BESIDE = 10


def of_marks(sketch: Sketch, year: Year, plan: Plan, line: str) -> Iterator[Sketch]:
    """Move the earliest mark of each figure to every other day: a window's edge is where that begins to matter."""
    for name, slots in sketch.placed.items():
        kind = plan.figures[name].kind if name in plan.figures else None
        by_day = isinstance(kind, DayCount | InARow | SpellCount)
        first = min(slots)
        mine = [slot for slot in slots if slot // 2 == first // 2] if by_day else [first]
        for day in range(len(sketch.marks) // 2 - 1, -1, -1):
            target = [2 * day + slot % 2 for slot in mine]
            if day != first // 2 and any(slot in slots for slot in target):
                continue
            marks = list(sketch.marks)
            moved = dict(sketch.arrivals)
            for slot, other in zip(mine, target, strict=True):
                marks[slot], marks[other] = marks[other], marks[slot]
                if slot in moved:
                    moved[other] = moved.pop(slot)
            said = f"one of {name} on {day_in_words(year.calendar.school_days[day])}"
            yield replace(
                sketch, marks=tuple(marks), arrivals=moved, about=said, line=f"{line} {name}", step=day, rank=20
            )


def of_rows(
    sketch: Sketch, year: Year, shapes: "dict[str, TableShape]", named: Iterable[date], line: str
) -> Iterator[Sketch]:
    """Move a row of facts back in time, and each of its dates by itself; vary its numbers and times of day."""
    for number, (table, row) in enumerate(sketch.rows):
        if table not in shapes:
            continue
        dates = [name for name, held in shapes[table].columns.items() if held.type == "date" and row.get(name)]
        groups = [tuple(dates), *((name,) for name in dates if len(dates) > 1)]
        for columns in groups:
            near = set(_backs(year.day, alone=len(columns) < len(dates)))
            first = date.fromisoformat(row[columns[0]]) if columns else year.day
            near |= {(first - day).days + more for day in named for more in (-1, 0, 1)}
            for back in sorted(near):
                days = {name: date.fromisoformat(row[name]) - timedelta(days=back) for name in columns}
                told = {**row, **{name: day.isoformat() for name, day in days.items()}}
                if "from" in told and "to" in told and told["to"] < told["from"]:
                    continue
                yield _with(
                    sketch, number, (table, told), f"{table} {' and '.join(f'{n} {d}' for n, d in days.items())}",
                    f"{line} {table} {number} {' '.join(columns)}", -back,
                )  # fmt: skip
        for name, held in shapes[table].columns.items():
            if held.type == "number" and row.get(name):
                for value in range(200):
                    yield _with(
                        sketch, number, (table, {**row, name: str(value)}), f"{name} {value}",
                        f"{line} {table} {number} {name}", value,
                    )  # fmt: skip
            if held.type == "time":
                for minute in range(7 * 60, 17 * 60):
                    told_at = f"{minute // 60:02}:{minute % 60:02}"
                    yield _with(
                        sketch, number, (table, {**row, name: told_at}), f"{name} {told_at}",
                        f"{line} {table} {number} {name}", minute,
                    )  # fmt: skip


def _backs(day: date, *, alone: bool) -> list[int]:
    """Give by how many days to move: each near one, and those about whole months and years."""
    near = set(range(-_APART if alone else 0, _NEAR))
    if alone:
        return sorted(near)
    for months in range(1, _MONTHS):
        near |= {int(months * 30.44) + more for more in range(-3, 4)}
    for years in range(1, _YEARS):
        then = day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else day
        near |= {(day - then).days + more for more in range(-4, 5)}
    return sorted(near)


def _with(sketch: Sketch, number: int, row: Row, about: str, line: str, step: int) -> Sketch:
    rows = (*sketch.rows[:number], row, *sketch.rows[number + 1 :])
    return replace(sketch, rows=rows, about=about, line=line, step=step, rank=20)


def of_minutes(sketch: Sketch, line: str) -> Iterator[Sketch]:
    """Let a pupil come so many minutes late wherever minutes are told."""
    told = [slot for slot, when in sketch.arrivals.items() if when.late is not None]
    for minutes in range(_MINUTES) if told else ():
        yield from _coming(sketch, told, Arrived(late=minutes), f"{minutes} minutes late", line, minutes)


def of_clock(sketch: Sketch, times: Iterable[int], line: str) -> Iterator[Sketch]:
    """Let a pupil come at, and some minutes before and after, each of some times wherever a time is told."""
    told = [slot for slot, when in sketch.arrivals.items() if when.at is not None]
    near = sorted({minute + step for minute in times for step in range(-_BESIDE, _BESIDE + 1)})
    for minute in near if told else ():
        said = f"arrived at {minute // 60:02}:{minute % 60:02}"
        yield from _coming(sketch, told, Arrived(at=minute), said, line, minute)


def _coming(sketch: Sketch, slots: list[int], when: Arrived, said: str, line: str, step: int) -> Iterator[Sketch]:
    """Change all arrivals that are told so, and the first of them alone."""
    for which, changed, rank in (("all", slots, 20), ("one", [min(slots)], 21)):
        arrivals = {**sketch.arrivals, **dict.fromkeys(changed, when)}
        yield replace(sketch, arrivals=arrivals, about=said, line=f"{line} {which}", step=step, rank=rank)


def of_birthdays(sketch: Sketch, ground: Ground, year: Year, line: str) -> Iterator[Sketch]:
    """Give a pupil the birthdays with which compulsory school age begins or ends on, or beside, the day."""
    for step, born in enumerate(births(Canvas(ground, year))):
        columns = {**sketch.columns, "date_of_birth": born.isoformat()}
        said = f"born on {day_in_words(born)}"
        yield replace(sketch, columns=columns, about=said, line=line, step=step, rank=20)


def of_years(sketch: Sketch, line: str) -> Iterator[Sketch]:
    """Put a pupil into every year group."""
    for step, text in enumerate(YEAR_GROUPS):
        columns = {name: held for name, held in sketch.columns.items() if name != "date_of_birth"}
        yield replace(
            sketch, columns={**columns, "year_group": text}, about=f"year group {text}", line=line, step=step, rank=20
        )


def of_columns(sketch: Sketch, year: Year, names: "dict[str, str]", line: str) -> Iterator[Sketch]:
    """Move the dates, and vary the numbers, that a pupil's columns hold; `names` are the columns asked for, by type."""
    for name, kind in names.items():
        if kind == "date":
            base = sketch.columns.get(name) or year.day.isoformat()
            for back in _backs(year.day, alone=True):
                day = (date.fromisoformat(base) - timedelta(days=back)).isoformat()
                yield replace(
                    sketch, columns={**sketch.columns, name: day}, about=f"{name} {day}", line=f"{line} {name}",
                    step=-back, rank=20,
                )  # fmt: skip
        elif kind == "number":
            for value in range(200):
                yield replace(
                    sketch, columns={**sketch.columns, name: str(value)}, about=f"{name} {value}",
                    line=f"{line} {name}", step=value, rank=20,
                )  # fmt: skip
