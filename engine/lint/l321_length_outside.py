"""a time is shorter or longer than it may be

## Why

A notice to improve gives a family three to six weeks: less is no chance, and more lets the absence go on.

## Avoid

```yaml
rules:
  - id: last_chance
    source: §6.5
    for: compulsory_school_age
    when: penalty_sessions >= penalty_limit and support_not_engaged
    then: [{do: offer_notice_to_improve, to: parents, by: headteacher, with: {period: 12 weeks}}]
```

```yaml
flags: {improving: {starts: last_chance, lasts: 2 weeks}}
rules:
  - id: last_chance
    source: §6.5
    for: compulsory_school_age
    when: penalty_sessions >= penalty_limit and support_not_engaged
    unless: improving
    then: [{do: offer_notice_to_improve, to: parents, by: headteacher}]
```

## Prefer

```yaml
rules:
  - id: last_chance
    source: §6.5
    for: compulsory_school_age
    when: penalty_sessions >= penalty_limit and support_not_engaged
    then: [{do: offer_notice_to_improve, to: parents, by: headteacher, with: {period: between 3 and 6 weeks}}]
```

## Source

National framework for penalty notices, on notices to improve. The bounds are those of the checks with `lasts`.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, does, is_about
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.subject import Subject
from engine.model.amounts import Amount, amount
from engine.once import regex

SEVERITY = Severity.WARNING
_LENGTH = regex(r"(\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?\s+(?:school |term )?weeks?\b", re.IGNORECASE)
_WEEKS = {"week": Fraction(1), "school week": Fraction(1), "day": Fraction(1, 7), "school day": Fraction(1, 5)}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what people are told of such a time, and at the flags that such a rule begins."""
    for asked in checks(subject, "lasts"):
        about = {ask.id: ask for ask in asks(subject) if is_about(asked.check.about, ask.id, *does(ask))}
        for ask in about.values():
            yield from _told(subject, asked, ask)
        yield from _flags(subject, asked, set(about))


def _told(subject: Subject, asked: Asked, ask: Ask) -> Iterator[Finding]:
    for number, task in enumerate(ask.tasks):
        for key, text in (task.with_ or {}).items():
            for found in _LENGTH.finditer(text):
                if any(_outside(asked, Fraction(each)) for each in found.groups() if each):
                    path: Path = (*ask.task_path(number), "with", key)
                    yield _finding(asked, f"`{ask.id}` gives `{found[0]}`", path, *found.span())


def _flags(subject: Subject, asked: Asked, ids: set[str]) -> Iterator[Finding]:
    assert subject.bound is not None
    for name, flag in subject.bound.model.flags.items():
        if flag.starts not in ids or flag.lasts is None:
            continue
        try:
            length = amount(flag.lasts)
        except ValueError:
            continue
        if length.unit in _WEEKS and _outside(asked, length.number * _WEEKS[length.unit]):
            yield _finding(asked, f"`{name}` lasts `{flag.lasts}`", ("flags", name, "lasts"))


def _outside(asked: Asked, weeks: Fraction) -> bool:
    bounds = asked.check.lasts
    assert bounds is not None
    return not bounds.at_least.number <= weeks <= bounds.at_most.number


def _finding(asked: Asked, message: str, path: Path, start: int | None = None, end: int | None = None) -> Finding:
    bounds = asked.check.lasts
    assert bounds is not None
    message += f", and {_said(bounds.at_least)} to {_said(bounds.at_most)} are right"
    return Finding(asked.told(message), path, asked.help(), start, end, also=asked.also, severity=asked.severity)


def _said(length: Amount) -> str:
    return f"{length.number} {length.unit}s"
