"""whole days are asked of sessions that are mornings alone, or afternoons alone

## Why

A day counts toward `in_a_row: school days`, `whole: true` and a spell only where every possible session of it is in the
set. In a set of mornings alone that is never so once the afternoon has come, unless none was possible for the pupil: a
rule that asks for three days in a row does not act for a pupil who misses every morning. Of sessions in a row there is
never more than one, and of afternoons in a row none at all.

## Avoid

```yaml
measures:
  mornings_missed: {title: mornings missed in a row, in_a_row: school days, of: 'absent and session = "AM"'}
rules:
  - {id: morning_note, source: §1, when: mornings_missed >= 3, then: [{do: note, to: office}]}
```

```yaml
measures:
  mornings_missed: {count: school days, of: 'absent and session = "AM"', over: term, whole: true}
rules:
  - {id: morning_note, source: §1, when: mornings_missed >= 3, then: [{do: note, to: office}]}
```

```yaml
sets: {morning_missed: 'absent and session = "AM"'}
measures:
  days_lately: {title: missed lately, count: school days, of: absent, over: spell of morning_missed}
rules:
  - {id: morning_note, source: §1, when: days_lately >= 3, then: [{do: note, to: office}]}
```

```yaml
measures:
  mornings_missed: {title: mornings missed in a row, in_a_row: afternoons, of: 'absent and session = "AM"'}
rules:
  - {id: morning_note, source: §1, when: mornings_missed >= 3, then: [{do: note, to: office}]}
```

## Prefer

```yaml
measures:
  mornings_missed: {title: mornings missed in a row, in_a_row: mornings, of: absent}
  days_missed: {title: days with a morning missed, count: school days, of: 'absent and session = "AM"', over: term}
rules:
  - {id: morning_note, source: §1, when: mornings_missed >= 3 or days_missed >= 9, then: [{do: note, to: office}]}
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Iterator

from engine.analysis.meaning import Meaning
from engine.analysis.opened import SESSION
from engine.bind.vocabulary import SESSIONS
from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Constant, Read, Step
from engine.expressions.types import BOOLEAN, STRING, Quantity
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of
from engine.lint.subject import Subject
from engine.model.measures import Measure
from engine.model.windows import Spell

SEVERITY = Severity.WARNING
NEEDS = "plan"
_HALVES = {"AM": ("mornings", "afternoon"), "PM": ("afternoons", "morning")}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures of whole days, and of sessions one after another, that the file itself wrote."""
    meaning = meaning_of(subject)
    for name, measure in meaning.bound.model.measures.items():
        for path, at, what in _of_whole_days(name, measure):
            if not (subject.is_own(("measures", name, *at)) or _set_is_own(subject, measure, path)):
                continue
            half = _only_half(meaning, path)
            if half is not None and what != _HALVES[half][0]:
                yield _finding(name, ("measures", name, *at), what, half)


def _of_whole_days(name: str, measure: Measure) -> Iterator[tuple[Path, Path, str]]:
    """Give the set of each that asks for whole days, where to point, and what is counted."""
    base: Path = ("measures", name)
    if measure.in_a_row is not None and measure.in_a_row != "weeks":
        yield (*base, "of"), ("in_a_row",), measure.in_a_row
    elif measure.count == "spells" or (measure.count == "school days" and measure.whole):
        yield (*base, "of"), ("count",) if measure.count == "spells" else ("whole",), str(measure.count)
    for window in measure.over or ():
        if isinstance(window, Spell):
            yield (*base, "over", f"spell of {window.of}"), ("over",), "spells"


def _set_is_own(subject: Subject, measure: Measure, path: Path) -> bool:
    said = measure.of if path[-1] == "of" else str(path[-1]).removeprefix("spell of ")
    return subject.is_own(path) or (said is not None and subject.is_own(("sets", said)))


def _only_half(meaning: Meaning, path: Path) -> str | None:
    """Give the half of the day in which alone a set ever holds; None where it holds in both, or in none."""
    checked = meaning.bound.expressions.get(path)
    if checked is None or checked.tree is None:
        return None
    held = meaning.opener.opened(checked.tree, SESSION)
    session = Read("session.session", Quantity(STRING, words=SESSIONS))
    found = [
        half
        for half in SESSIONS
        if not meaning.questions.together(held, Step("=", (session, Constant(half, STRING)), BOOLEAN)).holds
    ]
    return found[0] if len(found) == 1 else None


def _finding(name: str, path: Path, what: str, half: str) -> Finding:
    halves, other = _HALVES[half]
    if what in ("mornings", "afternoons"):
        message = f"`{name}` is always 0: it counts {what} in a row, and its set holds {halves} alone"
        return Finding(message, path, f"write `in_a_row: {halves}`", severity=Severity.ERROR)
    if what == "sessions":
        message = f"`{name}` is never more than 1: its set holds {halves} alone, and each {other} between them ends it"
        return Finding(message, path, f"write `in_a_row: {halves}`")
    advice = f"write `in_a_row: {halves}`, or leave the half of the day out of the set"
    if path[-1] == "whole":
        advice = "leave `whole` out, or leave the half of the day out of the set"
    elif path[-1] in ("over", "count"):
        advice = "leave the half of the day out of the set: a spell is of whole days"
    message = f"`{name}` asks for whole days of a set of {halves} alone: a day counts only where no {other} is possible"
    return Finding(message, path, advice)
