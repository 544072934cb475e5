"""an amount has no unit, and what it is compared with counts something

## Why

`5` beside a figure of school days is read as 5 school days. Written without its unit it can be compared with anything,
days, sessions or percent, and nobody is told when the wrong one is meant.

## Avoid

```yaml
values: {evidence_after: 5}
rules:
  - id: medical_evidence
    source: §1
    when: ill_in_a_row > evidence_after
    then: [{do: request_evidence, to: parents}]
```

## Prefer

```yaml
values: {evidence_after: 5 school days}
rules:
  - id: medical_evidence
    source: §1
    when: ill_in_a_row > evidence_after
    then: [{do: request_evidence, to: parents}]
```

## Source

Good practice: amounts of a document have units.
"""

from collections.abc import Iterator

from engine.bind.lengths import in_plural
from engine.diagnostics import Severity
from engine.document import Path
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.amounts import Amount

SEVERITY = Severity.WARNING
NEEDS = "bound"
_COMPARED = ("<", "<=", ">", ">=", "=", "!=")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the values that the file itself wrote as bare numbers."""
    assert subject.bound is not None
    bare = {
        name
        for name, entries in subject.bound.model.values.items()
        if subject.is_own(("values", name))
        and all(isinstance(each.value, Amount) and each.value.unit is None for each in entries)
    }
    told: set[str] = set()
    for path, checked in subject.bound.expressions.items():
        for name, other in _beside(checked.tree, bare) if checked.tree is not None else ():
            if name not in told and other.unit is not None and not _is_share(subject, name, other):
                told.add(name)
                yield _finding(subject, name, other, path)


def _beside(typed: Typed, bare: set[str]) -> Iterator[tuple[str, Read]]:
    if isinstance(typed, Step) and typed.operator in _COMPARED and len(typed.arguments) == 2:
        for one, other in (typed.arguments, typed.arguments[::-1]):
            if isinstance(one, Read) and one.name in bare and isinstance(other, Read):
                yield one.name, other
    for part in parts(typed):
        yield from _beside(part, bare)


def _is_share(subject: Subject, name: str, other: Read) -> bool:
    """Whether an amount is less than one per cent of what it is compared with: L222 asks what was meant."""
    assert subject.bound is not None
    amounts = [each.value for each in subject.bound.model.values[name] if isinstance(each.value, Amount)]
    return other.unit == "percent" and all(0 < each.number < 1 for each in amounts)


def _finding(subject: Subject, name: str, other: Read, path: Path) -> Finding:
    assert subject.bound is not None
    entries = subject.bound.model.values[name]
    unit = in_plural(str(other.unit))
    held = [str(entry.value.number) for entry in entries if isinstance(entry.value, Amount)]
    number = held[0] if len(held) == 1 else "…"
    shown = {"percent": f"{number}%", "pounds": f"£{number}"}.get(unit, f"{number} {unit}")
    message = f"`{name}` is a bare number, and `{other.name}`, with which it is compared, is in {unit}"
    compared = subject.place(path)
    also = (("compared here", compared),) if compared != subject.place(("values", name)) else ()
    return Finding(message, ("values", name), f"give it its unit: `{shown}`", also=also)
