"""a rule asks for the same each day, for as long as a count of weeks or a percentage stands above its limit

## Why

Three lessons missed in four weeks are three for weeks. A rule that looks every day and acts at each check then asks for
a call on each of those days, to the same parents about the same lessons.

## Avoid

```yaml
measures:
  lates_4w: {title: late in 4 weeks, count: sessions, of: late, over: last 4 school weeks}
rules:
  - id: late_call
    source: §1
    act: each check
    when: lates_4w >= 3
    then: [{do: call, to: parents, by: office}]
```

```yaml
letters:
  figure: attendance_percent
  source: §1
  thresholds:
    letter_90: {at_or_below: 90%, to: parents, by: office}
```

## Prefer

```yaml
measures:
  lates_4w: {title: late in 4 weeks, count: sessions, of: late, over: last 4 school weeks}
rules:
  - id: late_call
    source: §1
    when: lates_4w >= 3
    then: [{do: call, to: parents, by: office}]
  - id: late_letter
    source: §1
    act: each check
    at_most: once per half_term
    when: lates_4w >= 5
    then: [{do: letter, to: parents, by: office}]
  - id: late_again
    source: §1
    act: each check
    when: lates_4w >= 3 and absent_today > 0
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. Told is a rule that looks every day, acts at each check, has no `at_most` and rests on figures of more
than a week alone.
"""

from collections.abc import Iterator
from itertools import chain

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.amounts import Amount, Minutes
from engine.model.measures import Measure
from engine.model.windows import Fixed, Last, Window

SEVERITY = Severity.WARNING
NEEDS = "bound"
_DAILY = frozenset({"session", "morning", "day"})
_LONG = frozenset({"month", "half_term", "term", "year", "ever"})
_OF_THE_DAY = frozenset({"weekday", "review_day", "days_to_holiday", "school_days_to_holiday"})
_COUNTED = frozenset({"count", "percent", "total"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules that act at each check of a day."""
    assert subject.bound is not None
    every = list(asks(subject))
    acting = frozenset(ask.id for ask in every)
    for ask in every:
        if ask.kind != "rule" or ask.each is not None:
            continue
        rule = subject.bound.model.rules[int(ask.base[1])]
        daily = isinstance(rule.check, Minutes) or rule.check in _DAILY
        path = (*ask.base, "when")
        if not daily or rule.act.when != "each" or rule.at_most is not None or not subject.is_own(path):
            continue
        if _of_weeks_alone(subject, ask, acting):
            message = f"`{ask.id}` acts on every school day for as long as its condition holds"
            advice = "let it act when it starts (without `act`), say `at_most`, or look less often with `check`"
            yield Finding(message, path, advice)


def _of_weeks_alone(subject: Subject, ask: Ask, acting: frozenset[str]) -> bool:
    """Whether what must hold rests on figures of more than a week, and on nothing of the day."""
    assert subject.bound is not None
    bound = subject.bound
    figures = []
    for name in chain(*(bound.expressions[path].reads for path in ask.conditions[:-1] if path in bound.expressions)):
        measure = bound.model.measures.get(name)
        if measure is not None:
            figures.append(measure)
        elif name in bound.model.flags or name in bound.outputs or name in acting or name in _OF_THE_DAY:
            return False
    return bool(figures) and all(_is_long(each) for each in figures)


def _is_long(measure: Measure) -> bool:
    windows = measure.over or ((Fixed("year"),) if measure.kind in _COUNTED else ())
    return measure.kind in _COUNTED and measure.ends is None and bool(windows) and all(map(_more_than_a_week, windows))


def _more_than_a_week(window: Window) -> bool:
    if isinstance(window, Fixed):
        return window.period in _LONG
    if not isinstance(window, Last) or not isinstance(window.amount, Amount):
        return False
    days = {"day": 1, "school day": 1}.get(str(window.amount.unit), 7)
    return window.amount.number * days > 7
