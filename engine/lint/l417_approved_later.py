"""the policy was approved on a day that has not come, or is to be reviewed before it

## Why

Governors, and an inspector, read when a policy was approved. A day that has not come was approved by nobody yet, and a
review that lies before it was that of another text: one of the dates is a slip.

## Avoid

```yaml
approved_on: 2062-09-01
```

```yaml
approved_on: 2026-09-01
review_by: 2026-07-31
```

## Prefer

```yaml
approved_on: 2026-07-01
review_by: 2027-07-31
```

## Source

The policy's own dates; the day asked is that of `--as-of`, by default today.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the day of approval with the day asked about, and with that of the review."""
    assert subject.policy is not None
    model = subject.policy.model
    approved, due = model.approved_on, model.review_by
    path = ("approved_on",)
    if approved is None or not subject.is_own(path):
        return
    if approved > subject.as_of:
        message = f"the policy says that it was approved on `{approved}`, which is after {subject.as_of}"
        yield Finding(message, path, "write the day on which it was approved, or leave it out until it is")
    elif due is not None and due < approved and subject.is_own(("review_by",)):
        message = f"the policy is to be reviewed by `{due}`, and was approved on `{approved}`"
        also = (("approved here", subject.place(path)),)
        yield Finding(message, ("review_by",), "write the date of the next review", also=also)
