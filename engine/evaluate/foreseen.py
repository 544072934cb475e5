"""Which figures and rules the marks, the pupils' own columns and a person's flags decide: nothing that has acted.

What they come to on every day can be worked out before the days are stepped over, for all days at once.
"""

from collections.abc import Iterable, Iterator

from engine.counting import (
    Condition,
    DayCount,
    Earlier,
    FactCount,
    FactRows,
    Figure,
    InARow,
    Kind,
    NamedExpression,
    Percent,
    SessionCount,
    Span,
    SpellCount,
)
from engine.evaluate.grid_sessions import FIELDS
from engine.evaluate.needs import only_moves_on, period_of_spells
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.expressions.school import CALENDAR
from engine.model.amounts import Amount
from engine.model.windows import Fixed, FromFirst, Last, Spell, Stretch
from engine.narrow import sets_of
from engine.plan import Plan, PlannedRule, Steer

_ACTS = frozenset({"starts", "each"})
_OF_REGISTERS = frozenset({"arrived", "minutes_late"})
_BEFORE_THE_DAY_IS_OVER = frozenset({"session", "morning"})
"""Checks at which facts are seen up to a time of day."""


class Foreseen:
    """Says of the names and the rules of a plan whether they are foreseen."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sets: dict[int, bool] = {}
        self._figures: dict[str, bool] = {}
        self._check = "day"
        self._acting: dict[str, str] = {}
        # what something else notes the moment of is looked at when its turn comes
        self._noted = {flag.starts_rule for flag in plan.flags.values()}
        self._noted |= {figure.kind.anchor for figure in plan.figures.values() if isinstance(figure.kind, Earlier)}

    def rules(self) -> Iterator[tuple[str, PlannedRule]]:
        """Yield the foreseen rules, each with its check."""
        for check, group in self._plan.looked.items():
            for looked in group:
                if isinstance(looked, PlannedRule) and self._rule(looked, check):
                    # who looks after it at the same check may ask whether it has just acted
                    self._acting[looked.id] = check
                    yield check, looked

    def at(self, check: str) -> "Foreseen":
        """Look from the review points of a check."""
        self._check = check
        return self

    @staticmethod
    def is_early(check: str) -> bool:
        """Whether a check looks at facts up to a time of day."""
        return check in _BEFORE_THE_DAY_IS_OVER

    def is_noted(self, rule: str) -> bool:
        """Whether something else notes the moment at which a rule acts."""
        return rule in self._noted

    def rests_on(self, name: str) -> frozenset[str]:
        """Give a name and the figures that it is made of."""
        return self._plan.made_of.get(name, frozenset()) | {name}

    def figure(self, name: str) -> Figure | None:
        """Give a figure by name; None where it is the name of something else."""
        return self._plan.figures.get(name)

    def is_fixed(self, name: str) -> bool:
        """Whether a name is that of a value that stays the same."""
        entries = self._plan.values.get(name, ())
        return len(entries) == 1 and entries[0].start is None and entries[0].until is None

    def keeps_length(self, span: Span) -> bool:
        """Whether no window of a span grows but by the days that come: none is as long as a value that changes."""
        lengths = [window.amount for window in span.windows if isinstance(window, Last | FromFirst)]
        return all(isinstance(length, Amount) or self.is_fixed(length.name) for length in lengths)

    def kind(self, kind: Kind) -> bool:
        """Whether a kind of figure is foreseen."""
        return self._kind(kind)

    def sets(self, numbers: Iterable[int]) -> bool:
        """Whether some sets ask nothing of a session that cannot be told for many at once."""
        return all(map(self._set, numbers))

    def columns(self, steer: Steer) -> frozenset[str]:
        """Give the columns of the rows that something is about."""
        part = self._plan.covering.get(steer.each or "")
        table = steer.each if part is None else part.rows.table
        return frozenset(self._plan.row_quantities.get(table or "", {}))

    def differs(self, names: Iterable[str], steer: Steer) -> bool:
        """Whether one of some names may say another thing of a row that something is about than of its pupil."""
        return not (self.columns(steer) | {SCHOOL_DAYS} | self._plan.by_row).isdisjoint(names)

    def is_kind(self, name: str, kind: type) -> bool:
        """Whether a name is that of a figure of a kind."""
        return name in self._plan.figures and isinstance(self._plan.figures[name].kind, kind)

    def _rule(self, rule: PlannedRule, check: str) -> bool:
        self.at(check)
        return (
            rule.steer.each is None
            and rule.minute is None
            and rule.act.when in _ACTS
            and rule.id not in self._noted
            and all(task.if_ is None for task in rule.tasks)
            and self.names(rule.evidence)
            and all(self.condition(each) for each in (rule.steer.asks, rule.steer.unless, rule.steer.opened))
            and all(self.condition(note.if_) for note in rule.notes)
        )

    def condition(self, condition: Condition | None) -> bool:
        """Whether all that a condition reads is foreseen."""
        return condition is None or self.names(condition.reads)

    def names(self, names: Iterable[str]) -> bool:
        """Whether some names are foreseen."""
        return all(self._name(name) for name in names)

    def _name(self, name: str) -> bool:
        plan = self._plan
        if self.is_early(self._check) and self._wants_the_day_over(name):
            return False
        if name == CALENDAR or name in plan.values:
            return True
        if name in plan.figures:
            if name not in self._figures:
                # as of a day that is over, and whoever has acted: the rest is seen to each time
                check, self._check = self._check, "day"
                self._figures[name] = self._kind(plan.figures[name].kind)
                self._check = check
            return self._figures[name]
        if name in plan.flags:
            return not plan.flags[name].by_policy
        return name not in plan.ids or self._acting.get(name) == self._check

    def alone(self) -> frozenset[str]:
        """Give the foreseen figures that differ from pupil to pupil in more than the count: in window or in rows."""
        return frozenset(
            name
            for name in self._plan.figures
            if self._figures.get(name) and any(self._is_alone(each) for each in self.rests_on(name))
        )

    def _is_alone(self, name: str) -> bool:
        figure = self._plan.figures.get(name)
        kind = None if figure is None else figure.kind
        if isinstance(kind, FactCount) and kind.rows.moving is not None:
            return True
        span = getattr(kind, "span", None)
        return isinstance(span, Span) and any(isinstance(window, Spell) for window in span.windows)

    def _wants_the_day_over(self, name: str) -> bool:
        return any(
            self.is_kind(each, FactCount) or self.is_kind(each, SpellCount) or self._is_alone(each)
            for each in self.rests_on(name)
        )

    def _kind(self, kind: Kind) -> bool:
        if isinstance(kind, NamedExpression):
            return self.condition(kind.condition)
        if isinstance(kind, InARow):
            return self._set(kind.set) and (kind.span is None or _reaches_back(kind.span))
        if isinstance(kind, SpellCount):
            plain = self._set(kind.set) and not self._plan.sets[kind.set].unsure
            return plain and period_of_spells(kind) is not None
        if isinstance(kind, FactCount):
            return self.rows(kind.rows) and self._span(kind.span)
        if isinstance(kind, DayCount) and Fixed("session") in kind.span.windows:
            # of the present session alone: it is told from the sessions, day by day
            return False
        if isinstance(kind, SessionCount | DayCount | Percent):
            return all(self._set(number) for number in sets_of(kind)) and self._span(kind.span)
        return False

    def rows(self, rows: FactRows) -> bool:
        """Whether what tells the rows that are counted is foreseen: their own columns are, and names of the day."""
        if rows.moving is None:
            return True
        columns = self._plan.row_quantities.get(rows.table, {})
        return self.names(name for name in rows.moving.reads if name not in columns)

    def _span(self, span: Span) -> bool:
        spells = any(isinstance(window, Spell) for window in span.windows)
        if not spells:
            return only_moves_on(span, self._plan)
        # a spell as it stood on an earlier day, and what lies in an earlier period besides, are looked up day by day
        plain = span.ends is None and all(
            isinstance(w, Spell | Fixed | Last) or (isinstance(w, Stretch) and w.name not in self._plan.flags)
            for w in span.windows
        )
        return plain and all(map(self._set, span.spell_sets.values()))

    def _set(self, number: int) -> bool:
        """Whether a set asks nothing of a session that cannot be told for many at once."""
        if number not in self._sets:
            wanted = self._plan.sets[number]
            tests = {test.key for test in wanted.tests}
            names = [name for name in wanted.condition.reads if name not in tests]
            self._sets[number] = wanted.by_code or all(self._of_session(name) for name in names)
        return self._sets[number]

    def _of_session(self, name: str) -> bool:
        plan = self._plan
        if name in plan.named_sets:
            return self._set(plan.named_sets[name])
        if name in plan.covering or name in plan.figures or name in _OF_REGISTERS:
            return False
        return name in FIELDS or self._name(name)


def _reaches_back(span: Span) -> bool:
    """Whether a window begins before all days, and ends always the same number of days ago."""
    return span.windows == (Fixed("ever"),) and (span.ends is None or isinstance(span.ends, Amount))
