"""What came of scenario tests, for programs: one JSON object."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from engine.diagnostics import Diagnostic
from engine.source import Place
from engine.testing.result import Difference, Ending, Result


def one_object(results: Sequence[Result], unread: Iterable[Diagnostic], **more: Any) -> str:
    """Give the object: every test with its outcome, the numbers, and what could not be read."""
    counted = Counter(result.ending for result in results)
    told = {
        **{ending.value: counted[ending] for ending in Ending},
        "tests": [_test(result) for result in results],
        "unread": [_diagnostic(each) for each in unread],
        **more,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _test(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "policy": result.policy,
        **_place(result.place),
        "outcome": result.ending.value,
        "why": result.why or None,
        "differences": [_difference(each) for each in result.differences],
        "diagnostics": [_diagnostic(each) for each in result.diagnostics],
    }


def _difference(item: Difference) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "about": item.about,
        "expected": item.expected or None,
        "actual": item.actual or None,
        "because": item.because or None,
        **_place(item.place),
    }


def _diagnostic(item: Diagnostic) -> dict[str, Any]:
    where = _place(item.place) if item.place is not None else {"file": None, "line": None}
    return {"code": item.code, "message": item.message, "help": item.help or None, **where}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.source.name, "line": place.span.line}
