"""One school of many: its policy run over its dataset, in whatever process; what comes of it lies in a file."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cli import output
from cli.deliver import deliver
from cli.many.choice import Choice, choose
from cli.output import Refused
from cli.render import csv, json
from cli.render.columns import actions_of
from cli.render.totals import Totals
from engine import api
from engine.decision import Run
from engine.diagnostics import Diagnostic, Outcome, Severity, in_order
from engine.load import Loaded
from engine.nouns import dataclass
from engine.pool.uncollected import done_with, uncollected
from engine.schools.school import School

FAILED, AGAIN = "M006", "M007"
"""A school that could not be run, for a reason that no place in a file shows; one that was taken up again."""

MOST_OF_ONE_KIND = 20
"""Findings of one code in one file that are kept of a school that could not be run."""


@dataclass(frozen=True, slots=True)
class Task:
    """One school to run. `file` takes the results; `alone` says that it is a file of that school's own."""

    school: School
    choice: Choice
    form: str
    file: Path
    alone: bool


def get_ready(task: Task) -> None:
    """Load what the schools beside this one need too: the program, and the layers that they share with it."""
    api.get_ready()
    _loaded(task.school.policy, task.school.root)


def run_school(task: Task) -> Totals:
    """Run one school and write what comes of it to the task's file; whatever is wrong with it is told, not raised."""
    name, choice = task.school.name, task.choice
    loaded = _loaded(task.school.policy, task.school.root)
    if loaded.value is None or loaded.failed:
        return Totals(name, failed=True, found=tuple(loaded.diagnostics))
    knows = frozenset(choice.rules) & api.rule_ids(loaded.value)
    made = api.run(loaded.value, task.school.dataset, as_of=choice.as_of, skip_bad_rows=choice.skip_bad_rows)
    found = (*loaded.diagnostics, *made.diagnostics)
    if made.value is None or made.failed:
        return Totals(name, failed=True, found=found if choice.skip_bad_rows else at_first(found), knows=knows)
    try:
        run = choose(made.value, choice)
        with uncollected():
            _write(run, task)
    except Refused as wrong:
        return Totals(name, failed=True, found=(*found, failure(wrong.format_message())), knows=knows)
    totals = Totals(
        name,
        failed=False,
        found=found,
        pupils=run.data.pupils,
        marks=run.data.marks,
        actions=actions_of(run).by_rule(),
        tasks=actions_of(run).by_task(),
        decisions=len(run.decisions),
        undecided=len(run.undecided),
        knows=knows,
    )
    del run, made
    done_with(totals.pupils)
    return totals


def at_first(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Keep of each code and file the first findings, and say how many there are where there are more.

    A dataset with another year's calendar has a finding a mark: all of them would be held until the last school has
    run, and among them those of other schools are not seen.
    """
    kept: list[Diagnostic] = []
    number: Counter[tuple[str, str]] = Counter()
    for item in in_order(found):
        kind = (item.code, item.place.source.name if item.place else "")
        number[kind] += 1
        if number[kind] <= MOST_OF_ONE_KIND:
            kept.append(item)
    return (*kept, *(_many_more(*kind, count) for kind, count in number.items() if count > MOST_OF_ONE_KIND))


def _many_more(code: str, file: str, count: int) -> Diagnostic:
    message = f"there are {count:,} findings {code} in `{file}`, of which the first {MOST_OF_ONE_KIND} are told"
    return Diagnostic(code, message, None, "run over this school alone, the program prints each of them")


def failure(why: str) -> Diagnostic:
    """Say why a school could not be run, where no place in a file shows it; who prints it names the school."""
    message, _, helped = why.partition("\n  help: ")
    return Diagnostic(FAILED, message, None, helped)


def taken_up_again(why: str | None, *, failed: bool) -> tuple[Diagnostic, ...]:
    """Say that a school was looked at in the end, and why not at once; nothing where it was."""
    if why is None:
        return ()
    message = f"it had to be taken up again: {why}"
    whole = "what is told of it is whole" if failed else "its results are whole"
    helped = f"{whole}; where it happens often, give fewer --jobs: each holds a school in memory"
    return (Diagnostic(AGAIN, message, None, helped, severity=Severity.WARNING),)


@lru_cache(maxsize=8)
def _loaded(policy: Path | str, root: Path | None) -> Outcome[Loaded]:
    # where one policy goes with many datasets, a process reads it once
    return api.load_policy(policy, root=root)


def _write(run: Run, task: Task) -> None:
    name = task.school.name
    if task.alone:
        output.make_folder(task.file.parent)
        deliver(run, task.form, task.file)
    elif task.form == "jsonl":
        output.save(json.lines(run, name), task.file)
    elif task.form == "json":
        output.save(json.one_object(run, name), task.file)
    elif task.form == "csv":
        output.save(csv.actions_of_one(run, name), task.file)
        output.save(csv.decisions_of_one(run, name), decisions_file(task.file))


def decisions_file(file: Path) -> Path:
    """Give the file beside a file of actions that takes the decisions."""
    return file.with_name(f"{file.name}.decisions")
