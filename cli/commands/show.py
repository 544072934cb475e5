"""`policy show`: a policy as it is in force."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, meant, policy_of_day, today
from cli.output import Refused
from engine import api
from engine.diagnostics import Outcome, Severity

_NO_VALUES = ("lock", "remove")


@click.command("show")
@click.argument("policy", metavar="POLICY")
@click.option("--expanded", is_flag=True, help="Sections as the measures, rules, ladders and tables they stand for.")
@click.option("--names", is_flag=True, help="Every name a condition may use, with its type and unit.")
@click.option("--origins", is_flag=True, help="Where every value comes from: layer, file, line and clause.")
@click.option("--dependents", is_flag=True, help="Which schools a change of this layer alters, and which override it.")
@click.option(
    "--path",
    metavar="PATH",
    help="With --origins or --dependents: only this value or part, as in values.lates_limit.",
)
@click.option("--in", "folder", type=FILE, metavar="FOLDER", help="With --dependents: look for schools here.")
@click.option("--as-of", type=DAY, metavar="DATE", help="As it is in force on this day.")
@click.option("--format", "form", type=click.Choice(("yaml", "json")), default="yaml", show_default=True)
def command(
    policy: str,
    expanded: bool,
    names: bool,
    origins: bool,
    dependents: bool,
    path: str | None,
    folder: Path | None,
    as_of: date | None,
    form: str,
) -> Exit:
    """Print POLICY with all its layers joined: a file, or the name of a policy.

    A name is looked for here, in the folder `policies`, and among the policies that come with the program; with a
    folder before it, as in trust/oakfield, in that folder. Of several versions of one policy the one in force on the
    day of --as-of is taken, else today's.
    """
    if expanded + names + origins + dependents > 1:
        told = "only one of --expanded, --names, --origins and --dependents can be shown"
        raise Refused(told, help="run it twice")
    if as_of and names:
        raise Refused("--as-of goes with all but --names", help="leave it out")
    if folder and not dependents:
        raise Refused("--in goes with --dependents", help="add it, or leave --in out")
    if path and not (origins or dependents):
        raise Refused("--path goes with --origins and --dependents", help="add one of them, or leave --path out")
    now = today()
    file = policy_of_day(policy, as_of or now)
    if dependents:
        return tell_dependents(file, folder, as_of or now, path, form)
    made = ask(file, expanded=expanded, names=names, origins=origins, as_of=as_of, path=path)
    output.tell(made.diagnostics)
    if made.value is None or made.failed:
        return Exit.FOUND
    if path and not made.value:
        raise nothing_at(path, policy, api.origins(file).value or (), as_of)
    if form == "json":
        value = [asdict(each) for each in made.value] if names or origins else made.value
        output.hand_over([json.dumps(value, indent=2, ensure_ascii=False) + "\n"])
    elif names or origins:
        output.show(listed(made.value, names=names))
    else:
        output.hand_over([api.as_yaml(made.value)])
    return Exit.OK


def ask(
    policy: str, *, expanded: bool, names: bool, origins: bool, as_of: date | None, path: str | None
) -> Outcome[Any]:
    """Get what is to be shown."""
    if expanded:
        return api.expanded(policy, as_of)
    if names:
        return api.names(policy)
    return api.origins(policy, as_of, path) if origins else api.effective(policy, as_of)


def listed(value: Iterable[Any], *, names: bool) -> Iterable[str]:
    """Render names or origins for people."""
    from cli.render import names as names_page
    from cli.render import origins as origins_page

    return names_page.page(value) if names else origins_page.page(value)


def nothing_at(path: str, policy: str, said: Iterable[Any], as_of: date | None) -> Refused:
    """Say that a policy has nothing at a path, at least on a day, and which path may be meant."""
    if path.partition(".")[0] in _NO_VALUES:
        told = "it stands in the layers' own files; a value that breaks a lock is told by `policy lint`, with the lock"
        return Refused(f"`{path}` is no value that is in force", help=told)
    paths = [each.path for each in said]
    if as_of and any(each.startswith((path, f"{path}.", f"{path}[")) for each in paths):
        return Refused(f"`{policy}` says nothing at `{path}` on {as_of}", help="leave --as-of out to see all days")
    advice = meant(path, paths)
    listed = f"`policy show {policy} --origins` lists what it says"
    return Refused(f"`{policy}` says nothing at `{path}`", help=advice if advice.startswith("did") else listed)


def tell_dependents(policy: str, folder: Path | None, as_of: date, path: str | None, form: str) -> Exit:
    """Print which schools rest on a layer."""
    is_file = Path(policy).is_file()
    file = Path(policy) if is_file else api.bundled_policy(policy)
    if folder is not None and not folder.is_dir():
        raise Refused(f"there is no folder `{folder}`", help="give the folder that holds the policies of schools")
    searched = folder or around(file, comes_along=not is_file)
    made = api.dependents(file, searched, as_of, path)
    output.tell(made.diagnostics)
    if made.value is None:
        return Exit.FOUND
    if path is not None and not made.value.values and path.partition(".")[0] in (*_NO_VALUES, "allow"):
        told = "it holds for every school below; after a change `policy lint FOLDER` tells where it breaks something"
        raise Refused(f"`{path}` is no value that schools have from `{policy}`", help=told)
    if path is not None and not made.value.values:
        raise Refused(f"`{policy}` says nothing at `{path}`", help="`policy show --dependents` lists what it says")
    if form == "json":
        left_out = [{"school": each.name, "why": each.reasons} for each in made.value.left_out]
        value = {**asdict(replace(made.value, left_out=())), "left_out": left_out}
        output.hand_over([json.dumps(value, indent=2, ensure_ascii=False) + "\n"])
    else:
        from cli.render import dependents

        output.show(dependents.page(made.value, searched))
    return Exit.FOUND if any(found.severity is Severity.ERROR for found in made.diagnostics) else Exit.OK


def around(file: Path, *, comes_along: bool) -> Path:
    """Give the folder whose schools may rest on a file: the policies folder it lies in, else the one worked in.

    On one that comes along with the program rest those of the folder worked in.
    """
    above = file.absolute().parents
    if comes_along and Path().absolute() not in above:
        return Path("policies") if Path("policies").is_dir() else Path()
    policies = next((folder for folder in above if folder.name == "policies"), None)
    here = Path()
    if policies is None and here.absolute() in above:
        return here
    if policies is None:
        return file.parent
    return policies.relative_to(here.absolute()) if here.absolute() in policies.parents else policies
