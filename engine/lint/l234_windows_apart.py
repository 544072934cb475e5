"""a figure looks at windows that have no day in common

## Why

Several windows under `over` mean what they have in common. This week and the previous one, or today and last term, have
no day in common: nothing is ever counted there, and a rule that asks for more than nothing never acts.

## Avoid

```yaml
measures:
  absent_2w: {title: absent this week and the one before, count: sessions, of: absent, over: [week, previous week]}
rules:
  - id: absence_note
    source: §1
    when: absent_2w >= 6
    then: [{do: note, to: office}]
```

```yaml
measures:
  absent_then: {title: absent today last term, count: sessions, of: absent, over: [previous term, last 1 school week]}
rules:
  - id: absence_note
    source: §1
    when: absent_then >= 6
    then: [{do: note, to: office}]
```

## Prefer

```yaml
measures:
  absent_2w: {title: absent this week and the one before, count: sessions, of: absent, over: last 2 school weeks}
  absent_now: {title: absent these weeks of the term, count: sessions, of: absent, over: [term, last 2 school weeks]}
rules:
  - id: absence_note
    source: §1
    when: absent_2w >= 6 or absent_now >= 6
    then: [{do: note, to: office}]
```

## Source

Good practice: nothing an author wrote is silently ignored.
"""

from collections.abc import Callable, Iterator
from itertools import permutations

from engine.analysis.answer import Over
from engine.analysis.spans import within
from engine.diagnostics import Severity
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of
from engine.lint.subject import Subject
from engine.lint.windows import said
from engine.model.amounts import Amount, Named
from engine.model.windows import Fixed, Last, Previous

SEVERITY = Severity.ERROR
NEEDS = "plan"
_PERIOD_OF_ONE = {
    "day": "day",
    "school day": "day",
    "school week": "week",
    "half term": "half_term",
    "term": "term",
}
"""The period of the calendar that the last one of a unit is."""


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the figures of which the file itself wrote several windows."""
    meaning = meaning_of(subject)
    for name, measure in meaning.bound.model.measures.items():
        path = ("measures", name, "over")
        if len(measure.over or ()) < 2 or not subject.is_own(path):
            continue
        for one, other in permutations(measure.over or (), 2):
            if not isinstance(one, Fixed | Last) or not isinstance(other, Previous):
                continue
            # a window that ends some days ago began before, but a period is the present one
            moved = measure.ends is not None and not (isinstance(one, Fixed) and one.period not in ("session", "day"))
            if not moved and _lies_in_present(one, other.period, meaning.opener.amounts):
                message = f"`{name}` never counts anything: `{said(one)}` and `{said(other)}` have no day in common"
                advice = "several windows mean what they have in common: take one out, or write the longer stretch"
                if isinstance(one, Fixed) and one.period == other.period == "week":
                    advice += ", as `last 2 school weeks`"
                yield Finding(message, path, advice)
                break


def _lies_in_present(
    window: Fixed | Last, period: str, amounts_of: Callable[[Amount | Named], tuple[Amount, ...]]
) -> bool:
    """Whether a window lies in the present period, so that it has no day of the one before."""
    if isinstance(window, Fixed):
        held = {window.period}
    else:
        lengths = amounts_of(window.amount)
        held = {_PERIOD_OF_ONE.get(str(each.unit), "") if each.number == 1 else "" for each in lengths}
    present = (Over(period, period=period),)
    return bool(held) and all(within((Over(one, period=one),), present, of_sessions=True) for one in held)
