"""Cases -> a file of scenario tests that expects what happens now."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath

from engine.boundaries.case import Case
from engine.boundaries.cases import Cases
from engine.decision import Action, Decision, Run
from engine.load import Loaded
from engine.model.test_file import ScenarioTest
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
# the policy and the case.
"""

_DRAFT = "  arrivals: [{pupil: year_1, session: AM, at: 09:00, code: _}]\n"
"""Until the codes of the arrivals are known the test asks about one of them."""


def boundaries(loaded: Loaded, policy: str, run: RunPolicy) -> Iterator[str]:
    """Write the cases of a policy that is called `policy` in them; those that cannot be laid out are left out."""
    yield _HEAD.format(loaded.policy.name)
    taken: set[str] = set()
    for case in Cases(loaded).all():
        name, number = case.name, 2
        while name in taken:
            name, number = f"{case.name} ({number})", number + 1
        taken.add(name)
        text = _laid(case, name, policy, _DRAFT if case.arrivals else "  expect: {}\n")
        placed = _placed(text)
        if placed is None:
            continue
        register = register_of_test(placed, loaded)
        if register.value is None or register.failed:
            continue
        if case.arrivals:
            told = _arrivals(case, Arrivals(loaded.plan, register.value), register.value.calendar.school_days[0])
            if told:
                yield "\n" + _laid(case, name, policy, told, marked=False)
            continue
        yield "\n" + _laid(case, name, policy, _expected(case, run(loaded, register.value)))


def _placed(text: str) -> Placed | None:
    document = parse(Source("boundaries", text)).value
    if document is None or not isinstance(document.value, list):
        return None
    return Placed(ScenarioTest.model_validate(document.value[0]), document, (0,), FilePath())


def _laid(case: Case, name: str, policy: str, ending: str, *, marked: bool = True) -> str:
    told = [f"- name: {_quoted(name)}\n  policy: {_quoted(policy)}\n"]
    if marked:
        told.append(f"  calendar: {{from: {case.begins.isoformat()}, weeks: {case.weeks}}}\n")
    if case.marks:
        told.append("  marks:\n")
        for pupil, line in case.marks.items():
            told.append(f"    {pupil}: '{line}'" + (f"    # {case.about[pupil]}" if pupil in case.about else "") + "\n")
    if case.pupils and marked:
        told.append("  pupils:\n")
        told += [f"    {pupil}: {_flow(columns)}\n" for pupil, columns in case.pupils.items()]
    if case.facts:
        told.append("  facts:\n")
        for table, rows in case.facts.items():
            told.append(f"    {table}:\n" if rows else f"    {table}: []\n")
            told += [f"      - {_flow(row)}\n" for row in rows]
    if case.asked:
        told.append(f"  only: [{', '.join(case.asked)}]\n")
    return "".join(told) + ending


def _expected(case: Case, run: Run) -> str:
    actions = [action for action in run.actions if action.rule in case.asked]
    decisions = [each for each in run.decisions if each.table in case.asked]
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
    return {name: value for name, value in fields.items() if value is not None}


def _decision(made: Decision) -> dict[str, str]:
    fields = {"table": made.table, "request": made.request, "pupil": made.pupil, "parent": made.parent,
              "date": made.date, "outcome": made.outcome}  # fmt: skip
    return {name: str(value) for name, value in fields.items() if value is not None}


def _arrivals(case: Case, arrivals: Arrivals, day: object) -> str:
    """Give the code of each arrival, of one pupil for each register that the cut-offs are of."""
    told: list[str] = []
    years: dict[str, str] = {}
    seen: set[tuple[str | None, ...]] = set()
    minutes = list(dict.fromkeys(minute for _, _, minute in case.arrivals))
    half = case.arrivals[0][1]
    for pupil, columns in case.pupils.items():
        codes = tuple(arrivals.code(pupil, day, half, minute) for minute in minutes)  # type: ignore[arg-type]
        if None in codes or codes in seen:
            continue
        seen.add(codes)
        years[pupil] = columns["year_group"]
        for minute, code in zip(minutes, codes, strict=True):
            at = f"{minute // 60:02}:{minute % 60:02}"
            told.append(f"    - {{pupil: {pupil}, session: {half}, at: {at}, code: '{code}'}}\n")
    if not told:
        return ""
    pupils = "".join(f"    {pupil}: {{year_group: {year}}}\n" for pupil, year in years.items())
    return f"  pupils:\n{pupils}  arrivals:\n{''.join(told)}"


def _flow(row: Mapping[str, str] | Sequence[str]) -> str:
    assert isinstance(row, Mapping)
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in row.items()) + "}"


def _quoted(text: str) -> str:
    plain = text.replace("_", "").replace("-", "").replace(".", "").isalnum()
    return text if plain else "'" + text.replace("'", "''") + "'"
