"""`policy run`: what a policy asks for on a dataset."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.deliver import FORMATS, deliver, format_of
from cli.exits import Exit
from cli.options import DAY, FILE, JOBS, folder, meant, policy_named
from cli.output import Refused
from cli.progress import Progress
from engine import api
from engine.decision import Action, Run

BEFORE_THE_DATA = "D017"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The actions that the command line asked to see; they can be gone through many times."""

    actions: Iterable[Action]
    rules: frozenset[str]
    first: str
    last: str

    def __iter__(self) -> Iterator[Action]:
        for action in self.actions:
            if self.first <= action.date <= self.last and (not self.rules or action.rule in self.rules):
                yield action


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
@click.option("--out", type=FILE, metavar="FILE", help="Write to this file; csv and parquet put decisions beside it.")
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
@JOBS
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
    jobs: int,
) -> Exit:
    """Say what POLICY asks for on the DATASET: dated actions and decisions, each with its reason.

    POLICY is a file, or the name of a policy that comes with the program. DATASET is a folder with marks,
    pupils, calendar.yaml and what else is known. Figures are always counted from the first mark: --from, --to
    and --rule choose only what is printed.
    """
    folder(dataset, "a dataset")
    if first and last and first > last:
        raise Refused(f"nothing lies between {first} and {last}", help="give --from a day before --to")
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    known = api.rule_ids(loaded.value)
    if not known:
        output.tell(loaded.diagnostics)
        print(f"error: `{policy}` asks for nothing\n  help: give it a rule, a ladder or a table", file=sys.stderr)
        return Exit.FOUND
    for rule in rules:
        if rule not in known:
            raise Refused(f"`{policy}` has no rule `{rule}`", help=meant(rule, sorted(known)))
    with Progress(sys.stderr) as progress:
        made = api.run(loaded.value, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows, progress=progress, jobs=jobs)
    output.tell((*loaded.diagnostics, *made.diagnostics))
    if made.value is None or made.failed:
        return Exit.USAGE if as_of and any(found.code == BEFORE_THE_DATA for found in made.diagnostics) else Exit.FOUND
    deliver(choose(made.value, rules, first, last), form or format_of(out), out)
    return Exit.OK


def choose(run: Run, rules: tuple[str, ...], first: date | None, last: date | None) -> Run:
    """Keep what the command line asked to see. Raises Refused where it asked for days outside the data."""
    if first and first > run.as_of:
        raise Refused(f"there is nothing from {first} on: the data ends on {run.as_of}", help="give an earlier --from")
    if last and run.begins and last < run.begins:
        raise Refused(f"there is nothing up to {last}: the data begins on {run.begins}", help="give a later --to")
    wanted = frozenset(rules)
    start, end = (first or date.min).isoformat(), (last or date.max).isoformat()
    decisions = [
        each for each in run.decisions if start <= (each.date or start) <= end and (not wanted or each.table in wanted)
    ]
    undecided = [each for each in run.undecided if not wanted or each.rule in wanted]
    return replace(run, actions=Chosen(run.actions, wanted, start, end), decisions=decisions, undecided=undecided)
