"""a rule has no condition and looks every day

## Why

A rule without `when` is always true. At the end of a term that is a certificate for everybody; each morning it
is a call to every family in the school, most often because a line was lost.

## Avoid

```yaml
rules:
  - id: first_day_call
    source: §1
    check: morning
    act: each check
    then: [{do: call, to: parents}]
```

## Prefer

```yaml
rules:
  - id: first_day_call
    source: §1
    when: absent_today > 0
    check: morning
    act: each check
    then: [{do: call, to: parents}]
  - id: termly_certificate
    source: §2
    check: term
    act: each check
    then: [{do: send_certificate, to: parents}]
```

## Source

Good practice.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.rules import PERIOD_CHECKS

SEVERITY = Severity.WARNING
NEEDS = "bound"
WHOLE = "item"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules that the file itself wrote."""
    assert subject.bound is not None
    for number, rule in enumerate(subject.bound.model.rules):
        path = ("rules", number)
        asks = (rule.for_, rule.when, rule.unless, rule.each)
        if any(each is not None for each in asks) or rule.check in PERIOD_CHECKS or not subject.is_own((*path, "id")):
            continue
        when = (
            "each day" if rule.check == "day" else f"each {rule.check}" if isinstance(rule.check, str) else "each day"
        )
        message = f"`{rule.id}` has no condition, so it acts for every pupil, and looks {when}"
        advice = "write `when`, or let it look at the end of a period, as `check: term`"
        written = subject.place_in_file(path)
        stood = subject.since.stood(written, "when") if subject.since is not None else None
        yield Finding(message, (*path, "id"), advice, place=stood or belongs(subject.document, written, "when"))
