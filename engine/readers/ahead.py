"""A large dataset -> the register, read in a copy of this process that gets ready while the policy is still loaded."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from engine.diagnostics import Outcome

if TYPE_CHECKING:  # what reading needs is loaded by the copy: that is what it gets ready with
    from engine.pool.ahead import Ahead
    from engine.register import Expected, Register

Reader: TypeAlias = "Ahead[Expected, Outcome[Register]]"
"""To be entered as a context, whose end lets the process go."""

_WORTH_IT: Final = {".csv": 1 << 25, ".parquet": 1 << 18}
"""Bytes of a form from which on what the copy saves is more than what it costs."""


def read_ahead(folder: Path, *, as_of: date | None = None, skip_bad_rows: bool = False) -> "Reader | None":
    """Get ready to read a dataset's folder in another process, while its policy is loaded; None for a small one."""
    files = (each for each in folder.iterdir() if each.is_file())  # a link may lead nowhere
    if not any(each.stat().st_size > _WORTH_IT.get(each.suffix, 1 << 62) for each in files):
        return None
    from engine.pool.ahead import Ahead  # what comes with it, a small dataset has no use for

    def read(expected: "Expected") -> "Outcome[Register]":
        from engine.readers.dataset import read_dataset

        return read_dataset(folder, expected, as_of=as_of, skip_bad_rows=skip_bad_rows)

    return Ahead(_get_ready, read)


def _get_ready() -> None:
    import polars  # noqa: F401 - what a large dataset is read with, and dear to load

    import engine.readers.dataset  # noqa: F401 - for what is asked next
