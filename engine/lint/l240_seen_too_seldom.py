"""a rule looks less often than its figures begin anew, and sees the last of each stretch alone

## Why

A rule that looks when the week ends, and asks for absence today, asks about Fridays. What was on the other days is
never looked at, though nothing says so.

## Avoid

```yaml
rules:
  - id: absence_call
    title: Call about absence
    source: §1
    check: week
    act: each check
    when: absent_today > 0
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  absent_week: {title: absent this week, count: sessions, of: absent, over: week}
rules:
  - id: absence_call
    title: Call about absence
    source: §1
    check: week
    act: each check
    when: absent_week > 0
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. Told is a rule or step of which every figure is of a shorter stretch than lies between two of its checks;
one that asks for the day of the week means that day.
"""

from collections.abc import Iterator
from itertools import chain

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.limits import texts
from engine.lint.subject import Subject
from engine.model.measures import Measure
from engine.model.windows import Fixed, Previous

SEVERITY = Severity.WARNING
NEEDS = "bound"
_LENGTH = {"session": 0, "day": 1, "week": 2, "month": 3, "half_term": 4, "term": 5, "year": 6}
_MEANT = frozenset({"weekday", "review_day"})
_COUNTED = frozenset({"count", "percent", "total", "last"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules and steps that look when a week or a longer stretch ends."""
    assert subject.bound is not None
    model = subject.bound.model
    asked = list(asks(subject))
    acting = frozenset(ask.id for ask in asked)
    for ask in asked:
        if ask.kind == "table" or not subject.began_here(ask.base):
            continue
        section, place = ask.group[:2]
        item = model.rules[int(place)] if section == "rules" else model.ladders[str(place)]
        every = _LENGTH.get(str(item.check), 0)
        if every < _LENGTH["week"] or item.each is not None:
            continue
        looked = _figures(subject, ask, acting)
        if not looked or any(length is None or length >= every for length in looked.values()):
            continue
        longest = max(looked, key=lambda name: (looked[name], name))
        stretch = next(name for name, length in _LENGTH.items() if length == looked[longest]).replace("_", " ")
        ends = str(item.check).replace("_", " ")
        message = (
            f"`{ask.id}` looks when the {ends} ends, and `{longest}` is of one {stretch}: "
            f"the other {stretch}s of the {ends} are never looked at"
        )
        path = next((path for path, _ in texts(subject, ask.base, (("when",),))), ask.conditions[1])
        yield Finding(message, path, f"look more often, or count over the {ends}")


def _figures(subject: Subject, ask: Ask, acting: frozenset[str]) -> dict[str, int | None]:
    """Give the figures that it rests on, each with the length of its window; empty where a day is meant."""
    assert subject.bound is not None
    bound = subject.bound
    found: dict[str, int | None] = {}
    read = [bound.expressions[path].reads for path in ask.conditions[:-1] if path in bound.expressions]
    for name in chain(*read):
        if name in _MEANT:
            return {}
        measure = bound.model.measures.get(name)
        if measure is not None:
            found[name] = _length(measure)
        elif name in bound.model.flags or name in bound.outputs or name in acting:
            found[name] = None
    return found


def _length(measure: Measure) -> int | None:
    """Give how long the fixed window of a figure is; None for any other."""
    if measure.kind not in _COUNTED or measure.ends is not None:
        return None
    lengths = [_LENGTH.get(each.period) if isinstance(each, Fixed | Previous) else None for each in measure.over or ()]
    return None if not lengths or None in lengths else min(each for each in lengths if each is not None)
