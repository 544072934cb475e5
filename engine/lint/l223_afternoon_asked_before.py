"""a rule asks about sessions of the day whose register has not closed when it looks

## Why

A rule that looks in the morning sees the marks of that morning, and one that looks at a time of the clock those of the
registers that have closed by then. A figure of the day that counts only later sessions is 0 at that time, whoever will
be away, and the rule never acts.

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

```yaml
registers:
  am: {all: {opens: 08:50, closes: 09:20}}
  pm: {all: {opens: 13:00, closes: 13:30}}
rules:
  - id: whole_day
    source: §1
    when: absent_today = 2
    check: "12:00"
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

```yaml
registers:
  am: {all: {opens: 08:50, closes: 09:20}}
  pm: {all: {opens: 13:00, closes: 13:30}}
rules:
  - id: first_call
    source: §1
    when: absent_today >= 1
    check: "09:20"
    act: each check
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice: a school looks when what it looks for can be there.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, reads
from engine.lint.finding import Finding
from engine.lint.partial import Partial
from engine.lint.registers import HALVES, clock, entries
from engine.lint.subject import Subject
from engine.model.amounts import Minutes
from engine.model.windows import Fixed

SEVERITY = Severity.WARNING
_MORNING = "morning"
_COUNTED = frozenset({"sessions", "school days"})
_FEW = 6
"""So many figures of the day are looked at together."""
_TODAY = {Fixed("day"), Fixed("session")}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what the rules of the file ask about that look in the morning."""
    assert subject.bound is not None
    model = subject.bound.model
    morning: set[Path] = {("rules", number) for number, rule in enumerate(model.rules) if rule.check == _MORNING}
    morning |= {("ladders", name) for name, ladder in model.ladders.items() if ladder.check == _MORNING}
    partial = Partial(subject.bound, subject.as_of, {"session": "AM"})
    closing = _closing(subject)
    for ask in asks(subject):
        if not subject.began_here(ask.base):
            continue
        if closing is not None and (check_ := _check(subject, ask)) is not None and check_ < closing[1]:
            yield from _by_the_clock(subject, ask, check_, closing)
        if ask.group not in morning:
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


def _closing(subject: Subject) -> tuple[int, int] | None:
    """Give when the first register of the morning has closed, and of the afternoon; None where one is not said."""
    closes = [[each.closes for each in entries(subject) if each.half == half] for half in HALVES]
    return (min(closes[0]), min(closes[1])) if all(closes) else None


def _check(subject: Subject, ask: Ask) -> int | None:
    """Give the time of the clock at which a rule or a ladder looks."""
    assert subject.bound is not None
    model = subject.bound.model
    section, name = ask.group[:2]
    held = model.rules[int(name)] if section == "rules" else model.ladders.get(str(name))
    return held.check.minute if held is not None and isinstance(held.check, Minutes) else None


def _by_the_clock(subject: Subject, ask: Ask, minute: int, closing: tuple[int, int]) -> Iterator[Finding]:
    """Look whether what has been counted of the day by then can be enough."""
    assert subject.bound is not None
    model = subject.bound.model
    morning, partial = minute >= closing[0], Partial(subject.bound, subject.as_of, {"session": "AM"})
    able: dict[str, tuple[int, ...]] = {}
    for name in behind(subject, reads(subject, ask), rules=False):
        measure = model.measures.get(name)
        of = ("measures", name, "of")
        if measure is None or measure.ends is not None or measure.count not in _COUNTED:
            continue
        if set(measure.over or ()) & _TODAY and not measure.in_force:
            able[name] = (0, 1) if morning and partial.possible(of) else (0,)
    if not able or len(able) > _FEW:
        return
    for values in product(*able.values()):
        known = dict(zip(able, map(Fraction, values), strict=True))
        if Partial(subject.bound, subject.as_of, known).could_act(ask.base, when=ask.kind != "step") and _step(
            subject, ask, known
        ):
            return
    if not Partial(subject.bound, subject.as_of, {}).could_act(ask.base, when=ask.kind != "step"):
        return  # it never acts at all, which is told by itself
    names = " and ".join(f"`{name}`" for name in able)
    counts = "counts" if len(able) == 1 else "count"
    seen = f"the morning alone: no register of the afternoon closes before {clock(closing[1])}"
    if not morning:
        seen = f"nothing of the day yet: no register closes before {clock(closing[0])}"
    path = next(path for path in reversed(ask.conditions[:-1]) if path in subject.bound.expressions)
    message = f"`{ask.id}` looks at {clock(minute)}, when {names} {counts} {seen}"
    yield Finding(message, path, "look later, or ask for what can be counted by then")


def _step(subject: Subject, ask: Ask, known: dict[str, Fraction]) -> bool:
    """Whether the condition of a ladder's step could be true."""
    assert subject.bound is not None
    partial = Partial(subject.bound, subject.as_of, known)
    return ask.kind != "step" or all(partial.possible(path) for path in ask.conditions[:-1])
