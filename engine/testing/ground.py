"""A policy -> what it expects of every test of it, made ready once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.calendar import Calendar
from engine.compile.expected import expected_of
from engine.diagnostics import Outcome
from engine.load import Loaded
from engine.model.dataset import TableShape
from engine.policy import PolicyInForce
from engine.readers.dataset import table_shapes
from engine.readers.table import empty_table
from engine.register import Expected, FactTable
from engine.testing.material import Codes


@dataclass(frozen=True, slots=True)
class Ground:
    """What registers and facts of a policy's tests look like.

    `shapes` are the tables that a test may have besides marks and pupils, `absent` and `blank` each of them without
    its file and without a row. `calendars` keeps those of the tests so far, by what the tests say of them.
    """

    expected: Expected
    codes: Codes
    shapes: Mapping[str, TableShape]
    absent: Mapping[str, FactTable]
    blank: Mapping[str, FactTable]
    calendars: dict[str, Outcome[Calendar]] = field(default_factory=dict)


def ground_of(loaded: Loaded) -> Ground:
    """Make a policy's ground ready."""
    return ground_for(expected_of(loaded.bound), _not_required(loaded.policy))


def ground_for(expected: Expected, not_required: str) -> Ground:
    """Make the ground of a policy that expects something; `not_required` is its code for `.`, or an empty text."""
    shapes = table_shapes(expected)
    return Ground(
        expected=expected,
        codes=Codes(expected.code_tables, not_required, expected.closing),
        shapes=shapes,
        absent={name: empty_table(shape) for name, shape in shapes.items()},
        blank={name: empty_table(shape, present=True) for name, shape in shapes.items()},
    )


def _not_required(policy: PolicyInForce) -> str:
    """Give the code of a session for which a pupil is not required; an empty text where the policy names none."""
    for table in reversed(policy.model.codes):
        for code, held in table.table.items():
            if held.used_for == "not_required":
                return code
    return ""
