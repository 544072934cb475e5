"""The policies of a folder beside one another: a school below another trust than all, a copy that hides a layer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.diagnostics import Diagnostic, Severity
from engine.document import Document
from engine.policy import Layer, PolicyInForce
from engine.resolve.layers import folders_of, shown

_FEW = 2
"""So many other schools below one trust make it the folder's."""
_OF_NO_TRUST = "maintained"


def hidden_layers(policy: PolicyInForce, file: Path, root: Path | None) -> Iterator[Diagnostic]:
    """Find layers that hide another of the same name farther off: schools beside the copy are held to what it says.

    Yields: R026; information while the two say the same.
    """
    for layer in policy.layers[:-1]:
        found = Path(layer.document.source.name)
        for folder in folders_of(file.parent, root)[:-1]:
            other = folder / found.name
            if other.resolve() == found.resolve() or not other.is_file():
                continue
            if folder.resolve() not in found.resolve().parent.parents:
                continue
            same = other.read_bytes() == found.read_bytes()
            yield Diagnostic(
                "R026",
                f"`{layer.document.source.name}` takes the place of `{shown(other)}` for the policies beside it",
                layer.document.place(("policy",)),
                "take the file away, or give it a name of its own and let it extend the other",
                Severity.INFO if same else Severity.WARNING,
            )


def apart(schools: Sequence[tuple[Path, PolicyInForce]]) -> Iterator[Diagnostic]:
    """Find schools that stand below another trust than those beside them, or below none.

    A folder's trust is that of more than half of its schools, and of two at least. A school that says itself of which
    trust it is (L328 looks at that), or that it is maintained and of none, stands where it says.

    Yields: R025.
    """
    folders: dict[Path, list[tuple[Path, PolicyInForce]]] = {}
    for file, policy in schools:
        folders.setdefault(file.parent, []).append((file, policy))
    for group in folders.values():
        below = {policy.name: _trusts(policy) for _, policy in group}
        counted = Counter(trust.document for trusts in below.values() for trust in trusts)
        for usual, number in counted.most_common(1):
            if number < _FEW or number * 2 <= len(below):
                continue
            name = str(usual.value.get("policy")) if isinstance(usual.value, dict) else ""
            for _, policy in group:
                if all(trust.document is not usual for trust in _trusts(policy)) and not _is_told(policy):
                    yield _apart(policy, name, usual, number)


def _apart(policy: PolicyInForce, name: str, usual: Document, number: int) -> Diagnostic:
    own = policy.layers[-1].document
    others = ", ".join(f"`{trust.name}`" for trust in _trusts(policy)) or "no trust"
    where = f"below {others}" if others == "no trust" else f"below the trust {others}"
    message = f"`{policy.name}` stands {where}, and {number} other schools of this folder below `{name}`"
    act = f"name `{name}` in `extends`, or say the school's own trust as `school: {{trust: …}}`"
    also = (("the trust of the others", usual.place(("policy",))),)
    return Diagnostic("R025", message, own.key_place(("extends",)), act, Severity.WARNING, also)


def _trusts(policy: PolicyInForce) -> list[Layer]:
    return [layer for layer in policy.layers if layer.kind == "trust"]


def _is_told(policy: PolicyInForce) -> bool:
    """Whether a school's file says of which trust it is, or that it is of none."""
    school = policy.document.get("school")
    held = school if isinstance(school, dict) else {}
    return "trust" in held or (held.get("kind") == _OF_NO_TRUST and not _trusts(policy))
