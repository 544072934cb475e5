"""a table about requests for leave gives an outcome or a code that nobody knows

## Why

What comes of a request is read by people and by other programs: a misspelt outcome is no decision.

## Avoid

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refus, code: G}
    religious_observance: {outcome: grant, code: R}
  otherwise: {outcome: head_decides}
```

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refuse, code: G9}
    religious_observance: {outcome: grant, code: R}
  otherwise: {outcome: head_decides}
```

## Prefer

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refuse, code: G}
    religious_observance: {outcome: grant, code: R}
  otherwise: {outcome: head_decides}
```

## Source

A decision on leave is `grant`, `refuse`, `head_may_grant` or `head_decides`; codes are those of the code tables.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.expressions.typed import Constant
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.rows import row_path
from engine.lint.subject import Subject
from engine.validate.near import listed, meant

SEVERITY = Severity.ERROR
OUTCOMES = ("grant", "refuse", "head_may_grant", "head_decides")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what each row of such a table gives."""
    assert subject.bound is not None
    codes = sorted({code for table in subject.bound.model.codes for code in table.table})
    for ask in asks(subject):
        table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
        if table is None:
            continue
        for number, row in enumerate(table.rules):
            for at, name in enumerate(table.outputs):
                tree = row.outputs[at].tree
                given = tree.value if isinstance(tree, Constant) else None
                if not isinstance(given, str):
                    continue
                if name == "code" and codes and given not in codes:
                    advice = meant(given, codes, f"there are {listed(codes, 12)}")
                    yield _told(subject, ask.id, number, name, given, f"`{given}` is no code", advice)
                if name == "outcome" and ask.each == "leave_requests" and given not in OUTCOMES:
                    advice = meant(given, OUTCOMES, f"write one of {listed(OUTCOMES)}")
                    message = (
                        f"`{given}` is no outcome of a request" if given else "it does not say what a request comes to"
                    )
                    yield _told(subject, ask.id, number, name, given, message, advice)


def _told(subject: Subject, table: str, number: int, output: str, given: object, message: str, advice: str) -> Finding:
    path, start, end = row_path(subject, table, number, output, given)
    return Finding(message, path, advice, start, end)
