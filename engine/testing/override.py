"""A policy with other values at some paths, for one test."""

import copy
from collections.abc import Mapping
from difflib import get_close_matches

from engine.diagnostics import Diagnostic, Outcome
from engine.document import Path, Value, said, split_path
from engine.parse import parse
from engine.policy import PolicyInForce
from engine.resolve import resolve_document
from engine.source import Place, Source
from engine.testing.read import Placed
from engine.write import write

_NAME_OF_AN_ITEM = 2


def overridden(policy: PolicyInForce, placed: Placed) -> Outcome[PolicyInForce]:
    """Put a test's values into the policy in force and resolve it anew; the policy itself where there are none.

    Yields: T008 a path that is not in the policy, and what the changed policy has wrong.
    """
    if not placed.test.override:
        return Outcome(policy)
    changed: Value = copy.deepcopy(policy.document)
    found: list[Diagnostic] = []
    for path, value in placed.test.override.items():
        place = placed.document.key_place((*placed.at, "override", path))
        steps = split_path(path)
        wrong = _put(changed, steps, value, place) if steps else Diagnostic("T008", f"`{path}` is no path", place)
        if wrong is not None:
            found.append(wrong)
    if found:
        return Outcome(None, found)
    source = Source(f"{policy.name} as the test has it", write(changed))
    document = parse(source)
    if document.value is None:
        return Outcome(None, document.diagnostics)
    return resolve_document(document.value)


def put_over(document: Mapping[str, Value], placed: Placed) -> dict[str, Value] | None:
    """Put a test's values into a document that stands alone, and do nothing more; None where a path is not there."""
    changed: dict[str, Value] = copy.deepcopy(dict(document))
    for path, value in placed.test.override.items():
        steps = split_path(path)
        place = placed.document.head(placed.at)
        if steps is None or _put(changed, steps, value, place) is not None:
            return None
    return changed


def _put(document: Value, steps: Path, value: str, place: Place) -> Diagnostic | None:
    held = document
    for number, step in enumerate(steps[:-1]):
        inner = _inner(held, step)
        if inner is None:
            return _absent(steps[: number + 1], _names(held), place)
        held = inner
    if not _set(held, steps[-1], value, new=len(steps) > _NAME_OF_AN_ITEM):
        return _absent(steps, _names(held), place)
    return None


def _set(held: Value, step: str | int, value: str, *, new: bool) -> bool:
    """Set one step, and say whether it could be; `new` lets a field be added that an item does not have yet."""
    if isinstance(held, list) and isinstance(step, int) and step < len(held):
        held[step] = value
        return True
    if isinstance(held, dict) and isinstance(step, str) and (step in held or (new and step.isidentifier())):
        held[step] = value
        return True
    return False


def _inner(held: Value, step: str | int) -> Value:
    if isinstance(held, dict) and isinstance(step, str):
        return held.get(step)
    if isinstance(held, list):
        if isinstance(step, int):
            return held[step] if step < len(held) else None
        return next((item for item in held if isinstance(item, dict) and item.get("id") == step), None)
    return None


def _names(held: Value) -> list[str]:
    if isinstance(held, dict):
        return list(held)
    items = held if isinstance(held, list) else []
    return [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]


def _absent(steps: Path, known: list[str], place: Place) -> Diagnostic:
    near = get_close_matches(str(steps[-1]), known, n=1)
    helped = f"did you mean `{said((*steps[:-1], near[0]))}`?" if near else "`policy show` prints the policy's paths"
    return Diagnostic("T008", f"the policy has nothing at `{said(steps)}`", place, helped)
