"""What came of scenario tests, as JUnit XML: a suite a file, a case a test."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cli.render.safe import shown
from cli.render.tests import one
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
        yield f"  <testsuite name={_quoted(name)} {_counts(held)}>\n"
        for result in held:
            yield from _case(result, name)
        yield "  </testsuite>\n"
    if faults:
        yield f'  <testsuite name="not read" tests="{len(faults)}" failures="0" errors="{len(faults)}" skipped="0">\n'
        for fault in faults:
            where = str(fault.place) if fault.place is not None else ""
            yield f"    <testcase name={_quoted(f'{fault.code} {where}')} classname={_quoted(where)}>\n"
            yield f"      <error message={_quoted(fault.message)}>{_text(str(fault))}</error>\n    </testcase>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _counts(results: Sequence[Result], *, more_errors: int = 0) -> str:
    endings = [result.ending for result in results]
    errors = endings.count(Ending.ERROR) + more_errors
    failures, skipped = endings.count(Ending.FAILED), endings.count(Ending.SKIPPED)
    return f'tests="{len(results) + more_errors}" failures="{failures}" errors="{errors}" skipped="{skipped}"'


def _case(result: Result, name: str) -> Iterator[str]:
    line = _quoted(str(result.place.span.line))
    case = f"    <testcase name={_quoted(result.name)} classname={_quoted(name)} line={line}"
    if result.ending is Ending.PASSED:
        yield f"{case}/>\n"
        return
    yield f"{case}>\n"
    if result.ending is Ending.SKIPPED:
        yield f"      <skipped message={_quoted(result.why)}/>\n"
    else:
        tag = "failure" if result.ending is Ending.FAILED else "error"
        message = (
            f"{result.differences[0].about}: {result.differences[0].expected or 'nothing'} expected"
            if result.differences
            else result.diagnostics[0].message
            if result.diagnostics
            else result.why
        )
        yield f"      <{tag} message={_quoted(message)}>{_text(''.join(one(result)))}</{tag}>\n"
    yield "    </testcase>\n"


def _quoted(text: str) -> str:
    return quoteattr(shown(text))


def _text(text: str) -> str:
    return escape("\n".join(shown(line) for line in text.split("\n")))
