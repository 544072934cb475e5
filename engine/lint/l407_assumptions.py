"""so many items rest on what their author assumed, or depart from the document

## Why

What a clause leaves open was chosen by somebody. Whoever approves the policy should see those choices, and how many.

## Avoid

```yaml
rules:
  - id: certificate
    source: §5.6
    assumes: one each term
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Source

Good practice; an action that rests on an assumption says so.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.INFO
NEEDS = "document"
_MOST = 12
_SAID = {"assumes": "rest on what their author assumed", "departs": "depart from the document"}


def check(subject: Subject) -> Iterator[Finding]:
    """Count the items of the file itself that say so, and name their lines."""
    for field, what in _SAID.items():
        paths = [path for path in subject.document.spans if path[-1:] == (field,) and "checks" not in path]
        if not paths:
            continue
        lines = sorted({subject.document.key_place(path).span.line for path in paths})
        told = ", ".join(str(line) for line in lines[:_MOST]) + (" …" if len(lines) > _MOST else "")
        number = f"{len(paths)} items {what}" if len(paths) > 1 else f"1 item {_one(what)}"
        place = subject.document.key_place(paths[0])
        # the lines are no part of what is found: they move with every line above them
        act = f"have them approved with the policy: line{'s' * (len(lines) > 1)} {told}"
        yield Finding(number, ("policy",), act, place=place)


def _one(what: str) -> str:
    return what.replace("rest", "rests", 1).replace("depart", "departs", 1).replace("their author", "its author")
