"""a comment cuts a condition or a text short

## Why

In YAML ` #` begins a comment, also in the middle of a condition: what comes after it is not asked. In a title it is
not told to anybody.

## Avoid

```yaml
rules:
  - id: call
    source: §5.5
    when: absent_today > 0 #and absent_in_a_row < 3
    check: morning
    then: [{do: call, to: parents, by: office}]
```

```yaml
rules:
  - id: call
    title: Ring contact #1 first
    source: §5.5
    when: absent_today > 0
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: call
    source: §5.5
    title: 'Ring contact #1 first'
    when: absent_today > 0   # on each morning
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Source

YAML 1.2. A comment that reads on as a condition, or without a space after its `#`, is found; one that only explains is
not.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.once import regex
from engine.source import Place

SEVERITY = Severity.WARNING
NEEDS = "document"
_CONDITIONS = frozenset({"when", "unless", "for", "if", "of", "percent", "is", "total", "until", "starts", "where"})
_READS_ON = regex(r"#\s*(?:(?:and|or|not|in|between)\b|[<>=!]=?\s|[\"')\]])|#.*(?:[<>]=?|!=)\s*[\w\"]")


# what is copied to people as it stands
_TEXTS = frozenset({"title", "source", "say", "assumes", "departs", "reason", "means"})
_COPIED = frozenset({"with", "roles", "plain_words"})
_NO_SPACE = regex(r"#(?:[^\s#]| ?\d)")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the comments that follow a condition, or a text for people, on its line."""
    for path, standing in subject.document.spans.items():
        if standing.comment is None or not path:
            continue
        if path[-1] in _CONDITIONS or path[:1] == ("sets",):
            what, reads_on = "condition", _READS_ON
        elif path[-1] in _TEXTS or not _COPIED.isdisjoint(map(str, path[:-1])):
            what, reads_on = "text", _NO_SPACE
        else:
            continue
        span = standing.comment
        text = subject.document.source.line(span.line)[span.column - 1 :]
        if reads_on.match(text):
            message = f"the {what} ends before `{text.strip()}`, which is a comment"
            place = Place(subject.document.source, span)
            yield Finding(message, help=f"put the whole {what} in single quotes, or take the words out", place=place)
