"""An action or a decision for a parent: whole sentences in the policy's plain words, and nobody else's name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from engine.explain.wording import Wording, half_days, listed, lower, upper
from engine.model.explanation import ClauseOutput
from engine.model.output import ActionOutput, DecisionOutput, TaskOutput
from engine.words import day_in_words, name_in_words

_OBLIGED = {"must": "must", "should": "should", "may": "may", None: "is to"}
_HALVES = {"AM": "morning", "PM": "afternoon"}
_PROPOSE = "propose_code"


def asked_for(wording: Wording, title: str, action: ActionOutput) -> list[str]:
    """Say what the policy asks of whom, a line a task, and what an author wants to be known with it."""
    day = date.fromisoformat(action.date)
    half = f", {_HALVES[action.session]}" if action.session else ""
    lines = [f"{upper(title)}: {day_in_words(day)}{half}."]
    for number, task in enumerate(action.tasks):
        also = "By the school's policy" if not number else "Also,"
        lines.append(f"{also} {_task(wording, task, day)}.{_given(task)}")
    lines += [f"To be noted: {half_days(note)}." for note in action.notes]
    return lines


def _task(wording: Wording, task: TaskOutput, day: date) -> str:
    who = wording.role(task.by) if task.by else "the school"
    obliged = _OBLIGED[task.obligation]
    due = _due(task.due, day)
    if task.do == _PROPOSE and task.code is not None:
        where = f" for {half_days_in_words(task.sessions or ())}" if task.sessions else ""
        told = f'{who} {obliged} put forward that the register says "{wording.meaning(task.code, day)}"{where}'
        return f"{told}{due}; a person decides, and no mark is changed before"
    doing = wording.doing(task.do, task.to)
    if doing is None:
        whom = f", for {wording.role(task.to)}" if task.to else ""
        return f"{who} {obliged} do this: {name_in_words(task.do)}{whom}{due}"
    return f"{who} {obliged} {doing}{due}"


def _given(task: TaskOutput) -> str:
    """Give the text that the policy gives along with a task."""
    return "".join(f" {upper(name_in_words(label))}: {text}." for label, text in task.with_.items())


def _due(due: str | None, day: date) -> str:
    if due is None:
        return ""
    by = date.fromisoformat(due)
    return ", on the same day" if by == day else f", by {day_in_words(by)}"


def half_days_in_words(sessions: Iterable[Sequence[str]]) -> str:
    """Say which half days: the morning of one day, the whole of another.

    >>> half_days_in_words([("2025-09-03", "AM", "I"), ("2025-09-03", "PM", "I"), ("2025-09-04", "AM", "I")])
    '3 September 2025 and the morning of 4 September 2025'
    """
    days: dict[str, list[str]] = {}
    for day, half, *_ in sessions:
        days.setdefault(day, []).append(half)
    return listed(
        day_in_words(date.fromisoformat(day))
        if len(halves) > 1
        else f"the {_HALVES[halves[0]]} of {day_in_words(date.fromisoformat(day))}"
        for day, halves in days.items()
    )


def decided(wording: Wording, title: str, decision: DecisionOutput, about: Mapping[str, str]) -> list[str]:
    """Say what the policy decides, about what, and what else the decision gives.

    `about` are the columns of the row that it is about.
    """
    day = date.fromisoformat(str(decision.date))
    lines = [f"{upper(title)}: {day_in_words(day)}."]
    told = [f"{lower(wording.name(name))}: {_cell(wording, name, value)}" for name, value in about.items()]
    outcome = wording.word(decision.table, str(decision.outcome)) if decision.outcome is not None else ""
    given = {"outcome": outcome or None, **(decision.model_extra or {})}
    said = f": {given['outcome']}" if given["outcome"] else " gives nothing here"
    lines.append(f"By the school's policy the decision is{said}." if outcome else f"The school's policy{said}.")
    for name, value in given.items():
        if name == "outcome" or value is None or value is False:
            continue
        if isinstance(value, str) and (meant := wording.meaning(value, day)) != value:
            lines.append(f'In the register it would stand as "{meant}".')
        else:
            shown = "" if value is True else f": {_cell(wording, name, str(value))}"
            lines.append(f"{upper(wording.name(name))}{shown}.")
    if told:
        lines.append(f"It is about this: {'; '.join(told)}.")
    return lines


def _cell(wording: Wording, name: str, value: str) -> str:
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return wording.word(name, value)


def clauses_in_words(wording: Wording, clauses: Sequence[ClauseOutput]) -> list[str]:
    """Name the clauses, without abbreviations that the policy explains."""
    own, law = (
        list(dict.fromkeys(part for each in clauses if each.of == of for part in wording.clause(each.text).split("; ")))
        for of in ("policy", "law")
    )
    told = [f"Where it is written in the school's policy: {'; '.join(own)}."] if own else []
    return told + ([f"The law and national guidance it rests on: {'; '.join(law)}."] if law else [])


def letters(wording: Wording, lines: Sequence[str], day: date) -> list[str]:
    """Say what the code letters mean that stand in some lines."""
    held = wording.letters_in("\n".join(lines), day)
    if not held:
        return []
    return [f"In the register {listed(f'{code} stands for {lower(means)}' for code, means in held.items())}."]
