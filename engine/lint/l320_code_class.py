r"""the policy's own code table counts a code otherwise than the national one

## Why

Every percentage and every threshold rests on the class of a code: one that is wrong changes who is persistently absent.

## Avoid

```yaml
extends: []
codes:
  - from: 2024-08-19
    table:
      '/': {category: present, used_for: on_time_am}
      '\': {category: present, used_for: on_time_pm}
      'D': {category: present, means: Dual registered}
```

## Prefer

```yaml
extends: []
codes:
  - from: 2024-08-19
    table:
      '/': {category: present, used_for: on_time_am}
      '\': {category: present, used_for: on_time_pm}
      'D': {category: not_possible, means: Dual registered}
```

## Source

The code tables of the national layer. A policy below it inherits them, and may not change them.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.marks import marks_of
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Compare a code table of the file's own with the one that judges it, on the day asked about."""
    if subject.law is None or subject.bound is None or not subject.bound.model.codes:
        return
    own, law = marks_of(subject).codes, marks_of(subject.law).codes
    for number, table in enumerate(subject.bound.model.codes):
        for code, held in table.table.items():
            if own.get(code) is not held:
                continue
            base: Path = ("codes", number, "table", code)
            wanted = law.get(code)
            if wanted is None:
                message = f"`{code}` is no code of the national table on {subject.as_of}"
                yield Finding(message, base, "take it out", place=subject.key(base), severity=Severity.WARNING)
            elif wanted.category != held.category:
                message = f"`{code}` counts as `{held.category}` here, and as `{wanted.category}` in the national table"
                yield Finding(message, (*base, "category"), f"write `category: {wanted.category}`")
