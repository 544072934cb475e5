"""A pupil's marks -> the register in one line that a test holds."""

from datetime import date

from engine.boundaries.sketch import Sketch, Year
from engine.testing.line import NO_MARK


def line_of(sketch: Sketch, year: Year) -> str:
    """Write the two codes of each day, a day that is repeated once: from the pupil's first day to the last."""
    days = year.calendar.school_days
    first = sketch.columns.get("enrolled_on")
    last = sketch.columns.get("left_on")
    begin = year.calendar.count_before(date.fromisoformat(first)) if first else 0
    told = []
    for place in range(begin, len(sketch.marks) // 2):
        if last and days[place].isoformat() > last:
            break
        told.append("".join(code or NO_MARK for code in sketch.marks[2 * place : 2 * place + 2]))
    pieces: list[str] = []
    place = 0
    while place < len(told):
        until = place
        while until < len(told) and told[until] == told[place]:
            until += 1
        pieces.append(told[place] + (f" x{until - place}" if until - place > 1 else ""))
        place = until
    return "  ".join(pieces) or f"{NO_MARK}{NO_MARK}"
