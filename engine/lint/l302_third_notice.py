"""a rule or table gives more notices than may be issued in the time

## Why

A third penalty notice to the same parent for the same child within three years is not permitted; the authority refuses
it, and the family has been threatened with what cannot come.

## Avoid

```yaml
tables:
  fines:
    source: fines
    each: parents
    when: penalty_threshold and liable
    hit: first
    gives: [outcome, pay]
    rows: |
      notices_counted || outcome  | pay
      0               || "first"  | 80
      -               || "again"  | penalty_full
```

## Prefer

```yaml
tables:
  fines:
    source: fines
    each: parents
    when: penalty_threshold and liable
    hit: first
    gives: [outcome, pay]
    rows: |
      notices_counted || outcome       | pay
      0               || "first"       | penalty_reduced
      1               || "second"      | penalty_full
      -               || "prosecution" | null
```

## Source

National framework for penalty notices; SI 2007/1867 as amended by SI 2024/210.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks, behind, does, is_about, reads
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.partial import Partial
from engine.lint.rows import hits, row_path
from engine.lint.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what happens where the most notices allowed have been issued."""
    for asked in checks(subject, "notices"):
        steps: dict[object, int] = {}
        for ask in asks(subject):
            figures = _figures(subject, asked, ask)
            if ask.kind == "table":
                yield from _rows(subject, asked, ask, figures)
                continue
            if not is_about(asked.check.about, *does(ask)):
                continue
            if figures and _could_act(subject, asked, ask, figures):
                message = f"`{ask.id}` also asks `{does(ask)[0]}` where {_most(asked)} notices were issued before"
                path = next((path for path in ask.conditions if path[-1] == "when"), ask.base)
                yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)
            elif ask.kind == "step":
                steps[ask.group] = steps.get(ask.group, 0) + 1
                if steps[ask.group] > _most(asked):
                    message = f"`{ask.id}` is notice number {steps[ask.group]} of its ladder"
                    path = (*ask.base, "id")
                    yield Finding(asked.told(message), path, asked.help(), also=asked.also, severity=asked.severity)


def _most(asked: Asked) -> int:
    assert asked.check.notices is not None
    return int(asked.check.notices.most.number)


def _figures(subject: Subject, asked: Asked, ask: Ask) -> list[str]:
    """Give the figures behind an ask that count notices of the kind."""
    assert subject.bound is not None and asked.check.notices is not None
    found = []
    for name in behind(subject, reads(subject, ask), rules=False):
        measure = subject.bound.model.measures.get(name)
        if measure is None or measure.count is None:
            continue
        fact = subject.bound.model.facts.get(measure.count)
        if measure.count == "notices" or (fact is not None and fact.part_of == "notices"):
            known = {"kind": asked.check.notices.kind}
            partial = Partial(subject.bound, subject.as_of, known)
            if partial.possible(("measures", name, "of")) and partial.possible(("facts", measure.count, "where")):
                found.append(name)
    return found


def _rows(subject: Subject, asked: Asked, ask: Ask, figures: list[str]) -> Iterator[Finding]:
    """Find the rows that give money where no further notice is possible."""
    assert subject.bound is not None
    table = subject.bound.tables.get(ask.id)
    if table is None or not figures:
        return
    seen: set[int] = set()
    for number in (_most(asked), _most(asked) + 1):
        partial = Partial(subject.bound, subject.as_of, dict.fromkeys(figures, number))
        for hit in hits(partial, table):
            paid = [
                at
                for at, value in enumerate(hit.outputs)
                if table.units[at] in (None, "pounds") and isinstance(value, int | Fraction) and not _is_truth(value)
            ]
            notice = [
                at
                for at, value in enumerate(hit.outputs)
                if isinstance(value, str) and is_about(asked.check.about, value) and not _refuses(value)
            ]
            if (paid or notice) and hit.number not in seen:
                seen.add(hit.number)
                path, start, end = row_path(subject, ask.id, hit.number)
                message = f"this row of `{ask.id}` gives a notice where {_most(asked)} were issued before"
                told, act = asked.told(message), asked.help()
                yield Finding(told, path, act, start, end, also=asked.also, severity=asked.severity)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _refuses(word: str) -> bool:
    return bool({"no", "none", "not", "never"} & set(word.lower().split("_")))


def _could_act(subject: Subject, asked: Asked, ask: Ask, figures: list[str]) -> bool:
    assert subject.bound is not None
    partial = Partial(subject.bound, subject.as_of, dict.fromkeys(figures, _most(asked)))
    *conditions, unless = ask.conditions
    return all(partial.possible(path) for path in conditions) and not partial.excluded(unless)
