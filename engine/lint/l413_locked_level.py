"""a finding whose level is locked is allowed, or given a level under its other name

## Why

A trust locks the level of a finding so that none of its schools passes over it. A finding has a code and a name, and
the lock holds for both.

## Avoid

```yaml
extends: [england, acme]
allow: {review-passed: {reason: the governors meet in spring}}
```

```yaml acme
policy: acme
layer: trust
extends: [england]
lock: {lint.L401: {at_least: warning, reason: governors must know}}
```

```yaml
extends: [england, acme]
lint: {review-passed: info}
```

```yaml acme
policy: acme
layer: trust
extends: [england]
lock: {lint.L401: {at_least: warning, reason: governors must know}}
```

## Prefer

```yaml
extends: [england, acme]
lint: {L401: error}
```

```yaml acme
policy: acme
layer: trust
extends: [england]
lock: {lint.L401: {at_least: warning, reason: governors must know}}
```

## Source

The lock that the message shows. Under the code that the lock names, R010 says the same.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import split_path
from engine.lint.allowing import permissions
from engine.lint.finding import Finding
from engine.lint.rule import LintRule, rule_of
from engine.lint.subject import Subject
from engine.policy import Lock
from engine.resolve.strangers import strangers

SEVERITY = Severity.ERROR
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Look, below each layer that locks a level, for other names of what it locks."""
    assert subject.policy is not None
    for lock in subject.policy.locks:
        path = split_path(lock.path)
        rule = rule_of(str(path[1])) if path is not None and path[0] == "lint" and len(path) > 1 else None
        if path is not None and rule is not None:
            yield from _named_otherwise(subject, lock, str(path[1]), rule)


def _named_otherwise(subject: Subject, lock: Lock, written: str, rule: LintRule) -> Iterator[Finding]:
    assert subject.policy is not None
    who = subject.policy.layers[lock.layer].name
    also = ((f"locked here, in `{who}`: {lock.reason}", lock.place),)
    layers = subject.policy.layers
    held = (*sorted(strangers(layers, lock.layer)), *range(lock.layer + 1, len(layers)))
    for document in (layers[at].document for at in held):
        for permission in permissions(document):
            if permission.of(rule.code) and permission.code != written:
                message = f"`{permission.code}` is allowed, and its level is locked: `{who}` locks `{written}`"
                yield Finding(message, place=document.key_place(permission.path), help="take it out", also=also)
        levels = document.value.get("lint") if isinstance(document.value, dict) else None
        for name in levels if isinstance(levels, dict) else ():
            if name != written and rule_of(name) is rule:
                message = f"`{name}` is given a level, and its level is locked: `{who}` locks `{written}`"
                act = f"take it out, or write `{written}` where the lock leaves room"
                yield Finding(message, place=document.key_place(("lint", name)), help=act, also=also)
