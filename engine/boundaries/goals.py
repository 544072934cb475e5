"""When a policy's rules act -> values of what they ask about with which they do, and with which they just do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.analysis.answer import Subject
from engine.analysis.meaning import Acting, Meaning
from engine.analysis.normal import all_of, is_not_true
from engine.analysis.opened import RULE
from engine.boundaries.edge import Shift
from engine.document import Path
from engine.expressions.tables import FIRST
from engine.expressions.typed import Typed
from engine.load import Loaded
from engine.mutation.equal import conditions_alone


@dataclass(frozen=True, slots=True)
class Goal:
    """Values of subjects, by key, for a rule, step or table row; `acts` says whether it acts there.

    A row below 0 is one of the tasks or notes that come on a condition of their own.
    """

    rule: str
    values: Mapping[str, Any]
    acts: bool
    row: int | None = None


@dataclass(slots=True)
class Goals:
    """Finds such values in one policy; `subjects` says what their keys are."""

    loaded: Loaded
    meaning: Meaning = field(init=False)
    _beside: dict[int, dict[tuple[str, int | None], Typed]] = field(default_factory=dict)
    _mine: dict[tuple[str, int | None], Typed] = field(init=False)

    def __post_init__(self) -> None:
        self.meaning = Meaning(self.loaded.bound)
        self._mine = dict(_acts(self.meaning))

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """What the keys of values mean."""
        return self.meaning.opener.subjects

    def of(self, rule: str) -> list[tuple[int | None, Typed]]:
        """Give the conditions of a rule, or of each row of a table."""
        return [(row, typed) for (name, row), typed in self._mine.items() if name == rule]

    def acting(self, rule: str) -> list[Goal]:
        """Give values with which a rule acts, a table's row is hit."""
        return [
            Goal(rule, values, acts=True, row=row)
            for row, typed in self.of(rule)
            if (values := self.where(typed)) is not None
        ]

    def beside(self, rule: str, shift: Shift) -> Iterator[Goal]:
        """Give values with which a rule acts in only one of two policies: the boundary alone decides there."""
        other = self._other(shift)
        for row, typed in self.of(rule):
            moved = other.get((rule, row))
            if moved is None or moved == typed:
                continue
            for one, two, acts in ((typed, moved, True), (moved, typed, False)):
                values = self.where(all_of(one, is_not_true(two)))
                if values is not None:
                    yield Goal(rule, values, acts, row)

    def decides(self, rule: str, shift: Shift) -> bool:
        """Whether a step of a boundary may change when a rule acts; False where it is proved that it does not."""
        mine, theirs = self.loaded, shift.loaded
        if rule in mine.bound.model.tables:
            return True
        if not conditions_alone(mine.expanded, mine.bound, theirs.expanded, theirs.bound):
            return True
        other = self._other(shift)
        return not all(
            (moved := other.get((rule, row))) is not None
            and (moved == typed or self.meaning.questions.equal(typed, moved).proved)
            for row, typed in self.of(rule)
        )

    def _other(self, shift: Shift) -> dict[tuple[str, int | None], Typed]:
        key = id(shift.loaded)
        if key not in self._beside:
            self._beside[key] = dict(_acts(Meaning(shift.loaded.bound, self.meaning.opener.subjects)))
        return self._beside[key]

    def where(self, typed: Typed) -> Mapping[str, Any] | None:
        """Give values at which a condition is true; None where it never is, or that is not found."""
        answer = self.meaning.questions.together(typed)
        return answer.example.values if answer.example is not None else None


def _tasks(each: Acting) -> Iterator[Path]:
    """Give where a rule's tasks and notes say when they come."""
    for key, asked in (
        ("then", [task.if_ for task in each.item.then]),
        ("notes", [note.if_ for note in each.item.notes]),
    ):
        for number, text in enumerate(asked):
            if text is not None:
                yield (*each.path, key, number, "if")


def _acts(meaning: Meaning) -> Iterator[tuple[tuple[str, int | None], Typed]]:
    for each in meaning.acting():
        yield (each.id, None), each.acts
        for number, path in enumerate(_tasks(each)):
            asked = meaning.opener.path(path, each.each or RULE)
            if asked is not None:
                yield (each.id, -1 - number), all_of(each.acts, asked)
    for table in meaning.tables():
        if table.item.each is not None:
            for number, row in enumerate(table.rows):
                before = table.rows[:number] if table.table.hit == FIRST else ()
                yield (table.name, number), all_of(table.asked, row, *map(is_not_true, before))
