"""weeks are counted by what may be not known, so that the count is often not known either

## Why

A week of which it is not known whether it counts leaves the number of weeks open. After the first weeks of a year, in
which a percentage rests on too few sessions, or a week in which a pupil need not attend, a run of weeks is not known
until a week breaks it, and a count is not known to the end of its window. The rule that asks for it does not act.

## Avoid

```yaml
measures:
  low_weeks: {title: weeks in a row below 90%, in_a_row: weeks, of: attendance_percent < 90}
rules:
  - id: legal_planning
    source: §1
    check: week
    when: low_weeks >= 6
    then: [{do: meeting, to: parents}]
```

## Prefer

```yaml
measures:
  low_weeks:
    title: weeks in a row below 90%
    in_a_row: weeks
    of: attendance_percent != null and attendance_percent < 90
rules:
  - id: legal_planning
    source: §1
    check: week
    when: low_weeks >= 6
    then: [{do: meeting, to: parents}]
```

## Source

Good practice; no fact is guessed. A rule that says `if_unknown: act`, or asks whether the count is not known, has
thought of it and is let be.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts, reads_with_types
from engine.lint.asks import asks, behind, conditions
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "bound"
_OF_SOME = frozenset({"percent", "value", "last"})
_WEEKS = "weeks"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the counts and runs of weeks that rules ask for."""
    assert subject.bound is not None
    bound = subject.bound
    asked = _asked(subject)
    for name, measure in bound.model.measures.items():
        path = ("measures", name, "of")
        checked = bound.expressions.get(path)
        weeks = _WEEKS in (measure.count, measure.in_a_row) and name in asked
        if not weeks or checked is None or checked.tree is None or not subject.is_own(path):
            continue
        thought_of = set(_with_null(checked.tree))
        unknown = sorted(
            each for each in reads_with_types(checked.tree) if each not in thought_of and _of_few(subject, each)
        )
        if unknown:
            until = "until a week breaks the run" if measure.in_a_row else "to the end of its window"
            message = f"after a week for which `{unknown[0]}` is not known, `{name}` is not known {until}"
            advice = f"say what such a week is: write `{unknown[0]} != null and (…)` if it does not count"
            yield Finding(message, path, advice)


def _of_few(subject: Subject, name: str) -> bool:
    """Whether a figure rests on one that is not known where there are too few sessions, or where none was before."""
    assert subject.bound is not None
    measures = subject.bound.model.measures
    return any(measures[each].kind in _OF_SOME for each in behind(subject, [name], rules=False) if each in measures)


def _asked(subject: Subject) -> set[str]:
    """Give the names on which something rests that does not act where they are not known."""
    assert subject.bound is not None
    found: set[str] = set()
    for ask in asks(subject):
        item = subject.bound.model.rules[int(ask.base[1])] if ask.kind == "rule" else None
        if item is not None and item.if_unknown == "act":
            continue
        trees = [checked.tree for _, checked in conditions(subject, ask) if checked.tree is not None]
        thought_of = {name for tree in trees for name in _with_null(tree)}
        read = {name for tree in trees for name in reads_with_types(tree)} - thought_of
        found.update(behind(subject, sorted(read), rules=False))
    return found


def _with_null(typed: Typed) -> Iterator[str]:
    """Give the names that an expression compares with what is not known."""
    if isinstance(typed, Step) and any(isinstance(each, Constant) and each.value is None for each in typed.arguments):
        yield from (each.name for each in typed.arguments if isinstance(each, Read))
    for part in parts(typed):
        yield from _with_null(part)
