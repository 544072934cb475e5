"""a figure for the penalty threshold leaves out a code that counts toward it

## Why

The national threshold counts every unauthorised session in any mix. A family whose absence was never explained would
be treated otherwise than one whose absence was refused, and the authority will send the case back.

## Avoid

```yaml
measures:
  fine_sessions: {count: sessions, of: 'code in ("O", "G", "U")', over: last 10 school weeks}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: fine_sessions >= 10
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Prefer

```yaml
measures:
  fine_sessions: {count: sessions, of: penalty, over: last 10 school weeks}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: fine_sessions >= 10
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Source

National framework for penalty notices; Working together to improve school attendance. The codes are those to which the
code table in force gives the word of the check `penalty_codes`.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.asks import Ask, asks, behind, conditions, does, is_about, reads
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.limits import limits
from engine.lint.marks import Marks, asks_of_code, codes_in, marks_of
from engine.lint.subject import Subject
from engine.lint.windows import lengths

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what each rule about penalties counts, all its figures together."""
    marks = marks_of(subject)
    for asked in checks(subject, "codes_counted"):
        seen: set[str] = set()
        for ask in asks(subject):
            for finding, name in _incomplete(subject, marks, asked, ask):
                if name not in seen:
                    seen.add(name)
                    yield finding


def _incomplete(subject: Subject, marks: Marks, asked: Asked, ask: Ask) -> Iterator[tuple[Finding, str]]:
    assert subject.bound is not None and asked.check.codes_counted is not None
    word = asked.check.codes_counted.word
    counting = (marks_of(subject.law) if subject.law is not None else marks).with_word(word) & frozenset(marks.codes)
    held: dict[str, frozenset[str]] = {}
    for name in behind(subject, reads(subject, ask), rules=False):
        measure = subject.bound.model.measures.get(name)
        of = subject.bound.expressions.get(("measures", name, "of"))
        if measure is not None and measure.count in ("sessions", "school days") and asks_of_code(of, subject):
            codes = codes_in(subject, marks, of)
            if codes & counting and codes <= counting:
                held[name] = codes
    together = frozenset().union(*held.values())
    missing = counting - together
    if not held or not missing:
        return
    about = is_about(asked.check.about, ask.id, *does(ask))
    if not about and not (len(together) > 1 and _at_threshold(subject, asked, ask, held)):
        return
    widest = max(held, key=lambda name: (len(held[name]), name))
    counted = _listed(together, marks)
    message = f"`{widest}` counts {counted} toward a penalty notice, and not {_listed(missing, marks)}"
    path: Path = ("measures", widest, "of")
    if not subject.is_own(path):
        path = (*ask.base, "when")
    also = asked.also
    if subject.is_own(path) and path[0] == "measures":
        also = (("for this", subject.head(ask.base)), *asked.also)
    act = f"write `of: {asked.check.codes_counted.word}`"
    yield Finding(asked.told(message), path, asked.help(act), also=also, severity=asked.severity), widest


def _at_threshold(subject: Subject, asked: Asked, ask: Ask, held: dict[str, frozenset[str]]) -> bool:
    """Whether one of some figures is compared with the limit of the law, over the law's window."""
    wanted = asked.check.codes_counted
    assert wanted is not None and subject.bound is not None
    for _, checked in conditions(subject, ask):
        for limit in limits(subject, checked):
            windows = lengths(subject, subject.bound.model.measures[limit.name].over) if limit.name in held else ()
            if wanted.over in windows and limit.value == wanted.limit.number:
                return True
    return False


def _listed(codes: frozenset[str], marks: Marks) -> str:
    words = [f"`{code}`" for code in marks.codes if code in codes]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
