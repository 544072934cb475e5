"""`to`, `by` or `set_by` names nobody of the policy's roles

## Why

A task for a role that is nobody's is nobody's task, and a flag that nobody sets is never set.

## Avoid

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: offise}]
```

## Prefer

```yaml
roles: {reception_desk: Reception desk}
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: reception_desk}]
```

## Source

Good practice: roles stand in `roles` with the words that people know them by. The pupil is nobody's role.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.validate.near import listed, meant

SEVERITY = Severity.WARNING
_NO_ROLE = frozenset({"pupil"})
_CALLED = {
    **dict.fromkeys(("student", "child", "learner", "young_person"), "pupil"),
    **dict.fromkeys(("parent", "carer", "carers", "guardian", "guardians", "family", "families", "home"), "parents"),
    **dict.fromkeys(("head", "principal", "head_teacher"), "headteacher"),
    **dict.fromkeys(("la", "council", "authority"), "local_authority"),
    **dict.fromkeys(("ewo", "welfare_officer"), "education_welfare_officer"),
    "dsl": "designated_safeguarding_lead",
    **dict.fromkeys(("reception", "admin", "secretary", "school_office"), "office"),
}
"""What people call somebody -> what the national layer calls them."""


def check(subject: Subject) -> Iterator[Finding]:
    """Look for every name of a person in the policy's roles, and the national layer's where it has none."""
    assert subject.bound is not None
    known = set(subject.bound.model.roles)
    for name, path in _named(subject):
        if name not in known and name not in _NO_ROLE:
            other = next((each for each in _CALLED.get(name, "").split() if each in {*known, *_NO_ROLE}), None)
            usual = f"add it to `roles`; there are {listed(sorted(known), 12)}"
            advice = f"write `{other}`, or add it to `roles`" if other else meant(name, known, usual)
            yield Finding(f"`{name}` is no role of the policy", path, advice if known else "add it to `roles`")


def _named(subject: Subject) -> Iterator[tuple[str, Path]]:
    assert subject.bound is not None
    for name, flag in subject.bound.model.flags.items():
        if flag.set_by is not None:
            yield flag.set_by, ("flags", name, "set_by")
    for ask in asks(subject):
        for number, task in enumerate(ask.tasks):
            for field, who in (("to", task.to), ("by", task.by)):
                if who is not None:
                    yield who, (*ask.task_path(number), field)
