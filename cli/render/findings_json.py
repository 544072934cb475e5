"""What the linter found, as one JSON object; a finding a line."""

import json
from collections.abc import Iterator
from typing import Any

from engine.diagnostics import Diagnostic, Severity
from engine.lint.report import Report
from engine.source import Place

_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def one_object(report: Report) -> Iterator[str]:
    """Yield the whole output, whose shape is `schema/lint.schema.json`."""
    head = {
        "as_of": report.as_of.isoformat(),
        "policies": list(report.policies),
        "tests": report.tests,
        "allowed": report.allowed,
        "assumptions": report.assumptions,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
    }
    yield _WRITE(head)[:-1] + ',\n"findings": ['
    between = "\n"
    for found in report.findings:
        yield f"{between}{_WRITE(_finding(found, report.names))}"
        between = ",\n"
    yield "]}\n" if between == "\n" else "\n]}\n"


def _finding(found: Diagnostic, names: dict[str, str]) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": names.get(found.code),
        "severity": found.severity.name.lower(),
        "message": found.message,
        "help": found.help,
        "place": _place(found.place) if found.place is not None else None,
        "also": [{**_place(place), "what": what} for what, place in found.also],
    }


def _place(place: Place) -> dict[str, Any]:
    span = place.span
    return {
        "file": place.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "text": place.source.line(span.line),
    }
