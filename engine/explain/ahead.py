"""What more in the days to come would still make a rule act, and by when; and whether time alone does."""

from dataclasses import replace

from engine.calendar import date_of, day_number
from engine.explain import changes
from engine.explain.change import Change, counted
from engine.explain.edit import MarkEdit
from engine.explain.edit_words import Shapes, in_words, outputs
from engine.explain.fewest import Fewest
from engine.explain.trying import Trying
from engine.model.explanation import FlipOutput
from engine.model.rules import PERIOD_CHECKS
from engine.words import day_in_words

_NOTHING_ELSE = "no other mark after that day"


class Ahead:
    """Looks at the days after the one that is explained, up to the end of its academic year."""

    def __init__(self, trying: Trying, fewest: Fewest, place: int, check: str, shapes: Shapes) -> None:
        self._trying, self._fewest = trying, fewest
        self._place, self._check, self._shapes = place, check, shapes
        self._one = trying.one

    def waiting(self) -> FlipOutput | None:
        """Say on which day it acts where nothing more is marked; None where it does not."""
        last = self._last_place()
        if last <= self._place:
            return None
        coming = changes.until(changes.until(self._one, self._place), last)
        found = self._trying.first_place(coming, self._later)
        if found is None:
            return None
        day = date_of(int(self._one.calendar.days[found]))
        said = f"nothing more need change: it acts on {day_in_words(day)} if nothing is marked until then"
        return FlipOutput(
            said=said, tried=_NOTHING_ELSE, edits=[], together=0, smallest=True, acts_on=day.isoformat(),
            until=date_of(int(self._one.calendar.days[last])).isoformat(),
        )  # fmt: skip

    def by_when(self, change: Change) -> FlipOutput | None:
        """Say by when so many more, on the days after, still make it act; None where they do not."""
        first, last = self._place + 1, self._last_place()
        if first > last or not change.more or change.code is None:
            return None
        if change.unit not in ("sessions", "days"):
            return self._in_a_row(change, last)
        needed = first + (self._days_of(change) - 1)
        if needed > last or self._acts_with(change, needed) is None:
            return None
        low, high = needed, last
        if self._acts_with(change, high) is not None:
            low = high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._acts_with(change, middle) is not None else (low, middle)
        day = date_of(int(self._one.calendar.days[low]))
        more = counted(change.more, "session" if change.unit == "sessions" else "school day", "more")
        reach = "reaches it" if change.more == 1 else "reach it"
        if low == last:
            said = f"{more} by {day_in_words(day)}, the last school day of the year, {reach}"
        else:
            following = date_of(int(self._one.calendar.days[low + 1]))
            said = f"{more} before {day_in_words(following)} {reach}"
        return self._flip(said, change, low)

    def _in_a_row(self, change: Change, last: int) -> FlipOutput | None:
        place = self._place + (change.more if change.unit == "school days" else -(-change.more // 2))
        if change.unit in ("mornings", "afternoons"):
            place = self._place + change.more
        if place > last or self._acts_with(change, place) is None:
            return None
        day = day_in_words(date_of(int(self._one.calendar.days[place])))
        more = counted(change.more, change.unit.removesuffix("s"), "more")
        return self._flip(
            f"{more} in a row, up to {day}, {'reaches' if change.more == 1 else 'reach'} it", change, place
        )

    def _flip(self, said: str, change: Change, place: int) -> FlipOutput | None:
        """Give what was tried, without what it does not need; None where it acts by then with no mark at all."""
        review = self._review_from(place)
        assert review is not None, "INVARIANT: what is told was tried"
        coming = changes.until(changes.until(self._one, self._place), review)
        if self._trying.first_place(coming, self._later) is not None:
            return None
        whole = replace(change, said=said, edits=self._edits(change, place))
        least = self._fewest.of(coming, whole, self._later)
        edits = least.change.edits
        found = self._trying.first_place(changes.applied(coming, edits), self._later)
        assert found is not None, "INVARIANT: what is told was tried"
        day = day_in_words(date_of(int(self._one.calendar.days[found])))
        return FlipOutput(
            said=least.change.said.replace("it acts if", f"it acts on {day} if", 1),
            tried=f"{in_words(self._one, edits)}, {_NOTHING_ELSE}",
            edits=outputs(self._one, edits, self._shapes),
            together=1,
            smallest=least.known,
            acts_on=date_of(int(self._one.calendar.days[found])).isoformat(),
            until=date_of(int(self._one.calendar.days[review])).isoformat(),
        )

    def _later(self, place: int) -> bool:
        return place > self._place

    def _days_of(self, change: Change) -> int:
        return change.more if change.unit == "days" else -(-change.more // 2)

    def _edits(self, change: Change, place: int) -> tuple[MarkEdit, ...]:
        assert change.code is not None, "INVARIANT: what is asked of the days to come says which mark"
        return tuple(
            MarkEdit(slot, code) for slot in self._slots(change, place) if (code := change.code(slot)) is not None
        )

    def _slots(self, change: Change, place: int) -> list[int]:
        """Give the sessions after the day and up to a place that the change marks: the last ones."""
        register = self._one
        free = [
            slot
            for slot in range(2 * (self._place + 1), 2 * (place + 1))
            if register.calendar.open_sessions[slot // 2, slot % 2]
        ]
        if change.unit == "sessions":
            return free[-change.more :]
        if change.unit in ("mornings", "afternoons"):
            return [slot for slot in free if slot % 2 == (change.unit == "afternoons")][-change.more :]
        days = list(dict.fromkeys(slot // 2 for slot in free))[-change.more :]
        return [slot for slot in free if slot // 2 in days]

    def _acts_with(self, change: Change, place: int) -> int | None:
        """Try so many more sessions on the days up to a place, all else after the day unmarked; give where it acts."""
        review, edits = self._review_from(place), self._edits(change, place)
        if review is None or not edits:
            return None
        coming = changes.until(changes.until(self._one, self._place), review)
        return self._trying.first_place(changes.applied(coming, edits), self._later)

    def _review_from(self, place: int) -> int | None:
        """Give the place of the first review on or after a place; None where the calendar has none."""
        if self._check not in PERIOD_CHECKS:
            return place
        calendar = self._one.calendar
        last = calendar.last_school_day(self._check, date_of(int(calendar.days[place])))
        return None if last is None else calendar.index(last)

    def _last_place(self) -> int:
        """Give the place of the last school day of the academic year that the calendar has."""
        calendar = self._one.calendar
        year = calendar.academic_year(date_of(int(calendar.days[self._place])))
        left = int(self._one.left[0])
        end = min(day_number(year.end), left)
        return int((calendar.days <= end).sum()) - 1
