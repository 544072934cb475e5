"""A report as one page with charts, each with its figures in a table."""

from collections.abc import Iterator
from fractions import Fraction

from cli.render import report_sheets as told
from cli.render.charts import Chart, Figure, Series, bars, lines
from cli.render.markup import Html, element
from cli.render.page import Section, facts, page, table, tiles
from cli.render.sheet import Value, day_text, value_text
from cli.render.words import capital, column
from engine.report.figures import Cell, Dimension, Report, Sessions, Stretch

_KINDS = {"month": "months", "half_term": "half terms", "term": "terms", "year": "academic year"}


def whole(report: Report) -> Iterator[str]:
    """Yield the page."""
    first, last = report.periods[0], report.periods[-1]
    title = f"Attendance report: {report.school or report.title}"
    span = f"{day_text(first.first)} to {day_text(last.last)}, by {_KINDS[report.kind]}"
    sections = [
        Section("At a glance", _glance(report), "glance"),
        Section("Week by week", _trend(report), "weeks"),
        Section("Period by period", _periods(report), "periods"),
        *(
            Section(f"By {column(each.name)}", _dimension(report, each), f"by-{each.name.replace('_', '-')}")
            for each in report.dimensions
            if each.lines
        ),
        Section("By weekday", _weekdays(report), "weekdays"),
        Section("By code", table(told.codes(report)), "codes"),
        Section("About this report", [facts(told.about(report))], "about"),
    ]
    yield from page(title, sections, lead=element("p", span), broad=True)


def _glance(report: Report) -> Iterator[Html]:
    last = report.periods[-1]
    cell = report.whole.cells[-1]
    yield element("p", f"{last.name}, {day_text(last.first)} to {day_text(last.last)}", class_="quiet")
    values = told.figures(cell)
    yield tiles(
        [
            ("Attendance", value_text(values[1]), _besides(report, "attendance")),
            ("Unauthorised absence", value_text(values[4]), _besides(report, "unauthorised")),
            ("Persistently absent", _several(values[8], values[9]), _besides(report, "persistent")),
            ("Severely absent", _several(values[10], values[11]), _besides(report, "severe")),
            ("Late before the register closed", value_text(values[5]), _besides(report, "late")),
        ]
    )
    yield from table(told.beside(report))


def _several(count: Value, part: Value) -> str:
    return value_text(count) if isinstance(count, str) else f"{value_text(count)} ({value_text(part)})"


def _besides(report: Report, name: str) -> str:
    parts = []
    if name == "attendance" and report.target is not None:
        parts.append(f"target {value_text(report.target)}")
    if report.national and (figure := report.national[-1].figures.get(name)) is not None:
        parts.append(f"England {value_text(figure)}")
    return ", ".join(parts)


def _marks(report: Report, name: str) -> list[tuple[str, int | Fraction]]:
    marks: list[tuple[str, int | Fraction]] = []
    if report.target is not None and name in ("attendance", "absence"):
        marks.append(("target", report.target if name == "attendance" else 1 - report.target))
    if report.national and (figure := report.national[-1].figures.get(name)) is not None:
        marks.append(("England", figure))
    return marks


def _trend(report: Report) -> Iterator[Html]:
    labels = [day_text(each.first).rsplit(" ", 1)[0] for each in report.weeks]
    series = [Series("School", [_part(each, "attended") for each in report.weeks])]
    weekly = {name: 1 - absence for each in report.national for name, absence in each.weeks.items()}
    if any(each.name in weekly for each in report.weeks):
        series.append(Series("England by week", [weekly.get(each.name) for each in report.weeks], told.UNPUBLISHED))
    marks = _marks(report, "attendance")
    yield lines(Chart("Attendance by school week", "Week from", labels, series, marks, _without(report)))


def _periods(report: Report) -> Iterator[Html]:
    if len(report.periods) > 1:
        cells = report.whole.cells
        absence = [
            Series("Authorised absence", [_rate(cell, "authorised") for cell in cells]),
            Series("Unauthorised absence", [_rate(cell, "unauthorised") for cell in cells]),
        ]
        names = [each.name for each in report.periods]
        yield bars(Chart("Absence by period", "Period", names, absence, (), _without(report)))
    yield from table(told.by_period(report))


def _dimension(report: Report, item: Dimension) -> Iterator[Html]:
    groups = [line.group for line in item.lines]
    absence = [Series("Absence", [_rate(line.whole, "absent") for line in item.lines])]
    name = f"Absence by {column(item.name)}"
    yield bars(Chart(name, capital(column(item.name)), groups, absence, _marks(report, "absence"), _without(report)))
    yield from table(told.together(item))
    if len(report.periods) > 1:
        yield from table(told.over_time(report, item))


def _weekdays(report: Report) -> Iterator[Html]:
    days = [each.name for each in report.weekdays]
    absence = [Series("Absence", [_part(each, "absent") for each in report.weekdays])]
    daily = {name: value for each in report.national for name, value in each.weekdays.items()}
    if daily:
        absence.append(Series("England, in September only", [daily.get(day.lower()) for day in days], told.UNPUBLISHED))
    marks = [] if daily else _marks(report, "absence")
    yield bars(Chart("Absence by weekday", "Weekday", days, absence, marks, _without(report)))
    yield from table(told.weekdays(report))


def _without(report: Report) -> str:
    """Say what stands where there is no figure: in a report that suppresses, that is mostly why."""
    return told.SUPPRESSED if report.whole.whole is None or report.small else told.NO_SESSION


def _part(item: Stretch, name: str) -> Figure:
    return None if item.sessions is None else _of(item.sessions, name)


def _rate(cell: Cell | None, name: str) -> Figure:
    return None if cell is None else _of(cell.sessions, name)


def _of(item: Sessions, name: str) -> Figure:
    return item.part(getattr(item, name))
