"""The reasons why a rule did not act that do not lie in its condition alone, and by how much a part of it failed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from engine.calendar import date_of, day_number
from engine.evaluate.times import FAR, later
from engine.evaluate.values import ValuesByDay
from engine.explain.reading import Tools
from engine.explain.standing import said_day
from engine.explain.watch import Seen
from engine.explain.why import act_in_words
from engine.model.amounts import Amount, Minutes, Named
from engine.model.explanation import ConditionOutput, FigureOutput, PartOutput
from engine.model.rules import PERIOD_CHECKS, Ladder, Rule
from engine.register import NEVER, Register
from engine.timeline import Timeline
from engine.words import day_in_words, fraction_text, name_in_words, number_in_words, ratio_in_words

_PERIODS = {"week": "week", "month": "month", "half_term": "half term", "term": "term", "year": "academic year"}


Called = Callable[[str], str]
"""What a step or a file is called for whoever reads it."""


def at_no_look(tools: Tools, one: Register, rule: str, place: int, seen: Seen | None, called: Called) -> list[str]:
    """Say why a rule was not asked on a day at all."""
    steered, _ = tools.origins.rule(rule)
    day = date_of(int(one.days[place]))
    number = int(one.days[place])
    if number < int(one.enrolled[0]):
        return [f"the pupil was not on the roll: enrolled on {day_in_words(date_of(int(one.enrolled[0])))}"]
    if int(one.left[0]) < NEVER and number > int(one.left[0]):
        return [f"the pupil was not on the roll: left on {day_in_words(date_of(int(one.left[0])))}"]
    check = steered.check
    if isinstance(check, str) and check in PERIOD_CHECKS:
        last = one.calendar.last_school_day(check, day)
        if last != day:
            return [_next_review(one, check, last)]
    if check == "morning" and not one.calendar.is_open(day, "AM"):
        return ["no review that day: the morning was closed by plan"]
    if steered.each is not None:
        return [_no_row(tools, one, steered.each, called)]
    if isinstance(check, Minutes):
        return [f"no review that day at {check}: the pupil's register was not closed by then"]
    if seen is not None:
        return ["the pupil was not on the roll"]
    return ["no review that day"]


def _next_review(one: Register, check: str, last: date | None) -> str:
    period = _PERIODS[check]
    told = f"no review that day: it looks on the last school day of each {period}"
    if last is None:
        return told
    beyond = ", after the last day of the data" if last > one.as_of else ""
    return f"{told}; next one is {day_in_words(last)}{beyond}"


def _no_row(tools: Tools, one: Register, each: str, called: Called) -> str:
    table = tools.table_of(each) or each
    said = name_in_words(table)
    if not one.tables[table].present:
        return f"not known because the file {called(table)} is missing"
    if not len(one.tables[table].pupil):
        return f"the pupil has no row in {said}"
    return f"none of the pupil's {said} is looked at on that day"


def standing_reasons(
    tools: Tools, one: Register, seen: Seen, acted: Sequence[tuple[str, date]], called: Called
) -> list[str]:
    """Say how a rule stood where its condition held, or its step was not the next one."""
    steered, step = tools.origins.rule(seen.rule)
    day = date_of(int(one.days[seen.place]))
    if step is not None and isinstance(steered, Ladder):
        return _of_ladder(steered, seen, step.id, day, called)
    if not isinstance(steered, Rule):
        return ["this row was decided before"] if seen.holds and seen.before else []
    if steered.act.when == "ends":
        if seen.holds:
            return ["it acts when its condition ends, and that still holds"]
        if not seen.before:
            return ["it acts when its condition ends, and that did not hold at the look before"]
    if not seen.allowed and steered.at_most is not None and (seen.holds or steered.act.when == "ends"):
        return [_capped(one, steered.at_most.per, day, [each for name, each in acted if name == seen.rule])]
    if not seen.holds:
        begun = steered.act.when == "starts" and seen.before
        return ["its condition held at the look before: it would go on, and begin nothing"] if begun else []
    before = [each for name, each in acted if each <= day and name == seen.rule]
    since = said_day(one, seen.since) if seen.since is not None else ""
    if steered.act.when == "starts" and seen.before:
        return [
            f"already acting since {since}: it acts when its condition begins to hold, and again once that has stopped "
            "and begins anew"
        ]
    if steered.act.when == "every" and seen.before:
        last = f", the last time on {day_in_words(max(before))}" if before else ""
        again = _again(tools, one, steered.act.every, max(before)) if before else ""
        return [f"it acts {act_in_words(steered.act)}{last}; its condition holds since {since}{again}"]
    return []


def _capped(one: Register, per: str, day: date, acted: Sequence[date]) -> str:
    """Say that a rule has acted as often as it may, and from when on it may act again."""
    before = [each for each in acted if each <= day]
    when = f" on {day_in_words(max(before))}" if before else ""
    if per == "ever":
        return f"already asked for{when}: at most once ever, and never again"
    period = "this academic year" if per == "year" else f"this {_PERIODS[per]}"
    held = one.calendar.stretch(per, day)
    following = [each for each in one.calendar.school_days if held is not None and each > held.end]
    again = f"; it may act again from {day_in_words(following[0])}" if following else ""
    beyond = "" if following else f"; it may act again in the next {_PERIODS[per]}, which the calendar does not have"
    return f"already asked for {period}{when}: at most once per {per.replace('_', ' ')}{again}{beyond}"


def _again(tools: Tools, one: Register, every: Amount | Named | None, last: date) -> str:
    """Say when a rule acts again that acts every so long, if its condition still holds then."""
    if every is None:
        return ""
    timeline = Timeline(one.calendar, one.days)
    length = every if isinstance(every, Amount) else None
    if length is None:
        place = one.calendar.index(last)
        length = ValuesByDay(tools.loaded.plan, timeline).amounts(place or 0)[every.name]  # type: ignore[union-attr]
    number = later(timeline, last, length)
    return "" if number >= FAR else f"; it acts again on {day_in_words(date_of(number))} if that still holds then"


def _of_ladder(ladder: Ladder, seen: Seen, step: str, day: date, called: Called) -> list[str]:
    stood = seen.ladder
    if stood is None:
        return []
    ids = [each.id for each in ladder.steps]
    mine = ids.index(step)
    reset = "" if ladder.reset == "none" else f"; the ladder begins again with each {_PERIODS[ladder.reset]}"
    raised = stood.raised[mine]
    if stood.next != mine:
        if raised is not None and stood.next > mine:
            return [f"already raised on {day_in_words(date_of(raised))}{reset}"]
        if stood.next < len(ids):
            return [f"the next step is {called(ids[stood.next])}, which comes before it"]
        return [f"every step has been raised{reset}"]
    today = day_number(day)
    if stood.begins is not None and stood.begins > today:
        if stood.begins >= 2**30:
            return ["it waits for a step or rule that has not acted yet"]
        return [f"it is looked at from {day_in_words(date_of(stood.begins))}"]
    if stood.ends is not None and stood.ends < today:
        return [f"it was looked at until {day_in_words(date_of(stood.ends))}"]
    return []


def failed_parts(conditions: Iterable[ConditionOutput]) -> list[PartOutput]:
    """Give the tests that kept a rule from acting, as they stand inside others too, each once."""
    found: dict[str, PartOutput] = {}
    for condition in conditions:
        if condition.role == "row":
            continue
        stops = condition.role == "unless"
        for part in _failed(condition.part, wanted=not stops, unknown_does=stops):
            found.setdefault(part.text, part)
    return list(found.values())


def _failed(part: PartOutput, *, wanted: bool, unknown_does: bool) -> Iterator[PartOutput]:
    """Give the tests that keep a part from being as wanted; `unknown_does`: what is not known keeps nothing back.

    That is so of all that stands in an `unless`, and of nothing elsewhere, however many `not` stand around it.
    """
    if part.holds is wanted or (part.holds is None and unknown_does):
        return
    if part.how == "not":
        yield from _failed(part.parts[0], wanted=not wanted, unknown_does=unknown_does)
    elif part.how == "choice":
        condition, then, otherwise = part.parts
        yield from _failed(then if condition.holds else otherwise, wanted=wanted, unknown_does=unknown_does)
    elif part.how in ("all", "any"):
        for inner in part.parts:
            yield from _failed(inner, wanted=wanted, unknown_does=unknown_does)
    else:
        opened = part.figures[0].opened if len(part.figures) == 1 else None
        if opened is not None and opened.holds is part.holds:
            yield from _failed(opened, wanted=wanted, unknown_does=unknown_does)
        else:
            yield part


def gap_in_words(part: PartOutput) -> str:
    """Say by how much a test failed."""
    unknown = [figure for figure in part.figures if figure.value is None]
    if part.holds is None or (unknown and "= " in part.text):
        for figure in unknown:
            return f"not known because {_unknown(figure)}"
    told = part.said
    gap = _gap(part)
    return f"{told}{f': {gap}' if gap else ''}"


def _unknown(figure: FigureOutput) -> str:
    if figure.in_force:
        return f"{figure.title} is in force {figure.in_force}"
    if figure.missing:
        return f"the file {figure.missing} is missing ({figure.title})"
    if figure.unit == "percent" and figure.kind == "figure":
        return f"there are too few sessions ({figure.title})"
    if figure.kind == "figure" and figure.of and figure.unit:
        return f"it is not known of some {figure.unit}s whether they count ({figure.title})"
    return f"{figure.title} is blank or not given"


def _gap(part: PartOutput) -> str | None:
    values = []
    for figure in part.figures:
        if figure.value is None or isinstance(figure.value, bool):
            continue
        try:
            values.append((figure, Fraction(str(figure.value)) * (100 if _is_share(figure) else 1)))
        except ValueError:
            continue
    limit = _limit(part, values)
    if not values or limit is None:
        return None
    figure, value = values[0]
    difference = abs(limit - value)
    if not difference or figure.kind not in ("figure", "row", "column"):
        return None
    low = value < limit
    if figure.unit == "percent":
        points = ratio_in_words(difference, fraction_text(difference), None).split(" (")[0]
        # cut off, a gap of less than a tenth would be none
        told = "less than 0.1" if points == "0" else points
        return f"{told} percentage point{'' if points == '1' else 's'} too {'low' if low else 'high'}"
    if difference.denominator != 1:
        return None
    whole = number_in_words(int(difference), figure.unit)
    if figure.unit in (None, "percent"):
        return f"{whole} too {'few' if low else 'many'}" if figure.kind == "figure" else None
    return f"{whole} {'short' if low else 'too many'}"


def _is_share(figure: FigureOutput) -> bool:
    return figure.unit == "percent" and isinstance(figure.value, str) and "/" in figure.value


def _limit(part: PartOutput, values: Sequence[tuple[FigureOutput, Fraction]]) -> Fraction | None:
    """Give the number that a test compares with: the other name's, or the one that is written."""
    if len(values) == 2 and values[1][0].kind == "value":
        return values[1][1]
    if len(values) != 1 or part.asked is None:
        return None
    for operator in (">=", "<=", "!=", "=", ">", "<"):
        if f" {operator} " in part.text:
            try:
                return Fraction(part.text.split(f" {operator} ")[1].strip())
            except ValueError:
                return None
    return None
