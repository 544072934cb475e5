"""An explanation for an office: each action with its condition, operands, marks, clauses and lines of the policy."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cli.render.safe import shown
from engine.model.explanation import (
    AS_IT_STOOD,
    ConditionOutput,
    ExplainedOutput,
    ExplanationOutput,
    FigureOutput,
    FlipOutput,
    LadderOutput,
    OriginOutput,
    PartOutput,
    WeekOutput,
    WhyNotOutput,
)
from engine.words import day_in_words

_BOLD, _OFF = "\x1b[1m", "\x1b[0m"
_LABEL = 12
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SIGNS = {True: "yes", False: "no", None: "?"}
_MOST_MARKS = 40
ABOUT = ("request", "parent", "notice")
"""The names of a row that tell people which it is."""


def page(told: ExplanationOutput, *, width: int = 80, colour: bool = False) -> Iterator[str]:
    """Yield the explanation in pieces."""
    lines = _Lines(max(width, 60), colour)
    yield lines.head(f"{shown(told.pupil)}: {shown(told.policy)}, as of {_day(told.as_of)}")
    for item in told.explained:
        yield "\n"
        yield from _explained(item, lines)
    for missing in told.why_not:
        yield "\n"
        yield from _why_not(missing, lines)


def plain(told: ExplanationOutput, *, width: int = 80) -> Iterator[str]:
    """Yield what a parent is told."""
    between = ""
    items: list[ExplainedOutput | WhyNotOutput] = [*told.explained, *told.why_not]
    for item in items:
        yield between
        for line in item.plain.split("\n"):
            begins = re.match(r" *(- )?", line)
            indent = " " * len(begins[0]) if begins else ""
            yield textwrap.fill(shown(line), width, subsequent_indent=indent, break_long_words=False) + "\n"
        if any(mark.counted for week in item.weeks for mark in week.marks):
            yield "The register, morning and afternoon; what counts stands in brackets:\n"
            yield from calendar(item.weeks, item.weeks_left_out)
            yield from legend(item.meanings, _Lines(width, False))
        between = "\n"


def legend(meanings: Mapping[str, str], lines: "_Lines") -> Iterator[str]:
    """Yield what the codes of a calendar mean."""
    told = "; ".join(f"{shown(code)} {means}" for code, means in meanings.items())
    if told:
        yield lines.labelled("", told)


class _Lines:
    def __init__(self, width: int, colour: bool) -> None:
        self.width, self.colour = width, colour

    def head(self, text: str) -> str:
        folded = textwrap.fill(text, self.width, subsequent_indent="  ", break_long_words=False)
        return f"{_BOLD}{folded}{_OFF}\n" if self.colour else f"{folded}\n"

    def labelled(self, label: str, text: str) -> str:
        return self.wrapped(text, 2 + _LABEL, f"  {label:<{_LABEL}}")

    def wrapped(self, text: str, indent: int, first: str | None = None) -> str:
        space = " " * indent
        begins = space if first is None else first
        return (
            textwrap.fill(
                shown(text),
                self.width,
                initial_indent=begins,
                subsequent_indent=space,
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )


def place(origin: OriginOutput) -> str:
    """Say where something is written."""
    return f"{origin.file}:{origin.line} ({origin.layer}, {origin.kind.replace('_', ' ')})"


def _explained(item: ExplainedOutput, lines: _Lines) -> Iterator[str]:
    if item.action is not None:
        action = item.action
        session = f" {action.session}" if action.session else ""
        yield lines.head(f"{_long_day(action.date)}{session}  {shown(action.rule)}: {shown(item.title)}")
        for told in tasks_in_words(item):
            yield lines.labelled("asks for", told)
        for name in ABOUT:
            if getattr(action, name):
                yield lines.labelled("about", f"{name} {getattr(action, name)}")
        for note in action.notes:
            yield lines.labelled("note", note)
    elif item.decision is not None:
        decided = item.decision
        yield lines.head(f"{_long_day(str(decided.date))}  {shown(decided.table)}: {shown(item.title)}")
        given = {"outcome": decided.outcome, **(decided.model_extra or {})}
        yield lines.labelled("decides", listed(given) or "nothing")
        about = ", ".join(
            f"{name} {value}" for name, value in (("request", decided.request), ("parent", decided.parent)) if value
        )
        if about:
            yield lines.labelled("about", about)
        yield lines.labelled("by", hit_in_words(item, decided.row))
    yield lines.labelled("rule", place(item.origin))
    began = f"; holds since {_day(item.began)}" if item.began else ""
    yield lines.labelled("looks", f"{item.check.replace('_', ' ')}; acts {item.act}{began}")
    yield from _rest(item, item.ladder, lines)
    for clause in item.clauses:
        yield lines.labelled(clause.of, f"{clause.text} ({clause.item})")
    for label, texts in (("assumes", item.assumes), ("departs", item.departs), ("also", item.suppressed)):
        for text in texts:
            yield lines.labelled(label, text)


def tasks_in_words(item: ExplainedOutput) -> Iterator[str]:
    """Say of each task of an action what is to be done, to whom, by whom and by when."""
    for task in item.action.tasks if item.action is not None else ():
        told = f"{task.do} {task.code or ''}".strip()
        told += f" to {task.to}" if task.to else ""
        told += f", by {task.by}" if task.by else ""
        told += f", due {_day(task.due)}" if task.due else ""
        told += f", {task.obligation}" if task.obligation else ""
        yield told + "".join(f"; {label}: {text}" for label, text in task.with_.items())


def hit_in_words(item: ExplainedOutput, row: int) -> str:
    """Say by which row of its table something was decided; `row` 0 for none."""
    if row:
        return f"row {row} of the table"
    several = sum(each.part.holds is True for each in item.passed_over) > 1
    return "several rows of the table fit, and none counts" if several else "no row of the table fits"


def listed(given: Mapping[str, object]) -> str:
    """Say what a table gives, name by name."""
    return ", ".join(f"{name} {_given(value)}" for name, value in given.items() if value is not None)


def _given(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _rest(item: ExplainedOutput | WhyNotOutput, ladder: LadderOutput | None, lines: _Lines) -> Iterator[str]:
    for condition in item.conditions:
        yield lines.labelled(condition.role, f"{place(condition.origin)}")
        yield from _part(condition.part, 4, lines)
    if item.passed_over:
        asked = {figure.name for condition in item.conditions for figure in figures_in(condition.part)}
        yield from _passed_over(item.passed_over, 2, lines, asked)
    if ladder is not None:
        yield lines.labelled("ladder", ladder_in_words(ladder))
    yield from calendar(item.weeks, item.weeks_left_out)


def ladder_in_words(ladder: LadderOutput) -> str:
    """Say which steps were raised, which was next and from when on its figures were counted."""
    steps = [
        f"{step.id} ({'raised ' + _day(step.raised) if step.raised else 'not yet'}"
        f"{', ' + step.waits if step.waits else ''})"
        for step in ladder.steps
    ]
    counted = f"; counted from {_day(ladder.counted_from)}" if ladder.counted_from else ""
    following = f"; next was {ladder.next}" if ladder.next else "; no step follows"
    return f"{ladder.name}: {' then '.join(steps)}{following}{counted}"


def _part(part: PartOutput, indent: int, lines: _Lines) -> Iterator[str]:
    yield lines.wrapped(f"{part.text}", indent + 4, f"{' ' * indent}{_SIGNS[part.holds]:<3} ")
    if part.how != "test":
        for inner in part.parts:
            yield from _part(inner, indent + 4, lines)
        return
    if part.asked:
        yield lines.wrapped(part.said, indent + 4)
    for figure in part.figures:
        yield from _figure(figure, indent + 4, lines)


def _passed_over(rows: Iterable[ConditionOutput], indent: int, lines: _Lines, asked: set[str]) -> Iterator[str]:
    """Yield a line a row of a table that does not fit, then what they ask that is not told yet."""
    space = " " * indent
    new: dict[str, FigureOutput] = {}
    for row in rows:
        told = f"{row.origin.file}:{row.origin.line}  {_SIGNS[row.part.holds]}: {why_not_so(row.part)}"
        yield lines.wrapped(told, indent + _LABEL, f"{space}{f'row {row.row}':<{_LABEL}}")
        new |= {figure.name: figure for figure in figures_in(row.part) if figure.name not in asked}
    for figure in new.values():
        yield from _figure(figure, indent + _LABEL, lines)


def why_not_so(part: PartOutput) -> str:
    """Say what keeps a row from fitting; all that it asks where it fits."""
    if part.how != "test":
        return "; ".join(why_not_so(each) for each in part.parts if part.holds or not each.holds)
    return part.said


def not_told_yet(figure: FigureOutput) -> list[FigureOutput]:
    """Give the figures that another is made of, but for those that are told where it is opened."""
    told = {each.name for each in figures_in(figure.opened)} if figure.opened is not None else set()
    return [each for each in figure.inside if each.name not in told]


def figures_in(part: PartOutput) -> Iterator[FigureOutput]:
    """Yield the figures that a part reads itself."""
    yield from part.figures
    for inner in part.parts:
        yield from figures_in(inner)


def _figure(figure: FigureOutput, indent: int, lines: _Lines) -> Iterator[str]:
    where = f"  {figure.origin.file}:{figure.origin.line} ({figure.origin.layer})" if figure.origin else ""
    yield lines.wrapped(f"{figure.name} = {figure.said}{where}", indent + 2, f"{' ' * indent}- ")
    inner = indent + 4
    told = counted_in_words(figure)
    if told:
        yield lines.wrapped(", ".join(told), inner)
    if figure.sessions:
        yield lines.wrapped(marks_in_words(figure.sessions), inner)
    for row in figure.rows:
        yield lines.wrapped(row_in_words(row), inner)
    for label in ("source", "assumes", "departs"):
        text = getattr(figure, label)
        if text:
            yield lines.wrapped(f"{label}: {text}", inner)
    for shadow in figure.origin.shadowed if figure.origin else ():
        if shadow.value:
            yield lines.wrapped(f"in place of {shadow.value} ({shadow.layer}, {shadow.file}:{shadow.line})", inner)
    if figure.opened is not None:
        yield from _part(figure.opened, inner, lines)
    if figure.passed_over:
        yield from _passed_over(figure.passed_over, inner, lines, {each.name for each in figure.inside})
    for each in not_told_yet(figure):
        yield from _figure(each, inner, lines)


def counted_in_words(figure: FigureOutput) -> list[str]:
    """Say of a figure over what it is counted, and of one that is not known why, each where it is so."""
    told = [figure.over] if figure.over else []
    if figure.first and figure.last:
        told.append(f"{_day(figure.first)} to {_day(figure.last)}")
    if figure.since:
        told.append(f"{since(figure)} {_day(figure.since)}")
    if figure.of:
        told.append(f"of `{figure.of}`")
    if figure.in_force:
        told.append(f"not known because it is in force {figure.in_force}")
    if figure.missing:
        told.append(f"not known because {figure.missing} is missing")
    return told


def row_in_words(row: Mapping[str, str]) -> str:
    """Say a row that is counted, a session with what it adds, or a period."""
    told = {"adds": " adds {}", "which": ", {}"}
    for name in told.keys() & row.keys() if {"date", "session", "code"} <= row.keys() else ():
        return marks_in_words([[row["date"], row["session"], row["code"]]]) + told[name].format(row[name])
    return "row: " + ", ".join(f"{name} {value}" for name, value in row.items())


def since(figure: FigureOutput) -> str:
    """Say how the day belongs to a figure: it stands since then, or stood so then."""
    return "on" if (figure.over or "").startswith(AS_IT_STOOD) else "since"


def marks_in_words(sessions: Iterable[list[str]]) -> str:
    """List sessions by day: `3 Mar AM O, PM O; 4 Mar AM U`."""
    days: dict[str, list[str]] = {}
    marks = list(sessions)
    for day, session, code in marks[:_MOST_MARKS]:
        days.setdefault(day, []).append(f"{session} {code}")
    told = "; ".join(f"{_short_day(day)} {', '.join(each)}" for day, each in days.items())
    return told + (f"; and {len(marks) - _MOST_MARKS} more" if len(marks) > _MOST_MARKS else "")


def calendar(weeks: Iterable[WeekOutput], left_out: int = 0) -> Iterator[str]:
    """Yield weeks as a small calendar: a line a week, both marks of a day, those that count in brackets."""
    held = list(weeks)
    if not held:
        return
    if left_out:
        yield f"  {left_out} earlier week{'s' * (left_out > 1)} in which something counts are not shown\n"
    last = max((date.fromisoformat(mark.date).weekday() for week in held for mark in week.marks), default=4)
    yield f"  {'weeks':<{_LABEL}}" + "".join(f"{day:<8}" for day in _DAYS[: last + 1]).rstrip() + "\n"
    for week in held:
        monday = date.fromisoformat(week.monday)
        cells = {(mark.date, mark.session): mark for mark in week.marks}
        told = []
        for number in range(last + 1):
            day = date.fromordinal(monday.toordinal() + number).isoformat()
            told.append("".join(f"{_mark(cells.get((day, half))):<4}" for half in ("AM", "PM")))
        yield (f"  {_short_day(week.monday):<{_LABEL}}" + "".join(told)).rstrip() + "\n"


def _mark(mark: object) -> str:
    if mark is None:
        return " ."
    code = shown(getattr(mark, "code", "")) or "-"
    return f"[{code}]"[:4] if getattr(mark, "counted", False) else f" {code}"


def unsure(flip: FlipOutput) -> str:
    """Say so where it is not known that a change takes no more than it must."""
    return "" if flip.smallest else "; not known to be the least that does it"


def _why_not(item: WhyNotOutput, lines: _Lines) -> Iterator[str]:
    nearest = " (when it came nearest)" if item.nearest else ""
    yield lines.head(f"{_long_day(item.date)}{nearest}  {shown(item.rule)} did not act: {shown(item.title)}")
    if item.about:
        yield lines.labelled("about", item.about)
    for reason in item.reasons:
        yield lines.labelled("because", reason)
    if item.summary:
        yield lines.labelled("would act", item.summary)
    for flip in item.flips:
        yield lines.labelled("would act", f"{flip.said} [tried: {flip.tried}{unsure(flip)}]")
    yield lines.labelled("rule", place(item.origin))
    yield from _rest(item, item.ladder, lines)


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))


def _long_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%A} {day_in_words(day)}"


def _short_day(text: str) -> str:
    day = date.fromisoformat(text)
    return " ".join(day_in_words(day).split()[:1]) + f" {day_in_words(day).split()[1][:3]}"
