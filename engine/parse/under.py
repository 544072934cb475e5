"""A folder -> the files below it."""

import os
from pathlib import Path

from engine.diagnostics import Diagnostic, Outcome

_OF_TOOLS = frozenset({"node_modules", "__pycache__"})


def files_under(folder: Path) -> Outcome[list[Path]]:
    """Give what lies below a folder in the order of its paths; hidden files and folders, and those of tools, aside.

    Links to folders are not followed.

    Yields: P004 a folder cannot be looked into.
    """
    found: list[Path] = []
    told: list[Diagnostic] = []

    def closed(fault: OSError) -> None:
        name, why = Path(fault.filename).as_posix(), (fault.strerror or "it cannot be opened").lower()
        act = "see that you may open it, or give the folders beside it instead"
        told.append(Diagnostic("P004", f"the folder `{name}` cannot be looked into: {why}", None, act))

    for place, folders, files in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _OF_TOOLS]
        found += [Path(place, name) for name in files if not name.startswith(".")]
    return Outcome(sorted(found), told)
