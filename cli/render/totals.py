"""What came of one school of many, in numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field

from engine.diagnostics import Diagnostic, Severity
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """What came of one school; `found` is what is wrong with its policy or its data.

    `actions` counts them by rule, `tasks` by what is to be done; `undecided` counts rules. `knows` are those of the
    rules asked for that its policy has. Of a school that failed nothing else is known.
    """

    name: str
    failed: bool
    found: tuple[Diagnostic, ...] = ()
    pupils: int = 0
    marks: int = 0
    actions: Mapping[str, int] = field(default_factory=dict)
    tasks: Mapping[str, int] = field(default_factory=dict)
    decisions: int = 0
    undecided: int = 0
    knows: frozenset[str] = frozenset()


def errors_of(school: Totals) -> list[Diagnostic]:
    """Give what made a school fail."""
    return [found for found in school.found if found.severity is Severity.ERROR]


def sum_of(schools: Iterable[Totals]) -> Totals:
    """Give all of some schools together; `undecided` counts a rule once for every school."""
    held = list(schools)
    actions: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    for school in held:
        actions.update(school.actions)
        tasks.update(school.tasks)
    return Totals(
        "all",
        failed=False,
        pupils=sum(school.pupils for school in held),
        marks=sum(school.marks for school in held),
        actions=actions,
        tasks=tasks,
        decisions=sum(school.decisions for school in held),
        undecided=sum(school.undecided for school in held),
    )
