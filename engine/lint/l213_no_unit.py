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

```yaml
values: {fall: 0.05}
rules:
  - id: falling
    source: §1
    check: half_term
    when: attendance_half_term <= attendance_half_term_before - fall
    then: [{do: call, to: parents}]
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
from engine.expressions.printing import number_text
from engine.expressions.typed import Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.model.amounts import Amount

SEVERITY = Severity.WARNING
NEEDS = "bound"
_COMPARED = ("<", "<=", ">", ">=", "=", "!=")
_ADDED = ("+", "-")


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
        for name, other, added in _beside(checked.tree, bare) if checked.tree is not None else ():
            share = _is_share(subject, name, other)
            # a share that a percentage is compared with is told by L222
            if name not in told and other.unit is not None and (added or not share):
                told.add(name)
                yield _finding(subject, name, other, path, added, share)


def _beside(typed: Typed, bare: set[str]) -> Iterator[tuple[str, Read, bool]]:
    """Give each bare value beside a figure, and whether it is added to it, or taken from it."""
    if isinstance(typed, Step) and typed.operator in (*_COMPARED, *_ADDED) and len(typed.arguments) == 2:
        for one, other in (typed.arguments, typed.arguments[::-1]):
            if isinstance(one, Read) and one.name in bare and isinstance(other, Read):
                yield one.name, other, typed.operator in _ADDED
    for part in parts(typed):
        yield from _beside(part, bare)


def _is_share(subject: Subject, name: str, other: Read) -> bool:
    """Whether an amount is less than one per cent of what it stands beside."""
    assert subject.bound is not None
    amounts = [each.value for each in subject.bound.model.values[name] if isinstance(each.value, Amount)]
    return other.unit == "percent" and all(0 < each.number < 1 for each in amounts)


def _finding(subject: Subject, name: str, other: Read, path: Path, added: bool, share: bool) -> Finding:
    assert subject.bound is not None
    entries = subject.bound.model.values[name]
    unit = in_plural(str(other.unit))
    times = 100 if share else 1
    held = [number_text(entry.value.number * times) for entry in entries if isinstance(entry.value, Amount)]
    number = held[0] if len(held) == 1 else "…"
    shown = {"percent": f"{number}%", "pounds": f"£{number}"}.get(unit, f"{number} {unit}")
    beside = "beside which it stands" if added else "with which it is compared"
    message = f"`{name}` is a bare number, and `{other.name}`, {beside}, is in {unit}"
    compared = subject.place(path)
    also = (
        (("used here" if added else "compared here", compared),) if compared != subject.place(("values", name)) else ()
    )
    return Finding(message, ("values", name), f"give it its unit: `{shown}`", also=also)
