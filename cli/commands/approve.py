"""`policy approve`: write down what a policy says on the day it is approved, so that every later change is seen."""

from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, beside, meant, today
from cli.output import Refused
from engine import api
from engine.lint.approve import Approved
from engine.words import day_in_words


@click.command("approve")
@click.argument("paths", metavar="PATHS...", nargs=-1, required=True, type=FILE)
@click.option("--by", metavar="TEXT", help="Who approved it, as in `the governing board`; no name of a person.")
@click.option("--on", type=DAY, metavar="DATE", help="The day on which it was approved; today, if left out.")
def command(paths: tuple[Path, ...], by: str | None, on: date | None) -> Exit:
    """Write down what the policies in PATHS say, files or folders, as it was approved.

    The record of a policy is `approvals/NAME.yaml` in its folder: one line a part, of that file alone and not of the
    layers above it. `policy lint` then tells of each part that was changed, added, taken out or moved since.
    A policy with an error is not approved. Where nothing was changed, the day of the record stands unless --by or
    --on is given.
    """
    for path in paths:
        there(path)
    if by is not None and not by.split():
        raise Refused("--by says nobody", help="name the body that approved it, or leave it out")
    day = on or today()
    approver = " ".join(by.split()) if by is not None else None
    made = api.approve(paths, on=day, by=approver, anew=by is not None or on is not None)
    output.tell(made.diagnostics)
    for each in made.approved:
        keep(each)
        output.show([f"{each.name}: {told(each)}\n"])
    if made.approved:
        output.show([f"as at {day_in_words(day)}{'' if on else ', today'}\n"])
    return Exit.FOUND if made.failed or not made.approved else Exit.OK


def there(path: Path) -> None:
    """Look whether a file or folder is there. Raises Refused where it is not, or comes with the program."""
    if path.exists():
        return
    known = api.bundled_policies()
    if str(path) in known:
        raise Refused(f"`{path}` comes with the program, and is approved there", help="name a file of your own")
    raise Refused(f"there is no file or folder `{path}`", help=beside(path, meant(str(path), known)))


def keep(each: Approved) -> None:
    """Write one record, its folder with it. Raises Refused where it cannot be written."""
    if each.file.is_file() and each.file.read_bytes() == each.text.encode():
        return
    try:
        each.file.parent.mkdir(exist_ok=True)
    except OSError as cause:
        output.cannot_write(each.file.parent, cause)
    output.save([each.text], each.file)


def told(each: Approved) -> str:
    """Say what was done with one policy."""
    day = day_in_words(each.on)
    if each.kept:
        return f"as it was approved on {day}"
    parts = f"{each.parts} part{'' if each.parts == 1 else 's'}"
    if each.first:
        return f"approved on {day}, {parts}, in {each.file.as_posix()}"
    changed = f"{each.changes} change{'' if each.changes == 1 else 's'}" if each.changes else "nothing changed"
    return f"approved on {day}, {parts}, {changed} since the record before"
