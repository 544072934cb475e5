"""`policy run`: what a policy asks for on a dataset."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.deliver import FORMATS, deliver, format_of
from cli.exits import Exit
from cli.many.choice import Choice, choose
from cli.options import DAY, FILE, JOBS, OUT, dataset_folder, is_folder, meant, policy_named
from cli.output import Failed, Refused
from cli.progress import Progress
from engine import api
from engine.pool.workers import Engine, NoHandsError, ShareError, Workers
from engine.readers.ahead import Reader, read_ahead

if TYPE_CHECKING:
    from cli.many.run import Hands
    from engine.decision import Run
    from engine.diagnostics import Outcome
    from engine.load import Loaded

BEFORE_THE_DATA = "D017"
_MOST_COPIES = 4

LARGE = 5_000
"""Pupils from whom on writing a run takes long enough to be told to end meanwhile."""


@click.command("run")
@click.argument("policy", metavar="POLICY")
@click.argument("dataset", metavar="DATASET", type=FILE)
@click.option("--as-of", type=DAY, metavar="DATE", help="Look at nothing after this day; else the last day with marks.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Print nothing before this day.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Print nothing after this day.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Print only this rule or table; may be repeated.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How to print; else as the name of --out ends, else table."
)
@click.option(
    "--out",
    type=OUT,
    metavar="FILE",
    help="Write to this file; csv and parquet put decisions beside it. Of many schools: a folder.",
)
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
@JOBS
@click.option("--engine", type=click.Choice(("local", "dask")), default="local", show_default=True, help="Who does it.")
@click.option("--cluster", metavar="ADDRESS", help="With --engine dask: the cluster to use; else one is started here.")
def command(
    policy: str,
    dataset: Path,
    as_of: date | None,
    first: date | None,
    last: date | None,
    rules: tuple[str, ...],
    form: str | None,
    out: Path | None,
    skip_bad_rows: bool,
    jobs: int | None,
    engine: Engine,
    cluster: str | None,
) -> Exit:
    """Say what POLICY asks for on the DATASET: dated actions and decisions, each with its reason.

    POLICY is a file, or the name of a policy that comes with the program. DATASET is a folder with marks,
    pupils, calendar.yaml and what else is known. Figures are always counted from the first mark: --from, --to
    and --rule choose only what is printed.

    DATASET may also be a folder of datasets, a school each, and POLICY a folder with a policy for each of them by
    name: one report by school and in total. A school that fails hides no other's results.
    """
    dataset_folder(dataset)
    if first and last and first > last:
        raise Refused(f"nothing lies between {first} and {last}", help="give --from a day before --to")
    if cluster is not None and engine != "dask":
        raise Refused("--cluster is for --engine dask", help="add --engine dask, or leave --cluster out")
    choice = Choice(as_of, first, last, rules, skip_bad_rows)
    if api.holds_datasets(dataset) or (is_folder(policy) and not api.is_dataset(Path(policy))):
        from cli.many.run import Hands

        return _many(policy, dataset, choice, form or format_of(out), out, Hands(jobs, engine, cluster))
    # while a policy is loaded another process gets ready to read a large dataset
    reader = (
        read_ahead(dataset, as_of=as_of, skip_bad_rows=skip_bad_rows) if jobs is None and engine == "local" else None
    )
    with reader or nullcontext():
        return _run(
            policy,
            dataset,
            choice,
            form or format_of(out),
            out,
            Workers(jobs or 1, engine, cluster, _copies(jobs)),
            reader,
        )


def _copies(jobs: int | None) -> int:
    """Say how many processes may help one another: as many as are asked for, else one a processor, four at the most."""
    return jobs or min(os.cpu_count() or 1, _MOST_COPIES)


def _run(
    policy: str,
    dataset: Path,
    choice: Choice,
    form: str,
    out: Path | None,
    workers: Workers,
    reader: "Reader | None",
) -> Exit:
    """Run one school and put what comes of it where it was asked for."""
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    known = api.rule_ids(loaded.value)
    if not known:
        output.tell(loaded.diagnostics)
        print(f"error: `{policy}` asks for nothing\n  help: give it a rule, a ladder or a table", file=sys.stderr)
        return Exit.FOUND
    for rule in choice.rules:
        if rule not in known:
            raise Refused(f"`{policy}` has no rule `{rule}`", help=meant(rule, sorted(known)))
    made = _one(loaded.value, dataset, choice, workers, reader)
    output.tell((*loaded.diagnostics, *made.diagnostics))
    if made.value is None or made.failed:
        misused = choice.as_of and any(found.code == BEFORE_THE_DATA for found in made.diagnostics)
        return Exit.USAGE if misused else Exit.FOUND
    with _hearing(made.value.data.pupils, out):
        deliver(choose(made.value, choice), form, out, workers.copies)
    return Exit.OK


def _hearing(pupils: int, out: Path | None) -> AbstractContextManager[None]:
    # a small school is written in a moment, for which each small run would load what hears signals
    if out is None or pupils < LARGE:
        return nullcontext()
    from cli.stopped import ends_tidily

    return ends_tidily()


def _one(
    loaded: "Loaded",
    dataset: Path,
    choice: Choice,
    workers: Workers,
    reader: "Reader | None",
) -> "Outcome[Run]":
    """Give what a policy asks for on a dataset.

    Raises Refused where there is no cluster, and Failed where a worker fails again and again.
    """
    as_of, skip = choice.as_of, choice.skip_bad_rows
    try:
        with Progress(sys.stderr) as progress:
            return api.run(
                loaded, dataset, as_of=as_of, skip_bad_rows=skip, progress=progress, workers=workers, by=reader
            )
    except NoHandsError as cause:
        raise Refused(str(cause), help=cause.help) from None
    except ShareError as cause:
        raise Failed(str(cause), help="fewer --jobs need less memory at once; --jobs 1 shares nothing out") from None


def _many(policy: str, datasets: Path, choice: Choice, form: str, out: Path | None, hands: "Hands") -> Exit:
    from cli.many.run import run_schools

    named = Path(policy) if is_folder(policy) else policy_named(policy)
    found = api.schools_of(named, datasets, choice.as_of)
    output.tell(found.diagnostics)
    if found.value is None or not found.value.schools:
        return Exit.FOUND
    came = run_schools(found.value, choice, form, out, hands)
    known = frozenset().union(*(each.knows for each in came))
    for rule in choice.rules:
        if rule not in known:
            raise Refused(f"no school has a rule `{rule}`", help="look at its spelling; nothing of it is in the output")
    return Exit.FOUND if found.failed or any(each.failed for each in came) else Exit.OK
