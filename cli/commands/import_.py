"""`policy import`: exports of a school information system -> a dataset."""

import sys
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, beside, policy_named
from cli.output import Refused
from engine import api
from engine.importers import calls
from engine.importers.account import Wishes
from engine.load import Loaded
from engine.model.import_map import SHAPES

SHORTEST_KEY = 16


@click.command("import")
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True, type=FILE)
@click.option("--out", type=OUT, metavar="DATASET", help="The folder to write the dataset to.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(("auto", *SHAPES)),
    default="auto",
    show_default=True,
    help="The sources' shape.",
)
@click.option("--map", "map_file", type=FILE, metavar="FILE", help="A mapping file: what columns and words mean.")
@click.option("--suggest-map", is_flag=True, help="Write a mapping file to begin with, to --map or to the screen.")
@click.option(
    "--calendar", type=FILE, metavar="FILE", help="calendar.yaml, an .ics file, or a table of the school year."
)
@click.option("--as-at", type=DAY, metavar="DATE", help="Take no mark after this day; marks are filled in ahead.")
@click.option("--pseudonyms", type=FILE, metavar="KEYFILE", help="Give pupils labels made with the key in this file.")
@click.option("--compact", is_flag=True, help="Write Parquet, the marks in the compact form, one row a pupil.")
@click.option("--policy", default="england", show_default=True, help="The policy whose codes, by date, are right.")
@click.option("--report", type=FILE, metavar="FILE", help="Write the account of all rows to this file, as JSON.")
@click.option("--who", type=FILE, metavar="FILE", help="Write where each pupil first stands: label, source and row.")
@click.option("--skip-bad-rows", is_flag=True, help="List the rows that cannot be read, and go on without them.")
def command(
    sources: tuple[Path, ...],
    out: Path | None,
    shape: str,
    map_file: Path | None,
    suggest_map: bool,
    calendar: Path | None,
    as_at: date | None,
    pseudonyms: Path | None,
    compact: bool,
    policy: str,
    report: Path | None,
    who: Path | None,
    skip_bad_rows: bool,
) -> Exit:
    """Read the exports SOURCE… of a school information system and write the dataset that other commands read.

    A source is CSV, a workbook (xlsx, xls, ods), JSON, XML or Parquet: what it holds is recognised and said. Every row
    that is read is used or reported. No comment is imported, and no UPN stands in anything that is written.
    """
    for source in sources:
        if not source.exists():
            raise Refused(f"there is no file `{source}`", help=beside(source, "check the name and the folder"))
    loaded = api.load_policy(policy_named(policy))
    if loaded.value is None or loaded.failed:
        output.tell(loaded.diagnostics)
        return Exit.FOUND
    if suggest_map:
        return _suggest(sources, loaded.value, map_file)
    if out is None:
        raise Refused("the place for the dataset is missing", help="give it, as in `--out data`")
    if out.exists() and not out.is_dir():
        raise Refused(f"`{out}` is a file", help="give the name of a folder")
    mapping = calls.import_map(map_file, loaded.value, None if shape == "auto" else shape)
    if mapping.value is None:
        output.tell(mapping.diagnostics)
        return Exit.FOUND
    if calendar is None and (out / "calendar.yaml").is_file():
        calendar = out / "calendar.yaml"
    wishes = Wishes(mapping.value, as_at, _key(pseudonyms), skip_bad_rows, calendar)
    made = calls.import_data(sources, loaded.value, wishes)
    output.tell((*mapping.diagnostics, *made.diagnostics))
    if made.value is not None:
        from cli.render import account

        output.show(account.page(made.value))
        if report is not None:
            output.save(account.as_json(made.value, made.diagnostics), report)
    if made.value is None or made.failed:
        print("nothing is written", file=sys.stderr)
        if made.value is not None and not skip_bad_rows:
            print("  help: --skip-bad-rows leaves out what is told, and writes the rest", file=sys.stderr)
        return Exit.FOUND
    try:
        calls.write_import(made.value, out, "compact" if compact else "csv")
    except OSError as cause:
        output.cannot_write(Path(cause.filename or out), cause)
    if who is not None:
        from cli.render import account

        output.save(account.who(made.value), who)
    print(f"written to {out}", file=sys.stderr)
    return Exit.OK


def _suggest(sources: tuple[Path, ...], loaded: Loaded, map_file: Path | None) -> Exit:
    """Write a mapping file to begin with."""
    if map_file is not None and map_file.exists():
        raise Refused(f"`{map_file}` is there already", help="take it away, or name another file with --map")
    suggested = calls.suggested_map(sources, loaded)
    output.tell(suggested.diagnostics)
    if suggested.value is None:
        return Exit.FOUND
    if map_file is None:
        output.hand_over([suggested.value])
    else:
        output.save([suggested.value], map_file)
        print(f"written to {map_file}", file=sys.stderr)
    return Exit.OK


def _key(file: Path | None) -> bytes | None:
    """Read the key of pseudonyms. Raises Refused where it is missing or so short that it could be guessed."""
    if file is None:
        return None
    try:
        key = file.read_bytes().strip()
    except OSError:
        helped = 'make one, as with `python -c "import secrets; print(secrets.token_hex(32))"`, and keep it safe'
        raise Refused(f"there is no key file `{file}`", help=helped) from None
    if len(key) < SHORTEST_KEY:
        raise Refused(f"the key in `{file}` has {len(key)} characters", help=f"a key has at least {SHORTEST_KEY}")
    return key
