"""What came of scenario tests, as JUnit XML: a suite a file, a case a test."""

from collections.abc import Iterable, Iterator, Sequence

from cli.render.tests import one
from cli.render.xml import plain, quoted
from engine.diagnostics import Diagnostic
from engine.testing.result import Ending, Result


def suites(results: Sequence[Result], unread: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the XML; what could not be read is an error of its own."""
    by_file: dict[str, list[Result]] = {}
    for result in results:
        by_file.setdefault(result.place.source.name, []).append(result)
    faults = list(unread)
    totals = _counts(results, more_errors=len(faults))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="policy test" {totals}>\n'
    for name, held in by_file.items():
        yield f"  <testsuite name={quoted(name)} {_counts(held)}>\n"
        for result in held:
            yield from _case(result, name)
        yield "  </testsuite>\n"
    if faults:
        yield f'  <testsuite name="not read" tests="{len(faults)}" failures="0" errors="{len(faults)}" skipped="0">\n'
        for fault in faults:
            where = str(fault.place) if fault.place is not None else ""
            yield f"    <testcase name={quoted(f'{fault.code} {where}')} classname={quoted(where)}>\n"
            yield f"      <error message={quoted(fault.message)}>{plain(str(fault))}</error>\n    </testcase>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(results: Sequence[Result], *, more_errors: int = 0) -> str:
    endings = [result.ending for result in results]
    errors = endings.count(Ending.ERROR) + more_errors
    failures, skipped = endings.count(Ending.FAILED), endings.count(Ending.SKIPPED)
    return f'tests="{len(results) + more_errors}" failures="{failures}" errors="{errors}" skipped="{skipped}"'


def _case(result: Result, name: str) -> Iterator[str]:
    line = quoted(str(result.place.span.line))
    case = f"    <testcase name={quoted(result.name)} classname={quoted(name)} line={line}"
    if result.ending is Ending.PASSED:
        yield f"{case}/>\n"
        return
    yield f"{case}>\n"
    if result.ending is Ending.SKIPPED:
        yield f"      <skipped message={quoted(result.why)}/>\n"
    else:
        tag = "failure" if result.ending is Ending.FAILED else "error"
        message = (
            f"{result.differences[0].about}: {result.differences[0].expected or 'nothing'} expected"
            if result.differences
            else result.diagnostics[0].message
            if result.diagnostics
            else result.why
        )
        yield f"      <{tag} message={quoted(message)}>{plain(''.join(one(result)))}</{tag}>\n"
    yield "    </testcase>\n"
