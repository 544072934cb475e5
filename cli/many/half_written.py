"""Files that were being written when the process that wrote them was killed: nobody finds half of one."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PART = re.compile(r"\.(?P<stem>[^.]+)\..*[0-9a-f]{8}\.part")
"""What `output.save` calls a file before it is whole: `.NAME.ENDING.NUMBER.part`."""


@contextmanager
def nothing_half_written(files: Iterable[Path], killed: Iterable[str]) -> Iterator[None]:
    """Take away what is half written of some files, and of those that stand beside them under the same name.

    That is done where the run itself is ended, and where one of its processes was: `killed` holds the names of its
    schools by the end. Else nothing is looked for, and nobody's files are touched.
    """
    done = False
    try:
        yield
        done = not list(killed)
    finally:
        if not done:
            _take_away(files)


def _take_away(files: Iterable[Path]) -> None:
    wanted: dict[Path, set[str]] = {}
    for file in files:
        wanted.setdefault(file.parent, set()).add(file.stem)
    for folder, stems in wanted.items():
        for name in os.listdir(folder) if folder.is_dir() else ():  # noqa: PTH208 - of many files, a path each is dear
            part = _PART.fullmatch(name)
            if part is not None and part["stem"] in stems:
                (folder / name).unlink(missing_ok=True)
