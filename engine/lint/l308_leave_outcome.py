"""leave of one reason comes to what the law or the guidance does not allow

## Why

A holiday is coded as one whatever the notice; a day of religious observance is authorised by law; and exceptional
circumstances are judged one by one, so that no rule may refuse them all.

## Avoid

```yaml
leave:
  source: leave
  reasons:
    performance: {outcome: grant, code: C1}
  otherwise: {outcome: refuse, code: O}
```

## Prefer

```yaml
leave:
  source: leave
  not_decided: [medical]
  reasons:
    holiday: {outcome: refuse, code: G}
    religious_observance: {outcome: grant, code: R}
    performance: {outcome: grant, code: C1}
  otherwise: {outcome: head_decides}
```

## Source

SI 2024/208 regs 10 and 11; Working together to improve school attendance. What each reason may come to stands in the
checks with `leave`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.partial import OPEN, Partial
from engine.lint.rows import hits, row_path
from engine.lint.subject import Subject
from engine.model.checks import LeaveReason

_OUTCOME, _CODE = "outcome", "code"
SEVERITY = Severity.ERROR
NEEDS = "plan"
_ANOTHER = "something else"


def check(subject: Subject) -> Iterator[Finding]:
    """Ask every table and rule about requests for leave what it makes of each reason."""
    for asked in checks(subject, "leave"):
        for ask in asks(subject):
            if ask.each != "leave_requests":
                continue
            if ask.kind == "table":
                yield from _table(subject, asked, ask)
            else:
                yield from _codes(subject, asked, ask)


def _table(subject: Subject, asked: Asked, ask: Ask) -> Iterator[Finding]:
    assert subject.bound is not None and asked.check.leave is not None
    wanted = asked.check.leave
    table = subject.bound.tables.get(ask.id)
    partial = Partial(subject.bound, subject.as_of, {"reason": wanted.reason})
    *conditions, unless = ask.conditions
    if table is None or "outcome" not in table.outputs or partial.excluded(unless):
        return
    if not all(partial.possible(path) for path in conditions):
        return
    place = table.outputs.index(_OUTCOME)
    code = table.outputs.index(_CODE) if _CODE in table.outputs else None
    found = list(hits(partial, table))
    other = Partial(subject.bound, subject.as_of, {"reason": _ANOTHER})
    general = {hit.number for hit in hits(other, table)}
    outcomes = [hit.outputs[place] for hit in found]
    for hit in found:
        given = hit.outputs[place], None if code is None else hit.outputs[code]
        output, message = _wrong(wanted, *given, outcomes, general=hit.number in general)
        if message:
            mild = wanted.always is not None and hit.number in general
            severity = Severity.WARNING if mild else asked.severity
            path, start, end = row_path(subject, ask.id, hit.number, output, given[output == _CODE])
            yield Finding(asked.told(message), path, asked.help(), start, end, also=asked.also, severity=severity)
            return


def _wrong(
    wanted: LeaveReason, outcome: object, code: object, outcomes: list[object], *, general: bool
) -> tuple[str, str]:
    """Say which output of one row is wrong for this reason, and how; empty where nothing is.

    A general row names no reason.
    """
    if general and wanted.if_named:
        return "", ""
    leave = f"leave for `{wanted.reason}`"
    right = wanted.codes.get(outcome) if isinstance(outcome, str) else None
    if right is not None and isinstance(code, str) and code != right:
        return _CODE, f"{leave} that comes to `{outcome}` is coded `{code}`, and not `{right}`"
    if outcome is OPEN or outcome is None:
        return "", ""
    if wanted.always is not None and outcome != wanted.always:
        return _OUTCOME, f"{leave} can come to `{outcome}`, and must come to `{wanted.always}`"
    if wanted.never is not None and outcome == wanted.never and set(outcomes) != {outcome}:
        return _OUTCOME, f"{leave} comes to `{outcome}` by rule in some cases"
    if wanted.not_always is not None and all(each == wanted.not_always for each in outcomes):
        return _OUTCOME, f"{leave} comes to `{outcome}` whatever the case"
    return "", ""


def _codes(subject: Subject, asked: Asked, ask: Ask) -> Iterator[Finding]:
    """Find rules that propose a code for leave of this reason which goes with no outcome."""
    assert subject.bound is not None and asked.check.leave is not None
    wanted = asked.check.leave
    partial = Partial(subject.bound, subject.as_of, {"reason": wanted.reason})
    *conditions, unless = ask.conditions
    if not all(partial.possible(path) for path in conditions) or partial.excluded(unless):
        return
    other = Partial(subject.bound, subject.as_of, {"reason": _ANOTHER})
    general = all(other.possible(path) for path in conditions) and not other.excluded(unless)
    if general and wanted.if_named:
        return
    for number, task in enumerate(ask.tasks):
        if task.code is not None and wanted.codes and task.code not in wanted.codes.values():
            right = " or ".join(f"`{code}`" for code in dict.fromkeys(wanted.codes.values()))
            message = f"leave for `{wanted.reason}` is coded `{task.code}`, and not {right}"
            path = (*ask.task_path(number), "code")
            mild = general and wanted.always is not None
            severity = Severity.WARNING if mild else asked.severity
            yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=severity)
