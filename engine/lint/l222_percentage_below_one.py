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

```yaml
values: {target: 0.96}
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
from engine.expressions.printing import number_text
from engine.lint.finding import Finding
from engine.lint.percentages import WHOLE, at_its_value, percent_limits
from engine.lint.subject import Subject
from engine.model.amounts import Amount

SEVERITY = Severity.WARNING
_TARGET = "target"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every limit of a percentage, written out or with a name, that the file wrote, and at the target."""
    limits = list(percent_limits(subject))
    if all(limit.by != _TARGET for _, limit in limits):
        yield from _target(subject)
    for path, limit in limits:
        if 0 < limit.value < 1:
            percent = limit.value * WHOLE
            advice = f"did you mean {percent}%?" if percent.denominator == 1 else "percentages go from 0 to 100"
            message = f"`{limit.name}` is compared with less than one per cent"
            yield at_its_value(subject, path, limit, message, advice)


def _target(subject: Subject) -> Iterator[Finding]:
    """Find a target, which reports compare attendance with, of less than one per cent."""
    assert subject.bound is not None
    for entry in subject.bound.model.values.get(_TARGET, ()):
        if isinstance(entry.value, Amount) and 0 < entry.value.number < 1 and subject.is_own(("values", _TARGET)):
            percent = number_text(entry.value.number * WHOLE)
            message = f"`{_TARGET}` is less than one per cent, and reports compare attendance with it"
            yield Finding(message, ("values", _TARGET), f"did you mean {percent}%?")
