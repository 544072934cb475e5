"""the register of the afternoon opens in the morning, or that of the morning in the afternoon

## Why

A register of the afternoon that is taken at 10:30 says nothing about who is there after lunch: the second session of
the day goes unrecorded, and a child who leaves at midday is present in both.

## Avoid

```yaml
registers:
  am: {everyone: {opens: 08:50, closes: 09:10}}
  pm: {everyone: {opens: 10:30, closes: 10:50}}
```

## Prefer

```yaml
registers:
  am: {everyone: {opens: 08:50, closes: 09:10}}
  pm: {everyone: {opens: 13:00, closes: 13:20}}
```

## Source

SI 2024/208 reg 10; the hour is that of the check with `noon`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.registers import clock, entries
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare when each register opens with the middle of the day."""
    for asked in checks(subject, "noon"):
        assert asked.check.noon is not None
        noon = asked.check.noon.minute
        for entry in entries(subject):
            path = (*entry.path, "opens")
            wrong = entry.opens < noon if entry.half == "pm" else entry.opens >= noon
            if wrong and subject.is_own(path):
                half, time = ("afternoon", "before") if entry.half == "pm" else ("morning", "not before")
                message = (
                    f"the register `{entry.name}` of the {half} opens at {clock(entry.opens)}, {time} {clock(noon)}"
                )
                yield Finding(asked.told(message), path, asked.help("correct the time"), also=asked.also)
