"""two rules or steps of a file bear the same title

## Why

People go by the title: it stands in letters, in reports and in what `policy explain` says. Where a rule was copied and
its title left, a meeting is told with the reason for a call.

## Avoid

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
rules:
  - id: late_call
    title: Late 3 times in a term
    source: §1
    when: lates_term >= 3
    then: [{do: call, to: parents, by: office}]
  - id: late_meeting
    title: Late 3 times in a term
    source: §1
    when: lates_term >= 6
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Prefer

```yaml
measures:
  lates_term: {title: late this term, count: sessions, of: late, over: term}
rules:
  - id: late_call
    title: Late 3 times in a term
    source: §1
    when: lates_term >= 3
    then: [{do: call, to: parents, by: office}]
  - id: late_meeting
    title: Late 6 times in a term
    source: §1
    when: lates_term >= 6
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Source

Good practice. Rules that are for different pupils, or in force on different days, may bear one title.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "bound"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the titles of rules and steps that the file itself wrote."""
    assert subject.bound is not None
    model = subject.bound.model
    first: dict[tuple[str, str, object], tuple[str, Path]] = {}
    for ask in asks(subject):
        if ask.kind == "table":
            continue
        section, place = ask.group[:2]
        item = model.rules[int(place)] if section == "rules" else model.ladders[str(place)]
        step = model.ladders[str(place)].steps[int(ask.base[-1])] if section == "ladders" else item
        path = (*ask.base, "title")
        if not step.title or not subject.is_own(path) or subject.written(path) != path:
            continue
        days = step.in_force or item.in_force
        key = (" ".join(step.title.lower().split()), str(item.for_ or ""), days)
        if key not in first:
            first[key] = (ask.id, path)
            continue
        other, there = first[key]
        message = f"`{ask.id}` bears the title of `{other}`"
        yield Finding(message, path, "say in each title what it is about", also=((f"`{other}`", subject.place(there)),))
