"""`policy test`: the scenario tests beside policies, and how much they would notice."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cli import output
from cli.exits import Exit
from cli.options import FILE, OUT, beside, policy_named
from cli.output import Refused
from cli.progress import Progress
from engine import api
from engine.coverage.point import Coverage
from engine.diagnostics import Diagnostic
from engine.testing.result import Ending, Result

_MOST_JOBS = 8


@click.command("test")
@click.argument("paths", metavar="PATHS...", nargs=-1, type=FILE)
@click.option("-k", "word", metavar="TEXT", default="", help="Run only tests with this text in their name or file.")
@click.option("-v", "--verbose", is_flag=True, help="Name the tests that pass, too.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="How to print.")  # fmt: skip
@click.option("--junit", type=FILE, metavar="FILE", help="Write the outcome as JUnit XML to this file, too.")
@click.option("--coverage", "coverage", is_flag=True, help="Tell which rules, rows and sides of limits are touched.")
@click.option("--html", "coverage_page", type=FILE, metavar="FILE", help="Write the coverage as a page to this file.")
@click.option("--lcov", "coverage_lcov", type=FILE, metavar="FILE", help="Write the coverage as lcov to this file.")
@click.option("--mutate", is_flag=True, help="Change each value of the policies in turn; tell what no test notices.")
@click.option("--boundaries", metavar="POLICY", help="Write cases at and beside every limit of POLICY, to confirm.")
@click.option("--out", type=OUT, metavar="FILE", help="Write the cases of --boundaries to this file.")
@click.option("--min", "least", type=click.FloatRange(0, 100), metavar="PERCENT",
              help="Exit 1 where less is covered, or fewer changes are noticed.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes for --mutate; else one a processor.")
def command(
    paths: tuple[Path, ...],
    word: str,
    verbose: bool,
    form: str,
    junit: Path | None,
    coverage: bool,
    coverage_page: Path | None,
    coverage_lcov: Path | None,
    mutate: bool,
    boundaries: str | None,
    out: Path | None,
    least: float | None,
    jobs: int | None,
) -> Exit:
    """Run the scenario tests in PATHS: files, or folders with files named *.test.yaml.

    A test says what a small school's registers and facts are, and every action that must come of them.
    """
    if boundaries is not None:
        _refuse_beside(click.get_current_context())
        return _boundaries(boundaries, out)
    coverage = coverage or coverage_page is not None or coverage_lcov is not None
    _refuse_odd(paths, out, jobs, least, mutate=mutate, coverage=coverage)
    with Progress(sys.stderr) as progress:
        if coverage:
            from engine import trials

            played, touched = trials.cover(paths, matching=word, progress=progress)
        else:
            played, touched = api.run_tests(paths, matching=word, progress=progress), None
    output.tell(played.diagnostics)
    results = played.value or ()
    ran = [result for result in results if result.ending is not Ending.SKIPPED]
    wrong = any(result.ending in (Ending.FAILED, Ending.ERROR) for result in results) or played.failed or not ran
    if junit is not None:
        from cli.render import tests_junit

        output.save(tests_junit.suites(results, played.diagnostics), junit)
    more: dict[str, Any] = {}
    pieces: list[Iterable[str]] = []
    reached = True
    if touched is not None:
        from cli.render import coverage as covered

        _save_coverage(touched, coverage_page, coverage_lcov)
        more["coverage"] = covered.plain(touched)
        pieces.append(covered.page(touched))
        done, total = touched.reached
        reached = least is None or done * 100 >= least * total
    if mutate and not wrong:
        from cli.render import mutants
        from engine import trials

        hands = jobs or min(os.cpu_count() or 1, _MOST_JOBS)
        with Progress(sys.stderr) as progress:
            changed = trials.mutate(paths, matching=word, jobs=hands, progress=progress)
        noticed, total = changed.noticed
        reached = reached and (least is None or noticed * 100 >= least * total)
        more["mutation"] = mutants.plain(changed)
        pieces.append(mutants.page(changed))
    if form == "json":
        from cli.render import tests_json

        output.hand_over([tests_json.one_object(results, played.diagnostics, **more)])
    else:
        _show(results, played.diagnostics, pieces, verbose=verbose)
    if not ran and not played.failed:
        which = f" with `{word}` in its name" if word else ""
        print(f"nothing was checked: there is no test{which}", file=sys.stderr if form == "json" else sys.stdout)
    if mutate and wrong and ran:
        print("no change was tried: the tests must pass as they stand\n  help: mend them first", file=sys.stderr)
    return Exit.FOUND if wrong or not reached else Exit.OK


def _refuse_beside(context: click.Context) -> None:
    """Refuse what says how tests are run, or told, beside --boundaries, which runs none."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name not in ("boundaries", "out"):
            named = f"`{parameter.opts[0]}`" if isinstance(parameter, click.Option) else "a file of tests"
            told = f"{named} does nothing beside --boundaries, which writes cases of one policy and runs no tests"
            raise Refused(told, help="give it alone, with --out FILE; then test that file")


def _refuse_odd(
    paths: Sequence[Path], out: Path | None, jobs: int | None, least: float | None, *, mutate: bool, coverage: bool
) -> None:
    if not paths:
        raise Refused("there is nothing to test", help="name files of tests, or folders that hold some")
    if out is not None:
        raise Refused("`--out` is for what --boundaries writes", help="for the outcome of tests give --junit FILE")
    if jobs is not None and not mutate:
        raise Refused("`--jobs` is for --mutate: tests alone run in one process", help="leave it out")
    for path in paths:
        if not path.exists():
            act = beside(path, "check the name and the folder")
            raise Refused(f"there is no file or folder `{path}`", help=act)
    if least is not None and not (mutate or coverage):
        raise Refused("`--min` says how much of what must be reached", help="give it with --coverage or --mutate")


def _save_coverage(touched: Coverage, page: Path | None, lcov: Path | None) -> None:
    from cli.render import coverage, coverage_page

    if page is not None:
        output.save(coverage_page.page(touched), page)
    if lcov is not None:
        output.save(coverage.lcov(touched), lcov)


def _show(
    results: Iterable[Result], unread: Sequence[Diagnostic], pieces: Iterable[Iterable[str]], *, verbose: bool
) -> None:
    from cli.render import tests

    output.show(tests.page(list(results), unread, colour=output.coloured(sys.stdout), verbose=verbose))
    for piece in pieces:
        output.show(piece)


def _boundaries(policy: str, out: Path | None) -> Exit:
    """Write the cases of a policy, to a file that names it as its own folder does."""
    from engine import trials

    loaded = api.load_policy(policy_named(policy))
    output.tell(loaded.diagnostics)
    if loaded.value is None or loaded.failed:
        return Exit.FOUND
    named = policy
    if Path(policy).is_file():
        folder = out.parent if out is not None else Path(policy).parent
        named = Path(os.path.relpath(policy, folder)).as_posix()
    with Progress(sys.stderr) as progress:
        pieces = list(trials.boundaries(loaded.value, named, progress=progress))
    output.put(pieces, out)
    return Exit.OK
