"""a flag begins with a rule that asks whether it stands already, so that it never begins

## Why

A flag that stands for nobody until somebody has it already is never set, and no rule that asks for it ever acts. Most
often it was to begin with another rule.

## Avoid

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
flags:
  on_report: {title: On report, starts: report_failed, lasts: 15 school days}
rules:
  - id: report
    source: §1
    when: lates_term >= 6
    then: [{do: report, to: pupil, by: office}]
  - id: report_failed
    source: §1
    when: on_report and lates_term >= 9
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Prefer

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
flags:
  on_report: {title: On report, starts: report, lasts: 15 school days}
rules:
  - id: report
    source: §1
    when: lates_term >= 6
    then: [{do: report, to: pupil, by: office}]
  - id: report_failed
    source: §1
    when: on_report and lates_term >= 9
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Source

Good practice. A flag that a person may set as well, as `set_by` says, begins with them.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.expressions.typed import Read
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.meanings import together
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "bound"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the flags that begin with a rule or a step."""
    assert subject.bound is not None
    by_id = {ask.id: ask for ask in asks(subject)}
    flags = subject.bound.model.flags
    for name, flag in flags.items():
        start = by_id.get(flag.starts or "")
        path = ("flags", name, "starts")
        if start is None or flag.set_by is not None or not subject.is_own(path):
            continue
        if name in _needed(subject, start):
            message = f"`{name}` begins with `{start.id}`, which acts only where `{name}` stands already"
            advice = f"let it begin with another rule, or add `set_by` if a person sets `{name}` too"
            yield Finding(message, path, advice, also=((f"`{start.id}`", subject.place((*start.base, "id"))),))


def _needed(subject: Subject, ask: Ask) -> set[str]:
    """Give the names that must be true for something to act."""
    assert subject.bound is not None
    held = (subject.bound.expressions.get(path) for path in ask.conditions[:-1])
    trees = [checked.tree for checked in held if checked is not None and checked.tree is not None]
    return {part.name for tree in trees for part in together(tree) if isinstance(part, Read)}
