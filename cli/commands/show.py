"""`policy show`: a policy as it is in force."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, policy_named
from engine import api
from engine.diagnostics import Outcome


@click.command("show")
@click.argument("policy", metavar="POLICY")
@click.option("--expanded", is_flag=True, help="Sections as the measures, rules, ladders and tables they stand for.")
@click.option("--names", is_flag=True, help="Every name a condition may use, with its type and unit.")
@click.option("--origins", is_flag=True, help="Where every value comes from: layer, file, line and clause.")
@click.option("--as-of", type=DAY, metavar="DATE", help="As it is in force on this day.")
@click.option("--format", "form", type=click.Choice(("yaml", "json")), default="yaml", show_default=True)
def command(policy: str, expanded: bool, names: bool, origins: bool, as_of: date | None, form: str) -> Exit:
    """Print POLICY with all its layers joined: a file, or the name of a policy that comes with the program."""
    if expanded + names + origins > 1:
        raise output.Refused("only one of --expanded, --names and --origins can be shown", help="run it twice")
    if as_of and (expanded or names):
        raise output.Refused("--as-of goes with the policy itself and with --origins", help="leave it out")
    made = ask(policy_named(policy), expanded=expanded, names=names, origins=origins, as_of=as_of)
    output.tell(made.diagnostics)
    if made.value is None or made.failed:
        return Exit.FOUND
    if form == "json":
        value = [asdict(each) for each in made.value] if names or origins else made.value
        output.hand_over([json.dumps(value, indent=2, ensure_ascii=False) + "\n"])
    elif names or origins:
        output.show(listed(made.value, names=names))
    else:
        output.hand_over([api.as_yaml(made.value)])
    return Exit.OK


def ask(policy: str, *, expanded: bool, names: bool, origins: bool, as_of: date | None) -> Outcome[Any]:
    """Get what is to be shown."""
    if expanded:
        return api.expanded(policy)
    if names:
        return api.names(policy)
    return api.origins(policy, as_of) if origins else api.effective(policy, as_of)


def listed(value: Iterable[Any], *, names: bool) -> Iterable[str]:
    """Render names or origins for people."""
    from cli.render import names as names_page
    from cli.render import origins as origins_page

    return names_page.page(value) if names else origins_page.page(value)
