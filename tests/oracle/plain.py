"""A policy over a dataset, said slowly: pupil by pupil, day by day, check by check, rule by rule.

`run` takes an expanded policy document (plain dicts, lists and text) and a dataset: table name -> list of rows of
text, or None for an absent file; `calendar` -> what calendar.yaml says. Nothing of `engine` is used.

Source: design §4, §5.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from tests.oracle import amounts, dataset
from tests.oracle.flags import Watch
from tests.oracle.names import Reach
from tests.oracle.pupil import Pupil
from tests.oracle.rules import Action, Decision, Look
from tests.oracle.school import Mark, Moment, School, moment
from tests.oracle.schooltime import Session
from tests.oracle.tables import texts

PERIODS = ("week", "month", "half_term", "term", "year")


class Result(NamedTuple):
    """What a run comes to. `undecided` holds (rule, pupil, date); `reviews_to_come` (check, period, date)."""

    actions: list[Action]
    decisions: list[Decision]
    undecided: set[tuple[str, str, date]]
    reviews_to_come: list[tuple[str, str, date]]


class CircleError(Exception):
    """Rules of one check that name each other in a circle."""


Item = tuple[str, dict[str, Any]]


def run(policy: Mapping[str, Any], data: Mapping[str, Any], as_of: date | None = None) -> Result:
    """Ask the policy of every pupil at every review point."""
    school, items = school_of(policy, data, as_of), _items(policy)
    order = {check: _order(school, items, check) for check in {item[1].get("check", "day") for item in items}}
    looks = [_follow(pupil, order) for pupil in pupils_of(school, data)]
    return Result(
        sorted((action for look in looks for action in look.actions), key=lambda a: (a.date, a.pupil, a.rule, str(a))),
        sorted((found for look in looks for found in look.decisions), key=lambda d: (d.date, d.pupil, d.table, str(d))),
        set().union(*(look.undecided for look in looks)),
        _to_come(school, order),
    )


def school_of(policy: Mapping[str, Any], data: Mapping[str, Any], as_of: date | None = None) -> School:
    """One policy over one dataset, with what its rules are about."""
    school, items = School(policy, data, as_of), _items(policy)
    school.checks = {rule: check for item in items for rule, check in _checks(item)}
    school.each = {rule: item[1].get("each") for item in items for rule, _ in _checks(item)}
    school.policy_reach = Reach(school)
    return school


def _items(policy: Mapping[str, Any]) -> list[Item]:
    """The rules, ladders and tables about rows, each with its name as `id`."""
    found = [("rule", dict(rule)) for rule in policy.get("rules") or []]
    found += [("ladder", {"id": name, **said}) for name, said in (policy.get("ladders") or {}).items()]
    found += [("table", {"id": name, **said}) for name, said in (policy.get("tables") or {}).items() if "each" in said]
    return found


def _checks(item: Item) -> list[tuple[str, str]]:
    """The rule ids of an item, each with its check; a table's decisions are no actions."""
    kind, said = item
    check = said.get("check", "day")
    if kind == "ladder":
        return [(step["id"], check) for step in said["steps"]]
    return [(said["id"], check)] if kind == "rule" else []


def _order(school: School, items: list[Item], check: str) -> list[Item]:
    """The items of one check, those that are named before those that name them."""
    waiting = [item for item in items if item[1].get("check", "day") == check]
    names = {id(item): _named(school, item) for item in waiting}
    found: list[Item] = []
    while waiting:
        ready = next(
            (item for item in waiting if not any(_gives(o) & names[id(item)] for o in waiting if o is not item)), None
        )
        if ready is None:
            raise CircleError(", ".join(item[1]["id"] for item in waiting))
        waiting.remove(ready)
        found.append(ready)
    return found


def _gives(item: Item) -> set[str]:
    return {rule for rule, _ in _checks(item)}


def _named(school: School, item: Item) -> set[str]:
    """The rule ids that an item's conditions name, its own left out."""
    said = item[1]
    parts = [said, *said.get("steps", [])]
    parts += [task for part in list(parts) for task in [*part.get("then", []), *part.get("notes", [])]]
    conditions = [part[name] for part in parts for name in ("for", "when", "unless", "if", "show") if name in part]
    found = set(school.policy_reach.names(conditions))
    if item[0] == "table":
        found |= {name for cell in texts(said) for each in cell for name in school.policy_reach.names([each])}
    return (found & set(school.checks)) - _gives(item)


def pupils_of(school: School, data: Mapping[str, Any]) -> list[Pupil]:
    """The pupils of a dataset, by name."""
    lines: dict[str, list[dict[str, str]]] = {}
    for line in data["pupils"]:
        lines.setdefault(line["pupil"], []).append(line)
    marks: dict[str, dict[int, Mark]] = {}
    for row in data["marks"]:
        number = school.time.number.get(Session(date.fromisoformat(row["date"]), row["session"]))
        if number is not None and row["code"].strip():
            late = dataset.cell(row.get("minutes_late"), "number")
            mark = Mark(row["code"].strip(), amounts.clock((row.get("arrived") or "").strip()), late)
            marks.setdefault(row["pupil"], {})[number] = mark
    return [Pupil(school, name, lines[name], marks.get(name, {})) for name in sorted(lines)]


def _moments(pupil: Pupil, day: date, order: Mapping[str, list[Item]]) -> list[tuple[Moment, str]]:
    """The review points of a day, in the order of the day, each with its check; `day` always, for flags."""
    school = pupil.school
    halves = [half for half in ("AM", "PM") if Session(day, half) in school.time.number]
    found = []
    for check in order.keys() | {"day"}:
        if check == "session":
            found += [(moment(day, f"session {half}"), check) for half in halves]
        elif check in PERIODS:
            if school.time.last_in(school.time.period(check, day)) == day:
                found.append((moment(day, check), check))
        elif check != "morning" or "AM" in halves:
            found.append((pupil.moment(day, check), check))
    return sorted(found)


def _follow(pupil: Pupil, order: Mapping[str, list[Item]]) -> Look:
    look, watch = Look(pupil), Watch(pupil)
    for day in pupil.review_days:
        for at, check in _moments(pupil, day, order):
            for kind, said in order.get(check, []):
                look.at(kind, said, at)
            if check == "day":
                watch.look(at)
    return look


def _to_come(school: School, order: Mapping[str, list[Item]]) -> list[tuple[str, str, date]]:
    """The next review of each period check that has not come by as-of."""
    found = []
    for check in PERIODS:
        later = (
            [p for p in school.time.periods(check) if school.time.last_in(p) > school.as_of] if check in order else []
        )
        found += [(check, later[0].name, school.time.last_in(later[0]))] if later else []
    return found
