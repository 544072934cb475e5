"""A policy with the meaning of every name and expression."""

from collections.abc import Callable, Mapping
from dataclasses import field

from engine.document import Path
from engine.expressions.tables import DecisionTable
from engine.expressions.typed import Checked
from engine.expressions.types import Quantity
from engine.model.dataset import TableShape
from engine.model.policy_file import PolicyFile
from engine.nouns import dataclass
from engine.source import Place

PlaceOf = Callable[[Path, int | None, int | None], Place]


@dataclass(frozen=True, slots=True)
class Bound:
    """An expanded policy whose expressions have been checked.

    `expressions` holds them by the path of the text in the expanded document. `quantities` are the names that rules
    may use; `session` those inside a set; `rows` those of a row, by table. `order` gives the ids of what is looked
    at (rules, ladders by `ladder:NAME`, tables by `table:NAME`) in the order of evaluation, by check. `outputs` says
    which table gives a name, and as which output. `flag_starts` says what begins a policy's flag: rule, table or
    condition. `periods` are the names that only a calendar can explain, with the path that uses each;
    `flag_windows` those of flags that are windows. `row_figures`
    are those whose window is a row's.
    """

    model: PolicyFile
    expressions: Mapping[Path, Checked]
    quantities: Mapping[str, Quantity]
    session: Mapping[str, Quantity]
    rows: Mapping[str, Mapping[str, Quantity]]
    shapes: Mapping[str, TableShape]
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outputs: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    flag_starts: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)
    periods: Mapping[str, Path] = field(default_factory=dict)
    flag_windows: Mapping[str, Path] = field(default_factory=dict)
    row_figures: frozenset[str] = frozenset()
