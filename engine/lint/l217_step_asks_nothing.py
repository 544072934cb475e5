"""a step of a ladder asks nothing of anybody

## Why

A step without a task is raised and nobody hears of it; the step after it waits for it all the same.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
ladders:
  punctuality:
    source: §1
    when: lates_term >= 3
    restart: [lates_term]
    steps:
      - {id: late_call, then: [{do: call, to: parents, by: office}]}
      - {id: late_letter, title: Letter about lateness}
```

## Prefer

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
ladders:
  punctuality:
    source: §1
    when: lates_term >= 3
    restart: [lates_term]
    steps:
      - {id: late_call, then: [{do: call, to: parents, by: office}]}
      - {id: late_letter, title: Letter about lateness, then: [{do: letter, to: parents, by: office}]}
```

## Source

Good practice: what is meant to be done is said.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
WHOLE = "item"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the steps that the file itself wrote."""
    assert subject.bound is not None
    for name, ladder in subject.bound.model.ladders.items():
        for number, step in enumerate(ladder.steps):
            path = ("ladders", name, "steps", number)
            if step.then or not subject.began_here(path):
                continue
            place = belongs(subject.document, subject.place_in_file(path), "then") or subject.head(path)
            act = "write what it asks of whom: `then: [{do: …, to: …}]`"
            yield Finding(f"the step `{step.id}` asks nothing of anybody", path, act, place=place)
