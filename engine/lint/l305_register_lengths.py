"""registers stay open for different lengths of time, or for longer than they may

## Why

The same lateness would be `L` in one session and `U` in another, and the second counts toward a fine.

## Avoid

```yaml
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:10}}
```

## Prefer

```yaml
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
```

## Source

Working together to improve school attendance: the same length for every session, and not longer than 30 minutes.
A national layer also locks the longest time; this rule says it where no lock does.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.registers import Entry, entries
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare how long each register is open with the first one, and with the longest time allowed."""
    found = list(entries(subject))
    for asked in checks(subject, "register_times"):
        assert asked.check.register_times is not None
        most = int(asked.check.register_times.at_most.number)
        # one that closes before it opens is told by itself, and no measure of the others
        first = next((entry for entry in found if entry.open_for > 0), None)
        for entry in found:
            if entry.open_for <= 0:
                continue
            path = (*entry.path, "closes")
            if entry.open_for > most and not _locked(subject):
                message = f"the register `{_said(entry)}` is open {entry.open_for} minutes, and {most} are the most"
                yield Finding(
                    asked.told(message),
                    path,
                    asked.help("let every register stay open equally long"),
                    also=asked.also,
                    severity=Severity.ERROR,
                )
            elif entry.open_for > most:
                continue  # the lock says so
            elif first and entry.open_for not in (first.open_for, _shortened(first, most)) and subject.is_own(path):
                message = f"the register `{_said(entry)}` is open {entry.open_for} minutes, "
                message += f"and `{_said(first)}` {first.open_for}"
                also = (("the other", subject.place((*first.path, "closes"))), *asked.also)
                yield Finding(
                    asked.told(message),
                    path,
                    asked.help("let every register stay open equally long"),
                    also=also,
                    severity=asked.severity,
                )


def _shortened(entry: Entry, most: int) -> int:
    """Give how long a register is open once it is mended that is open too long."""
    return min(entry.open_for, most)


def _said(entry: Entry) -> str:
    return f"{entry.half}.{entry.name}"


def _locked(subject: Subject) -> bool:
    assert subject.policy is not None
    return any(
        lock.path.startswith("registers.") and lock.path.endswith(".closes") and "at_most" in lock.bounds
        for lock in subject.policy.locks
    )
