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

from engine.bind.looking import PROPOSE_CODE
from engine.diagnostics import Severity
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.slips import Alike
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Compare what is asked for once with what is asked for more often, by the layers above, or in plain words."""
    assert subject.bound is not None
    every = [(ask, number, task) for ask in asks(subject) for number, task in enumerate(ask.tasks)]
    often = Counter(task.do for _, _, task in every)
    known = {task.do for ask, number, task in every if not subject.is_own((*ask.task_path(number), "do"))}
    known |= {PROPOSE_CODE, *subject.bound.model.plain_words}
    first: dict[str, int] = {}
    for at, (_, _, task) in enumerate(every):
        first.setdefault(task.do, at)
    alike = Alike({*often, *known})
    for at, (ask, number, task) in enumerate(every):
        path = (*ask.task_path(number), "do")
        if not subject.is_own(path) or often[task.do] > 1 or task.do in known:
            continue
        near = next(
            (do for do in alike.to(task.do) if do in known or often[do] > 1 or first[do] < at),
            None,
        )
        if near is not None and not _numbered(task.do, near):
            message = f"`{task.do}` is asked for here alone, and `{near}` elsewhere"
            if near not in often:
                message = f"`{task.do}` is asked for nowhere else, and nothing puts it into plain words as `{near}` is"
            if near == PROPOSE_CODE:
                message = f"`{task.do}` proposes no code: that is `{PROPOSE_CODE}`"
            yield Finding(message, path, f"did you mean `{near}`?")
        elif task.code is not None or task.sessions is not None:
            field = "code" if task.code is not None else "sessions"
            message = f"`{field}` is for `{PROPOSE_CODE}`, and `{task.do}` does nothing with it"
            yield Finding(message, (*ask.task_path(number), field), f"write `do: {PROPOSE_CODE}`, or take it out")


def _numbered(one: str, other: str) -> bool:
    """Whether two names differ by a number or a single letter at the end, as `letter_1` and `letter_2` do."""
    return one.rstrip("0123456789") == other.rstrip("0123456789") or one[:-1] == other[:-1]
