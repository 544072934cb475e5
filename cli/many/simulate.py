"""Schools -> what would have been otherwise at each and in all; a school that fails never hides another's results."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from cli import output
from cli.exits import OF_THE_COMMAND_LINE, Exit
from cli.many.half_written import nothing_half_written
from cli.many.school import at_first, failure, taken_up_again
from cli.many.telling import Telling, tell_of_earlier
from cli.options import is_folder, policy_named
from cli.output import Refused
from cli.progress import Progress
from cli.render.differing import Differing, counted
from cli.stopped import ends_tidily
from engine import api
from engine.diagnostics import Severity
from engine.nouns import dataclass
from engine.pool.each import each
from engine.schools.school import Paired, School

FORMATS = ("table", "json", "xlsx", "html")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every school: values at paths, a sweep, or the policy of its name in another folder."""

    edits: tuple[tuple[str, str], ...]
    ranges: tuple[str, ...]
    against: str | None
    as_of: date | None
    first: date | None
    last: date | None
    show_small: bool
    skip_bad_rows: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One school to compare; `other` is its policy in the other folder, `file` takes its own report where asked for."""

    school: School
    asked: Asked
    other: School | None = None
    file: Path | None = None


def get_ready(task: Task) -> None:
    """Load what the schools beside this one need too: the layers that they share with it."""
    api.load_policy(task.school.policy, root=task.school.root)


def compare_school(task: Task) -> Differing:
    """Compare one school; whatever is wrong with it is told, not raised."""
    name, asked = task.school.name, task.asked
    base = api.load_policy(task.school.policy, root=task.school.root)
    if base.value is None or base.failed:
        return Differing(name, failed=True, found=tuple(base.diagnostics))
    other = None
    found = tuple(base.diagnostics)
    if task.other is not None:
        loaded = api.load_policy(task.other.policy, root=task.other.root)
        found = (*found, *loaded.diagnostics)
        if loaded.value is None or loaded.failed:
            return Differing(name, failed=True, found=found)
        other = loaded.value
    made = api.simulate(
        base.value,
        task.school.dataset,
        edits=asked.edits,
        ranges=asked.ranges,
        against=other,
        first=asked.first,
        last=asked.last,
        show_small=asked.show_small,
        as_of=asked.as_of,
        skip_bad_rows=asked.skip_bad_rows,
    )
    found = (*found, *made.diagnostics)
    if made.value is None or made.failed:
        return Differing(name, failed=True, found=found if asked.skip_bad_rows else at_first(found))
    if task.file is not None:
        from cli.render import simulation_plain

        try:
            output.save(simulation_plain.one_object(made.value), task.file)
        except Refused as wrong:
            return Differing(name, failed=True, found=(*found, failure(wrong.format_message())))
    return counted(name, made.value, found)


def compare_schools(
    found: Paired, others: Paired | None, asked: Asked, folder: Path | None, jobs: int
) -> list[Differing]:
    """Compare schools in their order and tell what is wrong with each; with a folder each gets a file there."""
    beside = {school.name: school for school in others.schools} if others is not None else {}
    tasks = [
        Task(
            school,
            asked,
            beside.get(school.name),
            None if folder is None else folder / _file_name(school.name),
        )
        for school in found.schools
        if others is None or school.name in beside
    ]
    came: list[Differing] = []
    telling = Telling()
    killed: list[str] = []
    with (
        ends_tidily(),
        nothing_half_written([task.file for task in tasks if task.file is not None], killed),
        Progress(sys.stderr) as progress,
        closing(each(compare_school, tasks, jobs=jobs, ready=get_ready)) as results,
    ):
        for task, done in zip(tasks, results, strict=True):
            name = task.school.name
            this = done.value or Differing(name, failed=True, found=(failure(str(done.fault)),))
            if done.value is None or done.again is not None:
                killed.append(name)
            telling.tell(name, (*this.found, *taken_up_again(done.again, failed=this.failed)))
            came.append(this)
            progress("schools", len(came), len(tasks))
    return came


def _file_name(school: str) -> str:
    return f"{school.replace('/', '%')}.json"


def left_out(found: Paired, others: Paired | None) -> list[Differing]:
    """Give the schools that could not be compared, as they lack a policy, another policy or a dataset."""
    why = {each.name: each.why for each in (*(others.left_out if others is not None else ()), *found.left_out)}
    return [Differing(name, failed=True, found=told) for name, told in why.items()]


def carry_out(
    policy: str, datasets: Path, asked: Asked, form: str | None, out: Path | None, report: Path | None, jobs: int
) -> Exit:
    """Compare many schools, each with its own policy and dataset: one report by school and in total.

    With a folder as `out` every school's own comparison lies there too.
    """
    into_folder = out is not None and (out.is_dir() or not out.suffix)
    ending = out.suffix.removeprefix(".").lower() if out is not None else ""
    form = form or (ending if ending in FORMATS and not into_folder else "table")
    if form not in FORMATS:
        helped = f"use one of {', '.join(FORMATS)}; with --out FOLDER every school gets a file"
        raise Refused(f"{form} holds one school", help=helped)
    found = api.schools_of(named(policy), datasets, asked.as_of or asked.last)
    told = list(found.diagnostics)
    others = None
    if asked.against is not None:
        other = api.schools_of(named(asked.against), datasets, asked.as_of or asked.last)
        told += [each for each in other.diagnostics if each not in told]
        others = other.value or Paired()
    output.tell(told)
    if into_folder and out is not None:
        output.make_folder(out)
    pairs = found.value or Paired()
    came = compare_schools(pairs, others, asked, out if into_folder else None, jobs)
    if not came:
        return Exit.FOUND
    misused = all(each.failed and _of_the_command_line(each) for each in came)
    came = sorted([*came, *left_out(pairs, others)], key=lambda each: each.name)
    if into_folder and out is not None:
        tell_of_earlier(out / _file_name(each.name) for each in came if each.failed)
    if report is not None:
        deliver(came, "html", report, show_small=asked.show_small)
        print(f"the report is in {report}", file=sys.stderr)
    if report is None or out is not None:
        deliver(came, form, None if into_folder else out, show_small=asked.show_small)
    if misused:
        return Exit.USAGE
    wrong = any(each.severity is Severity.ERROR for each in told) or any(each.failed for each in came)
    return Exit.FOUND if wrong else Exit.OK


def named(policy: str) -> str | Path:
    """Give the folder of policies, or the one policy, that is meant."""
    return Path(policy) if is_folder(policy) else policy_named(policy)


def _of_the_command_line(school: Differing) -> bool:
    return any(found.code in OF_THE_COMMAND_LINE for found in school.found)


def deliver(came: Sequence[Differing], form: str, out: Path | None, *, show_small: bool) -> None:
    """Render what came of all schools and put it where it was asked for."""
    from cli.render import differing

    if form == "table":
        output.put_page(differing.page(came, show_small=show_small), out)
    elif form == "json":
        output.put([json.dumps(differing.plain(came, show_small=show_small), indent=1, ensure_ascii=False) + "\n"], out)
    elif form == "html":
        output.put(differing.whole(came, show_small=show_small), out)
    else:
        book = [differing.book(came, show_small=show_small)]
        output.put_bytes(book, "a workbook", out)
