"""A policy file and its layers -> the policy in force."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path as FilePath

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document, Path
from engine.model.policy_file import PolicyFile
from engine.parse import load
from engine.policy import Layer, PolicyInForce
from engine.resolve.dated import dated
from engine.resolve.laid import laid, misshapen, wrongly_opened
from engine.resolve.layers import find, read_layers, shown
from engine.resolve.locks import keep, locks_of
from engine.resolve.standing import Standing
from engine.resolve.taken import part_taken
from engine.resolve.tree import Origins, plain
from engine.resolve.version import version
from engine.validate import Cause, Places, check, problems
from engine.validate.near import meant
from engine.validate.shape import items_in


def resolve(file: str | FilePath, *, root: FilePath | None = None) -> Outcome[PolicyInForce]:
    """Read a policy file, or a bundled policy by its name, with its layers, and merge them.

    `root` is a further folder in which layers may be found.

    Yields: what parsing, validating and each step of resolving may find.
    """
    path = FilePath(file)
    if not path.is_file() and path.name == str(file) and not path.suffix:
        known = find(str(file), None, root)
        if known.value is None:
            return Outcome(None, known.diagnostics)
        path = known.value
    document = load(path, shown(path))
    if document.value is None:
        return Outcome(None, document.diagnostics)
    return resolve_document(document.value, path, root=root)


def resolve_document(
    document: Document, file: FilePath | None, *, root: FilePath | None = None
) -> Outcome[PolicyInForce]:
    """Merge a document with its layers; without a file they are looked for in `root` and in the package only."""
    read = read_layers(document, file, root)
    found = list(read.diagnostics)
    if read.value is None:
        return Outcome(None, in_order([*found, *problems(document)]))
    layers = read.value
    wrong = [misshapen(layer.document) for layer in layers]
    for layer, problem in zip(layers, wrong, strict=True):
        found += (*problem, *wrongly_opened(layer.document))
    laying = laid(tuple(layers))
    found += laying.found
    return settle(layers, laying.stood, found, well_shaped=not any(wrong))


def settle(
    layers: list[Layer], stood: Sequence[Standing], found: list[Diagnostic], *, well_shaped: bool = True
) -> Outcome[PolicyInForce]:
    """Make the policy in force of merged layers and hold it to the schema and the locks.

    `stood` is the policy as it stood after each layer; `found` is what was wrong with the layers, and `well_shaped`
    says that nothing was wrong with their shape.

    Yields: those, and what checking shape, meaning, dates and locks may find.
    """
    value = plain(stood[-1].tree)
    if not isinstance(value, dict):
        return Outcome(None, in_order(found))
    draft = PolicyInForce(
        str(value.get("policy", "")),
        value,
        PolicyFile.model_construct(),
        Origins(stood[-1].tree),
        tuple(layers),
        tuple(lock for layer in range(len(layers)) for lock in locks_of(layers, layer)),
        partial(version, value),
    )
    checked = check(value, Places(draft.place, draft.key_place, draft.head, lambda path: _lacks(draft, path)))
    found += checked.diagnostics
    found += _without_task(draft)
    found += dated(draft)
    if checked.value is None:
        return Outcome(None, in_order(dict.fromkeys(found)))
    if well_shaped:  # what is of the wrong shape cannot be put into general forms
        found += keep(draft, stood)
    return Outcome(replace(draft, model=checked.value), in_order(dict.fromkeys(found)))


def _lacks(policy: PolicyInForce, path: Path) -> Cause:
    """Say why an item may lack a field: a layer took it away, or the item was meant to change an inherited one."""
    taken = part_taken(policy, path)
    if taken is not None:
        return Cause(f", which `{taken.layer}` takes away", "take it out of `remove`", taken.place)
    names = dict(items_in(policy.document))
    if path not in names or len(policy.layers) == 1:
        return Cause()
    others = [name for other, name in names.items() if other[:-1] == path[:-1] and other != path]
    return Cause(": nothing inherited has this name", meant(names[path], others))


def _without_task(policy: PolicyInForce) -> list[Diagnostic]:
    """Find rules that ask nothing: most often a change of a rule that is called something else above."""
    rules = policy.document.get("rules")
    found: list[Diagnostic] = []
    for at, rule in enumerate(rules if isinstance(rules, list) else []):
        if isinstance(rule, dict) and "then" not in rule and "id" in rule:
            cause = _lacks(policy, ("rules", at))
            message = f"`rules.{rule['id']}` has no `then`{cause.words}"
            act = cause.help or "write what it asks of whom: `then: [{do: …, to: …}]`"
            found.append(Diagnostic("R018", message, cause.place or policy.place(("rules", at, "id")), act))
    return found
