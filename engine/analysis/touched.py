"""Two runs over one dataset -> whom the difference of their policies touched, by rule and table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.analysis.differences import Differences
from engine.decision import Action, Decision, Run

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What B asks for beyond A (`gained`), A beyond B (`lost`), and both with other tasks (`changed`), of one rule."""

    name: str
    gained: int
    lost: int
    changed: int
    pupils: int


@dataclass(frozen=True, slots=True)
class Touching:
    """Whom a difference touched: by rule or table those that differ at all, and how many pupils in all.

    `alike` are the actions and decisions that are the same under both.
    """

    rows: tuple[Touched, ...]
    pupils: int
    of: int
    alike: int


def touched(comparison: Differences, a: Run, b: Run, pupils: int) -> Touching:
    """Set two runs side by side, action by action: the same rule, pupil, day, session and row."""
    names = {
        one.name: one.origins[1].text for one in comparison.differences if one.change == "renamed" and one.origins[1:]
    }
    first, second = _keyed(a, names), _keyed(b, {})
    found: dict[str, list[set[Key]]] = {}
    alike = 0
    for key in dict.fromkeys((*first, *second)):
        at = 0 if key not in first else 1 if key not in second else 2
        if at == 2 and first[key] == second[key]:
            alike += 1
            continue
        found.setdefault(str(key[0]), [set(), set(), set()])[at].add(key)
    rows = tuple(
        Touched(name, len(gained), len(lost), len(changed), len({key[1] for key in gained | lost | changed}))
        for name, (gained, lost, changed) in sorted(found.items())
    )
    everyone = {key[1] for sets in found.values() for held in sets for key in held}
    return Touching(rows, len(everyone), pupils, alike)


def _keyed(run: Run, names: Mapping[str, str]) -> dict[Key, object]:
    found: dict[Key, object] = {}
    for action in run.actions:
        key: Key = (names.get(action.rule, action.rule), action.pupil, action.date, action.session,
               action.request, action.parent, action.notice)  # fmt: skip
        found[key] = _asked(action)
    for decision in run.decisions:
        key = (decision.table, decision.pupil, decision.date, None, decision.request, decision.parent, None)
        found[key] = _decided(decision)
    return found


def _asked(action: Action) -> Iterable[object]:
    return [
        (
            task.do,
            task.to,
            task.by,
            task.obligation,
            task.due,
            sorted(task.with_.items()),
            task.code,
            list(task.sessions or ()),
        )
        for task in action.tasks
    ]


def _decided(decision: Decision) -> object:
    return (decision.outcome, sorted((name, str(value)) for name, value in decision.gives.items()))
