"""a rule never acts, though each of its conditions by itself can hold

## Why

A rule acts where `for` and `when` hold and `unless` does not. Where `unless` holds whenever `when` does, the rule is
there and nobody ever gets what it asks. The same goes for a task, or a note, whose `if` cannot hold while the rule's
own condition does.

## Avoid

```yaml
rules:
  - id: visit
    source: §1
    when: absent_in_a_row > 4
    unless: absent_in_a_row > 2
    then: [{do: home_visit, to: parents, by: office}]
```

```yaml
rules:
  - id: visit
    source: §1
    when: absent_in_a_row > 4
    then:
      - {do: home_visit, to: parents, by: office}
      - {if: absent_in_a_row < 3, do: call, to: parents, by: office}
```

## Prefer

```yaml
rules:
  - id: visit
    source: §1
    when: absent_in_a_row > 4
    unless: absent_in_a_row > 10
    then:
      - {do: home_visit, to: parents, by: office}
      - {if: absent_in_a_row >= 8, do: refer, to: local_authority, by: headteacher}
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Acting, Meaning
from engine.analysis.opened import RULE
from engine.analysis.questions import Questions
from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Typed
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, milder, surely, text_at, unbounded
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules and steps of which the file itself wrote a condition that stands beside others."""
    meaning = meaning_of(subject)
    questions = unbounded(meaning)
    for acting in meaning.acting():
        own = [path for _, path, _ in acting.asks if subject.is_own(path)]
        parts = [each for each in _conditional(acting) if subject.is_own(each[0])]
        several = bool(own) and len(acting.asks) > 1
        if not (several or parts) or any(_never(questions, asked) for _, _, asked in acting.asks):
            continue  # that one of them never holds is found there
        if several and (answer := questions.together(acting.acts)).holds:
            name, path, _ = acting.asks[-1]
            others = acting.asks[:-1]
            shown = meaning.said(questions.together(*(asked for _, _, asked in others)).example)
            words = " and ".join(f"`{each}`" for each, _, _ in others)
            hold = "holds" if len(others) == 1 else "hold"
            message = f"`{acting.id}` never acts: where {words} {hold}, `{name}` "
            message += "holds too" if name == "unless" else "does not hold"
            message += f" (example: {shown})" if shown else ""
            advice = f"change the limit of one of them ({surely(answer)})"
            yield Finding(message, path if path in own else own[-1], advice, severity=milder(answer))
            continue
        for path, what in parts:
            yield from _part(subject, meaning, questions, acting, path, what)


def _conditional(acting: Acting) -> Iterator[tuple[Path, str]]:
    """Give the paths of the conditions that tasks and notes have of their own, each with what it is for."""
    for number, task in enumerate(acting.item.then):
        if task.if_ is not None:
            yield (*acting.path, "then", number, "if"), f"`{task.do}`"
    for number, note in enumerate(acting.item.notes):
        if note.if_ is not None:
            yield (*acting.path, "notes", number, "if"), "the note"


def _part(
    subject: Subject, meaning: Meaning, questions: Questions, acting: Acting, path: Path, what: str
) -> Iterator[Finding]:
    asked = meaning.opener.of(path).path(path, acting.each or RULE)
    if asked is None or _never(questions, asked):
        return
    answer = questions.together(acting.acts, asked)
    if answer.holds:
        shown = meaning.said(questions.together(acting.acts).example)
        example = f" (example: {shown}, where the rule acts)" if shown else ""
        said = text_at(subject, path)
        message = f"{what} of `{acting.id}` never comes: where the rule acts, `{said}` does not hold{example}"
        advice = f"change the limit of one of them ({surely(answer)})"
        yield Finding(message, path, advice, severity=milder(answer))


def _never(questions: Questions, asked: Typed) -> bool:
    return questions.together(asked).holds is True
