"""Which totals and runs the figures of a plan ask to be kept."""

from dataclasses import dataclass, field

from engine.counting import DayCount, InARow, Latest, Percent, Piece, SessionCount, Span, SpellCount
from engine.model.windows import Fixed, Stretch
from engine.plan import Plan, PlannedLadder

RunKey = tuple[str, int, bool]
SPELL_UNIT = "school days"


@dataclass(slots=True)
class Needs:
    """Set numbers by what is kept of them; `runs` are (unit, set, strict); `spells` are sets whose spells are windows.

    `past_spells` and `past_flags` are asked for as they stood on earlier days.
    """

    sessions: set[int] = field(default_factory=set)
    days: set[tuple[int, bool]] = field(default_factory=set)
    runs: set[RunKey] = field(default_factory=set)
    spells: set[int] = field(default_factory=set)
    spell_counts: set[int] = field(default_factory=set)
    spell_periods: set[tuple[int, str]] = field(default_factory=set)
    latest: set[int] = field(default_factory=set)
    past_spells: set[int] = field(default_factory=set)
    past_flags: set[str] = field(default_factory=set)

    @property
    def day_flags(self) -> set[int]:
        """Sets of which is wanted, for each day, whether some and whether all possible sessions are in them."""
        return (
            {number for number, _ in self.days}
            | {n for unit, n, _ in self.runs if unit == SPELL_UNIT}
            | self.spell_counts
        )


def needs_of(plan: Plan) -> Needs:
    """Go through the figures of a plan."""
    needs = Needs()

    def of_span(span: Span | None) -> None:
        for number in span.spell_sets.values() if span else ():
            needs.spells.add(number)
            needs.runs.add((SPELL_UNIT, number, False))
            if span is not None and span.ends is not None:
                needs.past_spells.add(number)
        if span is not None and span.ends is not None:
            needs.past_flags.update(w.name for w in span.windows if isinstance(w, Stretch))

    def of_pieces(pieces: tuple[Piece, ...]) -> None:
        needs.sessions.update(piece.set for piece in pieces)

    restarted = {
        name
        for group in plan.looked.values()
        for looked in group
        if isinstance(looked, PlannedLadder)
        for name in looked.restart
    }
    for figure in plan.figures.values():
        kind = figure.kind
        of_span(getattr(kind, "span", None))
        if isinstance(kind, SessionCount):
            of_pieces(kind.pieces)
        elif isinstance(kind, Percent):
            of_pieces(kind.part)
            of_pieces(kind.whole)
        elif isinstance(kind, DayCount):
            needs.days.update((piece.set, kind.whole) for piece in kind.pieces)
        elif isinstance(kind, InARow):
            needs.runs.add((kind.unit, kind.set, kind.strict))
            if not plan.sets[kind.set].by_code:
                # an action shows the sessions of its run: where a code does not tell them, they are noted
                needs.sessions.add(kind.set)
            if kind.span is not None or figure.name in restarted:
                needs.sessions.add(plan.named_sets["possible"])
                needs.days.add((plan.named_sets["possible"], False))
        elif isinstance(kind, SpellCount):
            needs.spell_counts.add(kind.set)
            needs.spell_periods.update((kind.set, w.period) for w in kind.span.windows if isinstance(w, Fixed))
        elif isinstance(kind, Latest):
            needs.latest.add(kind.set)
    return needs
