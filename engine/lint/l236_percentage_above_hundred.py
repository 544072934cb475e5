"""a percentage is compared with more than a hundred

## Why

Nobody attends more than all possible sessions. Attendance below 192% is everybody's, and absence above 150% nobody's:
a digit too many turns a letter for some into a letter for all, or for none.

## Avoid

```yaml
measures:
  attendance_term: {title: attendance this term, percent: attended, of: possible, over: term}
rules:
  - {id: attendance_letter, source: §1, when: attendance_term < 192, then: [{do: letter, to: parents}]}
```

```yaml
values: {letter_from: 192%}
measures:
  attendance_term: {title: attendance this term, percent: attended, of: possible, over: term}
rules:
  - {id: attendance_letter, source: §1, when: attendance_term < letter_from, then: [{do: letter, to: parents}]}
```

## Prefer

```yaml
values: {letter_from: 92%}
measures:
  attendance_term: {title: attendance this term, percent: attended, of: possible, over: term}
rules:
  - {id: attendance_letter, source: §1, when: attendance_term < letter_from, then: [{do: letter, to: parents}]}
```

## Source

Arithmetic: percentages go from 0 to 100.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.percentages import WHOLE, at_its_value, percent_limits
from engine.lint.subject import Subject
from engine.words import number_in_words

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every limit of a percentage, written out or with a name, in a condition of the file."""
    for path, limit in percent_limits(subject):
        if limit.value > WHOLE:
            said = number_in_words(f"{float(limit.value):g}", "percent")
            message = f"`{limit.name}` is compared with {said}, and is never more than 100%"
            yield at_its_value(subject, path, limit, message, "percentages go from 0 to 100: correct the number")
