"""Schools -> one report by school and in total; a school that fails never hides another's results."""

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from cli import output
from cli.many.choice import Choice
from cli.many.half_written import nothing_half_written
from cli.many.school import Task, decisions_file, failure, get_ready, run_school, taken_up_again
from cli.many.telling import Telling, tell_of_earlier
from cli.output import Refused
from cli.progress import Progress
from cli.render import csv, json, schools
from cli.render.totals import Totals
from cli.stopped import ends_tidily
from engine.nouns import dataclass
from engine.pool.each import each
from engine.pool.workers import Engine, NoHandsError
from engine.schools.school import Paired

STREAMED = ("table", "json", "jsonl", "csv")
_PIECE = 1 << 20
_MOST_JOBS, _ENOUGH_SCHOOLS = 4, 8
"""A process takes as long to start as a small school to run."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work: so many processes of this machine, or of a Dask cluster, here or at an address.

    None: as many as suit the schools.
    """

    jobs: int | None = None
    engine: Engine = "local"
    cluster: str | None = None


def processes_for(schools: int, engine: Engine) -> int:
    """Say how many processes share schools out where nobody says: one a processor, where there are schools enough.

    At most four: each holds a school. A cluster is worth its start with few schools already.
    """
    most = min(os.cpu_count() or 1, _MOST_JOBS)
    return most if engine != "local" or schools >= _ENOUGH_SCHOOLS else 1


def run_schools(found: Paired, choice: Choice, form: str, out: Path | None, hands: Hands) -> list[Totals]:
    """Run schools in their order and put what comes of them where it was asked for; give what came of each.

    Those that were left out, as they lack a policy or a dataset, are in the report as others that failed are.

    With a folder as `out` every school's results lie in a file of its own there, written by whoever ran it.
    Otherwise they go out together, school by school as they come: no more is held than the hands can hold.
    Raises Refused where it cannot be put there, and where no cluster answers.
    """
    into_folder = out is not None and (out.is_dir() or not out.suffix)
    if not into_folder and form not in STREAMED:
        raise Refused(f"{form} holds one school", help="give --out a folder: every school gets a file there")
    if hands.cluster is not None and not into_folder:
        raise Refused("the machines of a cluster write what they find", help="give --out a folder that all of them see")
    if into_folder and out is not None:
        output.make_folder(out)
    with ends_tidily(), TemporaryDirectory(prefix="policy-") as spool:
        folder = out if into_folder and out is not None else Path(spool)
        tasks = [
            Task(school, choice, form, folder / _file_name(school.name, form, alone=into_folder), into_folder)
            for school in found.schools
        ]
        came: list[Totals] = []
        left_out = [Totals(each.name, failed=True, found=each.why) for each in found.left_out]
        killed: list[str] = []
        with (
            nothing_half_written([task.file for task in tasks], killed),
            Progress(sys.stderr) as progress,
            closing(_coming(tasks, hands, came, killed, progress)) as coming,
        ):
            if into_folder or form == "table":
                for _ in coming:
                    pass
                page = schools.page(_by_name(came, left_out))
                output.put_page(page, None if into_folder else out)
            else:
                _stream(tasks, coming, came, left_out, form, out)
        if into_folder:
            failed = [each.name for each in (*came, *left_out) if each.failed]
            tell_of_earlier(folder / _file_name(name, form, alone=True) for name in failed)
    return came


def _file_name(name: str, form: str, *, alone: bool) -> str:
    ending = "txt" if form == "table" else form
    return f"{name}.{ending}" if alone else f"{name.replace('/', '%')}.{ending}"


def _coming(
    tasks: Sequence[Task], hands: Hands, came: list[Totals], killed: list[str], progress: Progress
) -> Generator[tuple[Task, Totals], None, None]:
    """Yield what comes of each school in their order, and tell what is wrong with it at once.

    `killed` takes the names of schools of which a try came to no end.
    """
    jobs = hands.jobs or processes_for(len(tasks), hands.engine)
    telling = Telling()
    try:
        with closing(
            each(run_school, tasks, jobs=jobs, engine=hands.engine, address=hands.cluster, ready=get_ready)
        ) as results:
            for task, done in zip(tasks, results, strict=True):
                name = task.school.name
                this = done.value or Totals(name, failed=True, found=(failure(str(done.fault)),))
                if done.value is None or done.again is not None:
                    killed.append(name)
                telling.tell(name, (*this.found, *taken_up_again(done.again, failed=this.failed)))
                came.append(this)
                yield task, this
                progress("schools", len(came), len(tasks))
    except NoHandsError as cause:
        raise Refused(str(cause), help=cause.help) from None


def _by_name(came: Sequence[Totals], left_out: Sequence[Totals]) -> list[Totals]:
    return sorted([*came, *left_out], key=lambda each: each.name) if left_out else list(came)


def _stream(
    tasks: Sequence[Task],
    coming: Iterable[tuple[Task, Totals]],
    came: list[Totals],
    left_out: Sequence[Totals],
    form: str,
    out: Path | None,
) -> None:
    if form == "jsonl":
        pieces = _after(_texts(coming), lambda: [json.totals_line(_by_name(came, left_out))])
    elif form == "json":
        pieces = json.schools_object(_objects(coming), lambda: _by_name(came, left_out))
    else:
        pieces = _before(csv.header_of_many(), _texts(coming))
    output.put(pieces, out)
    if form == "csv":
        _put_decisions(tasks, came, out)


def _put_decisions(tasks: Sequence[Task], came: Sequence[Totals], out: Path | None) -> None:
    if out is None:
        number = sum(each.decisions for each in came)
        if number:
            left = f"{number:,} decisions are not in this table"
            print(f"{left}\n  help: with --out NAME.csv they go to NAME.decisions.csv", file=sys.stderr)
        return
    files = [decisions_file(task.file) for task, this in zip(tasks, came, strict=True) if not this.failed]
    output.put(csv.decisions_of_many(files), out.with_name(f"{out.stem}.decisions{out.suffix}"))


def _texts(coming: Iterable[tuple[Task, Totals]]) -> Iterator[bytes]:
    for task, this in coming:
        if not this.failed:
            yield from _text(task.file)
            task.file.unlink()


def _objects(coming: Iterable[tuple[Task, Totals]]) -> Iterator[Iterator[bytes]]:
    for task, this in coming:
        if not this.failed:
            yield _text(task.file)
            task.file.unlink()


def _text(file: Path) -> Iterator[bytes]:
    with file.open("rb") as text:
        while piece := text.read(_PIECE):
            yield piece


def _before(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _after(first: Iterable[bytes], last: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    yield from first
    yield from last()
