"""a penalty could be asked for where nothing was missed that a penalty is for

## Why

Only absence without leave is an offence. A rule that asks for a penalty by a percentage, or by all sessions missed,
asks for one of the family of a child who was ill.

## Avoid

```yaml
measures:
  missed_10w: {count: sessions, of: absent, over: last 10 school weeks}
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: missed_10w >= 10
    then: [{do: consider_penalty_notice, by: headteacher}]
```

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: penalty_sessions >= 10 or attendance_percent <= 90
    then: [{do: consider_penalty_notice, by: headteacher}]
```

A rule that acts where its condition is not known asks for a penalty of whom nobody knows that it is for:

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: penalty_sessions >= 10
    if_unknown: act
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Prefer

```yaml
rules:
  - id: consider_fine
    source: national fine thresholds
    for: compulsory_school_age
    when: penalty_sessions >= 10 and attendance_percent <= 90
    then: [{do: consider_penalty_notice, by: headteacher}]
```

## Source

Education Act 1996 ss 444 and 444A. The codes are those to which the code table in force gives the word of the check
`penalty_ground`. What a person says in a flag, and what a row is about, is ground enough.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks, does, is_about
from engine.lint.finding import Finding
from engine.lint.law import checks
from engine.lint.marks import asks_of_code, codes_in, marks_of
from engine.lint.meanings import text_at
from engine.lint.partial import Partial
from engine.lint.rows import hits
from engine.lint.subject import Subject
from engine.model.measures import Measure

SEVERITY = Severity.ERROR
WHOLE = "item"
# what a notice, a request or a row of a table of one's own is about was looked at by a person
_ABOUT_NO_ROW = (None, "parents")


def check(subject: Subject) -> Iterator[Finding]:
    """Ask each rule about penalties whether it could act for a pupil who missed no session that a penalty is for."""
    for asked in checks(subject, "rests_on"):
        partial = _nothing(subject, str(asked.check.rests_on))
        for ask in asks(subject):
            told = does(ask) if ask.tasks else (ask.id,)
            if ask.each not in _ABOUT_NO_ROW or not is_about(asked.check.about, *told):
                continue
            if _acts_unknown(subject, ask):
                message = f"`{ask.id}` asks for a penalty also where its condition is not known"
                act = asked.help("take `if_unknown: act` out: the pupil is reported as not decided")
                yield Finding(message, (*ask.base, "if_unknown"), act, also=asked.also, severity=asked.severity)
            if partial is not None and _could_act(subject, ask, partial):
                task = next(each for each in told if is_about(asked.check.about, each))
                does_it = f"`{ask.id}` could ask `{task}`" if ask.tasks else f"the table `{ask.id}` could answer"
                message = f"{does_it} for a pupil who missed no session without leave"
                place = subject.place((*ask.base, "id")) if ask.kind != "table" else subject.head(ask.base)
                act = asked.help(f"let a figure `of: {asked.check.rests_on}` be part of its condition")
                yield Finding(asked.told(message), ask.base, act, place=place, also=asked.also, severity=asked.severity)


def _nothing(subject: Subject, word: str) -> Partial | None:
    """Say what is known of a pupil with no such session, of whom nobody has said anything; None without codes."""
    assert subject.bound is not None
    grounds = (marks_of(subject.law) if subject.law is not None else marks_of(subject)).with_word(word)
    if not grounds:
        return None
    measures, flags = subject.bound.model.measures, subject.bound.model.flags
    known: dict[str, object] = {name: False for name, flag in flags.items() if flag.set_by is not None}
    known |= {name: 0 for name, measure in measures.items() if _counts_them(subject, name, measure, grounds)}
    while True:
        partial = Partial(subject.bound, subject.as_of, known)
        more: dict[str, object] = {}
        for name, measure in measures.items():
            source = measure.value or measure.count or ""
            if measure.since is not None:
                more[name] = None
            elif source in known or (measure.count is not None and partial.named(measure.count) is False):
                more[name] = known.get(source, 0) if measure.value else 0
        for name, flag in flags.items():
            begun = subject.bound.flag_starts.get(name)
            path = ("flags", name, "starts")
            if begun == "table" or (begun == "rule" and partial.named(str(flag.starts)) is False):
                more[name] = False
            elif begun == "condition" and not partial.possible(path):
                more[name] = False
        if more.keys() <= known.keys():
            return partial
        known |= more


def _counts_them(subject: Subject, name: str, measure: Measure, grounds: frozenset[str]) -> bool:
    """Whether a figure is of sessions that a penalty is for and of no others, or of rows that a person wrote."""
    assert subject.bound is not None
    if measure.count in subject.bound.shapes:
        return True
    of = subject.bound.expressions.get(("measures", name, "percent" if measure.percent is not None else "of"))
    codes = codes_in(subject, marks_of(subject), of) if asks_of_code(of, subject) else frozenset()
    return bool(codes) and codes <= grounds


def _acts_unknown(subject: Subject, ask: Ask) -> bool:
    assert subject.bound is not None
    number = ask.base[1]
    if ask.kind != "rule" or not isinstance(number, int):
        return False
    held = [subject.bound.expressions.get(path) for path in ask.conditions[:-1]]
    unknown = any(checked is not None and checked.nullable for checked in held)
    return unknown and subject.bound.model.rules[number].if_unknown == "act"


def _could_act(subject: Subject, ask: Ask, partial: Partial) -> bool:
    assert subject.bound is not None
    for path in ask.conditions:
        checked = subject.bound.expressions.get(path)
        if (checked is None or checked.tree is None) and text_at(subject, path):
            return False  # what a condition that cannot be read excludes is not known
    *asked, unless = ask.conditions
    if not all(partial.possible(path) for path in asked) or partial.excluded(unless):
        return False
    table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
    if table is None:
        return True
    return any(value is not None for hit in hits(partial, table) for value in hit.outputs)
