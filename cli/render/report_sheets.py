"""A report as sheets: what the workbook holds and what the page shows."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cli.render.sheet import Column, Sheet, Value, day_text
from cli.render.words import column, words
from engine.report.figures import Cell, CodeCount, Dimension, National, Report, Sessions

Row = Sequence[Value]

SUPPRESSED = "suppressed"
UNPUBLISHED = "not published"
NO_RULE = "no such rule"
TOGETHER = "all together"
NO_SESSION = "no session"

FIGURES = (
    *(Column("Pupils", "number"), Column("Attendance", "percent"), Column("Absence", "percent")),
    *(Column("Authorised absence", "percent"), Column("Unauthorised absence", "percent")),
    *(Column("Late before close", "percent"), Column("Late after close", "percent")),
    *(Column("On roll at review", "number"), Column("Persistently absent", "number")),
    *(Column("Persistently absent, of pupils", "percent"), Column("Severely absent", "number")),
    Column("Severely absent, of pupils", "percent"),
)
COUNTS = (
    *(Column("Possible sessions", "number"), Column("Attended", "number"), Column("Authorised", "number")),
    *(Column("Unauthorised", "number"), Column("Late before close", "number"), Column("Late after close", "number")),
)
_SPAN = (Column("From", "date"), Column("To", "date"))


def sheets(report: Report) -> list[Sheet]:
    """Give the sheets of the workbook."""
    return [
        by_period(report, counts=True),
        beside(report),
        *(dimension(report, each, counts=True) for each in report.dimensions if each.lines),
        weeks(report),
        weekdays(report),
        codes(report),
        Sheet("About", [Column("What"), Column("Is", "long")], list(about(report)), "What this report rests on"),
    ]


def by_period(report: Report, *, counts: bool = False) -> Sheet:
    """Give the school's figures, a row a period."""
    rows: list[Sequence[Value]] = [
        (each.name, each.first, each.last, *figures(cell), *(_counts(cell) if counts else ()))
        for each, cell in zip(report.periods, report.whole.cells, strict=True)
    ]
    if len(report.periods) > 1:
        first, last = report.periods[0].first, report.periods[-1].last
        rows.append(
            (TOGETHER, first, last, *figures(report.whole.whole), *(_counts(report.whole.whole) if counts else ()))
        )
    columns = [Column("Period"), *_SPAN, *FIGURES, *(COUNTS if counts else ())]
    return Sheet("School", columns, rows, "The school, period by period")


def dimension(report: Report, item: Dimension, *, counts: bool) -> Sheet:
    """Give a dimension's figures, a row a group and period."""
    rows: list[Sequence[Value]] = []
    for line in item.lines:
        several = zip([each.name for each in report.periods], line.cells, strict=True)
        held = [*several, (TOGETHER, line.whole)] if len(report.periods) > 1 else list(several)
        rows += [(line.group, name, *figures(cell), *(_counts(cell) if counts else ())) for name, cell in held]
    columns = [Column("Group"), Column("Period"), *FIGURES, *(COUNTS if counts else ())]
    return Sheet(f"By {column(item.name)}", columns, rows, f"By {column(item.name)}, period by period")


def together(item: Dimension) -> Sheet:
    """Give a dimension's figures over all periods, a row a group."""
    rows = [(line.group, *figures(line.whole)) for line in item.lines]
    return Sheet(f"By {column(item.name)}", [Column("Group"), *FIGURES], rows, f"By {column(item.name)}")


def over_time(report: Report, item: Dimension) -> Sheet:
    """Give a dimension's attendance, a row a group and a column a period."""
    columns = [Column("Group"), *(Column(each.name, "percent") for each in report.periods)]
    rows = [(line.group, *(_rate(cell, "attended") for cell in line.cells)) for line in item.lines]
    return Sheet("Attendance", columns, rows, f"Attendance by {column(item.name)} and period")


