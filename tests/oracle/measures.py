"""Figures: the value of every sort of measure for a pupil at a moment; None where it is not known.

A count, percentage or run is known when it is the same whether each thing that is not known to be in the set
is counted in or out: each function below works out the values it could have, and gives one only if it is the only one.

Source: design §5.1.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from tests.oracle import feel
from tests.oracle.counted_rows import count_rows, from_first, if_sure, is_said, next_day
from tests.oracle.dataset import Row
from tests.oracle.pupil import Acted, Pupil
from tests.oracle.school import Moment, moment
from tests.oracle.schooltime import ONE_DAY
from tests.oracle.windows import Ending, Window, day_is, days_of, ending, stretch, window

Said = Mapping[str, Any]


def figure(reader: Any, said: Said, name: str, asked: Moment) -> Any:
    """The value of one measure. `reader` gives the pupil, the row, the cut of a ladder, and other names' values."""
    pupil: Pupil = reader.pupil
    if "is" in said:
        return reader.evaluate(said["is"], asked)
    if "since" in said:
        return _since(reader, said, name, asked)
    if "value" in said:
        return _value_at(reader, said, asked)
    end = ending(pupil, said.get("ends"), asked)
    default = "ever" if "in_a_row" in said else "year"
    over = said.get("over", default)
    if isinstance(over, str) and over.endswith(" from the first"):
        return from_first(reader, said, over.removesuffix(" from the first"), end, reader.cuts.get(name))
    found = window(pupil, over, end, reader.row, reader.cuts.get(name))
    if found.unknown:
        return None
    if found.missing and "count" not in said:
        return None
    if end is None:
        return _nothing(said)
    if "count" in said:
        return _count(reader, said, found, end)
    if "percent" in said:
        return _percent(reader, said, found, end)
    if "in_a_row" in said:
        return _in_a_row(reader, said, found, end)
    if "total" in said:
        return _total(pupil, said, found, end)
    return _last(pupil, said, found, end)


def _nothing(said: Said) -> Any:
    """What a figure is where its window ends before the calendar begins."""
    return Fraction(0) if "count" in said or "in_a_row" in said or "total" in said else None


def _only(values: Iterable[Any]) -> Any:
    """The one value there can be; None where there could be several."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


# counts


def _count(reader: Any, said: Said, found: Window, end: Ending) -> Fraction | None:
    pupil, what, of = reader.pupil, said["count"], said.get("of", "true")
    if pupil.school.is_table(what):
        return count_rows(reader, said, found, end)
    if found.missing:
        return Fraction(0)
    if what == "sessions":
        answers = pupil.answers(of, found.sessions, end.asked)
    elif what == "school days":
        answers = [_day_counts(pupil, numbers, said, end) for _, numbers in days_of(pupil, found.sessions)]
    elif what == "spells":
        return _count_spells(pupil, of, found, end)
    elif what in ("weeks", "half_terms", "terms"):
        answers = [_at_end(reader, of, at, end) for at in _period_ends(pupil, what, found, end)]
    else:
        return _count_actions(reader, said, found, end)
    return if_sure(answers.count(True), answers.count(None))


def _day_counts(pupil: Pupil, numbers: list[int], said: Said, end: Ending) -> bool | None:
    """Whether a day has one such session; with `whole`, whether every possible one is such."""
    of = said.get("of", "true")
    if is_said(said, "whole"):
        return {"in": True, "maybe": None}.get(day_is(pupil, numbers, of, end.asked), False)
    answer: bool | None = False
    for number in numbers:
        answer = feel.either(answer, pupil.holds(of, number, end.asked))
    return answer


def _count_spells(pupil: Pupil, of: str, found: Window, end: Ending) -> Fraction | None:
    """Runs of whole days, from the pupil's first session on, that have a day in the window."""
    inside = {day for day, _ in days_of(pupil, found.sessions)}
    under_way = {(False, 0, False)}  # whether a run is under way, how many so far, whether this one is counted
    for day, numbers in days_of(pupil, range(pupil.first_session, max(pupil.first_session, end.seen))):
        is_what = day_is(pupil, numbers, of, end.asked)
        after = set()
        for running, count, counted in under_way:
            if is_what == "skip":
                after.add((running, count, counted))
            if is_what in ("out", "maybe"):
                after.add((False, count, False))
            if is_what in ("in", "maybe"):
                counts_now = day in inside and not counted
                after.add((True, count + counts_now, counted or counts_now))
        under_way = after
    return _only(Fraction(count) for _, count, _ in under_way)


