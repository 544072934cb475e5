"""a field stands in a block of text, and is read as a part of it

## Why

After `>-` or `|` all that stands further to the right is text. A field that is written there one column too far, as
`unless` under a long `assumes`, is no field any more: the rule acts although what was to keep it back is written down.

## Avoid

```yaml
rules:
  - id: call
    source: §1
    assumes: >-
      a call on the first day without a reason,
      whoever is at home
      unless: absent_in_a_row > 3
    when: absent_today > 0
    then: [{do: call, to: parents, by: office}]
```

## Prefer

```yaml
rules:
  - id: call
    source: §1
    assumes: >-
      a call on the first day without a reason,
      whoever is at home; not: where somebody has called before
    unless: absent_in_a_row > 3
    when: absent_today > 0
    then: [{do: call, to: parents, by: office}]
```

## Source

YAML 1.2: a block of text ends where a line stands further to the left.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import at
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.once import regex
from engine.source import Place, Span
from engine.validate.shape import fields_of, shape_at

SEVERITY = Severity.WARNING
NEEDS = "document"
_FIELD = regex(r"( *)(\w+):(?: +\S|$)")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the blocks of text for lines that begin like a field which their item may have and does not say."""
    source = subject.document.source
    for path, standing in subject.document.spans.items():
        if standing.style not in ("literal", "folded") or not path or not isinstance(path[-1], str):
            continue
        shape = shape_at(path[:-1])
        known = fields_of(shape.model) if shape is not None and shape.model is not None else {}
        holder = at(subject.document.value, path[:-1])
        written = set(holder) if isinstance(holder, dict) else set()
        for line in range(standing.value.line + 1, standing.value.end_line + 1):
            found = _FIELD.match(source.line(line))
            if found is None or found[2] not in known or found[2] in written:
                continue
            message = f"`{found[2]}` stands in the text of `{path[-1]}`, and is read as a part of it"
            advice = f"write it as far to the left as `{path[-1]}`"
            begin, end = found.end(1) + 1, found.end(2) + 2
            yield Finding(message, path, advice, place=Place(source, Span(line, begin, line, end)))
