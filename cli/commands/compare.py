"""`policy compare`: the schools of a trust against what they set."""

import json
import shutil
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, format_by_name, today
from cli.output import Refused
from engine import api
from engine.diagnostics import Severity

if TYPE_CHECKING:
    from engine.schools.compare import Comparison

FORMATS = ("table", "json", "xlsx", "html")


@click.command("compare")
@click.argument("trust", metavar="TRUST", type=FILE)
@click.option("--as-of", type=DAY, metavar="DATE", help="As in force on this day; today, if left out.")
@click.option("--path", metavar="PATH", help="Only this parameter, or this part, as in values or registers.am.")
@click.option("--all", "every", is_flag=True, help="Print the parameters too at which no school differs.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print; else as the name of --out ends.")
@click.option("--out", type=OUT, metavar="FILE", help="Write to this file.")
def command(trust: Path, as_of: date | None, path: str | None, every: bool, form: str | None, out: Path | None) -> Exit:
    """Set the schools of TRUST, a folder of policies, beside one another and beside their trust.

    Values, registers and letters are compared one by one; rules, ladders, tables and figures are there, changed or
    not there. Of several versions of one school's policy the one in force on the day is taken.
    """
    if not trust.is_dir():
        told = f"`{trust}` is a file, and a trust is a folder" if trust.exists() else f"there is no folder `{trust}`"
        raise Refused(told, help="give the folder that holds the policies of its schools")
    form = form or format_by_name(out, FORMATS, "table")
    made = api.compare(trust, as_of or today(), path)
    output.tell(made.diagnostics)
    if not made.value or not made.value.schools:
        return Exit.FOUND
    if path is not None and not made.value.parameters:
        told = f"no school has anything at `{path}` on {made.value.as_of}"
        raise Refused(told, help="`policy compare TRUST --all` lists the paths; --as-of looks at another day")
    deliver(made.value, form, out, every=every or path is not None)
    return Exit.FOUND if any(found.severity is Severity.ERROR for found in made.diagnostics) else Exit.OK


def deliver(comparison: "Comparison", form: str, out: Path | None, *, every: bool) -> None:
    """Render a comparison and put it where it was asked for."""
    if form == "table":
        from cli.render import compared

        width = shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 80
        pages = compared.page(comparison, every=every, width=min(width, 120))
        output.put_page(pages, out)
    elif form == "json":
        pieces = [json.dumps(plain(comparison), indent=1, ensure_ascii=False) + "\n"]
        output.put(pieces, out)
    else:
        from cli.render import compared_sheets

        if form == "html":
            whole = compared_sheets.whole(comparison)
            output.put(whole, out)
        else:
            book = [compared_sheets.book(comparison)]
            output.put_bytes(book, "a workbook", out)


def plain(comparison: "Comparison") -> dict[str, Any]:
    """Give a comparison as plain values: the cells of a parameter by the school's name."""
    names = [school.name for school in comparison.schools]
    return {
        "as_of": comparison.as_of.isoformat(),
        "trusts": list(comparison.trusts),
        "schools": [asdict(school) for school in comparison.schools],
        "parameters": [
            {
                "path": each.path,
                "trust": each.trust,
                "differs": each.differs,
                "national": each.is_national,
                "schools": {
                    name: {**asdict(cell), "differs": cell.differs}
                    for name, cell in zip(names, each.cells, strict=True)
                },
            }
            for each in comparison.parameters
        ],
        "left_out": [{"school": each.name, "why": each.reasons} for each in comparison.left_out],
    }
