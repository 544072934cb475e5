"""a rule asks in the morning about afternoon sessions of the day

## Why

A rule that looks in the morning sees the marks of that morning. A figure of the day that counts only afternoon sessions
is 0 at that time, whoever will be away, and the rule never acts.

## Avoid

```yaml
measures:
  away_after_lunch: {count: sessions, of: 'session = "PM" and absent', over: day}
rules:
  - id: after_lunch
    source: §1
    when: away_after_lunch > 0
    check: morning
    act: each check
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  away_after_lunch: {count: sessions, of: 'session = "PM" and absent', over: day}
rules:
  - id: after_lunch
    source: §1
    when: away_after_lunch > 0
    check: day
    act: each check
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice: a school looks when what it looks for can be there.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks, behind, reads
from engine.lint.finding import Finding
from engine.lint.partial import Partial
from engine.lint.subject import Subject
from engine.model.windows import Fixed

SEVERITY = Severity.WARNING
_MORNING = "morning"
_TODAY = {Fixed("day"), Fixed("session")}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what the rules of the file ask about that look in the morning."""
    assert subject.bound is not None
    model = subject.bound.model
    morning: set[Path] = {("rules", number) for number, rule in enumerate(model.rules) if rule.check == _MORNING}
    morning |= {("ladders", name) for name, ladder in model.ladders.items() if ladder.check == _MORNING}
    partial = Partial(subject.bound, subject.as_of, {"session": "AM"})
    for ask in asks(subject):
        if ask.group not in morning or not subject.began_here(ask.base):
            continue
        for name in behind(subject, reads(subject, ask), rules=False):
            measure = model.measures.get(name)
            of = ("measures", name, "of")
            today = measure is not None and measure.ends is None and bool(_TODAY & set(measure.over or ()))
            if today and of in subject.bound.expressions and not partial.possible(of):
                message = (
                    f"`{ask.id}` looks in the morning, when `{name}` has no session to count: it is about the afternoon"
                )
                also = ((f"`{name}`", subject.place(of)),)
                path = next(path for path in (*ask.conditions, (*ask.base, "id")) if path in subject.bound.expressions)
                yield Finding(
                    message, path, "look at the end of the day (`check: day`), or at another session", also=also
                )
