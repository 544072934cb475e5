"""a condition is for year groups that a school of this phase does not have

## Why

What was copied from another school's policy may be for pupils who are not there: a register for Year 9 in a primary
school is taken of nobody, and a rule for Year 9 asks for nothing.

## Avoid

```yaml
school: {name: A School, phase: primary}
rules:
  - id: exam_call
    source: §1
    for: year_group in (9, 10)
    when: absent_today > 0
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
school: {name: A School, phase: primary}
rules:
  - id: test_call
    source: §1
    for: year_group = 6
    when: absent_today > 0
    check: morning
    then: [{do: call, to: parents, by: office}]
```

A middle school counts as a primary or as a secondary school, and has years of both:

```yaml
school: {name: Elm Middle School, phase: primary}
rules:
  - id: moving_on
    source: §1
    for: year_group in (7, 8)
    when: absent_today > 0
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. The year groups of a phase are those of the checks with `years`; a school with others allows the finding.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.model.stages import stages_of, year_number
from engine.once import regex

SEVERITY = Severity.WARNING
_WHOM = frozenset({"year_group", "key_stage"})
_WORD = regex(r"\w+")
_EVERY_YEAR = (-1, 13)
"""From nursery, which is -1, to the oldest."""
_FIELDS = frozenset({"for", "when"})


def check(subject: Subject) -> Iterator[Finding]:
    """Ask the conditions of a school's own file whether they could hold for anybody there."""
    assert subject.bound is not None
    for asked in _of_the_school(subject):
        pupils = list(_pupils(subject, asked))
        others = list(_in_years(subject, *_EVERY_YEAR))
        for path, checked in subject.bound.expressions.items():
            if path[-1] not in _FIELDS or not _WHOM & {*checked.reads} or not subject.is_own(path):
                continue
            # what nobody of any school is meant by is told by itself
            if not any(pupil.possible(path) for pupil in pupils) and any(other.possible(path) for other in others):
                years = asked.check.years
                assert years is not None
                whom = f"a school of the phase `{years.phase}`, which has the years {years.from_} to {years.to}"
                message = f"nobody in {whom}, is meant here"
                yield Finding(
                    asked.told(message), path, asked.help("correct the years, or take it out"), also=asked.also
                )


def _of_the_school(subject: Subject) -> list[Asked]:
    """Give what is said of the school's phase: of schools with a word in their name, where it has that word."""
    assert subject.bound is not None
    school = subject.bound.model.school
    if school is None:
        return []
    words = [*map(str.lower, _WORD.findall(school.name or ""))]
    said: dict[str | None, list[Asked]] = {}
    for asked in checks(subject, "years"):
        years = asked.check.years
        if years is not None and years.phase == school.phase and (years.named is None or years.named.lower() in words):
            said.setdefault(years.named, []).append(asked)
    usual = said.pop(None, [])
    return [asked for named in said.values() for asked in named] or usual


def _pupils(subject: Subject, asked: Asked) -> Iterator[Partial]:
    """Give what is known of a pupil of each year group of the phase."""
    assert asked.check.years is not None
    return _in_years(subject, year_number(asked.check.years.from_), year_number(asked.check.years.to))


def _in_years(subject: Subject, first: int, last: int) -> Iterator[Partial]:
    assert subject.bound is not None
    stages = stages_of(subject.bound.model.school_age)
    for year in range(first, last + 1):
        stage = next((name for name, to in stages.items() if year <= to), None)
        yield Partial(subject.bound, subject.as_of, {"year_group": Fraction(year), "key_stage": stage})
