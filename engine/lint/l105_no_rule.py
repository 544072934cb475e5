"""the policy asks for nothing: it has no rule, no ladder and no table

## Why

A policy without a rule never asks anybody for anything, and a run of it finds nothing wrong with any school.

## Avoid

```yaml
extends: []
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
```

## Prefer

```yaml
extends: [england]
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
```

## Source

Good practice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
WHOLE = "file"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for anything that asks for something, the policy's own or inherited."""
    if next(iter(asks(subject)), None) is None:
        place = subject.document.place(("policy",))
        yield Finding("the policy has no rule", ("policy",), "write one under `rules:`, or extend a layer", place=place)
