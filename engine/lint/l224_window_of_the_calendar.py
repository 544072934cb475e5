"""a window has a name that is none, unless the calendar has a period of it

## Why

A window may be a period that `calendar.yaml` names, such as the weeks of exams. Nothing else tells such a name from a
slip, and a run over a dataset whose calendar does not have it stops.

## Avoid

```yaml
measures:
  lates_lately: {count: sessions, of: late, over: fortnight}
rules:
  - {id: late_note, source: §1, when: lates_lately >= 3, then: [{do: note, to: office}]}
```

```yaml
measures:
  lates_now: {count: sessions, of: late, over: trem}
rules:
  - {id: late_note, source: §1, when: lates_now >= 3, then: [{do: note, to: office}]}
```

## Prefer

```yaml
measures:
  lates_lately: {count: sessions, of: late, over: last 2 weeks}
  lates_now: {count: sessions, of: late, over: term}
rules:
  - {id: late_note, source: §1, when: lates_lately >= 3 or lates_now >= 9, then: [{do: note, to: office}]}
```

## Source

Good practice. It is a warning where a window of the language is likely to be meant, else information.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.validate.near import meant
from engine.validate.shape import shape_at

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the windows of figures that neither the language nor a flag knows."""
    assert subject.bound is not None
    for name, path in subject.bound.periods.items():
        if not subject.is_own(path):
            continue
        shape = shape_at((*path[:2], "over"))
        words = shape.some_words if shape is not None else ()
        from engine.validate.spoken import spoken

        advice = spoken("over", name) or meant(name, [*words, *subject.bound.model.flags])
        message = f"`{name}` is no window, unless `calendar.yaml` has a period of that name"
        usual = "name it in `periods` of each dataset's calendar"
        yield Finding(message, path, advice or usual, severity=None if advice else Severity.INFO)
