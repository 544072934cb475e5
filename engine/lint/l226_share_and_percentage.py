"""a share of one is compared with a percentage, or with more than the whole

## Why

One count divided by another is a share between 0 and 1, and a percentage is between 0 and 100. So
`lessons_there / lessons_all < lesson_target` is true of everybody where the target is 92%, and a rule that was meant
for few acts for all.

## Avoid

```yaml
values:
  lesson_target: 92%
facts:
  lessons: {dated_by: date, columns: {outcome: [present, missed]}}
measures:
  lessons_all: {count: lessons, over: term}
  lessons_there: {count: lessons, of: 'outcome = "present"', over: term}
rules:
  - id: lessons_low
    source: §1
    check: week
    when: lessons_there / lessons_all < lesson_target
    then: [{do: call, to: parents, by: office}]
```

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
  possible_term: {count: sessions, of: possible, over: term}
  late_share: {is: lates_term / possible_term}
rules:
  - id: often_late
    source: §1
    check: week
    when: late_share >= 5
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
values:
  lesson_target: 92%
facts:
  lessons: {dated_by: date, columns: {outcome: [present, missed]}}
measures:
  lessons_all: {count: lessons, over: term}
  lessons_there: {count: lessons, of: 'outcome = "present"', over: term}
  late_percent: {percent: late, of: possible, over: term}
rules:
  - id: lessons_low
    source: §1
    check: week
    when: lessons_there / lessons_all * 100 < lesson_target
    then: [{do: call, to: parents, by: office}]
  - id: often_late
    source: §1
    check: week
    when: late_percent >= 5
    then: [{do: call, to: parents, by: office}]
```

## Source

Good practice. A count is a part of another where both count the same in the same window, and the other counts all of
it or all that is possible.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.expressions.typed import Checked, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.finding import Finding
from engine.lint.partial import Partial
from engine.lint.rows import row_path
from engine.lint.subject import Subject
from engine.model.measures import Measure

SEVERITY = Severity.ERROR
_COMPARED = frozenset({"<", "<=", ">", ">=", "=", "!="})
_PERCENT = "percent"
_ALL = (None, "possible")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every comparison in a condition, and in a table's cell, that the file itself wrote."""
    assert subject.bound is not None
    for path, checked in subject.bound.expressions.items():
        if subject.is_own(path):
            for message, advice, node in _found(subject, checked):
                yield Finding(message, path, advice, node.start, node.end)
    for name, table in subject.bound.tables.items():
        if not subject.is_own(("tables", name, "rows")):
            continue
        for number, row in enumerate(table.rules):
            told = [(message, advice) for cell in row.cells for message, advice, _ in _found(subject, cell)]
            for message, advice in told[:1]:
                at, start, end = row_path(subject, name, number)
                yield Finding(message, at, advice, start, end)


def _found(subject: Subject, checked: Checked) -> Iterator[tuple[str, str, Step]]:
    waiting: list[Typed] = [checked.tree] if checked.tree is not None else []
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if not isinstance(node, Step):
            continue
        sides = node.arguments
        if node.operator in _COMPARED:
            pairs = [(sides[0], sides[1:]), (sides[1], sides[:1])]
        elif node.operator.startswith("within"):
            pairs = [(sides[0], sides[1:])]
        else:
            continue
        for side, others in pairs:
            share = _share(subject, side)
            if share is None:
                continue
            if any(other.unit == _PERCENT for other in others):
                beside = "a percentage"
            elif _is_part(subject, share) and any(_over_one(subject, other) for other in others):
                beside = "more than 1"
            else:
                continue
            told = f"`{side.name}`" if isinstance(side, Read) else "one count divided by another"
            yield f"{told} is a share between 0 and 1, and is compared with {beside}", "multiply it by 100", node
            break


def _share(subject: Subject, typed: Typed) -> Step | None:
    """Give the division that an expression or the figure behind its name is, of two things that vary; else None."""
    assert subject.bound is not None
    seen: set[str] = set()
    while isinstance(typed, Read) and typed.name not in seen:
        seen.add(typed.name)
        inner = subject.bound.expressions.get(("measures", typed.name, "is"))
        if inner is None or inner.tree is None:
            return None
        typed = inner.tree
    if not isinstance(typed, Step) or typed.operator != "/" or typed.unit is not None:
        return None
    return typed if all(_is_count(subject, side) for side in typed.arguments) else None


def _is_count(subject: Subject, typed: Typed) -> bool:
    """Whether it is a count, or a sum of counts: nothing that is multiplied by a hundred, or is a percentage."""
    assert subject.bound is not None
    if isinstance(typed, Step):
        return typed.operator in ("+", "-", "number") and all(_is_count(subject, side) for side in typed.arguments)
    measure = subject.bound.model.measures.get(typed.name) if isinstance(typed, Read) else None
    return measure is not None and measure.count is not None


def _is_part(subject: Subject, share: Step) -> bool:
    part, whole = (_measure(subject, side) for side in share.arguments)
    if part is None or whole is None:
        return False
    same = (part.count, part.over, part.ends) == (whole.count, whole.over, whole.ends)
    return same and whole.of in _ALL


def _measure(subject: Subject, typed: Typed) -> Measure | None:
    assert subject.bound is not None
    return subject.bound.model.measures.get(typed.name) if isinstance(typed, Read) else None


def _over_one(subject: Subject, typed: Typed) -> bool:
    assert subject.bound is not None
    value = Partial(subject.bound, subject.as_of, {}).of(typed)
    return isinstance(value, int | Fraction) and not isinstance(value, bool) and value > 1
