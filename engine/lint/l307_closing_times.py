"""one register has two closing times

## Why

Between the two times nobody knows whether a pupil is late or absent, and one of the two counts toward a fine.

## Avoid

```yaml
registers:
  am: {everyone: {opens: 08:30, closes: 08:45}}
  pm: {everyone: {opens: 13:00, closes: 13:15}}
sets:
  too_late: 'session = "AM" and arrived > @"09:15"'
measures:
  too_late_term: {count: sessions, of: too_late, over: term}
rules:
  - id: late_letter
    source: punctuality
    when: too_late_term >= 3
    then: [{do: letter, to: parents}]
```

```yaml
registers:
  am:
    register: {opens: 08:40, closes: 08:45}
    late_gate: {opens: 08:45, closes: 09:15}
  pm: {everyone: {opens: 13:00, closes: 13:05}}
```

## Prefer

```yaml
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
```

## Source

SI 2024/208 reg 10: present when the taking of the register begins, late until it ends, and after that unauthorised
unless another code applies.
"""

from collections.abc import Iterator
from datetime import time

from engine.diagnostics import Severity
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.finding import Finding
from engine.lint.registers import Entry, clock, entries
from engine.lint.subject import Subject
from engine.model.amounts import Minutes

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at entries for the same pupils, and at conditions on the time of arrival."""
    found = list(entries(subject))
    for half in ("am", "pm"):
        yield from _twice([entry for entry in found if entry.half == half], subject)
    if found:
        yield from _arrivals(subject, found)
        yield from _named(subject, found)


def _twice(held: list[Entry], subject: Subject) -> Iterator[Finding]:
    """Find entries that come after one for everybody, or for the same pupils, and that close at another time."""
    for at, entry in enumerate(held):
        earlier = (other for other in held[:at] if not other.on_some_days)
        before = next((other for other in earlier if other.whom is None or other.whom == entry.whom), None)
        if before is None or entry.closes == before.closes:
            continue
        whom = "everybody" if before.whom is None else f"`{before.whom}`"
        message = f"two closing times, {clock(before.closes)} and {clock(entry.closes)}: "
        message += f"`{entry.name}` never applies, as `{before.name}` before it is for {whom}"
        also = (("the one that applies", subject.head(before.path)),)
        place = subject.head(entry.path)
        yield Finding(message, entry.path, "say whom each is `for`, or take one out", place=place, also=also)


def _arrivals(subject: Subject, found: list[Entry]) -> Iterator[Finding]:
    """Find conditions that compare the time of arrival with a time that no register names."""
    assert subject.bound is not None
    known = frozenset().union(*(entry.times for entry in found))
    for path, checked in subject.bound.expressions.items():
        if "arrived" not in checked.reads or checked.tree is None:
            continue
        for minute, node in _compared(checked.tree):
            if minute not in known:
                near = _nearest(found, minute)
                message = f"two closing times: pupils who arrive around {clock(minute)} are told apart here, "
                message += f"and the register `{near.name}` closes at {clock(near.closes)}"
                also = (("closes here", subject.place((*near.path, "closes"))),)
                act = "state one time, in `registers`, and ask for the code in the condition"
                yield Finding(message, path, act, node.start, node.end, also=also)


def _compared(tree: Typed) -> Iterator[tuple[int, Step]]:
    waiting: list[Typed] = [tree]
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if isinstance(node, Step) and any(isinstance(each, Read) and each.name == "arrived" for each in node.arguments):
            for each in node.arguments:
                if isinstance(each, Constant) and isinstance(each.value, time):
                    yield each.value.hour * 60 + each.value.minute, node


def _named(subject: Subject, found: list[Entry]) -> Iterator[Finding]:
    """Find a value that says by its name when a register closes, and is the time of none."""
    assert subject.bound is not None
    known = frozenset().union(*(entry.times for entry in found))
    for name, held in subject.bound.model.values.items():
        if not {"close", "closes", "closing", "closed"} & set(name.lower().split("_")):
            continue
        for number, entry in enumerate(held):
            if isinstance(entry.value, Minutes) and entry.value.minute not in known:
                near = _nearest(found, entry.value.minute)
                message = f"two closing times: `{name}` is {entry.value}, and the register `{near.name}` "
                also = (("closes here", subject.place((*near.path, "closes"))),)
                act = "state one time, in `registers`"
                path = ("values", name, number, "value")
                yield Finding(f"{message}closes at {clock(near.closes)}", path, act, also=also)


def _nearest(found: list[Entry], minute: int) -> Entry:
    return min(found, key=lambda entry: abs(entry.closes - minute))
