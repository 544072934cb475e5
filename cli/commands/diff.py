"""`policy diff`: where two policies differ in meaning, each with the smallest example."""

import sys
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, dataset_folder, policy_named
from cli.progress import Progress
from cli.render.differences import object_of, page
from engine import api
from engine.analysis.touched import touched as whom_touched
from engine.decision import Run
from engine.load import Loaded

FORMATS = ("text", "json")


@click.command("diff")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.argument("dataset", metavar="[DATASET]", required=False, type=FILE)
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="With DATASET: look at nothing after this day.")
@click.option("--skip-bad-rows", is_flag=True, help="With DATASET: go on without the rows that cannot be read.")
@click.option("--all", "whole", is_flag=True, help="Also name everything that is proved to mean the same.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--out", type=OUT, metavar="FILE", help="Write to a file.")
def command(
    a: str,
    b: str,
    dataset: Path | None,
    as_of: date | None,
    skip_bad_rows: bool,
    whole: bool,
    form: str,
    out: Path | None,
) -> Exit:
    """Say where the policies A and B differ in meaning: files, or names of policies that come with the program.

    Every difference comes with the smallest example, and with what was written where. What does not differ is proved
    by trying every limit, what lies beside it and not known; where that cannot be done, it says `not proved`.
    With a DATASET: whom each difference touched.
    """
    if dataset is not None:
        dataset_folder(dataset)
    loaded = [api.load_policy(policy_named(each)) for each in (a, b)]
    for each in loaded:
        output.tell(each.diagnostics)
    if loaded[0].value is None or loaded[1].value is None or any(each.failed for each in loaded):
        return Exit.FOUND
    found = api.diff(loaded[0].value, loaded[1].value)
    touched = None
    if dataset is not None:
        runs = [ran for each in loaded if each.value and (ran := _run(each.value, dataset, as_of, skip_bad_rows))]
        if len(runs) < len(loaded):
            return Exit.FOUND
        touched = whom_touched(found, runs[0], runs[1], runs[0].data.pupils)
    if form == "json":
        pieces = object_of(found, touched)
    else:
        pieces = page(found, touched, names=(a, b), whole=whole, colour=out is None and output.coloured(sys.stdout))
    put = output.put if form == "json" else output.put_page
    put(pieces, out)
    return Exit.OK


def _run(loaded: Loaded, dataset: Path, as_of: date | None, skip_bad_rows: bool) -> Run | None:
    """Run one of the two over the dataset; none where that cannot be done, which is told."""
    with Progress(sys.stderr) as progress:
        ran = api.run(loaded, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows, progress=progress)
    output.tell(ran.diagnostics)
    return ran.value
