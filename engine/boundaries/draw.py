"""Values of what a rule asks about -> a pupil for whom they are so, as near as can be drawn."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from engine.analysis.answer import Subject
from engine.boundaries.canvas import Canvas
from engine.boundaries.facts import draw_column, draw_facts, draw_flag, draw_row, draw_school_age, draw_stage, plain_row
from engine.boundaries.goals import Goals
from engine.boundaries.marks import (
    draw_days,
    draw_latest,
    draw_percent,
    draw_run,
    draw_sessions,
    draw_spells,
    draw_total,
)
from engine.boundaries.spans import sessions_of
from engine.counting import (
    ActionCount,
    DayCount,
    Earlier,
    FactCount,
    InARow,
    Kind,
    Latest,
    Percent,
    PeriodCount,
    SessionCount,
    Since,
    SpellCount,
    TableOutput,
    Total,
    WeeksInARow,
)
from engine.model.windows import AfterRow, Fixed
from engine.plan import Looked, Plan, PlannedFlag, PlannedLadder, PlannedRule

_DEEP = 4
_GAPS = (1, 5, 10, 11, 15, 20, 2, 3)
_DAYS_OF = {"school days": 1, "sessions": 1, "school weeks": 5}
_DATES_OF = {"days": 1, "weeks": 7, "months": 30}


def names_of(group: Iterable[Looked]) -> set[str]:
    """Give the rules, steps and tables of a group."""
    found: set[str] = set()
    for each in group:
        if isinstance(each, PlannedLadder):
            found |= {step.rule.id for step in each.steps}
        else:
            found.add(each.id if isinstance(each, PlannedRule) else each.name)
    return found


class Drawer:
    """Draws pupils for the rules of one policy."""

    def __init__(self, goals: Goals, plan: Plan) -> None:
        self._goals, self._plan = goals, plan
        self._ladders: dict[str, tuple[PlannedLadder, int]] = {}
        for group in plan.looked.values():
            for each in group:
                if isinstance(each, PlannedLadder):
                    for number, step in enumerate(each.steps):
                        self._ladders[step.rule.id] = (each, number)

    def draw(self, canvas: Canvas, values: Mapping[str, Any], at: int, each: str | None = None, deep: int = 0) -> None:
        """Draw what some values say of the pupil on a day."""
        told = [(self._goals.subjects[key], value) for key, value in values.items() if key in self._goals.subjects]
        figures = [(subject, value) for subject, value in told if subject.kind == "figure"]
        for subject, value in told:
            self._plain(canvas, subject, value, at, deep)
        if each is not None:
            self._row(canvas, each, told, figures, at)
        for subject, value in sorted(figures, key=lambda pair: self._wide(pair[0], pair[1])):
            figure = self._plan.figures.get(subject.name)
            if figure is not None and value is not None:
                self._figure(canvas, subject.name, figure.kind, value, at, deep)

    def step(self, canvas: Canvas, rule: str, at: int, deep: int = 0) -> None:
        """Draw what makes a rule act on a day; the steps of its ladder before it, some days apart."""
        if deep <= _DEEP:
            self.before(canvas, rule, at, deep)
            for goal in self._goals.acting(rule)[:1]:
                self.draw(canvas, goal.values, at, self.each(rule), deep + 1)

    def before(self, canvas: Canvas, rule: str, at: int, deep: int = 0) -> None:
        """Draw the steps of a ladder before one of them, some days apart."""
        ladder, number = self._ladders.get(rule, (None, 0))
        gap = _GAPS[canvas.style % len(_GAPS)]
        for before in range(number):
            assert ladder is not None, "INVARIANT: a step before it is of a ladder"
            name = ladder.steps[before].rule.id
            for goal in self._goals.acting(name)[:1]:
                self.draw(canvas, goal.values, at - gap * (number - before), self.each(rule), deep + 1)

    def steps_before(self, rule: str) -> list[str]:
        """Give the steps of a ladder before one of them."""
        ladder, number = self._ladders.get(rule, (None, 0))
        return [] if ladder is None else [step.rule.id for step in ladder.steps[:number]]

    def at_its_end(self, rule: str) -> bool:
        """Whether a rule acts when what it asks for ends."""
        return any(each.id == rule and each.act.when == "ends" for each in self._goals.loaded.bound.model.rules)

    def number(self, rule: str) -> int:
        """Give how many steps come before one on its ladder; 0 for a rule."""
        return self._ladders.get(rule, (None, 0))[1]

    def check(self, rule: str) -> str:
        """Give when a rule, step or table is looked at."""
        return next((check for check, group in self._plan.looked.items() if rule in names_of(group)), "day")

    def each(self, rule: str) -> str | None:
        """Give the fact table about whose rows a rule, step or table is."""
        ladder, _ = self._ladders.get(rule, (None, 0))
        if ladder is not None:
            return ladder.each
        model = self._goals.loaded.bound.model
        if rule in model.tables:
            return model.tables[rule].each
        return next((each.each for each in model.rules if each.id == rule), None)

    # — what is no figure —

    def _plain(self, canvas: Canvas, subject: Subject, value: Any, at: int, deep: int) -> None:
        name = subject.name
        if name == "compulsory_school_age":
            if value is not None:
                draw_school_age(canvas, wanted=bool(value))
        elif name == "key_stage":
            draw_stage(canvas, value)
        elif subject.kind == "pupil":
            draw_column(canvas, name, value)
        elif subject.kind == "flag" and value is True:
            self._flag(canvas, self._plan.flags[name], at, deep)
        elif subject.kind == "rule" and value is True:
            self.step(canvas, name, at, deep + 1)

    def _flag(self, canvas: Canvas, flag: PlannedFlag, at: int, deep: int) -> None:
        if not flag.by_policy:
            draw_flag(canvas, flag.called, at)
        elif flag.starts_rule is not None:
            self.step(canvas, flag.starts_rule, at - 1, deep + 1)
        elif flag.starts_table is not None:
            shape = self._goals.loaded.bound.shapes[flag.starts_table]
            canvas.add_row(flag.starts_table, plain_row(shape, canvas.day(at - 1), len(canvas.rows)))
        elif flag.starts_when is not None:
            values = self._goals.where(self._goals.meaning.opener.checked(flag.starts_when.checked))
            if values is not None and deep <= _DEEP:
                self.draw(canvas, values, at - 1, None, deep + 1)

    def _row(
        self,
        canvas: Canvas,
        each: str,
        told: list[tuple[Subject, Any]],
        figures: list[tuple[Subject, Any]],
        at: int,
    ) -> None:
        covering = self._plan.covering.get(each)
        table = covering.rows.table if covering is not None else each
        values = {subject.name: value for subject, value in told if subject.kind == "row"}
        back = 0
        for subject, value in figures:
            figure = self._plan.figures.get(subject.name)
            windows = getattr(getattr(figure.kind if figure else None, "span", None), "windows", ())
            if isinstance(value, int) and any(isinstance(window, AfterRow) for window in windows):
                back = max(back, value)
        shape = self._goals.loaded.bound.shapes[table]
        fixed = any(subject.name == "review_day" for subject, _ in told) or canvas.style % 4 == 3
        ahead = "from" in shape.columns and back
        row = draw_row(canvas, table, values, canvas.day(at), shifted=not fixed)
        if ahead:
            row["from"], row["to"] = canvas.day(at - back - 2).isoformat(), canvas.day(at - back).isoformat()
            dated = shape.dated_by
            if dated is not None and dated not in ("from", "to"):
                row[dated] = canvas.day(at - back - 4).isoformat()
        if "parent" in row and table != "parents" and "parents" in self._goals.loaded.bound.shapes:
            canvas.add_row("parents", {"parent": row["parent"], "liable": "true"})
        canvas.about = row
        canvas.row = row if "from" in row and "to" in row else None

    # — figures —

    def _wide(self, subject: Subject, value: Any) -> tuple[int, int]:
        """Say how soon a figure is drawn: those with the least room first, percentages last."""
        figure = self._plan.figures.get(subject.name)
        kind = figure.kind if figure is not None else None
        order = 0
        if isinstance(kind, Percent):
            order = 5
        elif isinstance(kind, FactCount):
            order = 4
        elif isinstance(kind, Since | Earlier | ActionCount | PeriodCount | WeeksInARow):
            order = 3
        elif isinstance(kind, InARow):
            order = 1
        elif kind is not None:
            windows = getattr(getattr(kind, "span", None), "windows", ())
            near = any(isinstance(each, Fixed) and each.period in ("day", "session") for each in windows)
            order = 0 if near else 2
        del value
        return order, 0

    def _figure(self, canvas: Canvas, name: str, kind: Kind, value: Any, at: int, deep: int) -> None:
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
        match kind:
            case SessionCount() if number is not None:
                draw_sessions(canvas, name, kind, number, at)
            case DayCount() if number is not None:
                draw_days(canvas, name, kind, number, at)
            case SpellCount() if number is not None:
                draw_spells(canvas, name, kind, number, at)
            case InARow() if number is not None:
                draw_run(canvas, name, kind, number, at)
            case Percent() if isinstance(value, int | Fraction):
                draw_percent(canvas, name, kind, Fraction(value), at)
            case Total() if isinstance(value, int | Fraction):
                draw_total(canvas, name, kind, Fraction(value), at)
            case Latest():
                draw_latest(canvas, name, kind, value, at)
            case FactCount() if number is not None:
                slots = sessions_of(canvas, kind.span, at)
                draw_facts(canvas, kind, number, canvas.day(slots[-1] // 2 if slots else at))
            case PeriodCount() | WeeksInARow() if number is not None:
                self._periods(canvas, kind, number, at, deep)
            case Since() if number is not None:
                self._since(canvas, kind, number, at, deep)
            case ActionCount() if number is not None:
                gap = _GAPS[canvas.style % len(_GAPS)]
                for back in range(number):
                    self.step(canvas, kind.rule, at - 1 - gap * back, deep + 1)
            case Earlier():
                self._earlier(canvas, kind, value, at, deep)
            case TableOutput():
                pass

    def _periods(self, canvas: Canvas, kind: PeriodCount | WeeksInARow, number: int, at: int, deep: int) -> None:
        period = kind.period.rstrip("s") if isinstance(kind, PeriodCount) else "week"
        values = self._goals.where(self._goals.meaning.opener.checked(kind.condition.checked))
        calendar = canvas.year.calendar
        places = calendar.stretch_of_days(period)
        last = int(places[at])
        for back in range(number):
            ends = [place for place in range(at + 1) if int(places[place]) == last - back]
            if ends and values is not None and deep <= _DEEP:
                self.draw(canvas, values, ends[-1], None, deep + 1)

    def _since(self, canvas: Canvas, kind: Since, number: int, at: int, deep: int) -> None:
        if kind.unit in _DAYS_OF:
            back = at - number * _DAYS_OF[kind.unit]
        else:
            day = canvas.day(at) - timedelta(days=number * _DATES_OF.get(kind.unit, 1))
            back = canvas.year.calendar.count_before(day + timedelta(days=1)) - 1
        flag = self._plan.flags.get(kind.anchor)
        if flag is not None and not flag.by_policy:
            canvas.add_row("flags", {"flag": flag.called, "from": canvas.day(back).isoformat()})
        elif flag is not None:
            self._flag(canvas, flag, back, deep)
        else:
            self.step(canvas, kind.anchor, back, deep)

    def _earlier(self, canvas: Canvas, kind: Earlier, value: Any, at: int, deep: int) -> None:
        figure = self._plan.figures.get(kind.figure)
        back = at - _GAPS[canvas.style % len(_GAPS)]
        if kind.period is not None:
            calendar = canvas.year.calendar
            places = calendar.stretch_of_days(kind.period)
            earlier = [place for place in range(at + 1) if int(places[place]) < int(places[at])]
            back = earlier[-1] if earlier else back
        elif kind.anchor is not None and kind.anchor not in self._plan.flags:
            self.step(canvas, kind.anchor, back, deep)
        if figure is not None and value is not None and deep <= _DEEP:
            self._figure(canvas, kind.figure, figure.kind, value, back, deep + 1)
