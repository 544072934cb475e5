"""What has acted so far: when last, how often, and what became of it."""

from typing import TYPE_CHECKING

import numpy as np

from engine.counting import ActionCount
from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.facts import NOT_SAID, dates_of, raised_on
from engine.evaluate.tally import Tally
from engine.plan import Plan

if TYPE_CHECKING:
    from engine.evaluate.block import Block


NOT_YET = -1


class History:
    """One rule's or step's actions: the latest one's place and slot a pupil, and a total by day.

    `before_place` and `before_slot` leave out what acted at the present check: what looks at earlier review points
    alone reads these.
    """

    __slots__ = (
        "before_place",
        "before_slot",
        "events",
        "last_place",
        "last_slot",
        "now",
        "row_events",
        "today",
        "total",
    )

    def __init__(self, days: int, size: int, *, counted: bool) -> None:
        self.last_place = np.full(size, NOT_YET, dtype=np.int32)
        self.last_slot = np.full(size, NOT_YET, dtype=np.int32)
        self.before_place = self.last_place
        self.before_slot = self.last_slot
        self.now: Bits = np.zeros(size, dtype=np.bool_)
        self.today: Bits = np.zeros(size, dtype=np.bool_)
        self.total = Tally(days, size) if counted else None
        self.events: list[tuple[Longs, int, int]] = []
        self.row_events: list[tuple[Longs, int, int, int]] = []


