"""thresholds stand out of order

## Why

Limits that go 95%, 90%, 93% are most often a slip of the pen; a second step that asks for less than the first comes as
soon as the first has; and a dated value that steps back in time hides the one that was meant.

## Avoid

```yaml
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  thresholds:
    letter_1: {below: 95%, to: parents}
    letter_2: {below: 90%, to: parents}
    letter_3: {below: 93%, to: parents}
```

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
ladders:
  punctuality:
    source: §1
    steps:
      - {id: late_call, when: lates_term >= 6, then: [{do: call, to: parents}]}
      - {id: late_letter, when: lates_term >= 3, then: [{do: letter, to: parents}]}
```

```yaml
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  thresholds:
    letter_95: {below: 90%, to: parents}
```

```yaml
measures:
  lates_term: {count: sessions, of: late, over: term}
ladders:
  punctuality:
    source: §1
    when: lates_term >= 3
    restart: [lates_term]
    steps:
      - {id: stage_2, then: [{do: letter, to: parents}]}
      - {id: stage_1, then: [{do: call, to: parents}]}
```

## Prefer

```yaml
letters:
  figure: attendance_percent
  check: half_term
  source: §1
  thresholds:
    letter_95: {below: 95%, to: parents}
    letter_90: {below: 90%, to: parents}
```

## Source

Good practice. The order in which letters are written changes nothing in what is sent.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from engine.analysis.meaning import Acting, Meaning
from engine.diagnostics import Severity
from engine.expressions.printing import number_text
from engine.lint.finding import Finding
from engine.lint.meanings import meaning_of, surely
from engine.lint.subject import Subject
from engine.model.amounts import Amount, amount_or_name
from engine.source import Place
from engine.words import number_in_words

SEVERITY = Severity.WARNING
NEEDS = "plan"
_Limit: TypeAlias = tuple[str, str, Amount]
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "one": 1, "two": 2, "three": 3, "four": 4}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at letters, ladders and dated values that the file itself wrote."""
    meaning = meaning_of(subject)
    yield from _letters(subject, meaning)
    yield from _ladders(subject, meaning)
    yield from _dated(subject, meaning)


def _letters(subject: Subject, meaning: Meaning) -> Iterator[Finding]:
    assert subject.policy is not None
    letters = subject.policy.model.letters
    if letters is None:
        return
    document = subject.policy.document["letters"]
    thresholds = document.get("thresholds", {}) if isinstance(document, dict) else {}
    found: list[_Limit] = []
    for name, said in thresholds.items() if isinstance(thresholds, dict) else ():
        for side in ("below", "at_or_below", "at_least"):
            if isinstance(said, dict) and side in said:
                amounts = meaning.opener.amounts(amount_or_name(said[side]))
                if len(amounts) == 1:
                    found.append((name, side, amounts[0]))
    named = list(_otherwise_named(subject, found))
    yield from named
    if named or any(amount.number < 1 for *_, amount in found):
        return  # what is out of order is a limit that is wrong in itself
    if (turned := _against_their_ordinals(found)) is not None:
        one, other = turned
        message = (
            f"`{other[0]}` goes out {other[1].replace('_', ' ')} {_said(other[2])}, before `{one[0]}`, "
            f"which goes out {one[1].replace('_', ' ')} {_said(one[2])}"
        )
        place = subject.policy.place(("letters", "thresholds", other[0], other[1]))
        yield Finding(message, None, "exchange the limits, or the names", place=place)
        return
    # a file's own letters stand after those above it whatever their limits: each layer has an order of its own
    began = [subject.policy.origin(("letters", "thresholds", name)).began for name, *_ in found]
    for layer in dict.fromkeys(began):
        mine = [each for each, at in zip(found, began, strict=True) if at == layer]
        pairs = [(one, other) for one, other in pairwise(mine) if one[2].number != other[2].number]
        falls = [one[2].number > other[2].number for one, other in pairs]
        turn = next((at for at, fall in enumerate(falls) if fall != falls[0]), None)
        if turn is not None:
            one, other = pairs[turn]
            message = (
                f"the letters go from {_said(one[2])} to {_said(other[2])}, against the order of those before: "
                f"`{other[0]}` stands after `{one[0]}`"
            )
            place = subject.policy.place(("letters", "thresholds", other[0], other[1]))
            yield Finding(message, None, "put them in order, or correct the limit", place=place)


