"""A policy with other values at some paths, for one test."""

from engine.diagnostics import Outcome
from engine.document import Path, Value
from engine.policy import PolicyInForce
from engine.resolve.edited import Edit, Written, edited, wanted_of
from engine.testing.read import Placed

WRITTEN_IN = "test"
"""What a test's own values are called among the layers of its policy."""


def overridden(policy: PolicyInForce, placed: Placed) -> Outcome[PolicyInForce]:
    """Put a test's values into the policy in force and settle it anew; the policy itself where there are none.

    They are held to what is closed and locked, and what is wrong with one is told where the test says it.

    Yields: W001 a path that cannot be read, W002 one that is absent, and what settling the changed policy finds.
    """
    return edited(policy, _edits(placed), _written(placed)) if placed.test.override else Outcome(policy)


def values_over(policy: PolicyInForce, placed: Placed) -> dict[Path, Value]:
    """Give a test's values by their paths in its policy, of a test that runs; nothing where it has none."""
    asked = wanted_of(policy, _edits(placed), _written(placed))
    return {path: value for path, (_, value) in (asked.value or {}).items()}


def _edits(placed: Placed) -> list[Edit]:
    return [Edit(path, value) for path, value in placed.test.override.items()]


def _written(placed: Placed) -> Written:
    spans = placed.document.spans
    standings = tuple(spans[(*placed.at, "override", path)] for path in placed.test.override)
    return Written(placed.document.source, WRITTEN_IN, standings)
