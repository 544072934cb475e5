"""Measures: the figures that conditions speak of."""

from engine.model.amounts import AmountOrName, FlagText
from engine.model.declared import Field
from engine.model.item import Condition, Item, Name, Words
from engine.model.windows import Ends, Windows

KINDS = ("count", "percent", "in_a_row", "since", "value", "is", "total", "last")
RUNS = ("school days", "mornings", "afternoons", "sessions", "weeks")
SINCE_UNITS = ("school days", "school weeks", "days", "weeks", "months", "sessions")
LAST_FIELDS = ("code", "date", "session", "minutes_late")


class Measure(Item):
    """One figure; exactly one of `KINDS` says what it is."""

    count: Words | None = Field(None, examples=["sessions", "school days", "spells", "contacts", "late_letter"])
    """What is counted: sessions, school days, spells, weeks, half_terms, terms, a fact table, or a rule's actions."""
    percent: Condition | None = Field(None, examples=["attended"])
    """The sessions of `of` that are in this set, as a percentage of them; an exact ratio."""
    in_a_row: Words | None = Field(None, examples=["school days"])
    """How many of these stand in a row up to now: school days, mornings, afternoons, sessions or weeks."""
    since: Name | None = Field(None, examples=["letter_1"])
    """The rule or step since whose latest action the time is counted."""
    value: Name | None = Field(None, examples=["attendance_percent"])
    """The figure whose earlier value is wanted (see `at`)."""
    is_: Condition | None = Field(None, alias="is", examples=["attendance_percent <= percent_then"])
    """A named expression over other figures."""
    total: Condition | None = Field(None, examples=["minutes_late"])
    """What is added up, session by session."""
    last: Name | None = Field(None, examples=["code"])
    """What of the last such session is wanted: code, date, session or minutes_late."""

    of: Condition | None = Field(None, examples=["unauthorised", 'outcome = "reached"'])
    """The condition on the thing counted; for a percentage, the sessions out of which."""
    over: Windows | None = Field(None, examples=["year", "last 10 school weeks", ["term", "last 4 school weeks"]])
    """The window; several mean what they have in common. Left out: the year (for `in_a_row`: no bound)."""
    ends: Ends | None = Field(None, examples=["yesterday"])
    """Where the window ends, if not now."""
    at_least: AmountOrName | None = Field(None, examples=["20 sessions"])
    """A percentage over fewer possible sessions is not known."""
    whole: FlagText = Field(False, examples=[True])
    """Count a school day only when all its possible sessions are in the set."""
    strict: FlagText = Field(False, examples=[True])
    """A session that is not possible, or without a mark, breaks the run."""
    overlapping: FlagText = Field(False, examples=[True])
    """Count rows whose from..to shares a day with the window, rather than rows dated in it."""
    in_: Words | None = Field(None, alias="in", examples=["school days"])
    """The unit in which the time since is counted."""
    at: Words | None = Field(None, examples=["letter_1", "previous half_term"])
    """The rule at whose latest action, or the period at whose end, the value is taken."""

    @property
    def kind(self) -> str:
        """Which of `KINDS` it is."""
        for name in KINDS:
            if getattr(self, "is_" if name == "is" else name) is not None:
                return name
        raise AssertionError("INVARIANT: a measure has a kind")

    def hold_together(self) -> None:
        """Refuse a figure of no kind or several, and what means nothing beside its kind or lacks to it."""
        given = [name for name in KINDS if getattr(self, "is_" if name == "is" else name) is not None]
        if len(given) != 1:
            found = "none of them" if not given else "`" + "`, `".join(given) + "`"
            raise ValueError(f"a figure says exactly one of {', '.join(KINDS)}; this one says {found}")
        allowed = {
            "count": {"of", "over", "ends", "whole", "overlapping"},
            "percent": {"of", "over", "ends", "at_least"},
            "in_a_row": {"of", "over", "ends", "strict"},
            "since": {"in_"},
            "value": {"at"},
            "is": set(),
            "total": {"of", "over", "ends"},
            "last": {"of", "over", "ends"},
        }[given[0]]
        needed = {"in_a_row": {"of"}, "value": {"at"}, "since": {"in_"}, "percent": {"of"}}.get(given[0], set())
        extras = ("of", "over", "ends", "at_least", "whole", "strict", "overlapping", "in_", "at")
        for name in extras:
            said = getattr(self, name) not in (None, False)
            if said and name not in allowed:
                raise ValueError(f"`{name.rstrip('_')}` means nothing beside `{given[0]}`")
            if not said and name in needed:
                raise ValueError(f"`{given[0]}` needs `{name.rstrip('_')}` beside it")
        if self.in_a_row is not None and self.in_a_row not in RUNS:
            raise ValueError(f"`in_a_row` counts one of {', '.join(RUNS)}, not `{self.in_a_row}`")
        if self.in_ is not None and self.in_ not in SINCE_UNITS:
            raise ValueError(f"`in` is one of {', '.join(SINCE_UNITS)}, not `{self.in_}`")
        if self.last is not None and self.last not in LAST_FIELDS:
            raise ValueError(f"`last` is one of {', '.join(LAST_FIELDS)}, not `{self.last}`")
