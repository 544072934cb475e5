"""The marks that a session may bear: every code of every table in force, with what it counts as."""

from collections.abc import Mapping

from engine.bind.vocabulary import GROUPS, SESSIONS
from engine.expressions.record import compile_typed
from engine.expressions.typed import Typed
from engine.expressions.typed_walk import reads_with_types
from engine.model.facts import CATEGORIES
from engine.model.policy_file import PolicyFile
from engine.model.stages import stages_of
from engine.nouns import dataclass

_HELD: Mapping[str, tuple[str, ...]] = {
    "attended": CATEGORIES[:2],
    "absent": CATEGORIES[2:4],
    "authorised": CATEGORIES[2:3],
    "unauthorised": CATEGORIES[3:4],
    "possible": CATEGORIES[:4],
}
CODE_NAMES = ("code", "category", *CATEGORIES, *GROUPS)


@dataclass(frozen=True, slots=True)
class Mark:
    """One code in one table of codes; `names` are what it makes of the names that a code decides."""

    table: str
    code: str | None
    names: Mapping[str, object]


class Codes:
    """The marks of a policy's code tables, and no mark at all; beside them its key stages."""

    def __init__(self, model: PolicyFile) -> None:
        self.stages = stages_of(model.school_age)
        self.words = tuple(sorted({w for table in model.codes for code in table.table.values() for w in code.words}))
        self.names = frozenset((*CODE_NAMES, *self.words))
        self.marks = tuple(self._marks(model))
        self.marks_said = repr(self.marks)
        self._tables: dict[Typed, frozenset[tuple[str, str, str]] | None] = {}
        self._records = tuple(
            (
                (mark.table, mark.code or "", session),
                {**{f"session.{name}": value for name, value in mark.names.items()}, "session.session": session},
            )
            for mark in self.marks
            for session in SESSIONS
        )

    def _marks(self, model: PolicyFile) -> list[Mark]:
        found = []
        for table in reversed(model.codes):
            since = str(table.from_ or "")
            for code, held in table.table.items():
                names: dict[str, object] = {"code": code, "category": held.category}
                names |= {category: held.category == category for category in CATEGORIES}
                names |= {group: held.category in _HELD[group] for group in GROUPS}
                names |= {word: word in held.words for word in self.words}
                found.append(Mark(since, code, names))
        nothing: dict[str, object] = {"code": None, "category": None}
        nothing |= dict.fromkeys((*CATEGORIES, *GROUPS, *self.words), False)
        return [*found, Mark("", None, nothing)]

    def table(self, opened: Typed) -> frozenset[tuple[str, str, str]] | None:
        """Give the table, code and session of every mark for which a condition holds; None where more decides it."""
        if opened not in self._tables:
            self._tables[opened] = self._table(opened)
        return self._tables[opened]

    def _table(self, opened: Typed) -> frozenset[tuple[str, str, str]] | None:
        reads = {name.removeprefix("session.") for name in reads_with_types(opened)}
        if not reads <= {*self.names, "session"}:
            return None
        run = compile_typed(opened)
        return frozenset(name for name, record in self._records if run(record) is True)