class Acted:
    """The histories of the rules that others ask about, and what the outcomes file says of them."""

    def __init__(self, plan: Plan, block: "Block", days: int) -> None:
        whole = {name: part.rows.table for name, part in plan.covering.items()}
        abouts = {rule.id: rule.steer.each for rule in plan.rules if rule.steer.each is not None}
        self._about = {name: whole.get(each, each) for name, each in abouts.items()}
        self.check = 0
        self.checks_before: list[int] = []
        self._place = 0
        asked = {
            kind.rule for kind in (figure.kind for figure in plan.figures.values()) if isinstance(kind, ActionCount)
        }
        self.histories = {name: History(days, block.size, counted=name in asked) for name in plan.asked_of | asked}
        self._fresh: set[str] = set()
        self._of_today: set[str] = set()
        table = block.register.tables.get("outcomes")
        self.outcomes_known = table is not None and table.present
        self._outcomes: dict[str, tuple[Longs, Longs, Longs, Longs]] = {}
        self.outcome_words: tuple[str, ...] = ()
        if table is not None and self.outcomes_known:
            rule, outcome = table.columns["rule"], table.columns["outcome"]
            on, raised = dates_of(table, "on"), raised_on(table)
            mine = (table.pupil >= block.first) & (table.pupil < block.after)
            self.outcome_words = outcome.words or ()
            for number, word in enumerate(rule.words or ()):
                rows = np.flatnonzero(mine & (rule.data == number))
                # a row without an outcome says nothing of what became of the action
                if outcome.valid is not None:
                    rows = rows[outcome.valid[rows]]
                rows = rows[np.argsort(on[rows], kind="stable")]
                self._outcomes[word] = (
                    table.pupil[rows].astype(np.int64) - block.first,
                    on[rows],
                    outcome.data[rows].astype(np.int64),
                    raised[rows],
                )

    def open_day(self, place: int) -> None:
        """Begin a day: nobody has acted today."""
        self.checks_before.append(self.check)
        self._place = place
        for history in self.histories.values():
            if history.total is not None:
                history.total.rows[place + 1] = history.total.rows[place]
        self.open_check()
        for name in self._of_today:
            history = self.histories[name]
            history.today = np.zeros_like(history.today)
        self._of_today.clear()

    def open_check(self) -> None:
        """Begin a check: nobody has acted at it yet."""
        self.check += 1
        for name in self._fresh:
            history = self.histories[name]
            history.now = np.zeros_like(history.now)
            history.before_place, history.before_slot = history.last_place, history.last_slot
        self._fresh.clear()

    def is_about(self, name: str, table: str) -> bool:
        """Whether a name is that of a rule about rows of a table or of a part of it: its acting is told row by row."""
        return name in self.histories and self._about.get(name) == table

    def rows_acted(self, name: str, rows: Longs, *, today: bool) -> Bits:
        """Say for which rows a rule has acted: today, or at the present check."""
        held = np.zeros(len(rows), dtype=np.bool_)
        for acted, place, check, _ in self.histories[name].row_events:
            if place == self._place and (today or check == self.check):
                held |= np.isin(rows, acted)
        return held

    def rows_before(self, name: str, rows: Longs) -> tuple[Longs, Longs]:
        """Give the place and slot of a rule's latest action at an earlier check about each of some rows; -1: none."""
        latest = np.full((2, len(rows)), NOT_YET, dtype=np.int32)
        for acted, place, check, slot in self.histories[name].row_events:
            if check < self.check:
                latest[:, np.isin(rows, acted)] = [[place], [slot]]
        return latest[0], latest[1]

    def whose(self, name: str, *, rows: bool) -> tuple[Longs, Longs]:
        """Give of each of a rule's actions so far the pupil, or the row it was about, and the check it was at."""
        history = self.histories[name]
        told = [(acted, check) for acted, _, check, _ in history.row_events] if rows else [
            (pupils, check) for pupils, _, check in history.events
        ]  # fmt: skip
        none = np.zeros(0, dtype=np.int64)
        checks = [np.full(len(acted), check, np.int64) for acted, check in told]
        return np.concatenate([none, *(acted for acted, _ in told)]), np.concatenate([none, *checks])

    def after(self, name: str, size: int, first: Longs, until: Longs, check: Longs) -> Longs:
        """Count a rule's actions for each pupil between two days' places, at checks after one a pupil.

        `first` is included, `until` excluded.
        """
        count = np.zeros(size, dtype=np.int64)
        for pupils, place, serial in self.histories[name].events:
            held = (place >= first[pupils]) & (place < until[pupils]) & (serial > check[pupils])
            np.add.at(count, pupils[held], 1)
        return count

    def row_counts(self, name: str, rows: Longs, first: "int | Longs", after: "int | Longs") -> Longs:
        """Count a rule's actions about each of some rows, from place `first` (included) to `after` (excluded)."""
        count = np.zeros(len(rows), dtype=np.int64)
        for acted, place, _, _ in self.histories[name].row_events:
            count += np.isin(rows, acted) & (place >= np.asarray(first)) & (place < np.asarray(after))
        return count

    def record(self, name: str, pupils: Longs, rows: "Longs | None", place: int, slot: int) -> None:
        """Note that a rule acted for some pupils, or about some rows."""
        history = self.histories.get(name)
        if history is None or not len(pupils):
            return
        if name not in self._fresh:
            history.last_place, history.last_slot = history.last_place.copy(), history.last_slot.copy()
        history.last_place[pupils] = place
        history.last_slot[pupils] = slot
        history.now = history.now.copy()
        history.now[pupils] = True
        history.today = history.today | history.now
        if history.total is not None:
            np.add.at(history.total.rows[place + 1], pupils, 1)
        self._fresh.add(name)
        self._of_today.add(name)
        history.events.append((pupils, place, self.check))
        if rows is not None:
            history.row_events.append((rows, place, self.check, slot))

    def outcomes(
        self, name: str, day: int, dates: list[int], *, earlier: bool = False
    ) -> tuple[Longs, Longs, Longs, Longs]:
        """Give each action's pupil, place, outcome seen by a day (a word's number, -1 for none) and the day it was so.

        An outcome belongs to the action of the rule and pupil on the day that it says they were raised, else to the
        latest on or before its date, of several at one check to each of them; the newest one seen counts. `earlier`:
        of what acted at earlier checks alone.
        """
        events = [event for event in self.histories[name].events if not earlier or event[2] < self.check]
        if not events:
            empty = np.zeros(0, dtype=np.int64)
            return empty, empty, empty, empty
        pupils = np.concatenate([each for each, _, _ in events])
        places, checks = (
            np.concatenate([np.full(len(event[0]), event[at], np.int64) for event in events]) for at in (1, 2)
        )
        outcome = np.full(len(pupils), -1, dtype=np.int64)
        when = np.full(len(pupils), -1, dtype=np.int64)
        rows = self._outcomes.get(name)
        if rows is not None:
            order = np.lexsort((checks, pupils))
            action_days = np.asarray(dates)[places[order]]
            keys = pupils[order].astype(np.int64) * 2**32 + action_days
            whose, on, word, raised = (each[: int(np.searchsorted(rows[1], day, side="right"))] for each in rows)
            said = raised > NOT_SAID
            at = np.searchsorted(keys, whose * 2**32 + np.where(said, raised, on), side="right") - 1
            met = (at >= 0) & (pupils[order[at]] == whose) & (~said | (action_days[at] == raised))
            # the file names no row: what a rule did about several at once has what the file says of it
            parted = (np.diff(pupils[order], prepend=-1) != 0) | (np.diff(checks[order], prepend=-1) != 0)
            together = np.cumsum(parted)
            told = np.full((2, len(pupils) + 1), -1, dtype=np.int64)
            # INVARIANT: rows stand in order of their date, so that the newest one seen is written last
            told[:, together[at[met]]] = word[met], on[met]
            outcome[order], when[order] = told[:, together]
        return pupils, places, outcome, when
