"""The first scenarios of a new school: when an arrival is late, and when its own rule about lateness acts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from engine.dates import Period, on_day
from engine.model.amounts import amount
from engine.starter.answers import Answers

_LATE_RULE = "late_letter"
_LIMIT = "lates_limit"
_WEEK = 5
_USUAL = "4"


def first_tests(
    answers: Answers, document: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], held: Mapping[str, Any]
) -> str:
    """Write the tests: codes are those that the layers above use for each arrival on the policy's first day."""
    codes = _codes(held, answers.from_)
    pieces = [
        f"# yaml-language-server: $schema={answers.schema}/test.schema.json\n#\n"
        f"# Scenarios of {' '.join(answers.school.split())}. Run them with `policy test`; write one for each rule,\n"
        "# with a pupil for whom it acts and one for whom, as near as can be, it does not.\n",
        "".join(_arrivals(answers, codes, _year_group(answers.phase, held))),
    ]
    limit = held.get("values", {}).get(_LIMIT, document.get("values", {}).get(_LIMIT))
    known = isinstance(limit, str) and {"late", "on_time_am", "on_time_pm"} <= set(codes)
    if known and any(rule["id"] == _LATE_RULE for rule in kept):
        pieces.append(
            "".join(_lates(answers, codes, int(Fraction(amount(limit).number)), _year_group(answers.phase, held)))
        )
    return "\n".join(pieces)


def _year_group(phase: str, held: Mapping[str, Any]) -> str:
    """Give a year group that a school of the phase has, as the layers above say it."""
    for each in held.get("checks", {}).values():
        years = each.get("years", {})
        if years.get("phase") == phase and "named" not in years:
            first, last = str(years["from"]), str(years["to"])
            return _USUAL if _place(first) <= _place(_USUAL) <= _place(last) else first
    return _USUAL


def _place(year_group: str) -> int:
    return int(year_group) if year_group.isdigit() else 0


def _arrivals(answers: Answers, codes: Mapping[str, str], year_group: str) -> Iterator[str]:
    yield "- name: What an arrival is marked as\n"
    yield f"  policy: {answers.name}\n"
    yield f"  calendar: {{from: {_monday(answers.from_)}, weeks: 1}}\n"
    yield f"  pupils: {{amy: {{year_group: {year_group}}}}}\n  arrivals:\n"
    for half, times, on_time in (("AM", answers.am, "on_time_am"), ("PM", answers.pm, "on_time_pm")):
        for minute, use in ((times.opens, on_time), (times.closes, "late"), (times.closes + 1, "after_close")):
            if use in codes and not (use == "late" and times.closes == times.opens):
                at = f"{minute // 60:02}:{minute % 60:02}"
                yield f"    - {{pupil: amy, session: {half}, at: {at}, code: {_quoted(codes[use])}}}\n"


def _lates(answers: Answers, codes: Mapping[str, str], limit: int, year_group: str) -> Iterator[str]:
    late, on_time = codes["late"] + codes["on_time_pm"], codes["on_time_am"] + codes["on_time_pm"]
    first = _monday(answers.from_)
    day = first + timedelta(days=(limit - 1) // _WEEK * 7 + (limit - 1) % _WEEK)
    weeks = limit // _WEEK + 1
    rest = weeks * _WEEK
    amy = f"{late} x{limit}  {on_time} x{rest - limit}"
    ben = f"{late} x{limit - 1}  {on_time} x{rest - limit + 1}" if limit > 1 else f"{on_time} x{rest}"
    yield f"- name: Late as often as the limit, and once less\n  policy: {answers.name}\n"
    yield f"  calendar: {{from: {first}, weeks: {weeks}}}\n"
    yield f"  marks: {{amy: {_quoted(amy)}, ben: {_quoted(ben)}}}\n  defaults: {{year_group: {year_group}}}\n"
    yield f"  only: [{_LATE_RULE}]\n  expect: {{amy: [{{rule: {_LATE_RULE}, date: {day}}}], ben: []}}\n"


def _codes(held: Mapping[str, Any], day: date) -> dict[str, str]:
    """Give the code that is used for each kind of arrival on a day."""
    tables = held.get("codes", ())
    at = on_day([Period(_date(table.get("from")), _date(table.get("until"))) for table in tables], day)
    table = tables[at]["table"] if at is not None else {}
    return {told["used_for"]: code for code, told in table.items() if "used_for" in told}


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
