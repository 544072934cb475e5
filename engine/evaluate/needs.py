"""Which counts, totals and runs the figures of a plan ask to be kept."""

from collections.abc import Sequence
from dataclasses import field

from engine.calendar import STRETCHES
from engine.counting import DayCount, Figure, InARow, Kind, Latest, Percent, Piece, SessionCount, Span, SpellCount
from engine.model.windows import AfterRow, Fixed, FromFirst, Last, Row, Spell, Stretch
from engine.nouns import dataclass
from engine.plan import Plan, PlannedLadder

RunKey = tuple[str, int, bool]
SPELL_UNIT = "school days"


@dataclass(slots=True)
class Needs:
    """Set numbers by what is kept of them; `runs` are (unit, set, strict), `days` (set, whole).

    `moving` and `moving_days` are the figures whose windows are the same for all and only move on, `restarted` those
    that a ladder (its name) restarts; the `totals` and `days` of the others are kept whole. `past` are sets whose
    sessions are kept for evidence. `past_runs`, `past_spells` and `past_flags` are asked for as they stood on earlier
    days.
    """

    moving: list[Figure] = field(default_factory=list)
    restarted: list[tuple[str, Figure]] = field(default_factory=list)
    moving_days: list[Figure] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    days: set[tuple[int, bool]] = field(default_factory=set)
    past: set[int] = field(default_factory=set)
    runs: set[RunKey] = field(default_factory=set)
    spell_periods: set[tuple[int, str]] = field(default_factory=set)
    spell_scans: set[int] = field(default_factory=set)
    latest: set[int] = field(default_factory=set)
    past_runs: set[RunKey] = field(default_factory=set)
    past_spells: set[int] = field(default_factory=set)
    past_flags: set[str] = field(default_factory=set)
    possible_days: bool = False
    possible_halves: set[str] = field(default_factory=set)

    @property
    def marks(self) -> bool:
        """Whether anything is kept of the marks."""
        kept = (self.moving, self.restarted, self.moving_days, self.totals, self.days, self.past, self.runs)
        more = (self.spell_periods, self.spell_scans, self.latest)
        return any(map(bool, (*kept, *more))) or self.possible_days

    @property
    def whole_days(self) -> set[int]:
        """Sets of which is wanted, for each day, whether all possible sessions are in them."""
        return (
            {n for unit, n, _ in self.runs if unit == SPELL_UNIT}
            | {n for n, _ in self.spell_periods}
            | self.spell_scans
        )


def only_moves_on(span: Span, plan: Plan) -> bool:
    """Whether a span is the same for all pupils."""
    return not any(
        isinstance(window, Spell | Row | AfterRow | FromFirst)
        or (isinstance(window, Stretch) and window.name in plan.flags)
        for window in span.windows
    )


def only_grows(span: Span, piece: Piece) -> str | None:
    """Give the period within which a count only grows; None where sessions leave its window, or enter it late."""
    window = span.windows[0]
    aged = piece.youngest or piece.oldest is not None
    if len(span.windows) == 1 and isinstance(window, Fixed) and span.ends is None and not aged:
        return window.period
    return None


def up_to_now(span: Span, piece: Piece) -> bool:
    """Whether the present session always is the last one of a window."""
    return span.ends is None and not piece.youngest and all(isinstance(w, Fixed | Last) for w in span.windows)


def can_restart(span: Span, pieces: tuple[Piece, ...]) -> bool:
    """Whether a restarted count is that of its window, or that since the restart where this is later."""
    return all(up_to_now(span, piece) and piece.oldest is None for piece in pieces)


def _parts_days(span: Span) -> bool:
    """Whether a window may hold one session of a day alone: the present one, or from or to where a flag changes."""
    return any(isinstance(w, Stretch) or w == Fixed("session") for w in span.windows)


