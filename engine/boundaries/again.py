"""A pupil for whom a rule acts -> the same once more after some days, for longer, or a step of a ladder further."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from engine.boundaries.sketch import Row, Sketch, Year

_HOLD = 70
_WALK = 45


def again(sketch: Sketch, year: Year, present: tuple[str, str], line: str) -> Iterator[Sketch]:
    """Let what made the rule act come once before, so many days earlier: a cap or wait ends where that matters."""
    begins = _begins(sketch)
    for gap in range(1, year.at - 1):
        told = _copied(sketch, year, present, begins, (gap,))
        said = f"once before, {gap} school days earlier"
        yield replace(told, about=said, line=line, step=gap, rank=30)


def held(sketch: Sketch, year: Year, line: str) -> Iterator[Sketch]:
    """Let the last day's marks stand for so many days."""
    last = sketch.marks[-2:]
    for days in range(1, min(_HOLD, year.at)):
        marks = (*sketch.marks[: -2 * days], *(last * days))
        yield replace(sketch, marks=marks, about=f"as on the last day for {days} days", line=line, step=days, rank=30)


def flagged(sketch: Sketch, year: Year, line: str) -> Iterator[Sketch]:
    """Let each flag that a person set end on the day, and on the school day before it."""
    for number, (table, row) in enumerate(sketch.rows):
        if table == "flags":
            for step, back in enumerate((1, 0)):
                day = year.calendar.school_days[year.at - back]
                said = f"the flag {row['flag']} until {'the day before' if back else 'the day itself'}"
                rows = (*sketch.rows[:number], (table, {**row, "to": day.isoformat()}), *sketch.rows[number + 1 :])
                # the condition begins to hold on the day alone, so that the flag's end is what decides
                yield replace(sketch, rows=rows, about=said, line=f"{line} {row['flag']}", step=step, rank=20)


def _begins(sketch: Sketch) -> int:
    slots = [slot for each in sketch.placed.values() for slot in each]
    return min(slots) // 2 if slots else len(sketch.marks) // 2 - 1


def _copied(sketch: Sketch, year: Year, present: tuple[str, str], begins: int, gaps: tuple[int, ...]) -> Sketch:
    """Put the marks and rows that make the rule act also so many school days earlier, with presence between."""
    marks = list(sketch.marks)
    rows: list[Row] = list(sketch.rows)
    arrivals = dict(sketch.arrivals)
    length = len(marks) // 2 - begins
    own = {slot for slots in sketch.placed.values() for slot in slots}
    for gap in gaps:
        start = begins - gap
        if start < 0:
            continue
        for offset in range(2 * length):
            slot, other = 2 * begins + offset, 2 * start + offset
            if slot in own and other not in own:
                marks[other] = sketch.marks[slot]
                if slot in sketch.arrivals:
                    arrivals[other] = sketch.arrivals[slot]
        by = year.day - year.calendar.school_days[max(year.at - gap, 0)]
        rows += [_earlier(table, row, by, gap) for table, row in sketch.rows if table != "parents"]
    if not own:
        del present
    return replace(sketch, marks=tuple(marks), rows=tuple(rows), arrivals=arrivals)


def _earlier(table: str, row: "Row | dict[str, str] | object", by: timedelta, number: int) -> Row:
    assert isinstance(row, dict)
    told: dict[str, str] = {}
    for name, text in row.items():
        told[name] = (date.fromisoformat(text) - by).isoformat() if _is_day(text) else text
        if name in ("request", "notice"):
            told[name] = f"{text}_{number}"
    if table == "flags" and "to" not in told:
        told["to"] = told["from"]
    return table, told


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def after(sketch: Sketch, year: Year, present: tuple[str, str], line: str) -> Iterator[Sketch]:
    """Let what made the rule act lie so many days back, and the pupil be there since, or not be marked since."""
    length = len(sketch.marks) // 2
    for gap in range(1, min(_WALK, _begins(sketch))):
        cut = list(sketch.marks[2 * gap :])
        by = year.day - year.calendar.school_days[year.at - gap]
        rows = tuple(_earlier(table, row, by, gap) for table, row in sketch.rows)
        arrivals = {slot - 2 * gap: when for slot, when in sketch.arrivals.items() if slot >= 2 * gap}
        for rank, (said, since) in enumerate((("present", present), ("not marked", ("", "")))):
            told = replace(
                sketch, marks=(*cut, *(since * gap))[: 2 * length], rows=rows, arrivals=arrivals, step=gap,
                about=f"then {said} for {gap} school days", line=f"{line} {said}", rank=31 + rank,
            )  # fmt: skip
            yield told
            if rows:
                yield replace(told, rows=sketch.rows, line=f"{line} {said} since", rank=33 + rank)
