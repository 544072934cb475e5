r"""a policy says something else than what was approved

## Why

Governors approve a policy; what is changed in the file afterwards is not what they approved, be it a slip of the
keyboard or a good idea. Each part that was changed, added, taken out or moved since is told where it stands or stood,
with the words then and now. Comments and layout are no change. Notes for people, such as `source` and `assumes`, and
the order of what has none are information; all else is a warning.

`policy approve FILE` writes the record, `approvals/FILE` in the folder of the policy: one line a part, so that a
review of it shows what is being approved. Without a record nothing is compared. A file that bears the policy's name in
another place, or that is piped in, is compared with the record all the same, unless it is in force from another day:
records are looked for beside the file, where its layers are looked for, and among those that come with the program.
Each finding says which record it rests on. A copy that is to become another policy gets a name of its own.

## Avoid

```yaml
values: {lates_limit: 3 sessions}
rules:
  - id: late_note
    source: §1
    when: lates_term >= lates_limit
    then: [{do: note, to: office}]
measures:
  lates_term: {count: sessions, of: late, over: term}
```

```yaml approvals/example
approved: example
file: example.yaml
approved_on: 2025-09-01
approved_by: the governing board
parts:
  policy: example
  layer: school
  extends[0]: england
  values.lates_limit: 2 sessions
  rules.late_note.id: late_note
  rules.late_note.source: §1
  rules.late_note.when: lates_term >= lates_limit
  rules.late_note.then.note.do: note
  rules.late_note.then.note.to: office
  measures.lates_term.count: sessions
  measures.lates_term.of: late
  measures.lates_term.over: term
```

## Prefer

```yaml
policy: example
layer: school
extends: [england]          # a comment is no change
values:
  lates_limit: 2 sessions
rules:
  - {id: late_note, source: §1, when: lates_term >= lates_limit, then: [{do: note, to: office}]}
measures:
  lates_term: {over: term, count: sessions, of: late}
```

```yaml approvals/example
approved: example
file: example.yaml
approved_on: 2025-09-01
parts:
  policy: example
  layer: school
  extends[0]: england
  values.lates_limit: 2 sessions
  rules.late_note.id: late_note
  rules.late_note.source: §1
  rules.late_note.when: lates_term >= lates_limit
  rules.late_note.then.note.do: note
  rules.late_note.then.note.to: office
  measures.lates_term.count: sessions
  measures.lates_term.of: late
  measures.lates_term.over: term
```

## Source

Good practice: what is in force is what was approved.
"""

from collections.abc import Iterator
from pathlib import Path

from engine.approvals.bearing import decides, order_decides
from engine.approvals.changes import Change
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.subject import Subject
from engine.resolve.layers import RECORDS
from engine.words import day_in_words

SEVERITY = Severity.WARNING
NEEDS = "document"


def check(subject: Subject) -> Iterator[Finding]:
    """Tell of every change since the file was approved."""
    if subject.since is None:
        return
    if not subject.since.changes:
        return
    from engine.approvals.said import in_words

    since = f"since it was approved on {day_in_words(subject.since.approved_on)}"
    for each in subject.since.changes:
        yield Finding(
            in_words(each.change, since),
            help=_advice(subject.name, subject.since.record),
            place=each.place,
            severity=None if _matters(each.change) else Severity.INFO,
        )


def _advice(file: str, record: str) -> str:
    if Path(file).parent / RECORDS == Path(record).parent:
        return f"put it back, or have it approved and run `policy approve` on the file (compared with `{record}`)"
    act = "put it back, approve this file, or give what is to be another policy a name of its own"
    return f"{act} (compared with the record of that name, `{record}`)"


def _matters(change: Change) -> bool:
    return order_decides(change.labels) if change.kind == "moved" else decides(change.labels)
