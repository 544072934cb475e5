"""`policy check-data`: what is missing, doubtful or contradictory in a dataset before a policy is run on it."""

from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, dataset_folder, format_by_name, policy_named
from engine import api
from engine.doubts.finding import Kind
from engine.doubts.run import check

FORMATS = ("text", "json")
LEVELS = ("any", *(kind.value for kind in Kind), "none")


@click.command("check-data")
@click.argument("dataset", metavar="DATASET", type=FILE)
@click.option("--policy", default="england", show_default=True, help="The policy that would be run on it.")
@click.option("--as-of", type=DAY, metavar="DATE", help="Look at nothing after this day; else the last day with marks.")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="contradictory",
    show_default=True,
    help="Exit 1 where something of this kind is found; a row that cannot be read always is.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How to print; else as the name of --out ends, else text."
)
@click.option("--out", type=OUT, metavar="FILE", help="Write to this file.")
def command(dataset: Path, policy: str, as_of: date | None, fail_on: str, form: str | None, out: Path | None) -> Exit:
    """Say what is missing, doubtful or contradictory in the DATASET, by pupil and week.

    Nothing is changed and nothing is guessed: what is told here is what a run would rest on.
    """
    form = form or format_by_name(out, FORMATS, "text")
    dataset_folder(dataset)
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    made = check(loaded.value, dataset, as_of=as_of)
    output.tell(made.diagnostics)
    if made.value is None:
        return Exit.FOUND
    from cli.render import doubts

    pieces = doubts.one_object(made.value) if form == "json" else doubts.page(made.value, whole=out is not None)
    put = output.put if form == "json" else output.put_page
    put(pieces, out)
    kinds = {each.kind.value for each in made.value.doubts}
    found = bool(kinds) if fail_on == "any" else fail_on in kinds
    return Exit.FOUND if found or made.value.bad_rows else Exit.OK
