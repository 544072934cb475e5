"""`policy test`: the scenario tests beside policies."""

import sys
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import FILE
from cli.output import Refused
from cli.progress import Progress
from engine import api
from engine.testing.result import Ending


@click.command("test")
@click.argument("paths", metavar="PATHS...", nargs=-1, required=True, type=FILE)
@click.option("-k", "word", metavar="TEXT", default="", help="Run only tests with this text in their name or file.")
@click.option("-v", "--verbose", is_flag=True, help="Name the tests that pass, too.")
def command(paths: tuple[Path, ...], word: str, verbose: bool) -> Exit:
    """Run the scenario tests in PATHS: files, or folders with files named *.test.yaml.

    A test says what a small school's registers and facts are, and every action that must come of them.
    """
    for path in paths:
        if not path.exists():
            raise Refused(f"there is no file or folder `{path}`", help="check the name and the folder")
    with Progress(sys.stderr) as progress:
        played = api.run_tests(paths, matching=word, progress=progress)
    from cli.render import tests

    output.tell(played.diagnostics)
    results = played.value or ()
    ran = [result for result in results if result.ending is not Ending.SKIPPED]
    output.show(tests.page(results, colour=output.coloured(sys.stdout), verbose=verbose))
    if not ran and not played.failed:
        which = f" with `{word}` in its name" if word else ""
        output.show([f"nothing was checked: there is no test{which}\n"])
    wrong = any(result.ending in (Ending.FAILED, Ending.ERROR) for result in results)
    return Exit.FOUND if wrong or played.failed or not ran else Exit.OK
