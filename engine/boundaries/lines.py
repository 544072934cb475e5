"""Lines of sketches: values of what a rule asks about, at and beside a boundary, drawn in several styles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from engine.boundaries.called import number_said
from engine.boundaries.canvas import Canvas
from engine.boundaries.draw import Drawer
from engine.boundaries.goals import Goal, Goals
from engine.boundaries.ground import Ground
from engine.boundaries.sketch import Sketch, Year
from engine.boundaries.spans import sessions_of
from engine.boundaries.years import ending, terms_around
from engine.calendar import Calendar
from engine.counting import Percent
from engine.load import Loaded
from engine.words import day_in_words

STYLES = 8
_FEWEST, _MOST = 20, 60
"""How many sessions a percentage beside a limit is taken of."""

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
        # what acts when it ends has ended on the day
        canvas.at = self._day_of(values) - (1 if self.drawer.at_its_end(goal.rule) else 0)
        self.drawer.before(canvas, goal.rule, canvas.at)
        self.drawer.draw(canvas, values, canvas.at, self.drawer.each(goal.rule))
        return canvas.done(rank=style, **told)

    def stairs(self, rule: str, style: int, gap: int, last: int, *, on: bool) -> Sketch:
        """Draw the steps of a ladder up to one, so many school days apart, and that one `last` days after the others.

        With `on` the step is raised before, too.
        """
        canvas = Canvas(self.ground, self.year, style)
        steps = self.drawer.steps_before(rule) + ([rule] if on else [])
        for number, name in enumerate(reversed(steps)):
            for goal in self.goals.acting(name)[:1]:
                self.drawer.draw(canvas, goal.values, canvas.at - last - gap * number, self.drawer.each(rule))
        for goal in self.goals.acting(rule)[:1]:
            self.drawer.draw(canvas, goal.values, canvas.at, self.drawer.each(rule))
        said = f"{len(steps)} before, the last of them {last} school days earlier"
        return canvas.done(about=said, rank=30 + style, step=last)

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
        review = values.get("review_day")
        others = [key for key, value in values.items() if isinstance(value, date) and key != "review_day"]
        if isinstance(review, date) and others and not self.year.calendar.is_school_day(review):
            by = self.year.day - review
            return {key: value + by if isinstance(value, date) else value for key, value in values.items()}
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


def of_pair(drawing: Drawing, line: str, goals: list[Goal], limit: Fraction | None) -> Iterator[Sketch]:
    """Give the sketches just under, at and just over a boundary, in every style.

    `limit` is its number where it has one. What differs otherwise than by one number is given as it is.
    """
    pivot = _pivot(drawing, goals, limit)
    for style in range(STYLES):
        if pivot is None:
            for step, goal in enumerate(goals):
                yield drawing.of(goal, style, line=f"{line} {style}", step=step)
            continue
        key, base, middle, values = pivot
        name = drawing.goals.subjects[key].name
        for step, value in enumerate(values):
            goal = Goal(base.rule, {**base.values, key: value}, acts=True, row=base.row)
            called = "at" if value == middle else "under" if value < middle else "over"
            told = {"about": f"{name} {number_said(value)}", "called": called, "drawn": (name, Fraction(value))}
            yield drawing.of(goal, style, line=f"{line} {style}", step=step, **told)


def _pivot(
    drawing: Drawing, goals: list[Goal], limit: Fraction | None
) -> tuple[str, Goal, Fraction | int, list[Any]] | None:
    """Give what alone differs between two sides, the boundary's own value, and those below, at and above it."""
    acting = next((goal for goal in goals if goal.acts), None)
    if acting is None:
        return None
    for key, value in acting.values.items():
        if not _is_number(value):
            continue
        numbers = [goal.values[key] for goal in goals if _is_number(goal.values.get(key)) and goal.values[key] != value]
        if not numbers and len(goals) > 1:
            continue
        near = {value, *numbers}
        middle = limit if limit is not None and any(abs(limit - each) <= 1 for each in near) else value
        subject = drawing.goals.subjects[key]
        if subject.quantity.unit != "percent" and Fraction(middle).denominator == 1:
            at = int(middle)
            return key, acting, at, [each for each in (at - 1, at, at + 1) if each >= 0 or at < 0]
        room = _room(drawing, subject.name)
        wide = {middle, *(_beside(Fraction(middle), room) if room is not None else near)}
        return key, acting, middle, sorted(_plain(each) for each in wide if each >= 0)
    return None


def _room(drawing: Drawing, name: str) -> int | None:
    """Give how many sessions a percentage may be taken of; None for what is no such figure."""
    figure = drawing.loaded.plan.figures.get(name)
    if figure is None or not isinstance(figure.kind, Percent):
        return None
    return len(sessions_of(Canvas(drawing.ground, drawing.year), figure.kind.span, drawing.year.at))


def _beside(limit: Fraction, room: int) -> Iterator[Fraction]:
    """Give the percentages just under and just over a limit that few sessions can come to."""
    under: list[Fraction] = []
    over: list[Fraction] = []
    for whole in range(max(min(room, _FEWEST), 1), min(room, _MOST) + 1):
        part = floor(limit * whole / 100)
        for each in (part - 1, part, part + 1):
            share = Fraction(100 * each, whole)
            if 0 <= each <= whole and share != limit:
                (under if share < limit else over).append(share)
    yield from (max(under), min(over)) if under and over else (*under[:1], *over[:1])


def _plain(number: Fraction | int) -> Fraction | int:
    return int(number) if Fraction(number).denominator == 1 else number


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def acting(drawing: Drawing, rule: str, turns: int = 2) -> list[Sketch]:
    """Give sketches with which a rule acts, or a row of a table is hit, in every style."""
    found = []
    for goal in drawing.goals.acting(rule):
        for style in range(STYLES * turns):
            row = "" if goal.row is None else f" row {goal.row + 1}"
            # a step that is not in force does not act, whatever is asked for
            so = f"what it asks for is so on {day_in_words(drawing.year.day)}"
            told = {"about": f"row {goal.row + 1}" if goal.row is not None else so}
            found.append(drawing.of(goal, style, line=f"acts{row}", step=style, **told))
    return found
