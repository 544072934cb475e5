"""The amounts of money that a policy speaks of, each with the days in which it is to be paid."""

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from engine.document import Path
from engine.expressions.tables import split_rows
from engine.lint.asks import Ask
from engine.lint.partial import OPEN, Partial
from engine.lint.rows import hits, row_path
from engine.lint.subject import Subject
from engine.nouns import dataclass
from engine.once import regex

_TOKEN = regex(
    r"£\s?(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?:\.\d\d)?|(?P<count>\d+)[ -](?P<unit>day|week)s?\b|\bnot\b|\bunless\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Money:
    """One amount in pounds, the days in which it is to be paid (None: not said), and where that stands.

    `start` and `end` are characters of the text at `path`; `unpaid` says that the days are those after which it is due.
    """

    pounds: Fraction
    days: int | None
    path: Path
    start: int | None = None
    end: int | None = None
    unpaid: bool = False


def in_text(text: str, path: Path) -> Iterator[Money]:
    """Give the amounts of a sentence, each with the days that follow it, or that come before it if none follow.

    >>> [(float(each.pounds), each.days) for each in in_text("£80 within 21 days, £160 within 28 days", ())]
    [(80.0, 21), (160.0, 28)]
    """
    found = list(_TOKEN.finditer(text))
    amounts = [at for at, token in enumerate(found) if token["pounds"]]
    for place, at in enumerate(amounts):
        until = amounts[place + 1] if place + 1 < len(amounts) else len(found)
        after = [token for token in found[at + 1 : until] if token["count"]]
        before = [token for token in found[amounts[place - 1] + 1 if place else 0 : at] if token["count"]]
        days = (after or (before if place == 0 or not after else []))[:1]
        unpaid = any(not token["count"] for token in found[at + 1 : until]) and bool(after)
        length = int(days[0]["count"]) * _DAYS[days[0]["unit"].lower()] if days else None
        pounds = Fraction(found[at]["pounds"].replace(",", ""))
        yield Money(pounds, length, path, found[at].start(), found[at].end(), unpaid)


def in_ask(
    subject: Subject, ask: Ask, known: dict[str, object] | None = None, amounts: Collection[Fraction] = ()
) -> Iterator[Money]:
    """Give the amounts that an ask tells people of, or that the rows of a table give which `known` lets through.

    In a table that gives bare numbers, those are pounds that some check knows as an amount (`amounts`).
    """
    assert subject.bound is not None
    for number, task in enumerate(ask.tasks):
        whole = " ; ".join((task.with_ or {}).values())
        for key, text in (task.with_ or {}).items():
            path = (*ask.task_path(number), "with", key)
            for money in in_text(text, path):
                yield money if money.days is not None else _elsewhere(money, whole)
    table = subject.bound.tables.get(ask.id) if ask.kind == "table" else None
    if table is None:
        return
    partial = Partial(subject.bound, subject.as_of, known or {})
    for hit in hits(partial, table):
        path, _, _ = row_path(subject, ask.id, hit.number)
        written = path == ("tables", ask.id, "rows")
        for at, value in enumerate(hit.outputs):
            if isinstance(value, str):
                yield from in_text(value, path)
            if not isinstance(value, int | Fraction) or isinstance(value, bool):
                continue
            if table.units[at] != "pounds" and not (table.units[at] is None and value in amounts):
                continue
            ahead = [(n, hit.outputs[n]) for n in range(at + 1, len(hit.outputs)) if hit.outputs[n] is not OPEN]
            days = next((int(held) for n, held in ahead if _days(table.units[n], held, amounts)), None)
            yield Money(
                Fraction(value), days, path, *(_cell(subject, ask, hit.number, at) if written else (None, None))
            )


def _elsewhere(money: Money, whole: str) -> Money:
    """Give an amount with the days said in another text of the same task, where both are the only ones."""
    days = {each for each in _TOKEN.finditer(whole) if each["count"]}
    amounts = [each for each in _TOKEN.finditer(whole) if each["pounds"]]
    if len(days) != 1 or len(amounts) != 1:
        return money
    only = days.pop()
    length = int(only["count"]) * _DAYS[only["unit"].lower()]
    return Money(money.pounds, length, money.path, money.start, money.end)


def _cell(subject: Subject, ask: Ask, row: int, output: int) -> tuple[int, int]:
    """Give the characters of an output's cell in the block of a table."""
    assert subject.bound is not None
    cell = split_rows(subject.bound.model.tables[ask.id].rows).rules[row][1][output]
    return cell.start, cell.start + len(cell.text)


def _days(unit: str | None, held: object, amounts: Collection[Fraction]) -> bool:
    """Whether an output is a time in days: one with that unit, or a bare number that is no amount."""
    number = isinstance(held, int | Fraction) and not isinstance(held, bool)
    return number and (unit == "day" or (unit is None and held not in amounts))
