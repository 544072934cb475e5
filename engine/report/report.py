"""Policy and register -> report: periods, groups, weeks, weekdays and codes, small counts suppressed."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from engine.calendar import date_of, day_number
from engine.load import Loaded
from engine.model.amounts import Amount
from engine.register import Register
from engine.report.codes import Places, code_lines
from engine.report.counting import Counter, sessions_of
from engine.report.figures import SCHOOL, Cell, Dimension, Line, Report, Sessions, Standing, Stretch
from engine.report.groups import Grouping, groupings
from engine.report.national import national_of
from engine.report.periods import KINDS, periods_of, places_of
from engine.report.standing import RULES, standing_at
from engine.report.suppress import Cells, Structure, parts_of, suppressed

TARGET = "target"
"""The value of a policy that its reports compare with."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHOLES_AT_MOST = 40
"""Groups are looked at as the whole of other groups (a year of its classes) in dimensions of no more than so many."""

Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]


def report_of(
    loaded: Loaded, register: Register, kind: str, first: date | None, last: date | None, small: int
) -> Report | None:
    """Report on the periods of a kind that have a school day from `first` to `last`; None where there is none.

    Counts of fewer than `small` pupils are suppressed, and with them what would give them away.
    """
    periods = periods_of(register, kind, first, last)
    if not periods:
        return None
    counter = Counter(loaded.plan, register)
    # in one order for every kind, so that reports by each of them suppress the same
    kinds = {each: [places_of(register, one) for one in periods_of(register, each, first, last)] for each in KINDS}
    places = kinds[kind]
    tables = _Tables(counter, loaded, places)
    groups = groupings(register, loaded.bound.quantities)
    hidden = _hidden_groups(tables, groups, list(kinds.values()), small)
    standings = tables.standings(groups, hidden, small)
    lines = {
        grouping.name: [
            _line(tables, grouping, number, hidden.get((grouping.name, number), False), standings)
            for number in range(len(grouping.names))
        ]
        for grouping in groups
    }
    days = [place for begin, after in places for place in range(begin, after)]
    target, clause = _target(loaded, periods[-1].review)
    gone = hidden[SCHOOL, 0]
    school = loaded.bound.model.school
    return Report(
        policy=loaded.plan.policy,
        title=loaded.bound.model.title or loaded.plan.policy,
        school=school.name if school else "",
        version=loaded.plan.version,
        dataset=register.report.digest,
        kind=kind,
        as_of=register.as_of,
        target=target,
        target_source=clause,
        periods=periods,
        whole=lines[SCHOOL][0],
        dimensions=[
            Dimension(each.name, [line for line in lines[each.name] if _anybody(line)], each.left_out)
            for each in groups
            if each.name != SCHOOL
        ],
        weeks=list(_weeks(counter, days, hide=gone)),
        weekdays=list(_weekdays(counter, days, hide=gone)),
        codes=code_lines(counter, kinds, kind, small, hide=gone),
        national=national_of(loaded.bound.model, periods),
        small=small,
        missing_marks=register.report.missing_marks,
    )


class _Tables:
    """The counts of each period: by row of the pupils file, by pupil, and who stands how at its review."""

    def __init__(self, counter: Counter, loaded: Loaded, places: Places) -> None:
        self.counter = counter
        self.register = counter.register
        self.periods = [counter.by_row(first, after) for first, after in places]
        self.reviews = [after - 1 for _, after in places]
        self.pupil_of_row = np.append(self.register.pupil_rows.pupil.astype(np.int64), 0)
        self.rows_at = [counter.rows_on(review) for review in self.reviews]
        self.counted = [self._counted(review) for review in self.reviews]
        self.standing = standing_at(loaded.plan, self.register, self.reviews)

    def _counted(self, review: int) -> Bits:
        """Say which pupils are on the roll on a review day and had a possible session in the academic year so far."""
        register = self.register
        day = date_of(int(register.days[review]))
        begins = int(np.searchsorted(register.days, day_number(register.calendar.academic_year(day).start)))
        on_roll = (register.enrolled <= register.days[review]) & (register.left >= register.days[review])
        return np.asarray(on_roll & (self.counter.possible_by_pupil(begins, review + 1) > 0))

    def sessions(self, grouping: Grouping, number: int, period: int) -> tuple[Sessions, Longs]:
        """Give a group's sessions in a period, and its pupils' possible sessions by pupil."""
        counts = self.periods[period]
        total = counts[grouping.of_row == number].sum(axis=0)
        return sessions_of(total), self.possible(grouping, number, counts)

    def possible(self, grouping: Grouping, number: int, counts: Longs) -> Longs:
        """Give the possible sessions of a group's pupils by pupil; `counts` are those of some days, by row."""
        mine = grouping.of_row == number
        found = np.zeros(len(self.register.pupils), dtype=np.int64)
        np.add.at(found, self.pupil_of_row[mine], counts[mine, 0])
        return found

    def members(self, grouping: Grouping, number: int, period: int) -> Bits:
        """Say which pupils are in a group on a period's review day."""
        rows = self.rows_at[period]
        return np.asarray(grouping.of_row[rows] == number)

    def standings(
        self, groups: Sequence[Grouping], hidden: Mapping[tuple[str, int], bool], small: int
    ) -> dict[tuple[str, int, int], Standing]:
        """Give how each group stands at each period's review."""
        found: dict[tuple[str, int, int], Standing] = {}
        keys = [(grouping, number) for grouping in groups for number in range(len(grouping.names))]
        gone = np.array([hidden[grouping.name, number] for grouping, number in keys], dtype=np.bool_)
        for period, review in enumerate(self.reviews):
            members = np.array([self.members(*key, period) for key in keys])
            counted = members & self.counted[period]
            structure = _structure(counted.astype(np.int64), groups)
            suppressing: dict[str, Bits] = {}
            who: dict[str, Bits] = {}
            for name in RULES:
                at = self.standing[name]
                if at is None:
                    continue
                has = np.zeros(len(self.register.pupils), dtype=np.bool_)
                has[at[review]] = True
                who[name] = counted & has
                suppressing[name] = _hide(who[name], structure, gone, small)
            for place, (grouping, number) in enumerate(keys):
                out = frozenset(name for name, hides in suppressing.items() if hides[place])
                counts = {name: int(has[place].sum()) for name, has in who.items() if name not in out}
                found[grouping.name, number, period] = Standing(
                    int(counted[place].sum()), counts.get("persistent"), counts.get("severe"), out
                )
        return found


