"""`policy generate`: a realistic dataset for a school that does not exist."""

import sys
from pathlib import Path
from typing import Literal

import click

from cli import output
from cli.exits import Exit
from cli.options import FILE
from cli.output import Refused
from engine import api
from engine.generate.spec import Spec

PHASES = ("primary", "secondary", "special", "nursery")


@click.command("generate")
@click.argument("out", metavar="OUT", type=FILE)
@click.option("--phase", type=click.Choice(PHASES), default="primary", show_default=True, help="The kind of school.")
@click.option("--pupils", type=click.IntRange(1, 200_000), default=420, show_default=True, help="Pupils on the roll.")
@click.option("--year", type=click.IntRange(2000, 2100), default=2024, show_default=True, help="2024 is 2024/25.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same files.")
@click.option("--format", "form", type=click.Choice(("csv", "parquet", "compact")), default="csv", show_default=True)
def command(
    out: Path, phase: str, pupils: int, year: int, seed: int, form: Literal["csv", "parquet", "compact"]
) -> Exit:
    """Write a year of marks, and all that belongs to them, into the folder OUT, and print its rates.

    No pupil is real. The rates are printed beside those that the Department for Education publishes.
    """
    if out.exists() and not out.is_dir():
        raise Refused(f"`{out}` is a file", help="give the name of a folder")
    try:
        rates = api.generate(out, Spec(phase=phase, pupils=pupils, year=year, seed=seed), form)
    except OSError as cause:
        output.cannot_write(Path(cause.filename or out), cause)
    from cli.render import rates as rates_page

    output.show(rates_page.page(rates))
    print(f"written to {out}", file=sys.stderr)
    return Exit.OK
