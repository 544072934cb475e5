"""Looks at a run as it goes on: what one pupil's rules were asked, and how they stood."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.calendar import date_of
from engine.evaluate.episodes import RuleRun
from engine.evaluate.frame import Frame
from engine.evaluate.ladders import NONE_YET, LadderRun
from engine.evaluate.recording import Recorder
from engine.evaluate.state import State
from engine.evaluate.times import FAR
from engine.evaluate.watching import Look, ids_of
from engine.explain.reading import Reading, Tools
from engine.model.explanation import ConditionOutput
from engine.plan import Looked


@dataclass(frozen=True, slots=True)
class LadderStanding:
    """How a ladder stood before a look: the place of its next step, and the day number of each step's raising.

    `counted_from` is the day from which restarted figures count, `begins` and `ends` the days (both included, None
    unbounded) in which the next step is looked at.
    """

    next: int
    raised: tuple[int | None, ...]
    counted_from: int | None
    begins: int | None
    ends: int | None


@dataclass(slots=True)
class Seen:
    """One look at one rule, step or table for one pupil or row.

    `row` is a place in the fact table, None for a pupil. `before` tells whether the condition held at the look before,
    `since` the place of the day since which it holds now, `allowed` whether `at_most` let it act.
    """

    rule: str
    place: int
    half: int | None
    row: int | None
    asked: bool
    before: bool = False
    holds: bool | None = None
    since: int | None = None
    allowed: bool = True
    acted: bool = False
    ladder: LadderStanding | None = None
    conditions: tuple[ConditionOutput, ...] = ()
    distance: float = 0.0
    passed_over: tuple[ConditionOutput, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


Wants = Callable[[str, int, int | None], bool]
"""Whether a look at a rule, at a place and half of the register, is to be read down to the marks."""


class Watch:
    """Notes every look at some rules, and reads those that are wanted."""

    def __init__(self, tools: Tools, rules: frozenset[str], wants: Wants) -> None:
        self._tools, self._rules, self._wants = tools, rules, wants
        self.seen: list[Seen] = []

    def wants(self, looked: Looked) -> bool:
        """Whether something is among the rules."""
        return not self._rules.isdisjoint(ids_of(looked))

    def before(self, look: Look) -> None:
        """Note how everyone asked stood, and read what is wanted."""
        names = frozenset(ids_of(look.looked)) & self._rules
        look.kept = list(_noted(look, names))
        for number, seen in look.kept:
            if seen.asked:
                self.read(seen, look.frame, number, look.recorder)

    def after(self, look: Look) -> None:
        """Note what came of it."""
        self._after(look.kept, look)
        self.seen.extend(seen for _, seen in look.kept)

    def session(self, state: State) -> None:
        """Nothing is noted of a session."""

    def day(self, frame: Frame) -> None:
        """Nothing is noted of a day."""

    def read(self, seen: Seen, frame: Frame, entry: int, recorder: Recorder) -> None:
        """Read what a look asks, before it is decided."""
        if not self._wants(seen.rule, seen.place, seen.half):
            return
        reading = Reading(self._tools, frame, entry, recorder)
        asked = self._tools.asking.of_rule(seen.rule)
        seen.conditions = tuple(reading.condition(each) for each in asked)
        seen.holds = _joined(seen.conditions)
        if seen.rule in self._tools.loaded.plan.tables:
            seen.extra["reading"] = reading

    def _row_hit(self, seen: Seen, number: int) -> None:
        """Read the row of a table that was hit, and those above it."""
        reading = seen.extra.pop("reading", None)
        if reading is None:
            return
        hit = [number] if number >= 0 else []
        seen.conditions = (*seen.conditions, *reading.tables.read(seen.rule, hit))
        seen.passed_over = tuple(reading.tables.passed_over(seen.rule, hit))

    def _after(self, noted: list[tuple[int, Seen]], look: Look) -> None:
        for number, seen in noted:
            for batch in look.batches:
                if batch.name != seen.rule:
                    continue
                mine = [0] if batch.rows is None else [int(row) for row in batch.rows]
                wanted = 0 if seen.row is None else seen.row
                if wanted in mine:
                    seen.acted = True
                    if batch.hit is not None:
                        self._row_hit(seen, int(batch.hit[mine.index(wanted)]))
            kept = number if look.entries is None else int(look.entries[number])
            course = look.course
            if isinstance(course, RuleRun):
                seen.since = course.since(kept)
            if isinstance(course, LadderRun):
                continue
            unsure = look.unsure is not None and bool(look.unsure[number])
            seen.holds = None if unsure else bool(course.standing.held[kept])


def _noted(look: Look, names: frozenset[str]) -> Iterator[tuple[int, Seen]]:
    frame, course = look.frame, look.course
    for number in range(frame.size):
        row = None if frame.rows is None else int(frame.rows.rows[number])
        kept = number if look.entries is None else int(look.entries[number])
        asked = bool(look.among[number])
        if isinstance(course, LadderRun):
            yield from _of_ladder(look, course, names, number, kept, row, asked=asked)
            continue
        name = next(iter(names))
        seen = Seen(name, frame.place, look.half, row, asked, before=bool(course.standing.held[kept]))
        if isinstance(course, RuleRun):
            seen.allowed = course.allowed_again(frame.state, kept, frame.place)
        yield number, seen


def _of_ladder(
    look: Look, course: LadderRun, names: frozenset[str], number: int, kept: int, row: int | None, *, asked: bool
) -> Iterator[tuple[int, Seen]]:
    following, raised, counted = course.standing_of(kept, look.frame.state.timeline.dates[look.frame.place])
    days = tuple(None if day <= NONE_YET else day for day in raised)
    pick = np.array([kept], dtype=np.int64)
    few = look.frame.some(np.array([number], dtype=np.int64))
    for place, step in enumerate(course.ladder.steps):
        if step.rule.id not in names:
            continue
        begins = ends = None
        if place == following:
            times = course.times_of(few, place, pick)
            if times is not None:
                begins = int(times[0][0])
                ends = None if times[1] is None or times[1][0] >= FAR else int(times[1][0])
        stood = LadderStanding(following, days, None if counted < -(2**29) else counted, begins, ends)
        yield number, Seen(step.rule.id, look.frame.place, look.half, row, asked, ladder=stood)


def day_of(number: int | None) -> str | None:
    """Write a day number as a date; None for none, and for one that is far off."""
    return None if number is None or number >= FAR else date_of(number).isoformat()


def _joined(conditions: tuple[ConditionOutput, ...]) -> bool | None:
    """Say whether `for` and `when` hold and `unless` does not."""
    held: list[bool | None] = [each.part.holds for each in conditions if each.role != "unless"]
    stopped = any(each.part.holds for each in conditions if each.role == "unless")
    return False if stopped or False in held else None if None in held else True
