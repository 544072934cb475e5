"""a code for pupils below compulsory school age and one for those of it are asked about alike

## Why

A part-time timetable of a six-year-old is an absence that counts, and of a four-year-old it is none.

## Avoid

```yaml
measures:
  part_time: {count: sessions, of: 'code in ("X", "C2")', over: term}
rules:
  - id: tell_authority
    source: §4.2
    when: part_time > 0
    then: [{do: notify, to: local_authority, by: headteacher}]
```

## Prefer

```yaml
measures:
  part_time: {count: sessions, of: 'code = "C2" or code = "X" and compulsory_school_age', over: term}
rules:
  - id: tell_authority
    source: §4.2
    when: part_time > 0
    then: [{do: notify, to: local_authority, by: headteacher}]
```

## Source

SI 2024/208 reg 10; the codes are those of the checks with `by_age`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.marks import codes_surely_in, marks_of
from engine.lint.subject import Subject

SEVERITY = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Look at sets and figures that hold codes of both kinds, and few others, whatever the age."""
    assert subject.bound is not None
    marks = marks_of(subject)
    paths: list[Path] = [("sets", name) for name in subject.bound.model.sets]
    paths += [("measures", name, "of") for name in subject.bound.model.measures]
    for asked in checks(subject, "by_age"):
        wanted = asked.check.by_age
        assert wanted is not None
        both = frozenset(wanted.below) | frozenset(wanted.at)
        for path in paths:
            checked = subject.bound.expressions.get(path)
            if checked is None or checked.tree is None or not subject.is_own(path):
                continue
            surely = codes_surely_in(subject, marks, checked)
            if surely & set(wanted.below) and surely & set(wanted.at) and surely <= both:
                names = " and ".join(f"`{code}`" for code in marks.codes if code in surely)
                message = f"{names} are asked about together, whatever the pupil's age"
                yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)
