"""the policy was to be reviewed by a day that has passed, or is to be by one that is far off

## Why

A policy that nobody looked at again may rest on guidance that was replaced, and governors are told that it is current.

## Avoid

```yaml
review_by: 2026-09-30
```

```yaml
review_by: 2072-09-30
```

## Prefer

```yaml
review_by: 2027-09-30
```

## Source

The policy's own promise; the day asked is that of `--as-of`, by default today.
"""

from collections.abc import Iterator
from datetime import date

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"
_YEARS = 5
"""A policy that is to be reviewed later than that is hardly meant to be."""


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the day of review with the day asked about."""
    assert subject.policy is not None
    due, approved = subject.policy.model.review_by, subject.policy.model.approved_on
    if approved is not None and due is not None and due < approved <= subject.as_of:
        return  # it was approved since, and the day of the review was left as it stood
    if isinstance(due, date) and due < subject.as_of:
        days = (subject.as_of - due).days
        message = f"the policy was to be reviewed by `{due}`, {days:,} day{'s' * (days != 1)} before {subject.as_of}"
        yield Finding(message, ("review_by",), "review it, and write the next date")
    elif isinstance(due, date) and due.year - subject.as_of.year > _YEARS:
        message = f"the policy is to be reviewed by `{due}`, {due.year - subject.as_of.year} years from now"
        yield Finding(message, ("review_by",), "is the year right?")
