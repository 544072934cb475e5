"""Firings of one rule -> its actions or decisions in columns; what they share is put into words once."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import compress, repeat
from typing import cast

import numpy as np

from engine.calendar import SESSIONS, date_of
from engine.decision import Evidence, Task
from engine.evaluate.values import ValuesByDay
from engine.explain.alike import alike
from engine.explain.counted import counted_by_all
from engine.explain.due import due_on
from engine.explain.figures import reader_of, said, unit_of, valued_as
from engine.explain.firings import Firings
from engine.explain.given import given
from engine.explain.row import NAMES, columns_of, told_alike
from engine.explain.sessions import Sessions
from engine.expressions.tables import ANY, UNIQUE
from engine.expressions.types import Quantity
from engine.fired import Longs, Shown
from engine.nouns import dataclass
from engine.plan import Plan, PlannedRule
from engine.register import FactTable, Register
from engine.timeline import timeline_of
from engine.told import Decided, Each, Occasion, ToldActions, ToldDecisions, ToldFigure
from engine.words import name_in_words

_NAMES_OF_DECISIONS = frozenset({"request", "parent"})


class Beside:
    """What all firings of a run are told with."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self.plan, self.register = plan, register
        self.sessions = Sessions(plan, register)
        self.timeline = timeline_of(register.calendar, register.days)
        self.values = ValuesByDay(plan, self.timeline)
        self.rules = {rule.id: rule for rule in plan.rules}
        self.dates = [date_of(int(day)).isoformat() for day in register.days]
        self._words: dict[Hashable, str] = {}
        self._asked: dict[Hashable, tuple[Task, ...]] = {}
        self._undated: dict[str, tuple[None, ...]] = {}
        self._alike: dict[str, Mapping[int, int]] = {}

    def table_of(self, each: str | None) -> FactTable | None:
        """Give the fact table that a rule with `each` is about."""
        if each is None:
            return None
        return self.register.tables[self.plan.covering[each].rows.table if each in self.plan.covering else each]

    def alike(self, table: FactTable) -> Mapping[int, int]:
        """Number the rows of a table that nothing tells from another of the pupil's."""
        if table.name not in self._alike:
            self._alike[table.name] = told_alike(table)
        return self._alike[table.name]

    def quantity(self, name: str, table: FactTable | None) -> Quantity | None:
        """Give what is known of a name; a column of the row comes first."""
        columns = self.plan.row_quantities.get(table.name, {}) if table is not None else {}
        return columns[name] if name in columns else self.plan.quantities.get(name)

    def words(self, name: str, evidence: Evidence, quantity: Quantity | None) -> str:
        """Say a figure in a few words: each different value once."""
        # INVARIANT: the quantities of a plan stay, so that the number of one is no other's; true is not one
        key = (name, id(quantity), evidence.unit, type(evidence.value), evidence.value)
        if key not in self._words:
            self._words[key] = said(name, evidence, quantity)
        return self._words[key]

    def asked(self, rule: PlannedRule, place: int, comes: tuple[bool, ...]) -> tuple[Task, ...]:
        """Give those of a rule's tasks that come, as they are on a day, without the sessions that one concerns.

        The same tasks on another day are the very same object.
        """
        dues = self._dues(rule, place)
        key = (rule.id, dues, comes)
        asked = self._asked.get(key)
        if asked is None:
            told = [
                Task(
                    do=task.do,
                    to=task.to,
                    by=task.by,
                    obligation=task.obligation,
                    due=due,
                    with_=task.with_,
                    code=task.code,
                    due_text=task.due_text,
                )
                for task, due in zip(rule.tasks, dues, strict=True)
            ]
            asked = self._asked[key] = tuple(compress(told, comes))
        return asked

    def _dues(self, rule: PlannedRule, place: int) -> tuple[str | None, ...]:
        """Give the dates by which a rule's tasks are due when they are asked for on a day."""
        if rule.id not in self._undated:
            self._undated[rule.id] = (None,) * len(rule.tasks) if all(t.due is None for t in rule.tasks) else ()
        undated = self._undated[rule.id]
        if undated:
            return undated
        day, amounts = date_of(int(self.register.days[place])), self.values.amounts(place)
        dues = [due_on(task.due, day, self.timeline, amounts) for task in rule.tasks]
        return tuple([None if due is None else due.isoformat() for due in dues])


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of some firings, and its values in a few words; `aside` leaves these to the notes."""

    told: ToldFigure
    words: Sequence[str]
    aside: bool


def told_actions(beside: Beside, firings: Firings) -> ToldActions:
    """Give the action of each firing of a rule."""
    rule, pupils = beside.rules[firings.name], Each(beside.register.pupils, firings.pupils, lasting=True)
    table = beside.table_of(rule.steer.each)
    figures = _figures(beside, firings, table, rule.asides)
    notes = _notes(firings, rule, figures)
    occasions = _occasions(beside, firings, rule)
    named = _named(firings, table)
    return ToldActions(
        rule=rule.id,
        source=rule.source,
        assumes=rule.assumes,
        key=_key(beside, firings, occasions, _subject(beside, firings, table, pupils, named)),
        pupils=pupils,
        occasions=occasions,
        reasons=_reasons(
            Each([rule.title or name_in_words(rule.id)], np.zeros(len(firings.pupils), np.int64)), figures, notes
        ),
        figures=tuple(figure.told for figure in figures),
        notes=notes,
        named=named,
    )


_NONE_FITS = {
    UNIQUE: "no row of the table fits alone",
    ANY: "no row of the table fits, or several that give different things",
}


def told_decisions(beside: Beside, firings: Firings) -> ToldDecisions:
    """Give the decision of each firing of a table."""
    table = beside.plan.tables[firings.name]
    facts = beside.table_of(table.steer.each)
    decided = _decided(firings)
    none = _NONE_FITS.get(table.table.hit, "no row of the table fits")
    titles = [f"row {each.row} of the table" if each.row else none for each in decided.values]
    return ToldDecisions(
        table=table.name,
        pupils=Each(beside.register.pupils, firings.pupils, lasting=True),
        dates=Each(beside.dates, firings.places, lasting=True),
        decided=decided,
        reasons=_reasons(
            Each(titles, decided.at),
            _figures(beside, firings, facts, frozenset()),
            Each([()], np.zeros_like(decided.at)),
        ),
        named={name: each for name, each in _named(firings, facts).items() if name in _NAMES_OF_DECISIONS},
    )


def _decided(firings: Firings) -> Each[Decided]:
    assert firings.hit is not None
    # a table gives the same objects again and again, all of which are alive: their numbers tell them apart
    keys = list(zip(firings.hit.tolist(), *(map(id, held) for held in firings.gives.values()), strict=True))
    some = {key: entry for entry, key in enumerate(keys)}
    places = {key: place for place, key in enumerate(some)}
    found = []
    for (hit, *_), entry in some.items():
        gives = {name: given(held[entry]) for name, held in firings.gives.items()}
        found.append(Decided(gives.pop("outcome", None), gives, hit + 1))
    return Each(found, np.fromiter(map(places.__getitem__, keys), dtype=np.int64, count=len(keys)))


def _figures(beside: Beside, firings: Firings, table: FactTable | None, asides: frozenset[str]) -> list[_Figure]:
    return [_figure(beside, firings, name, shown, table, name in asides) for name, shown in firings.evidence.items()]


def _figure(beside: Beside, firings: Firings, name: str, shown: Shown, table: FactTable | None, aside: bool) -> _Figure:
    figure, quantity = beside.plan.figures.get(name), beside.quantity(name, table)
    kind = figure.kind if figure else None
    unit = unit_of(shown, quantity)
    columns = [column for column in (shown.data, shown.over, shown.valid) if column is not None]
    some, at = alike(columns, len(shown.data))
    values = list(map(reader_of(shown, quantity, valued_as(beside.plan.figures, name)), some))
    marks = counted_by_all(beside.sessions, kind, shown, firings.pupils, firings.places)
    words = [beside.words(name, Evidence(value, unit), quantity) for value in values]
    return _Figure(ToldFigure(name, unit, Each(values, at), marks), words, aside)


def _notes(firings: Firings, rule: PlannedRule, figures: Sequence[_Figure]) -> Each[tuple[str, ...]]:
    """Give the notes of each firing, those that show a figure with its words."""
    by_name = {figure.told.name: figure for figure in figures}
    shown = [by_name.get(note.show or "") for note in rule.notes]
    columns = [*firings.notes.T, *(figure.told.values.at for figure in shown if figure is not None)]
    some, at = alike(columns if firings.notes.any() else [], len(firings.pupils))
    found = []
    for entry in some:
        told = []
        for note, figure, comes in zip(rule.notes, shown, firings.notes[entry].tolist(), strict=True):
            words = "" if figure is None else figure.words[figure.told.values.at[entry]]
            if comes:
                told.append(f"{note.say} ({words})" if words else note.say)
        found.append(tuple(told))
    return Each(found, at)


def _reasons(titles: Each[str], figures: Sequence[_Figure], notes: Each[tuple[str, ...]]) -> Each[str]:
    """Give the reason of each firing: a title, the figures in words, the notes."""
    words = [Each(figure.words, figure.told.values.at) for figure in figures if not figure.aside]
    every = [titles, notes, *words]
    varied = [each for each in every if len(each.values) > 1]
    if len(varied) == 1:  # then the reasons vary as it does
        at = varied[0].at
        places = [range(len(each.values)) if each is varied[0] else repeat(0) for each in every]
    else:
        some, at = alike([each.at for each in varied], len(titles.at))
        places = [each.at[some].tolist() for each in every]
    reasons = []
    for title, note, *told in zip(*places, strict=False):  # what never varies has no end
        said = ", ".join([each.values[place] for each, place in zip(words, told, strict=True)])
        first = titles.values[title]
        reasons.append("; ".join((f"{first}: {said}" if said else first, *notes.values[note])))
    return Each(reasons, at)


def _occasions(beside: Beside, firings: Firings, rule: PlannedRule) -> Each[Occasion]:
    """Give the day of each firing, the session where one is looked at, and the tasks that are asked for."""
    names = {name: place for place, name in enumerate(firings.evidence)}
    concerns = [names.get(task.sessions or "") for task in rule.tasks]
    # firings of one moment stand beside each other
    opens = np.ones(len(firings.places), dtype=np.bool_)
    opens[1:] = (firings.places[1:] != firings.places[:-1]) | (firings.halves[1:] != firings.halves[:-1])
    some: list[int] = np.flatnonzero(opens).tolist()
    at: Longs = np.cumsum(opens) - 1
    if not firings.tasks.all():
        some, at = alike([at, *firings.tasks.T], len(at))
    chosen = zip(
        firings.places[some].tolist(), firings.halves[some].tolist(), firings.tasks[some].tolist(), strict=True
    )
    found = [
        Occasion(
            beside.dates[place],
            None if half < 0 else SESSIONS[half],
            beside.asked(rule, place, tuple(comes)),
            tuple(compress(concerns, comes)),
        )
        for place, half, comes in chosen
    ]
    return Each(found, at)


def _named(firings: Firings, table: FactTable | None) -> dict[str, Each[str | None]]:
    """Give the names of each firing's row, those that the row has: its request, its notice, its parent."""
    found: dict[str, Each[str | None]] = {}
    for name in NAMES:
        column = None if table is None or firings.rows is None else table.columns.get(name)
        if column is None or column.words is None:
            continue
        places = column.data[firings.rows]
        known = None if column.valid is None else column.valid[firings.rows]
        if known is None or known.all():
            found[name] = Each(column.words, places, lasting=True)
        elif known.any():
            some, at = alike([places, known], len(places))
            found[name] = Each([column.words[places[entry]] if known[entry] else None for entry in some], at)
    return found


