"""the policy, or an item of it, is no longer in force on the day asked about

## Why

A rule that is over asks for nothing any more, and stands there as if it did.

## Avoid

```yaml
in_force: {from: 2023-09-01, until: 2024-09-01}
```

```yaml
rules:
  - id: certificate
    source: §5.6
    in_force: {until: 2024-09-01}
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Prefer

```yaml
in_force: {from: 2025-09-01}
```

## Source

The policy's own dates; `until` is the first day on which it no longer holds.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.item import InForce

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the dates of the file, and of what it asks for, with the day."""
    assert subject.bound is not None and subject.policy is not None
    held = subject.policy.model.in_force
    if held is not None:
        # Versions of one policy stand side by side, and an earlier one is kept for past terms.
        yield from _over(subject, "the policy", held, ("in_force",), Severity.INFO)
        if held.from_ is not None and held.from_ > subject.as_of:
            message = f"the policy is in force from `{held.from_}`, and not yet on {subject.as_of}"
            yield Finding(message, ("in_force", "from"), severity=Severity.INFO)
    model = subject.bound.model
    for ask in asks(subject):
        if not subject.is_own(ask.base):
            continue
        if ask.kind == "rule":
            item = model.rules[int(ask.base[1])].in_force
        elif ask.kind == "step":
            item = model.ladders[str(ask.group[1])].in_force
        else:
            item = model.tables[ask.id].in_force
        if item is not None:
            yield from _over(subject, f"`{ask.id}`", item, (*(ask.group), "in_force"))


def _over(subject: Subject, what: str, held: InForce, path: Path, mild: Severity | None = None) -> Iterator[Finding]:
    if held.from_ is not None and held.until is not None and held.until <= held.from_:
        message = f"{what} is never in force: it ends on `{held.until}`, and begins on `{held.from_}`"
        yield Finding(message, (*path, "until"), "`until` is the first day on which it no longer holds")
    elif held.until is not None and held.until <= subject.as_of:
        message = f"{what} is not in force any more since `{held.until}`"
        yield Finding(message, (*path, "until"), "take it out, or write the day on which it ends", severity=mild)
