"""a table says nothing for some inputs, or two rows for the same

## Why

A table whose rows leave something out decides nothing there; one whose rows overlap under `unique`, or differ under
`any`, decides nothing there either. A row that never counts is a decision that is never taken.

## Avoid

```yaml
tables:
  band:
    hit: unique
    gives: [band]
    rows: |
      absence_percent || band
      < 10            || "green"
      (10..50)        || "amber"
      >= 50           || "red"
```

```yaml
tables:
  band:
    hit: unique
    gives: [band]
    rows: |
      absence_percent || band
      <= 10           || "green"
      [10..50)        || "amber"
      >= 50           || "red"
```

```yaml
tables:
  band:
    hit: first
    gives: [band]
    rows: |
      absence_percent || band
      >= 10           || "amber"
      >= 50           || "red"
      -               || "green"
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
      [10..50)        || "amber"
      >= 50           || "red"
```

Days are whole, so nothing lies between 5 and 6:

```yaml
tables:
  notice:
    each: leave_requests
    hit: unique
    gives: [notice]
    rows: |
      school days between(submitted_on, from) || notice
      <= 5                                    || "short"
      >= 6                                    || "in time"
      null                                    || "not known"
```

## Source

Decision Model and Notation: a table is complete and, under `unique`, without overlaps.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Deciding, Meaning
from engine.analysis.tables import Flaw
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.flaws import first_line, flaws, rows_of
from engine.lint.meanings import surely
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "plan"
_ADVICE = {
    "gap": "add a row for it, or a last row of `-` under `hit: first`",
    "clash": "let each limit stand in one of the two rows, as `[10..50)`, or write `hit: first`",
    "unused": "take the row out, or put it further up",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every table that the file itself wrote."""
    for meaning, deciding, flaw in flaws(subject, tuple(_ADVICE)):
        yield _finding(meaning, deciding, flaw)


def _finding(meaning: Meaning, deciding: Deciding, flaw: Flaw) -> Finding:
    shown = meaning.said(flaw.answer.example) or "any input"
    name = deciding.name
    start, end = first_line(deciding)
    severity = Severity.WARNING if flaw.kind == "gap" else None
    if flaw.rows:
        rule = deciding.table.rules[flaw.rows[-1]]
        start, end = rule.start, rule.end
    if flaw.kind == "clash":
        one, other = (number + 1 for number in flaw.rows)
        message = f"rows {one} and {other} of the table `{name}` both match: {shown}"
    elif flaw.kind == "unused":
        what = "is covered by the rows above it" if deciding.table.hit == "first" else "can never match"
        message = f"row {flaw.rows[0] + 1} of the table `{name}` {what}"
        matched = meaning.said(meaning.questions.never(deciding.rows[flaw.rows[0]]).example)
        message += f": {matched}, a row before it decides" if matched else ""
    else:
        message = f"no row of the table `{name}` matches: {shown}"
    return Finding(message, rows_of(deciding), _advice(flaw), start, end, severity=severity)


def _advice(flaw: Flaw) -> str:
    how = surely(flaw.answer) if flaw.answer.holds else "the example was worked out"
    return f"{_ADVICE[flaw.kind]} ({how})"
