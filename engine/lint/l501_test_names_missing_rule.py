r"""a scenario test names a rule or table that its policy does not have

## Why

A test of a rule that was renamed or removed no longer tests anything: `not` and `only` hold of what is not there.

## Avoid

```yaml
rules:
  - id: late_note
    source: §1
    when: occasions_year > 3
    then: [{do: note, to: office}]
```

```yaml tests
- name: Four absences ask for a note
  policy: example
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\ x10'}
  only: [late_notes]
  expect: {}
```

## Prefer

```yaml
rules:
  - id: late_note
    source: §1
    when: occasions_year > 3
    then: [{do: note, to: office}]
```

```yaml tests
- name: Four absences ask for a note
  policy: example
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\ x10'}
  only: [late_note]
  expect: {}
```

## Source

Good practice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.testing.read import Placed
from engine.validate.near import listed, meant
from engine.validate.shape import items_in

SEVERITY = Severity.ERROR
NEEDS = "bound"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for every id that a test of this policy names."""
    assert subject.bound is not None
    model = subject.bound.model
    ids = {rule.id for rule in model.rules} | {step.id for ladder in model.ladders.values() for step in ladder.steps}
    known = ids | set(model.tables) | _left_out(subject)
    for placed in subject.tests:
        for name, path in _named(placed):
            if name not in known:
                message = f"the test names the rule `{name}`, and the policy `{placed.policy}` has none"
                advice = meant(name, known, f"it has {listed(sorted(known), 12)}")
                yield Finding(message, help=advice, place=placed.document.place((*placed.at, *path)))


def _left_out(subject: Subject) -> frozenset[str]:
    """Give the names of the items of the file of which something has a wrong shape: they are there all the same."""
    return frozenset() if subject.whole else frozenset(name for _, name in items_in(subject.document.value))


def _named(placed: Placed) -> Iterator[tuple[str, Path]]:
    test = placed.test
    for number, name in enumerate(test.only or ()):
        yield name, ("only", number)
    for number, name in enumerate(test.undecided or ()):
        yield name, ("undecided", number)
    for part, expected in (("expect", test.expect), ("not", test.not_)):
        for pupil, actions in (expected or {}).items():
            for number, action in enumerate(actions):
                yield action.rule, (part, pupil, number, "rule")
