"""a rule names no clause that it carries out

## Why

Every action names its clause: a parent who asks why is shown it, and a rule without one is somebody's own idea.

## Avoid

```yaml
rules:
  - id: certificate
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
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

Good practice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules, steps and tables that the file itself gives; a step's ladder may say it for all."""
    assert subject.bound is not None
    model = subject.bound.model
    for ask in asks(subject):
        if not subject.began_here(ask.base):
            continue
        if ask.kind == "rule":
            said = model.rules[int(ask.base[1])].source
        elif ask.kind == "step":
            ladder = model.ladders[str(ask.group[1])]
            said = ladder.source or ladder.steps[int(ask.base[3])].source
        else:
            said = model.tables[ask.id].source
        if said is None:
            place = subject.head(ask.base) if ask.kind == "table" else subject.place((*ask.base, "id"))
            yield Finding(f"`{ask.id}` names no clause", ask.base, "add `source: …`", place=place)
