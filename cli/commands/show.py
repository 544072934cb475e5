"""`policy show`: a policy as it is in force."""

from datetime import date

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY
from engine import api


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
    part = "expanded" if expanded else "names" if names else "origins" if origins else "effective"
    made = api.show(policy, part=part, as_of=as_of, form=form)
    output.tell(made.diagnostics)
    if made.value is not None and not made.failed:
        output.hand_over([made.value])
        return Exit.OK
    return Exit.USAGE if api.is_absent(made) else Exit.FOUND
