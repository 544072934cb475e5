"""What the linter found, as annotations of a GitHub workflow."""

from collections.abc import Iterator

from cli.render.diagnostics import counted
from cli.render.safe import shown
from engine.diagnostics import Diagnostic, Severity
from engine.lint.report import Report

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def annotations(report: Report) -> Iterator[str]:
    """Yield a workflow command a finding, the gravest first, then the number found.

    GitHub shows 10 errors and 10 warnings of a step and no more, so the total stands in the log besides.
    """
    for found in sorted(report.findings, key=lambda each: -each.severity):
        yield f"::{_WORDS[found.severity]} {_where(found)}::{_data(_said(found))}\n"
    number = len(report.policies)
    looked = f"checked {number:,} polic{'y' if number == 1 else 'ies'} as of {report.as_of}"
    yield f"{looked}: {counted(report.findings) or 'no error and no warning'}\n"


def _said(found: Diagnostic) -> str:
    lines = [shown(found.message)]
    lines += [f"{shown(what)}: {shown(str(place))}" for what, place in found.also]
    return "\n".join([*lines, f"help: {shown(found.help)}"] if found.help else lines)


def _where(found: Diagnostic) -> str:
    fields = {"title": found.code}
    if found.place is not None:
        span = found.place.span
        fields = {"file": found.place.source.name, "line": str(span.line), "col": str(span.column)}
        if span.end_line == span.line:
            fields["endColumn"] = str(max(span.end_column, span.column))
        else:
            fields["endLine"] = str(span.end_line)
        fields["title"] = found.code
    return ",".join(f"{name}={_property(value)}" for name, value in fields.items())


def _data(text: str) -> str:
    r"""Escape the text of a workflow command.

    >>> _data("100%\nof it")
    '100%25%0Aof it'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
