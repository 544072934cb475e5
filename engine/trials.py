"""The calls about scenario tests beyond running them: what they touch, and what they would notice."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.api import Progress, test_runner
from engine.boundaries.write import boundaries as written
from engine.coverage.collect import Collector
from engine.coverage.point import Coverage
from engine.diagnostics import Outcome
from engine.load import Loaded
from engine.mutation.mutant import Mutation
from engine.mutation.run import mutate as changed
from engine.running import run_register
from engine.testing.result import Result
from engine.testing.runner import gather
from engine.testing.runner import run_tests as play


def cover(
    paths: Iterable[Path], *, matching: str = "", progress: Progress | None = None
) -> tuple[Outcome[tuple[Result, ...]], Coverage]:
    """Run the scenario tests of files and folders, and give what of their policies they touched."""
    collector = Collector()
    played = play(paths, collector.runner, matching=matching, progress=progress, begin=collector.begin)
    return played, collector.found()


def mutate(paths: Iterable[Path], *, matching: str = "", jobs: int = 1, progress: Progress | None = None) -> Mutation:
    """Change each value of the policies that some tests are of, one at a time; the tests pass as they stand."""
    tests = gather(paths, matching).value or ()
    return changed(tests, test_runner(), run_register, jobs=jobs, progress=progress)


def boundaries(loaded: Loaded, policy: str, *, progress: Progress | None = None) -> Iterator[str]:
    """Write ready-made cases at and beside every limit of a policy that is called `policy` in them."""
    return written(loaded, policy, run_register, progress)
