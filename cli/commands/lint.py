"""`policy lint`: what is wrong with policies, each finding at its place."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, beside, format_by_name, meant, policy_named, today
from cli.output import Refused
from engine import api
from engine.diagnostics import Outcome, Severity
from engine.lint.report import Report

if TYPE_CHECKING:
    from engine.lint.fix import Fixed

FORMATS = ("text", "json", "sarif", "github", "junit")
LEVELS = tuple(each.name.lower() for each in reversed(Severity))


@click.command("lint")
@click.argument("paths", metavar="[PATHS]...", nargs=-1, type=FILE)
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="Judge as on this day; today, if left out.")
@click.option("--level", type=click.Choice(LEVELS), default="error", show_default=True, help="Exit 1 from here up.")
@click.option("--select", metavar="CODES", multiple=True, help="Only these, as in L3 or L301,R010.")
@click.option("--ignore", metavar="CODES", multiple=True, help="All but these.")
@click.option("--law", metavar="NAME", default="england", show_default=True, help="Judges a policy below no other.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How to print; else as the name of --out ends, else text."
)
@click.option("--out", type=OUT, metavar="FILE", help="Write the findings to a file.")
@click.option(
    "--fix",
    is_flag=True,
    help="Correct spellings, signs and amounts in another way of writing, and what changes no decision.",
)
@click.option("--diff", "show", is_flag=True, help="Show what --fix would change; without --fix, change nothing.")
def command(
    paths: tuple[Path, ...],
    as_of: date | None,
    level: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    law: str,
    form: str | None,
    out: Path | None,
    fix: bool,
    show: bool,
) -> Exit:
    """Say what is wrong with the policies in PATHS: files, folders, bundled policies, or `-` for what is piped in.

    Errors and warnings are printed in full, and the number of remarks that are only information; `--level info`
    prints those too. `policy rules CODE` says more about a finding.
    """
    day = as_of or today()
    form = form or format_by_name(out, FORMATS, "text")
    files = [file for path in paths or (Path(),) for file in there(path)]
    if fix and (named := next((path for path in paths if str(path) != "-" and not path.exists()), None)):
        raise Refused(f"`{named}` comes with the program, and is not mended in place", help="name a file of your own")
    if fix or show:
        if Path("-") in paths:
            raise Refused("what is piped in has no file to be mended", help="name the file")
        from engine.lint.fix import fix_files  # what it compares with is loaded for it alone

        mended = fix_files(files, as_of=day, law=policy_named(law), select=codes(select), ignore=codes(ignore))
        looked = mend(mended, fix=fix, show=show)
        if not fix:
            return looked
    text = sys.stdin.buffer.read() if Path("-") in paths else None
    report = api.lint(files, as_of=day, text=text, select=codes(select), ignore=codes(ignore), law=policy_named(law))
    least = Severity[level.upper()]
    pieces = rendered(report, form, least)
    put = output.put_page if form == "text" else output.put
    put(pieces, out)
    return Exit.FOUND if report.worst(least) or not report.checked else Exit.OK


def there(path: Path) -> Iterator[Path]:
    """Give the file or folder that is meant, a bundled policy by its name; none for `-`. Raises Refused otherwise."""
    if path == Path("-"):
        return
    if path.exists():
        yield path
        return
    known = api.bundled_policies()
    if str(path) not in known:
        raise Refused(f"there is no file, folder or policy `{path}`", help=beside(path, meant(str(path), known)))
    yield api.bundled_policy(str(path))


def mend(looked: "Outcome[list[Fixed]]", *, fix: bool, show: bool) -> Exit:
    """Show what can safely be mended in files, and mend it, each file whole or not at all."""
    from cli.render.fixes import page, told

    found = [each for each in looked.value or () if each.changed]
    if show:
        output.show(piece for each in found for piece in page(each))
    if fix:
        for each in found:
            assert each.file is not None
            output.save_bytes([each.after.save()], each.file)
    # beside a diff that is piped on, what was done is no part of it
    sys.stdout.flush()
    for piece in told(found, done=fix):
        sys.stderr.write(piece)
    if not fix:  # else the report says so
        output.tell(looked.diagnostics)
    return Exit.FOUND if any(each.severity is Severity.ERROR for each in looked.diagnostics) else Exit.OK


def codes(words: tuple[str, ...]) -> list[str]:
    """Give the codes that are named, or begun; a rule's name gives its code. Raises Refused where none is meant."""
    found = []
    for word in (part.strip() for text in words for part in text.split(",") if part.strip()):
        code = api.lint_code(word)
        if code is None:
            raise Refused(f"no finding has a code that begins with `{word}`", help="`policy rules` lists the codes")
        found.append(code)
    return found


def rendered(report: Report, form: str, least: Severity) -> Iterator[str]:
    """Render a report in one of `FORMATS`."""
    if form == "json":
        from cli.render import findings_json

        return findings_json.one_object(report)
    if form == "sarif":
        from cli.render import sarif

        return sarif.log(report)
    if form == "github":
        from cli.render import github

        return github.annotations(report)
    if form == "junit":
        from cli.render import junit

        return junit.suites(report)
    from cli.render import findings

    return findings.page(report, least=min(least, Severity.WARNING), colour=output.coloured(sys.stdout))
