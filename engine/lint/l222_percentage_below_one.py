"""a percentage is compared with less than one per cent

## Why

Percentages go from 0 to 100 here: `attendance_percent < 0.9` is attendance below nine tenths of one per cent, and a
rule that was meant for below 90% acts for almost nobody.

## Avoid

```yaml
rules:
  - id: low
    source: §1
    when: attendance_percent < 0.9
    check: half_term
    then: [{do: letter, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: low
    source: §1
    when: attendance_percent <= 90
    check: half_term
    then: [{do: letter, to: parents, by: office}]
```

## Source

Good practice: shares are percentages, `90%` or 90.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.limits import limits
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
_PERCENT = "percent"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every limit of a percentage, written out or with a name, in a condition of the file."""
    assert subject.bound is not None
    measures, values = subject.bound.model.measures, subject.bound.model.values
    for path, checked in subject.bound.expressions.items():
        if not subject.is_own(path):
            continue
        for limit in limits(subject, checked):
            measure = measures.get(limit.name)
            if measure is not None and measure.kind == _PERCENT and 0 < limit.value < 1:
                message = f"`{limit.name}` is compared with less than one per cent"
                advice = (
                    f"did you mean {limit.value * 100}%?"
                    if (limit.value * 100).denominator == 1
                    else "percentages go from 0 to 100"
                )
                if limit.by in values and subject.is_own(("values", limit.by)):
                    also = (("compared here", subject.place(path, limit.start, limit.end)),)
                    yield Finding(f"{message}: `{limit.by}`", ("values", limit.by), advice, also=also)
                else:
                    yield Finding(message, path, advice, limit.start, limit.end)
