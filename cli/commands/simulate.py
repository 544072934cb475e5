"""`policy simulate`: what another policy would have asked for on the same days."""

import shutil
import sys
from datetime import date
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from cli import output
from cli.exits import OF_THE_COMMAND_LINE, Exit
from cli.options import DAY, FILE, OUT, dataset_folder, format_by_name, is_folder, policy_named
from cli.output import Refused
from cli.progress import Progress
from engine import api
from engine.simulate.result import Simulation

FORMATS = ("table", "json", "csv", "xlsx")


def complete_paths(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a path of the policy that stands before it on the command line."""
    policy = ctx.params.get("policy")
    if not policy or "=" in incomplete:
        return []
    return [CompletionItem(f"{path}=") for path in api.policy_paths(policy) if path.startswith(incomplete)]


@click.command("simulate")
@click.argument("policy", metavar="BASE")
@click.argument("dataset", metavar="DATASET", type=FILE)
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PATH=VALUE",
    shell_complete=complete_paths,
    help="Put a value at a path of the policy; may be repeated.",
)
@click.option("--against", metavar="OTHER", help="Compare with another policy.")
@click.option(
    "--sweep",
    "ranges",
    multiple=True,
    metavar="PATH=FROM..TO/STEP",
    shell_complete=complete_paths,
    help="Put every value of a range at a path; several make a grid.",
)
@click.option("--as-of", type=DAY, metavar="DATE", help="Look at nothing after this day; else the last day with marks.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Compare nothing before this day.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Compare nothing after this day.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print.  [default: table]")
@click.option("--out", type=OUT, metavar="FILE", help="Write to this file; csv puts decisions and sweeps beside it.")
@click.option("--report", type=FILE, metavar="FILE", help="Write a page that people read, in one HTML file.")
@click.option("--names", is_flag=True, help="Call pupils by their ids in the report, instead of Pupil 1, Pupil 2 …")
@click.option("--show-small", is_flag=True, help="Show numbers under 5 in the breakdowns too.")
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Of many schools, N at a time.")
def command(
    policy: str,
    dataset: Path,
    sets: tuple[str, ...],
    against: str | None,
    ranges: tuple[str, ...],
    as_of: date | None,
    first: date | None,
    last: date | None,
    form: str | None,
    out: Path | None,
    report: Path | None,
    names: bool,
    show_small: bool,
    skip_bad_rows: bool,
    jobs: int,
) -> Exit:
    """Say what would have been otherwise on the DATASET under another policy than BASE, for whom, when and why.

    The other policy is BASE with other values at some paths (--set), or another file (--against). Paths are those of
    the document, as in `registers.am.whole_school.closes=09:15` or `letters.thresholds.letter_95.below=96%`. Figures
    are always counted from the first mark: --from and --to choose only what is compared. With --as-of both read the
    dataset as at that day.

    DATASET may also be a folder of datasets, a school each, and BASE (and OTHER) a folder with a policy for each of
    them by name: one report by school and in total. A value of --set is put into every school's policy.
    """
    dataset_folder(dataset)
    if first and last and first > last:
        raise Refused(f"nothing lies between {first} and {last}", help="give --from a day before --to")
    if not sets and against is None and not ranges:
        help_ = "give --set PATH=VALUE, --against OTHER, or --sweep PATH=FROM..TO/STEP"
        raise Refused("nothing is to be otherwise", help=help_)
    if against is not None and (sets or ranges):
        word = "--set" if sets else "--sweep"
        raise Refused(f"{word} and --against cannot stand together", help="write the values into the other policy")
    edits = tuple(_edit(text) for text in sets)
    form = form or (form_of(out) if out is not None else None)
    if api.holds_datasets(dataset) or (is_folder(policy) and not api.is_dataset(Path(policy))):
        from cli.many import simulate as many

        asked = many.Asked(edits, ranges, against, as_of, first, last, show_small, skip_bad_rows)
        return many.carry_out(policy, dataset, asked, form, out, report, jobs)
    base = api.load_policy(policy_named(policy))
    output.tell(base.diagnostics)
    if base.value is None or base.failed:
        return Exit.FOUND
    if not api.rule_ids(base.value) and against is None:
        print(f"error: `{policy}` asks for nothing\n  help: give it a rule, a ladder or a table", file=sys.stderr)
        return Exit.FOUND
    other = None
    if against is not None:
        loaded = api.load_policy(policy_named(against))
        output.tell(loaded.diagnostics)
        if loaded.value is None or loaded.failed:
            return Exit.FOUND
        other = loaded.value
    with Progress(sys.stderr) as progress:
        made = api.simulate(
            base.value,
            dataset,
            edits=edits,
            ranges=ranges,
            against=other,
            first=first,
            last=last,
            show_small=show_small,
            as_of=as_of,
            skip_bad_rows=skip_bad_rows,
            progress=progress,
        )
    output.tell(made.diagnostics)
    if made.value is None or made.failed:
        usage = [each for each in made.diagnostics if each.code in OF_THE_COMMAND_LINE]
        return Exit.USAGE if usage else Exit.FOUND
    if report is not None:
        from cli.render import simulation_page

        output.save(simulation_page.whole(made.value, names=names), report)
        print(f"the report is in {report}", file=sys.stderr)
        if out is None and form is None:
            return Exit.OK
    deliver(made.value, form or "table", out)
    return Exit.OK


def _edit(text: str) -> tuple[str, str]:
    path, sign, value = text.partition("=")
    if not sign or not path.strip() or not value.strip():
        raise Refused(f"`{text}` says no value for a path", help="write it as in `values.lates_limit=3`")
    return path.strip(), value.strip()


def form_of(out: Path) -> str | None:
    """Give the format that a file's name asks for; None where it asks for none."""
    ending = out.suffix.lower().removeprefix(".")
    if ending in ("html", "htm"):
        raise Refused("a page is a report", help=f"give it with --report {out}")
    return format_by_name(out, FORMATS, "table") if ending else None


def deliver(found: Simulation, form: str, out: Path | None) -> None:
    """Render a simulation and put it where it was asked for."""
    if form == "table":
        from cli.render import simulation

        width = shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 80
        pages = simulation.page(found, width=min(width, 120), colour=out is None and output.coloured(sys.stdout))
        output.put_page(pages, out)
    elif form == "csv":
        deliver_csv(found, out)
    elif form == "xlsx":
        from cli.render import simulation_sheets
        from cli.render.workbook import workbook

        book = workbook(simulation_sheets.sheets(found), title="What would have been otherwise")
        output.put_bytes([book], "a workbook", out)
    else:
        from cli.render import simulation_plain

        pieces = simulation_plain.one_object(found)
        output.put(pieces, out)


def deliver_csv(found: Simulation, out: Path | None) -> None:
    """Write what differs as CSV, and beside it what has other columns."""
    from cli.render import simulation_csv

    if out is None:
        output.hand_over(simulation_csv.differences(found))
        left = [f"{len(found.decisions):,} decisions that differ"] if found.decisions else []
        left += ["the sweep"] if found.swept is not None and found.other is not None else []
        if left:
            print(
                f"not in this table: {', '.join(left)}\n  help: with --out NAME.csv they go beside it", file=sys.stderr
            )
        return
    output.put(simulation_csv.differences(found), out)
    if found.other is not None:
        output.put(simulation_csv.decisions(found), out.with_name(f"{out.stem}.decisions.csv"))
    if found.swept is not None and found.other is not None:
        output.put(simulation_csv.points(found), out.with_name(f"{out.stem}.sweep.csv"))
