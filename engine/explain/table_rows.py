"""Rows of decision tables at one review point: which one is hit, what its cells ask, and what those above it asked."""

from collections.abc import Callable, Iterable

from engine.explain.asked import Asking, Node
from engine.explain.origins import Origins
from engine.model.explanation import ConditionOutput, PartOutput


class TableRows:
    """Reads rows of tables: `holds` judges what their cells ask, and `part` reads it, so deep within another part."""

    def __init__(
        self,
        asking: Asking,
        origins: Origins,
        holds: Callable[[Node], bool | None],
        part: Callable[[Node, int], PartOutput],
    ) -> None:
        self._asking, self._origins, self._holds, self._part = asking, origins, holds, part

    def hit(self, table: str) -> int:
        """Give the first row that fits, from 0; -1 where none does, or several where one alone may."""
        nodes = [self._asking.of_row(table, number) for number in range(self._asking.height(table))]
        fit = [at for at, node in enumerate(nodes) if node is None or self._holds(node)]
        return fit[0] if fit and (len(fit) == 1 or self._asking.allows_several(table)) else -1

    def above(self, table: str, hit: int, deep: int = 0) -> list[ConditionOutput]:
        """Read the rows that were passed over before one was hit; all of them where none was (`hit` below 0)."""
        return self.read(table, range(hit if hit >= 0 else self._asking.height(table)), deep)

    def read(self, table: str, numbers: Iterable[int], deep: int = 0) -> list[ConditionOutput]:
        """Read rows of a table, counted from 0; one that asks nothing is left out."""
        found = []
        for number in numbers:
            node = self._asking.of_row(table, number)
            if node is not None:
                origin = self._origins.of_row(table, number)
                found.append(ConditionOutput(role="row", row=number + 1, part=self._part(node, deep), origin=origin))
        return found
