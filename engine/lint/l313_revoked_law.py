"""a law or guidance is cited that no longer holds

## Why

A parent who looks the clause up finds that it was revoked, and the authority's case rests on nothing.

## Avoid

```yaml
rules:
  - id: certificate
    source: Education (Pupil Registration) (England) Regulations 2006, reg 6
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: certificate
    source: SI 2024/208 reg 10
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]
```

## Source

SI 2024/208, explanatory note. What no longer holds stands in the checks with `cited`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.phrases import Sentence, find, sentences
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for such citations in what the file itself says, but for those that say themselves that it is revoked."""
    every = list(sentences(subject.document))
    for asked in checks(subject, "cited"):
        for sentence in every:
            yield from _cited(subject, asked, sentence)


def _cited(subject: Subject, asked: Asked, sentence: Sentence) -> Iterator[Finding]:
    cited = asked.check.cited
    assert cited is not None
    if subject.as_of < cited.ended or find("revoked", sentence.text) or find("replaced", sentence.text):
        return
    for phrase in cited.as_:
        found = find(phrase, sentence.text)
        if found is not None:
            words = sentence.text[found[0] : found[1]]
            message = f"`{words}` has not been in force since {cited.ended}: {cited.instead} is"
            place = subject.document.place(sentence.path, *found)
            act = asked.help(f"cite {cited.instead}")
            yield Finding(
                asked.told(message), sentence.path, act, place=place, also=asked.also, severity=asked.severity
            )
            return
