"""Registers, side by side: the minutes of arrival that are marked otherwise, for whom."""

from collections.abc import Iterator

from engine.analysis.differences import Difference, Instance, Same
from engine.analysis.normal import TRUE, is_not_true
from engine.analysis.pair import Pair
from engine.analysis.registers import HALVES, Entry, clock, codes_today, entries_of, years_of
from engine.expressions.typed import Typed

_DAY = range(24 * 60)
_PART = {"am": "morning", "pm": "afternoon"}


def compare_registers(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of the registers of each half of the day."""
    for half in HALVES:
        a, b = (entries_of(side, half) for side in pair.sides)
        if not a and not b:
            continue
        found = list(_instances(pair, half, a, b))
        says = list(_asked(a, b))
        origins = [one for name in _names(a, b) for one in pair.changed(("registers", half, name))]
        if found or says:
            yield Difference("register", half, "changed", tuple(says), tuple(found), tuple(origins))
        else:
            yield Same("register", half, bool(origins))


def _names(a: list[Entry], b: list[Entry]) -> list[str]:
    return list(dict.fromkeys(each.name for each in (*a, *b)))


def _asked(a: list[Entry], b: list[Entry]) -> Iterator[str]:
    """Give what changes no code: when a register opens, by when pupils are asked to come, when it is in force."""
    others = {each.name: each for each in b}
    for one in a:
        other = others.get(one.name)
        if other is None:
            continue
        if one.opens != other.opens:
            yield f"`{one.name}` opens at {clock(one.opens)} in A and {clock(other.opens)} in B"
        asked = [str(each.entry.arrive_by) if each.entry.arrive_by else "no time" for each in (one, other)]
        if asked[0] != asked[1]:
            yield f"pupils of `{one.name}` are asked to come by {asked[0]} in A and {asked[1]} in B"
        if one.entry.in_force != other.entry.in_force:
            yield f"`{one.name}` is in force on other days in A and B"


def _whose(entries: list[Entry], number: int) -> tuple[Typed, ...]:
    """Give the conditions under which an entry is a pupil's; past the last: under which none is."""
    before = tuple(is_not_true(each.for_) for each in entries[:number])
    return (*before, entries[number].for_) if number < len(entries) else before


def _instances(pair: Pair, half: str, a: list[Entry], b: list[Entry]) -> Iterator[Instance]:
    codes = [codes_today(side) for side in pair.sides]
    parted = any(each.for_ != TRUE for each in (*a, *b))
    years = years_of(pair.sides[0]) if parted and years_of(pair.sides[0]) == years_of(pair.sides[1]) else ()
    told: set[tuple[str, str, str]] = set()
    for one in range(len(a) + 1):
        for other in range(len(b) + 1):
            answer = pair.questions.together(*_whose(a, one), *_whose(b, other), *years)
            if answer.example is None:
                continue
            entries = (a[one] if one < len(a) else None, b[other] if other < len(b) else None)
            whom = pair.in_words(answer.example)
            for first, last, marked in _stretches(entries, codes):
                at = clock(first) if first == last else f"{clock(first)} (and until {clock(last)})"
                case = f"arrives in the {_PART[half]} at {at}" + (f", {whom}" if whom else "")
                key = (at, *marked)
                if key not in told:
                    told.add(key)
                    yield Instance(case, *(_marks(word) for word in marked))


def _marks(code: str) -> str:
    return f"marks {code}" if code else "gives no code"


def _stretches(
    entries: tuple[Entry | None, Entry | None], codes: list[dict[str, str]]
) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Give the stretches of minutes, both ends included, that are marked otherwise."""
    begun: tuple[int, tuple[str, str]] | None = None
    for minute in (*_DAY, len(_DAY)):
        one, other = (
            codes[side].get(entry.use(minute), "") if entry is not None and minute in _DAY else ""
            for side, entry in enumerate(entries)
        )
        now = (one, other) if one != other else None
        if begun is not None and now != begun[1]:
            yield begun[0], minute - 1, begun[1]
            begun = None
        if now is not None and begun is None:
            begun = (minute, now)
