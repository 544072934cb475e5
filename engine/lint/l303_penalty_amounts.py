"""a penalty notice is given an amount, or a time to pay it in, that the law does not

## Why

Parents act on what a letter says: one that gives 28 days for the reduced amount makes them pay twice as much.

## Avoid

```yaml
rules:
  - id: fine
    source: fines
    for: compulsory_school_age
    when: penalty_threshold
    then: [{do: request_penalty_notice, to: local_authority, with: {pay: '£80 within 28 days, then £160'}}]
```

```yaml
rules:
  - id: fine
    source: fines
    for: compulsory_school_age
    when: penalty_threshold
    then: [{do: request_penalty_notice, to: local_authority, with: {pay: £60}}]
```

## Prefer

```yaml
rules:
  - id: fine
    source: fines
    for: compulsory_school_age
    when: penalty_threshold
    then: [{do: request_penalty_notice, to: local_authority, with: {pay: '£80 within 21 days, £160 within 28 days'}}]
```

## Source

SI 2007/1867 as amended by SI 2024/210. The amounts are those of the checks with `pays`.
"""

from collections.abc import Iterator
from fractions import Fraction

from engine.diagnostics import Severity
from engine.lint.asks import Ask, asks, behind, does, is_about, kinds, reads
from engine.lint.finding import Finding
from engine.lint.law import Asked, checks
from engine.lint.money import Money, in_ask
from engine.lint.phrases import find
from engine.lint.subject import Subject
from engine.model.amounts import Amount

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the amounts of every ask about such notices with the law's."""
    amounts = {pay.amount.number for asked in checks(subject, "pays") for pay in asked.check.pays}
    for asked in checks(subject, "pays"):
        yield from _values(subject, asked)
        for ask in asks(subject):
            whole = _concerns(subject, asked, ask)
            if whole or any(task.with_ for task in ask.tasks):
                seen: set[tuple[object, ...]] = set()
                for money in in_ask(subject, ask, amounts=amounts):
                    if not _speaks(subject, asked, ask, money, whole=whole):
                        continue
                    key = (money.path, money.start)
                    wrong = _wrong(asked, money)
                    if wrong and key not in seen:
                        seen.add(key)
                        severity = Severity.WARNING if money.unpaid else asked.severity
                        told, act = asked.told(wrong), asked.help()
                        yield Finding(told, money.path, act, money.start, money.end, also=asked.also, severity=severity)
                yield from _again(subject, asked, ask, amounts) if whole else ()


def _speaks(subject: Subject, asked: Asked, ask: Ask, money: Money, *, whole: bool) -> bool:
    """Whether an amount is one of such notices: its sentence says so, or says nothing and the ask is about them."""
    about = asked.check.about
    text = ask.tasks[int(money.path[-3])].with_ or {} if "with" in money.path else {}
    sentence = text.get(str(money.path[-1]), "")
    if about is None or not sentence:
        return whole
    if any(find(_spaced(word), sentence) for word in about.but_not):
        return False
    return whole or any(find(_spaced(word), sentence) for word in about.words)


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _concerns(subject: Subject, asked: Asked, ask: Ask) -> bool:
    """Whether an ask is about such notices: by its words, or as a table that counts notices and gives money."""
    assert subject.bound is not None
    concerned = kinds(subject, ask)
    if concerned:
        return any(is_about(asked.check.about, kind) for kind in concerned)
    if is_about(asked.check.about, ask.id, *does(ask)):
        return True
    about = asked.check.about
    if ask.kind != "table" or (about is not None and not about.but_not):
        return False
    table = subject.bound.tables.get(ask.id)
    if table is None:
        return False
    counts = [subject.bound.model.measures.get(name) for name in behind(subject, reads(subject, ask), rules=False)]
    return any(measure is not None and measure.count == "notices" for measure in counts)


def _wrong(asked: Asked, money: Money) -> str:
    """Say what is wrong with an amount; empty where nothing is."""
    pays = [pay for pay in asked.check.pays if pay.amount.number == money.pounds]
    if not pays:
        known = " or ".join(_pounds(pay.amount.number) for pay in asked.check.pays)
        return f"`{_pounds(money.pounds)}` is no amount of such a notice, which is {known}"
    if money.days is not None and all(pay.within.number != money.days for pay in pays):
        right = " or ".join(f"{pay.within.number} days" for pay in pays)
        said = f"`{_pounds(money.pounds)}` after `{money.days} days`" if money.unpaid else ""
        said = said or f"`{_pounds(money.pounds)}` within `{money.days} days`"
        return f"{said} is not what the law says, which is {_pounds(money.pounds)} within {right}"
    return ""


def _values(subject: Subject, asked: Asked) -> Iterator[Finding]:
    """Find values that say by their names what such a notice costs, and within which days."""
    assert subject.bound is not None
    held = {
        name: entries[-1].value
        for name, entries in subject.bound.model.values.items()
        if subject.is_own(("values", name)) and is_about(asked.check.about, name)
    }
    for name, value in held.items():
        if not isinstance(value, Amount) or value.unit != "pounds":
            continue
        days = [
            int(length.number)
            for other, length in held.items()
            if other.startswith(f"{name}_") and isinstance(length, Amount) and length.unit == "day"
        ]
        path = ("values", name)
        wrong = _wrong(asked, Money(value.number, days[0] if days else None, path))
        if wrong:
            told, act = asked.told(wrong), asked.help()
            yield Finding(told, path, act, also=asked.also, severity=asked.severity)


def _again(subject: Subject, asked: Asked, ask: Ask, amounts: set[Fraction]) -> Iterator[Finding]:
    """Find rows that offer a second notice what only the first does."""
    assert subject.bound is not None
    first = {pay.amount.number for pay in asked.check.pays if pay.only_first}
    figures = [
        name
        for name in behind(subject, reads(subject, ask), rules=False)
        if (measure := subject.bound.model.measures.get(name)) is not None and measure.count == "notices"
    ]
    if ask.kind != "table" or not figures or not first:
        return
    for money in in_ask(subject, ask, dict.fromkeys(figures, 1), amounts):
        if money.pounds in first:
            message = f"a second notice is offered `{_pounds(money.pounds)}`, which only the first is"
            told, act = asked.told(message), asked.help()
            yield Finding(told, money.path, act, money.start, money.end, also=asked.also, severity=asked.severity)


def _pounds(amount: Fraction) -> str:
    return f"£{amount}"
