"""`policy generate`: a realistic dataset for a school that does not exist."""

import sys
from pathlib import Path
from typing import Literal

import click

from cli import output
from cli.exits import Exit
from cli.options import FILE, policy_named
from cli.output import Refused
from engine import api
from engine.generate.spec import Spec

PHASES = ("primary", "middle", "secondary", "all-through", "special", "alternative-provision", "nursery")


@click.command("generate")
@click.argument("out", metavar="OUT", type=FILE)
@click.option("--phase", type=click.Choice(PHASES), default="primary", show_default=True, help="The kind of school.")
@click.option("--pupils", type=click.IntRange(1, 200_000), default=420, show_default=True, help="Pupils on the roll.")
@click.option("--year", type=click.IntRange(2000, 2100), default=2024, show_default=True, help="2024 is 2024/25.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same files.")
@click.option("--policy", metavar="POLICY", help="Whose calls, letters and meetings have outcomes; none, if left out.")
@click.option("--format", "form", type=click.Choice(("csv", "parquet", "compact")), default="csv", show_default=True)
def command(
    out: Path,
    phase: str,
    pupils: int,
    year: int,
    seed: int,
    policy: str | None,
    form: Literal["csv", "parquet", "compact"],
) -> Exit:
    """Write a year of marks, and all that belongs to them, into the folder OUT, and print its rates.

    No pupil is real. The rates are printed beside those that the Department for Education publishes. What became of
    earlier actions is written for the policy that is named, after a first run of it.
    """
    loaded = None
    if policy is not None:
        read = api.load_policy(policy_named(policy))
        output.tell(read.diagnostics)
        if read.value is None or read.failed:
            return Exit.FOUND
        loaded = read.value
    if out.exists() and not out.is_dir():
        raise Refused(f"`{out}` is a file", help="give the name of a folder")
    try:
        made = api.generate(out, Spec(phase=phase, pupils=pupils, year=year, seed=seed), form, loaded)
    except OSError as cause:
        output.cannot_write(Path(cause.filename or out), cause)
    from cli.render import rates as rates_page

    output.tell(made.diagnostics)
    if made.value is None:
        return Exit.FOUND
    output.show(rates_page.page(made.value))
    print(f"written to {out}", file=sys.stderr)
    return Exit.OK
