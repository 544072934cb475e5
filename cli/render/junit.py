"""What the linter found, as JUnit XML: a suite a file, a case a finding."""

from collections.abc import Iterator

from cli.render.xml import plain, quoted
from engine.diagnostics import Diagnostic, Severity
from engine.lint.report import Report


def suites(report: Report) -> Iterator[str]:
    """Yield the XML. Errors and warnings are failures, remarks are cases that pass; a file without any is one such."""
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in report.policies}
    for found in report.findings:
        by_file.setdefault(found.place.source.name if found.place is not None else "", []).append(found)
    failures = report.count(Severity.ERROR) + report.count(Severity.WARNING)
    cases = sum(max(len(held), 1) for held in by_file.values())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="policy lint" tests="{cases}" failures="{failures}" errors="0">\n'
    for name, held in by_file.items():
        yield from _suite(name, held)
    yield "</testsuites>\n"


def _suite(name: str, held: list[Diagnostic]) -> Iterator[str]:
    failed = sum(found.severity > Severity.INFO for found in held)
    counts = f'tests="{max(len(held), 1)}" failures="{failed}" errors="0" skipped="0"'
    yield f"  <testsuite name={quoted(name)} {counts}>\n"
    if not held:
        yield f'    <testcase name="nothing found" classname={quoted(name)}/>\n'
    for found in held:
        where = f":{found.place.span.line}:{found.place.span.column}" if found.place is not None else ""
        case = f"<testcase name={quoted(f'{found.code} {name}{where}')} classname={quoted(name)}"
        if found.severity is Severity.INFO:
            yield f"    {case}>\n      <system-out>{plain(found.message)}</system-out>\n    </testcase>\n"
            continue
        kind = found.severity.name.lower()
        yield f'    {case}>\n      <failure type="{kind}" message={quoted(found.message)}>'
        yield f"{plain(str(found))}</failure>\n    </testcase>\n"
    yield "  </testsuite>\n"
