"""Why a rule did not act: what failed and by how much, and what would have made it act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.calendar import date_of
from engine.evaluate.force import in_force
from engine.evaluate.frame import Frame
from engine.evaluate.recording import Recorder
from engine.evaluate.run import evaluate
from engine.explain.ahead import Ahead
from engine.explain.candidates import Candidates
from engine.explain.fewest import Fewest
from engine.explain.flips import Flips, Found, Way
from engine.explain.leaves import Alternative, alternatives, distance
from engine.explain.missed import Called, at_no_look, failed_parts, gap_in_words, standing_reasons
from engine.explain.move_facts import FactMoves
from engine.explain.move_marks import MarkMoves
from engine.explain.plain_reasons import because
from engine.explain.plainly import letters
from engine.explain.reading import Reading, Tools
from engine.explain.row import names_of
from engine.explain.rows import row_in_words
from engine.explain.standing import ladder_output
from engine.explain.trying import Asked, Trying
from engine.explain.watch import Seen, Watch
from engine.explain.weeks import meanings_of, weeks_of
from engine.explain.wording import half_days, upper
from engine.model.explanation import ConditionOutput, WhyNotOutput
from engine.model.rules import PERIOD_CHECKS, Rule
from engine.narrow import of_rules
from engine.register import Register
from engine.words import day_in_words, name_in_words

_MOST_ROWS = 5


@dataclass(slots=True)
class _Look:
    """What is kept of a look for later: its alternatives, and the changes to try where it is told.

    `sessions` of the day are known at it.
    """

    ways: list[Alternative] = field(default_factory=list)
    prepared: list[Way] = field(default_factory=list)
    sessions: int = 2


class _Watch(Watch):
    """A watch that also notes what would have to be otherwise."""

    def __init__(self, tools: Tools, one: Register, rule: str, place: int | None) -> None:
        super().__init__(tools, frozenset({rule}), lambda _rule, at, _half: place is None or at == place)
        self._one, self._place = one, place

    def read(self, seen: Seen, frame: Frame, entry: int, recorder: Recorder) -> None:
        """Read a look, and note its alternatives."""
        if not self._wants(seen.rule, seen.place, seen.half):
            return
        reading = Reading(self._tools, frame, entry, recorder)
        asked = self._tools.asking.of_rule(seen.rule)
        look = _Look(alternatives(reading, asked), sessions=frame.seen)
        seen.extra["look"] = look
        seen.distance = min((distance(way) for way in look.ways), default=0.0)
        if self._place is None:
            return  # the nearest day is looked for: only that one is read down to the marks
        seen.conditions = tuple(reading.condition(each) for each in asked)
        if seen.rule in self._tools.loaded.plan.tables:
            seen.passed_over = tuple(reading.tables.passed_over(seen.rule, ()))
        candidates = Candidates(self._tools, self._one, reading)
        look.prepared = [Way(way, tuple(tuple(candidates.of(leaf)) for leaf in way)) for way in look.ways]


def why_not(
    tools: Tools, one: Register, rule: str, day: date | None, acted: Sequence[tuple[str, date]]
) -> list[WhyNotOutput]:
    """Say why a rule did not act for one pupil on a day, or without one on the day on which it came nearest.

    `acted` are the days on which it did. A rule about rows is told row by row, the latest few.
    """
    nearest = day is None
    plan = of_rules(tools.loaded.plan, [rule])
    if day is None:
        scan = _Watch(tools, one, rule, None)
        evaluate(plan, one, watch=scan)
        asked = [seen for seen in scan.seen if seen.asked]
        if not asked:
            last = len(one.days) - 1
            return [_told(tools, one, rule, last, None, acted, nearest=True)]
        best = min(asked, key=lambda seen: (seen.distance, -seen.place))
        place = best.place
    else:
        found = one.calendar.index(day)
        assert found is not None, "INVARIANT: the day is a school day of the register"
        place = found
    watch = _Watch(tools, one, rule, place)
    evaluate(plan, one, watch=watch)
    looks = [seen for seen in watch.seen if seen.place == place]
    if not looks:
        return [_told(tools, one, rule, place, None, acted, nearest=nearest)]
    # a row for which it did act has nothing to explain, where another has
    looks = [seen for seen in looks if not seen.acted] or looks
    looks = sorted(looks, key=lambda seen: (not seen.asked, seen.distance))[:_MOST_ROWS]
    if nearest:
        looks = looks[:1]
    return [_told(tools, one, rule, place, seen, acted, nearest=nearest) for seen in looks]


def _told(
    tools: Tools,
    one: Register,
    rule: str,
    place: int,
    seen: Seen | None,
    acted: Sequence[tuple[str, date]],
    *,
    nearest: bool,
) -> WhyNotOutput:
    origins = tools.origins
    day = date_of(int(one.days[place]))
    steered, step = origins.rule(rule)
    path = origins.path_of(rule, day)
    assert path is not None, "INVARIANT: what is asked about is in the policy"
    title = (step.title if step is not None else None) or steered.title or name_in_words(rule)
    conditions = list(seen.conditions) if seen is not None else []
    reasons = _standing(tools, one, rule, place, seen, acted, str)
    # what acts when its condition ends needs nothing to hold that does not
    ends = isinstance(steered, Rule) and steered.act.when == "ends"
    failed = [] if ends else failed_parts(conditions)
    reasons += [gap_in_words(part) for part in failed]
    rows = list(seen.passed_over) if seen is not None and not failed and not reasons else []
    reasons += _open_rows(rows)
    later = [each for name, each in acted if name == rule and each > day]
    if later:
        reasons.append(f"it did act later, on {day_in_words(min(later))}")
    found = _flips(tools, one, rule, place, seen, acted)
    wording = tools.wording
    weeks, left_out = weeks_of(one, [*conditions, *rows], day)
    plain = _plainly(tools, rule, title, day, conditions)
    plain += [
        f"{upper(half_days(text))}."
        for text in _standing(tools, one, rule, place, seen, acted, lambda name: tools.called(name, day))[:1]
    ]
    plain += letters(wording, plain, day)
    return WhyNotOutput(
        rule=rule,
        title=title,
        date=day.isoformat(),
        nearest=nearest,
        origin=origins.of(path),
        **_about(tools, one, steered.each, seen),
        reasons=reasons or ["its condition held, and it did not act at this point"],
        failed=failed,
        conditions=conditions,
        passed_over=rows,
        flips=found.flips,
        tried=found.tried,
        summary=found.summary,
        ladder=ladder_output(tools, seen) if seen is not None else None,
        weeks=weeks,
        weeks_left_out=left_out,
        meanings=meanings_of(wording, weeks, day),
        plain="\n".join(plain),
    )


def _open_rows(rows: Sequence[ConditionOutput]) -> list[str]:
    """Say which rows of a table leave it open, where none fits and what one asks is not known."""
    return [
        f"it is not decided: row {row.row} of the table fits if what is not known is as it asks: {row.part.said}"
        for row in rows
        if row.part.holds is None
    ]


def _flips(
    tools: Tools, one: Register, rule: str, place: int, seen: Seen | None, acted: Sequence[tuple[str, date]]
) -> Found:
    """Look for what would have made it act; where it was not looked at, a row may still be what is missing."""
    steered, _ = tools.origins.rule(rule)
    day = date_of(int(one.days[place]))
    if not in_force(steered.in_force, day):
        return Found([], 0, "nothing in the data makes it act on a day on which it is not in force")
    if not one.enrolled[0] <= one.days[place] <= one.left[0]:
        return Found([], 0, "nothing in the marks makes it act on a day on which the pupil is not on the roll")
    check = str(steered.check)
    if check in PERIOD_CHECKS and one.calendar.last_school_day(check, day) != day:
        return Found([], 0, "nothing in the data makes it act on a day without a review")
    if (seen is None or not seen.asked) and steered.each is None:
        return Found([], 0, None)
    if (rule, day) in acted:  # it acts there as it is, be it for another row
        return Found([], 0, None)
    plan = tools.loaded.plan
    rests = tools.rests(rule)
    look = seen.extra.get("look") if seen is not None else None
    trying = Trying(rests.plan, one, Asked(rule, seen.half if seen is not None else None))
    table, shapes = tools.table_of(steered.each), tools.loaded.bound.shapes
    row = (table, seen.row) if table is not None and seen is not None and seen.row is not None else None
    fewest = Fewest(trying)
    flips = Flips(
        trying,
        fewest,
        Ahead(trying, fewest, place, check, shapes),
        MarkMoves(plan, rests, trying.one, place, look.sessions if look is not None else 2),
        FactMoves(tools.loaded, rests, trying.one, place, row, acted),
        place,
        shapes,
    )
    return flips.find(look.prepared if look is not None else [])


def _plainly(tools: Tools, rule: str, title: str, day: date, conditions: Sequence[ConditionOutput]) -> list[str]:
    called = tools.wording.name(rule, title)
    missing = because(tools.wording, conditions, wanted=False)
    head = f"{upper(called)}: {day_in_words(day)}. The school's policy did not ask for this."
    return [head, "This is what was missing for it:", *missing] if missing else [head]


def _standing(
    tools: Tools,
    one: Register,
    rule: str,
    place: int,
    seen: Seen | None,
    acted: Sequence[tuple[str, date]],
    called: Called,
) -> list[str]:
    """Say how the rule stood beside its condition; `called` names steps and files for whoever reads it."""
    steered, _ = tools.origins.rule(rule)
    day, force = date_of(int(one.days[place])), steered.in_force
    if seen is None or not seen.asked:
        told = at_no_look(tools, one, rule, place, seen, called)
    elif in_force(force, day):
        told = standing_reasons(tools, one, seen, acted, called)
    else:
        told = []
    if force is not None and force.from_ is not None and day < force.from_:
        return [f"it is in force from {day_in_words(force.from_)}", *told]
    if force is not None and force.until is not None and day >= force.until:
        return [f"it was in force until {day_in_words(force.until)}, and no longer on that day", *told]
    return told


def _about(tools: Tools, one: Register, each: str | None, seen: Seen | None) -> dict[str, Any]:
    """Say which row a look was at, and of which parent it is."""
    if seen is None or seen.row is None or each is None:
        return {"about": None}
    name = tools.table_of(each) or each
    table = one.tables[name]
    told = ", ".join(f"{column} {value}" for column, value in row_in_words(table, seen.row).items())
    parent = names_of(table, seen.row).get("parent")
    return {
        "about": f"{name_in_words(name).removesuffix('s')}: {told}",
        **({} if parent is None else {"parent": parent}),
    }
