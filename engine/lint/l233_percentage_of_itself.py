"""a percentage is always 0 or always 100, whatever the register

## Why

`percent` is what part of `of` it is. Where no session is in both, as of the absent out of the attended, the figure is
always 0; where all that is in `of` is in `percent` too, as when the two change places, it is always 100.

## Avoid

```yaml
measures:
  absence: {title: absence this term, percent: absent, of: attended, over: term}
rules:
  - id: absence_letter
    source: §1
    when: absence >= 10
    then: [{do: letter, to: parents, by: office}]
```

```yaml
measures:
  absence: {title: absence this term, percent: possible, of: absent, over: term}
rules:
  - id: absence_letter
    source: §1
    when: absence >= 10
    then: [{do: letter, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  absence: {title: absence this term, percent: absent, of: possible, over: term}
rules:
  - id: absence_letter
    source: §1
    when: absence >= 10
    then: [{do: letter, to: parents, by: office}]
```

## Source

Good practice; every code of the code tables is looked at, where codes alone decide.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the percentages of which the file wrote one of the two sets."""
    meaning = meaning_of(subject)
    for name, measure in meaning.bound.model.measures.items():
        path = ("measures", name, "percent")
        if measure.percent is None or not (subject.is_own(path) or subject.is_own(("measures", name, "of"))):
            continue
        held = meaning.opener.figure(name)
        if not held.whole or held.marks is None:
            continue
        if not held.marks:
            message = f"`{name}` is always 0%: no session is both in `percent` and in `of`"
        elif held.marks == held.whole:
            message = f"`{name}` is always 100%: every session of `of` is in `percent` too"
        else:
            continue
        yield Finding(message, path, "write what is meant out of all, as in `percent: absent, of: possible`")
