"""the policy lacks something that every policy must carry

## Why

What a policy does not ask for is not done: a return that nobody is told to make is not made.

## Avoid

```yaml
extends: []
roles: {families: Parents and carers, reception: Reception}
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: families, by: reception}]
```

## Prefer

```yaml
extends: [england]
registers:
  am: {everyone: {opens: 09:00, closes: 09:30}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}
rules:
  - id: certificate
    source: §1
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Source

SI 2024/208 regs 6, 10 and 13; Working together to improve school attendance. What is asked for stands in the checks
with `required`. A policy that stands below the national layer carries the national rules by that. Of one that uses
names of the national layer and does not stand below it, that is told instead.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks, behind, conditions, reads
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.limits import limits
from engine.lint.marks import Marks, asks_of_code, codes_in, marks_of
from engine.lint.partial import OPEN, value_on
from engine.lint.subject import Subject
from engine.model.amounts import Amount
from engine.model.checks import Required

SEVERITY = Severity.WARNING
WHOLE = "file"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for each thing that is required, by what it does and not by its name."""
    assert subject.policy is not None
    if subject.policy.layers[-1].kind != "school":
        return
    marks = marks_of(subject)
    every = list(asks(subject))
    for asked in checks(subject, "required"):
        wanted = asked.check.required
        assert wanted is not None
        if not _there(subject, marks, every, wanted):
            message = asked.check.say or f"the policy has nothing for `{asked.name}`"
            if asked.check.assumes:
                message += f" (not certain in the public text: {asked.check.assumes})"
            place = subject.document.place(("policy",))
            act = asked.help("extend the national layer, or write it")
            yield Finding(message, ("policy",), act, place=place, also=asked.also, severity=asked.severity)


def _there(subject: Subject, marks: Marks, every: list[Ask], wanted: Required) -> bool:
    assert subject.bound is not None
    if wanted.role is not None:
        roles = subject.bound.model.roles.items()
        return any(wanted.role in f"{name} {title}".lower() for name, title in roles)
    if wanted.value is not None:
        return _value(subject, wanted)
    if wanted.rule_about == "each":
        return any(ask.each == wanted.table for ask in every)
    return any(_rule(subject, marks, ask, wanted) for ask in every)


def _value(subject: Subject, wanted: Required) -> bool:
    assert subject.bound is not None
    for name, entries in subject.bound.model.values.items():
        if wanted.value in name.split("_"):
            held = value_on(entries, subject.as_of)
            kinds = [entry.value.unit for entry in entries if isinstance(entry.value, Amount)]
            least = wanted.at_least
            if least is None or (least.unit in kinds and held is not OPEN and held >= least.number):
                return True
    return False


def _rule(subject: Subject, marks: Marks, ask: Ask, wanted: Required) -> bool:
    """Whether a rule asks about the codes, as days in a row, as days, or to resolve them, at the limit or before."""
    assert subject.bound is not None
    names = {
        name for name in behind(subject, reads(subject, ask), rules=False) if _counts(subject, marks, name, wanted)
    }
    if not names:
        return False
    if wanted.limit is None or wanted.rule_about == "resolve":
        return True
    return any(
        limit.name in names and _reached(limit.operator, limit.value, wanted.limit.number)
        for _, checked in conditions(subject, ask)
        for limit in limits(subject, checked)
    )


def _reached(operator: str, value: Fraction, most: Fraction) -> bool:
    return (operator in (">=", "=") and value <= most) or (operator == ">" and value < most)


def _counts(subject: Subject, marks: Marks, name: str, wanted: Required) -> bool:
    assert subject.bound is not None
    measure = subject.bound.model.measures.get(name)
    of = subject.bound.expressions.get(("measures", name, "of"))
    if measure is None or not asks_of_code(of, subject) or codes_in(subject, marks, of) != frozenset(wanted.codes):
        return False
    if wanted.rule_about == "in_a_row":
        return measure.in_a_row == "school days"
    if wanted.rule_about == "days":
        return measure.count == "school days"
    return True
