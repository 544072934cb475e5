"""a rule asks nothing of anybody, and nothing asks whether it acts

## Why

A rule without a task acts and nobody hears of it. One that only begins a flag, or is counted or asked for by another,
does its work; one that nothing names does none, and its author may believe that it does.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - {id: late_note, source: §1, when: lates_term >= 3, then: []}
```

## Prefer

```yaml
flags:
  watched: {starts: often_late, lasts: 15 school days, title: Watched for lateness}
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - {id: often_late, source: §1, when: lates_term >= 3, then: []}
  - {id: late_note, source: §2, when: watched and absent_today > 0, then: [{do: note, to: office}]}
```

## Source

Good practice: what is meant to be done is said.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
WHOLE = "file"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules that the file itself wrote, where it is a school's: a layer above may leave the task to it."""
    assert subject.policy is not None and subject.bound is not None
    if subject.policy.layers[-1].kind != "school":
        return
    asked = _asked_for(subject)
    # where `then` itself is missing that is told by itself
    rules = subject.expanded.get("rules", ())
    empty = {("rules", at) for at, rule in enumerate(rules) if isinstance(rule, dict) and rule.get("then") == []}
    for number, rule in enumerate(subject.bound.model.rules):
        path = ("rules", number)
        if path not in empty or rule.id in asked:
            continue
        if subject.began_here(path):
            act = "write what it asks of whom: `then: [{do: …, to: …}]`"
            place = subject.place((*path, "id"))
            yield Finding(f"the rule `{rule.id}` asks nothing of anybody", path, act, place=place)


def _asked_for(subject: Subject) -> set[str]:
    """Give the names that conditions, figures, flags and ladders ask for."""
    assert subject.bound is not None
    model = subject.bound.model
    found = {name for checked in subject.bound.expressions.values() for name in checked.reads}
    found.update(name for table in subject.bound.tables.values() for name in table.reads)
    for measure in model.measures.values():
        found.update(str(each) for each in (measure.count, measure.since, measure.value, measure.at, measure.last))
    found.update(str(flag.starts) for flag in model.flags.values())
    found.update(str(step.after_step) for ladder in model.ladders.values() for step in ladder.steps)
    return found
