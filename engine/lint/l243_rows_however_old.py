"""a rule about the rows of a table asks nothing of the row, and acts for every row there has been

## Why

A rule with `each` is asked of a row from its date on, to the end of the year and beyond. Where its condition is about
the pupil alone, it acts for all rows of the pupil at once when it begins to hold: for a request of last autumn too.

## Avoid

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
rules:
  - id: request_of_a_late_pupil
    source: §1
    each: leave_requests
    when: lates_term >= 5
    then: [{do: note, to: headteacher, by: office}]
```

## Prefer

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
rules:
  - id: request_of_a_late_pupil
    source: §1
    each: leave_requests
    when: lates_term >= 5 and submitted_on = review_day
    then: [{do: note, to: headteacher, by: office}]
  - id: request
    source: §1
    each: leave_requests
    then: [{do: note, to: headteacher, by: office}]
```

## Source

Good practice. A rule without a condition acts once for each row, on the day of the row; rows without a date, as those
of parents, are no older than others.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "bound"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules and ladders that are about rows of a table with dates."""
    assert subject.bound is not None
    for ask in asks(subject):
        paths = [path for path in ask.conditions if path in subject.bound.expressions and path[-1] != "unless"]
        shape = subject.bound.shapes.get(ask.each or "")
        if ask.kind == "table" or shape is None or shape.dated_by is None or not paths:
            continue
        if subject.began_here(ask.base) and not _of_the_row(subject, ask):
            message = (
                f"`{ask.id}` asks nothing of the row: once its condition holds it acts for all `{ask.each}` so far"
            )
            path = next((each for each in paths if each[-1] == "when"), paths[0])
            yield Finding(message, path, f"ask for new rows alone, as `{shape.dated_by} = review_day`")


def _of_the_row(subject: Subject, ask: Ask) -> bool:
    """Whether any condition reads a column of the row, or a figure that looks at it."""
    assert subject.bound is not None
    bound = subject.bound
    columns = bound.rows.get(str(ask.each))
    if columns is None:  # a part of a table: it asks of the row in its own `where`
        return True
    fields = ((*ask.base, "then", number, "if") for number in range(len(ask.tasks)))
    held = (bound.expressions.get(path) for path in (*ask.conditions, *fields))
    read = {name for checked in held if checked is not None for name in checked.reads}
    return not read.isdisjoint(columns.keys() | bound.row_figures)
