"""an `allow` is over, and what it allowed is found again

## Why

Whoever allowed something until a day wanted to hear of it on that day.

## Avoid

```yaml
allow: {L401: {reason: the governors meet in November, until: 2026-11-20}}
review_by: 2026-09-30
```

## Prefer

```yaml
allow: {L401: {reason: the governors meet in December, until: 2026-12-20}}
review_by: 2026-09-30
```

## Source

The author's own date; `until` is the first day on which it is no longer allowed.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.allowing import permissions
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "document"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the permissions of the file itself whose last day has passed."""
    for permission in permissions(subject.document):
        if not permission.holds(subject.as_of):
            place = permission.document.place((*permission.path, "until"))
            message = f"`allow` of `{permission.code}` ended on `{permission.until}`"
            yield Finding(message, place=place, help="mend what it allowed, or give a new reason and date")
