"""what is in force rests on a figure, or waits for a step, that is not in force then

## Why

On a day on which a figure is not in force it is not known, and a rule that rests on it is undecided for everyone. A
step that waits for one that is passed over waits for ever.

## Avoid

```yaml
measures:
  late_minutes: {total: minutes_late, over: term, in_force: {until: 2024-09-01}}
rules:
  - id: late_talk
    source: §5.4
    when: late_minutes > 60
    then: [{do: meeting, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  late_minutes: {total: minutes_late, over: term, in_force: {from: 2025-09-01}}
rules:
  - id: late_talk
    source: §5.4
    in_force: {from: 2025-09-01}
    when: late_minutes > 60
    then: [{do: meeting, to: parents, by: office}]
```

## Source

The policy's own dates: an item is in force on the days that it says, and in the file on those of the file.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, conditions
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.item import InForce, both_in_force, days_said
from engine.model.policy_file import PolicyFile
from engine.words import day_in_words

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the days of what asks for something with those of the figures that it reads, and of a step waited for."""
    assert subject.bound is not None
    file = subject.policy.model.in_force if subject.policy is not None else None
    for ask in asks(subject):
        if not subject.is_own(ask.base):
            continue
        held = both_in_force(file, *_days_of(subject.bound.model, ask))
        told: set[str] = set()
        for path, checked in conditions(subject, ask):
            for name in behind(subject, checked.reads, rules=False):
                outside = _outside(held, _days_of_name(subject, name))
                if outside and name not in told:
                    told.add(name)
                    yield _finding(subject, ask.id, name, outside, path)
        yield from _waiting(subject, ask, held)


def _days_of(model: PolicyFile, ask: Ask) -> tuple[InForce | None, ...]:
    if ask.kind == "rule":
        return (model.rules[int(ask.base[1])].in_force,)
    if ask.kind == "table":
        return (model.tables[ask.id].in_force,)
    ladder = model.ladders[str(ask.group[1])]
    return ladder.in_force, ladder.steps[int(ask.base[3])].in_force


def _days_of_name(subject: Subject, name: str) -> InForce | None:
    assert subject.bound is not None
    model = subject.bound.model
    if name in model.measures:
        return model.measures[name].in_force
    return model.tables[subject.bound.outputs[name][0]].in_force if name in subject.bound.outputs else None


def _outside(held: InForce | None, other: InForce | None) -> tuple[str, ...]:
    """Say on which days of `held` the other is not in force; none: on none."""
    if other is None:
        return ()
    begins, ends = (None, None) if held is None else (held.from_, held.until)
    before = other.from_ is not None and (begins is None or begins < other.from_)
    after = other.until is not None and (ends is None or ends > other.until)
    told = [f"before {day_in_words(other.from_)}"] if before and other.from_ is not None else []
    return (*told, *([f"from {day_in_words(other.until)} on"] if after and other.until is not None else []))


def _finding(subject: Subject, ask: str, name: str, outside: tuple[str, ...], path: Path) -> Finding:
    days = days_said(_days_of_name(subject, name))
    message = (
        f"`{ask}` rests on `{name}`, which is not known {' and '.join(outside)}: it is undecided for everyone then"
    )
    return Finding(message, path, f"let `{ask}` be in force {days} too, or `{name}` on more days")


def _waiting(subject: Subject, ask: Ask, held: InForce | None) -> Iterator[Finding]:
    """Look at a step that waits for another of its ladder: one that is passed over never comes."""
    if ask.kind != "step" or subject.bound is None:
        return
    ladder = subject.bound.model.ladders[str(ask.group[1])]
    wanted = ladder.steps[int(ask.base[3])].after_step
    other = next((step for step in ladder.steps if step.id == wanted), None)
    outside = _outside(held, other.in_force) if other is not None else ()
    if outside:
        days = " and ".join(outside)
        message = (
            f"`{ask.id}` waits for `{wanted}`, which is passed over {days}: who has not had it by then waits for ever"
        )
        yield Finding(
            message, (*ask.base, "after_step"), f"leave out `after_step`, or let `{wanted}` be in force longer"
        )
