"""a code is used that the code table no longer has

## Why

No register has such a mark any more, so a rule that looks for it never acts, and a register that gets it is refused.

## Avoid

```yaml
leave:
  source: leave
  reasons:
    holiday: {outcome: refuse, code: G}
    exceptional: {outcome: head_may_grant, code: H}
    religious_observance: {outcome: grant, code: R}
  otherwise: {outcome: head_decides}
```

```yaml
measures:
  holidays: {count: sessions, of: 'code in ("G", "H")', over: year}
rules:
  - id: holiday_letter
    source: §1
    when: holidays > 0
    then: [{do: letter, to: parents}]
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

The dated code tables of the national layer; codes changed on 19 August 2024.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.asks import asks
from engine.lint.finding import Finding
from engine.lint.marks import marks_of
from engine.lint.rows import row_path
from engine.lint.subject import Subject
from engine.validate.near import listed

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Look for codes of earlier tables in conditions, tasks and tables that the file itself wrote."""
    assert subject.bound is not None
    now = frozenset(marks_of(subject).codes)
    every = {code for table in subject.bound.model.codes for code in table.table}
    retired = every - now if now else set()
    for path, checked in subject.bound.expressions.items():
        for code, start, end in _codes(checked.tree) if checked.tree is not None else ():
            if code in retired and subject.is_own(path):
                yield _finding(subject, code, path, start, end)
    for ask in asks(subject):
        for number, task in enumerate(ask.tasks):
            path = (*ask.task_path(number), "code")
            if task.code in retired and subject.is_own(path):
                yield _finding(subject, str(task.code), path)
        table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
        if table is not None and "code" in table.outputs and subject.is_own(("tables", ask.id, "rows")):
            at = table.outputs.index("code")
            for number, row in enumerate(table.rules):
                tree = row.outputs[at].tree
                if isinstance(tree, Constant) and tree.value in retired:
                    yield _finding(subject, str(tree.value), *row_path(subject, ask.id, number, "code", tree.value))


def _finding(subject: Subject, code: str, path: Path, start: int | None = None, end: int | None = None) -> Finding:
    known = sorted(each for each in marks_of(subject).codes if each[0] == code[0])
    act = f"codes that begin so are now {listed(known)}" if known else "`policy show` lists the codes in force"
    return Finding(f"the code `{code}` is not in the code table of {subject.as_of}", path, act, start, end)


def _codes(tree: Typed) -> Iterator[tuple[str, int, int]]:
    """Give the texts that are compared with a session's code."""
    waiting: list[Typed] = [tree]
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if isinstance(node, Step) and any(isinstance(each, Read) and each.name == "code" for each in node.arguments):
            inner: list[Typed] = list(node.arguments)
            while inner:
                each = inner.pop()
                inner += parts(each)
                if isinstance(each, Constant) and isinstance(each.value, str):
                    yield each.value, each.start, each.end
