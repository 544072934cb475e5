"""two rules ask contradictory things for one pupil at one moment

## Why

A person who is told both to visit and not to visit, or to enter two codes for one session, has to guess which rule the
school meant.

## Avoid

```yaml
rules:
  - id: unauthorise
    source: §1
    when: ill_today > 0 and attendance_percent < 93
    act: each check
    then: [{do: propose_code, code: O, sessions: ill_today, by: headteacher}]
  - id: accept
    source: §2
    when: ill_today > 0
    act: each check
    then: [{do: propose_code, code: M, sessions: ill_today, by: office}]
```

```yaml
rules:
  - id: visit
    source: §1
    when: absent_in_a_row >= 3
    then: [{do: home_visit, by: attendance_officer, obligation: must}]
  - id: no_visit
    source: §2
    when: absent_in_a_row >= 3 and fsm
    then: [{do: do_not_home_visit, by: attendance_officer}]
```

## Prefer

```yaml
rules:
  - id: visit
    source: §1
    when: absent_in_a_row >= 3
    unless: fsm
    then: [{do: home_visit, by: attendance_officer, obligation: must}]
  - id: no_visit
    source: §2
    when: absent_in_a_row >= 3 and fsm
    then: [{do: do_not_home_visit, by: attendance_officer}]
```

## Source

Good practice. Contradictory are two codes for the same session; a deed and the same deed with `not`, `no`, `do_not`,
`stop` or `un` before it; `grant` and `refuse`, `accept` and `reject`, `send` and `withhold` of one thing; and the same
deed, to the same person, once as a must and once as a may.
"""

from collections.abc import Iterator
from itertools import combinations

from engine.analysis.meaning import Acting, Meaning
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of
from engine.lint.subject import Subject
from engine.model.rules import Task

SEVERITY = Severity.WARNING
NEEDS = "plan"
_AGAINST = ("do_not_", "dont_", "not_", "no_", "stop_", "never_", "un")
_OPPOSITES = (("grant", "refuse"), ("accept", "reject"), ("authorise", "unauthorise"), ("send", "withhold"))


def check(subject: Subject) -> Iterator[Finding]:
    """Find pairs of rules that contradict each other and can act together."""
    meaning = meaning_of(subject)
    for one, other in combinations(_open_to_it(list(meaning.acting())), 2):
        if one.check != other.check or not (subject.is_own(one.path) or subject.is_own(other.path)):
            continue
        if one.ladder is not None and one.ladder == other.ladder:
            continue  # a ladder raises one step at a look
        said = next(
            (said for first in one.tasks for second in other.tasks if (said := _against(meaning, first, second))), None
        )
        if said is None:
            continue
        answer = meaning.questions.together(one.acts, other.acts)
        if answer.holds is not False or answer.example is None or not answer.example.sure:
            continue
        shown = meaning.said(answer.example)
        example = f": {shown}, both act" if shown else ""
        message = f"`{one.id}` and `{other.id}` {said} at one moment{example}"
        advice = "let one of them stand only where the other does not, with `unless` (the example was worked out)"
        also = ((f"`{one.id}`", subject.place((*one.path, "id"))),)
        yield Finding(message, (*other.path, "id"), advice, also=also, about=(one.path,))


def _open_to_it(acting: list[Acting]) -> list[Acting]:
    """Give those that ask for something which another could contradict: with many rules, most pairs need no look."""
    deeds = {task.do for each in acting for task in each.tasks}
    opposite = {
        deed
        for deed in deeds
        if any(f"{word}{deed}" in deeds or deed.removeprefix(word) in deeds - {deed} for word in _AGAINST)
        or _opposites(deed) & deeds
    }
    bound: dict[tuple[object, ...], set[str | None]] = {}
    for each in acting:
        for task in each.tasks:
            bound.setdefault((task.do, task.to), set()).add(task.obligation)
    split = {key for key, words in bound.items() if {"must", "may"} <= words}
    return [
        each
        for each in acting
        if any(task.code is not None or task.do in opposite or (task.do, task.to) in split for task in each.tasks)
    ]


def _opposites(deed: str) -> set[str]:
    """Give the deeds that are the opposite of one: `refuse_leave` of `grant_leave`, `refuse` of `grant`."""
    word, joint, what = deed.partition("_")
    return {f"{second}{joint}{what}" for pair in _OPPOSITES for first, second in (pair, pair[::-1]) if word == first}


def _against(meaning: Meaning, one: Task, other: Task) -> str | None:
    if (
        one.code is not None
        and other.code is not None
        and one.code != other.code
        and _same_sessions(meaning, one, other)
    ):
        return f"propose `{one.code}` and `{other.code}` for the same sessions"
    if (one.to or other.to) != (other.to or one.to) or one.code is not None or other.code is not None:
        return None
    for first, second in ((one.do, other.do), (other.do, one.do)):
        if any(second == f"{word}{first}" for word in _AGAINST) or second in _opposites(first):
            return f"ask for `{one.do}` and for `{other.do}`"
    same = (one.do, one.to, one.by, one.with_) == (other.do, other.to, other.by, other.with_)
    if same and {one.obligation, other.obligation} == {"must", "may"}:
        return f"ask for `{one.do}` once as a must and once as a may"
    return None


def _same_sessions(meaning: Meaning, one: Task, other: Task) -> bool:
    measures = meaning.bound.model.measures
    if one.sessions not in measures or other.sessions not in measures:
        return False
    if one.sessions == other.sessions:
        return True
    keys = [meaning.opener.figure(str(name)) for name in (one.sessions, other.sessions)]
    marks = [each.marks for each in keys]
    windows = {each.window for each in keys}
    return marks[0] is not None and marks[1] is not None and bool(marks[0] & marks[1]) and len(windows) == 1
