"""Changes under which a rule acts: every one is tried by running the policy again before it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from engine.calendar import date_of, day_number
from engine.evaluate.run import evaluate
from engine.explain import changes
from engine.explain.change import Change, counted
from engine.explain.leaves import Alternative
from engine.load import Loaded
from engine.model.explanation import FlipOutput
from engine.model.rules import PERIOD_CHECKS
from engine.narrow import of_rules
from engine.register import Register
from engine.words import day_in_words

_MOST_TRIES = 60
_MOST_FLIPS = 3
_FEW = 6


@dataclass(frozen=True, slots=True)
class Way:
    """An alternative with the changes to try for each of its tests."""

    leaves: Alternative
    changes: tuple[tuple[Change, ...], ...]


class Flips:
    """Tries changes for one rule that did not act at one review point of one pupil."""

    def __init__(self, loaded: Loaded, one: Register, rule: str, place: int, half: int | None) -> None:
        self._one, self._rule, self._place, self._half = one, rule, place, half
        self._plan = of_rules(loaded.plan, [rule])
        self._check = next(
            check
            for check, group in loaded.plan.looked.items()
            for each in group
            if rule in (getattr(each, "id", None), getattr(each, "name", None))
            or rule in [step.rule.id for step in getattr(each, "steps", ())]
        )
        self.tried = 0

    def acts(self, register: Register, places: Callable[[int], bool]) -> bool:
        """Run the policy again and say whether the rule acts at such a place."""
        self.tried += 1
        fired = evaluate(self._plan, register)
        return any(
            batch.name == self._rule and places(batch.place) and (self._half is None or batch.half == self._half)
            for batch in fired.batches
        )

    def find(self, ways: Sequence[Way]) -> list[FlipOutput]:
        """Give the changes that make it act, at most a few; those of the nearest alternative first."""
        found: list[FlipOutput] = []
        for way in ways:
            if len(found) >= _MOST_FLIPS or self.tried >= _MOST_TRIES:
                break
            if len(way.leaves) == 1:
                found.extend(self._single(way.changes[0]))
            elif all(way.changes):
                together = self._together(way)
                found.extend([together] if together is not None else [])
        return found[:_MOST_FLIPS]

    def _single(self, candidates: Sequence[Change]) -> list[FlipOutput]:
        told: list[FlipOutput] = []
        ahead = False
        for change in candidates:
            if self.tried >= _MOST_TRIES:
                break
            if not ahead and change.more and change.code is not None:
                coming = self._ahead(change)
                if coming is not None:
                    ahead = True
                    told.append(coming)
            if self.acts(change.apply(self._one), lambda place: place == self._place):
                told.append(FlipOutput(said=change.said, tried=change.tried))
                break
        return told

    def _together(self, way: Way) -> FlipOutput | None:
        limited = [candidates[:4] for candidates in way.changes]
        for chosen in product(*limited):
            if self.tried >= _MOST_TRIES:
                return None
            register = self._one
            for change in chosen:
                register = change.apply(register)
            if self.acts(register, lambda place: place == self._place):
                return FlipOutput(
                    said=", and ".join(change.said for change in chosen),
                    tried="; ".join(change.tried for change in chosen),
                )
        return None

    # — the days to come —

    def _ahead(self, change: Change) -> FlipOutput | None:
        """Say by when so many more, on the days after, still make it act; None where they do not."""
        first, last = self._place + 1, self._last_place()
        if first > last:
            return None
        if change.unit not in ("sessions", "days"):
            return self._in_a_row(change, last)
        needed = first + (self._days_of(change) - 1)
        if needed > last or not self._acts_with(change, needed):
            return None
        low, high = needed, last
        if self._acts_with(change, high):
            low = high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._acts_with(change, middle) else (low, middle)
        day = date_of(int(self._one.calendar.days[low]))
        more = counted(change.more, "session" if change.unit == "sessions" else "school day", "more")
        reach = "reaches it" if change.more == 1 else "reach it"
        if low == last:
            said = f"{more} by {day_in_words(day)}, the last school day of the year, {reach}"
        else:
            following = date_of(int(self._one.calendar.days[low + 1]))
            said = f"{more} before {day_in_words(following)} {reach}"
        return FlipOutput(said=said, tried=f"marks {self._told(change, low)}, nothing after that day known but these")

    def _in_a_row(self, change: Change, last: int) -> FlipOutput | None:
        place = self._place + (change.more if change.unit == "school days" else -(-change.more // 2))
        if change.unit in ("mornings", "afternoons"):
            place = self._place + change.more
        if place > last or not self._acts_with(change, place):
            return None
        day = day_in_words(date_of(int(self._one.calendar.days[place])))
        unit = change.unit.removesuffix("s")
        more = counted(change.more, unit, "more")
        said = f"{more} in a row, up to {day}, {'reaches' if change.more == 1 else 'reach'} it"
        return FlipOutput(said=said, tried=f"marks {self._told(change, place)}, nothing after that day known but these")

    def _days_of(self, change: Change) -> int:
        return change.more if change.unit == "days" else -(-change.more // 2)

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

    def _acts_with(self, change: Change, place: int) -> bool:
        """Try so many more sessions on the days up to a place, all else after the day unmarked."""
        assert change.code is not None, "INVARIANT: what is asked of the days to come says which mark"
        review = self._review_from(place)
        if review is None:
            return False
        coming = changes.until(changes.until(self._one, self._place), review)
        marks = {slot: code for slot in self._slots(change, place) if (code := change.code(slot)) is not None}
        if not marks:
            return False
        return self.acts(changes.with_marks(coming, marks), lambda at: at > self._place)

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

    def _told(self, change: Change, place: int) -> str:
        assert change.code is not None
        calendar = self._one.calendar
        told = []
        slots = self._slots(change, place)
        for slot in slots[:_FEW]:
            day = day_in_words(date_of(int(calendar.days[slot // 2])))
            told.append(f"{day} {('AM', 'PM')[slot % 2]} {change.code(slot)}")
        rest = f" and {len(slots) - _FEW} more" if len(slots) > _FEW else ""
        return ", ".join(told) + rest
