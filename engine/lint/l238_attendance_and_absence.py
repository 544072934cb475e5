"""a figure called attendance is the percentage of absence, or the other way round, or leaves out what is attended

## Why

Below 90% of what? A percentage of absence that is called attendance asks for nearly everybody. `present` leaves out
approved educational activity, such as a visit or a lesson off site, which the law counts as attended.

## Avoid

```yaml
measures:
  attendance_term: {title: attendance this term, percent: absent, of: possible, over: term}
rules:
  - id: low
    source: §1
    check: term
    when: attendance_term < 85
    then: [{do: letter, to: parents, by: office}]
```

```yaml
measures:
  figure: {title: attendance this term, percent: present, of: possible, over: term}
rules:
  - id: low
    source: §1
    check: term
    when: figure < 85
    then: [{do: letter, to: parents, by: office}]
```

```yaml
letters:
  figure: absence_percent
  source: §1
  check: half_term
  thresholds:
    letter_95: {title: Attendance below 95%, below: 95%, to: parents, by: office}
```

## Prefer

```yaml
measures:
  attendance_term: {title: attendance this term, percent: attended, of: possible, over: term}
  missed: {title: absence this term, percent: absent, of: possible, over: term}
rules:
  - id: low
    source: §1
    check: term
    when: attendance_term < 85 or missed > 15
    then: [{do: letter, to: parents, by: office}]
```

## Source

DfE absence statistics, methodology: attendance is the sessions present and at an approved educational activity, out of
the possible ones. Looked at are percentages of a set that is named by a word of the language.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.expressions.typed import Read
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.once import regex

SEVERITY = Severity.WARNING
NEEDS = "bound"
_ATTENDANCE = regex(r"\battendance\b|\battended\b")
_ABSENCE = regex(r"\babsences?\b|\babsent\b|\bmissed\b|\baway\b|\blost\b")
_MISSED = frozenset({"absent", "authorised", "unauthorised", "authorised_absence", "unauthorised_absence"})
_THERE = frozenset({"attended", "present", "approved_educational_activity"})
_HALF_OF_IT, _WHOLE = "present", "possible"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what a percentage is called with the sessions that are in it."""
    assert subject.bound is not None
    yield from _letters(subject)
    for name, measure in subject.bound.model.measures.items():
        path = ("measures", name, "percent")
        sets = [subject.bound.expressions.get((*path[:2], field)) for field in ("percent", "of")]
        part, whole = (each.tree if each is not None else None for each in sets)
        if measure.percent is None or not isinstance(part, Read) or not subject.is_own(path[:2]):
            continue
        called = f"{name.replace('_', ' ')}, {measure.title or ''}".lower()
        attendance, absence = _ATTENDANCE.search(called), _ABSENCE.search(called)
        if attendance and not absence and part.name in _MISSED:
            yield Finding(
                f"`{name}` is called {attendance[0]}, and is the percentage of absence", path, _advice("attended")
            )
        elif absence and not attendance and part.name in _THERE:
            yield Finding(
                f"`{name}` is called {absence[0]}, and is the percentage of attendance", path, _advice("absent")
            )
        elif attendance and part.name == _HALF_OF_IT and isinstance(whole, Read) and whole.name == _WHOLE:
            message = f"`{name}` is called {attendance[0]}, and leaves out approved educational activity"
            yield Finding(message, path, _advice("attended"))


def _letters(subject: Subject) -> Iterator[Finding]:
    """Find letters that go out below so much absence, which is to those who are there."""
    assert subject.policy is not None and subject.bound is not None
    letters = subject.policy.model.letters
    measure = subject.bound.model.measures.get(letters.figure) if letters is not None and letters.figure else None
    if letters is None or measure is None or measure.percent not in _MISSED:
        return
    here = len(subject.policy.layers) - 1
    for name, each in letters.thresholds.items():
        for side in ("below", "at_or_below"):
            path = ("letters", "thresholds", name, side)
            own = getattr(each, side, None) is not None and subject.policy.origin(path).layer == here
            if own:
                message = f"`{name}` goes out {side.replace('_', ' ')} so much of `{letters.figure}`, which is absence"
                advice = "name a figure of attendance in `figure`, or write `at_least`"
                figure = ("letters", "figure")
                at = figure if subject.policy.origin(figure).layer == here else path
                yield Finding(message, None, advice, place=subject.policy.place(at))
                return


def _advice(word: str) -> str:
    return f"write `percent: {word}`, or call it otherwise"
