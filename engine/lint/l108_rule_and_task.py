"""a rule bears the name of a task that others ask for, or a task that of another rule

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
    """Compare the names of rules and steps of the file with tasks, and its tasks with rules and steps."""
    every = [ask for ask in asks(subject) if ask.kind != "table"]
    by_id = {ask.id: ask for ask in every}
    asked: dict[str, Ask] = {}
    for ask in every:
        if subject.began_here(ask.base):
            for do in does(ask):
                asked.setdefault(do, ask)
    for ask in every:
        other = asked.get(ask.id)
        if other is not None and ask.tasks and ask.id not in does(ask) and subject.began_here(ask.base):
            message = (
                f"`{ask.id}` is what `{other.id}` asks for, and this {ask.kind} of that name asks for something else"
            )
            path = (*ask.base, "id")
            yield Finding(message, path, f"give the {ask.kind} another name, or let it ask for `{ask.id}`")
        for number, task in enumerate(ask.tasks):
            named = by_id.get(task.do)
            path = (*ask.task_path(number), "do")
            if named is None or named is ask or task.do in does(named) or not subject.is_own(path):
                continue
            if not subject.began_here(named.base):
                message = (
                    f"`{ask.id}` asks for `{task.do}`, which is the name of a {named.kind} that asks for something else"
                )
                yield Finding(
                    message, path, "name what is to be done", also=((f"the {named.kind}", subject.head(named.base)),)
                )
