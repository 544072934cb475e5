"""a condition, or a part of one, can never be true

## Why

A rule whose condition cannot come true never acts, and a part of an `or` that cannot come true hides what its author
meant. Every limit in the condition, what lies just beside it, and not known are tried on the program's own evaluator.

## Avoid

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_letter
    source: §1
    when: lates_term > 5 and lates_term < 3
    then: [{do: letter, to: parents}]
```

```yaml
sets:
  late_absence: 'code = "L" and absent'
measures:
  late_absences: {count: sessions, of: late_absence, over: term}
rules:
  - id: late_letter
    source: §1
    when: late_absences > 5
    then: [{do: letter, to: parents}]
```

## Prefer

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
rules:
  - id: late_letter
    source: §1
    when: lates_term >= 3 and lates_term < 5
    then: [{do: letter, to: parents}]
```

## Source

Good practice: nothing an author wrote is silently ignored. A Saturday and a Sunday are taken for days without school,
and what asks for one is a warning: a school with another week writes `allow: {L202: {reason: …}}`.
"""

from collections.abc import Iterator

from engine.analysis.answer import Answer
from engine.analysis.meaning import Meaning
from engine.analysis.questions import NO_WEEKENDS, Questions
from engine.diagnostics import Severity
from engine.expressions.typed import Typed
from engine.lint.finding import Finding
from engine.lint.flaws import rests_on_dead_row
from engine.lint.meanings import (
    Condition,
    alternatives,
    meaning_of,
    milder,
    named,
    said_here,
    surely,
    together,
    unbounded,
)
from engine.lint.percentages import above_whole
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the conditions, and the parts of an `or`, that no value makes true."""
    meaning = meaning_of(subject)
    questions = unbounded(meaning)
    for condition in said_here(subject):
        found = list(_look(subject, meaning, questions, condition, condition.tree, whole=True))
        if found and not above_whole(subject, condition.path) and not rests_on_dead_row(subject, condition):
            yield from found


def _look(
    subject: Subject, meaning: Meaning, questions: Questions, condition: Condition, part: Typed, *, whole: bool
) -> Iterator[Finding]:
    answer = _never(meaning, questions, condition, (part,))
    if answer.holds:
        yield _finding(subject, meaning, questions, condition, part, answer, whole=whole)
        return
    for either in alternatives(part) if len(alternatives(part)) > 1 else together(part):
        if either is not part:
            yield from _look(subject, meaning, questions, condition, either, whole=False)


def _never(meaning: Meaning, questions: Questions, condition: Condition, kept: tuple[Typed, ...]) -> Answer:
    opener = meaning.opener.of(condition.path)
    opened = [opener.opened(each, condition.scope) for each in kept]
    return questions.together(*opened)


def _finding(
    subject: Subject,
    meaning: Meaning,
    questions: Questions,
    condition: Condition,
    part: Typed,
    answer: Answer,
    *,
    whole: bool,
) -> Finding:
    core = together(part)
    for each in core if len(core) > 1 else ():
        rest = tuple(one for one in core if one is not each)
        if rest and _never(meaning, questions, condition, rest).holds:
            core = rest
    said = " and ".join(f"`{condition.part(each)}`" for each in core) if condition.text else ""
    what = named(subject, condition.path)
    if not whole:
        message = f"a part of {what} is never true: {said}"
    elif len(core) > 1 and said:
        message = f"{what} is never true: {said} cannot hold together"
    else:
        message = f"{what} is never true"
    message += _example(meaning, questions, condition, core)
    place = core[0] if condition.text else None
    start, end = (place.start, place.end) if place is not None else (None, None)
    advice = f"change one of its limits, or take it out ({surely(answer)})"
    if answer.assumed == NO_WEEKENDS:
        advice = "correct the day; a school with a week of its own says so in `allow` (`policy rules L202`)"
    return Finding(message, condition.path, advice, start, end, severity=milder(answer))


def _example(meaning: Meaning, questions: Questions, condition: Condition, core: tuple[Typed, ...]) -> str:
    """Show where all but the last part hold, and so the last does not; of one part, where it does not."""
    opener = meaning.opener.of(condition.path)
    opened = [opener.opened(each, condition.scope) for each in core]
    answer = questions.together(*opened[:-1]) if len(core) > 1 else questions.always(opened[0])
    shown = meaning.said(answer.example) or meaning.said(questions.plainest(opened[0]))
    if not shown:
        return ""
    if len(core) < 2 or not condition.text:
        return f" (example: {shown}, where it does not hold)"
    return f" (example: {shown}, where `{condition.part(core[-1])}` does not hold)"
