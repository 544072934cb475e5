"""The policies of a folder beside one another: of another trust than all, a copy that hides a layer, of one name."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
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

    A folder's trust is that of more than half of its schools, and of two at least. Where a folder has none, a school
    below no trust is held against the schools around it that can name a trust as it could: by its file, which lies in
    a folder above them all. A school that says itself of which trust it is (L328 looks at that), or that it is
    maintained and of none, stands where it says.

    Yields: R025.
    """
    folders: dict[Path, list[PolicyInForce]] = {}
    for file, policy in schools:
        folders.setdefault(file.parent, []).append(policy)
    of_folder = {folder: _usual(group) for folder, group in folders.items()}
    for file, policy in schools:
        usual, where = of_folder[file.parent], "of this folder"
        if usual is None and not _trusts(policy):
            usual, where = _usual_around(file, schools), "of the folders around it"
        if usual is None or _is_told(policy) or any(trust.document is usual[0] for trust in _trusts(policy)):
            continue
        yield _apart(policy, *usual, where)


def of_one_name(schools: Sequence[tuple[Path, PolicyInForce]]) -> Iterator[Diagnostic]:
    """Find schools' policies of one name in two folders: versions of one policy stand side by side.

    Yields: R028.
    """
    held: dict[str, dict[tuple[Path, str], PolicyInForce]] = {}
    for file, policy in schools:
        held.setdefault(policy.name.casefold(), {}).setdefault((file.parent, policy.name), policy)
    for first, *others in (list(each.values()) for each in held.values()):
        for policy in others:
            yield Diagnostic(
                "R028",
                f"`{policy.name}` is the name of another school's policy too",
                policy.layers[-1].document.place(("policy",)),
                "give each a name of its own, or put versions of one policy into one folder: of two of one name in a"
                " folder of policies none is run",
                Severity.WARNING,
                also=(("the other", first.layers[-1].document.place(("policy",))),),
            )


def _usual(group: Sequence[PolicyInForce], among: Collection[Document] | None = None) -> tuple[Document, int] | None:
    """Give the trust of most of some schools, with their number."""
    below = {policy.name: _trusts(policy) for policy in group}
    counted = Counter(trust.document for trusts in below.values() for trust in trusts)
    for usual, number in counted.most_common(1):
        if number >= _FEW and number * 2 > len(below) and (among is None or usual in among):
            return usual, number
    return None


def _usual_around(file: Path, schools: Sequence[tuple[Path, PolicyInForce]]) -> tuple[Document, int] | None:
    for folder in file.resolve().parents:
        group = [policy for other, policy in schools if folder in other.resolve().parents]
        trusts = {trust.document for policy in group for trust in _trusts(policy)}
        here = {each for each in trusts if Path(each.source.name).resolve().parent == folder}
        if here:
            return _usual(group, here)
    return None


def _apart(policy: PolicyInForce, usual: Document, number: int, beside: str) -> Diagnostic:
    name = str(usual.value.get("policy")) if isinstance(usual.value, dict) else ""
    own = policy.layers[-1].document
    others = ", ".join(f"`{trust.name}`" for trust in _trusts(policy)) or "no trust"
    where = f"below {others}" if others == "no trust" else f"below the trust {others}"
    message = f"`{policy.name}` stands {where}, and {number} other schools {beside} below `{name}`"
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
