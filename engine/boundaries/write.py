"""Cases -> a file of scenario tests that expects what happens now, and says what it does not show."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath

from engine.boundaries.arrived import Arrived
from engine.boundaries.case import ArrivalCase, Case, Unreached
from engine.boundaries.cases import Cases, Progress
from engine.boundaries.line import line_of
from engine.decision import Action, Decision, Run
from engine.load import Loaded
from engine.model.test_file import ScenarioTest, SchoolYear
from engine.narrow import of_rules
from engine.parse import parse
from engine.recode import Arrivals
from engine.source import Source
from engine.testing.read import Placed
from engine.testing.runner import RunPolicy, register_of_test

_HEAD = """\
# yaml-language-server: $schema=../schema/test.schema.json
#
# Ready-made cases of `{}`: at, just under and just over each limit, window's edge and cut-off,
# with what happens now. Nobody has confirmed them yet. Read each; where what happens is not what the policy means, mend
# the policy and the case. Above each case stands which boundaries it shows: of somebody in it something else would come
# if the boundary were a step lower or higher.
"""
_DRAFT = "  arrivals: [{pupil: year_1, session: AM, at: 09:00, code: _}]\n"
"""Until the codes of the arrivals are known the test asks about one of them."""

_WIDE = 118
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "y", "n", "on", "off"})


def boundaries(loaded: Loaded, policy: str, run: RunPolicy, progress: Progress | None) -> Iterator[str]:
    """Write the cases of a policy that is called `policy` in them, then the boundaries for which there is none."""
    yield _HEAD.format(loaded.policy.name)
    cases = Cases(loaded, progress)
    taken: set[str] = set()
    rule = ""
    for case in cases.all():
        name, number = case.name, 2
        while name in taken:
            name, number = f"{case.name} ({number})", number + 1
        taken.add(name)
        if isinstance(case, ArrivalCase):
            told = _arrival_text(loaded, case, policy)
        else:
            told = _text(loaded, case, name, policy, run)
            if case.rule != rule:
                rule = case.rule
                yield f"\n# --- {rule} {'-' * max(_WIDE - len(rule) - 6, 3)}\n"
        if told is None:
            cases.unreached.append(Unreached("", case.name, "its case cannot be laid out as a test"))
        else:
            yield "\n" + told
    yield from _left(cases.unreached)


def _left(unreached: Iterable[Unreached]) -> Iterator[str]:
    lines = []
    for each in unreached:
        of = f" ({', '.join(each.rules)})" if each.rules else ""
        lines.append(f"# {each.where}  {each.said}{of}: {each.why}\n".replace("#   ", "# "))
    if lines:
        yield f"\n# --- without a case {'-' * (_WIDE - 19)}\n#\n"
        yield from dict.fromkeys(lines)


def _placed(text: str) -> Placed | None:
    document = parse(Source("boundaries", text)).value
    if document is None or not isinstance(document.value, list):
        return None
    return Placed(ScenarioTest.model_validate(document.value[0]), document, (0,), FilePath())


def _text(loaded: Loaded, case: Case, name: str, policy: str, run: RunPolicy) -> str | None:
    laid = _laid(case, name, policy)
    placed = _placed(f"{laid}  expect: {{}}\n")
    register = register_of_test(placed, loaded) if placed is not None else None
    if register is None or register.value is None or register.failed:
        return None
    return laid + _expected(case.rule, run(_narrowed(loaded, case.rule), register.value))


def _narrowed(loaded: Loaded, rule: str) -> Loaded:
    """Leave out the rules that a case does not compare."""
    return replace(loaded, plan=of_rules(loaded.plan, [rule]))


def _laid(case: Case, name: str, policy: str) -> str:
    told = [f"# {line}\n" for line in case.told]
    told.append(f"- name: {_quoted(name)}\n  policy: {_quoted(policy)}\n  calendar: {_calendar(case.year.written)}\n")
    told.append(f"  as_of: {case.year.day.isoformat()}\n")
    told.append("  marks:\n")
    lines = {pupil: line_of(sketch, case.year) for pupil, sketch in case.pupils.items()}
    for pupil, sketch in case.pupils.items():
        about = f"    # {sketch.about}" if sketch.about else ""
        told.append(f"    {pupil}: '{lines[pupil]}'{about}\n")
    told += _columns(case)
    told += _arrivals_beside(case)
    facts: dict[str, list[str]] = {}
    for pupil, sketch in case.pupils.items():
        for table, row in sketch.rows:
            if table not in case.absent:
                facts.setdefault(table, []).append(_flow({"pupil": pupil, **_own(row, table, pupil)}))
    if facts:
        told.append("  facts:\n")
        for table, rows in facts.items():
            told.append(f"    {table}:\n")
            told += [f"      - {row}\n" for row in rows]
    if case.absent:
        told.append(f"  absent: [{', '.join(case.absent)}]\n")
    told.append(f"  only: [{case.rule}]\n")
    return "".join(told)


def _columns(case: Case) -> list[str]:
    """Write what the pupils are: once for all where they do not differ in it."""
    every = list(case.pupils.values())
    same = {
        name: text for name, text in every[0].columns.items() if all(each.columns.get(name) == text for each in every)
    }
    told = [f"  defaults: {_flow(same)}\n"] if same else []
    own = {
        pupil: {name: text for name, text in sketch.columns.items() if name not in same}
        for pupil, sketch in case.pupils.items()
    }
    if any(own.values()):
        told.append("  pupils:\n")
        told += [f"    {pupil}: {_flow(columns)}\n" for pupil, columns in own.items() if columns]
    return told


def _own(row: Mapping[str, str], table: str, pupil: str) -> dict[str, str]:
    """Give a row whose number no other pupil has."""
    name = {"leave_requests": "request", "notices": "notice"}.get(table)
    return {key: f"{text}_{pupil}" if key == name and text else text for key, text in row.items()}


def _arrivals_beside(case: Case) -> list[str]:
    days = case.year.calendar.school_days
    told = [
        f"    - {{pupil: {pupil}, date: {days[slot // 2].isoformat()}, session: {('AM', 'PM')[slot % 2]}, "
        f"{_when(when)}}}\n"
        for pupil, sketch in case.pupils.items()
        for slot, when in sorted(sketch.arrivals.items(), key=lambda each: each[0])
        if 0 <= slot < len(sketch.marks) and sketch.marks[slot]
    ]
    return ["  arrivals:\n", *told] if told else []


def _when(when: Arrived) -> str:
    return f"minutes_late: {when.late}" if when.at is None else f"arrived: {_clock(when.at)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _calendar(shape: SchoolYear) -> str:
    return _value(shape.plain(defaults=False, nones=False))


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return value.isoformat() if isinstance(value, date) else _quoted(str(value))


def _expected(rule: str, run: Run) -> str:
    actions = [action for action in run.actions if action.rule == rule]
    decisions = [each for each in run.decisions if each.table == rule]
    told: list[str] = []
    by_pupil: dict[str, list[Action]] = {}
    for action in actions:
        by_pupil.setdefault(action.pupil, []).append(action)
    told.append("  expect:\n" if by_pupil else "  expect: {}\n")
    for pupil, mine in by_pupil.items():
        told.append(f"    {pupil}:\n")
        told += [f"      - {_flow(_action(action))}\n" for action in mine]
    if decisions:
        told.append("  expect_decisions:\n")
        told += [f"    - {_flow(_decision(each))}\n" for each in decisions]
    return "".join(told)


def _action(action: Action) -> dict[str, str]:
    fields = {"rule": action.rule, "date": action.date, "session": action.session, "request": action.request,
              "parent": action.parent, "notice": action.notice}  # fmt: skip
    told = {name: value for name, value in fields.items() if value is not None}
    due = next((task.due for task in action.tasks if task.due and task.due_text != "same day"), None)
    return {**told, "due": due} if due is not None else told


def _decision(made: Decision) -> dict[str, str]:
    fields = {"table": made.table, "request": made.request, "pupil": made.pupil, "parent": made.parent,
              "date": made.date, "outcome": made.outcome, **made.gives}  # fmt: skip
    return {name: _shown(value) for name, value in fields.items() if value is not None}


def _shown(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _arrival_text(loaded: Loaded, case: ArrivalCase, policy: str) -> str | None:
    head = "".join(f"# {line}\n" for line in case.told) + f"- name: {_quoted(case.name)}\n  policy: {_quoted(policy)}\n"
    columns = "".join(f"    {pupil}: {{year_group: {year}}}\n" for pupil, year in case.pupils.items())
    first = case.begins.isoformat()
    named = ", ".join(f"{name}: {{from: {first}, to: {first}}}" for name in case.periods)
    calendar = f"  calendar: {{from: {first}, weeks: 1{f', periods: {{{named}}}' if named else ''}}}\n"
    placed = _placed(f"{head}{calendar}  pupils:\n{columns}{_DRAFT}")
    register = register_of_test(placed, loaded) if placed is not None else None
    if register is None or register.value is None or register.failed:
        return None
    told = _arrivals(case, Arrivals(loaded.plan, register.value), register.value.calendar.school_days[0])
    # a policy that names no period of the calendar needs none
    return head + (calendar if case.periods else "") + told if told else None


def _arrivals(case: ArrivalCase, arrivals: Arrivals, day: date) -> str:
    """Give the code of each arrival, of one pupil for each register that the cut-offs are of."""
    told: list[str] = []
    years: dict[str, str] = {}
    seen: set[tuple[str | None, ...]] = set()
    for pupil, year in case.pupils.items():
        codes = tuple(arrivals.code(pupil, day, case.half, minute) for minute in case.minutes)
        if None in codes or codes in seen:
            continue
        seen.add(codes)
        years[pupil] = year
        for minute, code in zip(case.minutes, codes, strict=True):
            told.append(f"    - {{pupil: {pupil}, session: {case.half}, at: {_clock(minute)}, code: '{code}'}}\n")
    if not told:
        return ""
    pupils = "".join(f"    {pupil}: {{year_group: {year}}}\n" for pupil, year in years.items())
    return f"  pupils:\n{pupils}  arrivals:\n{''.join(told)}"


def _flow(row: Mapping[str, str]) -> str:
    return (
        "{" + ", ".join(f"{name}: {_quoted(value)}" if value else f"{name}: null" for name, value in row.items()) + "}"
    )


def _quoted(text: str) -> str:
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS
    return text if plain or text in ("true", "false") else "'" + text.replace("'", "''") + "'"
