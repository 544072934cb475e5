"""a time that the law counts in school days is given in others, or is longer

## Why

Calendar days run through a half term, so the time is over before anybody is back in school.

## Avoid

```yaml
measures:
  n_today: {count: sessions, of: 'code = "N"', over: day}
rules:
  - id: resolve
    source: §5.5
    when: n_today > 0
    act: each check
    then: [{do: propose_code, code: O, sessions: n_today, by: office, due: 5 days}]
```

```yaml
measures:
  old_n: {title: N of 8 school days ago, count: sessions, of: 'code = "N" and age >= 8', over: term}
rules:
  - id: resolve
    source: §5.5
    when: old_n > 0
    then: [{do: resolve_code, to: office, by: office, due: same day}]
```

## Prefer

```yaml
measures:
  n_today: {count: sessions, of: 'code = "N"', over: day}
rules:
  - id: resolve
    source: §5.5
    when: n_today > 0
    act: each check
    then: [{do: propose_code, code: O, sessions: n_today, by: office, due: 5 school days}]
```

## Source

SI 2024/208 reg 10(7)-(9).
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, reads
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.limits import limits
from engine.lint.marks import asks_of_code, codes_in, marks_of
from engine.lint.subject import Subject
from engine.model.amounts import Amount

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at when tasks are due whose rule asks about the codes that the time runs from."""
    assert subject.bound is not None
    marks = marks_of(subject)
    for asked in checks(subject, "counted_in"):
        wanted = asked.check.counted_in
        assert wanted is not None
        for ask in asks(subject):
            names = behind(subject, reads(subject, ask), rules=False)
            measures = {name: subject.bound.expressions.get(("measures", name, "of")) for name in names}
            told = {name for name, of in measures.items() if asks_of_code(of, subject)}
            if not told or any(codes_in(subject, marks, measures[name]) != frozenset(wanted.codes) for name in told):
                continue
            yield from _late(subject, asked, ask, told)
            for number, task in enumerate(ask.tasks):
                after = task.due.after if task.due is not None else None
                if not (task.code is not None or task.do in wanted.tasks) or not isinstance(after, Amount):
                    continue
                path = (*ask.task_path(number), "due")
                said = f"`{ask.id}` is due after `{after.number} {after.unit}s`"
                if after.unit != wanted.unit:
                    message = f"{said}, and {wanted.unit}s count"
                    yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)
                elif after.number > wanted.most.number:
                    message = f"{said}, and {wanted.most.number} {wanted.unit}s are the most"
                    yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)


def _late(subject: Subject, asked: Asked, ask: Ask, names: set[str]) -> Iterator[Finding]:
    """Find rules that propose a code, and look back further than the time allows."""
    assert subject.bound is not None and asked.check.counted_in is not None
    wanted = asked.check.counted_in
    if not any(task.code is not None or task.do in wanted.tasks for task in ask.tasks):
        return
    for name in sorted(names):
        path: Path = ("measures", name, "ends")
        ends = subject.bound.model.measures[name].ends
        if isinstance(ends, Amount) and ends.unit == wanted.unit and ends.number > wanted.most.number:
            message = f"`{ask.id}` looks at sessions of {ends.number} {ends.unit}s ago"
            message += f", and {wanted.most.number} {wanted.unit}s are the most"
            yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)
        of: Path = ("measures", name, "of")
        for limit in limits(subject, subject.bound.expressions.get(of)):
            least = limit.value + (limit.operator == ">")
            if limit.name == "age" and limit.operator in (">", ">=", "=") and least > wanted.most.number:
                message = f"`{ask.id}` looks at sessions of {least} {wanted.unit}s ago"
                message += f", and {wanted.most.number} {wanted.unit}s are the most"
                told, act = asked.told(message), asked.help()
                yield Finding(told, of, act, limit.start, limit.end, also=asked.also, severity=asked.severity)
