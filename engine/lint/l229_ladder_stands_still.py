"""a ladder stands still where a later step asks for what an earlier one leaves out

## Why

One step follows another: a later one is not looked at before the earlier was raised. Where the earlier asks for a band,
such as attendance from 90% to below 95%, a pupil who falls from 97% to 85% at once is never in it, and so nobody hears
of it at all.

## Avoid

```yaml
ladders:
  attendance:
    source: §1
    check: week
    steps:
      - {id: call_home, when: 'attendance_percent in [90..95)', then: [{do: call, to: parents, by: office}]}
      - {id: meet_home, when: attendance_percent < 90, then: [{do: meeting, to: parents, by: headteacher}]}
```

## Prefer

```yaml
ladders:
  attendance:
    source: §1
    check: week
    steps:
      - {id: call_home, when: attendance_percent < 95, then: [{do: call, to: parents, by: office}]}
      - {id: meet_home, when: attendance_percent <= 90, then: [{do: meeting, to: parents, by: headteacher}]}
```

## Source

Good practice. Steps that ask for a band of one figure are looked at; a later step that asks for less in every case
is told by `out-of-order`.
"""

from collections.abc import Iterator
from itertools import pairwise

from engine.analysis.meaning import Acting
from engine.diagnostics import Severity
from engine.expressions.typed import Typed
from engine.expressions.typed_walk import reads_with_types
from engine.lint.finding import Finding
from engine.lint.limits import limits
from engine.lint.meanings import meaning_of, surely
from engine.lint.subject import Subject

SEVERITY = Severity.WARNING
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Look at each pair of steps of every ladder that the file itself wrote."""
    meaning = meaning_of(subject)
    by_ladder: dict[str, list[Acting]] = {}
    for each in meaning.acting():
        if each.ladder is not None:
            by_ladder.setdefault(each.ladder, []).append(each)
    for name, steps in by_ladder.items():
        if not subject.is_own(("ladders", name)) or meaning.bound.model.ladders[name].restart:
            continue
        for one, other in pairwise(steps):
            earlier, later = _when(one), _when(other)
            if (
                not _is_band(subject, one)
                or earlier is None
                or later is None
                or len(about := {*reads_with_types(earlier)}) != 1
            ):
                continue
            if {*reads_with_types(later)} != about or meaning.questions.covered(earlier, later).holds is not False:
                continue
            left_out = meaning.questions.covered(later, earlier)
            if left_out.holds is not False:
                continue
            message = (
                f"`{other.id}` would be raised at {meaning.said(left_out.example)}, where `{one.id}` before it is not: "
                "whoever comes there at once gets neither"
            )
            advice = f"let `{one.id}` ask for that too: the steps are raised one after another anyway"
            yield Finding(message, (*one.path, "when"), f"{advice} ({surely(left_out)})")


def _is_band(subject: Subject, one: Acting) -> bool:
    """Whether a step leaves out what lies on either side of it.

    One that asks for what is low, without a lower end, may be followed by one about the recovery.
    """
    assert subject.bound is not None
    signs = {limit.operator[0] for limit in limits(subject, subject.bound.expressions.get((*one.path, "when")))}
    return {"<", ">"} <= signs


def _when(one: Acting) -> Typed | None:
    return next((typed for field, _, typed in one.asks if field == "when"), None)
