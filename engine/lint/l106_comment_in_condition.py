"""a comment cuts a condition short

## Why

In YAML ` #` begins a comment, also in the middle of a condition: what comes after it is not asked.

## Avoid

```yaml
rules:
  - id: call
    source: §5.5
    when: absent_today > 0 #and absent_in_a_row < 3
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: call
    source: §5.5
    when: absent_today > 0   # on each morning
    check: morning
    then: [{do: call, to: parents, by: office}]
```

## Source

YAML 1.2. A comment that reads on as a condition is found, and one that only explains is not.
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


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the comments that follow a condition on its line."""
    for path, standing in subject.document.spans.items():
        if standing.comment is None or not path or not (path[-1] in _CONDITIONS or path[:1] == ("sets",)):
            continue
        span = standing.comment
        text = subject.document.source.line(span.line)[span.column - 1 :]
        if _READS_ON.match(text):
            message = f"the condition ends before `{text.strip()}`, which is a comment"
            place = Place(subject.document.source, span)
            yield Finding(message, help="put the whole condition in single quotes, or take the words out", place=place)