def weeks(report: Report) -> Sheet:
    """Give the school week by week, beside what is published of a week."""
    rows = [(day_text(each.first), each.first, each.last, *_sessions(each.sessions)) for each in report.weeks]
    beside = [[week.get(each.name) for each in report.weeks] for week in (item.weeks for item in report.national)]
    return _stretches("Weeks", "Week from", rows, beside, report)


def weekdays(report: Report) -> Sheet:
    """Give the school weekday by weekday, beside what is published of a weekday."""
    rows = [(each.name, each.first, each.last, *_sessions(each.sessions)) for each in report.weekdays]
    beside = [[day.get(each.name.lower()) for each in report.weekdays] for day in (n.weekdays for n in report.national)]
    return _stretches("Weekdays", "Weekday", rows, beside, report)


def _stretches(
    name: str, heading: str, rows: Sequence[Row], beside: Sequence[Sequence[Value]], report: Report
) -> Sheet:
    told = [at for at, column in enumerate(beside) if any(value is not None for value in column)]
    columns = [Column(heading), *_SPAN, *FIGURES[1:7], COUNTS[0]]
    columns += [Column(f"Absence, {report.national[at].title}", "percent") for at in told]
    whole = [(*row, *(beside[at][place] for at in told)) for place, row in enumerate(rows)]
    return Sheet(name, columns, whole, f"The school by {heading.removesuffix(' from').lower()}")


def codes(report: Report) -> Sheet:
    """Give the codes: sessions of each, in all and as a part of the possible ones, and in each period."""
    whole = report.whole.whole
    several = len(report.periods) > 1
    columns = [
        *(Column("Code"), Column("Means", "text", 44), Column("Category"), Column("Sessions", "number")),
        *(Column("Pupils", "number"), Column("Of possible", "percent")),
        *(Column(f"{each.title}", "percent") for each in report.national),
        *(Column(each.name, "number") for each in (report.periods if several else ())),
    ]
    rows = [
        (
            *(line.code, line.means, words(line.category)),
            *(_shown(line.whole.sessions), _shown(line.whole.pupils), _of_possible(line.whole, line.category, whole)),
            *(each.codes.get(line.code) for each in report.national),
            *(_shown(count.sessions) for count in (line.counts if several else ())),
        )
        for line in report.codes
    ]
    return Sheet("Codes", columns, rows, "Sessions by code")


def beside(report: Report) -> Sheet:
    """Give the school's figures beside its target and the national ones, a row a figure."""
    last = report.periods[-1].name
    several = len(report.periods) > 1
    columns = [
        *(Column("Figure"), *((Column(TOGETHER, "percent"),) if several else ()), Column(last, "percent")),
        *((Column("Target", "percent"),) if report.target is not None else ()),
        *(Column(each.title, "percent") for each in report.national),
    ]
    cells = ([report.whole.whole] if several else []) + [report.whole.cells[-1]]
    rows: list[Sequence[Value]] = []
    for name, label in _COMPARED.items():
        own = [_compared(cell, name) for cell in cells]
        target: list[Value] = [] if report.target is None else [_target(report.target, name)]
        rows.append((label, *own, *target, *(each.figures.get(name) for each in report.national)))
    return Sheet("Beside", columns, rows, "Beside the target and the national figures")


_COMPARED = {
    "attendance": "Attendance",
    "absence": "Absence",
    "authorised": "Authorised absence",
    "unauthorised": "Unauthorised absence",
    "late": "Late before the register closed",
    "late_after_close": "Late after the register closed",
    "persistent": "Persistently absent, of pupils",
    "severe": "Severely absent, of pupils",
}
_COUNTED = {"attendance": "attended", "absence": "absent"}


