"""Collects the scenario tests that stand beside policies, so that they run with all the others."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.render.tests import one
from engine import api
from engine.testing.read import ENDING, Placed, read_tests
from engine.testing.result import Ending, Result

RUNNER = pytest.StashKey["api.Runner"]()


def pytest_configure(config: pytest.Config) -> None:
    """Share the policies that are loaded among all the tests of a run."""
    config.stash[RUNNER] = api.test_runner()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect the tests with no search for cycles, and leave what stands for the whole run out of every later search.

    Ten thousand tests, and the trees of their files while the assertions are rewritten, are millions of objects that
    all stay; searching them again and again was two fifths of the collection, in each worker.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioFile | None":
    """Take files of scenario tests, wherever they stand."""
    if not file_path.name.endswith(ENDING):
        return None
    made: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    return made


class Failed(Exception):  # noqa: N818 - it carries a result to its report
    """A scenario test that did not pass."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.name)
        self.result = result


class ScenarioFile(pytest.File):
    """One file of scenario tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give a test for each that the file holds; a file that cannot be read is an error."""
        read = read_tests(self.path)
        if read.diagnostics:
            raise self.CollectError("\n".join(map(str, read.diagnostics)))
        for placed in read.value or ():
            yield Scenario.from_parent(self, name=placed.test.name, placed=placed)


class Scenario(pytest.Item):
    """One scenario test."""

    def __init__(self, *, placed: Placed, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.placed = placed

    def runtest(self) -> None:
        """Run it, and fail with what is different."""
        result = self.config.stash[RUNNER].run(self.placed)
        if result.ending is Ending.SKIPPED:
            pytest.skip(result.why)
        if result.ending is not Ending.PASSED:
            raise Failed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Show the differences, not where in the program they were found."""
        if isinstance(excinfo.value, Failed):
            return "".join(one(excinfo.value.result))
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the test stands."""
        return self.path, self.placed.document.place(self.placed.at).span.line - 1, self.name
