"""What may be varied of a pupil for whom a rule acts, kind by kind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from engine.boundaries.again import after, again, flagged, held
from engine.boundaries.arriving import times_in
from engine.boundaries.extra import one_more, shares, spread
from engine.boundaries.lines import Drawing
from engine.boundaries.moves import of_birthdays, of_clock, of_columns, of_marks, of_minutes, of_rows, of_years
from engine.boundaries.sketch import Sketch
from engine.expressions.typed import Constant
from engine.expressions.typed_walk import parts

Kind = Callable[[Sketch, str], Iterable[Sketch]]
_GAPS = (1, 5, 10, 11, 16, 21)
_LONGEST = 32
_DATES = frozenset({"enrolled_on", "date_of_birth", "left_on"})


class Families:
    """Varies pupils for one rule; `reads` are the names it rests on, `counts` the numbers of sessions that matter."""

    def __init__(self, drawing: Drawing, rule: str, reads: frozenset[str], counts: Iterable[int]) -> None:
        self._drawing, self._rule, self._reads, self._counts_of = drawing, rule, sorted(reads), list(counts)
        model = drawing.loaded.bound.model
        self._steps = drawing.drawer.number(rule)
        ids = {step.id for ladder in model.ladders.values() for step in ladder.steps}
        self._on_ladder = rule in ids
        columns = {name: str(kind) for name, kind in (model.pupils.columns if model.pupils else {}).items()}
        self._columns = {name: kind for name, kind in columns.items() if name in reads}
        self._columns |= dict.fromkeys(sorted(_DATES & reads), "date")
        self._named = sorted(_dates_in(drawing))

    def all(self) -> list[Kind]:
        """Give the kinds of change, the plainest first."""
        found: list[Kind] = [self.walk] if self._on_ladder else []
        return [*found, self.pupil, self.few, self.marks, self.more, self.rows, self.before, self.since, self.ever]

    def walk(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Raise the steps of a ladder one after the other, up to this one and past it."""
        for style in (1, 0):
            for on in (False, True) if self._steps else (True,):
                for gap in _GAPS:
                    for last in range(1, _LONGEST):
                        sketch = self._drawing.stairs(self._rule, style, gap, last, on=on)
                        yield replace(sketch, line=f"{line} {style} {on} {gap}")
                    if not self._steps:
                        break

    def marks(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Move the first mark that counts."""
        yield from of_marks(base, self._drawing.year, self._drawing.loaded.plan, line)

    def few(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Give percentages of few sessions."""
        yield from shares(base, self._drawing, self._reads, self._counts_of, line)

    def more(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Add a mark or row for a figure."""
        yield from one_more(base, self._drawing, self._reads, line)

    def pupil(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Vary the pupil: year group, birthday, columns, flags' last days, minutes late, times of arrival."""
        yield from of_years(base, f"{line} year")
        yield from of_birthdays(base, self._drawing.ground, self._drawing.year, f"{line} born")
        yield from flagged(base, self._drawing.year, f"{line} flag")
        yield from of_minutes(base, f"{line} late")
        yield from of_clock(base, times_in(self._drawing.ground), f"{line} clock")
        yield from of_columns(base, self._drawing.year, self._columns, f"{line} column")

    def rows(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Move rows of facts, and vary what they say."""
        yield from of_rows(base, self._drawing.year, dict(self._drawing.loaded.bound.shapes), self._named, line)

    def before(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Let it have happened once before, or for longer."""
        yield from again(base, self._drawing.year, self._drawing.ground.present, f"{line} again")
        yield from held(base, self._drawing.year, f"{line} held")

    def since(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Let it lie some days back."""
        yield from after(base, self._drawing.year, self._drawing.ground.present, line)

    def ever(self, base: Sketch, line: str) -> Iterator[Sketch]:
        """Let it be so all the time."""
        yield from spread(base, self._drawing, self._reads, line)


def _dates_in(drawing: Drawing) -> set[date]:
    """Give the dates that a policy names in its values and conditions."""
    found = {each.value for entries in drawing.loaded.plan.values.values() for each in entries}
    waiting = [checked.tree for checked in drawing.loaded.bound.expressions.values()]
    while waiting:
        typed = waiting.pop()
        if isinstance(typed, Constant):
            found.add(typed.value)
        elif typed is not None:
            waiting.extend(parts(typed))
    return {each for each in found if isinstance(each, date)}
