"""a penalty is asked for at another number of sessions, or in another time, than the national threshold

## Why

The threshold is the same in all of England: a school that waits for twenty sessions, or counts by the half term, treats
its families otherwise than the school next door.

## Avoid

```yaml
measures:
  fine_sessions: {count: sessions, of: penalty, over: half_term}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: fine_sessions >= 20
    then: [{do: consider_penalty_notice, by: headteacher}]
```

```yaml
measures:
  fine_days: {count: school days, of: penalty, over: last 10 school weeks}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: fine_days >= 10
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Prefer

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: penalty_sessions >= 10
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Source

National framework for penalty notices; the numbers are those of the checks with `codes_counted`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, conditions, does, is_about
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.limits import Limit, limits
from engine.lint.marks import Marks, asks_of_code, codes_in, marks_of
from engine.lint.subject import Subject
from engine.lint.windows import lengths
from engine.model.amounts import Amount

SEVERITY = Severity.WARNING
_COUNTED = frozenset({"sessions", "school days"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the limits of rules about penalties that count the codes of the threshold and no others."""
    assert subject.bound is not None
    marks = marks_of(subject)
    told_of: set[tuple[str, str]] = set()
    for asked in checks(subject, "codes_counted"):
        for ask in asks(subject):
            if not is_about(asked.check.about, ask.id, *does(ask)):
                continue
            found = list(_limits(subject, marks, asked, ask))
            wrong = [(path, limit, what) for path, limit, what in found if what]
            if wrong and len(wrong) == len(found):
                path, limit, what = wrong[0]
                if limit.by and (limit.by, what) in told_of:
                    continue  # one amount that several rules ask about
                told_of.add((limit.by, what))
                also = asked.also
                if limit.by in subject.bound.model.values:
                    also = (("the limit", subject.place(("values", limit.by))), *also)
                told, act = asked.told(f"`{ask.id}` {what}"), asked.help()
                yield Finding(told, path, act, limit.start, limit.end, also=also, severity=asked.severity)


def _limits(subject: Subject, marks: Marks, asked: Asked, ask: Ask) -> Iterator[tuple[Path, Limit, str]]:
    """Give the limits on such figures, each with what is wrong with it; empty where nothing is."""
    wanted = asked.check.codes_counted
    assert wanted is not None and subject.bound is not None
    counting = marks.with_word(wanted.word)
    for path, checked in conditions(subject, ask):
        for limit in limits(subject, checked):
            measure = subject.bound.model.measures.get(limit.name)
            of = subject.bound.expressions.get(("measures", limit.name, "of"))
            if measure is None or measure.count not in _COUNTED or not asks_of_code(of, subject):
                continue
            if limit.name in subject.cut:
                continue  # its window may be what was left out
            codes = codes_in(subject, marks, of)
            if not codes or not codes <= counting or len(codes) == 1:
                continue
            least = limit.value + 1 if limit.operator == ">" else limit.value
            over = lengths(subject, measure.over)
            if measure.count != "sessions":
                told = f"counts {measure.count}, and the threshold is {_said(wanted.limit)} in {wanted.over}"
                yield path, limit, told
            elif wanted.over not in over:
                told = ", ".join(f"`{each}`" for each in over) or "`year`"
                yield path, limit, f"counts over {told}, and the threshold is {_said(wanted.limit)} in {wanted.over}"
            elif least != wanted.limit.number:
                yield path, limit, f"asks for {least} sessions, and the threshold is {_said(wanted.limit)}"
            else:
                yield path, limit, ""


def _said(amount: Amount) -> str:
    return f"{amount.number} {amount.unit}s"
