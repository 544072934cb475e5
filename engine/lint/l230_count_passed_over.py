"""a rule asks for one count exactly, and counts pass over it

## Why

A day has two sessions, and a week has ten: a pupil with 9 sessions missed in the morning may have 11 in the evening. A
rule that asks for `= 10` never acts for that pupil.

## Avoid

```yaml
measures:
  missed_term: {count: sessions, of: absent, over: term}
rules:
  - id: meet_home
    source: §1
    when: missed_term = 10
    then: [{do: meeting, to: parents, by: headteacher}]
```

## Prefer

```yaml
measures:
  missed_term: {count: sessions, of: absent, over: term}
rules:
  - id: meet_home
    source: §1
    when: missed_term >= 10
    then: [{do: meeting, to: parents, by: headteacher}]
```

A rule acts when its condition starts to hold, and not again while it holds. What is counted anew at each look has no
number to pass over:

```yaml
measures:
  missed_today: {count: sessions, of: absent, over: day}
  lates_week: {count: sessions, of: late, over: week}
rules:
  - {id: half_day, source: §1, when: missed_today = 1, act: each check, then: [{do: note, to: office}]}
  - {id: one_late, source: §1, check: week, when: lates_week = 1, act: each check, then: [{do: remind, to: pupil}]}
  - {id: more_lates, source: §1, check: week, when: lates_week >= 2, act: each check, then: [{do: call, to: parents}]}
```

## Source

Good practice. Counts of sessions are looked at, in rules that do not look at each session; counts of days and absences,
in rules that look once a week or less often; and percentages.
"""

from collections.abc import Iterator

from engine.diagnostics import Severity
from engine.document import Path
from engine.lint.finding import Finding
from engine.lint.limits import Limit, limits
from engine.lint.subject import Subject
from engine.model.measures import Measure
from engine.model.windows import Fixed

SEVERITY = Severity.WARNING
# nothing and all, where a figure may stay
_ENDS = (0, 100)
_SELDOM = frozenset({"week", "month", "half_term", "term", "year"})
_BY_DAY = frozenset({"school days", "spells", "mornings", "afternoons"})


def check(subject: Subject) -> Iterator[Finding]:
    """Look at what rules and steps that the file itself wrote ask of single figures."""
    assert subject.bound is not None
    model = subject.bound.model
    asked: list[tuple[Path, str]] = [(("rules", at, "when"), str(rule.check)) for at, rule in enumerate(model.rules)]
    for name, ladder in model.ladders.items():
        whens = [
            ("ladders", name, "when"),
            *(("ladders", name, "steps", at, "when") for at in range(len(ladder.steps))),
        ]
        asked += [(path, str(ladder.check)) for path in whens]
    for path, check_ in asked:
        if not subject.is_own(path):
            continue
        found = list(limits(subject, subject.bound.expressions.get(path)))
        above = {limit.name for limit in found if limit.operator in (">", ">=")}
        for limit in found:
            measure = model.measures.get(limit.name)
            if limit.operator != "=" or limit.value in _ENDS or limit.name in above or measure is None:
                continue
            if _begins_anew(measure, check_) and (check_ not in _SELDOM or _more_is_asked_for(subject, asked, limit)):
                continue
            if why := _passed_over(measure, check_):
                message = f"`{limit.name}` is asked to be exactly {limit.value}, and may pass over it: {why}"
                yield Finding(message, path, _advice(measure, limit), limit.start, limit.end)


def _begins_anew(measure: Measure, check_: str) -> bool:
    """Whether a count is one of its own at each look: how much of a day, or of the week that ends."""
    windows = {each.period for each in measure.over or () if isinstance(each, Fixed)}
    return measure.count is not None and bool(
        windows & ({"session", "day", check_} if check_ != "session" else {"session"})
    )


def _more_is_asked_for(subject: Subject, asked: list[tuple[Path, str]], limit: Limit) -> bool:
    """Whether something else is asked of those who have more: then each number has a rule of its own."""
    assert subject.bound is not None
    others = (each for path, _ in asked for each in limits(subject, subject.bound.expressions.get(path)))
    return any(
        each.name == limit.name and each.value > limit.value and each.operator in ("=", ">", ">=") for each in others
    )


def _passed_over(measure: Measure, check_: str) -> str:
    """Say why a count may go past a number between two looks; empty where it cannot."""
    counted = measure.count or measure.in_a_row
    if measure.percent is not None:
        return "a percentage is seldom any one number exactly"
    if counted == "sessions" and check_ != "session":
        return "two sessions may be added between two looks" if check_ not in _SELDOM else f"a {check_} may add several"
    if counted in _BY_DAY and check_ in _SELDOM:
        return f"a {check_.replace('_', ' ')} may add several"
    return ""


def _advice(measure: Measure, limit: Limit) -> str:
    if measure.percent is not None:
        return f"write `<= {limit.value}`, or `>= {limit.value}`"
    return f"write `>= {limit.value}`: a rule acts when that begins, and not again while it holds"
