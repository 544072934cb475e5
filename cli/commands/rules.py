"""`policy rules`: the catalogue of the linter, and the page of one rule."""

import json
import re

import click

from cli import output
from cli.exits import Exit
from cli.options import meant
from cli.output import Refused
from engine import api

NO_RULE = """It is no rule of the linter: the finding says all there is to say. It has one severity and cannot be
allowed, since a policy that cannot be understood is not run."""


@click.command("rules")
@click.argument("code", metavar="[CODE]", required=False)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(code: str | None, form: str) -> Exit:
    """List the rules of `policy lint`, or print the page of one, by its CODE or its name."""
    pages = api.lint_rules()
    if code is not None:
        word = code.strip().lower()
        chosen = [page for page in pages if word in (page.code.lower(), page.name)]
        stage = api.lint_stage(code.strip()) if not chosen else None
        if stage is not None:
            output.show([f"{code.strip().upper()} is found in {stage}.\n\n{NO_RULE}\n"])
            return Exit.OK
        if not chosen:
            known = [each for page in pages for each in (page.code, page.name)]
            raise Refused(f"there is no rule `{code}`", help=meant(code.upper() if len(code) < 6 else code, known))
        pages = tuple(chosen)
    if form == "json":
        rows = [
            {
                "code": page.code,
                "name": page.name,
                "severity": page.severity.name.lower(),
                "summary": page.summary,
                "page": page.page,
            }
            for page in pages
        ]
        output.hand_over([json.dumps(rows, indent=2, ensure_ascii=False) + "\n"])
    elif code is not None:
        page = pages[0]
        output.show([f"{page.code} {page.name} ({page.severity.name.lower()})\n\n", plain(page.page), "\n"])
    else:
        widest = max(len(page.name) for page in pages)
        for page in pages:
            output.show([f"{page.code}  {page.severity.name.lower():<7}  {page.name:<{widest}}  {page.summary}\n"])
    return Exit.OK


def plain(page: str) -> str:
    r"""Give a page as text for a terminal: headings bare, examples set in.

    >>> plain("## Why\n\nSo.")
    'Why\n\nSo.'
    """
    lines: list[str] = []
    inside = False
    for line in page.splitlines():
        if line.startswith("```"):
            inside = not inside
            named = re.fullmatch(r"```yaml (\w+)", line)
            if named:
                lines.append(f"    # {'the tests beside it' if named[1] == 'tests' else named[1] + '.yaml'}")
            continue
        lines.append(f"    {line}".rstrip() if inside else line.removeprefix("## "))
    return "\n".join(lines)
