"""one task alone does not say what all others like it say

## Why

Where every other letter says to whom it goes, one that does not is most likely unfinished: nobody gets it. The same
holds for who does something, by when, and whether it must be done.

## Avoid

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
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  thresholds:
    letter_95: {below: 95%, to: parents, by: office}
    letter_93: {below: 93%, to: parents, by: office}
    letter_90: {below: 90%, to: parents, by: office}
```

## Source

Good practice. It is told where two or more others ask for the same thing and all of them say it, where eight or more
others ask for anything and all of them do, and of the days (`due`) where three or more others ask for the same.
"""

from collections.abc import Iterator

from engine.bind.looking import PROPOSE_CODE
from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import asks
from engine.lint.belongs import belongs
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.rules import Task

SEVERITY = Severity.WARNING
WHOLE = True
_ALIKE = {"to": 2, "by": 2, "obligation": 2, "due": 3}
"""The fields, with how many others that ask for the same must say them."""
_ALL = 8
_IN_ALL = frozenset({"to", "by", "obligation"})


def check(subject: Subject) -> Iterator[Finding]:
    """Compare each task that the file itself wrote with the others of the policy."""
    every = [(ask.id, ask.task_path(number), task) for ask in asks(subject) for number, task in enumerate(ask.tasks)]
    own = [each for each in every if subject.began_here(each[1])]
    for field, least in _ALIKE.items():
        silent = [each for each in own if getattr(each[2], field) is None]
        for name, path, task in silent:
            alike = [other for _, other_path, other in every if other.do == task.do and other_path != path]
            if len(alike) >= least and all(getattr(other, field) is not None for other in alike):
                words = f"{'both' if len(alike) == 2 else f'all {len(alike)}'} others that ask for `{task.do}` do"
                yield _finding(subject, name, path, task, field, words)
            elif field in _IN_ALL and len(silent) == 1 and len(own) > _ALL and task.do != PROPOSE_CODE:
                yield _finding(subject, name, path, task, field, f"all {len(own) - 1} other tasks of the file do")


def _finding(subject: Subject, name: str, path: Path, task: Task, field: str, others: str) -> Finding:
    place = belongs(subject.document, subject.place_in_file(path), field) or subject.head(path)
    message = f"`{task.do}` of `{name}` does not say `{field}`, and {others}"
    return Finding(message, path, f"write `{field}`, or allow this finding with the reason", place=place)
