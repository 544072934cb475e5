"""A simulation as plain mappings: the shape of its JSON output."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cli.render import plain
from cli.render.simulation_words import busiest, headline, held_fixed, minutes, question
from engine.simulate.result import (
    Counts,
    DecisionDifference,
    Difference,
    Load,
    Point,
    Row,
    Shares,
    Simulation,
    Swept,
    Version,
    Work,
)

_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def one_object(found: Simulation) -> Iterator[str]:
    """Yield the whole output, a difference a line, so that two outputs can be compared by line."""
    yield "{" + _WRITE(head(found))[1:-1]
    yield ',\n"differences": ['
    yield from _listed(difference(each) for each in found.differences)
    yield ',\n"decisions": ['
    yield from _listed(decision(each) for each in found.decisions)
    yield f",\n{_WRITE(rest(found))[1:-1]}}}\n"


def _listed(items: Iterator[dict[str, Any]]) -> Iterator[str]:
    between = "\n"
    for item in items:
        yield f"{between}{_WRITE(item)}"
        between = ",\n"
    yield "]" if between == "\n" else "\n]"


def head(found: Simulation) -> dict[str, Any]:
    """Give what was compared on what, and how much of it differs."""
    return {
        "question": question(found),
        "base": version(found.base),
        "other": None if found.other is None else version(found.other),
        "dataset": found.dataset,
        "as_of": found.as_of.isoformat(),
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "changes": [
            {
                "path": each.path,
                "before": each.before,
                "after": each.after,
                "source": each.source,
                "where_before": each.where_before,
                "where_after": each.where_after,
            }
            for each in found.changes
        ],
        "headline": headline(found) if found.other is not None else None,
        "summary": {
            **counts(found.totals),
            "same_but_figures": found.same_but_figures,
            "decisions_before": found.decisions_before,
            "decisions_after": found.decisions_after,
        },
    }


def rest(found: Simulation) -> dict[str, Any]:
    """Give everything that follows the differences."""
    held = found.held
    return {
        "undecided": [
            {
                "rule": each.rule,
                "cause": each.cause,
                "file": each.file,
                "before": each.before,
                "after": each.after,
                "only_before": each.only_before,
                "only_after": each.only_after,
                **({} if each.figure is None else {"figure": each.figure}),
            }
            for each in found.undecided
        ],
        "by": {each.by: [row(one) for one in each.rows] for each in found.breakdowns},
        "work": work(found.work),
        "shares": None if found.shares is None else shares(found.shares),
        "sweep": None if found.swept is None else swept(found.swept),
        "held_fixed": {
            "statements": list(held_fixed(found)),
            "recoded_before": held.recoded_before,
            "recoded_after": held.recoded_after,
            "unknown_arrivals": held.unknown_arrivals,
            "unknown_on_time": held.unknown_on_time,
            "outcomes": held.outcomes,
            "outcomes_without_action_before": held.outcomes_without_before,
            "outcomes_without_action_after": held.outcomes_without_after,
            "facts": list(held.facts),
        },
        "sources": dict(found.sources),
        "evaluations": found.evaluations,
    }


def version(item: Version) -> dict[str, Any]:
    """Give which policy it is."""
    return {"policy": item.policy, "title": item.title, "version": item.version}


def counts(item: Counts) -> dict[str, int]:
    """Give counts by name."""
    names = ("before", "after", "gained", "lost", "earlier", "later", "changed", "pupils")
    return {name: getattr(item, name) for name in names}


def row(item: Row) -> dict[str, Any]:
    """Give one row of a breakdown; `suppressed` where none of its counts is shown, None for one that is not."""
    return {"name": item.name, "suppressed": item.counts is None, **(item.counts or {})}


def difference(item: Difference) -> dict[str, Any]:
    """Give one action that differs, as it is under each policy."""
    return {
        "kind": item.kind,
        "pupil": item.pupil,
        "rule": item.rule,
        "before": None if item.before is None else plain.action(item.before),
        "after": None if item.after is None else plain.action(item.after),
        "rests_on": list(item.rests_on),
        "elsewhere": item.elsewhere,
    }


def decision(item: DecisionDifference) -> dict[str, Any]:
    """Give one decision that differs."""
    return {
        "kind": item.kind,
        "pupil": item.pupil,
        "table": item.table,
        "before": None if item.before is None else plain.decision(item.before),
        "after": None if item.after is None else plain.decision(item.after),
        "rests_on": list(item.rests_on),
    }


def work(item: Work) -> dict[str, Any]:
    """Give the work by week under both policies."""
    told: dict[str, Any] = {
        "weeks": [each.isoformat() for each in item.weeks],
        "tasks": [load(each) for each in item.loads],
    }
    for name, after in (("before", False), ("after", True)):
        most = busiest(item, after=after)
        told[f"busiest_{name}"] = None if most is None else {"week": most[0].isoformat(), "tasks": most[1]}
        told[f"minutes_{name}"] = minutes(item, after=after)
    told["without_minutes"] = list(item.untimed)
    return told


def load(item: Load) -> dict[str, Any]:
    """Give how often a thing is to be done in each week."""
    return {
        "do": item.do,
        "before": list(item.before),
        "after": list(item.after),
        "minutes_before": _ratio(item.minutes_before),
        "minutes_after": _ratio(item.minutes_after),
    }


def shares(item: Shares) -> dict[str, Any]:
    """Give the share of each change; ratios are `num/den`."""
    return {
        "changes": [
            {"path": each.path, **{name: _ratio(value) for name, value in each.of.items()}} for each in item.shares
        ],
        "whole": dict(item.whole),
        "untold": item.untold,
    }


def swept(item: Swept) -> dict[str, Any]:
    """Give the points of a sweep."""
    return {
        "paths": list(item.paths),
        "present": list(item.present),
        "present_rules": dict(item.rules),
        "present_tasks": dict(item.tasks),
        "points": [point(each) for each in item.points],
    }


def point(item: Point) -> dict[str, Any]:
    """Give one point of a sweep."""
    return {
        "values": list(item.values),
        "present": item.present,
        "summary": counts(item.totals),
        "rules": dict(item.rules),
        "tasks": dict(item.tasks),
    }


def _ratio(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"
