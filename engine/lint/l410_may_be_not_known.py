"""a rule is not decided for pupils of whom something is not known

## Why

A file that is missing, or a blank cell, is not known and never none: the rule does not act then, and the run lists for
how many pupils. Whoever writes it should know which figures those are.

## Avoid

```yaml
measures:
  reached: {count: contacts, of: 'outcome = "reached"', over: day}
rules:
  - id: tell
    source: §5.5
    when: absent_today > 0 and reached < 1
    then: [{do: tell, to: parents, by: office}]
```

## Prefer

```yaml
measures:
  reached: {count: contacts, of: 'outcome = "reached"', over: day}
rules:
  - id: tell
    source: §5.5
    when: absent_today > 0 and reached < 1
    if_unknown: report
    then: [{do: tell, to: parents, by: office}]
```

## Source

How a policy is read: not known is neither true nor false. `if_unknown: act` acts then, `report` says that it is meant.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Checked, Constant, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.subject import Subject

SEVERITY = Severity.INFO
_MOST = 4


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the rules that the file itself gives and that say nothing of what is not known."""
    assert subject.bound is not None
    rules = subject.expanded.get("rules", [])
    for ask in asks(subject):
        if not subject.began_here(ask.base) or (ask.kind == "rule" and "if_unknown" in rules[int(ask.base[1])]):
            continue
        for path in ask.conditions[:-1]:
            checked = subject.bound.expressions.get(path)
            if checked is None or not checked.nullable or _asks_for_null(checked):
                continue
            names = _unknown(subject, ask.each, checked)
            if names:
                told = ", ".join(f"`{name}`" for name in names[:_MOST]) + (" …" if len(names) > _MOST else "")
                yield Finding(
                    f"`{ask.id}` is not decided where {told} {'is' if len(names) == 1 else 'are'} not known", *_at(path)
                )
                break


def _at(path: Path) -> tuple[Path, str]:
    return path, "say `if_unknown: act` or `report`, or ask for `null` in the condition"


def _unknown(subject: Subject, each: str | None, checked: Checked) -> list[str]:
    assert subject.bound is not None
    rows = subject.bound.rows.get(each or "", {})
    known = {**subject.bound.quantities, **rows}
    return [name for name in checked.reads if name in known and known[name].nullable]


def _asks_for_null(checked: Checked) -> bool:
    waiting: list[Typed] = [checked.tree] if checked.tree is not None else []
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if isinstance(node, Step) and any(isinstance(each, Constant) and each.value is None for each in node.arguments):
            return True
    return False
