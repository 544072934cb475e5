"""Marks and arrivals that might be otherwise, whatever a rule makes of them: the last so many sessions or days."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.calendar import date_of
from engine.explain.change import Change
from engine.explain.edit import MarkEdit
from engine.explain.moved import codes_in_words, sessions_in_words
from engine.explain.rests import Rests
from engine.explain.sessions import Sessions
from engine.model.facts import Code
from engine.plan import Plan
from engine.register import Register
from engine.words import number_in_words

_COUNTS = (*range(1, 13), 14, 15, 16, 18, 20, 22, 24, 26, 30, 35, 40, 50, 60)
_FEW_COUNTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40)
_BACK = (1, 2, 3, 4, 5, 7, 10, 12, 15, 18, 20, 25, 30, 40, 50, 60, 75, 100, 120, 150)
_LATE = (0, 1, 5, 10, 15, 20, 30, 45, 60, 120, 240)
_MOST_LATE = 6


@dataclass(frozen=True, slots=True)
class Kind:
    """Codes that mean the same to a rule: one for mornings, one for afternoons, and what tells them from others."""

    codes: tuple[str, str]
    signs: tuple[object, object]


class MarkMoves:
    """Finds marks to try for one look of one pupil; `seen` sessions of the day are known at the look."""

    def __init__(self, plan: Plan, rests: Rests, one: Register, place: int, seen: int) -> None:
        self._plan, self._rests, self._one, self._place = plan, rests, one, place
        self._sessions = Sessions(plan, one)
        self._slots = _open(one, 2 * place + seen)
        held = one.marks[:, 0].tolist()
        self._codes = [one.codes[mark] for mark in held]
        numbers = [each.number for each in rests.sets]
        self._signs = tuple(self._sessions.signs(numbers, place, half) for half in (0, 1))
        # a figure that is a code itself tells every code from every other that is asked about
        self._told_apart = frozenset(rests.texts) if rests.asks_code else frozenset()

    def near(self) -> Iterator[Change]:
        """Give changes of the last sessions up to the look."""
        yield from self._of_kinds((0,), _COUNTS)
        if self._rests.asks_minutes:
            yield from self._arrivals()

    def further_back(self) -> Iterator[Change]:
        """Give changes of sessions that lie further back."""
        yield from self._of_kinds(_BACK, _FEW_COUNTS)

    # — marks —

    def _of_kinds(self, back: tuple[int, ...], counts: tuple[int, ...]) -> Iterator[Change]:
        if not self._rests.sets:
            return
        told: set[tuple[tuple[int, ...], tuple[str, str]]] = set()
        for kind in self.kinds():
            others = [slot for slot in self._slots if self._sign(slot) != kind.signs[slot % 2]]
            for far in back:
                reached = [slot for slot in others if slot // 2 <= self._place - far]
                for pattern in _patterns(reached):
                    for count in counts:
                        chosen = tuple(slot for unit in pattern[-count:] for slot in unit)
                        if len(pattern) < count or (chosen, kind.codes) in told:
                            continue
                        told.add((chosen, kind.codes))
                        yield self._marked(kind, chosen)

    def _sign(self, slot: int) -> object:
        return self._sign_of(self._codes[slot], slot % 2)

    def _sign_of(self, code: str, half: int) -> object:
        return (self._signs[half][code], code if code in self._told_apart else None)

    def kinds(self) -> list[Kind]:
        """Give the codes that a rule tells apart, one of each kind: the one that the pupil has most."""
        usual = Counter(self._codes[slot] for slot in self._slots)
        found: dict[tuple[object, object], Kind] = {}
        table = self._table()
        on_time = tuple(_used(table, use) for use in ("on_time_am", "on_time_pm"))
        pairs = [on_time] if all(on_time) else []
        rest = [code for code, held in table.items() if not held.silent and code not in on_time]
        pairs += [(code, code) for code in sorted(rest, key=lambda code: -usual[code])]
        for am, pm in pairs:
            assert am is not None and pm is not None
            signs = (self._sign_of(am, 0), self._sign_of(pm, 1))
            found.setdefault(signs, Kind((am, pm), signs))
        return list(found.values())

    def _table(self) -> Mapping[str, Code]:
        day = date_of(int(self._one.days[self._place]))
        return codes_on(self._plan, day)

    def _marked(self, kind: Kind, slots: tuple[int, ...]) -> Change:
        edits = tuple(MarkEdit(slot, kind.codes[slot % 2]) for slot in slots)
        marked = codes_in_words(kind.codes[slot % 2] for slot in slots)
        return Change(f"it acts if {sessions_in_words(self._one, slots)} marked {marked}", edits,
                      f"marks {' '.join(kind.codes)}", more=len(slots))  # fmt: skip

    # — arrivals —

    def _arrivals(self) -> Iterator[Change]:
        """Give other times of arrival in the last sessions, with the mark that they had or one for lateness."""
        table = self._table()
        late = [code for code, held in table.items() if held.used_for in ("late", "after_close")]
        minutes = sorted(
            {abs(n) + step for n in self._rests.numbers for step in (-1, 0, 1) if abs(n) + step >= 0} | set(_LATE)
        )
        clock = sorted({each + step for each in self._rests.minutes for step in (-1, 0, 1)})
        ways: list[tuple[int | None, int | None]] = [(minute, None) for minute in clock]
        ways += [(None, minute) for minute in minutes if minute <= 24 * 60]
        marked = [slot for slot in self._slots if self._codes[slot] in late]
        groups = [marked, *([slot for slot in self._slots if slot % 2 in half] for half in ((0,), (1,), (0, 1)))]
        chosen = [tuple(group[-count:]) for group in groups for count in range(1, min(len(group), _MOST_LATE) + 1)]
        timed = set(self._one.arrivals.slot.tolist())
        chosen.append(tuple(slot for slot in marked if slot not in timed))
        for slots in dict.fromkeys(each for each in chosen if each):
            for code in (None, *late):
                for arrived, minute in ways:
                    yield self._arrived(slots, code, arrived, minute)

    def _arrived(self, slots: tuple[int, ...], code: str | None, arrived: int | None, late: int | None) -> Change:
        edits = tuple(MarkEdit(slot, code, arrived, late) for slot in slots)
        told = (
            f"arrived {arrived // 60:02}:{arrived % 60:02}"
            if arrived is not None
            else f"{number_in_words(late or 0, 'minute')} late"
        )
        marked = f"marked {code}, " if code else ""
        return Change(
            f"it acts if {sessions_in_words(self._one, slots)} {marked}{told}", edits, "arrivals", more=len(slots)
        )


def codes_on(plan: Plan, day: object) -> Mapping[str, Code]:
    """Give the code table of a day; none where no table is in force."""
    for table in plan.codes:
        if (table.start is None or table.start <= day) and (table.until is None or day < table.until):  # type: ignore[operator]
            return table.codes
    return {}


def _used(table: Mapping[str, Code], use: str) -> str | None:
    return next((code for code, held in table.items() if held.used_for == use), None)


def _open(one: Register, after: int) -> list[int]:
    days = one.days[: (after + 1) // 2]
    there = (days >= one.enrolled[0]) & (days <= one.left[0])
    whole = one.calendar.open_sessions[: len(days)] & there[:, None]
    return [int(slot) for slot in np.flatnonzero(whole.reshape(-1)) if slot < after]


def _patterns(slots: list[int]) -> Iterator[list[tuple[int, ...]]]:
    """Give ways of choosing among sessions, in units of which the last so many are taken."""
    yield [(slot,) for slot in slots]
    days: dict[int, list[int]] = {}
    for slot in slots:
        days.setdefault(slot // 2, []).append(slot)
    whole = [tuple(day) for day in days.values()]
    yield whole
    yield [(slot,) for slot in slots if slot % 2 == 0]
    yield [(slot,) for slot in slots if slot % 2 == 1]
    yield whole[::-2][::-1]
    weeks: dict[int, list[int]] = {}
    for slot in slots:
        weeks.setdefault(slot // 10, []).append(slot)
    yield [(week[-1],) for week in weeks.values()]
