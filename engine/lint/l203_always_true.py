"""a condition, or a part of one, is always true

## Why

A condition that excludes nobody is most often a limit on the wrong side, or one that says nothing: a count is never
below 0, and a percentage never above 100. A rule that is meant for everybody needs no condition at all.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_letter
    source: §1
    when: lates_term >= 0
    check: term
    then: [{do: letter, to: parents}]
```

```yaml
sets: {poorly: true}
measures:
  ill_term: {count: sessions, of: poorly, over: term}
rules:
  - id: ill_often
    source: §1
    when: ill_term >= 10
    then: [{do: note, to: office}]
```

## Prefer

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_letter
    source: §1
    when: lates_term >= 3
    check: term
    then: [{do: letter, to: parents}]
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Meaning
from engine.diagnostics import Severity
from engine.expressions.typed import Constant, Step, Typed
from engine.expressions.types import BOOLEAN
from engine.lint.finding import Finding
from engine.lint.flaws import rests_on_dead_row
from engine.lint.meanings import Condition, alternatives, meaning_of, named, said_here, surely, together
from engine.lint.percentages import above_whole
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the conditions, and the parts of an `and`, that every value makes true."""
    meaning = meaning_of(subject)
    for condition in said_here(subject):
        found = list(_look(subject, meaning, condition, condition.tree, whole=True))
        if found and not above_whole(subject, condition.path) and not rests_on_dead_row(subject, condition):
            yield from found


def _look(subject: Subject, meaning: Meaning, condition: Condition, part: Typed, *, whole: bool) -> Iterator[Finding]:
    opened = meaning.opener.of(condition.path).opened(part, condition.scope)
    if isinstance(part, Constant):
        if whole and part.value is True and condition.path[:1] == ("sets",):
            message = f"{named(subject, condition.path)} holds every session, whatever its code"
            yield Finding(message, condition.path, 'say which sessions are in it, as in `code = "I"`')
        return  # a condition that says `true`, in so many words
    # not known aside: a condition that holds wherever it is known excludes nobody of whom something is known
    answer = meaning.questions.together(Step("not", (opened,), BOOLEAN, nullable=opened.nullable))
    if answer.holds:
        said = f": `{condition.part(part)}`" if condition.text else ""
        what = named(subject, condition.path)
        known = " wherever it is known" if opened.nullable else ""
        message = f"{what} is always true{known}"
        if not whole:
            message = f"a part of {what} is always true{known}{said}"
        shown = meaning.said(meaning.questions.never(opened).example)
        shown = shown or meaning.said(meaning.questions.plainest(opened))
        message += f" (example: {shown})" if shown else ""
        start, end = (part.start, part.end) if condition.text else (None, None)
        advice = f"change its limit, or leave it out ({surely(answer)})"
        yield Finding(message, condition.path, advice, start, end, severity=Severity.INFO if answer.assumed else None)
        return
    for either in together(part) if len(together(part)) > 1 else alternatives(part):
        if either is not part:
            yield from _look(subject, meaning, condition, either, whole=False)
