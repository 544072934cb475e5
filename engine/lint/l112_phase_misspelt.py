"""the school's phase is spelt otherwise than that of the published figures

## Why

Reports set a school beside the published figures of its phase, found by the very word. Under another spelling they are
set beside those of all schools, and nothing says so.

## Avoid

```yaml
school: {name: Ash Primary School, phase: Primary}
```

```yaml
school: {name: Ash Primary School, phase: primry}
```

```yaml
school: {name: Ash Primary School, phase: Primary school}
```

## Prefer

```yaml
school: {name: Ash Primary School, phase: primary}
```

A phase of which nothing is published:

```yaml
school: {name: Ash Nursery School, phase: nursery}
```

## Source

Good practice; the words are those of `statistics` in the layers above.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.nearest import nearest

SEVERITY = Severity.WARNING
_ALIKE = 0.8


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the phase of the school with those of published figures."""
    assert subject.bound is not None
    model = subject.bound.model
    phase = model.school.phase if model.school is not None else None
    published = {each.phase for each in model.statistics.values() if each.phase is not None}
    path = ("school", "phase")
    if phase is None or phase in published or not subject.is_own(path):
        return
    words = {word for word in phase.lower().replace("-", " ").split() if word in published}
    meant = words.pop() if len(words) == 1 else nearest(phase, published, _ALIKE)
    if meant is not None:
        message = f"figures are published for `{meant}`, and the school's phase is `{phase}`"
        yield Finding(message, path, f"did you mean `{meant}`?")
