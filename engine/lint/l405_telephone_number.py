"""a telephone number has too many or too few digits

## Why

The parent who rings a number that does not exist has told nobody, and the absence stays unexplained.

## Avoid

```yaml
rules:
  - id: first_day
    source: §5.2
    when: absent_today > 0
    then: [{do: call, to: parents, by: office, with: {number: 019285 574644}}]
```

## Prefer

```yaml
rules:
  - id: first_day
    source: §5.2
    when: absent_today > 0
    then: [{do: call, to: parents, by: office, with: {number: 01928 574644}}]
```

## Source

Numbers that begin with 0 have ten or eleven digits in the United Kingdom.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.phrases import sentences
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
NEEDS = "document"
_NUMBER = regex(r"(?<![\w£./-])0\d{2,5}(?:[ -]?\d{2,8}){1,3}(?![\w/-])")
_DIGITS = (10, 11)


def check(subject: Subject) -> Iterator[Finding]:
    """Count the digits of what looks like a number to ring."""
    for sentence in sentences(subject.document):
        for found in _NUMBER.finditer(sentence.text):
            digits = sum(letter.isdigit() for letter in found[0])
            if digits not in _DIGITS and digits >= min(_DIGITS) - 1:
                message = f"`{found[0]}` has {digits} digits, and a telephone number has 10 or 11"
                place = subject.document.place(sentence.path, *found.span())
                yield Finding(message, sentence.path, "check the number", place=place)
