"""a limit leaves out the pupil who stands exactly on it, whom the law counts in

## Why

A pupil at exactly 90% attendance is persistently absent. A letter for `below 90%` misses that pupil.

## Avoid

```yaml
letters:
  source: strategies
  figure: attendance_percent
  check: half_term
  thresholds:
    letter_90: {below: 90%, to: parents, by: headteacher}
```

```yaml
rules:
  - id: severe
    source: strategies
    when: attendance_percent < 50
    check: term
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Prefer

```yaml
measures:
  attendance_4w: {percent: attended, of: possible, over: last 4 weeks}
rules:
  - {id: tutor_talk, source: §1, when: attendance_4w < 90, then: [{do: note, to: office}]}
```

```yaml
letters:
  source: strategies
  figure: attendance_percent
  check: half_term
  thresholds:
    letter_90: {at_or_below: 90%, to: parents, by: headteacher}
```

```yaml
rules:
  - id: letter_90
    source: strategies
    when: attendance_percent <= 90
    check: half_term
    then: [{do: letter, to: parents, by: headteacher}]
```

## Source

DfE pupil absence statistics, methodology: persistent absence is 10% or more of possible sessions.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.tables import split_rows
from engine.expressions.typed import Checked
from engine.lint.asks import Ask, asks, conditions
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.limits import Limit, limits
from engine.lint.marks import Marks, codes_in, marks_of
from engine.lint.subject import Subject
from engine.model.windows import Fixed, Previous

SEVERITY = Severity.WARNING
_COUNTED_BY = frozenset({"year", "term", "half_term"})
"""Over what persistent absence is counted."""

_USUAL = Fixed("year")


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the limits on attendance and absence with the law's, at the very limit."""
    marks = marks_of(subject)
    for asked in checks(subject, "boundary"):
        seen: set[object] = set()
        for ask in asks(subject):
            for path, checked, start, end in _texts(subject, ask):
                for limit in limits(subject, checked):
                    message = _left_out(subject, marks, asked, limit)
                    begins, ends = (start, end) if end is not None else (limit.start, limit.end)
                    if message and (path, begins) not in seen:
                        seen.add((path, begins))
                        told, act = asked.told(f"`{ask.id}` {message}"), _advice(subject, asked, path)
                        yield Finding(told, path, act, begins, ends, also=asked.also, severity=asked.severity)


def _advice(subject: Subject, asked: Asked, path: Path) -> str:
    """Say what to write: in a condition the comparison, in letters the limit that counts itself in."""
    section, *_, side = subject.written(path) or ("",)
    if section != "letters":
        return asked.help()
    act = f"write `at_or_below` in place of `{side}`"
    return f"{act} ({asked.check.source})" if asked.check.source else act


def _texts(subject: Subject, ask: Ask) -> Iterator[tuple[Path, Checked, int, int | None]]:
    """Give the conditions of an ask, and a table's cells with their characters in its block."""
    assert subject.bound is not None
    for path, checked in conditions(subject, ask):
        yield path, checked, 0, None
    table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
    if table is None:
        return
    written = split_rows(subject.bound.model.tables[ask.id].rows).rules
    for row, (cells, _) in zip(table.rules, written, strict=False):
        for cell, text in zip(row.cells, cells, strict=False):
            yield ("tables", ask.id, "rows"), cell, text.start, text.start + len(text.text)


def _left_out(subject: Subject, marks: Marks, asked: Asked, limit: Limit) -> str:
    """Say who is left out by a limit; empty where nobody is."""
    assert subject.bound is not None and asked.check.boundary is not None
    bound = asked.check.boundary.attended
    measure = subject.bound.model.measures.get(limit.name)
    if bound is None or measure is None or measure.percent is None:
        return ""
    if not any(isinstance(each, Fixed | Previous) and each.period in _COUNTED_BY for each in measure.over or (_USUAL,)):
        return ""  # attendance of the last weeks is a measure of the school's own
    counted = codes_in(subject, marks, subject.bound.expressions.get(("measures", limit.name, "percent")))
    present, absent = marks.of_category("present"), marks.of_category("unauthorised_absence", "authorised_absence")
    if counted >= present and not counted & absent and limit.operator == "<" and limit.value == bound.number:
        return f"leaves out attendance of exactly {bound.number}%"
    rest = Fraction(100) - bound.number
    if counted >= absent and not counted & present and limit.operator == ">" and limit.value == rest:
        return f"leaves out absence of exactly {rest}%"
    return ""
