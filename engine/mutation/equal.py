"""Whether a change of a policy is proved to change nothing: every rule and table is asked at and beside every limit."""

import re
from collections.abc import Mapping
from typing import Any

from engine.analysis.meaning import Acting, Deciding, Meaning
from engine.analysis.normal import all_of
from engine.bind.bound import Bound
from engine.expressions.typed import Step, Typed
from engine.expressions.types import BOOLEAN
from engine.mutation.affected import UNREAD, changed, items_of

_ASKED = frozenset({"for", "when", "unless", "is", "rows"})
"""The fields of items that conditions alone are made of: a change elsewhere is never proved to change nothing."""
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|([^\W\d]\w*)')


def proved_equal(one: Mapping[str, Any], first: Bound, other: Mapping[str, Any], second: Bound) -> bool:
    """Say whether two expanded policies are proved to act alike; False where that is not proved."""
    if not conditions_alone(one, first, other, second):
        return False
    meaning = Meaning(first)
    beside = Meaning(second, meaning.opener.subjects)
    acting = {each.id: each for each in meaning.acting()}
    for each in beside.acting():
        before = acting.get(each.id)
        if before is None or not _alike(meaning, before, each):
            return False
    tables = {each.name: each for each in meaning.tables()}
    for deciding in beside.tables():
        known = tables.get(deciding.name)
        if known is None or len(known.rows) != len(deciding.rows):
            return False
        pairs = [(known.asked, deciding.asked), *zip(known.rows, deciding.rows, strict=True)]
        if not all(a == b or meaning.questions.equal(a, b).proved for a, b in pairs):
            return False
        if not all(_gives_alike(meaning, beside, known, deciding, number) for number in range(len(known.rows))):
            return False
    return True


def conditions_alone(one: Mapping[str, Any], first: Bound, other: Mapping[str, Any], second: Bound) -> bool:
    """Say whether two expanded policies differ, and in nothing but the conditions of what acts and decides."""
    mine, theirs = items_of(one), items_of(other)
    names = changed(mine, theirs)
    if not names or any(name.startswith("*") for name in names):
        return False
    if not all(_in_conditions(mine.get(name), theirs.get(name)) or _is_value(name, one) for name in names):
        return False
    if any(_is_amount(name, first) or _is_amount(name, second) for name in names):
        return False
    # what a rule asks is compared whole, with all that its words stand for; what else asks the same is not
    reached = _reached(names, mine)
    return not any(_asked_elsewhere(name, item, reached) for name, item in mine.items())


def _alike(meaning: Meaning, one: Acting, other: Acting) -> bool:
    return one.acts == other.acts or meaning.questions.equal(one.acts, other.acts).proved


def _is_value(name: str, expanded: Mapping[str, Any]) -> bool:
    return name in (expanded.get("values") or {})


def _in_conditions(one: Any, other: Any) -> bool:
    """Whether two items differ in their conditions alone."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or set(one) != set(other):
        return False
    return all(one[key] == other[key] or key in _ASKED for key in one)


def _is_amount(name: str, bound: Bound) -> bool:
    """Whether a name is an expression that gives more than true or false: what it gives is shown as evidence."""
    checked = bound.expressions.get(("measures", name, "is"))
    return checked is not None and checked.type != BOOLEAN


def _reached(names: frozenset[str], items: Mapping[str, Any]) -> frozenset[str]:
    """Give some names, and those of figures that are expressions over them, or given by tables that ask about them."""
    # what rules do is compared itself: where it is the same, nothing that looks at it is otherwise
    found = {name for name in names if not _acts(items.get(name))}
    before = -1
    while len(found) > before:
        before = len(found)
        for name, item in items.items():
            if isinstance(item, Mapping) and ({"is", "gives"} & set(item)) and found & _words(item, asked=True):
                found |= {name, *item.get("gives", ())}
    return frozenset(found)


def _gives_alike(meaning: Meaning, beside: Meaning, one: Deciding, other: Deciding, number: int) -> bool:
    """Say whether a row of two tables gives the same wherever it is hit; only truths are looked into."""
    row = one.rows[number]
    for mine, theirs in zip(one.table.rules[number].outputs, other.table.rules[number].outputs, strict=True):
        if mine.tree == theirs.tree:
            continue
        if mine.tree is None or theirs.tree is None or not mine.type == theirs.type == BOOLEAN:
            return False
        first, second = meaning.opener.opened(mine.tree, one.scope), beside.opener.opened(theirs.tree, one.scope)
        pairs = ((first, second), (_not(first), _not(second)))
        if not all(meaning.questions.equal(all_of(row, a), all_of(row, b)).proved for a, b in pairs):
            return False
    return True


def _not(typed: Typed) -> Typed:
    return Step("not", (typed,), BOOLEAN, None, typed.nullable)


def _acts(item: Any) -> bool:
    return isinstance(item, Mapping) and ("then" in item or "steps" in item or "each" in item)


def _asked_elsewhere(name: str, item: Any, names: frozenset[str]) -> bool:
    """Whether an item names some of these elsewhere than in the conditions compared: in tasks, counts, flags."""
    # whose a register is is no rule's condition, though it is called `for` as well
    everything = name.startswith("*")
    said = _words(item, asked=False) | (_words(item, asked=True) if everything else frozenset())
    return not names.isdisjoint(said)


def _words(value: Any, *, asked: bool, key: str = "") -> frozenset[str]:
    """Give the words of an item's conditions, or those of everything else in it that a run reads."""
    if isinstance(value, Mapping):
        parts = (_words(inner, asked=asked, key=str(step)) for step, inner in value.items() if step not in UNREAD)
        return frozenset().union(*parts)
    if isinstance(value, list | tuple):
        return frozenset().union(*(_words(inner, asked=asked, key=key) for inner in value))
    if not isinstance(value, str) or (key in _ASKED) is not asked:
        return frozenset()
    return frozenset(word for word in _WORD.findall(value) if word)
