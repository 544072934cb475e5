"""`lint`, `allow` or a lock names a rule of the linter that does not exist, or a severity that is none

## Why

A misspelt code changes nothing, and its author believes that it does.

## Avoid

```yaml
lint: {L4O1: info}
```

```yaml
lint: {L401: off}
```

```yaml
lock: {lint.L4: {at_least: warning, reason: the governors must know}}
```

## Prefer

```yaml
lint: {L401: info}
```

## Source

`policy rules` lists the codes. A finding is never switched off: it is `info`, or allowed at its item with a reason.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.allowing import permissions
from engine.lint.finding import Finding
from engine.lint.rule import rule_of, rules
from engine.lint.subject import Subject
from engine.validate.near import meant

SEVERITY = Severity.ERROR
NEEDS = "document"
_WORDS = tuple(each.name.lower() for each in Severity)


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every code that the file names."""
    value = subject.document.value
    levels = value.get("lint") if isinstance(value, dict) else None
    for name, word in levels.items() if isinstance(levels, dict) else ():
        if rule_of(name) is None:
            yield Finding(_unknown(name), place=subject.document.key_place(("lint", name)), help=_advice(name))
        elif word not in _WORDS and isinstance(word, str):
            message = f"`{word}` is no severity"
            advice = meant(word, _WORDS, "write `error`, `warning` or `info`; one finding is allowed by `allow`")
            yield Finding(message, place=subject.document.place(("lint", name)), help=advice)
    locks = value.get("lock") if isinstance(value, dict) else None
    for path in locks if isinstance(locks, dict) else ():
        name = path.removeprefix("lint.")
        if path != name != "*" and rule_of(name) is None:
            place = subject.document.key_place(("lock", path))
            message = f"there is no rule `{name}` of the linter whose level could be locked"
            yield Finding(message, place=place, help=_advice(name))
    for permission in permissions(subject.document):
        if rule_of(permission.code) is None:
            place = permission.document.key_place(permission.path)
            yield Finding(_unknown(permission.code), place=place, help=_advice(permission.code))


def _unknown(name: str) -> str:
    return f"there is no rule `{name}` of the linter that could be allowed or given another severity"


def _advice(name: str) -> str:
    known = [word for rule in rules() for word in (rule.code, rule.name)]
    return meant(name, known, "`policy rules` lists them")
