"""the first step of a ladder waits, and there is no step before it

## Why

`after` waits for the step before, and `within` looks for so long after that. The first step has none before it: it is
raised as soon as its condition holds, whatever its author wrote beside it.

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
      - {id: late_call, after: 2 weeks, then: [{do: call, to: parents, by: office}]}
      - {id: late_letter, then: [{do: letter, to: parents, by: office}]}
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
      - {id: late_letter, after: 2 weeks, then: [{do: letter, to: parents, by: office}]}
```

## Source

Good practice. A single step with `repeat: last` waits for itself, and `after_step` names what another waits for.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the first step of every ladder that the file itself wrote."""
    assert subject.bound is not None
    for name, ladder in subject.bound.model.ladders.items():
        first = ladder.steps[0]
        comes_again = ladder.repeat == "last" and (
            len(ladder.steps) == 1 or any(step.in_force is not None for step in ladder.steps)
        )
        if first.after_step is not None or comes_again:
            continue
        for field, length in (("after", first.after), ("within", first.within)):
            path = ("ladders", name, "steps", 0, field)
            if length is not None and subject.is_own(path):
                message = f"`{first.id}` is the first step, so its `{field}` has no step before it to count from"
                advice = "take it out, or say with `after_step` what it waits for"
                yield Finding(message, path, advice, place=subject.key(path))
