"""a task is to be done by a parent or by the pupil

## Why

`by` names who in the school does something, and `to` for whom or with whom it is done. A task `by: parents` is on
nobody's list. Most often the two stand the wrong way round.

## Avoid

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: office, by: parents}]
```

## Prefer

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Source

Good practice: the program advises a named member of staff, and sends nothing to anybody.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
_FAMILY = frozenset({"parents", "pupil"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at who does each task that the file itself wrote."""
    for ask in asks(subject):
        for number, task in enumerate(ask.tasks):
            path = (*ask.task_path(number), "by")
            if task.by not in _FAMILY or not subject.is_own(path):
                continue
            swapped = task.to is not None and task.to not in _FAMILY
            act = (
                f"did you mean `to: {task.by}, by: {task.to}`?" if swapped else "name in `by` who in the school does it"
            )
            yield Finding(f"`{task.do}` is to be done by `{task.by}`, for whom the school acts", path, act)
