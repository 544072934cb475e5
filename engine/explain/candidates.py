"""What might be changed in the data so that a test comes out otherwise: each a change to try, none of them proved."""

from engine.counting import FactCount
from engine.explain.change import Change
from engine.explain.change_facts import FactChanges
from engine.explain.change_marks import MarkChanges
from engine.explain.leaves import Leaf
from engine.explain.reading import Reading, Tools
from engine.register import Register

_MOST = 12


class Candidates:
    """Finds changes for the tests of one look; the look is going on, so what they do is kept and not done."""

    def __init__(self, tools: Tools, one: Register, reading: Reading) -> None:
        self._reading, self._plan = reading, tools.loaded.plan
        self._marks, self._facts = MarkChanges(tools, one, reading), FactChanges(tools, one, reading)

    def of(self, leaf: Leaf) -> list[Change]:
        """Give the changes to try for a test, the likeliest first."""
        found: list[Change] = []
        for name in leaf.names:
            what = self._reading.what(name)
            kind = self._plan.figures[name].kind if what == "figure" else None
            if isinstance(kind, FactCount):
                found.extend(self._facts.of_facts(leaf, name, kind))
            elif what == "figure":
                found.extend(self._marks.of_figure(leaf, name))
            elif what == "flag":
                found.extend(self._facts.of_flag(leaf, name))
            elif what == "row":
                found.extend(self._facts.of_cell(leaf, name))
            elif what in ("column", "calendar"):
                found.extend(self._facts.of_column(leaf, name))
        return found[:_MOST]
