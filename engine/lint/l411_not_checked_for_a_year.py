"""an amount was last looked up more than a year ago, or on a day that has not come

## Why

`checked_on` says when somebody last saw that the amount still holds. Law and guidance change with the school year, and
an amount that nobody has looked up since may be last year's.

## Avoid

```yaml
values:
  lates_limit: [{value: 3 sessions, source: §5.4, checked_on: 2025-09-01}]
```

```yaml
values:
  lates_limit: [{value: 3 sessions, source: §5.4, checked_on: 2062-09-01}]
```

## Prefer

```yaml
values:
  lates_limit: [{value: 3 sessions, source: §5.4, checked_on: 2026-09-01}]
```

```yaml
values:
  lates_limit:
    - {until: 2025-09-01, value: 3 sessions, checked_on: 2025-01-01}
    - {from: 2025-09-01, value: 2 sessions, checked_on: 2026-09-01}
```

## Source

The date that the policy itself gives. An amount that no longer holds on the day asked about is not looked up again; one
that was written in a layer above is information here, and a warning where that layer is linted.
"""

from collections.abc import Iterator

from engine.dates import Period, in_turn
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.timeline import back
from engine.words import day_in_words

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the day on which each amount was looked up with the day asked about."""
    assert subject.policy is not None
    stale = back(subject.as_of, 1, "year")
    for name, entries in subject.policy.model.values.items():
        periods = in_turn([Period(entry.from_, entry.until) for entry in entries])
        for at, (entry, period) in enumerate(zip(entries, periods, strict=True)):
            if entry.checked_on is None or (period.until is not None and period.until <= subject.as_of):
                continue
            path = ("values", name, at, "checked_on")
            severity = None if subject.policy.origin(path).layer == len(subject.policy.layers) - 1 else Severity.INFO
            if entry.checked_on < stale:
                message = f"`{name}` was last looked up on {day_in_words(entry.checked_on)}, more than a year ago"
                act = "look whether it still holds in what `source` names, and write the day in `checked_on`"
            elif entry.checked_on > subject.as_of:
                message = f"`{name}` says it was looked up on {day_in_words(entry.checked_on)}, which has not come yet"
                act = "write the day on which somebody looked"
            else:
                continue
            yield Finding(message, path, act, place=subject.policy.place(path), severity=severity)
