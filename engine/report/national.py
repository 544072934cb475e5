"""A policy's published statistics -> those beside which a report stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from engine.model.declared import declared
from engine.model.policy_file import PolicyFile
from engine.model.statistics import PublishedFigures, Statistics
from engine.report.figures import National, Period

_NAMES = tuple(declared(PublishedFigures))


def national_of(model: PolicyFile, periods: Sequence[Period]) -> list[National]:
    """Give the statistics of the school's phase, else those of all phases, of the years that the periods lie in.

    Where nothing is published of a period's days it is the latest before them, else the earliest after. A policy
    without statistics has none.
    """
    phase = model.school.phase if model.school else None
    held = {name: each for name, each in model.statistics.items() if each.phase == phase}
    if not held:
        held = {name: each for name, each in model.statistics.items() if each.phase is None}
    chosen: dict[str, Statistics] = {}
    for period in periods:
        chosen.update((name, held[name]) for name in _of_day(held, period.review))
    return [_national(name, each) for name, each in chosen.items()]


def _of_day(held: Mapping[str, Statistics], day: date) -> list[str]:
    def begins(name: str) -> date:
        return held[name].from_ or date.min

    names = sorted(held, key=lambda name: (begins(name), name))
    covering = [name for name in names if begins(name) <= day < (held[name].until or date.max)]
    before = [name for name in names if begins(name) <= day]
    return covering or before[-1:] or names[:1]


def _national(name: str, item: Statistics) -> National:
    figures: dict[str, Fraction] = {key: value for key in _NAMES if (value := getattr(item.figures, key)) is not None}
    return National(
        name=name,
        title=item.title or name.replace("_", " "),
        source=item.source or "",
        covers=item.covers or "",
        first=item.from_,
        until=item.until,
        figures=figures,
        codes=dict(item.codes),
        weeks=dict(item.weeks),
        weekdays=dict(item.weekdays),
    )
