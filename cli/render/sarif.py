"""What the linter found, as a SARIF 2.1.0 log for code hosts and editors."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from cli import __version__
from engine.diagnostics import Diagnostic, Severity
from engine.lint.report import Report
from engine.source import Place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_EXAMPLES = re.compile(r"\n## (?:Avoid|Prefer)\n.*?(?=\n## |\Z)", re.DOTALL)
"""Of a rule's page: YAML, of which not every program that shows a log takes the doubled braces back."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def log(report: Report) -> Iterator[str]:
    """Yield the log: one run, its rules those that found something, in the order of their codes."""
    codes = sorted({found.code for found in report.findings})
    driver = {
        "name": "attendance-policy",
        "semanticVersion": __version__,
        "rules": [_rule(code, report) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "properties": {"asOf": report.as_of.isoformat(), "policies": list(report.policies)},
        "results": [_result(found, codes) for found in report.findings],
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str, report: Report) -> dict[str, Any]:
    name = report.names.get(code)
    if name is None:
        return {"id": code}
    page = report.pages[code]
    summary = _message(page.split("\n", 1)[0])
    about = _message(f"{_EXAMPLES.sub('', page)}\n\n`policy rules {code}` shows examples.")
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": about, "markdown": about},
    }


def _message(text: str) -> str:
    """Write a text as a message of the standard, in which a single brace begins a placeholder (section 3.11.5).

    >>> _message("write `then: [{do: call}]`")
    'write `then: [{{do: call}}]`'
    """
    return text.replace("{", "{{").replace("}", "}}")


def _result(found: Diagnostic, codes: list[str]) -> dict[str, Any]:
    told = f"{found.message}\n{found.help}" if found.help else found.message
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS[found.severity],
        "message": {"text": _message(told)},
    }
    if found.place is not None:
        result["locations"] = [{"physicalLocation": _physical(found.place)}]
    if found.also:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": _message(what)}, "physicalLocation": _physical(place)}
            for number, (what, place) in enumerate(found.also, 1)
        ]
    return result


def _physical(place: Place) -> dict[str, Any]:
    span = place.span
    return {
        "artifactLocation": {"uri": uri(place.source.name)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": max(span.end_column, span.column) if span.end_line == span.line else span.end_column,
            "snippet": {"text": place.source.line(span.line)},
        },
    }


def uri(name: str) -> str:
    r"""Give a file's name as a URI reference, its characters escaped as need be.

    >>> uri("policies/St Mary's.yaml"), uri("C:\\trust\\a.yaml"), uri("-")
    ("policies/St%20Mary's.yaml", 'file:///C:/trust/a.yaml', '-')
    """
    windows = PureWindowsPath(name)
    if windows.drive:
        return "file:///" + quote(windows.as_posix(), safe="/:'")
    path = PurePosixPath(name) if "\\" not in name else windows
    escaped = quote(path.as_posix(), safe="/'", errors="surrogateescape")
    return f"file://{escaped}" if escaped.startswith("/") else escaped
