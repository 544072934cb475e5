"""What became of the rows of an import, for people."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from cli.render.csv import written
from cli.render.safe import shown
from engine.diagnostics import Diagnostic
from engine.importers.account import Account, Imported

_WIDTH = 80


def page(imported: Imported) -> Iterator[str]:
    """Yield the account of every source, and what the dataset holds."""
    for account in imported.accounts:
        yield from _one(account)
    marks = sum(account.marks for account in imported.accounts)
    if imported.first and imported.last:
        pupils = len(imported.marks.pupils)
        held = f"{marks:,} mark{'' if marks == 1 else 's'} of {pupils:,} pupil{'' if pupils == 1 else 's'}"
        yield f"{held}, {imported.first} to {imported.last}\n"


def as_json(imported: Imported, diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the account of all rows, with all that was told, as JSON; places are file names and rows, no paths."""
    sources = [
        {
            "source": account.name,
            "shape": account.shape,
            "because": account.why,
            "rows": {"read": account.rows, "used": account.used, "reported": account.reported},
            "marks": {"taken": account.marks, "left_out": account.left_out, "blank": account.blank},
        }
        for account in imported.accounts
    ]
    told = [
        {
            "code": found.code,
            "severity": found.severity.name.lower(),
            "source": PurePath(found.place.source.name).name if found.place else None,
            "row": found.place.span.line if found.place else None,
            "column": found.place.span.column if found.place else None,
            "message": found.message,
            "help": found.help or None,
        }
        for found in diagnostics
    ]
    whole = {
        "sources": sources,
        "pupils": len(imported.marks.pupils),
        "first": imported.first and imported.first.isoformat(),
        "last": imported.last and imported.last.isoformat(),
        "told": told,
    }
    yield json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def who(imported: Imported) -> Iterator[str]:
    """Yield where each pupil first stands, as CSV: a label, a source and a row, and nothing else."""
    yield from written(("pupil", "source", "row"), ([label, source, str(row)] for label, source, row in imported.who))


def _one(account: Account) -> Iterator[str]:
    yield f"{shown(account.name)}: {account.shape}\n"
    yield textwrap.fill(shown(account.why), _WIDTH, initial_indent="  because ", subsequent_indent="  ") + "\n"
    yield f"  {_rows(account.rows)} read = {account.used:,} used + {account.reported:,} reported\n"
    if account.marks or account.left_out:
        told = f"  {account.marks:,} mark{'' if account.marks == 1 else 's'} taken, {account.left_out:,} left out"
        blank = f", {account.blank:,} blank cell{'' if account.blank == 1 else 's'}" if account.blank else ""
        yield f"{told}{blank}\n"


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
