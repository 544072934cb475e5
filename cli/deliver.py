"""A run in the format that was asked for, put where it was asked for."""

import sys
from pathlib import Path

from cli import output
from cli.options import format_by_name
from engine.decision import Run
from engine.pool.uncollected import uncollected

FORMATS = ("table", "json", "jsonl", "csv", "xlsx", "parquet", "html")


def format_of(out: Path | None) -> str:
    """Give the format that a file's name asks for; a table where it asks for none."""
    return format_by_name(out, FORMATS, "table")


def deliver(run: Run, form: str, out: Path | None, hands: int = 1) -> None:
    """Render a run, in so many processes at the most, and put it where it was asked for.

    Raises Refused where it cannot be put there.
    """
    with uncollected():
        _deliver(run, form, out, hands)


def _deliver(run: Run, form: str, out: Path | None, hands: int) -> None:
    if form == "table":
        import shutil

        from cli.render import table

        width = shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 80
        colour = out is None and output.coloured(sys.stdout)
        # where signs are written in letters, it is in those actions alone that have some which the console lacks
        apart = out is None and not output.has_every_letter(sys.stdout)
        pages = table.page(run, width=min(width, 120), colour=colour, apart=apart, hands=hands)
        output.put_page(pages, out)
    elif form == "csv":
        from cli.render import csv

        made = csv.actions(run, hands)
        output.put(made, out)
        if out is None:
            _tell_of_decisions(run, form)
        else:
            output.put(csv.decisions(run), _beside(out))
    elif form == "parquet":
        from cli.render import parquet

        output.put_bytes([parquet.actions(run)], "Parquet", out)
        if out is None:
            _tell_of_decisions(run, form)
        else:
            output.put_bytes([parquet.decisions(run)], "Parquet", _beside(out))
    elif form == "xlsx":
        from cli.render import xlsx

        output.put_bytes([xlsx.book(run)], "a workbook", out)
    elif form == "html":
        from cli.render import html

        output.put(html.whole(run), out)
    else:
        from cli.render import json

        pieces = json.one_object(run, hands=hands) if form == "json" else json.lines(run, hands=hands)
        output.put(pieces, out)


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.stem}.decisions{out.suffix}")


def _tell_of_decisions(run: Run, form: str) -> None:
    if run.decisions:
        left = f"{len(run.decisions):,} decisions are not in this table"
        print(f"{left}\n  help: with --out NAME.{form} they go to NAME.decisions.{form}", file=sys.stderr)
