"""The weeks of a pupil's register that an explanation speaks of."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from engine.calendar import SESSIONS, date_of, day_number
from engine.explain.wording import Wording
from engine.model.explanation import ConditionOutput, FigureOutput, MarkOutput, PartOutput, WeekOutput
from engine.register import Register

_MOST_WEEKS = 14
_MARK = frozenset({"date", "session", "code"})
_MARKED = frozenset({"adds", "which"})
"""What a row of an explanation says of a session beside its mark."""


def weeks_of(register: Register, conditions: Iterable[ConditionOutput], day: date) -> tuple[list[WeekOutput], int]:
    """Give the weeks with a counted session, and that of the day, with every mark; and how many earlier are left out.

    The register holds one pupil. A window without a counted session shows its last week alone.
    """
    counted = {(mark[0], mark[1]) for figure in figures_of(conditions) for mark in marks_behind(figure)}
    days = {date.fromisoformat(each) for each, _ in counted} | {day}
    mondays = sorted({each - timedelta(days=each.weekday()) for each in days})
    shown = mondays[-_MOST_WEEKS:]
    weeks = [WeekOutput(monday=monday.isoformat(), marks=_marks(register, monday, counted)) for monday in shown]
    return weeks, len(mondays) - len(shown)


def meanings_of(wording: Wording, weeks: Iterable[WeekOutput], day: date) -> dict[str, str]:
    """Give what the codes in some weeks mean on a day, in the order of the policy's table."""
    return wording.meanings({mark.code for week in weeks for mark in week.marks if mark.code}, day)


def _marks(register: Register, monday: date, counted: set[tuple[str, str]]) -> list[MarkOutput]:
    first = day_number(monday)
    found = []
    for place, number in enumerate(register.days.tolist()):
        if not first <= number < first + 7:
            continue
        said = date_of(number).isoformat()
        for half, session in enumerate(SESSIONS):
            code = register.codes[int(register.marks[2 * place + half, 0])]
            found.append(MarkOutput(date=said, session=session, code=code, counted=(said, session) in counted))
    return found


def marks_behind(figure: FigureOutput) -> list[list[str]]:
    """Give the sessions that a figure counts, that a total adds up, or whose mark it is, each with its mark."""
    rows = [row for row in figure.rows if row.keys() >= _MARK and row.keys() & _MARKED]
    return [*map(list, figure.sessions), *([row["date"], row["session"], row["code"]] for row in rows)]


def figures_of(conditions: Iterable[ConditionOutput]) -> list[FigureOutput]:
    """Give every figure that conditions read, those inside others too, each once by name."""
    found: dict[str, FigureOutput] = {}
    for condition in conditions:
        for figure in figures_in(condition.part):
            found.setdefault(figure.name, figure)
    return list(found.values())


def figures_in(part: PartOutput) -> Iterator[FigureOutput]:
    """Give every figure of a part of a condition as often as it is read, and those inside others."""
    for inner in part.parts:
        yield from figures_in(inner)
    for figure in part.figures:
        yield from _of_figure(figure)


def _of_figure(figure: FigureOutput) -> Iterator[FigureOutput]:
    yield figure
    if figure.opened is not None:
        yield from figures_in(figure.opened)
    for condition in figure.passed_over:
        yield from figures_in(condition.part)
    for inner in figure.inside:
        yield from _of_figure(inner)