def _period_ends(pupil: Pupil, what: str, found: Window, end: Ending) -> list[Moment]:
    """The last review point of each period that has a day of the pupil's in the window; the present one's is now."""
    time, kind = pupil.school.time, what.removesuffix("s")
    ends = []
    for period in time.periods(kind):
        days = [day for day in time.school_days if period.start <= day <= period.end]
        on_roll = [day for day in days if day >= pupil.enrolled]
        present = period.start <= end.day <= period.end
        first = found.start
        if found.after is not None:
            # what was over by a ladder's restart does not count; of the present period is left what it had not seen
            first = max(first, next_day(pupil, found.after) if present else found.after.date + ONE_DAY)
        if not on_roll or not any(first <= day <= found.end for day in on_roll):
            continue
        if present:
            ends.append(end.at)
        elif days[-1] < end.day:
            ends.append(moment(days[-1], kind))
    return ends


def _at_end(reader: Any, of: str, at: Moment, end: Ending) -> bool | None:
    """What a condition is at a period's end, of the pupil, whatever row asks; of the present period as of now."""
    answer: bool | None = (reader.of_pupil() if at == end.asked else reader.then()).evaluate(of, at)
    return answer


def _count_actions(reader: Any, said: Said, found: Window, end: Ending) -> Fraction | None:
    """A rule's actions so far, dated in the window, with what became of them."""
    surely = perhaps = 0
    for action in reader.actions(said["count"], end.at):
        if not found.start <= action.moment.date <= found.end or (found.after and action.moment <= found.after):
            continue
        answer = _outcome_is(reader, said["of"], action, end) if "of" in said else True
        surely, perhaps = surely + (answer is True), perhaps + (answer is None)
    return if_sure(surely, perhaps)


def _outcome_is(reader: Any, of: str, action: Acted, end: Ending) -> bool | None:
    """Whether a condition on an action is true; what reads `outcome` is not known without the file."""
    tree = feel.expression(of)
    if "outcome" in feel.names(tree) and reader.pupil.rows("outcomes") is None:
        return None
    result = outcome(reader, action, end.at)
    own = {"outcome": result and result.cells["outcome"], "date": action.moment.date, "on": result and result.dated}
    return feel.evaluate(tree, lambda name: own[name] if name in own else reader.plain().value(name, end.asked))


def outcome(reader: Any, action: Acted, at: Moment, *, earlier: bool = False) -> Row | None:
    """The newest outcome seen of an action: a row belongs to the rule's action of the day that it says it was raised.

    Where it says none, to the latest action on or before its own date, of those that the asking rule may see: its own
    and with `earlier` all at earlier review points alone.
    """
    following = [
        other.moment.date
        for other in reader.pupil.log
        if other.rule == action.rule
        and action.moment < other.moment
        and (other.moment < at or (other.moment == at and not earlier and other.rule not in reader.own))
    ]

    def belongs(row: Row) -> bool:
        raised = row.cells.get("raised_on")
        if raised is not None:
            return action.moment.date == raised and raised not in following
        return action.moment.date <= row.dated and not any(day <= row.dated for day in following)

    found = [
        row
        for row, _ in reader.pupil.rows("outcomes") or []
        if row.cells["rule"] == action.rule and belongs(row) and reader.pupil.row_seen(row, at)
    ]
    return max(found, key=lambda row: (row.dated, row.number), default=None)


# percentages, runs, totals, the last one


def _percent(reader: Any, said: Said, found: Window, end: Ending) -> Fraction | None:
    of = reader.pupil.answers(said["of"], found.sessions, end.asked)
    pairs = list(zip(of, reader.pupil.answers(said["percent"], found.sessions, end.asked), strict=True))
    surely = pairs.count((True, True))
    could_be = {(surely, surely + pairs.count((True, False)))}  # how many of how many
    for out_of, among in pairs:
        if out_of is False or (out_of is True and among is not None):
            continue
        ways = {(0, 0)} if out_of is None else set()
        ways |= ({(1, 1)} if among is not False else set()) | ({(0, 1)} if among is not True else set())
        could_be = {(part + more, whole + one) for part, whole in could_be for more, one in ways}
    enough = int(reader.pupil.school.amount(said["at_least"], end.asked.date).number) if "at_least" in said else 0
    return _only(Fraction(100 * part, whole) if whole and whole >= enough else None for part, whole in could_be)


