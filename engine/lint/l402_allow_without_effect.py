"""an `allow` takes out no finding

## Why

A permission that does nothing hides the next finding of its kind: nobody remembers why it stands there.

## Avoid

```yaml
rules:
  - id: late_note
    source: §1
    when: occasions_year > 3
    allow: {L401: {reason: the governors meet in December}}
    then: [{do: note, to: office}]
```

## Prefer

```yaml
rules:
  - id: late_note
    source: §1
    when: occasions_year > 3
    then: [{do: note, to: office}]
```

## Source

Good practice: as for an unused suppression in any linter.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.allowing import permissions
from engine.lint.finding import Finding
from engine.lint.rule import rule_of
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "plan"
AFTER = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find the permissions of the file itself that allowed nothing, though they still hold."""
    for permission in permissions(subject.document):
        key = (permission.document.source.name, permission.path)
        rule = rule_of(permission.code)
        if rule is not None and rule.code != "L402" and key not in subject.used and permission.holds(subject.as_of):
            place = permission.document.key_place(permission.path)
            message = f"`allow` of `{permission.code}` takes out no finding here"
            yield Finding(message, place=place, help="take it out")
