"""A policy with other values at some paths, or with some items of another policy, ready to run."""

from collections.abc import Sequence
from typing import Any

from engine.bind.bind import bind
from engine.compile.compile import compile_policy
from engine.diagnostics import Outcome
from engine.document import said
from engine.load import Loaded, expand
from engine.model.part import RefusedError
from engine.model.policy_file import PolicyFile
from engine.resolve.edited import Edit, edited
from engine.simulate.units import SAYS_NOTHING, SECTIONS, Node, items_of

RULES = "rules"


def with_edits(base: Loaded, edits: Sequence[Edit]) -> Outcome[Loaded]:
    """Load a policy with other values at some paths; the policy itself where they are the present ones.

    Yields: what putting the values in place and loading may find.
    """
    changed = edited(base.policy, edits)
    if changed.value is None or changed.failed:
        return Outcome(None, changed.diagnostics)
    return Outcome(base) if changed.value is base.policy else expand(changed.value)


def mixed_items(base: Loaded, other: Loaded) -> list[Node]:
    """Give what two expanded policies say differently: items by section and name, other sections whole."""
    items = (dict(items_of(base.expanded)), dict(items_of(other.expanded)))
    whole = [key for key in (*base.expanded, *other.expanded) if key not in (*SECTIONS, RULES, *SAYS_NOTHING)]
    found = [(key, "") for key in dict.fromkeys(whole) if base.expanded.get(key) != other.expanded.get(key)]
    return found + [node for node in dict.fromkeys([*items[0], *items[1]]) if items[0].get(node) != items[1].get(node)]


def named_item(node: Node) -> str:
    """Name an item as people write its path."""
    return said(node) if node[1] else node[0]


def mixture(base: Loaded, other: Loaded, items: frozenset[Node]) -> Outcome[Loaded]:
    """Load a policy with some items as another policy has them; no value where the two do not go together.

    Yields: what binding may find.
    """
    expanded: dict[str, Any] = dict(base.expanded)
    for section, name in sorted(items):
        theirs = other.expanded.get(section)
        if not name:
            expanded[section] = theirs
        elif section == RULES:
            expanded[RULES] = _with_rule(expanded.get(RULES) or [], theirs or [], name)
        else:
            held = dict(expanded.get(section) or {})
            held.pop(name, None) if name not in (theirs or {}) else held.update({name: (theirs or {})[name]})
            expanded[section] = held
    try:
        model = PolicyFile.model_validate({key: value for key, value in expanded.items() if value is not None})
    except RefusedError:
        return Outcome(None)
    bound = bind(model, base.place)
    if bound.value is None or bound.failed:
        return Outcome(None, bound.diagnostics)
    plan = compile_policy(bound.value, base.policy.version)
    return Outcome(Loaded(base.policy, expanded, bound.value, plan, base.place, base.written))


def _with_rule(mine: Sequence[Any], theirs: Sequence[Any], name: str) -> list[Any]:
    """Give rules with one of them as the other policy has it, in its own place; taken out where that has none."""
    rule = next((each for each in theirs if each["id"] == name), None)
    if rule is None:
        return [each for each in mine if each["id"] != name]
    if any(each["id"] == name for each in mine):
        return [rule if each["id"] == name else each for each in mine]
    return [*mine, rule]
