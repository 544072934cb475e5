"""Measures -> figures: what to count, over what."""

from collections.abc import Iterator

from engine.bind.bound import Bound
from engine.bind.figures import PERIOD_THINGS, SESSION_THINGS
from engine.compile.conditions import Conditions, parts_of, reads_of
from engine.compile.sets import Sets
from engine.counting import (
    ActionCount,
    Condition,
    DayCount,
    Earlier,
    FactCount,
    FactRows,
    Figure,
    InARow,
    Kind,
    Latest,
    NamedExpression,
    Percent,
    PeriodCount,
    Piece,
    SessionCount,
    Since,
    Span,
    SpellCount,
    TableOutput,
    Total,
    WeeksInARow,
)
from engine.document import Path
from engine.expressions.typed import Checked, Typed
from engine.model.dataset import MARKS
from engine.model.item import both_in_force
from engine.model.measures import Measure
from engine.model.windows import Fixed, Last, Previous, Spell

USUAL_WINDOW = Fixed("year")
PERIODS = {"half_term", "week", "term", "year"}
_OFTEN_BLANK = {name for name, shape in MARKS.items() if not shape.needed}
"""Columns of the marks file that may be blank."""


class Figures:
    """Makes the figures of one policy."""

    def __init__(self, bound: Bound, conditions: Conditions, sets: Sets) -> None:
        self._bound, self._conditions, self._sets = bound, conditions, sets
        self._spans: dict[object, Span] = {}
        self._ids = bound.model.rule_ids()

    def all(self) -> dict[str, Figure]:
        """Make the figures that something asks for: measures, and what tables give."""
        used = self._used()
        measures = self._bound.model.measures.items()
        found = {name: self._figure(name, measure) for name, measure in measures if name in used}
        for name, (table, output) in self._bound.outputs.items():
            if name not in used:
                continue
            files = self._files_of(self._bound.tables[table].reads)
            found[name] = Figure(name, TableOutput(table, output), self._bound.quantities[name], files)
        return found

    def _used(self) -> frozenset[str]:
        """Give the figures that rules, ladders, tables and flags ask for, and those that they are made of."""
        bound = self._bound
        asked = {name for path, checked in bound.expressions.items() if path[0] != "measures" for name in checked.reads}
        asked |= {name for table in bound.tables.values() for name in table.reads}
        for rule in bound.model.rules:
            asked |= {str(note.show) for note in rule.notes} | {str(task.sessions) for task in rule.then}
        for ladder in bound.model.ladders.values():
            for step in ladder.steps:
                asked |= {str(note.show) for note in step.notes} | {str(task.sessions) for task in step.then}
            asked |= set(ladder.restart)
        return frozenset(asked).union(*(self._conditions.all_behind(name) for name in asked))

    def by_row(self) -> frozenset[str]:
        """Give the figures that differ from row to row of what a rule is about."""
        direct = set(self._bound.row_figures)
        for name, measure in self._bound.model.measures.items():
            table = self.table_of(measure.count or "")
            # under `each` a rule about the same rows is counted row by row, and a count of rows is not cut at the
            # day of enrolment
            # and what looks back at such a rule looks at its action about the same row
            about = {measure.count, measure.since, measure.at} & self._ids
            if table is not None or about:
                direct.add(name)
        made = {name for name in self._bound.quantities if self._conditions.all_behind(name) & direct}
        return frozenset(direct | made)

    def table_of(self, thing: str) -> str | None:
        """Give the fact table of whose rows a name stands for some or all."""
        fact = self._bound.model.facts.get(thing)
        if fact is not None and fact.part_of is not None:
            return fact.part_of
        return thing if thing in self._bound.shapes else None

    def rows_of(self, thing: str, of: Path | None) -> FactRows:
        """Give which rows of a table a name and a condition stand for."""
        table = self.table_of(thing) or thing
        fixed: list[Condition] = []
        moving: list[Condition] = []
        fact = self._bound.model.facts.get(thing)
        if fact is not None and fact.where is not None:
            fixed.append(self._conditions.of(self._bound.expressions[("facts", thing, "where")]))
        checked = self._bound.expressions.get(of) if of is not None else None
        if checked is not None:
            columns = self._bound.rows[table]
            still: list[Typed] = []
            moves: list[Typed] = []
            for part in parts_of(checked):
                constant = all(name in columns or self._constant(name) for name in reads_of(part))
                (still if constant else moves).append(part)
            for parts, group in ((still, fixed), (moves, moving)):
                joined = self._conditions.joined(parts)
                if joined is not None:
                    group.append(joined)
        dated_by, facts = self._bound.shapes[table].dated_by, self._bound.model.facts
        # a part of a table is in force on the days on which the table is too
        force = both_in_force(*(facts[name].in_force for name in {thing, table} & facts.keys()))
        return FactRows(table, tuple(fixed), moving[0] if moving else None, dated_by, force)

    def _constant(self, name: str) -> bool:
        entries = self._bound.model.values.get(name)
        return entries is not None and len(entries) == 1 and entries[0].from_ is None and entries[0].until is None

    def _figure(self, name: str, measure: Measure) -> Figure:
        kind, quantity, files = self._kind(name, measure), self._bound.quantities[name], self._files(name, measure)
        texts = (self._bound.expressions.get(("measures", name, field)) for field in ("of", "percent", "total"))
        asks = any(text is not None and self._reads_blanks(text) for text in texts)
        blank = measure.last in _OFTEN_BLANK or (measure.percent is None and asks)
        return Figure(name, kind, quantity, files, blank, _cost(kind), measure.in_force)

    def _span(self, name: str, measure: Measure) -> Span:
        windows = measure.over or (USUAL_WINDOW,)
        spells = {
            window.of: self._sets.of(("measures", name, "over", f"spell of {window.of}"))
            for window in windows
            if isinstance(window, Spell)
        }
        # figures over the same window share one span, so that its bounds are found once
        key = (tuple(windows), measure.ends, tuple(spells.items()))
        return self._spans.setdefault(key, Span(tuple(windows), measure.ends, spells))

    def _kind(self, name: str, measure: Measure) -> Kind:
        base: Path = ("measures", name)
        of: Path = (*base, "of")
        span = self._span(name, measure)
        if measure.count is not None:
            return self._count(measure, span, of)
        if measure.percent is not None:
            part, whole = self._sets.intersection((*base, "percent"), of), self._sets.pieces(of)
            in_doubt = any(self._sets.all[piece.set].unsure for piece in part + whole)
            rest = self._sets.difference(of, (*base, "percent")) if in_doubt else ()
            return Percent(part, whole, measure.at_least, span, rest)
        if measure.in_a_row is not None:
            bounded = measure.over is not None or measure.ends is not None
            windows = tuple(measure.over or (Fixed("ever"),))
            inside = Span(windows, measure.ends, span.spell_sets if measure.over else {})
            if measure.in_a_row == "weeks":
                return WeeksInARow(self._conditions.of(self._bound.expressions[of]), inside)
            return InARow(measure.in_a_row, self._sets.of(of), measure.strict, inside if bounded else None)
        if measure.since is not None:
            return Since(measure.since, str(measure.in_))
        if measure.value is not None:
            at = str(measure.at)
            period = at.removeprefix("previous ")
            earlier = at.startswith("previous ") and period in PERIODS
            return Earlier(measure.value, None if earlier else at, period if earlier else None)
        if measure.is_ is not None:
            return NamedExpression(self._conditions.of(self._bound.expressions[(*base, "is")]))
        number = self._sets.of(of) if measure.of else self._sets.every_session()
        if measure.total is not None:
            checked = self._bound.expressions[(*base, "total")]
            for read in checked.reads:
                if read in self._bound.model.sets:
                    self._sets.name(read)
            return Total(self._conditions.of(checked), number, span, self._conditions.tests(checked))
        return Latest(str(measure.last), number, span)

    def _count(self, measure: Measure, span: Span, of: Path) -> Kind:
        thing = str(measure.count)
        if thing in SESSION_THINGS:
            if thing == "spells":
                return SpellCount(self._sets.of(of), span)
            pieces = self._sets.pieces(of) if measure.of else (Piece(self._sets.every_session()),)
            return SessionCount(pieces, span) if thing == "sessions" else DayCount(pieces, measure.whole, span)
        if thing in PERIOD_THINGS:
            return PeriodCount(PERIOD_THINGS[thing], self._conditions.of(self._bound.expressions[of]), span)
        if self.table_of(thing) is not None:
            return FactCount(self.rows_of(thing, of if measure.of else None), measure.overlapping, span)
        condition = self._conditions.of(self._bound.expressions[of]) if measure.of else None
        return ActionCount(thing, condition, span)

    # — which files a figure is not known without —

    def _files(self, name: str, measure: Measure) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for field in ("of", "percent", "total"):
            checked = self._bound.expressions.get(("measures", name, field))
            if checked is not None:
                found.update(dict.fromkeys(self._of_expression(checked)))
        for window in measure.over or ():
            if isinstance(window, Spell):
                spell = self._bound.expressions[("measures", name, "over", f"spell of {window.of}")]
                found.update(dict.fromkeys(self._of_expression(spell)))
        table = self.table_of(measure.count or "")
        if table is not None:
            found[table] = None
        if measure.count is not None and measure.of is not None and measure.count in self._ids:
            found["outcomes"] = None
        checked = self._bound.expressions.get(("measures", name, "is"))
        if checked is not None:
            found.update(dict.fromkeys(self._files_of(checked.reads)))
        if measure.value is not None:
            found.update(dict.fromkeys(self._files_of((measure.value,))))
        return tuple(found)

    def _files_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in names:
            measure = self._bound.model.measures.get(name)
            if measure is not None:
                found.update(dict.fromkeys(self._files(name, measure)))
            elif name in self._bound.outputs:
                found.update(dict.fromkeys(self._files_of(self._bound.tables[self._bound.outputs[name][0]].reads)))
            elif name in self._bound.model.flags and self._bound.model.flags[name].starts is None:
                found["flags"] = None
        return tuple(found)

    def _of_expression(self, checked: Checked) -> Iterator[str]:
        for test in checked.fact_tests:
            yield self.table_of(test.table) or test.table
        for name in checked.reads:
            fact = self._bound.model.facts.get(name)
            if fact is not None:
                yield fact.part_of or name
            elif name in self._bound.model.flags and self._bound.model.flags[name].starts is None:
                yield "flags"
            elif name in self._bound.model.sets:
                yield from self._of_expression(self._bound.expressions[("sets", name)])

    def _reads_blanks(self, checked: Checked) -> bool:
        """Whether a text asks, itself or through a set, for what the marks file need not say of a session."""
        sets = (self._bound.expressions[("sets", name)] for name in checked.reads if name in self._bound.model.sets)
        return not _OFTEN_BLANK.isdisjoint(checked.reads) or any(map(self._reads_blanks, sets))


def _cost(kind: Kind) -> int:
    """Say whether a figure costs much more than a difference of two rows."""
    if isinstance(kind, FactCount):
        windows = kind.span.windows
        shared = all(isinstance(window, Fixed | Last | Previous) for window in windows)
        return 0 if shared and kind.rows.moving is None else 2
    if isinstance(kind, SpellCount):
        plain = len(kind.span.windows) == 1 and isinstance(kind.span.windows[0], Fixed) and kind.span.ends is None
        return 0 if plain else 2
    span = getattr(kind, "span", None)
    if span is not None and any(not isinstance(window, Fixed | Last | Previous) for window in span.windows):
        return 1
    if isinstance(kind, PeriodCount | WeeksInARow):
        return 2
    return 1 if isinstance(kind, Percent) else 0
