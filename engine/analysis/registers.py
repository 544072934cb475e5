"""Registers -> who is in which, and what an arrival at each minute of the day is marked."""

from collections.abc import Iterator
from dataclasses import field

from engine.analysis.answer import Answer, Example
from engine.analysis.meaning import Meaning
from engine.analysis.normal import TRUE, is_not_true
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.types import BOOLEAN, NUMBER
from engine.model.amounts import AfterOpens, Minutes
from engine.model.facts import Code, RegisterEntry
from engine.model.item import InForce
from engine.nouns import dataclass

HALVES = ("am", "pm")
_YEARS = {"primary": (-1, 6), "infant": (-1, 2), "junior": (3, 6), "secondary": (7, 13), "nursery": (-1, -1)}
ON_TIME = ("on_time_am", "on_time_pm")
LATE, AFTER_CLOSE = "late", "after_close"


@dataclass(frozen=True, slots=True)
class Entry:
    """One group's register for one half of the day, in minutes; `for_` says whose it is."""

    half: str
    name: str
    entry: RegisterEntry
    for_: Typed = field(repr=False)
    opens: int
    closes: int
    late_after: int

    @property
    def times(self) -> tuple[int, int, int]:
        """When it opens, how late is not late yet, and when it closes."""
        return self.opens, self.late_after, self.closes

    def use(self, minute: int) -> str:
        """Say what an arrival is at a minute, each limit included."""
        if minute <= self.late_after:
            return ON_TIME[HALVES.index(self.half)]
        return LATE if minute <= self.closes else AFTER_CLOSE


def entries_of(meaning: Meaning, half: str) -> list[Entry]:
    """Give the registers of a half of the day, in order."""
    registers = meaning.bound.model.registers
    held: dict[str, RegisterEntry] = getattr(registers, half) if registers else {}
    found = []
    for name, entry in held.items():
        opens = entry.opens.minute
        closes = opens + entry.closes.minutes if isinstance(entry.closes, AfterOpens) else entry.closes.minute
        late_after = entry.late_after.minute if entry.late_after else opens
        for_ = meaning.opener.path(("registers", half, name, "for"))
        found.append(Entry(half, name, entry, TRUE if for_ is None else for_, opens, closes, late_after))
    return found


def years_of(meaning: Meaning) -> tuple[Typed, ...]:
    """Say that a pupil is of a year group of the school's phase; no condition where no phase is told."""
    school = meaning.bound.model.school
    phase = (school.phase or "").lower() if school else ""
    bounds = next((years for word, years in _YEARS.items() if phase.startswith(word)), None)
    if bounds is None or "year_group" not in meaning.bound.quantities:
        return ()
    read = meaning.opener.open(Read("year_group", meaning.bound.quantities["year_group"]))
    low, high = (Constant(year, NUMBER) for year in bounds)
    return (Step(">=", (read, low), BOOLEAN), Step("<=", (read, high), BOOLEAN))


def nobody(meaning: Meaning, half: str) -> Answer:
    """Say whether every pupil has a register in a half of the day; the example is one who has none."""
    entries = entries_of(meaning, half)
    return meaning.questions.together(*(is_not_true(each.for_) for each in entries), *years_of(meaning))


def shared(meaning: Meaning, half: str) -> Iterator[tuple[Entry, Entry, Example]]:
    """Give the pairs of registers with a condition each and other times, with a pupil of whom both conditions hold."""
    entries = entries_of(meaning, half)
    for number, one in enumerate(entries):
        for other in entries[number + 1 :]:
            if one.times == other.times or other.for_ == TRUE or one.entry.in_force or other.entry.in_force:
                continue
            answer = meaning.questions.together(one.for_, other.for_, *years_of(meaning))
            if answer.holds is False and answer.example is not None:
                yield one, other, answer.example


def unused(meaning: Meaning, half: str) -> Iterator[tuple[Entry, Answer]]:
    """Give the registers that are nobody's, since those before it are everybody's of whom it asks."""
    entries = entries_of(meaning, half)
    for number, one in enumerate(entries):
        before = [each for each in entries[:number] if not each.entry.in_force]
        answer = meaning.questions.together(one.for_, *(is_not_true(each.for_) for each in before))
        if answer.holds and before:
            yield one, answer


def both_open(meaning: Meaning) -> Iterator[tuple[Entry, Entry, Answer]]:
    """Give the registers of the morning and of the afternoon that are open at one time for one pupil."""
    for one in entries_of(meaning, "am"):
        for other in entries_of(meaning, "pm"):
            if one.closes < other.opens or not _on_one_day(one.entry.in_force, other.entry.in_force):
                continue
            answer = meaning.questions.together(one.for_, other.for_, *years_of(meaning))
            if answer.holds is False:
                yield one, other, answer


def _on_one_day(one: InForce | None, other: InForce | None) -> bool:
    """Whether there is a day on which two are in force."""
    pairs = ((one, other), (other, one))
    return not any(
        first is not None and second is not None and first.until and second.from_ and first.until <= second.from_
        for first, second in pairs
    )


def codes_today(meaning: Meaning) -> dict[str, str]:
    """Give the code of the latest table that is used for each use."""
    tables = meaning.bound.model.codes
    latest = max(tables, key=lambda table: str(table.from_ or ""), default=None)
    held: dict[str, Code] = latest.table if latest else {}
    return {code.used_for: word for word, code in held.items() if code.used_for is not None}


def clock(minute: int) -> str:
    """Say a minute of the day.

    >>> clock(555)
    '09:15'
    """
    return str(Minutes(minute))
