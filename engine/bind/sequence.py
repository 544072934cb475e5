"""Who is looked at after whom: rules, ladders and tables that name others come after them."""

from collections.abc import Iterable, Mapping

from engine.bind.names import Names, Use
from engine.bind.order import in_order
from engine.diagnostics import Severity
from engine.document import Path
from engine.model.policy_file import PolicyFile
from engine.model.rules import PERIOD_CHECKS


def ordered(
    model: PolicyFile, names: Names, groups: Mapping[str, list[str]], uses: Mapping[str, list[Use]]
) -> dict[str, tuple[str, ...]]:
    """Put what is looked at in order, check by check; `uses` are the names that each asks about."""
    key_of = {rule.id: f"rule:{rule.id}" for rule in model.rules}
    for name, ladder in model.ladders.items():
        key_of.update({step.id: f"ladder:{name}" for step in ladder.steps})
    check_of = {key: check for check, keys in groups.items() for key in keys}
    order: dict[str, tuple[str, ...]] = {}
    for check, keys in groups.items():
        needs: dict[str, list[str]] = {}
        for key in keys:
            # a ladder's own steps are earlier ones; a count of a rule's own actions looks at earlier points
            named = {key_of[name] for name in _acting(model, names, uses[key], counts=True)} - {key}
            needs[key] = [each for each in keys if each in named]
            for use in uses[key]:
                for name in sorted(_acting(model, names, [use], counts=False)):
                    if key == f"rule:{name}":
                        _names_itself(names, name, use)
                    elif not _before(check_of[key_of[name]], check):
                        _too_late(names, name, check_of[key_of[name]], use)
        order[check], circle = in_order(keys, needs)
        if circle:
            names.circle([each.split(":", 1)[1] for each in circle], _path_of(model, circle[0]))
    return order


def _acting(model: PolicyFile, names: Names, uses: Iterable[Use], *, counts: bool) -> set[str]:
    """Give the rules and steps whose acting now is asked about; with `counts` also those whose actions are counted."""
    found: set[str] = set()
    for name in names.behind(use.name for use in uses):
        measure = model.measures.get(name)
        if name in names.ids:
            found.add(name)
        elif counts and measure is not None and measure.count in names.ids:
            found.add(str(measure.count))
    return found


def _before(other: str, check: str) -> bool:
    """Whether what is looked at at one check has been looked at by another of the same day."""
    return check == "session" or _rank(other) <= _rank(check)


def _rank(check: str) -> tuple[int, str]:
    periods = ("day", *PERIOD_CHECKS)
    if check in periods:
        return 3 + periods.index(check), ""
    return {"session": (0, ""), "morning": (1, "")}.get(check, (2, check.rjust(5, "0")))


def _names_itself(names: Names, name: str, use: Use) -> None:
    message = f"`{name}` asks about itself" + ("" if use.name == name else f", by way of `{use.name}`")
    advice = f"to look at earlier times, count them: `{{count: {name}}}`"
    names.problem("B002", message, use.path, advice, start=use.start, end=use.end)


def _too_late(names: Names, name: str, check: str, use: Use) -> None:
    message = f"`{name}` is looked at later on the same day ({check}), so it has never acted here"
    advice = "give both the same `check`, or count its actions"
    names.problem("B005", message, use.path, advice, start=use.start, end=use.end, severity=Severity.WARNING)


def _path_of(model: PolicyFile, key: str) -> Path:
    kind, name = key.split(":", 1)
    if kind == "rule":
        return ("rules", next(number for number, rule in enumerate(model.rules) if rule.id == name), "id")
    return (f"{kind}s", name)
