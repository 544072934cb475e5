"""a figure counts all sessions or days there are

## Why

Without `of` a figure counts every session of its window, whatever the code. A figure that was meant to count absences
or lates and lost its `of` is far too high from the first week on.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, over: term}
rules:
  - id: late_note
    source: §1
    when: lates_term >= 3
    then: [{do: note, to: office}]
```

## Prefer

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_note
    source: §1
    when: lates_term >= 3
    then: [{do: note, to: office}]
```

## Source

Good practice; `of: possible` says that the possible sessions are meant.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
WHOLE = "item"
_COUNTED = frozenset({"sessions", "school days"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures that the file itself wrote."""
    assert subject.bound is not None
    for name, measure in subject.bound.model.measures.items():
        path = ("measures", name)
        if measure.of is None and measure.count in _COUNTED and subject.began_here(path):
            place = belongs(subject.document, subject.place_in_file(path), "of") or subject.key(path)
            message = f"`{name}` counts all {measure.count}, whatever their code"
            yield Finding(message, path, "say in `of` which are meant, as `of: possible`", place=place)
