"""what is to be done is nearly, and not quite, what the policy asks for elsewhere

## Why

Tasks are gathered by what is to be done: a misspelt one is missing from the list that somebody works through.

## Avoid

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: send_certificate, to: parents, by: office}]
  - id: certificate_again
    source: §5.6
    check: year
    act: each check
    then: [{do: send_certifcate, to: parents, by: office}]
```

```yaml
rules:
  - id: resolve
    source: §5.5
    when: n_to_resolve > 0
    act: each check
    then: [{do: propse_code, code: O, sessions: n_to_resolve, by: office}]
```

## Prefer

```yaml
rules:
  - id: certificate
    source: §5.6
    check: term
    act: each check
    then: [{do: send_certificate, to: parents, by: office}]
  - id: certificate_again
    source: §5.6
    check: year
    act: each check
    then: [{do: send_certificate, to: parents, by: office}]
```

## Source

Good practice.
"""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from engine.bind.looking import PROPOSE_CODE
from engine.diagnostics import Severity
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
_ALIKE = 0.88


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what is asked for once with what is asked for more often, or by the layers above."""
    every = [(ask, number, task) for ask in asks(subject) for number, task in enumerate(ask.tasks)]
    often = Counter(task.do for _, _, task in every)
    inherited = {task.do for ask, number, task in every if not subject.is_own((*ask.task_path(number), "do"))}
    first: dict[str, int] = {}
    for at, (_, _, task) in enumerate(every):
        first.setdefault(task.do, at)
    for at, (ask, number, task) in enumerate(every):
        path = (*ask.task_path(number), "do")
        if not subject.is_own(path) or often[task.do] > 1 or task.do in inherited or task.do == PROPOSE_CODE:
            continue
        others = [do for do in often if do != task.do and (do in inherited or often[do] > 1 or first[do] < at)]
        near = get_close_matches(task.do, [*others, PROPOSE_CODE], 1, _ALIKE)
        if near and not _numbered(task.do, near[0]):
            message = f"`{task.do}` is asked for here alone, and `{near[0]}` elsewhere"
            if near[0] == PROPOSE_CODE:
                message = f"`{task.do}` proposes no code: that is `{PROPOSE_CODE}`"
            yield Finding(message, path, f"did you mean `{near[0]}`?")
        elif task.code is not None or task.sessions is not None:
            field = "code" if task.code is not None else "sessions"
            message = f"`{field}` is for `{PROPOSE_CODE}`, and `{task.do}` does nothing with it"
            yield Finding(message, (*ask.task_path(number), field), f"write `do: {PROPOSE_CODE}`, or take it out")


def _numbered(one: str, other: str) -> bool:
    """Whether two names differ by a number or a single letter at the end, as `letter_1` and `letter_2` do."""
    return one.rstrip("0123456789") == other.rstrip("0123456789") or one[:-1] == other[:-1]
