"""The nouns of a run as plain mappings: the shape of the JSON output."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cli.render.totals import Totals, errors_of, sum_of
from engine.decision import Action, Decision, Evidence, ReviewToCome, Run, Task, Undecided
from engine.diagnostics import Diagnostic


def task(item: Task) -> dict[str, Any]:
    """Give a task; `code` and `sessions` only where it proposes a code."""
    told: dict[str, Any] = {
        "do": item.do,
        "to": item.to,
        "by": item.by,
        "obligation": item.obligation,
        "due": item.due,
        "due_text": item.due_text,
        "with": dict(item.with_),
    }
    if item.code is not None or item.sessions is not None:
        told["code"] = item.code
        told["sessions"] = [list(each) for each in item.sessions or ()]
    return told


def evidence(item: Evidence) -> dict[str, Any]:
    """Give one figure with its sessions."""
    return {"value": item.value, "unit": item.unit, "sessions": [list(each) for each in item.sessions]}


def action(item: Action) -> dict[str, Any]:
    """Give an action; `request`, `parent` and `notice` only where it is about one."""
    told: dict[str, Any] = {
        "key": item.key,
        "pupil": item.pupil,
        "date": item.date,
        "session": item.session,
        "rule": item.rule,
        "tasks": [task(each) for each in item.tasks],
        "source": item.source,
        "reason": item.reason,
        "evidence": {name: evidence(each) for name, each in item.evidence.items()},
        "notes": list(item.notes),
        "assumes": item.assumes,
    }
    for name, row in (("request", item.request), ("parent", item.parent), ("notice", item.notice)):
        if row is not None:
            told[name] = row
    return told


def decision(item: Decision) -> dict[str, Any]:
    """Give a decision; what the table gives stands beside its outcome."""
    about = {"request": item.request, "pupil": item.pupil, "parent": item.parent, "date": item.date}
    return {
        "table": item.table,
        **{name: value for name, value in about.items() if value is not None},
        "outcome": item.outcome,
        **item.gives,
        "row": item.row,
        "reason": item.reason,
    }


def undecided(item: Undecided) -> dict[str, Any]:
    """Give a rule that could not be decided."""
    return {
        "rule": item.rule,
        "cause": item.cause,
        "file": item.file,
        "pupils": item.pupils,
        "first": item.first.isoformat(),
        "last": item.last.isoformat(),
        **({} if item.figure is None else {"figure": item.figure, "in_force": _days(item.in_force)}),
    }


def _days(days: tuple[date | None, date | None]) -> dict[str, str | None]:
    first, last = (None if day is None else day.isoformat() for day in days)
    return {"first": first, "last": last}


def review_to_come(item: ReviewToCome) -> dict[str, Any]:
    """Give a review that lies after the data."""
    return {"check": item.check, "period": item.period, "date": item.date.isoformat()}


def head(run: Run) -> dict[str, Any]:
    """Give what was run on what."""
    return {"policy": run.policy, "version": run.version, "dataset": run.dataset, "as_of": run.as_of.isoformat()}


def data(run: Run) -> dict[str, Any]:
    """Give what was read and what was not; bad rows are those that were left out."""
    report = run.data
    return {
        "pupils": report.pupils,
        "marks": report.marks,
        "missing_marks": report.missing_marks,
        "silent_marks": report.silent_marks,
        "later_marks": report.later_marks,
        "bad_rows": sum(report.bad_rows.values()),
        "bad_rows_by_file": dict(sorted(report.bad_rows.items())),
        "rows": dict(sorted(report.rows.items())),
        "files_missing": list(report.files_missing),
        "files_unread": list(report.files_unread),
        "outcomes_without_action": dict(sorted(report.outcomes_alone.items())),
        "rows_not_in_force": dict(sorted(report.rows_not_in_force.items())),
    }


def totals(schools: Sequence[Totals]) -> dict[str, Any]:
    """Give what came of many schools: by school, in total, and which of them failed and why."""
    done = [school for school in schools if not school.failed]
    return {
        "totals": [_total(school) for school in done],
        "total": _total(sum_of(done)),
        "failed": [
            {"school": school.name, "why": [_why(found) for found in errors_of(school)]}
            for school in schools
            if school.failed
        ],
    }


def _total(school: Totals) -> dict[str, Any]:
    return {
        "school": school.name,
        "pupils": school.pupils,
        "marks": school.marks,
        "actions": dict(sorted(school.actions.items())),
        "tasks": dict(sorted(school.tasks.items())),
        "decisions": school.decisions,
        "undecided": school.undecided,
    }


def _why(found: Diagnostic) -> dict[str, Any]:
    place = found.place
    return {
        "code": found.code,
        "message": found.message,
        "file": place.source.name if place else None,
        "line": place.span.line if place else None,
        "column": place.span.column if place else None,
    }
