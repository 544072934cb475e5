"""an amount in use says nothing for days on which the policy is in force

## Why

A dated amount that begins after the policy does, or ends before it, leaves days on which what rests on it cannot be
decided. A run over such a day stops before it begins.

## Avoid

```yaml
in_force: {from: 2025-09-01}
values:
  limit: [{from: 2025-11-01, value: 3 sessions}]
rules:
  - {id: note, when: unauthorised_10w > limit, then: [{do: note, to: parents, by: office}]}
```

```yaml
in_force: {from: 2025-09-01}
values:
  limit: [{until: 2026-01-01, value: 3 sessions}]
rules:
  - {id: note, when: unauthorised_10w > limit, then: [{do: note, to: parents, by: office}]}
```

## Prefer

```yaml
in_force: {from: 2025-09-01}
values:
  limit: [{until: 2025-11-01, value: 4 sessions}, {from: 2025-11-01, value: 3 sessions}]
rules:
  - {id: note, when: unauthorised_10w > limit, then: [{do: note, to: parents, by: office}]}
```

```yaml
in_force: {from: 2025-09-01}
values:
  limit: [{from: 2025-11-01, value: 3 sessions}]
rules:
  - id: note
    in_force: {from: 2025-11-01}
    when: unauthorised_10w > limit
    then: [{do: note, to: parents, by: office}]
```

## Source

The policy's own dates: `in_force` of the file and of what rests on the amount, `from` and `until` of its entries.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.unsaid import unsaid

SEVERITY = Severity.ERROR
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the first day of the policy, and at the days beside every change of an amount within its dates."""
    assert subject.policy is not None and subject.plan is not None and subject.place_of is not None
    in_force = subject.policy.model.in_force
    if in_force is None or in_force.from_ is None:
        return
    first, after = in_force.from_, in_force.until or date.max
    days = {first}
    for entries in subject.plan.values.values():
        for entry in entries:
            days |= {entry.start - timedelta(days=1)} if entry.start is not None else set()
            days |= {entry.until} if entry.until is not None else set()
    within = sorted(day for day in days if first <= day < after)
    for told in unsaid(subject.plan, subject.expanded, subject.place_of, within, "on which the policy is in force"):
        yield Finding(told.message, place=told.place, help=told.help, also=told.also)
