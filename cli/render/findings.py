"""What the linter found, for people."""

from collections.abc import Iterator, Sequence

from cli.render.diagnostics import counted, told
from cli.render.safe import shown as safe
from engine.diagnostics import Diagnostic, Severity
from engine.lint.report import Report


def page(report: Report, *, least: Severity, colour: bool) -> Iterator[str]:
    """Yield every finding at or above a severity, then what was looked at, on which day, and how much was found."""
    shown = [found for found in report.findings if found.severity >= least]
    yield from told(shown, colour=colour)
    if shown:
        yield "\n"
    if not report.checked:
        why = "no policy could be read" if report.findings else "there is no policy here"
        yield f"nothing was checked: {why}\n"
        act = "correct what is told above" if report.findings else "name a file, or a folder with policies in it"
        yield f"  help: {act}\n"
        return
    number = len(report.policies)
    looked = [f"{number:,} polic{'y' if number == 1 else 'ies'}"] if number else []
    looked += [f"{report.tests:,} scenario test{'s' * (report.tests != 1)}"] if report.tests else []
    if report.records and not looked:
        looked = [f"{report.records:,} record{'s' * (report.records != 1)} of an approval"]
    much = counted(report.findings) or "no error and no warning"
    yield f"checked {' and '.join(looked)} as of {report.as_of}: {much}\n"
    yield from _by_file(report, shown)
    kept = report.count(Severity.INFO)
    if kept and least > Severity.INFO:
        yield f"{kept:,} remark{'s' * (kept != 1)} besides: `--level info` prints them\n"
    if report.allowed:
        yield f"{report.allowed:,} finding{'s' * (report.allowed != 1)} allowed in the files, with reasons\n"


def _by_file(report: Report, shown: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield how much was found in each of several files, and in how many nothing was."""
    if len(report.policies) == 1 or not shown:
        return
    found: dict[str, list[Diagnostic]] = {}
    for each in shown:
        if each.place is not None:
            found.setdefault(each.place.source.name, []).append(each)
    for name, held in sorted(found.items()):
        yield f"  {safe(name)}: {counted(held) or f'{len(held):,} remark' + 's' * (len(held) != 1)}\n"
    clean = sum(name not in found for name in report.policies)
    if clean:
        # what is wrong above them is told in that file, and can keep them from being used
        yield f"  {clean:,} other polic{'y: nothing of its own' if clean == 1 else 'ies: nothing of their own'}\n"
