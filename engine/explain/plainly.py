"""A reason for a parent: whole sentences, no code letters without their meaning, nobody else's name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from engine.dates import Period
from engine.load import Loaded
from engine.model.explanation import ClauseOutput, ConditionOutput, FigureOutput, PartOutput
from engine.model.output import TaskOutput
from engine.words import day_in_words, name_in_words

_OBLIGED = {"must": "This must be done.", "should": "This should be done.", "may": "This may be done."}
_NEEDS = {"ehcp": "education, health and care plan", "send": "special educational needs", "fsm": "free school meals"}
"""Columns of the pupils that are abbreviations, as parents know them."""


def asked_for(loaded: Loaded, title: str, day: str, tasks: Sequence[TaskOutput]) -> str:
    """Say what is asked of whom."""
    lines = [f"On {_day(day)} the school's policy asked for this: {_lower(title)}."]
    for task in tasks:
        who = role_in_words(loaded, task.by) if task.by else "the school"
        whom = f", for {_lower(role_in_words(loaded, task.to))}" if task.to else ""
        due = f", due on {_day(task.due)}" if task.due else ""
        lines.append(f"What is asked: {name_in_words(task.do)}{whom}; done by {_lower(who)}{due}.")
        if task.obligation:
            lines[-1] += f" {_OBLIGED[task.obligation]}"
    return "\n".join(lines)


def because(loaded: Loaded, conditions: Sequence[ConditionOutput], *, wanted: bool) -> str:
    """Say what speaks for it (`wanted`), or what is missing."""
    lines: list[str] = []
    for condition in conditions:
        for part in _tests(condition.part, wanted=wanted != (condition.role == "unless")):
            lines.extend(f"- {line}" for line in _of_test(loaded, part))
    return "\n".join(dict.fromkeys(lines))


def clauses_in_words(clauses: Sequence[ClauseOutput]) -> str:
    """Name the clauses."""
    own = [each.text for each in clauses if each.of == "policy"]
    law = [each.text for each in clauses if each.of == "law"]
    told = [f"This is in the school's policy: {'; '.join(own)}."] if own else []
    told += [f"It rests on the law and national guidance: {'; '.join(law)}."] if law else []
    return " ".join(told)


def role_in_words(loaded: Loaded, role: str) -> str:
    """Give a role as the policy names it."""
    roles = loaded.bound.model.roles or {}
    return str(roles.get(role, name_in_words(role)))


def meaning(loaded: Loaded, code: str, day: date) -> str:
    """Give what a code means on a day, in the policy's words; the code itself where it says nothing."""
    for table in reversed(loaded.bound.model.codes):
        if Period(table.from_, table.until).covers(day):
            held = table.table.get(code)
            return _lower(held.means) if held is not None and held.means else code
    return code


def _tests(part: PartOutput, *, wanted: bool) -> Iterator[PartOutput]:
    """Give the tests that make a part what it is: those that hold, or those that do not."""
    if part.how == "test":
        opened = [figure.opened for figure in part.figures if figure.opened is not None]
        if part.holds is wanted and opened and len(part.figures) == 1:
            yield from _tests(opened[0], wanted=wanted)
        elif part.holds is wanted or (not wanted and part.holds is None):
            yield part
    elif part.how == "not":
        yield from _tests(part.parts[0], wanted=not wanted)
    else:
        for inner in part.parts:
            yield from _tests(inner, wanted=wanted)


def _of_test(loaded: Loaded, part: PartOutput) -> Iterator[str]:
    shown = [figure for figure in part.figures if figure.kind != "value"]
    limit = f" The policy asks when it is {_words(part.asked)}." if part.asked and shown[:1] != [] else ""
    for figure in shown:
        yield f"{_figure(loaded, figure)}.{limit}"
        limit = ""


def _figure(loaded: Loaded, figure: FigureOutput) -> str:
    if figure.kind == "flag":
        since = f", since {_day(figure.since)}" if figure.since else ""
        return f"The school has noted: {_lower(figure.title)}: {figure.said}{since}"
    counted = Counter(meaning(loaded, mark[2], date.fromisoformat(mark[0])) for mark in figure.sessions)
    listed = "; ".join(f"{said}, {count} half day{'s' * (count != 1)}" for said, count in counted.items())
    # a count says itself what it counts, in the meanings of the codes; its title may speak of code letters
    whole = figure.unit == "session" and isinstance(figure.value, int) and bool(counted)
    told = _words(figure.said) if whole else f"{_upper(_words(_title(figure)))}: {_words(figure.said)}"
    if figure.missing:
        return f"{told}, because the school gave no record of {name_in_words(figure.missing)}"
    if figure.first and figure.last:
        told += (
            f" on {_day(figure.last)}"
            if figure.first == figure.last
            else (f", from {_day(figure.first)} to {_day(figure.last)}")
        )
    return f"{told}: {listed}" if whole else f"{told} ({listed})" if listed else told


def _title(figure: FigureOutput) -> str:
    return _NEEDS.get(figure.name, figure.title) if figure.title == figure.name else figure.title


def _words(title: str) -> str:
    return title.replace("sessions", "half days").replace("session", "half day")


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
