"""Lines of sketches: values of what a rule asks about, at and beside a boundary, drawn in several styles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from engine.boundaries.canvas import Canvas
from engine.boundaries.draw import Drawer
from engine.boundaries.goals import Goal, Goals
from engine.boundaries.ground import Ground
from engine.boundaries.sketch import Sketch, Year
from engine.boundaries.years import ending, terms_around
from engine.calendar import Calendar
from engine.load import Loaded

STYLES = 8
_OF_CALENDAR = frozenset({"review_day", "weekday", "term", "days_to_holiday", "school_days_to_holiday"})
_NAMES = ("under", "at", "over")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What it takes to draw pupils for one policy over one school time; `absent` are tables whose file is missing."""

    loaded: Loaded
    goals: Goals
    drawer: Drawer
    ground: Ground
    year: Year
    absent: tuple[str, ...] = ()
    years_on: int = 4

    def over(self, year: Year) -> "Drawing":
        """Give the same over another school time."""
        return replace(self, year=year, ground=Ground(self.loaded, year.day))

    def later(self) -> "Drawing":
        """Give the same some years later, so that what counts from a day on fills a window of years."""
        begins = self.year.calendar.school_days[0].year + self.years_on
        shape = terms_around(begins, before=False, periods=self.year.calendar.periods)
        day = self.year.day
        return self.over(ending(shape, day.replace(year=day.year + self.years_on)))

    def of(self, goal: Goal, style: int, **told: object) -> Sketch:
        """Draw the pupil of a goal."""
        canvas = Canvas(self.ground, self.year, style)
        values = self._here(goal.values)
        canvas.at = self._day_of(values)
        self.drawer.before(canvas, goal.rule, canvas.at)
        self.drawer.draw(canvas, values, canvas.at, self.drawer.each(goal.rule))
        return canvas.done(rank=style, **told)

    def alone(self, goal: Goal, style: int) -> Sketch:
        """Draw the pupil of a goal without what comes before it on its ladder."""
        canvas = Canvas(self.ground, self.year, style)
        self.drawer.draw(canvas, self._here(goal.values), canvas.at, self.drawer.each(goal.rule))
        return canvas.done(rank=style)

    def _day_of(self, values: Mapping[str, Any]) -> int:
        """Give the last day on which the calendar is as some values have it; the year's own where none is."""
        wanted = {name: value for name, value in values.items() if name in _OF_CALENDAR and value is not None}
        if not wanted:
            return self.year.at
        calendar = self.year.calendar
        for place in range(self.year.at, -1, -1):
            day = calendar.school_days[place]
            if all(_of_day(calendar, day, name) == value for name, value in wanted.items()):
                return place
        return self.year.at

    def _here(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give values with their dates counted from the first day of this school year, where they are counted so."""
        first = values.get("first_day_of_year")
        if not isinstance(first, date):
            return values
        calendar = self.year.calendar
        here = calendar.first_school_day("year", self.year.day) or self.year.day
        by = here - first if "review_day" not in values else timedelta(0)
        return {key: value + by if isinstance(value, date) else value for key, value in values.items()}


def _of_day(calendar: Calendar, day: date, name: str) -> Any:
    if name == "review_day":
        return day
    if name == "weekday":
        return f"{day:%A}"
    term = calendar.term(day)
    if name == "term":
        return term.name if term is not None else None
    half = calendar.last_school_day("half_term", day)
    if half is None:
        return None
    return (half - day).days if name == "days_to_holiday" else calendar.school_days_between(day, half)


def of_pair(drawing: Drawing, line: str, goals: list[Goal]) -> Iterator[Sketch]:
    """Give the sketches of what lies on both sides of a boundary, and a step beyond, in every style."""
    pivot = _pivot(goals)
    for style in range(STYLES):
        if pivot is None:
            for step, goal in enumerate(goals):
                yield drawing.of(goal, style, line=f"{line} {style}", step=step)
            continue
        key, base, values = pivot
        name = drawing.goals.subjects[key].name
        for step, value in enumerate(values):
            goal = Goal(base.rule, {**base.values, key: value}, acts=True, row=base.row)
            told = {"about": f"{name} {_said(value)}", "called": _NAMES[min(step, 2)] if len(values) == 3 else ""}
            yield drawing.of(goal, style, line=f"{line} {style}", step=step, **told)


def _said(value: object) -> str:
    return f"{float(value):.4g}" if isinstance(value, Fraction) and value.denominator > 1 else str(value)


def _pivot(goals: list[Goal]) -> tuple[str, Goal, list[Any]] | None:
    """Give what alone differs between two sides, and its values in order: a step below, at and above the boundary."""
    acting = next((goal for goal in goals if goal.acts), None)
    if acting is None:
        return None
    for key, value in acting.values.items():
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            continue
        others = [goal.values[key] for goal in goals if key in goal.values and goal.values[key] != value]
        numbers = [other for other in others if isinstance(other, int | Fraction) and not isinstance(other, bool)]
        if numbers or len(goals) == 1:
            near = {value, *numbers}
            if all(isinstance(each, int) for each in near):
                low, high = min(near), max(near)
                wide = {low - 1, *near, high + 1} if len(near) == 2 else {value - 1, value, value + 1}
                return key, acting, sorted(each for each in wide if each >= -1)[-4:]
            return key, acting, sorted(near)
    return None


def acting(drawing: Drawing, rule: str, turns: int = 2) -> list[Sketch]:
    """Give sketches with which a rule acts, or a row of a table is hit, in every style."""
    found = []
    for goal in drawing.goals.acting(rule):
        for style in range(STYLES * turns):
            row = "" if goal.row is None else f" row {goal.row + 1}"
            told = {"about": f"row {goal.row + 1}" if goal.row is not None else "it acts"}
            found.append(drawing.of(goal, style, line=f"acts{row}", step=style, **told))
    return found
