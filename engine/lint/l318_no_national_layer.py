"""the policy stands below no national layer

## Why

Without it the policy has no codes of the law, no returns and no limits: what the law asks for is not asked for.

## Avoid

```yaml
extends: []
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Prefer

```yaml
extends: [england]
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Source

Good practice; such a policy is judged by the checks of the national layer that comes with the program.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"
WHOLE = "file"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for a national layer among a policy's own."""
    assert subject.policy is not None
    if any(layer.kind == "national" for layer in subject.policy.layers):
        return
    law = subject.law.policy.name if subject.law is not None and subject.law.policy is not None else ""
    message = "the policy stands below no national layer"
    message += f"; it was judged by the checks of `{law}`" if law else ", so nothing was checked against the law"
    said = isinstance(subject.document.value, dict) and "extends" in subject.document.value
    path = ("extends",) if said else ("policy",)
    stood = subject.since.stood((), "extends") if subject.since is not None else None
    place = stood or subject.document.place(path)
    yield Finding(message, path, f"write `extends: [{law or 'england'}]`", place=place)
