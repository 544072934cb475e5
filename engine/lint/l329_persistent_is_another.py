"""a rule that says persistent or severe asks for another percentage than the law's

## Why

Persistent absence begins at 10% of possible sessions missed, severe absence at 50%. A rule that is called so and looks
at attendance below 85%, or at 10% of attendance where 10% of absence was meant, leaves out pupils whom everybody else
counts. One that looks earlier, at pupils at risk of it, is not told.

## Avoid

```yaml
measures:
  attendance_year: {title: attendance this year, percent: attended, of: possible, over: year}
rules:
  - id: persistent_letter
    source: §1
    when: attendance_year < 85
    then: [{do: letter, to: parents}]
```

```yaml
rules:
  - id: tenth
    title: A meeting about persistent absence
    source: §1
    when: attendance_percent <= 10
    then: [{do: meeting, to: parents}]
```

## Prefer

```yaml
rules:
  - id: persistent_letter
    source: §1
    when: attendance_percent <= 90
    then: [{do: letter, to: parents}]
  - id: at_risk
    title: A call where persistent absence is near
    source: §2
    when: attendance_percent <= 93
    then: [{do: call, to: parents}]
```

## Source

Department for Education, pupil absence statistics, methodology; the percentages are the national layer's.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import at
from engine.lint.asks import Ask, asks, conditions
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.limits import Limit, limits
from engine.lint.marks import Marks, codes_in, marks_of
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
_WHOLE = Fraction(100)


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules and steps of the file that bear one of the words, and at the limits behind them."""
    marks = marks_of(subject)
    found = [(each, bound) for each in checks(subject, "boundary") if (bound := _bound(each)) is not None]
    bounds = frozenset(bound for _, bound in found)
    for asked, bound in found:
        for ask in asks(subject):
            if ask.kind != "table" and subject.is_own(ask.base) and (word := _word(subject, asked, ask)):
                yield from _look(subject, marks, asked, ask, word, bounds - {bound}, bound)


def _bound(asked: Asked) -> Fraction | None:
    held = asked.check.boundary
    return held.attended.number if held is not None and held.attended is not None else None


def _word(subject: Subject, asked: Asked, ask: Ask) -> str:
    """Give the word of a check that a rule's title, or else its name, bears."""
    assert asked.check.boundary is not None
    try:
        title = at(dict(subject.expanded), (*ask.base, "title"))
    except (KeyError, IndexError, TypeError):
        title = None
    text = f"{title if isinstance(title, str) else ''} {ask.id.replace('_', ' ')}".lower()
    return next((word for word in asked.check.boundary.words if re.search(rf"\b{re.escape(word)}\b", text)), "")


def _look(
    subject: Subject, marks: Marks, asked: Asked, ask: Ask, word: str, others: frozenset[Fraction], bound: Fraction
) -> Iterator[Finding]:
    held = []
    for path, checked in conditions(subject, ask):
        for limit in limits(subject, checked) if path[-1] == "when" else ():
            attended = _attended(subject, marks, limit)
            if attended is not None:
                held.append((path, limit, attended))
    # one that looks earlier looks at those who are near it; one at another of the law's limits is about that
    if held and all(attended < bound and attended not in others for *_, attended in held):
        path, limit, attended = held[0]
        message = f"`{ask.id}` says `{word}`, and asks about attendance of {float(attended):g}% and less"
        yield Finding(
            asked.told(message), path, asked.help(), limit.start, limit.end, also=asked.also, severity=asked.severity
        )


def _attended(subject: Subject, marks: Marks, limit: Limit) -> Fraction | None:
    """Give the attendance below which a limit holds; None where it is none on attendance or absence."""
    assert subject.bound is not None
    measure = subject.bound.model.measures.get(limit.name)
    if measure is None or measure.percent is None:
        return None
    counted = codes_in(subject, marks, subject.bound.expressions.get(("measures", limit.name, "percent")))
    present, absent = marks.of_category("present"), marks.of_category("unauthorised_absence", "authorised_absence")
    if counted >= present and not counted & absent and limit.operator in ("<", "<="):
        return limit.value
    if counted >= absent and not counted & present and limit.operator in (">", ">="):
        return _WHOLE - limit.value
    return None