def _structure(weights: Longs, groups: Sequence[Grouping]) -> Structure:
    """Give what is known of the groups: every dimension shares out the school, and the groups of others."""
    begins = np.cumsum([0, *(len(grouping.names) for grouping in groups)])
    sharing = [np.arange(first, after) for first, after in itertools.pairwise(begins.tolist()) if after - first > 1]
    wholes = [0, *(at for each in sharing if len(each) <= _WHOLES_AT_MOST for at in each.tolist())]
    return Structure(weights, lambda: parts_of(weights, wholes, sharing))


def _hide(members: Bits, structure: Structure, gone: Bits, small: int) -> Bits:
    """Say which counts of a period are suppressed beside the groups that are suppressed as a whole."""
    every, last = np.ones(len(members), dtype=np.bool_), np.zeros(len(members), dtype=np.bool_)
    last[0] = True
    return suppressed(Cells(members, structure, every, last, gone), small)


def _hidden_groups(
    tables: _Tables, groups: Sequence[Grouping], kinds: Sequence[Places], small: int
) -> dict[tuple[str, int], bool]:
    """Say which groups are suppressed in all periods: those that are too small in one, and what would tell of them.

    A group that is too small in a period of another kind is too, so that a report by those gives away nothing of it.
    """
    keys = [(grouping, number) for grouping in groups for number in range(len(grouping.names))]
    gone = np.zeros(len(keys), dtype=np.bool_)
    possible = []
    for kind in kinds if small else ():
        by_row = [tables.counter.by_row(first, after) for first, after in kind]
        possible += [np.array([tables.possible(*key, counts) for key in keys]) for counts in by_row]
        possible.append(np.sum(possible[-len(by_row) :], axis=0))
    structures = [_structure(weights, groups) for weights in possible]
    before = -1
    while small and before != (before := int(gone.sum())):
        for structure in structures:
            gone |= _hide(structure.weights > 0, structure, gone, small)
    return {(grouping.name, number): bool(hides) for (grouping, number), hides in zip(keys, gone, strict=True)}


def _line(
    tables: _Tables,
    grouping: Grouping,
    number: int,
    hide: bool,
    standings: Mapping[tuple[str, int, int], Standing],
) -> Line:
    name = grouping.names[number]
    cells: list[Cell | None] = []
    together = np.zeros(len(tables.register.pupils), dtype=np.int64)
    total = np.zeros(tables.periods[0].shape[1], dtype=np.int64)
    for period, counts in enumerate(tables.periods):
        sessions, possible = tables.sessions(grouping, number, period)
        together += possible
        total += counts[grouping.of_row == number].sum(axis=0)
        cells.append(Cell(int((possible > 0).sum()), sessions, standings[grouping.name, number, period]))
    last = standings[grouping.name, number, len(tables.periods) - 1]
    whole = Cell(int((together > 0).sum()), sessions_of(total), last)
    return Line(name, [None] * len(cells) if hide else cells, None if hide else whole)


def _anybody(line: Line) -> bool:
    """Whether a group has anybody in it; a suppressed one has."""
    return line.whole is None or line.whole.pupils > 0 or line.whole.standing.pupils > 0


def _weeks(counter: Counter, days: Sequence[int], *, hide: bool) -> Iterator[Stretch]:
    register = counter.register
    weeks = register.calendar.stretches("week")
    of_day = register.calendar.stretch_of_days("week")
    for number in sorted({int(of_day[place]) for place in days}):
        held = [place for place in days if int(of_day[place]) == number]
        first, last = date_of(int(register.days[held[0]])), date_of(int(register.days[held[-1]]))
        yield Stretch(weeks[number].start.isoformat(), first, last, None if hide else counter.of_days(held))


def _weekdays(counter: Counter, days: Sequence[int], *, hide: bool) -> Iterator[Stretch]:
    dates = {place: date_of(int(counter.register.days[place])) for place in days}
    for number, name in enumerate(_WEEKDAYS):
        held = [place for place in days if dates[place].weekday() == number]
        if held:
            yield Stretch(name, dates[held[0]], dates[held[-1]], None if hide else counter.of_days(held))


def _target(loaded: Loaded, day: date) -> tuple[Fraction | None, str]:
    """Give the policy's target for attendance on a day, with its clause; none where it has none."""
    for item in loaded.bound.model.values.get(TARGET, ()):
        held = (item.from_ is None or item.from_ <= day) and (item.until is None or day < item.until)
        if held and isinstance(item.value, Amount) and item.value.unit == "percent":
            return item.value.number / 100, item.source or ""
    return None, ""
