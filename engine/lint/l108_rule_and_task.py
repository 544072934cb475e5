"""a rule bears the name of a task that another asks for

## Why

What a rule is called and what it asks for stand close together, and change places easily. A task that bears another
rule's name is on a list under words that mean something else.

## Avoid

```yaml
rules:
  - id: request_evidence
    source: §5.2
    when: absent_in_a_row >= 5
    then: [{do: medical_evidence, to: parents, by: office}]
  - id: appointment
    source: §5.3
    when: absent_in_a_row >= 8
    then: [{do: request_evidence, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: medical_evidence
    source: §5.2
    when: absent_in_a_row >= 5
    then: [{do: request_evidence, to: parents, by: office}]
  - id: appointment
    source: §5.3
    when: absent_in_a_row >= 8
    then: [{do: request_evidence, to: parents, by: office}]
```

## Source

Good practice: one name for one thing.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks, does
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the names of the file's own rules and steps with what others of the file ask for."""
    every = [ask for ask in asks(subject) if ask.kind != "table" and subject.began_here(ask.base)]
    asked: dict[str, Ask] = {}
    for ask in every:
        for do in does(ask):
            asked.setdefault(do, ask)
    for ask in every:
        other = asked.get(ask.id)
        if other is not None and ask.tasks and ask.id not in does(ask):
            message = (
                f"`{ask.id}` is what `{other.id}` asks for, and this {ask.kind} of that name asks for something else"
            )
            advice = f"give the {ask.kind} another name, or let it ask for `{ask.id}`"
            also = ((f"`{other.id}`", subject.place((*other.base, "id"))),)
            yield Finding(message, (*ask.base, "id"), advice, also=also)
