"""A policy, what is to be otherwise, and a dataset -> what would have been asked for otherwise."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from engine.calendar import date_of, day_number
from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.load import Loaded
from engine.recode import Recoded
from engine.register import Register
from engine.resolve.edited import Edit
from engine.simulate.breakdowns import Breaking
from engine.simulate.changes import changes_of
from engine.simulate.compare import Places, compare
from engine.simulate.ranges import range_of
from engine.simulate.result import Shares, Simulation, Version
from engine.simulate.shapley import of_edits, of_policies, shares
from engine.simulate.sides import Side
from engine.simulate.standing import held_fixed, undecided
from engine.simulate.study import Study
from engine.simulate.sweep import sweep
from engine.simulate.telling import Differences, decisions_of
from engine.simulate.variants import with_edits
from engine.simulate.work import Tally, work_of
from engine.timeline import Timeline

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the edits or the other policy, ranges of values, and the days to compare.

    Both days are included; None: all there are. Ranges are as people write them, `path=from..to/step`.
    """

    edits: tuple[Edit, ...] = ()
    ranges: tuple[str, ...] = ()
    against: Loaded | None = None
    first: date | None = None
    last: date | None = None
    show_small: bool = False


def other_policy(base: Loaded, question: Question) -> Outcome[Loaded]:
    """Give the policy that the base is compared with; the base itself where nothing is to be otherwise.

    Yields: what putting the edits in place, and what loading may find.
    """
    if question.against is not None:
        return Outcome(question.against)
    return with_edits(base, question.edits)


def simulate(base: Loaded, question: Question, study: Study) -> Outcome[Simulation]:
    """Compare what two policies ask for on the same days.

    What is counted is counted from the first mark of the dataset; the days asked for only choose what is compared.

    Yields: what loading the other policy and reading the dataset may find; W004 no day to compare, W005 days without
    a mark, W008 rows that only one policy reads, W009 days that are school days under one policy alone.
    """
    other = other_policy(base, question)
    ranges = [range_of(base.policy, text) for text in question.ranges]
    wrong = [*other.diagnostics, *(each for found in ranges for each in found.diagnostics)]
    if other.value is None or other.failed or any(each.value is None for each in ranges):
        return Outcome(None, in_order(wrong))
    read = [study.register(base), study.register(other.value)]
    found = [*dict.fromkeys([*read[0].diagnostics, *read[1].diagnostics])]
    if read[0].value is None or read[1].value is None or any(each.failed for each in read):
        return Outcome(None, found)
    if not np.array_equal(read[0].value.days, read[1].value.days):
        message = "the two policies do not have the same school days: a code closes the school under one of them alone"
        act = "give that code the same `used_for` in both, or run each policy by itself"
        return Outcome(None, [*found, Diagnostic("W009", message, help=act)])
    if _differ(read[0].value, read[1].value):
        message = "the two policies do not read the same rows of the dataset: one of them leaves rows out"
        found.append(Diagnostic("W008", message, help="mend the rows that are told, or run both policies to see them"))
        return Outcome(None, found)
    timeline = Timeline(read[0].value.calendar, read[0].value.days)
    places = places_of(question.first, question.last, read[0].value, timeline)
    if places.value is None:
        return Outcome(None, [*found, *places.diagnostics])
    marks = study.marks(base, other.value, read[0].value, read[1].value)
    before = study.side(base, marks.left)
    sides = (before, study.side(other.value, marks.right, [before]))
    told = _told(base, other.value, question, sides, marks, places.value, timeline, study)
    given = [each.value for each in ranges if each.value is not None]
    if given:
        swept = sweep(base, question.edits, given, study, read[0].value, places.value, timeline)
        if swept.value is None:
            return Outcome(None, [*found, *swept.diagnostics])
        told = replace(told, swept=swept.value)
    return Outcome(replace(told, evaluations=study.evaluations), found)


def _differ(one: Register, two: Register) -> bool:
    """Whether two readings of a dataset left out other rows, so that places in them do not mean the same."""
    return one.pupils != two.pupils or one.report.bad_rows != two.report.bad_rows