def about(report: Report) -> Iterator[tuple[str, str]]:
    """Say what a report rests on, in pairs."""
    yield "Policy", report.title
    yield "As of", day_text(report.as_of)
    if report.target is not None:
        yield (
            "Target",
            f"{_plain(report.target)} attendance{f' ({report.target_source})' if report.target_source else ''}",
        )
    for each in report.national:
        yield "National figures", f"{each.title}: {each.source}; {each.covers}{_another_year(report, each)}"
    yield "Percentages", "cut off after one place, never rounded up to a limit"
    yield (
        "Persistent and severe absence",
        "the year so far, at the last school day of each period, by the policy's own rules",
    )
    if report.small:
        yield (
            "Suppressed",
            f"counts of fewer than {report.small} pupils, the groups of so few, and whatever would give them away",
        )
        yield (
            "Beside other reports",
            "two of different days (another end, or more data) can tell together what each hides: give away one series",
        )
    else:
        yield "Small numbers", "are shown: this report may tell of single pupils, and is to be kept safe"
    if report.missing_marks:
        yield "Without a mark", f"{report.missing_marks:,} sessions of the data, treated as not possible"
    for item in report.dimensions:
        if item.left_out:
            yield f"Left out: {column(item.name)}", item.left_out
    for period in report.periods:
        if not period.whole:
            yield "Part of a period", f"{period.name}: {day_text(period.first)} to {day_text(period.last)} only"
    yield "Version of the policy", report.version
    yield "Version of the dataset", report.dataset


def _another_year(report: Report, item: National) -> str:
    days = [each.review for each in report.periods]
    inside = any((item.first is None or item.first <= day) and (item.until is None or day < item.until) for day in days)
    return "" if inside else "; nothing is published of the report's own days"


def figures(cell: Cell | None) -> tuple[Value, ...]:
    """Give a cell's values for the columns of `FIGURES`."""
    if cell is None:
        return (SUPPRESSED,) * len(FIGURES)
    standing = cell.standing
    counts = (standing.persistent, standing.severe)
    told: list[Value] = []
    for name, count in zip(("persistent", "severe"), counts, strict=True):
        gone = SUPPRESSED if name in standing.suppressed else NO_RULE
        told += [gone, gone] if count is None else [count, standing.part(count)]
    return (cell.pupils, *_sessions(cell.sessions)[:-1], standing.pupils, *told)


def _sessions(item: Sessions | None) -> tuple[Value, ...]:
    if item is None:
        return (SUPPRESSED,) * 7
    counts = (item.attended, item.absent, item.authorised, item.unauthorised, item.late, item.late_after_close)
    return (*(NO_SESSION if not item.possible else item.part(count) for count in counts), item.possible)


def _counts(cell: Cell | None) -> tuple[Value, ...]:
    if cell is None:
        return (SUPPRESSED,) * len(COUNTS)
    item = cell.sessions
    return (item.possible, item.attended, item.authorised, item.unauthorised, item.late, item.late_after_close)


def _rate(cell: Cell | None, name: str) -> Value:
    if cell is None:
        return SUPPRESSED
    rate = cell.sessions.part(getattr(cell.sessions, name))
    return NO_SESSION if rate is None else rate


def _compared(cell: Cell | None, name: str) -> Value:
    if cell is None:
        return SUPPRESSED
    if name in ("persistent", "severe"):
        count = getattr(cell.standing, name)
        if count is None:
            return SUPPRESSED if name in cell.standing.suppressed else NO_RULE
        return cell.standing.part(count)
    return _rate(cell, _COUNTED.get(name, name))


def _target(target: Fraction, name: str) -> Value:
    return {"attendance": target, "absence": 1 - target}.get(name)


def _of_possible(count: CodeCount, category: str, whole: Cell | None) -> Value:
    if count.sessions is None or whole is None:
        return SUPPRESSED
    return whole.sessions.part(count.sessions) if category in _POSSIBLE else None


_POSSIBLE = ("present", "approved_educational_activity", "authorised_absence", "unauthorised_absence")


def _shown(count: int | None) -> Value:
    return SUPPRESSED if count is None else count


def _plain(value: Fraction) -> str:
    tenths = value * 1000
    return f"{float(value * 100):g}%" if tenths.denominator == 1 else f"{value.numerator}/{value.denominator}"
