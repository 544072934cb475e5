"""the policy does not stand below the layer of the school's local authority

## Why

The amounts and duties of a local authority come from its layer. A school that names one authority, and stands below the
layer of another, or below none though there is one, is judged by the wrong code of conduct.

## Avoid

```yaml
school: {name: Ash Primary School, phase: primary, kind: maintained, local_authority: Halton}
rules:
  - id: late_note
    source: §1
    when: absent_in_a_row >= 3
    then: [{do: note, to: office}]
```

## Prefer

```yaml
school: {name: Ash Primary School, phase: primary, kind: maintained, local_authority: Westmorland}
rules:
  - id: late_note
    source: §1
    when: absent_in_a_row >= 3
    then: [{do: note, to: office}]
```

## Source

Good practice; a local code of conduct binds those who issue penalty notices in its area (SI 2007/1867 reg 15).
"""

from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.namesakes import WORD, belonging
from engine.lint.subject import Subject
from engine.parse import load
from engine.resolve.layers import find, is_name, shown

SEVERITY = Severity.WARNING
_KIND = "local_authority"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the authority that a school's own file names with the layers above it."""
    yield from belonging(subject, _KIND, "local_authority", ("local authority", "layer"), _layer_of)


def _layer_of(said: str, file: str) -> str | None:
    name = "_".join(WORD.findall(said.lower()))
    folder = FilePath(file).parent
    if not is_name(name) or (found := find(name, folder if folder.is_dir() else None).value) is None:
        return None
    read = load(found, shown(found)).value
    known = read.value if read is not None else None
    return name if isinstance(known, dict) and known.get("layer") == _KIND else None
