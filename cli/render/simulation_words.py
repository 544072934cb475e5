"""A simulation in sentences: what was asked, what came of it, and what was taken as given."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.simulate.result import Change, Counts, Difference, Simulation, Work

KIND_WORDS = {
    "gained": "asked for only under the other policy",
    "lost": "no longer asked for",
    "earlier": "asked for earlier",
    "later": "asked for later",
    "changed": "asked for otherwise on the same day",
}


def question(found: Simulation) -> str:
    """Ask the question that the simulation answers, in a sentence."""
    days = f"from {long_day(found.first)} to {long_day(found.last)}"
    if found.other is None:
        return f"What would {_name(found.base.title, found.base.policy)} have asked for {days} with other values?"
    if found.base.policy == found.other.policy and 0 < len(found.changes) <= 3:
        told = " and ".join(change(each) for each in found.changes)
        return f"What would {_name(found.base.title, found.base.policy)} have asked for {days} if {told}?"
    if found.base.policy == found.other.policy:
        number = _count(len(found.changes), "other value") if found.changes else "the very same values"
        return f"What would {_name(found.base.title, found.base.policy)} have asked for {days} with {number}?"
    other = _name(found.other.title, found.other.policy)
    return (
        f"What would have been otherwise {days} under {other} instead of {_name(found.base.title, found.base.policy)}?"
    )


def change(item: Change) -> str:
    """Say one change in words.

    >>> change(Change("values.lates_limit", "2 sessions", "3"))
    '`values.lates_limit` were 3 instead of 2 sessions'
    """
    if item.before is None:
        return f"`{item.path}` were there: {item.after}"
    if item.after is None:
        return f"`{item.path}` were not there"
    return f"`{item.path}` were {item.after} instead of {item.before}"


def headline(found: Simulation) -> str:
    """Say what came of it, in a sentence."""
    return differing(found.totals)


def varying(counts: Sequence[Mapping[str, int]]) -> list[str]:
    """Name what is not asked for equally often at every point of a sweep."""
    names = sorted({name for each in counts for name in each})
    return [name for name in names if len({each.get(name, 0) for each in counts}) > 1]


def differing(counts: Counts) -> str:
    """Say how two policies differ, in a sentence.

    >>> differing(Counts(10, 9, lost=2, gained=1, pupils=2))
    '1 gained, 2 lost; 2 pupils concerned; 9 actions instead of 10'
    >>> differing(Counts(10, 10))
    'nothing would be otherwise: both ask for the same 10 actions'
    """
    kinds = {name: getattr(counts, name) for name in KIND_WORDS}
    if not any(kinds.values()):
        return f"nothing would be otherwise: both ask for the same {_count(counts.before, 'action')}"
    told = ", ".join(f"{number:,} {name}" for name, number in kinds.items() if number)
    after = _count(counts.after, "action")
    return f"{told}; {_count(counts.pupils, 'pupil')} concerned; {after} instead of {counts.before:,}"


def held_fixed(found: Simulation) -> Iterator[str]:
    """Say what is taken as given, and how far it matters here."""
    held = found.held
    yield "everybody's behaviour: pupils, parents and staff act as they did, whatever they would have been asked"
    yield (
        "figures, letters and flags count from the first mark of the data; the days compared only choose which actions "
        "are compared"
    )
    if held.recoded_after:
        marks = _count(held.recoded_after, "mark")
        yield f"{marks} of arrivals are marked by the other policy's times, where the time of arrival is known"
    if held.recoded_before:
        marks = _count(held.recoded_before, "mark")
        yield f"{marks} were recorded otherwise than the first policy's times say, and are compared as it says"
    if held.unknown_arrivals:
        marks = _count(held.unknown_arrivals, "late mark")
        yield f"{marks} stay as recorded: no time of arrival is known, and the times of the registers differ"
    if held.unknown_on_time:
        marks = _count(held.unknown_on_time, "mark")
        yield f"{marks} on time stay as recorded: with no time of arrival an earlier limit cannot be applied"
    if not (held.recoded_after or held.recoded_before or held.unknown_arrivals or held.unknown_on_time):
        yield "marks: none would have been another, as no register's times differ for an arrival"
    if held.facts:
        names = ", ".join(held.facts)
        yield (
            f"what was recorded at the time under the first policy: actions that rest on {names} are compared with the "
            "same rows under both"
        )
    if held.outcomes:
        rows, alone = _count(held.outcomes, "outcome"), held.outcomes_without_before
        yield (
            f"{rows} of earlier actions: {alone:,} belong{'s' if alone == 1 else ''} to no action of the first policy, "
            f"{held.outcomes_without_after:,} to none of the other"
        )


def rests_on(item: Difference) -> str:
    """Say on what facts of the time an action rests; nothing where on none."""
    if not item.rests_on:
        return ""
    return f"rests on {', '.join(item.rests_on)} as recorded at the time"


def busiest(work: Work, *, after: bool) -> tuple[date, int] | None:
    """Give the Monday of the week with the most to do and how much that is; None where there is nothing to do.

    Of two such weeks the first.
    """
    sums = [sum((load.after if after else load.before)[at] for load in work.loads) for at in range(len(work.weeks))]
    most = max(sums, default=0)
    return (work.weeks[sums.index(most)], most) if most else None


def minutes(work: Work, *, after: bool) -> list[int] | None:
    """Give the minutes of work in each week, rounded up; None where the policy gives none."""
    timed = [load for load in work.loads if (load.minutes_after if after else load.minutes_before) is not None]
    if not timed:
        return None
    found = []
    for at in range(len(work.weeks)):
        total = sum(
            (load.after if after else load.before)[at] * ((load.minutes_after if after else load.minutes_before) or 0)
            for load in timed
        )
        found.append(-int(-total // 1))
    return found


def long_day(day: date) -> str:
    """Write a date for people.

    >>> long_day(date(2025, 9, 1))
    '1 September 2025'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def _name(title: str | None, name: str) -> str:
    return f"`{name}` ({title})" if title else f"`{name}`"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
