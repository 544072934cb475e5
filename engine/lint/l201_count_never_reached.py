"""a condition asks for more than its window can hold

## Why

Two school weeks hold ten school days, and so twenty sessions: a rule that asks for thirty never acts.
The longest usual term and year are taken where a window has no fixed length, and the finding says so.

## Avoid

```yaml
measures:
  absent_2w: {count: sessions, of: absent, over: last 2 school weeks}
rules:
  - id: absence_letter
    source: §1
    when: absent_2w >= 30
    then: [{do: letter, to: parents}]
```

```yaml
measures:
  attendance_2w: {percent: attended, of: possible, over: last 2 school weeks, at_least: 30 sessions}
rules:
  - id: attendance_letter
    source: §1
    when: attendance_2w <= 90
    then: [{do: letter, to: parents}]
```

## Prefer

```yaml
measures:
  absent_2w: {count: sessions, of: absent, over: last 2 school weeks}
rules:
  - id: absence_letter
    source: §1
    when: absent_2w >= 15
    then: [{do: letter, to: parents}]
```

## Source

Arithmetic: a school day has two sessions, a week at most seven days. Where a limit is out of reach only because school
weeks usually have five school days, it is a warning that says so.
"""

from collections.abc import Iterator

from engine.analysis.capacity import SESSIONS_A_DAY, capacity
from engine.analysis.cuts import Cuts
from engine.analysis.meaning import Meaning
from engine.analysis.normal import COMPARISONS
from engine.analysis.questions import NO_WEEKENDS
from engine.diagnostics import Severity
from engine.expressions.typed import Step, Typed
from engine.expressions.typed_walk import parts, reads_with_types
from engine.lint.finding import Finding
from engine.lint.meanings import Condition, alternatives, conditions, meaning_of, named, together, unbounded
from engine.lint.subject import Subject
from engine.model.windows import Fixed
from engine.words import number_in_words

SEVERITY = Severity.ERROR
NEEDS = "plan"


def check(subject: Subject) -> Iterator[Finding]:
    """Find the comparisons that hold for no count that their window can come to."""
    meaning = meaning_of(subject)
    for condition in conditions(subject):
        found = [
            each
            for part in _comparisons(condition.tree)
            if (each := _too_many(subject, meaning, condition, part)) is not None
        ]
        yield from found or _beyond(subject, meaning, condition, condition.tree)
    yield from _too_few_to_be_known(subject, meaning)


def _too_few_to_be_known(subject: Subject, meaning: Meaning) -> Iterator[Finding]:
    """Find percentages that are known from more sessions on than their window can come to."""
    for name, measure in meaning.bound.model.measures.items():
        path = ("measures", name, "at_least")
        if measure.at_least is None or measure.percent is None or not subject.is_own(path):
            continue
        asked = [amount.number for amount in meaning.opener.amounts(measure.at_least)]
        held = capacity(measure.over or (Fixed("year"),), meaning.opener.amounts)
        most = None if held is None else held.days * (1 if held.session else SESSIONS_A_DAY)
        if held is None or most is None or not asked or min(asked) <= most:
            continue
        holds = "hold" if held.said[:1].isdigit() and not held.said.startswith("1 ") else "holds"
        message = (
            f"`{name}` is never known: it asks for at least {number_in_words(int(min(asked)), 'session')} where "
            f"{held.said} {holds} at most {number_in_words(int(most), 'session')}"
        )
        loose = capacity(measure.over or (Fixed("year"),), meaning.opener.amounts, weekends=True)
        rests = loose is not None and min(asked) <= loose.days * most / held.days
        proof, severity = _proof(held.assumed, NO_WEEKENDS if rests else "")
        yield Finding(message, path, f"lower it or widen the window ({proof})", severity=severity)


def _proof(of_usual_length: bool, rests: str) -> tuple[str, Severity | None]:
    """Say what a finding rests on, and its severity: what another calendar makes otherwise is no error."""
    if of_usual_length:
        return "as long as terms and years usually are", Severity.WARNING
    return (f"as long as {rests}", Severity.WARNING) if rests else ("proved by counting", None)


def _comparisons(typed: Typed) -> Iterator[Typed]:
    if isinstance(typed, Step) and (typed.operator in COMPARISONS or typed.operator.startswith("within")):
        yield typed
        return
    for part in parts(typed):
        yield from _comparisons(part)


def _beyond(subject: Subject, meaning: Meaning, condition: Condition, part: Typed) -> Iterator[Finding]:
    """Find what no count of these windows makes true, though no comparison in it asks for too much by itself."""
    opened = meaning.opener.of(condition.path).opened(part, condition.scope)
    subjects = meaning.opener.subjects
    bounded = [subjects[key] for key in reads_with_types(opened) if key in subjects and subjects[key].most is not None]
    if not bounded:
        return
    answer = meaning.questions.never(opened)
    if answer.holds and not answer.within and unbounded(meaning).never(opened).holds is False:
        what = named(subject, condition.path)
        if part is not condition.tree:
            what = f"a part of {what}"
        holds = ", and ".join(dict.fromkeys(each.because for each in bounded if each.because))
        proof, severity = _proof(any(each.assumed for each in bounded), answer.assumed)
        start, end = (part.start, part.end) if condition.text else (None, None)
        yield Finding(
            f"{what} is never true: {holds}",
            condition.path,
            f"change its limit, or take it out ({proof})",
            start,
            end,
            severity=severity,
        )
        return
    for each in alternatives(part) if len(alternatives(part)) > 1 else together(part):
        if each is not part:
            yield from _beyond(subject, meaning, condition, each)


def _too_many(subject: Subject, meaning: Meaning, condition: Condition, part: Typed) -> Finding | None:
    opened = meaning.opener.of(condition.path).opened(part, condition.scope)
    cuts = Cuts()
    cuts.take(opened)
    bounded = [
        key for key in cuts.reads if key in meaning.opener.subjects and meaning.opener.subjects[key].most is not None
    ]
    if len(bounded) != 1 or not cuts.sizes.get(bounded[0]):
        return None
    (key,) = bounded
    answer = meaning.questions.never(opened)
    if not answer.holds or answer.within:
        return None
    if unbounded(meaning).never(opened).holds is not False:
        return None
    from engine.analysis.words import value_in_words

    held = meaning.opener.subjects[key]
    limit = min(cuts.sizes[key])
    asked = "more than " * (limit == held.most) + value_in_words(int(limit), held)
    most = value_in_words(int(held.most or 0), held)
    message = (
        f"{named(subject, condition.path)} asks for {asked} where {held.because}: {held.title} {most} is not enough"
    )
    proof, severity = _proof(held.assumed, answer.assumed)
    start, end = (part.start, part.end) if condition.text else (None, None)
    advice = f"lower the limit or widen the window of `{held.name}` ({proof})"
    return Finding(message, condition.path, advice, start, end, severity=severity)
