"""sessions that are not possible count as attended, or in what attendance is a percentage of

## Why

A pupil at the other of two schools is not possible here: counted as attended, a child who is never seen has 100%.

## Avoid

```yaml
sets:
  in_education: 'attended or code = "D"'
measures:
  our_attendance: {percent: in_education, of: 'possible or code = "D"', over: year}
rules:
  - id: low
    source: §9
    when: our_attendance < 95
    check: half_term
    then: [{do: letter, to: parents}]
```

## Prefer

```yaml
measures:
  our_attendance: {percent: attended, of: possible, over: year}
rules:
  - id: low
    source: §9
    when: our_attendance < 95
    check: half_term
    then: [{do: letter, to: parents}]
```

## Source

DfE absence statistics, methodology: attendance and absence are shares of possible sessions. The classes are those of
the code table in force.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.marks import Marks, asks_of_code, codes_in, marks_of
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the codes of every set and figure that the policy's own files give."""
    assert subject.bound is not None
    marks = marks_of(subject)
    for asked in checks(subject, "attended"):
        told: set[str] = set()
        for name in subject.bound.model.sets:
            found = list(_attended(subject, marks, asked, name, ("sets", name)))
            told |= {name} if found else set()
            yield from found
        for name, measure in subject.bound.model.measures.items():
            field = measure.of if measure.percent is None else measure.percent
            if (measure.percent is not None or measure.count is not None) and field not in told:
                path = ("measures", name, "of" if measure.percent is None else "percent")
                yield from _attended(subject, marks, asked, name, path)
            if measure.percent is None:
                continue
            yield from _out_of(subject, marks, asked, name)


def _codes(subject: Subject, marks: Marks, path: Path) -> frozenset[str]:
    assert subject.bound is not None
    checked = subject.bound.expressions.get(path)
    return codes_in(subject, marks, checked) if asks_of_code(checked, subject) else frozenset()


def _attended(subject: Subject, marks: Marks, asked: Asked, name: str, path: Path) -> Iterator[Finding]:
    """Find what holds all that is attended, no absence, and something that is not possible."""
    codes = _codes(subject, marks, path)
    present = marks.of_category("present")
    absent = marks.of_category("authorised_absence", "unauthorised_absence")
    wrong = codes & marks.of_category("not_possible")
    if codes and codes >= present and wrong and not codes & absent:
        message = f"`{name}` counts {_listed(wrong, marks)} as attended"
        yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)


def _out_of(subject: Subject, marks: Marks, asked: Asked, name: str) -> Iterator[Finding]:
    """Find percentages of attendance or absence that are out of more than the possible sessions."""
    path: Path = ("measures", name, "of")
    codes = _codes(subject, marks, path)
    possible = marks.of_category(
        "present", "approved_educational_activity", "authorised_absence", "unauthorised_absence"
    )
    wrong = codes & marks.of_category("not_possible")
    if codes >= possible and wrong:
        message = f"`{name}` is a percentage of {_listed(wrong, marks)} too"
        yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)


def _listed(codes: frozenset[str], marks: Marks) -> str:
    words = [f"`{code}`" for code in marks.codes if code in codes]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