def places_of(first: date | None, last: date | None, register: Register, timeline: Timeline) -> Outcome[Places]:
    """Give the places of the school days to compare.

    Yields: W004 no school day lies between the two, W005 no mark does.
    """
    begin = 0 if first is None else timeline.place_from(day_number(first))
    end = len(timeline.days) if last is None else timeline.place_until(day_number(last)) + 1
    known = f"the data goes from {date_of(timeline.days[0])} to {date_of(timeline.days[-1])}"
    told = " ".join(filter(None, (f"from {first}" if first else "", f"up to {last}" if last else "")))
    if begin >= end:
        message = f"there is nothing to compare {told}: no school day of the data lies there"
        return Outcome(None, [Diagnostic("W004", message, help=f"{known}: give days within it")])
    if not np.count_nonzero(register.marks[2 * begin : 2 * end]):
        message = f"there is nothing to compare {told}: no pupil has a mark there"
        return Outcome(None, [Diagnostic("W005", message, help=f"{known}: give days with marks")])
    return Outcome(Places(begin, end))


def _told(
    base: Loaded,
    other: Loaded,
    question: Question,
    sides: tuple[Side, Side],
    marks: Recoded,
    places: Places,
    timeline: Timeline,
    study: Study,
) -> Simulation:
    actions = compare(*sides, places, timeline, decisions=False)
    decided = compare(*sides, places, timeline, decisions=True)
    breaking = Breaking(sides, actions, places, timeline)
    differences = Differences(sides, actions)
    decisions = decisions_of(sides, decided)
    tally = Tally(len(timeline.days))
    tasks = [tally.of(side)[1] for side in sides]
    rules = [*differences.rules(), *(each.table for each in decisions)]
    register = sides[0].register
    first, last = timeline.dates[places.first], timeline.dates[places.after - 1]
    return Simulation(
        base=version_of(base),
        other=None if _sweeps_alone(question) else version_of(other),
        changes=changes_of(base.policy, other.policy),
        dataset=register.report.digest,
        first=first,
        last=last,
        as_of=register.as_of,
        totals=breaking.totals(),
        decisions_before=_number(sides[0], places),
        decisions_after=_number(sides[1], places),
        same_but_figures=actions.alike,
        differences=differences,
        decisions=decisions,
        undecided=undecided(*sides),
        breakdowns=tuple(breaking.breakdowns(show_small=question.show_small)),
        work=work_of(tasks[0], tasks[1], (base, other), places, timeline),
        shares=_shares(base, other, question, study, places, timeline),
        swept=None,
        held=held_fixed(sides, marks, day_number(first), day_number(last), rules),
        sources={name: _source(base, other, name) for name in dict.fromkeys(rules)},
        data=register.report,
        evaluations=study.evaluations,
    )


def _sweeps_alone(question: Question) -> bool:
    return bool(question.ranges) and not question.edits and question.against is None


def _shares(
    base: Loaded, other: Loaded, question: Question, study: Study, places: Places, timeline: Timeline
) -> Shares | None:
    """Share out what differs among several changes; None where there are not several."""
    players = of_edits(base, question.edits) if question.against is None else of_policies(base, other)
    read = study.register(base)
    if len(players.names) < SEVERAL or read.value is None:
        return None
    return shares(base, players, study, read.value, places, timeline)


def version_of(loaded: Loaded) -> Version:
    """Say which policy it is."""
    return Version(loaded.policy.name, loaded.policy.model.title, loaded.policy.version)


def _number(side: Side, places: Places) -> int:
    found = (entries.place for node in side.units for _, entries in side.of(node, decisions=True))
    return sum(int(np.count_nonzero(places.holds(place))) for place in found)


def _source(base: Loaded, other: Loaded, name: str) -> str | None:
    for loaded in (other, base):
        source = next((rule.source for rule in loaded.plan.rules if rule.id == name), None)
        if source is None and name in loaded.bound.model.tables:
            source = loaded.bound.model.tables[name].source
        if source is not None:
            return source
    return None
