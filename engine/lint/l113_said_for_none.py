"""what a section says for all its items, each of them says for itself

## Why

`by` beside the letters is who writes those that name nobody. Where every letter names somebody it is read by nothing,
and whoever changes it there changes nothing.

## Avoid

```yaml
extends: [england]
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  by: headteacher
  thresholds:
    letter_95: {below: 95%, to: parents, by: office}
    letter_90: {at_or_below: 90%, to: parents, by: attendance_lead}
```

## Prefer

```yaml
extends: [england]
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  by: office
  thresholds:
    letter_95: {below: 95%, to: parents}
    letter_90: {at_or_below: 90%, to: parents, by: attendance_lead}
```

## Source

Good practice. Looked at are the tasks of letters, of visits and of what comes before a penalty notice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"
_ITEMS = {"letters": "thresholds", "safe_and_well": "visits", "penalty_notices": "before"}
_FIELDS = ("do", "to", "by", "due", "obligation", "with", "at_most")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the sections whose items take over what they do not say."""
    assert subject.policy is not None
    for name, of in _ITEMS.items():
        section = subject.policy.document.get(name)
        items = section.get(of) if isinstance(section, dict) else None
        if not isinstance(section, dict) or not isinstance(items, dict) or not items:
            continue
        for field in _FIELDS:
            path = (name, field)
            said = all(isinstance(item, dict) and field in item for item in items.values())
            if field in section and said and subject.is_own(path):
                message = f"`{field}` of `{name}` is said for none of them: each says its own"
                yield Finding(message, path, f"take it out, or leave `{field}` out where it is the same")
