"""A report as JSON: exact counts and rates, suppressed ones null."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from engine.report.figures import Cell, CodeCount, Dimension, Line, Report, Sessions, Stretch

_COUNTS = ("possible", "attended", "absent", "authorised", "unauthorised", "late", "late_after_close")


def whole(report: Report) -> Iterator[str]:
    """Yield the object, a group, a week or a code a line."""
    listed = {name: value for name, value in plain(report).items() if isinstance(value, list)}
    head = {name: value for name, value in plain(report).items() if name not in listed}
    yield "{" + _written(head)[1:-1]
    for name, items in listed.items():
        rows = ",\n".join(_written(item) for item in items)
        yield f',\n"{name}": [{chr(10) + rows + chr(10) if rows else ""}]'
    yield "}\n"


def plain(report: Report) -> dict[str, Any]:
    """Give a report as plain mappings, in the shape of `schema/report.schema.json`."""
    school = Dimension("school", [report.whole])
    return {
        "policy": report.policy,
        "title": report.title,
        "school": report.school,
        "version": report.version,
        "dataset": report.dataset,
        "period": report.kind,
        "as_of": report.as_of.isoformat(),
        "target": None if report.target is None else {
            "attendance": f"{report.target.numerator}/{report.target.denominator}",
            "source": report.target_source,
        },
        "small": report.small,
        "missing_marks": report.missing_marks,
        "periods": [
            {
                "name": each.name,
                "from": each.first.isoformat(),
                "to": each.last.isoformat(),
                "review": each.review.isoformat(),
                "whole": each.whole,
            }
            for each in report.periods
        ],
        "groups": [_group(each.name, line) for each in (school, *report.dimensions) for line in each.lines],
        "left_out": [{"dimension": each.name, "why": each.left_out} for each in report.dimensions if each.left_out],
        "weeks": [_stretch(each) for each in report.weeks],
        "weekdays": [_stretch(each) for each in report.weekdays],
        "codes": [
            {
                "code": line.code,
                "means": line.means,
                "category": line.category,
                "periods": [_code(count) for count in line.counts],
                "all": _code(line.whole),
            }
            for line in report.codes
        ],
        "national": [
            {
                "name": each.name,
                "title": each.title,
                "source": each.source,
                "covers": each.covers,
                "from": each.first.isoformat() if each.first else None,
                "until": each.until.isoformat() if each.until else None,
                "figures": _ratios(each.figures),
                "codes": _ratios(each.codes),
                "weeks": _ratios(each.weeks),
                "weekdays": _ratios(each.weekdays),
            }
            for each in report.national
        ],
    }  # fmt: skip


def _ratios(held: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: f"{value.numerator}/{value.denominator}" for name, value in held.items()}


def _group(dimension: str, line: Line) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "group": line.group,
        "periods": [_cell(cell) for cell in line.cells],
        "all": _cell(line.whole),
    }


def _cell(cell: Cell | None) -> dict[str, Any]:
    standing = cell.standing if cell else None
    return {
        "pupils": cell.pupils if cell else None,
        **_sessions(cell.sessions if cell else None),
        "on_roll": standing.pupils if standing else None,
        "persistent": standing.persistent if standing else None,
        "severe": standing.severe if standing else None,
        "suppressed": sorted(standing.suppressed) if standing else ["all"],
    }


def _stretch(item: Stretch) -> dict[str, Any]:
    span = {"name": item.name, "from": item.first.isoformat(), "to": item.last.isoformat()}
    return {**span, **_sessions(item.sessions)}


def _sessions(item: Sessions | None) -> dict[str, Any]:
    counts = {name: getattr(item, name) if item else None for name in _COUNTS}
    known = item is not None and item.possible > 0
    return {
        **counts,
        "attendance": f"{counts['attended']}/{counts['possible']}" if known else None,
        "absence": f"{counts['absent']}/{counts['possible']}" if known else None,
    }


def _code(count: CodeCount) -> dict[str, Any]:
    return {"sessions": count.sessions, "pupils": count.pupils}


def _written(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(", ", ": "))
