"""a flag, a step or a rule waits or lasts for no time at all

## Why

A flag that lasts 0 school days is never true, and a step that looks for 0 school days is never raised. A wait of
nothing is no wait: what was meant is another length, or none.

## Avoid

```yaml
flags:
  watched: {starts: away, lasts: 0 school days}
rules:
  - id: away
    source: §1
    when: absent_in_a_row > 4
    then: [{do: call, to: parents, by: office}]
  - id: watched_letter
    source: §1
    when: watched and absent_today > 0
    then: [{do: letter, to: parents, by: office}]
```

## Prefer

```yaml
flags:
  watched: {starts: away, lasts: 15 school days}
rules:
  - id: away
    source: §1
    when: absent_in_a_row > 4
    then: [{do: call, to: parents, by: office}]
  - id: watched_letter
    source: §1
    when: watched and absent_today > 0
    then: [{do: letter, to: parents, by: office}]
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.amounts import Amount, Named, amount_or_name

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the lengths that the file itself wrote, those with a name too."""
    for path, length, message, advice in _lengths(subject):
        if subject.is_own(path) and _is_nothing(subject, length):
            yield Finding(message, path, advice)


def _lengths(subject: Subject) -> Iterator[tuple[Path, Amount | Named | None, str, str]]:
    assert subject.bound is not None
    model = subject.bound.model
    for name, flag in model.flags.items():
        try:
            lasts = amount_or_name(flag.lasts) if flag.lasts is not None else None
        except ValueError:
            continue  # `rest of term`
        message = f"the flag `{name}` lasts for no time, and is never true"
        yield ("flags", name, "lasts"), lasts, message, "say how long it lasts"
    for name, ladder in model.ladders.items():
        for number, step in enumerate(ladder.steps):
            path: Path = ("ladders", name, "steps", number)
            waits = f"the step `{step.id}` waits for no time after the step before"
            yield (*path, "after"), step.after, waits, "say how long it waits, or leave `after` out"
            looks = f"the step `{step.id}` looks for no time, and is never raised"
            yield (*path, "within"), step.within, looks, "say how long it looks, or leave `within` out"
    written = subject.policy.model.safe_and_well if subject.policy is not None else None
    for name, visit in written.visits.items() if written is not None else ():
        day = Amount(Fraction(visit.day), None) if isinstance(visit.day, int) else visit.day
        message = f"`{name}` is due on day 0 of an absence, and never comes"
        yield ("safe_and_well", "visits", name, "day"), day, message, "the first day of an absence is day 1"
    for number, rule in enumerate(model.rules):
        message = f"`{rule.id}` acts again after no time: that is at each check"
        yield ("rules", number, "act"), rule.act.every, message, "say after how long, or write `act: each check`"


def _is_nothing(subject: Subject, length: Amount | Named | None) -> bool:
    if isinstance(length, Named):
        assert subject.bound is not None
        held = [entry.value for entry in subject.bound.model.values.get(length.name, ())]
        return bool(held) and all(isinstance(each, Amount) and each.number == 0 for each in held)
    return length is not None and length.number == 0
