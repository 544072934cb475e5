"""How a run is looked at while it goes on: what is told before and after each look, and of each session and day."""

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from engine.evaluate.arrays import Bits, Longs
from engine.evaluate.episodes import RuleRun
from engine.evaluate.ladders import LadderRun
from engine.evaluate.tables import TableRun
from engine.fired import Batch
from engine.nouns import dataclass
from engine.plan import Looked, PlannedLadder, PlannedRule

if TYPE_CHECKING:
    from engine.evaluate.frame import Frame
    from engine.evaluate.recording import Recorder
    from engine.evaluate.state import State

Course: TypeAlias = RuleRun | LadderRun | TableRun
"""What is kept of one rule, ladder or table while the days go by."""


@dataclass(slots=True)
class Look:
    """One look at a rule, ladder or table.

    `frame` is what it sees, a ladder's with its figures restarted; `among` who is asked; `entries` the rows among all
    that it is about, None for pupils. `batches` is what fired and `unsure` for whom nothing is known, after the look.
    `kept` is for whoever watches.
    """

    looked: Looked
    course: Course
    frame: "Frame"
    among: Bits
    half: int | None
    entries: Longs | None
    recorder: "Recorder"
    batches: list[Batch] = field(default_factory=list)
    unsure: Bits | None = None
    kept: Any = None


class Watch(Protocol):
    """Looks at a run: told of each look at what it wants, of each session once it is taken in, of each day's end."""

    def wants(self, looked: Looked) -> bool:
        """Whether looks at something are told."""

    def before(self, look: Look) -> None:
        """Hear of a look that is about to be."""

    def after(self, look: Look) -> None:
        """Hear what came of it."""

    def session(self, state: "State") -> None:
        """Hear of a session of school time whose marks have been taken in."""

    def day(self, frame: "Frame") -> None:
        """Hear of the end of a school day, after its last check."""


class Watched:
    """A course that is watched: it looks as the course does."""

    def __init__(self, watch: Watch, looked: Looked, course: Course) -> None:
        self._watch, self._looked, self._course = watch, looked, course

    @property
    def standing(self) -> Any:
        """Where its conditions hold."""
        return self._course.standing

    def look(
        self,
        frame: "Frame",
        among: Bits,
        recorder: "Recorder",
        half: int | None,
        entries: Longs | None,
        only: Bits | None = None,
    ) -> Bits | None:
        """Look once, and tell of it."""
        here = self._course.begun(frame, entries) if isinstance(self._course, LadderRun) else frame
        look = Look(self._looked, self._course, here, among, half, entries, recorder)
        self._watch.before(look)
        fired = len(recorder.batches)
        look.unsure = self._course.look(frame, among, recorder, half, entries, only)
        look.batches = recorder.batches[fired:]
        self._watch.after(look)
        return look.unsure


def ids_of(looked: Looked) -> Iterator[str]:
    """Give the ids under which something acts: a rule's own, those of a ladder's steps, a table's name."""
    if isinstance(looked, PlannedRule):
        yield looked.id
    elif isinstance(looked, PlannedLadder):
        yield from (step.rule.id for step in looked.steps)
    else:
        yield looked.name
