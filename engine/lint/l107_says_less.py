"""one task or outcome leaves out what all others of the file say

## Why

A task without `by` is one that nobody does; one without `obligation` may be done or not. Where a file says it of all
tasks but one, it was most likely forgotten there, or deleted by a slip. The same goes for tasks of one kind: a letter
that says nobody to whom it goes, where both other letters do, and a call without its day, where three others have one.

## Avoid

```yaml
leave:
  source: §6
  reasons:
    holiday: {outcome: refuse, code: G}
    performance: {outcome: grant, code: C1}
    interview: {outcome: grant}
    study_leave: {outcome: grant, code: S}
    protest: {outcome: refuse, code: O}
  otherwise: {outcome: head_decides}
```

```yaml
rules:
  - {id: a, source: §1, check: term, act: each check, then: [{do: note, to: parents, by: office}]}
  - {id: b, source: §2, check: year, act: each check, then: [{do: letter, to: parents, by: headteacher}]}
  - {id: c, source: §3, check: half_term, act: each check, then: [{do: meeting, to: parents}]}
  - {id: d, source: §4, check: month, act: each check, then: [{do: call, to: parents, by: office}]}
  - {id: e, source: §5, check: week, act: each check, then: [{do: remind, to: parents, by: office}]}
```

```yaml
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  thresholds:
    letter_95: {below: 95%, to: parents, by: office}
    letter_93: {below: 93%, by: office}
    letter_90: {below: 90%, to: parents, by: office}
```

## Prefer

```yaml
leave:
  source: §6
  reasons:
    holiday: {outcome: refuse, code: G}
    performance: {outcome: grant, code: C1}
    interview: {outcome: grant, code: J1}
    study_leave: {outcome: grant, code: S}
    protest: {outcome: refuse, code: O}
    other: {outcome: head_decides}
  otherwise: {outcome: head_decides}
```

```yaml
rules:
  - {id: a, source: §1, check: term, act: each check, then: [{do: note, to: parents, by: office}]}
  - {id: b, source: §2, check: year, act: each check, then: [{do: letter, to: parents, by: headteacher}]}
  - {id: c, source: §3, check: half_term, act: each check, then: [{do: meeting, to: parents, by: headteacher}]}
  - {id: d, source: §4, check: month, act: each check, then: [{do: call, to: parents, by: office}]}
  - {id: e, source: §5, check: week, act: each check, then: [{do: remind, to: parents, by: office}]}
```

## Source

Good practice; a procedure says who does what. A proposed code is for the register, and concerns nobody besides.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.bind.looking import PROPOSE_CODE
from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.sections.leave import SECTION as LEAVE

SEVERITY = Severity.WARNING
WHOLE = "file"
_LEAST = 4
"""So many others must say it, so that it can be called what the file does."""

_SAID = {
    "by": ("says nobody who does it", "name the role in `by`"),
    "to": ("says nobody whom it concerns", "name them in `to`"),
    "obligation": ("does not say whether it must, should or may be done", "write `obligation`"),
    "due": ("does not say by when", "write `due`"),
}
_OTHERS = {"by": 2, "to": 2, "obligation": 2, "due": 3}
"""So many others that ask for the same thing must say it."""
_UNDECIDED = "head_decides"


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the tasks of the file itself with one another, and its outcomes of leave."""
    tasks = [
        (ask.task_path(number), task)
        for ask in asks(subject)
        for number, task in enumerate(ask.tasks)
        if subject.is_own((*ask.task_path(number), "do"))
    ]
    # the layers above may have habits of their own
    alike = [task for _, task in tasks]
    for key, (message, advice) in _SAID.items():
        told = set()
        held = [each for each in tasks if key != "to" or each[1].do != PROPOSE_CODE]
        lacking = [(path, task.do) for path, task in held if getattr(task, key) is None]
        for path, do in _few(lacking, len(held)) if key != "due" else ():
            told.add(path)
            yield _finding(subject, path, key, f"`{do}` {message}, as all other tasks of the file do", advice)
        often = Counter(task.do for task in alike)
        silent = Counter(task.do for task in alike if getattr(task, key) is None)
        for path, do in lacking:
            if path not in told and silent[do] == 1 and often[do] > _OTHERS[key]:
                others = f"{'both' if often[do] == 3 else f'all {often[do] - 1}'} others that ask for `{do}` do"
                yield _finding(subject, path, key, f"`{do}` {message}, as {others}", advice)
    assert subject.policy is not None
    leave = subject.policy.model.leave
    reasons = {
        reason: held
        for reason, held in (leave.reasons if leave is not None else {}).items()
        if held.outcome != _UNDECIDED and subject.is_own((LEAVE, "reasons", reason))
    }
    lacking = [((LEAVE, "reasons", reason), reason) for reason, held in reasons.items() if held.code is None]
    for path, reason in _few(lacking, len(reasons)):
        message = f"`{reason}` says no code for the leave that is taken, as all other reasons do"
        yield _finding(subject, path, "code", message, "write `code`")


def _few(lacking: Sequence[tuple[Path, str]], number: int) -> Sequence[tuple[Path, str]]:
    """Give what lacks something, where it is one alone."""
    return lacking if len(lacking) == 1 and number > _LEAST else ()


def _finding(subject: Subject, path: Path, key: str, message: str, advice: str) -> Finding:
    written = subject.place_in_file(path)
    stood = subject.since.stood(written, key) if subject.since is not None else None
    place = stood or belongs(subject.document, written, key) or subject.head(path)
    return Finding(message, path, advice, place=place)
