"""words are used that say something else than the law does

## Why

`Working days` run through the half term and school days do not: who counts the one is late by the other.

## Avoid

```yaml
rules:
  - id: resolve
    source: §5.5
    when: n_to_resolve > 0
    act: each check
    then: [{do: resolve_codes, by: office, with: {by_when: within 5 working days of the session}}]
```

## Prefer

```yaml
rules:
  - id: resolve
    source: §5.5
    when: n_to_resolve > 0
    act: each check
    then: [{do: resolve_codes, by: office, with: {by_when: within 5 school days of the session}}]
```

## Source

Each check with `wording` has its own.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.phrases import find, sentences
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "policy"


def check(subject: Subject) -> Iterator[Finding]:
    """Look for such words in what the file itself says to people."""
    every = list(sentences(subject.document))
    for asked in checks(subject, "wording"):
        wording = asked.check.wording
        assert wording is not None
        for sentence in every:
            found = next((at for phrase in wording.words if (at := find(phrase, sentence.text))), None)
            if found is not None:
                message = asked.told(f"`{sentence.text[found[0] : found[1]]}`")
                place = subject.document.place(sentence.path, *found)
                yield Finding(
                    message, sentence.path, asked.help(), place=place, also=asked.also, severity=asked.severity
                )
