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
from engine.lint.namesakes import alike, belonging
from engine.lint.subject import Subject
from engine.parse import load
from engine.resolve.layers import folders_of, shown
from engine.resolve.versions import is_policy

SEVERITY = Severity.WARNING
_KIND = "trust"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the trust that a school's own file names with the layers above it."""
    yield from belonging(subject, _KIND, "trust", ("trust", "policy"), _layer_of)


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
