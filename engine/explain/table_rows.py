"""Rows of decision tables at one review point: which are hit, what their cells ask, and those that were passed over."""

from collections.abc import Callable, Collection, Iterable

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

    def hit(self, table: str) -> list[int]:
        """Give the rows, from 0, that say what a table gives: all that fit of one that collects, of others the first.

        None where none fits, or several do where one alone may.
        """
        nodes = [self._asking.of_row(table, number) for number in range(self._asking.height(table))]
        fit = [at for at, node in enumerate(nodes) if node is None or self._holds(node)]
        if self._asking.collects(table):
            return fit
        return fit[:1] if len(fit) == 1 or self._asking.allows_several(table) else []

    def passed_over(self, table: str, hit: Collection[int], deep: int = 0) -> list[ConditionOutput]:
        """Read the rows that were asked about and not hit: all others of a table that collects, else those above."""
        height = self._asking.height(table)
        last = height if self._asking.collects(table) else min(hit, default=height)
        return self.read(table, [number for number in range(last) if number not in hit], deep)

    def read(self, table: str, numbers: Iterable[int], deep: int = 0) -> list[ConditionOutput]:
        """Read rows of a table, counted from 0; one that asks nothing is left out."""
        found = []
        for number in numbers:
            node = self._asking.of_row(table, number)
            if node is not None:
                origin = self._origins.of_row(table, number)
                found.append(ConditionOutput(role="row", row=number + 1, part=self._part(node, deep), origin=origin))
        return found