def _backwards(reader: Any, said: Said, found: Window, end: Ending) -> Iterator[str]:
    """What each day, session or week of a window is for a run, the latest first."""
    pupil, what, of, strict = reader.pupil, said["in_a_row"], said["of"], is_said(said, "strict")
    if what == "weeks":
        for at in reversed(_period_ends(pupil, "weeks", found, end)):
            answer = _at_end(reader, of, at, end)
            yield "in" if answer else "maybe" if answer is None else "out"
    elif what == "school days":
        for day, numbers in reversed(days_of(pupil, found.sessions)):
            # a day that a ladder's restart parts has been a day of the run before it
            seen = pupil.seen(found.after) if found.after else 0
            if not seen or pupil.school.time.sessions[seen - 1].date != day:
                yield day_is(pupil, numbers, of, end.asked, strict=strict)
    else:
        half = {"mornings": "AM", "afternoons": "PM"}.get(what)
        for number in reversed(found.sessions):
            if half in (None, pupil.school.time.sessions[number].half):
                yield day_is(pupil, [number], of, end.asked, strict=strict)


def _in_a_row(reader: Any, said: Said, found: Window, end: Ending) -> Fraction | None:
    """How many stand in a row at the end: each is `in`, `out`, `skip` or `maybe`."""
    things = []
    for thing in _backwards(reader, said, found, end):
        things.append(thing)
        if thing == "out":
            break
    could_be = {0}
    for thing in reversed(things):
        after = set(could_be) if thing == "skip" else set()
        after |= {0} if thing in ("out", "maybe") else set()
        after |= {length + 1 for length in could_be} if thing in ("in", "maybe") else set()
        could_be = after
    return _only(Fraction(length) for length in could_be)


def _total(pupil: Pupil, said: Said, found: Window, end: Ending) -> Fraction | None:
    tree, total = feel.expression(said["total"]), Fraction(0)
    for number in found.sessions:
        counted = pupil.holds(said.get("of", "true"), number, end.asked)
        if counted is False:
            continue
        value = feel.evaluate(tree, lambda name, number=number: pupil.on_session(name, number, end.asked))
        if value is None or (counted is None and value != 0):
            return None
        total += value
    return total


def _last(pupil: Pupil, said: Said, found: Window, end: Ending) -> Any:
    could_be = []
    for number in reversed(found.sessions):
        counted = pupil.holds(said.get("of", "true"), number, end.asked)
        if counted is not False:
            could_be.append(pupil.on_session(said["last"], number, end.asked))
        if counted is True:
            return _only(could_be)
    return None


# earlier review points


def _since(reader: Any, said: Said, name: str, asked: Moment) -> Fraction | None:
    """How many whole units have gone by since the rule's latest action at an earlier review point."""
    pupil, cut = reader.pupil, reader.cuts.get(name)
    start = reader.anchor(said["since"], asked)
    if start is None or (cut and (start.date < cut[1] if cut[0] == "from" else start <= cut[1])):
        return None
    if said["in"] == "sessions":
        begun = pupil.seen(start)
        if said["since"] in pupil.school.flags:
            # the session with which the stretch began is the first of it, not one after it
            begun = stretch(pupil, said["since"], ending(pupil, None, asked)).sessions.start + 1
        return Fraction(pupil.seen(asked) - begun)
    unit = said["in"].replace("_", " ").removesuffix("s")
    return Fraction(pupil.school.time.elapsed(start.date, asked.date, unit))


def _value_at(reader: Any, said: Said, asked: Moment) -> Any:
    """A figure as it stood at an earlier review point."""
    pupil, at = reader.pupil, said["at"]
    if not at.startswith("previous "):
        then = reader.kept_at(at, asked)
        at_that = reader.then(reader.row if reader.is_about(at) else None)
        return None if then is None else at_that.value(said["value"], then)
    kind = at.removeprefix("previous ")
    period = pupil.school.time.previous(kind, asked.date)
    last = period and pupil.school.time.last_school_day(period)
    # one without a school day was never reviewed
    if last is None or last < pupil.enrolled:
        return None
    return reader.then().value(said["value"], moment(last, kind))
