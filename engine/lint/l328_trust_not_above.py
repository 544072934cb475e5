"""the policy does not stand below the policy of the school's trust

## Why

What a trust asks of its schools, and what it locks, holds for those that name its policy in `extends`. A school that
says it belongs to one trust, and stands below the policy of another, or below none though there is one, is held to
nothing of it.

## Avoid

```yaml
extends: [england, perry_hall_trust]
school: {name: Ash Primary School, phase: primary, kind: academy, trust: Greywater Learning Trust}
rules:
  - id: late_note
    source: §1
    when: absent_in_a_row >= 3
    then: [{do: note, to: office}]
```

## Prefer

```yaml
extends: [england, perry_hall_trust]
school: {name: Ash Primary School, phase: primary, kind: academy, trust: Perry Hall Multi-Academy Trust}
rules:
  - id: late_note
    source: §1
    when: absent_in_a_row >= 3
    then: [{do: note, to: office}]
```

## Source

Good practice; a trust answers for the attendance of its schools (WTTISA, the expectations of academy trusts).
"""

from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.namesakes import alike
from engine.lint.subject import Subject
from engine.parse import load
from engine.resolve.layers import folders_of, shown
from engine.resolve.versions import is_policy

SEVERITY = Severity.WARNING
_KIND = "trust"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the trust that a school's own file names with the layers above it."""
    assert subject.policy is not None and subject.bound is not None
    school = subject.bound.model.school
    said = school.trust if school is not None else None
    path = ("school", "trust")
    if said is None or subject.policy.layers[-1].kind != "school":
        return
    above = [layer for layer in subject.policy.layers if layer.kind == _KIND]
    if above and not any(alike(said, layer.name, layer.document.value) for layer in above):
        names = ", ".join(f"`{layer.name}`" for layer in above)
        message = f"the school's trust is `{said}`, and the policy stands below that of {names}"
        also = tuple((f"`{layer.name}`", layer.document.place(("policy",))) for layer in above)
        yield Finding(message, path, "correct the one or the other", also=also)
    elif not above and (name := _layer_of(said, subject.name)) is not None:
        message = f"the school's trust is `{said}`, and the policy does not stand below its policy `{name}`"
        place = subject.document.place(("extends",)) if ("extends",) in subject.document.spans else None
        yield Finding(message, path, f"add `{name}` to `extends`", place=place)


def _layer_of(said: str, file: str) -> str | None:
    """Give the name of a trust's file that is called so, or whose title is, where layers are looked for."""
    folder = FilePath(file).parent
    for place in folders_of(folder if folder.is_dir() else None, None):
        for each in sorted(place.glob("*.y*ml")):
            read = load(each, shown(each)).value if is_policy(each) else None
            held = read.value if read is not None else None
            if isinstance(held, dict) and held.get("layer") == _KIND and alike(said, str(held.get("policy")), held):
                return each.stem
    return None
