"""a figure says no window, and looks at the year

## Why

Without `over` a figure counts from the beginning of the school year. That may be right, and it is not seen: a figure
that was meant for the day or the term and lost its window counts on and on. Where two or more other figures of the file
say theirs and this one alone does not, it is a warning.

## Avoid

```yaml
measures:
  lates_lately: {count: sessions, of: late}
rules:
  - id: late_note
    source: §1
    when: lates_lately >= 3
    then: [{do: note, to: office}]
```

## Prefer

```yaml
measures:
  lates_lately: {count: sessions, of: late, over: last 10 school days}
rules:
  - id: late_note
    source: §1
    when: lates_lately >= 3
    then: [{do: note, to: office}]
```

## Source

Good practice; what is left out means `over: year`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.INFO
WHOLE = "item"
_OTHERS = 2
_WINDOWED = frozenset({"count", "percent", "total", "last"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures that the file itself wrote."""
    assert subject.bound is not None
    own = {
        name: measure
        for name, measure in subject.bound.model.measures.items()
        if measure.kind in _WINDOWED and subject.began_here(("measures", name))
    }
    silent = [name for name, measure in own.items() if measure.over is None]
    alone = len(silent) == 1 and len(own) > _OTHERS
    for name in silent:
        path = ("measures", name)
        place = belongs(subject.document, subject.place_in_file(path), "over") or subject.key(path)
        message = f"`{name}` says no window, and looks at the year"
        advice = "write `over: year`, or the window that is meant"
        severity = Severity.WARNING if alone else None
        yield Finding(
            message + ", as no other figure of the file does" * alone, path, advice, place=place, severity=severity
        )
