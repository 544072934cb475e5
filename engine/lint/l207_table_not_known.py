"""a table says nothing where one of its inputs is not known

## Why

A row tests values, and what is not known matches none of them. The table then decides nothing: the pupil is told as
undecided where a rule rests on it, and gets no decision where the table decides. That may be right; it should be meant.

## Avoid

```yaml
tables:
  band:
    hit: unique
    gives: [band]
    rows: |
      absence_percent || band
      < 10            || "green"
      >= 10           || "red"
```

## Prefer

```yaml
tables:
  band:
    hit: unique
    gives: [band]
    rows: |
      absence_percent || band
      < 10            || "green"
      >= 10           || "red"
      null            || "not known yet"
```

## Source

Decision Model and Notation; no fact is guessed.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.flaws import first_line, flaws, rows_of
from engine.lint.subject import Subject

SEVERITY = Severity.INFO
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every table that the file itself wrote, where all other inputs have a row."""
    for meaning, deciding, flaw in flaws(subject, ("unknown",)):
        message = f"no row of the table `{deciding.name}` matches: {meaning.said(flaw.answer.example)}"
        advice = "add a row with `null`, if something is to be decided there (the example was worked out)"
        yield Finding(message, rows_of(deciding), advice, *first_line(deciding))
