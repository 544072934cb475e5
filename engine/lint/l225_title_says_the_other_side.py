"""a title says `below` of a number, and the condition asks for more, or the other way round

## Why

A sign that is turned round asks for everybody but those who are meant, and reads almost the same.

## Avoid

```yaml
rules:
  - id: early_help
    title: Offer help when attendance falls below 95%
    source: §1
    when: attendance_percent > 95
    check: half_term
    then: [{do: meeting, to: parents}]
```

```yaml
values: {calls_after: 3 school days}
rules:
  - id: home_visit
    title: Visit after 3 days or more
    source: §1
    when: absent_in_a_row <= calls_after
    then: [{do: home_visit, to: parents}]
```

## Prefer

```yaml
values: {calls_after: 3 school days}
rules:
  - id: early_help
    title: Offer help when attendance falls below 95%
    source: §1
    when: attendance_percent < 95
    check: half_term
    then: [{do: meeting, to: parents}]
  - id: home_visit
    title: Visit after 3 days or more
    source: §1
    when: absent_in_a_row >= calls_after
    then: [{do: home_visit, to: parents}]
  - id: praise
    title: Praise who is not below 95%
    source: §1
    when: attendance_percent >= 95
    check: term
    then: [{do: note, to: office}]
```

## Source

Good practice. Looked at are numbers that the title says with such a word and that the condition compares with a figure.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.document import Value, at
from engine.expressions.typed import Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.asks import Ask, asks
from engine.lint.finding import Finding
from engine.lint.limits import limits, texts
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
_NUMBER = r"(\d+(?:\.\d+)?)\b"
_LESS = regex(rf"\b(?:below|under|less than|fewer than) {_NUMBER}")
_MORE = regex(rf"\b(?:above|over|more than|at least) {_NUMBER}|\b{_NUMBER}%?(?: [a-z]+){{0,2}} or more\b")
_TURNED = regex(r"\b(?:not|no longer|nobody|unless|until|never)\b")
_SIDES = {"<": "less", "<=": "less", ">": "more", ">=": "more"}


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what the titles of rules and steps say with the comparisons of their `when`."""
    for ask in asks(subject):
        title = _title(subject, ask)
        said = {**_numbers(_LESS, title, "less"), **_numbers(_MORE, title, "more")}
        if not said or _TURNED.search(title) or ask.kind == "table" or not subject.is_own((*ask.base, "when")):
            continue
        for path, checked in texts(subject, ask.base, (("when",),)):
            if checked.tree is None or _negated(checked.tree):
                continue
            held = [each for each in limits(subject, checked) if each.value in said and each.operator in _SIDES]
            for value, (side, words) in said.items():
                mine = [each for each in held if each.value == value]
                if mine and all(_SIDES[each.operator] != side for each in mine):
                    message = f"the title of `{ask.id}` says `{words}`, and the condition holds on the other side of it"
                    advice = "turn the sign round, or correct the title"
                    yield Finding(message, path, advice, mine[0].start, mine[0].end)


def _title(subject: Subject, ask: Ask) -> str:
    try:
        title: Value = at(dict(subject.expanded), (*ask.base, "title"))
    except (KeyError, IndexError):
        return ""
    return title.lower() if isinstance(title, str) else ""


def _numbers(words: re.Pattern[str], title: str, side: str) -> dict[Fraction, tuple[str, str]]:
    return {Fraction(next(filter(None, found.groups()))): (side, found[0]) for found in words.finditer(title)}


def _negated(tree: Typed) -> bool:
    return (isinstance(tree, Step) and tree.operator == "not") or any(_negated(part) for part in parts(tree))
