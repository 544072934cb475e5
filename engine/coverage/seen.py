"""What has been seen of one policy in all its runs so far."""

from collections import Counter
from datetime import date

from engine.coverage.part import Parts
from engine.coverage.tally import Tally

ACTED, NOT = "acted", "did not act"


class Seen:
    """The sides of its parts, what acted, which rows were hit, and on which days each thing was looked at."""

    def __init__(self, parts: Parts, rows: dict[str, int]) -> None:
        self.parts = parts
        self.tally = Tally()
        self.rules: Counter[tuple[str, str]] = Counter()
        self.rows: Counter[tuple[str, int]] = Counter()
        self.days: dict[str, tuple[date, date]] = {}
        self._count = rows

    def looked(self, name: str, day: date) -> None:
        """Note a day on which somebody was asked."""
        first, last = self.days.get(name, (day, day))
        self.days[name] = (min(first, day), max(last, day))

    def acted(self, name: str, times: int, *, waited: bool) -> None:
        """Note how often something acted at a look, and whether it did not for somebody."""
        self.rules[(name, ACTED)] += times
        self.rules[(name, NOT)] += waited

    def row(self, table: str, number: int, times: int) -> None:
        """Note how often a row was hit."""
        self.rows[(table, number)] += times

    def open_rows(self, table: str) -> bool:
        """Whether a row has not been hit, or a cell has not come out in each of its ways."""
        if any(not self.rows[(table, number)] for number in range(self._count.get(table, 0))):
            return True
        return any(self.tally.wanting(self.parts.cells.get(table, ())))
