"""a rule asks for nothing that another does not ask for at the same moment

## Why

Where one rule acts whenever another does, and asks the same thing of the same person, the other only doubles it: two
calls for one absence.

## Avoid

```yaml
rules:
  - id: call_any
    source: §1
    when: absent_today > 0
    act: each check
    then: [{do: call, to: parents, by: office}]
  - id: call_all_day
    source: §1
    when: absent_today > 1
    act: each check
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: call_any
    source: §1
    when: absent_today = 1
    act: each check
    then: [{do: call, to: parents, by: office}]
  - id: call_all_day
    source: §1
    when: absent_today > 1
    act: each check
    then: [{do: call, to: parents, by: headteacher}]
```

## Source

Good practice. Two rules that act only when their conditions begin are let be where they begin at different moments.
"""

from collections.abc import Iterator

from engine.analysis.answer import Answer
from engine.analysis.meaning import Acting, Meaning
from engine.diagnostics import Severity
from engine.expressions.typed_walk import reads_with_types
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, surely
from engine.lint.refuting import Beside, Refuting, each_time
from engine.lint.subject import Subject
from engine.model.rules import Rule, Task

SEVERITY = Severity.WARNING
NEEDS = "plan"
WHOLE = "item"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the rules that only double another; for each the first one that it doubles."""
    meaning = meaning_of(subject)
    yield from _twice(subject, meaning)
    told: set[tuple[str, str]] = set()
    acting = [each for each in meaning.acting() if isinstance(each.item, Rule) and each.tasks]
    own = {each.path for each in acting if subject.is_own(each.path)}
    refuting = Refuting(meaning)
    asking: dict[tuple[object, ...], list[Acting]] = {}
    for each in acting:
        for key in {_asked(task) for task in each.tasks}:
            asking.setdefault((each.check, each.each, *key), []).append(each)
    beside = {key: Beside(refuting, same) for key, same in asking.items()}
    for one in acting:
        for other in beside[one.check, one.each, *_asked(one.tasks[0])].left_of(one):
            if other is one or (other.id, one.id) in told:
                continue
            if not (one.path in own or other.path in own) or refuting.parts(one, other):
                continue
            if not each_time(other) and refuting.parts(other, one):
                continue  # two that act once a stretch double each other only where they mean the same
            answer = _doubles(meaning, one, other)
            if answer is None or not answer.holds:
                continue
            told.add((one.id, other.id))
            shown = meaning.said(meaning.questions.never(one.acts).example)
            example = f": {shown}, both act" if shown else ""
            message = f"`{one.id}` asks for nothing that `{other.id}` does not ask for at the same moment{example}"
            advice = f"take one of them out, or let their conditions part ({surely(answer)})"
            also = ((f"`{other.id}`", subject.place((*other.path, "id"))),)
            yield Finding(message, (*one.path, "id"), advice, also=also, about=(other.path,))
            break


def _twice(subject: Subject, meaning: Meaning) -> Iterator[Finding]:
    """Find what one rule or step asks for twice."""
    for one in meaning.acting():
        seen: dict[tuple[object, ...], int] = {}
        for number, task in enumerate(one.tasks):
            path = (*one.path, "then", number)
            first = seen.setdefault(_asked(task), number)
            if first != number and subject.is_own(path):
                message = f"`{one.id}` asks for `{task.do}` twice"
                yield Finding(message, (*path, "do"), "take one of the two out, or say in `with` what they are about")


def _doubles(meaning: Meaning, one: Acting, other: Acting) -> Answer | None:
    """Say whether a rule is covered by another; None where the two cannot be set side by side."""
    first, second = one.item, other.item
    assert isinstance(first, Rule) and isinstance(second, Rule)
    if (one.check, one.each, first.in_force) != (other.check, other.each, second.in_force):
        return None
    asked = {_asked(task) for task in other.tasks}
    if not all(_asked(task) in asked for task in one.tasks):
        return None
    alike = (first.act, first.at_most) == (second.act, second.at_most)
    if each_time(other):
        return meaning.questions.covered(one.acts, other.acts)
    # two conditions that mean the same ask about the same; one that asks about more is at most covered
    if not alike or set(reads_with_types(one.acts)) != set(reads_with_types(other.acts)):
        return None
    return meaning.questions.equal(one.acts, other.acts)


def _asked(task: Task) -> tuple[object, ...]:
    said = tuple(sorted((task.with_ or {}).items()))
    return (task.if_, task.do, task.to, task.by, task.code, task.sessions, said)
