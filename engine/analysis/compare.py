"""Two loaded policies -> where they differ in meaning, each with the smallest example, and what is proved the same."""

from collections.abc import Callable, Iterator

from engine.analysis.compare_acting import compare_acting
from engine.analysis.compare_figures import compare_figures, compare_flags, compare_sets
from engine.analysis.compare_plain import compare_plain, compare_values
from engine.analysis.compare_registers import compare_registers
from engine.analysis.compare_tables import compare_tables
from engine.analysis.differences import KINDS, Difference, Differences, Same
from engine.analysis.pair import Pair
from engine.load import Loaded

Found = Iterator[Difference | Same]
_PARTS: tuple[Callable[[Pair], Found], ...] = (
    compare_registers,
    compare_acting,
    compare_tables,
    compare_figures,
    compare_flags,
    compare_sets,
    compare_values,
    compare_plain,
)


def compare(a: Loaded, b: Loaded) -> Differences:
    """Set two policies side by side; the same one twice differs in nothing."""
    pair = Pair(a, b)
    found = [one for part in _PARTS for one in part(pair)]
    differences = sorted((one for one in found if isinstance(one, Difference)), key=_order)
    same = sorted((one for one in found if isinstance(one, Same)), key=lambda one: (KINDS.index(one.kind), one.name))
    versions = (a.policy.version, b.policy.version)
    return Differences(a.policy.name, b.policy.name, versions, tuple(differences), tuple(same))


def _order(one: Difference) -> tuple[int, str, str]:
    return KINDS.index(one.kind), one.name, one.change
