"""Whether a change of a policy is proved to change nothing: every rule and table is asked at and beside every limit."""

from collections.abc import Mapping
from typing import Any

from engine.analysis.meaning import Acting, Meaning
from engine.bind.bound import Bound
from engine.mutation.affected import changed, items_of

_ASKED = frozenset({"for", "when", "unless", "is", "rows"})
"""The fields of items that conditions alone are made of: a change elsewhere is never proved to change nothing."""


def proved_equal(one: Mapping[str, Any], first: Bound, other: Mapping[str, Any], second: Bound) -> bool:
    """Say whether two expanded policies are proved to act alike; False where that is not proved."""
    mine, theirs = items_of(one), items_of(other)
    names = changed(mine, theirs)
    if not names or any(name.startswith("*") for name in names):
        return False
    if not all(_in_conditions(mine.get(name), theirs.get(name)) or _is_value(name, one) for name in names):
        return False
    values = [name for name in names if _is_value(name, one)]
    if any(_in_amounts(name, one) for name in values):
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
    return True


def _alike(meaning: Meaning, one: Acting, other: Acting) -> bool:
    return one.acts == other.acts or meaning.questions.equal(one.acts, other.acts).proved


def _is_value(name: str, expanded: Mapping[str, Any]) -> bool:
    return name in (expanded.get("values") or {})


def _in_conditions(one: Any, other: Any) -> bool:
    """Whether two items differ in their conditions alone."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or set(one) != set(other):
        return False
    return all(one[key] == other[key] or key in _ASKED for key in one)


def _in_amounts(name: str, value: Any, key: str = "") -> bool:
    """Whether a value's name stands where an amount does: there a condition does not tell what it does."""
    if isinstance(value, Mapping):
        return any(_in_amounts(name, inner, str(step)) for step, inner in value.items())
    if isinstance(value, list | tuple):
        return any(_in_amounts(name, inner, key) for inner in value)
    return isinstance(value, str) and name in value.split() and key in {
        "over", "ends", "due", "after", "within", "lasts", "at_least", "act",
    }  # fmt: skip
