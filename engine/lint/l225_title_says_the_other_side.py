"""a title says `below` or `more than` of a number, and the condition is of the other side, or counts the number in

## Why

A sign that is turned round asks for everybody but those who are meant, and reads almost the same. Of two who stand
exactly on the limit, `<` and `<=` make one who is written to and one who is not.

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

```yaml
measures:
  lates_2w: {title: late in two weeks, count: sessions, of: late, over: last 10 school days}
rules:
  - id: late_letter
    title: 3 lates in two weeks
    source: §1
    when: lates_2w > 3
    then: [{do: letter, to: parents, by: office}]
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

Good practice. Looked at are numbers that the title says with such a word, or before what is counted, and that the
condition compares with a figure.
"""

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
_LESS = regex(rf"\b(?:below|under|less than|fewer than) {_NUMBER}(?!%? or)")
_MORE = regex(rf"\b(?:above|over|more than) {_NUMBER}(?!%? or)")
_AT_LEAST = regex(rf"\bat least {_NUMBER}|\b{_NUMBER}%?(?: [a-z]+){{0,2}} or (?:more|over|above|higher)\b")
_AT_MOST = regex(rf"\bat most {_NUMBER}|\b{_NUMBER}%?(?: [a-z]+){{0,2}} or (?:less|fewer|below|under|lower)\b")
_SO_MANY = regex(rf"(?:^|(?<!\w)(?:for|to|is|are) ){_NUMBER} (?!or )[a-z]{{3,}}")
"""A number before what is counted: as many are enough."""
_TURNED = regex(r"\b(?:not|no longer|nobody|unless|until|never)\b")
_SIDES = {"<": "less", "<=": "less", ">": "more", ">=": "more"}
_OF_LETTERS = {"<": "below", "<=": "at_or_below", ">=": "at_least"}
_FITS = {"less than": ("<",), "more than": (">",), "at least": (">=",), "at most": ("<=",), "so many": (">=",)}


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what the titles of rules and steps say with the comparisons of their `when`."""
    for ask in asks(subject):
        title = _title(subject, ask)
        said = _said(title)
        if not said or _TURNED.search(title) or ask.kind == "table" or not subject.is_own((*ask.base, "when")):
            continue
        for path, checked in texts(subject, ask.base, (("when",),)):
            if checked.tree is None or _negated(checked.tree):
                continue
            held = [each for each in limits(subject, checked) if each.value in said and each.operator in _SIDES]
            for value, (meant, number, words) in said.items():
                mine = [each for each in held if each.value == value]
                wrong = _wrong(meant, number, {each.operator for each in mine})
                if wrong:
                    message = f"the title of `{ask.id}` says `{words}`, and the condition {wrong}"
                    right = _FITS[meant][0]
                    if subject.written(path)[:1] == ("letters",):
                        right = _OF_LETTERS.get(right, right)
                    advice = f"correct the title, or write `{right}`"
                    yield Finding(message, path, advice, mine[0].start, mine[0].end)


def _wrong(meant: str, number: str, operators: set[str]) -> str:
    """Say how comparisons with a number differ from what is meant; empty where one of them may be meant."""
    sides = {_SIDES[each] for each in operators}
    side = "less" if meant in ("less than", "at most") else "more"
    if not operators or not operators.isdisjoint(_FITS[meant]):
        return ""
    if side not in sides:
        return "" if meant == "so many" else "holds on the other side of it"
    return f"holds at {number} too" if meant in ("less than", "more than") else f"does not hold at {number}"


def _title(subject: Subject, ask: Ask) -> str:
    try:
        title: Value = at(dict(subject.expanded), (*ask.base, "title"))
    except (KeyError, IndexError):
        return ""
    return title.lower() if isinstance(title, str) else ""


def _said(title: str) -> dict[Fraction, tuple[str, str, str]]:
    """Give the numbers that a title says a side of, each with what is meant, as it is written, and the words."""
    found: dict[Fraction, tuple[str, str, str]] = {}
    for meant, words in (
        ("so many", _SO_MANY),
        ("less than", _LESS),
        ("more than", _MORE),
        ("at least", _AT_LEAST),
        ("at most", _AT_MOST),
    ):
        for each in words.finditer(title):
            number = next(filter(None, each.groups()))
            found[Fraction(number)] = (meant, number, each[0].strip().removeprefix("for "))
    return found


def _negated(tree: Typed) -> bool:
    return (isinstance(tree, Step) and tree.operator == "not") or any(_negated(part) for part in parts(tree))
