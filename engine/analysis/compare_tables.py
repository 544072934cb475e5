"""Decision tables, side by side: which inputs are decided otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from engine.analysis.compare_acting import differing_days
from engine.analysis.differences import Difference, Instance, Same
from engine.analysis.meaning import Deciding
from engine.analysis.normal import bare, is_not_true
from engine.analysis.pair import Pair
from engine.analysis.tables import clashes
from engine.analysis.telling import value_text
from engine.expressions.tables import FIRST
from engine.expressions.typed import Constant, Step, Typed
from engine.expressions.types import BOOLEAN

_MOST_SHOWN = 12


def compare_tables(pair: Pair) -> Iterator[Difference | Same]:
    """Give the differences of the tables of two policies."""
    first, second = ({each.name: each for each in side.tables()} for side in pair.sides)
    for name in sorted(first.keys() | second.keys()):
        if name not in second or name not in first:
            side = 0 if name in first else 1
            origin = pair.origin(side, ("tables", name), name)
            says = (f"only {'AB'[side]} has this table",)
            yield Difference("table", name, "removed" if side == 0 else "added", says, (), (origin,))
            continue
        yield from _both(pair, first[name], second[name])


def _both(pair: Pair, a: Deciding, b: Deciding) -> Iterator[Difference | Same]:
    says = []
    for field in ("hit", "each", "check", "gives"):
        one, other = (getattr(each.item, field) for each in (a, b))
        if one != other:
            says.append(f"`{field}` is {_said(one)} in A and {_said(other)} in B")
    says += differing_days(a.item, b.item)
    origins = pair.origins("tables", a.name)
    if a.item.each != b.item.each or a.item.gives != b.item.gives:
        yield Difference("table", a.name, "changed", tuple(says), (), origins)
        return
    instances: list[Instance] = []
    unproved, within = False, ""
    for one, other, texts in (
        (a.asked, b.asked, ("decides", "does not decide")),
        (b.asked, a.asked, ("does not decide", "decides")),
    ):
        answer = pair.questions.covered(one, other)
        unproved |= answer.holds is None
        within = within or answer.within
        if answer.example is not None:
            instances.append(Instance(pair.in_words(answer.example), *texts))
    for instance, holds, inside in _rows(pair, a, b):
        unproved |= holds is None
        within = within or inside
        if instance is not None:
            instances.append(instance)
    if instances or says:
        more = len(instances) - _MOST_SHOWN
        says += [f"{more} more of its rows differ"] if more > 0 else []
        yield Difference("table", a.name, "changed", tuple(says), tuple(instances[:_MOST_SHOWN]), origins)
    elif unproved:
        yield Difference("table", a.name, "not proved", ("there are too many cases to look at them all",), (), origins)
    else:
        yield Same("table", a.name, bool(origins), within)


def _said(value: object) -> str:
    if value is None:
        return "not given"
    return f"`{', '.join(str(each) for each in value) if isinstance(value, tuple) else value}`"


Clashes: TypeAlias = Mapping[int, Sequence[int]]
"""The rows with which a row cannot stand: where both match, the table decides nothing."""


def _clashes(pair: Pair, deciding: Deciding, side: int) -> Clashes:
    found: dict[int, list[int]] = {}
    for flaw in clashes(pair.sides[side], deciding):
        for one, other in (flaw.rows, flaw.rows[::-1]):
            found.setdefault(one, []).append(other)
    return found


def _counts(deciding: Deciding, number: int | None, clashing: Clashes) -> tuple[Typed, ...]:
    """Give the conditions under which one row decides; of None: under which no row does."""
    rows = deciding.rows
    if number is None:
        return tuple(
            Step("or", (is_not_true(row), *(rows[other] for other in clashing[at])), BOOLEAN)
            if at in clashing
            else is_not_true(row)
            for at, row in enumerate(rows)
        )
    if deciding.table.hit == FIRST:
        return (rows[number], *(is_not_true(each) for each in rows[:number]))
    return (rows[number], *(is_not_true(rows[other]) for other in clashing.get(number, ())))


def _rows(pair: Pair, a: Deciding, b: Deciding) -> Iterator[tuple[Instance | None, bool | None, str]]:
    if a.rows == b.rows and _all_given(pair, a, 0) == _all_given(pair, b, 1) and a.table.hit == b.table.hit:
        return
    clashing = [_clashes(pair, each, side) for side, each in enumerate((a, b))]
    told: set[tuple[str, str, str]] = set()
    numbers: tuple[list[int | None], list[int | None]] = ([*range(len(a.rows)), None], [*range(len(b.rows)), None])
    for one in numbers[0]:
        for other in numbers[1]:
            unlike = _unlike(pair, a, one, b, other)
            if unlike is None:
                continue
            answer = pair.questions.together(
                a.asked, *_counts(a, one, clashing[0]), *_counts(b, other, clashing[1]), *unlike
            )
            if answer.example is None:
                yield None, answer.holds, answer.within
                continue
            made = Instance(pair.in_words(answer.example), _gives(a, one), _gives(b, other))
            key = (made.case, made.a, made.b)
            if key not in told:
                told.add(key)
                yield made, False, ""


def _given(pair: Pair, deciding: Deciding, number: int | None, side: int) -> tuple[Typed, ...]:
    if number is None:
        return ()
    opener = pair.sides[side].opener
    outputs = deciding.table.rules[number].outputs
    return tuple(
        bare(opener.normal(opener.open(each.tree, deciding.scope))) for each in outputs if each.tree is not None
    )


def _all_given(pair: Pair, deciding: Deciding, side: int) -> list[tuple[Typed, ...]]:
    return [_given(pair, deciding, number, side) for number in range(len(deciding.rows))]


def _unlike(pair: Pair, a: Deciding, one: int | None, b: Deciding, other: int | None) -> tuple[Typed, ...] | None:
    """Give the conditions under which two rows give something else; None where they never do."""
    if one is None and other is None:
        return None
    if one is None or other is None:
        return ()
    first, second = _given(pair, a, one, 0), _given(pair, b, other, 1)
    open_ends = [(x, y) for x, y in zip(first, second, strict=True) if x != y]
    if not open_ends:
        return None
    if any(isinstance(x, Constant) and isinstance(y, Constant) for x, y in open_ends):
        return ()
    tests = tuple(Step("!=", (x, y), BOOLEAN) for x, y in open_ends)
    return tests if len(tests) == 1 else (Step("or", tests, BOOLEAN),)


def _gives(deciding: Deciding, number: int | None) -> str:
    if number is None:
        return "decides nothing"
    parts = []
    for name, output in zip(deciding.table.outputs, deciding.table.rules[number].outputs, strict=True):
        tree = output.tree
        if isinstance(tree, Constant):
            if tree.value is not None:
                parts.append(f"{name} {value_text(tree.value)}")
        elif output.reads:
            parts.append(f"{name} {' '.join(output.reads)}")
    return f"gives {', '.join(parts)}" if parts else "gives nothing"