def needs_of(plan: Plan) -> Needs:
    """Go through the figures of a plan."""
    needs = Needs()
    restarted: dict[str, list[str]] = {}
    for looked in (each for group in plan.looked.values() for each in group):
        if isinstance(looked, PlannedLadder):
            for name in looked.restart:
                restarted.setdefault(name, []).append(looked.name)
    for figure in plan.figures.values():
        kind = figure.kind
        span: Span | None = getattr(kind, "span", None)
        if span is not None:
            _of_span(needs, span)
        ladders = restarted.get(figure.name, [])
        if isinstance(kind, SessionCount | Percent):
            _of_sessions(needs, plan, figure, kind, ladders)
        elif isinstance(kind, DayCount):
            _of_days(needs, plan, figure, kind, restarted=bool(ladders))
        elif isinstance(kind, InARow):
            _of_run(needs, plan, kind, restarted=bool(ladders))
        elif isinstance(kind, SpellCount):
            period = period_of_spells(kind)
            if period is not None:
                needs.spell_periods.add((kind.set, period))
            if period is None or ladders:
                needs.spell_scans.add(kind.set)
        elif isinstance(kind, Latest):
            needs.latest.add(kind.set)
        needs.past.update(number for number in _shown(kind) if not plan.sets[number].by_code)
    return needs


def _of_sessions(
    needs: Needs, plan: Plan, figure: Figure, kind: SessionCount | Percent, ladders: Sequence[str]
) -> None:
    pieces = kind.pieces if isinstance(kind, SessionCount) else kind.counted
    if ladders and isinstance(kind, SessionCount) and can_restart(kind.span, pieces):
        needs.moving.append(figure)
        needs.restarted += [(ladder, figure) for ladder in ladders]
    elif not ladders and only_moves_on(kind.span, plan):
        needs.moving.append(figure)
    else:
        needs.totals.update(piece.set for piece in pieces)


def _of_days(needs: Needs, plan: Plan, figure: Figure, kind: DayCount, *, restarted: bool) -> None:
    in_parts = restarted or _parts_days(kind.span)
    if not in_parts and only_moves_on(kind.span, plan):
        needs.moving_days.append(figure)
        return
    needs.days.update((piece.set, kind.whole) for piece in kind.pieces)
    if in_parts:
        needs.totals.update(piece.set for piece in kind.pieces)
        needs.totals.update([plan.named_sets["possible"]] if kind.whole else [])


def period_of_spells(kind: SpellCount) -> str | None:
    """Give the period of the calendar in which spells are counted; None for another window."""
    window = kind.span.windows[0]
    if len(kind.span.windows) == 1 and isinstance(window, Fixed) and kind.span.ends is None:
        return window.period if window.period in STRETCHES else None
    return None


def _shown(kind: Kind) -> set[int]:
    """Give the sets whose sessions an action shows: where a code does not tell them, they are kept."""
    if isinstance(kind, SessionCount | DayCount):
        return {piece.set for piece in kind.pieces}
    if isinstance(kind, Percent):
        return {piece.set for piece in kind.part + kind.whole}
    return {kind.set} if isinstance(kind, InARow | SpellCount) else set()


def _of_span(needs: Needs, span: Span) -> None:
    for number in span.spell_sets.values():
        needs.runs.add((SPELL_UNIT, number, False))
        if span.ends is not None:
            needs.past_spells.add(number)
    if span.ends is not None:
        needs.past_flags.update(w.name for w in span.windows if isinstance(w, Stretch))


def _of_run(needs: Needs, plan: Plan, kind: InARow, *, restarted: bool) -> None:
    key = (kind.unit, kind.set, kind.strict)
    needs.runs.add(key)
    if kind.span is None and not restarted:
        return
    needs.past_runs.add(key)
    if kind.span is None:
        return
    if kind.unit == "sessions":
        needs.totals.add(plan.named_sets["possible"])
    elif kind.unit != SPELL_UNIT:
        needs.possible_halves.add(kind.unit)
    else:
        needs.possible_days |= not kind.strict
        if _parts_days(kind.span):
            needs.totals.update((kind.set, plan.named_sets["possible"]))
