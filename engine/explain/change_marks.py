"""Marks that might be otherwise so that a figure comes out otherwise: changes to try, none of them proved."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from engine.calendar import SESSIONS, date_of
from engine.counting import DayCount, InARow, Kind, Percent, Piece, SessionCount, SpellCount
from engine.explain.asked import constants_of
from engine.explain.change import Change, counted, few
from engine.explain.edit import MarkEdit
from engine.explain.leaves import Leaf, holds_with, slots_of, step_needed
from engine.explain.reading import Reading, Tools
from engine.model.facts import Code
from engine.plan import Plan
from engine.register import Register
from engine.words import name_in_words


class MarkChanges:
    """Finds changes of marks for the tests of one look."""

    def __init__(self, tools: Tools, one: Register, reading: Reading) -> None:
        self._tools, self._one, self._reading = tools, one, reading
        self._plan: Plan = tools.loaded.plan
        self._place = reading.place

    def of_figure(self, leaf: Leaf, name: str) -> Iterator[Change]:
        """Give the changes of marks to try for a test about a figure that counts sessions."""
        kind = self._plan.figures[name].kind
        slots = slots_of(self._reading.shown(name))
        if slots is None or leaf.value is None or leaf.limit is None:
            return
        if isinstance(kind, SessionCount | DayCount | SpellCount):
            yield from self._of_count(leaf, name, kind, slots)
        elif isinstance(kind, Percent):
            yield from self._of_percent(leaf, name, kind, slots)
        elif isinstance(kind, InARow):
            yield from self._of_run(leaf, kind, slots)

    def _of_count(
        self, leaf: Leaf, name: str, kind: SessionCount | DayCount | SpellCount, slots: tuple[int, int]
    ) -> Iterator[Change]:
        needed = step_needed(leaf)
        if needed is None:
            return
        sets = [kind.set] if isinstance(kind, SpellCount) else [piece.set for piece in kind.pieces]
        mine = {(mark[0], mark[1]) for mark in self._reading.figure(name).sessions}
        unit = leaf.unit or "session"
        if needed < 0:
            chosen = self._latest([slot for slot in self._open(slots) if self._said(slot) in mine], -needed, kind)
            marks = {slot: self._on_time(slot) for slot in chosen}
            if chosen and all(marks.values()):
                yield self._marking(f"{counted(-needed, unit, 'fewer')} ({leaf.title}) would do", marks)
            return
        free = [slot for slot in self._open(slots) if self._said(slot) not in mine]
        if isinstance(kind, DayCount | SpellCount):
            days = {int(slot) // 2 for slot in self._open(slots) if self._said(slot) in mine}
            apart = {day + step for day in days for step in (-1, 1)} if isinstance(kind, SpellCount) else set()
            free = [slot for slot in free if slot // 2 not in days | apart]
        halves = {session for number in sets for session in self._named(number)} & set(SESSIONS)
        free = [slot for slot in free if len(halves) != 1 or SESSIONS[slot % 2] in halves]
        for code in self._codes(name, sets, free):
            chosen = self._latest(free, needed, kind)
            marks = {slot: code(slot) for slot in chosen}
            if chosen and all(marks.values()):
                told = f"{counted(needed, unit, 'more')} ({leaf.title}) on that day or before would have reached it"
                sized = "sessions" if isinstance(kind, SessionCount) else "days"
                yield self._marking(told, marks, more=needed, unit=sized, code=code)

    def _latest(self, slots: list[int], count: int, kind: Kind) -> list[int]:
        """Give the last so many sessions; of a count of days, all sessions of the last so many days."""
        if isinstance(kind, SessionCount):
            return slots[-count:] if len(slots) >= count else []
        days = list(dict.fromkeys(slot // 2 for slot in reversed(slots)))
        if isinstance(kind, SpellCount):
            days = days[::2]
        kept = set(days[:count])
        return [slot for slot in slots if slot // 2 in kept] if len(kept) >= count else []

    def _of_percent(self, leaf: Leaf, name: str, kind: Percent, slots: tuple[int, int]) -> Iterator[Change]:
        shown = self._reading.shown(name)
        if shown.over is None:
            return
        part, whole = int(shown.data[0]) // 100, int(shown.over[0])
        steps = [k for k in range(-part, whole - part + 1) if k and holds_with(leaf, Fraction(100 * (part + k), whole))]
        if not steps:
            return
        needed = min(steps, key=abs)
        inside = [slot for slot in self._open(slots) if self._code(slot) in self._members(kind.part, slot)]
        outside = [
            slot
            for slot in self._open(slots)
            if self._code(slot) in self._members(kind.whole, slot) and slot not in inside
        ]
        measure = self._tools.loaded.bound.model.measures.get(name)
        called = name_in_words(measure.percent) if measure is not None and measure.percent else name_in_words(name)
        if needed > 0:
            marks = {slot: self._first(self._members(kind.part, slot), slot, None) for slot in outside[-needed:]}
            told = f"{counted(needed, 'session', 'more')} that counts as {called} would do"
        else:
            usual = Counter(mark[2] for mark in self._reading.figure(name).sessions)
            marks = {
                slot: self._first(
                    [code for code in self._members(kind.whole, slot) if code not in self._members(kind.part, slot)],
                    slot,
                    usual,
                )
                for slot in inside[needed:]
            }
            told = f"{counted(-needed, 'session', 'fewer')} that counts as {called} would do"
        if abs(needed) > 1:
            told = told.replace("that counts", "that count")
        if len(marks) == abs(needed) and all(marks.values()):
            yield self._marking(told, marks)

    def _of_run(self, leaf: Leaf, kind: InARow, slots: tuple[int, int]) -> Iterator[Change]:
        needed = step_needed(leaf)
        if needed is None or leaf.value is None:
            return
        target = int(leaf.value) + needed
        open_slots = self._open((0, slots[1]))
        if kind.unit in ("mornings", "afternoons"):
            open_slots = [slot for slot in open_slots if slot % 2 == (kind.unit == "afternoons")]
        length = 1 if kind.unit == "sessions" else 2
        units = list(dict.fromkeys(slot // length for slot in open_slots))
        # a run that stands before is joined, where that takes no more than is asked for
        joined = self._joined(kind, units, open_slots, length, target)
        wanted = set(units[len(units) - target + joined :]) if target > joined else set()
        before = units[: len(units) - target][-1:]
        unit = leaf.unit or kind.unit.removesuffix("s")
        for code in self._codes("", [kind.set], open_slots):
            marks = {
                slot: code(slot)
                for slot in open_slots
                if slot // length in wanted and self._code(slot) not in self._members((Piece(kind.set),), slot)
            }
            if needed < 0:
                marks |= {slot: self._on_time(slot) for slot in open_slots if slot // length in before}
            if marks and all(marks.values()) and len(wanted) == target - joined:
                told = (
                    f"{counted(needed, unit, 'more')} in a row ({leaf.title}) up to that day would have reached it"
                    if needed > 0
                    else f"a row of {few(target)} instead of {few(int(leaf.value))} would do"
                )
                yield self._marking(told, marks, more=max(needed, 0), unit=kind.unit, code=code)
                ended = {slot: self._on_time(slot) for slot in open_slots if needed > 0 and slot // length in before}
                if ended and all(ended.values()) and not joined:
                    # a run that stands just before would have made it reach too early
                    yield self._marking(f"{told}, and none just before", {**marks, **ended})

    def _joined(self, kind: InARow, units: list[int], slots: list[int], length: int, target: int) -> int:
        """Give how many units of a run that stands before make up what is asked for, with all those after it."""
        inside = {slot for slot in slots if self._code(slot) in self._members((Piece(kind.set),), slot)}
        held: dict[int, bool] = {}
        for slot in slots:
            held[slot // length] = held.get(slot // length, True) and slot in inside
        for fresh in range(1, target + 1):
            earlier = units[: len(units) - fresh]
            run = next((back for back in range(len(earlier)) if not held[earlier[-1 - back]]), len(earlier))
            if fresh + run == target:
                return run
        return 0

    def _marking(
        self,
        said: str,
        marks: dict[int, str | None],
        *,
        more: int = 0,
        unit: str = "sessions",
        code: Callable[[int], str | None] | None = None,
    ) -> Change:
        edits = tuple(MarkEdit(slot, held) for slot, held in marks.items() if held is not None)
        return Change(said, edits, "marks", more, unit, code)

    def _open(self, slots: tuple[int, int]) -> list[int]:
        """Give the open sessions of a window for which the pupil was on the roll."""
        first, after = max(slots[0], 0), min(slots[1], 2 * self._place + self._reading.frame.seen)
        register = self._one
        found = []
        for slot in range(first, after):
            day = int(register.days[slot // 2])
            if register.calendar.open_sessions[slot // 2, slot % 2] and register.enrolled[0] <= day <= register.left[0]:
                found.append(slot)
        return found

    def _said(self, slot: int) -> tuple[str, str]:
        return date_of(int(self._one.days[slot // 2])).isoformat(), SESSIONS[slot % 2]

    def _code(self, slot: int) -> str:
        return self._one.codes[int(self._one.marks[slot, 0])]

    def _members(self, pieces: tuple[Piece, ...], slot: int) -> list[str]:
        found: dict[str, None] = {}
        for piece in pieces:
            held = self._tools.sessions.codes_in(piece.set, min(slot // 2, len(self._one.days) - 1), slot % 2)
            found.update(dict.fromkeys(held or ()))
        return list(found)

    def _codes(self, name: str, sets: list[int], slots: list[int]) -> Iterator[Callable[[int], str | None]]:
        """Give ways of marking a session so that it may be in a set: by its codes, else by one code of each kind."""
        usual = Counter(mark[2] for mark in self._reading.figure(name).sessions) if name else Counter()
        pieces = tuple(Piece(number) for number in sets)
        if slots and self._members(pieces, slots[-1]):
            yield lambda slot: self._first(self._members(pieces, slot), slot, usual)
            return
        if not slots:
            return
        held = self._table(slots[-1])
        # a code that the condition names is the likeliest
        for code in dict.fromkeys(code for number in sets for code in self._named(number) if code in held):
            yield lambda slot, code=code: code  # type: ignore[misc]
        kinds: dict[tuple[str, tuple[str, ...], str | None], str] = {}
        for code, one in held.items():
            if not one.silent:
                kinds.setdefault((one.category, one.words, one.used_for), code)
        for code in kinds.values():
            yield lambda slot, code=code: code  # type: ignore[misc]

    def _named(self, number: int) -> list[str]:
        tree = self._plan.sets[number].condition.checked.tree
        return list(constants_of(tree)) if tree is not None else []

    def _first(self, codes: list[str], slot: int, usual: "Counter[str] | None") -> str | None:
        for code, _ in (usual or Counter()).most_common():
            if code in codes:
                return code
        on_time = self._on_time(slot)
        return on_time if on_time in codes else codes[0] if codes else None

    def _on_time(self, slot: int) -> str | None:
        use = "on_time_am" if slot % 2 == 0 else "on_time_pm"
        return next((code for code, held in self._table(slot).items() if held.used_for == use), None)

    def _table(self, slot: int) -> Mapping[str, Code]:
        day = date_of(int(self._one.calendar.days[slot // 2]))
        for table in self._plan.codes:
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until):
                return table.codes
        return {}
