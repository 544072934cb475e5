"""What a command line asked to see of a run."""

from dataclasses import replace
from datetime import date

from cli.output import Refused
from cli.render.columns import actions_of, decisions_of
from engine.decision import Run
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """The days and the rules to print; nothing after `as_of` is looked at. None and no rule: all of them."""

    as_of: date | None = None
    first: date | None = None
    last: date | None = None
    rules: tuple[str, ...] = ()
    skip_bad_rows: bool = False


def choose(run: Run, choice: Choice) -> Run:
    """Keep what the command line asked to see. Raises Refused where it asked for days outside the data."""
    first, last = choice.first, choice.last
    if first and first > run.as_of:
        raise Refused(f"there is nothing from {first} on: the data ends on {run.as_of}", help="give an earlier --from")
    if last and run.begins and last < run.begins:
        raise Refused(f"there is nothing up to {last}: the data begins on {run.begins}", help="give a later --to")
    wanted = frozenset(choice.rules)
    start, end = (first or date.min).isoformat(), (last or date.max).isoformat()
    undecided = [each for each in run.undecided if not wanted or each.rule in wanted]
    return replace(
        run,
        actions=actions_of(run).only(wanted, start, end),
        decisions=decisions_of(run).only(wanted, start, end),
        undecided=undecided,
    )
