"""A broken lock, told with its three places: who broke it, who set what was there, who locked it."""

from collections.abc import Sequence

from engine.diagnostics import Diagnostic
from engine.document import Path, said, split_path
from engine.resolve.paths import part_at
from engine.resolve.standing import Case
from engine.resolve.tree import Node
from engine.source import Place

HELP = "take the change out, or ask those who set the lock"


def breach(
    case: Case,
    at: Path,
    what: str,
    broke: Node | None,
    set_: Node | None,
    act: str = HELP,
    also: Sequence[tuple[str, Place]] = (),
) -> Diagnostic:
    """Tell that `at` is no longer as it is locked; `broke` is None where it was taken away."""
    before = set_ if set_ is not None and (broke is None or set_.origin != broke.origin) else None
    places = [(f"set here, in `{case.layer(before)}`", case.place(before))] if before is not None else []
    places += also
    if broke is not None and before is None:
        places += [(f"before that, in `{shadow.layer}`", shadow.place) for shadow in broke.origin.shadowed]
    places.append((f"locked here, in `{case.who}`: {case.lock.reason}", case.lock.place))
    place = case.place(broke) if broke is not None else _taken_at(case, at)
    message = f"`{said(at)}` {what}: `{case.who}` locks it, because {case.lock.reason}"
    return Diagnostic("R010", message, place, act, also=tuple(places))


def removal(case: Case, at: Path) -> Place | None:
    """Give the place of the `remove` below the lock that took something, or a part of it, away; None where none did."""
    beside: Place | None = None
    for layer in reversed(case.policy.layers[case.lock.layer + 1 :]):
        names = layer.document.value.get("remove") if isinstance(layer.document.value, dict) else None
        for number, name in enumerate(names if isinstance(names, list) else []):
            path = split_path(name) if isinstance(name, str) else None
            if path is None:
                continue
            around = name in at or path == at[: len(path)]
            if around or path[: len(at)] == at or part_at(case.then.tree, (*at, *path)) is not None:
                return layer.document.place(("remove", number))
            if beside is None and len(path) > 1 and path[0] == at[0]:
                beside = layer.document.place(("remove", number))
    # a section that lacks a part makes nothing of the others either
    return beside


def _taken_at(case: Case, at: Path) -> Place:
    """Give where something was taken away: at a `remove`, or where what it was a part of was written anew."""
    parts = (part_at(case.now.tree, at[:length]) for length in reversed(range(1, len(at))))
    anew = next((part for part in parts if part is not None and case.is_later(part)), None)
    return removal(case, at) or (case.place(anew) if anew is not None else case.lock.place)
