"""a step of a ladder can never be raised

## Why

A ladder raises its steps in order. A step that waits longer than the ladder lasts before it begins again, or that looks
for something its ladder's `for` or `unless` excludes, is never raised: the meeting after two letters never comes.

## Avoid

```yaml
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
ladders:
  punctuality:
    source: §1
    when: lates_2w >= 2
    reset: week
    steps:
      - {id: late_call, then: [{do: call, to: parents}]}
      - {id: late_letter, after: 2 weeks, then: [{do: letter, to: parents}]}
```

```yaml
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
ladders:
  punctuality:
    source: §1
    unless: lates_2w >= 6
    steps:
      - {id: late_call, when: lates_2w >= 2, then: [{do: call, to: parents}]}
      - {id: late_letter, when: lates_2w >= 8, then: [{do: letter, to: parents}]}
```

## Prefer

```yaml
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
ladders:
  punctuality:
    source: §1
    when: lates_2w >= 2
    reset: year
    steps:
      - {id: late_call, then: [{do: call, to: parents}]}
      - {id: late_letter, after: 2 weeks, then: [{do: letter, to: parents}]}
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Iterator
from dataclasses import replace

from engine.analysis.meaning import Acting, Meaning
from engine.analysis.questions import Questions
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, milder, surely
from engine.lint.subject import Subject
from engine.model.amounts import Amount
from engine.model.rules import Ladder, Step
from engine.words import number_in_words

SEVERITY = Severity.ERROR
NEEDS = "plan"

# The longest each lasts, in days of the calendar; a school day after a weekend or a holiday is later, never sooner.
_DAYS = {"school day": 1, "school week": 5, "week": 5, "day": 1}
_A_DAY = {"sessions": 2, "school days": 1, "spells": 1}
_LASTS = {"week": 7, "half_term": 63, "term": 126, "year": 366}
_SHORTEST = {
    "day": 1,
    "school day": 1,
    "week": 7,
    "school week": 7,
    "month": 28,
    "half term": 28,
    "term": 70,
    "year": 365,
}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every step of every ladder that the file itself wrote."""
    meaning = meaning_of(subject)
    steps = [each for each in meaning.acting() if each.ladder is not None]
    for one in steps:
        if subject.is_own(one.path) or subject.is_own(("ladders", str(one.ladder))):
            yield from _excluded(meaning, one)
            yield from _too_late(meaning, one)
            yield from _too_short(meaning, one)


def _excluded(meaning: Meaning, one: Acting) -> Iterator[Finding]:
    """A step whose own condition can be true, though never where its ladder looks."""
    own = [typed for name, _, typed in one.asks if name == "when"]
    if len(one.asks) < 2 or not own or meaning.questions.never(own[0]).holds is not False:
        return
    answer = meaning.questions.never(one.acts)
    if answer.holds:
        others = " and ".join(f"`{name}`" for name, _, _ in one.asks if name != "when")
        message = (
            f"the step `{one.id}` is never raised: its condition holds only where the ladder's {others} keeps it back"
        )
        if "`for`" in others and "`unless`" not in others:
            message = f"the step `{one.id}` is never raised: its condition never holds where the ladder's `for` does"
        shown = meaning.said(meaning.questions.never(own[0]).example)
        message += f" (example: {shown})" if shown else ""
        advice = f"change one of the two ({surely(answer)})"
        yield Finding(message, (*one.path, "id"), advice, severity=milder(answer))


def _too_late(meaning: Meaning, one: Acting) -> Iterator[Finding]:
    ladder = meaning.bound.model.ladders[str(one.ladder)]
    step = one.item
    assert isinstance(step, Step)
    if step.after is None or step.after_step is not None or ladder.reset not in _LASTS or one.path[-1] == 0:
        return
    amounts = meaning.opener.amounts(step.after)
    if not amounts or any(each.unit not in _SHORTEST for each in amounts):
        return
    waits = min(each.number * _SHORTEST[str(each.unit)] for each in amounts)
    if waits >= _LASTS[ladder.reset]:
        yield _waits(one, ladder, min(amounts, key=lambda each: each.number))


def _waits(one: Acting, ladder: Ladder, amount: Amount) -> Finding:
    said = number_in_words(int(amount.number), amount.unit)
    period = ladder.reset.replace("_", " ")
    message = (
        f"the step `{one.id}` is never raised: it waits {said} for the step before it, and the ladder begins again "
        f"each {period}"
    )
    return Finding(message, (*one.path, "after"), "shorten `after`, or let `reset` be longer (proved by counting)")


def _too_short(meaning: Meaning, one: Acting) -> Iterator[Finding]:
    """A step that counts anew after the step before it, and looks for fewer days than its count needs."""
    step = one.item
    assert isinstance(step, Step)
    if step.within is None or step.after_step is not None or one.path[-1] == 0:
        return
    days = [_DAYS[str(each.unit)] * each.number for each in meaning.opener.amounts(step.within) if each.unit in _DAYS]
    keys = {key for key, held in meaning.opener.subjects.items() if held.anew == one.ladder}
    if not days or not keys:
        return
    bounded = dict(meaning.opener.subjects)
    for key in keys & set(bounded):
        held = bounded[key]
        a_day = _A_DAY.get(held.measure.count or "") if held.measure is not None else None
        if a_day is not None:
            most = max(days) * a_day
            bounded[key] = replace(held, most=most if held.most is None else min(held.most, most), at_weekends=None)
    answer = Questions(bounded, meaning.opener.codes).never(one.acts)
    if answer.holds and meaning.questions.never(one.acts).holds is False:
        asked = meaning.said(meaning.questions.never(one.acts).example)
        said = " or ".join(number_in_words(int(each.number), each.unit) for each in meaning.opener.amounts(step.within))
        message = f"the step `{one.id}` is never raised: it asks for {asked} and looks for {said} only"
        yield Finding(message, (*one.path, "within"), "lengthen `within` or lower the limit (proved by counting)")
