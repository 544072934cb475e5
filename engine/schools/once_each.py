"""Names that more than one policy or dataset has: which was meant is not guessed."""

from collections.abc import Iterable
from pathlib import Path

from engine.diagnostics import Diagnostic
from engine.resolve.layers import shown


def once_each(named: Iterable[tuple[str, Path]], what: str) -> tuple[dict[str, Path], list[tuple[str, Diagnostic]]]:
    """Give each name's path in the order of names; names that two have are told and left out.

    Names that differ in capitals alone are one: on some systems the results of the one would overwrite the other's.
    """
    held: dict[str, list[tuple[str, Path]]] = {}
    for name, path in named:
        held.setdefault(name.casefold(), []).append((name, path))
    told: list[tuple[str, Diagnostic]] = []
    for group in held.values():
        if len(group) > 1:
            names = sorted({name for name, _ in group})
            files = ", ".join(f"`{shown(path)}`" for path in sorted(path for _, path in group))
            message = f"{len(group)} {what} have the name {' or '.join(f'`{name}`' for name in names)}: {files}"
            message += ": capitals do not tell them apart on every system" if len(names) > 1 else ""
            wrong = Diagnostic("M003", message, None, "give each a name of its own; none of them was taken")
            told += [(name, wrong) for name in names]
    return dict(sorted(group[0] for group in held.values() if len(group) == 1)), told
