"""What the linter found, for people."""

from collections.abc import Iterator

from cli.render.diagnostics import counted, told
from engine.diagnostics import Severity
from engine.lint.report import Report


def page(report: Report, *, least: Severity, colour: bool = False) -> Iterator[str]:
    """Yield every finding at or above a severity, then what was looked at, on which day, and how much was found."""
    shown = [found for found in report.findings if found.severity >= least]
    yield from told(shown, colour=colour)
    if shown:
        yield "\n"
    if not report.policies:
        why = "no policy could be read" if report.findings else "there is no policy here"
        yield f"nothing was checked: {why}\n"
        yield "  help: name a file, or a folder with policies in it\n"
        return
    number = len(report.policies)
    looked = f"{number:,} polic{'y' if number == 1 else 'ies'}"
    if report.tests:
        looked += f" and {report.tests:,} scenario test{'s' * (report.tests != 1)}"
    yield f"checked {looked} as of {report.as_of}: {counted(report.findings) or 'no error and no warning'}\n"
    kept = report.count(Severity.INFO)
    if kept and least > Severity.INFO:
        yield f"{kept:,} remark{'s' * (kept != 1)} besides: `--level info` prints them\n"
    if report.allowed:
        yield f"{report.allowed:,} finding{'s' * (report.allowed != 1)} allowed in the files, with reasons\n"
