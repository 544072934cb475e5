"""leave that is refused gets a code of authorised absence, or leave that is granted one of unauthorised absence

## Why

The code beside an answer is the one that the days get if they are taken. Days that the head refused and the register
shows as authorised count toward no penalty; days that were granted and show as unauthorised count toward one.

## Avoid

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refuse, code: G}
    religious_observance: {outcome: grant, code: R}
    close_family_wedding: {outcome: refuse, code: C}
  otherwise: {outcome: head_decides}
```

```yaml
tables:
  leave_decision:
    source: leave
    each: leave_requests
    hit: first
    gives: [outcome, code]
    rows: |
      reason                 || outcome          | code
      "religious_observance" || "grant"          | "R"
      "close_family_funeral" || "head_may_grant" | "O"
      "holiday"              || "refuse"         | "G"
      -                      || "head_decides"   | null
```

## Prefer

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refuse, code: G}
    religious_observance: {outcome: grant, code: R}
    close_family_funeral: {outcome: head_may_grant, code: C}
  otherwise: {outcome: head_decides}
```

## Source

SI 2024/208 reg 10. What a code counts as is said by the code table in force. A reason whose codes the law names is
looked at by `leave-outcome`.
"""

from collections.abc import Iterator
from typing import Any

from engine.diagnostics import Severity
from engine.expressions.tables import DecisionTable, Rule
from engine.expressions.typed import Constant
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.marks import marks_of
from engine.lint.partial import Partial
from engine.lint.rows import hits, row_path
from engine.lint.subject import Subject
from engine.model.facts import CATEGORIES

SEVERITY = Severity.ERROR
_AUTHORISED, _UNAUTHORISED = CATEGORIES[2:4]
_ANOTHER = "something else"
# for each answer, what its days may not count as, and what is said of it
_WRONG: dict[Any, tuple[str | None, str]] = {
    "refuse": (_AUTHORISED, "leave that is refused is coded `{}`, which is authorised absence"),
    "grant": (_UNAUTHORISED, "leave that is granted is coded `{}`, which is unauthorised absence"),
    "head_may_grant": (_UNAUTHORISED, "leave that the head grants is coded `{}`, which is unauthorised absence"),
}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every row of a table about requests for leave that gives an answer and a code."""
    assert subject.bound is not None
    codes = marks_of(subject).codes
    for ask in asks(subject):
        table = subject.bound.tables.get(ask.id) if ask.kind == "table" and ask.each == "leave_requests" else None
        if table is None or not {"outcome", "code"} <= set(table.outputs):
            continue
        places = table.outputs.index("outcome"), table.outputs.index("code")
        told = _told_by_reason(subject, table)
        for number, row in enumerate(table.rules):
            outcome, code = (_given(row, at) for at in places)
            category, message = _WRONG.get(outcome, (None, ""))
            if code in codes and codes[code].category == category and (number, outcome) not in told:
                path, start, end = row_path(subject, ask.id, number, "code", code)
                advice = "change the one or the other; `null` leaves the code to the office"
                yield Finding(message.format(code), path, advice, start, end)


def _given(row: Rule, at: int) -> Any:
    tree = row.outputs[at].tree
    return tree.value if isinstance(tree, Constant) else None


def _told_by_reason(subject: Subject, table: DecisionTable) -> set[tuple[int, str]]:
    """Give the rows, with an answer, of whose code the law says what it is: they are told by `leave-outcome`."""
    assert subject.bound is not None
    general = {hit.number for hit in hits(Partial(subject.bound, subject.as_of, {"reason": _ANOTHER}), table)}
    told: set[tuple[int, str]] = set()
    for asked in checks(subject, "leave"):
        wanted = asked.check.leave
        if wanted is None:
            continue
        partial = Partial(subject.bound, subject.as_of, {"reason": wanted.reason})
        reached = [hit.number for hit in hits(partial, table) if not (wanted.if_named and hit.number in general)]
        told.update((number, outcome) for number in reached for outcome in wanted.codes)
    return told
