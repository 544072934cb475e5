"""a session of the day has no register

## Why

The register is taken twice a day. Without times for the afternoon nobody can say who is late or absent then.

## Avoid

```yaml
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
```

## Prefer

```yaml
registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
```

## Source

SI 2024/208 reg 10: at the beginning of each morning session and once during each afternoon session.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.registers import HALVES, entries
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "policy"
_SAID = {"am": "morning", "pm": "afternoon"}


def check(subject: Subject) -> Iterator[Finding]:
    """Look for a register in the morning and one in the afternoon of a school's own policy."""
    assert subject.policy is not None
    if subject.policy.layers[-1].kind != "school":
        return
    there = {entry.half for entry in entries(subject)}
    for asked in checks(subject, "register_times"):
        if not there:
            message = "the policy does not say when registers are taken and closed"
            act = "write `registers:` with the times of the morning and of the afternoon"
            place = subject.document.place(("policy",))
            yield Finding(message, ("policy",), asked.help(act), place=place, also=asked.also, severity=Severity.INFO)
            return
        for half in HALVES:
            if half not in there and half not in _written(subject):
                message = f"there is no register in the {_SAID[half]}, and one is to be taken in every session"
                act = asked.help(f"add `{half}:` with `opens` and `closes`")
                stood = subject.since.stood(("registers",), half) if subject.since is not None else None
                place = stood or subject.head(("registers",))
                yield Finding(message, ("registers",), act, place=place, also=asked.also)


def _written(subject: Subject) -> tuple[str, ...]:
    """Give the halves of the day for which the file itself writes something, be it of the wrong shape."""
    value = subject.document.value
    registers = value.get("registers") if isinstance(value, dict) else None
    return tuple(registers) if isinstance(registers, dict) else ()
