"""`policy schema`: the JSON Schemas that editors and other programs use."""

from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import FILE
from engine import api

NAMES = ("policy", "test", "decision", "report")


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES), default="policy", metavar=f"[{'|'.join(NAMES)}]")
@click.option("--write", "folder", type=FILE, metavar="FOLDER", help="Write all of them into this folder instead.")
def command(name: str, folder: Path | None) -> Exit:
    """Print the JSON Schema (2020-12) of a policy file, of a file of tests, or of the output of `policy run`."""
    schemas = api.schemas()
    if folder is None:
        output.hand_over([schemas[f"{name}.schema.json"]])
        return Exit.OK
    if not folder.is_dir():
        raise output.Refused(f"there is no folder `{folder}`", help="make it first, or give another place")
    for file, text in sorted(schemas.items()):
        output.save([text], folder / file)
    return Exit.OK
