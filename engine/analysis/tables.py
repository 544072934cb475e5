"""Decision tables -> inputs for which no row counts, two rows count, or a row never does."""

from collections.abc import Iterator

from engine.analysis.answer import Answer
from engine.analysis.meaning import Deciding, Meaning
from engine.analysis.normal import bare, is_not_true, is_true
from engine.expressions.tables import ANY, COLLECT, FIRST, UNIQUE
from engine.expressions.typed import Constant, Read, Step, Typed
from engine.expressions.typed_walk import parts
from engine.expressions.types import BOOLEAN, NULL
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a table: `kind` is gap, unknown (a gap only where something is not known), clash or unused.

    `rows` are the rows concerned, from 0; `answer` holds the example, or for a row that never counts the proof.
    """

    kind: str
    rows: tuple[int, ...]
    answer: Answer


def flaws_of(meaning: Meaning, deciding: Deciding) -> Iterator[Flaw]:
    """Give what is wrong with a table under its hit policy."""
    hit = deciding.table.hit
    if hit != COLLECT:
        yield from _gaps(meaning, deciding)
    yield from clashes(meaning, deciding)
    yield from _unused(meaning, deciding)


def _gaps(meaning: Meaning, deciding: Deciding) -> Iterator[Flaw]:
    misses = [is_not_true(row) for row in deciding.rows]
    known = _all_known(deciding)
    answer = meaning.questions.together(deciding.asked, *misses, *known)
    if answer.holds is False:
        yield Flaw("gap", (), answer)
        return
    answer = meaning.questions.together(deciding.asked, *misses)
    if answer.holds is False:
        yield Flaw("unknown", (), answer)


def _all_known(deciding: Deciding) -> list[Typed]:
    """Give the conditions that everything which the rows read is known."""
    found: list[Typed] = []
    seen: set[str] = set()
    for row in deciding.rows:
        for read in _reads(row):
            if read.name not in seen and read.nullable:
                seen.add(read.name)
                found.append(Step("!=", (read, Constant(None, NULL)), BOOLEAN))
    return found


def _reads(typed: Typed) -> Iterator[Read]:
    if isinstance(typed, Read):
        yield typed
    for part in parts(typed):
        yield from _reads(part)


def clashes(meaning: Meaning, deciding: Deciding) -> Iterator[Flaw]:
    """Give the pairs of rows that may both match where only one may; the table then decides nothing."""
    if deciding.table.hit not in (UNIQUE, ANY):
        return
    rows = deciding.rows
    for one in range(len(rows)):
        for other in range(one + 1, len(rows)):
            answer = meaning.questions.together(deciding.asked, rows[one], rows[other])
            if answer.holds is False and (deciding.table.hit == UNIQUE or _give_others(deciding, one, other)):
                yield Flaw("clash", (one, other), answer)


def _give_others(deciding: Deciding, one: int, other: int) -> bool:
    def given(number: int) -> list[Typed]:
        return [bare(each.tree) for each in deciding.table.rules[number].outputs if each.tree is not None]

    return given(one) != given(other)


def _unused(meaning: Meaning, deciding: Deciding) -> Iterator[Flaw]:
    for number, row in enumerate(deciding.rows):
        before = deciding.rows[:number] if deciding.table.hit == FIRST else ()
        answer = meaning.questions.together(is_true(row), *(is_not_true(each) for each in before))
        if answer.holds:
            yield Flaw("unused", (number,), answer)
