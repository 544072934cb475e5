"""a figure says no window, and looks at the year

## Why

Without `over` a figure counts from the beginning of the school year. That may be right, and it is not seen: a figure
that was meant for the day or the term and lost its window counts on and on.

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
WHOLE = True
_WINDOWED = frozenset({"count", "percent", "total", "last"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures that the file itself wrote."""
    assert subject.bound is not None
    for name, measure in subject.bound.model.measures.items():
        path = ("measures", name)
        if measure.over is None and measure.kind in _WINDOWED and subject.began_here(path):
            place = belongs(subject.document, subject.place_in_file(path), "over") or subject.key(path)
            message = f"`{name}` says no window, and looks at the year"
            yield Finding(message, path, "write `over: year`, or the window that is meant", place=place)
