"""Which rules and tables about rows can be asked at many review points at once."""

from engine.counting import (
    Condition,
    DayCount,
    FactCount,
    InARow,
    NamedExpression,
    Percent,
    SessionCount,
    Span,
)
from engine.evaluate.foreseen import Foreseen
from engine.evaluate.needs import SPELL_UNIT
from engine.evaluate.rows_alone import SCHOOL_DAYS
from engine.model.windows import AfterRow, Fixed, FromFirst, Last, Row
from engine.narrow import sets_of
from engine.plan import Plan, PlannedRule, PlannedTable

_ACTS = frozenset({"starts", "each"})
_UNITS = frozenset({SPELL_UNIT, "sessions"})


class ForeseenRows:
    """Says of the names that may be asked of the rows of a table whether they are foreseen."""

    def __init__(self, plan: Plan, tells: Foreseen, columns: frozenset[str]) -> None:
        self._plan, self._tells, self._columns = plan, tells, columns

    def looked(self, looked: PlannedRule | PlannedTable) -> bool:
        """Whether all that something asks of a row is, and nobody asks whether it has acted."""
        steer = looked.steer
        conditions: list[Condition | None] = [steer.asks, steer.unless]
        names = [*looked.evidence]
        if isinstance(looked, PlannedTable):
            names += looked.table.reads
        else:
            if looked.act.when not in _ACTS or looked.id in self._plan.asked_of or self._tells.is_noted(looked.id):
                return False
            conditions += [*(note.if_ for note in looked.notes), *(task.if_ for task in looked.tasks)]
        names += [name for each in conditions if each is not None for name in each.reads]
        return steer.opened is None and all(map(self._name, names))

    def _name(self, name: str) -> bool:
        if name in self._columns or name == SCHOOL_DAYS:
            return True
        if name not in self._plan.by_row:
            return self._tells.names([name])
        kind = self._plan.figures[name].kind
        if isinstance(kind, NamedExpression):
            return all(map(self._name, kind.condition.reads))
        if isinstance(kind, FactCount):
            return self._tells.rows(kind.rows) and self._span(kind.span)
        if isinstance(kind, InARow):
            return (
                self._tells.sets([kind.set]) and kind.unit in _UNITS and kind.span is not None and self._span(kind.span)
            )
        if isinstance(kind, SessionCount | DayCount | Percent):
            return self._tells.sets(sets_of(kind)) and self._span(kind.span)
        return False

    def _span(self, span: Span) -> bool:
        return (
            span.ends is None
            and Fixed("session") not in span.windows
            and all(isinstance(window, Row | AfterRow | FromFirst | Fixed | Last) for window in span.windows)
            and self._tells.keeps_length(span)
        )
