"""`policy report`: attendance by period and group, beside the school's target and the national figures."""

import sys
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, dataset_folder, format_by_name, policy_named
from cli.output import Refused
from engine import api
from engine.diagnostics import Severity
from engine.report.figures import Report

PERIODS = ("month", "half_term", "term", "year")
FORMATS = ("html", "xlsx", "json")
SMALL = 5
"""Counts of fewer pupils are suppressed, as in the Department's own tables."""

BEFORE_THE_DATA = "D017"


@click.command("report")
@click.argument("policy", metavar="POLICY")
@click.argument("dataset", metavar="DATASET", type=FILE)
@click.option("--period", "kind", type=click.Choice(PERIODS), default="half_term", help="By half term, if not said.")
@click.option("--as-of", type=DAY, metavar="DATE", help="Look at nothing after this day; else the last day with marks.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Begin here; else with the academic year.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="End here (included); else with the data.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to write it; else as --out ends, else html.")
@click.option("--out", type=OUT, metavar="FILE", help="Write to this file.")
@click.option("--show-small", is_flag=True, help="Show small counts of pupils too; keep such a report safe.")
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
def command(
    policy: str,
    dataset: Path,
    kind: str,
    as_of: date | None,
    first: date | None,
    last: date | None,
    form: str | None,
    out: Path | None,
    show_small: bool,
    skip_bad_rows: bool,
) -> Exit:
    """Report on the DATASET of POLICY's school: attendance, absence, persistent and severe absence, and lates.

    By school, year group, class and every other column of the pupils file that the policy knows, by code, week and
    weekday, beside the policy's target and the national figures. Small numbers are suppressed, and whatever would give
    them away in this report: two of different days can tell together what each hides, so give away one series.
    """
    dataset_folder(dataset)
    if first and last and first > last:
        raise Refused(f"nothing lies between {first} and {last}", help="give --from a day before --to")
    form = form or format_by_name(out, FORMATS, FORMATS[0])
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    small = 0 if show_small else SMALL
    made = api.report(
        loaded.value, dataset, kind, first=first, last=last, as_of=as_of, small=small, skip_bad_rows=skip_bad_rows
    )
    output.tell((*loaded.diagnostics, *made.diagnostics))
    if any(found.severity is Severity.ERROR for found in made.diagnostics):
        return Exit.USAGE if as_of and any(found.code == BEFORE_THE_DATA for found in made.diagnostics) else Exit.FOUND
    if made.value is None:
        raise Refused("no school day of the data lies there", help="give --from and --to days within the data")
    deliver(made.value, form, out)
    return Exit.OK


def deliver(report: Report, form: str, out: Path | None) -> None:
    """Write a report where it was asked for. Raises Refused where it cannot be put there."""
    if form == "xlsx":
        from cli.render import report_xlsx

        book = [report_xlsx.book(report)]
        output.put_bytes(book, "a workbook", out)
        return
    if form == "json":
        from cli.render import report_json

        pieces = report_json.whole(report)
    else:
        from cli.render import report_html

        pieces = report_html.whole(report)
    if out is None and form == "html" and sys.stdout.isatty():
        raise Refused("a page is not for a terminal", help="name a file with --out report.html, or send it on")
    output.put(pieces, out)
