"""A pupil while it is drawn: sessions marked one after the other, none of them twice."""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.boundaries.arrived import Arrived
from engine.boundaries.ground import Ground
from engine.boundaries.sketch import Row, Sketch, Year


class Canvas:
    """Holds what has been drawn; a session that was marked for one figure is not marked otherwise for another."""

    def __init__(self, ground: Ground, year: Year, style: int = 0) -> None:
        self.ground, self.year, self.style = ground, year, style
        self.at = year.at
        self.codes: dict[int, str] = {}
        self.placed: dict[str, list[int]] = {}
        self.columns: dict[str, str] = {"year_group": ground.year_group}
        self.rows: list[Row] = []
        self.arrivals: dict[int, Arrived] = {}
        self.blank_from: int | None = None
        self.row: dict[str, str] | None = None
        self.about: dict[str, str] = {}

    def day(self, place: int) -> date:
        """Give the date of a place in the calendar, counted on past its ends."""
        days = self.year.calendar.school_days
        return days[min(max(place, 0), len(days) - 1)]

    def put(self, name: str, slot: int, code: str) -> bool:
        """Mark a session for a figure; False where it has another mark already."""
        if slot < 0 or self.codes.setdefault(slot, code) != code:
            return False
        self.placed.setdefault(name, []).append(slot)
        return True

    def free(self, slots: Iterable[int]) -> list[int]:
        """Give those sessions that are not marked yet."""
        return [slot for slot in slots if slot not in self.codes]

    def add_row(self, table: str, row: Mapping[str, str]) -> None:
        """Add a row of a fact table."""
        self.rows.append((table, row))

    def done(self, **told: object) -> Sketch:
        """Give what was drawn; what nothing asked for is a pupil who is there, or is not marked where that counts."""
        marks = [""] * (2 * (self.year.at + 1))
        present = self.ground.present
        for slot in range(len(marks)):
            blank = self.blank_from is not None and self.blank_from <= slot < 2 * (self.at + 1)
            marks[slot] = self.codes.get(slot, "" if blank else present[slot % 2])
        placed = {name: tuple(sorted(slots)) for name, slots in self.placed.items()}
        return Sketch(
            tuple(marks),
            dict(self.columns),
            tuple(self.rows),
            dict(self.arrivals),
            placed,
            **told,  # type: ignore[arg-type]
        )
