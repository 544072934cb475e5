"""What came of scenario tests, for people: what was expected beside what happened, then the numbers."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cli.render.diagnostics import told as told_diagnostics
from cli.render.safe import shown
from engine.diagnostics import Diagnostic, Severity
from engine.testing.result import Difference, Ending, Result

_GREEN, _RED, _YELLOW, _OFF = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
_COLOUR = {Ending.PASSED: _GREEN, Ending.FAILED: _RED, Ending.ERROR: _RED, Ending.SKIPPED: _YELLOW}
_WORDS = {
    "missing": "did not come",
    "unexpected": "was not expected",
    "different": "came otherwise",
    "forbidden": "must not come",
}


def page(results: Sequence[Result], unread: Sequence[Diagnostic], *, colour: bool, verbose: bool) -> Iterator[str]:
    """Yield every test that did not pass with its differences, each test in a line if `verbose`, then the numbers.

    `unread` is what is wrong with the files of tests: what it is about was not run.
    """
    for result in results:
        if verbose or result.ending is not Ending.PASSED:
            ending = f"{_COLOUR[result.ending]}{result.ending}{_OFF}" if colour else str(result.ending)
            why = f" ({shown(result.why)})" if result.why else ""
            yield f"{ending}: {shown(result.name)}{why}\n"
        if result.ending in (Ending.FAILED, Ending.ERROR):
            yield from one(result)
    yield closing(results, unread) + "\n"


def one(result: Result) -> Iterator[str]:
    """Yield what is wrong with one test, or how it failed."""
    yield f"  {result.place}  policy {shown(result.policy)}\n"
    for difference in result.differences:
        yield from _difference(difference)
    yield from told_diagnostics(result.diagnostics)


def _difference(item: Difference) -> Iterator[str]:
    yield f"  {shown(item.about)}: {_WORDS[item.kind]}  ({item.place})\n"
    yield f"    expected  {shown(item.expected) or 'nothing'}\n"
    yield f"    happened  {shown(item.actual) or 'nothing'}\n"
    if item.because:
        yield f"    because   {shown(item.because)}\n"


def closing(results: Sequence[Result], unread: Sequence[Diagnostic] = ()) -> str:
    """Count the tests by how they ended.

    >>> closing([])
    '0 passed, 0 failed'
    """
    counted = Counter(result.ending for result in results)
    parts = [f"{counted[Ending.PASSED]} passed", f"{counted[Ending.FAILED]} failed"]
    if counted[Ending.ERROR]:
        parts.append(f"{counted[Ending.ERROR]} with an error")
    if counted[Ending.SKIPPED]:
        parts.append(f"{counted[Ending.SKIPPED]} skipped")
    wrong = sum(each.severity is Severity.ERROR for each in unread)
    told = f"; not all were run: {wrong} error{'' if wrong == 1 else 's'} in files of tests" if wrong else ""
    return ", ".join(parts) + told