def _subject(
    beside: Beside,
    firings: Firings,
    table: FactTable | None,
    pupils: Each[str],
    named: Mapping[str, Each[str | None]],
) -> Iterable[str | Each[str]]:
    """Name who or what each firing is about: the pupil, and the row by its names, or by what tells it from others."""
    if table is None or firings.rows is None:
        return (pupils,)
    alike = beside.alike(table)
    if not alike and named and all(each.lasting for each in named.values()):  # then none of them is without
        return (pupils, *(piece for each in named.values() for piece in ("/", cast(Each[str], each))))
    names = [[each.values[place] for place in each.at.tolist()] for each in named.values()]
    rows = []
    for row, *told in zip(firings.rows.tolist(), *names, strict=True):
        number = (f"{alike[row]}",) if row in alike else ()
        rows.append("/".join(("", *([name for name in told if name is not None] or columns_of(table, row)), *number)))
    return (pupils, Each(rows, np.arange(len(rows))))


def _key(
    beside: Beside, firings: Firings, occasions: Each[Occasion], subject: Iterable[str | Each[str]]
) -> tuple[str | Each[str], ...]:
    """Name each action: policy, rule, pupil or row, start, and the date where it is another."""
    later = firings.began != firings.places
    if later.any() and not later.all():
        some, at = alike([occasions.at, later], len(later))
        chosen = zip(occasions.at[some].tolist(), later[some].tolist(), strict=True)
    else:
        at, chosen = occasions.at, zip(range(len(occasions.values)), repeat(bool(later[0])), strict=False)
    ends = []
    for place, is_later in chosen:
        occasion = occasions.values[place]
        half = f"/{occasion.session}" if occasion.session else ""
        ends.append(f"/{occasion.date}{half}" if is_later else half)
    began = Each(beside.dates, firings.began, lasting=True)
    return (f"{beside.plan.policy}/{firings.name}/", *subject, "/", began, Each(ends, at))
