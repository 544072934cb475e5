"""a task is asked for that the law ties to more than the policy says

## Why

A name may leave the roll on listed grounds only, a register is not lengthened for one pupil, and an order is a court's.

## Avoid

```yaml
rules:
  - id: not_back
    source: leave of absence
    when: absent_in_a_row >= 10
    then: [{do: remove_from_roll, by: headteacher}]
```

## Prefer

```yaml
rules:
  - id: not_back
    source: leave of absence
    when: absent_in_a_row >= 10
    then: [{do: joint_enquiry, to: local_authority, by: headteacher}]
```

## Source

Each check with `tasks` has its own.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import asks, is_about
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.subject import Subject
from engine.model.checks import About

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Look for such tasks by the words of what is to be done."""
    for asked in checks(subject, "tasks"):
        about = About.model_construct(words=asked.check.tasks, but_not=())
        for ask in asks(subject):
            for number, task in enumerate(ask.tasks):
                if is_about(about, task.do):
                    path = (*ask.task_path(number), "do")
                    message = f"`{ask.id}` asks `{task.do}`"
                    yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)
