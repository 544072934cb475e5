"""Names, values and what a run could not say, in the words of every format for people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from cli.render.safe import shown
from cli.render.sheet import day_text
from engine.decision import Run, SessionMark, Undecided
from engine.words import days_in_words

if TYPE_CHECKING:
    from engine.simulate.result import UndecidedDifference

_CAUSES = {
    "missing_file": "there is no file `{}`",
    "too_few": "too few sessions",
    "blank": "blank cells in `{}`",
    "not_in_force": "`{}` is not in force",
}
_ONE_DAY = timedelta(days=1)
_MONDAY = 0


def words(name: str) -> str:
    """Write a name of the policy as people say it."""
    return shown(name).replace("_", " ")


def column(name: str) -> str:
    """Write a column of the pupils file as people say it.

    >>> column("fsm"), column("year_group")
    ('FSM', 'year group')
    """
    return name.upper() if name in _ABBREVIATIONS else words(name)


_ABBREVIATIONS = frozenset({"send", "ehcp", "fsm"})


def capital(text: str) -> str:
    """Begin a text with a capital letter and leave the rest of it."""
    return text[:1].upper() + text[1:]


def said(value: object) -> str:
    """Write what a table gives."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words(str(value))


def count(number: int, thing: str) -> str:
    """Write a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def cause(item: "Undecided | UndecidedDifference") -> str:
    """Say why a rule could not be decided."""
    if isinstance(item, Undecided) and item.figure is not None:
        return f"`{shown(item.figure)}` is in force {days_in_words(*item.in_force)}"
    told, of = _CAUSES.get(item.cause, words(item.cause)), item.file or item.figure
    return told.format(shown(of)) if of else told.removesuffix(" in `{}`")


def read(run: Run) -> Iterator[str]:
    """Say what was read of a dataset and what was not, a sentence each."""
    report = run.data
    yield f"{count(report.pupils, 'pupil')}, {count(report.marks, 'mark')}"
    if report.missing_marks:
        yield f"{count(report.missing_marks, 'session')} without a mark, treated as not possible"
    if report.later_marks:
        yield f"{count(report.later_marks, 'mark')} after {day_text(run.as_of)} not looked at"
    for file, rows in sorted(report.bad_rows.items()):
        yield f"{count(rows, 'bad row')} of {shown(file)} left out"
    if report.outcomes_alone:
        rules = ", ".join(f"{shown(rule)} {rows:,}" for rule, rows in sorted(report.outcomes_alone.items()))
        yield f"outcomes that belong to no action: {rules}"
    for name, rows in sorted(report.rows_not_in_force.items()):
        yield f"{count(rows, 'row')} of `{shown(name)}` not counted: dated on days on which it is not in force"
    if report.files_missing:
        yield f"no file: {', '.join(map(shown, report.files_missing))}"
    if report.files_unread:
        yield f"not read: {', '.join(map(shown, report.files_unread))}"


def marks(sessions: Sequence[SessionMark], year: int) -> str:
    """Name sessions with their codes; days that follow each other with one code go together, over weekends too.

    A day without AM or PM is the whole day; the year stands where it is not `year`.

    >>> marks([("2024-09-05", "AM", "I"), ("2024-09-05", "PM", "I"), ("2024-09-06", "AM", "I")], 2024)
    '5 Sep I; 6 Sep AM I'
    >>> marks([(f"2024-09-{day}", half, "N") for day in (12, 13, 16) for half in ("AM", "PM")], 2025)
    '12 Sep 2024 to 16 Sep 2024 N'
    """
    told = []
    for first, last, session, code in stretches(sessions):
        days = f"{_short(first, year)}{'' if first == last else f' to {_short(last, year)}'}"
        told.append(f"{days}{f' {session}' if session else ''} {shown(code)}")
    return "; ".join(told)


def stretches(sessions: Iterable[SessionMark]) -> list[tuple[date, date, str, str]]:
    """Join sessions with one code on whole days that follow each other, over weekends too.

    Each is the first day, the last one (included), AM or PM (empty for whole days), and the code.
    """
    found: list[tuple[date, date, str, str]] = []
    for iso, held in groupby(sorted(set(sessions)), key=lambda mark: mark[0]):
        day = date.fromisoformat(iso)
        halves = [(session, code) for _, session, code in held]
        if len(halves) != _BOTH or halves[0][1] != halves[1][1]:
            found.extend((day, day, session, code) for session, code in halves)
            continue
        code = halves[0][1]
        if found and found[-1][2:] == ("", code) and _follows(found[-1][1], day):
            found[-1] = (found[-1][0], day, "", code)
        else:
            found.append((day, day, "", code))
    return found


_BOTH = 2


def _follows(day: date, other: date) -> bool:
    return other - day == (_ONE_DAY if other.weekday() != _MONDAY else 3 * _ONE_DAY)


def _short(day: date, year: int) -> str:
    return day_text(day) if day.year != year else day_text(day).removesuffix(f" {year}")
