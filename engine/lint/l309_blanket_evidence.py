"""evidence is asked for, or absence not accepted, by a rule and not because of doubt

## Why

Schools are not expected to ask for medical evidence as a routine. A rule by percentage or by length asks it of children
who are plainly ill, and turns their illness into unauthorised absence that counts toward a fine.

## Avoid

```yaml
rules:
  - id: no_more_illness
    source: types of absence
    when: attendance_percent < 93 and ill_today > 0
    act: each check
    then: [{do: propose_code, code: O, sessions: ill_today, by: headteacher, obligation: must}]
```

```yaml
rules:
  - id: doctors_note
    source: §5.2
    when: ill_in_a_row > 5
    then: [{do: request_medical_evidence, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: doctors_note
    source: §5.2
    when: ill_in_a_row > 5 and illness_doubted
    then: [{do: request_medical_evidence, to: parents, by: office}]
```

## Source

Working together to improve school attendance, on medical evidence.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, is_about, reads
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.marks import Marks, asks_of_code, codes_in, marks_of
from engine.lint.partial import Partial
from engine.lint.phrases import find
from engine.lint.subject import Subject
from engine.model.checks import About

SEVERITY = Severity.WARNING
_PERCENTAGE = "percentage"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at rules that ask for evidence, or that make an authorised absence unauthorised."""
    marks = marks_of(subject)
    for asked in checks(subject, "evidence"):
        for ask in asks(subject):
            number = _concerned(subject, asked, ask, marks)
            if number is None or not _blanket(subject, asked, ask, marks):
                continue
            path: Path = next((path for path in ask.conditions if path[-1] == "when"), ask.base)
            task = ask.tasks[number]
            what = "asks for evidence" if task.code is None else f"proposes `{task.code}` for absence that was accepted"
            measure = "by percentage" if _by_percentage(asked) else "by how long a pupil is away"
            severity = asked.severity
            if severity is Severity.ERROR and task.obligation == "may":
                severity = Severity.WARNING  # a person decides on each absence
            message = f"`{ask.id}` {what} {measure}"
            yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=severity)


def _by_percentage(asked: Asked) -> bool:
    assert asked.check.evidence is not None
    return asked.check.evidence.by == _PERCENTAGE


def _concerned(subject: Subject, asked: Asked, ask: Ask, marks: Marks) -> int | None:
    """Give the task that asks for evidence, or that makes authorised absence unauthorised; None where none does."""
    assert subject.bound is not None and asked.check.evidence is not None
    about = About.model_construct(words=asked.check.evidence.tasks, but_not=())
    unauthorised = marks.of_category("unauthorised_absence")
    authorised = marks.of_category("authorised_absence")
    for number, task in enumerate(ask.tasks):
        said = " ".join((task.with_ or {}).values())
        phrases = [word.replace("_", " ") for word in about.words if "_" in word]
        if is_about(about, task.do) or any(find(phrase, said) for phrase in phrases):
            return number
        if task.code in unauthorised and task.sessions is not None:
            of = subject.bound.expressions.get(("measures", task.sessions, "of"))
            if asks_of_code(of, subject) and codes_in(subject, marks, of) & authorised:
                return number
    return None


def _blanket(subject: Subject, asked: Asked, ask: Ask, marks: Marks) -> bool:
    """Whether it can act without a person's doubt, because of a figure of the kind that is asked about."""
    assert subject.bound is not None
    doubts = {
        name: False
        for name, flag in subject.bound.model.flags.items()
        if flag.starts is None and flag.set_by is not None
    }
    partial = Partial(subject.bound, subject.as_of, doubts)
    *conditions, unless = ask.conditions
    if not all(partial.possible(path) for path in conditions) or partial.excluded(unless):
        return False
    return any(_is_meant(subject, asked, name, marks) for name in behind(subject, reads(subject, ask)))


def _is_meant(subject: Subject, asked: Asked, name: str, marks: Marks) -> bool:
    assert subject.bound is not None
    measure = subject.bound.model.measures.get(name)
    if measure is None:
        return False
    if _by_percentage(asked):
        return measure.percent is not None
    of = subject.bound.expressions.get(("measures", name, "of"))
    counts = measure.in_a_row is not None or measure.count in ("school days", "spells")
    if not counts or not asks_of_code(of, subject):
        return False
    codes = codes_in(subject, marks, of)
    return bool(codes & marks.of_category("authorised_absence")) and not codes & marks.of_category("present")