def _against_their_ordinals(found: list[_Limit]) -> tuple[_Limit, _Limit] | None:
    """Give two letters, the first before the second by their names, of which the second goes out first."""
    numbered = []
    for each in found:
        words = [word for word in each[0].split("_") if word in _ORDINALS or (len(word) == 1 and word.isdigit())]
        if len(words) == 1 and each[1] != "at_least":
            numbered.append((_ORDINALS.get(words[0]) or int(words[0]), each))
    ordered = [each for _, each in sorted(numbered, key=lambda one: one[0])]
    if len({number for number, _ in numbered}) != len(numbered):
        return None  # two of one number are told apart by something else
    return next(((one, other) for one, other in pairwise(ordered) if other[2].number > one[2].number), None)


def _otherwise_named(subject: Subject, found: list[_Limit]) -> Iterator[Finding]:
    """Find letters whose name says another percentage than their limit."""
    assert subject.policy is not None
    exchanged: set[str] = set()
    for name, side, amount in found:
        if name in exchanged:
            continue
        told = re.fullmatch(r"\D*(\d+)\D*", name)
        others = [each for each in found if each[0] != name and told and each[2].number == int(told[1])]
        began = subject.policy.origin(("letters", "thresholds", name)).began
        if began != len(subject.policy.layers) - 1:
            continue  # a layer above gave the name, and this one only moves the limit
        if amount.unit == "percent" and told and len(told[1]) > 1 and Fraction(told[1]) != amount.number:
            what = f", which is the limit of `{others[0][0]}`" if others else ""
            message = f"`{name}` goes out {side.replace('_', ' ')} {_said(amount)}, and not {told[1]}%{what}"
            place = subject.policy.place(("letters", "thresholds", name, side))
            advice = "correct the limit or the name"
            also: tuple[tuple[str, Place], ...] = ()
            if others and re.fullmatch(rf"\D*{amount.number}\D*", others[0][0]):
                exchanged.add(others[0][0])
                advice = "exchange the two limits, or the two names"
                also = (("the other", subject.policy.place(("letters", "thresholds", *others[0][:2]))),)
            yield Finding(message, None, advice, place=place, also=also)


def _said(amount: Amount) -> str:
    return number_in_words(number_text(amount.number), amount.unit)


def _ladders(subject: Subject, meaning: Meaning) -> Iterator[Finding]:
    by_ladder: dict[str, list[Acting]] = {}
    for each in meaning.acting():
        if each.ladder is not None:
            by_ladder.setdefault(each.ladder, []).append(each)
    for name, steps in by_ladder.items():
        if subject.is_own(("ladders", name)):
            yield from _numbered(subject, steps)
        if not subject.is_own(("ladders", name)) or meaning.bound.model.ladders[name].restart:
            continue
        for one, other in pairwise(steps):
            own = [next((typed for field, _, typed in each.asks if field == "when"), None) for each in (one, other)]
            if own[0] is None or own[1] is None or own[0] == own[1]:
                continue
            covered = meaning.questions.covered(own[0], own[1])
            if not covered.holds or meaning.questions.covered(own[1], own[0]).holds is not False:
                continue
            shown = meaning.said(meaning.questions.covered(own[1], own[0]).example)
            message = (
                f"the step `{other.id}` asks for less than `{one.id}` before it: {shown} is enough for the later step "
                f"and not for the earlier"
            )
            yield Finding(message, (*other.path, "when"), f"put the steps in order ({surely(covered)})")


def _numbered(subject: Subject, steps: list[Acting]) -> Iterator[Finding]:
    """Find a step whose name has a smaller number than that of the step before it."""
    for one, other in pairwise(steps):
        first, second = (re.fullmatch(r"(.*\D)(\d{1,2})", each.id) for each in (one, other))
        if first and second and first[1] == second[1] and int(first[2]) > int(second[2]):
            also = ((f"`{one.id}`", subject.place((*one.path, "id"))),)
            message = f"the step `{other.id}` comes after `{one.id}`"
            yield Finding(message, (*other.path, "id"), "put the steps in order, or exchange their names", also=also)
            return


def _dated(subject: Subject, meaning: Meaning) -> Iterator[Finding]:
    for name, entries in meaning.bound.model.values.items():
        for number, (one, other) in enumerate(pairwise(entries)):
            if one.from_ is not None and (other.from_ is None or other.from_ < one.from_):
                path = ("values", name, number + 1)
                if subject.is_own(path):
                    since = "without a day" if other.from_ is None else f"of {other.from_}"
                    message = f"the entry of `{name}` {since} stands after the one of {one.from_}"
                    yield Finding(message, path, "put the entries in the order of their days")
