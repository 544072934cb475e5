"""What became of the rows of an import, for people."""

import textwrap
from collections.abc import Iterator

from cli.render.safe import shown
from engine.importers.account import Account, Imported

_WIDTH = 80


def page(imported: Imported) -> Iterator[str]:
    """Yield the account of every source, and what the dataset holds."""
    for account in imported.accounts:
        yield from _one(account)
    marks = sum(account.marks for account in imported.accounts)
    if imported.first and imported.last:
        pupils = len(imported.marks.pupils)
        held = f"{marks:,} marks of {pupils:,} pupil{'' if pupils == 1 else 's'}"
        yield f"{held}, {imported.first} to {imported.last}\n"


def _one(account: Account) -> Iterator[str]:
    yield f"{shown(account.name)}: {account.shape}\n"
    yield textwrap.fill(shown(account.why), _WIDTH, initial_indent="  because ", subsequent_indent="  ") + "\n"
    yield f"  {_rows(account.rows)} read = {account.used:,} used + {account.reported:,} reported\n"
    if account.marks or account.left_out:
        told = f"  {account.marks:,} marks taken, {account.left_out:,} left out"
        yield told + (f", {account.blank:,} blank cells\n" if account.blank else "\n")


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
