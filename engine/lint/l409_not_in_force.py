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

from collections.abc import Iterator, Mapping

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.item import InForce, Item
from engine.model.policy_file import PolicyFile

SEVERITY = Severity.WARNING
_SOON = 3
"""So many years before it holds a policy may be written."""


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the dates of the file, and of what it asks for, with the day."""
    assert subject.bound is not None and subject.policy is not None
    held = subject.policy.model.in_force
    if held is not None:
        # Versions of one policy stand side by side, and an earlier one is kept for past terms.
        yield from _over(subject, "the policy", held, ("in_force",), Severity.INFO)
        if held.from_ is not None and held.from_ > subject.as_of:
            message = f"the policy is in force from `{held.from_}`, and not yet on {subject.as_of}"
            far = held.from_.year > subject.as_of.year + _SOON
            advice = "is the year right? nothing is asked for before that day" if far else ""
            yield Finding(message, ("in_force", "from"), advice, severity=None if far else Severity.INFO)
    for path, name, item in _items(subject.bound.model):
        if item.in_force is not None and subject.is_own((*path, "in_force")):
            yield from _over(subject, f"`{name}`", item.in_force, (*path, "in_force"))


def _items(model: PolicyFile) -> Iterator[tuple[Path, str, Item]]:
    """Give every item that has days of its own, with its path in general forms."""
    for number, rule in enumerate(model.rules):
        yield ("rules", number), rule.id, rule
    for name, ladder in model.ladders.items():
        yield ("ladders", name), name, ladder
        for number, step in enumerate(ladder.steps):
            yield ("ladders", name, "steps", number), step.id, step
    for section in ("tables", "measures", "flags", "facts"):
        held: Mapping[str, Item] = getattr(model, section)
        yield from (((section, name), name, item) for name, item in held.items())
    for half in ("am", "pm") if model.registers is not None else ():
        entries: Mapping[str, Item] = getattr(model.registers, half)
        yield from ((("registers", half, name), name, entry) for name, entry in entries.items())
    if model.school_age is not None:
        yield ("school_age",), "school_age", model.school_age


def _over(subject: Subject, what: str, held: InForce, path: Path, mild: Severity | None = None) -> Iterator[Finding]:
    if held.from_ is not None and held.until is not None and held.until <= held.from_:
        message = f"{what} is never in force: it ends on `{held.until}`, and begins on `{held.from_}`"
        yield Finding(message, (*path, "until"), "`until` is the first day on which it no longer holds")
    elif held.until is not None and held.until <= subject.as_of:
        message = f"{what} is not in force any more since `{held.until}`"
        yield Finding(message, (*path, "until"), "take it out, or write the day on which it ends", severity=mild)
