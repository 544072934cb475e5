"""Where a text could not be read on."""

from engine.expressions.types import Problem
from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the grammar could not go on: `piece` stands there, the other pieces around it."""

    text: str
    start: int
    end: int
    piece: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    expected: frozenset[str]
    cell: bool

    def problem(
        self, code: str, message: str, advice: str, start: int | None = None, end: int | None = None
    ) -> Problem:
        """Make a problem, at the stop unless another place is given."""
        return Problem(code, message, advice, self.start if start is None else start, self.end if end is None else end)

    def last(self, back: int = 1) -> str:
        """Give a piece before the stop, or nothing."""
        return self.before[-back] if len(self.before) >= back else ""

    def next(self, ahead: int = 1) -> str:
        """Give a piece after the stop, or nothing."""
        return self.after[ahead - 1] if len(self.after) >= ahead else ""
