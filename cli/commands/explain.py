"""`policy explain`: why a policy asked what it asked of a pupil, and why a rule asked for nothing."""

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, dataset_folder, format_by_name, meant, policy_named
from cli.output import Refused
from engine import api

if TYPE_CHECKING:
    from engine.model.explanation import ExplanationOutput

FORMATS = ("text", "json", "html")


@click.command("explain")
@click.argument("policy", metavar="POLICY")
@click.argument("dataset", metavar="DATASET", type=FILE)
@click.option("--pupil", required=True, metavar="ID", help="Whose actions and decisions.")
@click.option("--date", "day", type=DAY, metavar="DATE", help="Only this school day.")
@click.option("--rule", metavar="ID", help="Only this rule, step or table; where it did not act, why not.")
@click.option("--for", "audience", type=click.Choice(("office", "parent")), default="office", show_default=True,
              help="For whom it is told.")  # fmt: skip
@click.option("--parent", metavar="ID", help="Leave out what is about another parent of the pupil.")
@click.option("--as-of", type=DAY, metavar="DATE", help="Look at nothing after this day; else the last day with marks.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How to print; else as the name of --out ends, else text."
)
@click.option("--out", type=OUT, metavar="FILE", help="Write to this file.")
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
def command(
    policy: str,
    dataset: Path,
    pupil: str,
    day: date | None,
    rule: str | None,
    audience: str,
    parent: str | None,
    as_of: date | None,
    form: str | None,
    out: Path | None,
    skip_bad_rows: bool,
) -> Exit:
    """Say why POLICY asked what it asked of one pupil of the DATASET, down to the marks.

    With --rule on a day when it did not act, say what part of its condition failed, by how much, and what would have
    made it act; without --date that is told of the day on which it came nearest.
    """
    form = form or format_by_name(out, FORMATS, "text")
    dataset_folder(dataset)
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    if (wrong := api.unexplained(loaded.value, rule, at=None, day=None, as_of=None)) is not None:
        raise Refused(wrong[0], help=wrong[1])
    read = api.read_register(loaded.value, dataset, as_of=as_of, skip_bad_rows=skip_bad_rows)
    output.tell((*loaded.diagnostics, *read.diagnostics))
    if read.value is None or read.failed:
        return Exit.FOUND
    register = read.value
    if pupil not in register.pupils:
        raise Refused(f"`{dataset}` has no pupil `{pupil}`", help=meant(pupil, list(register.pupils)))
    if (wrong := api.unexplained(loaded.value, rule, at=(register, pupil), day=day, as_of=as_of)) is not None:
        raise Refused(wrong[0], help=wrong[1])
    told = _of_parent(api.explain(loaded.value, register, pupil, rule=rule, day=day), parent, audience)
    if not told.explained and not told.why_not:
        on = f" on {day}" if day else ""
        print(f"`{policy}` asked nothing of {pupil}{on}", file=sys.stderr)
        print("  help: with --rule it says why a rule did not act", file=sys.stderr)
    if form == "json":
        text = told.model_dump_json(indent=2, by_alias=True, exclude_unset=True) + "\n"
        output.put([text], out)
        return Exit.OK
    if form == "html":
        from cli.render import explained_page

        pieces = explained_page.page(told, audience=audience)
        output.put(pieces, out)
        return Exit.OK
    from cli.render import explained

    width = min(shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 80, 120)
    lines = (
        explained.plain(told, width=width)
        if audience == "parent"
        else explained.page(told, width=width, colour=out is None and output.coloured(sys.stdout))
    )
    output.put_page(lines, out)
    return Exit.OK


def _of_parent(told: "ExplanationOutput", parent: str | None, audience: str) -> "ExplanationOutput":
    """Leave out what is about another parent than the one named; say so where several are told of and none is named."""
    from cli.render.one_parent import of_one_parent, parents_in

    known = parents_in(told)
    listed = ", ".join(f"`{each}`" for each in known)
    if parent is None:
        if audience == "parent" and len(known) > 1:
            print(f"this tells of several parents, {listed}: what is about one is not for another", file=sys.stderr)
            print("  help: with --parent ID what is about the others is left out", file=sys.stderr)
        return told
    if parent not in known:
        print(f"nothing here is about a parent `{parent}`", file=sys.stderr)
        if known:
            print(f"  help: what is about {listed} is left out", file=sys.stderr)
    return of_one_parent(told, parent)
