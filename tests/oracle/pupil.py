"""One pupil: what the school holds of a session, a day and a row, and what has happened so far.

Source: design §3, §4, §5 (names on a session), §5.3.
"""

from bisect import bisect_left
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Any, NamedTuple

from tests.oracle import amounts, feel
from tests.oracle.dataset import Row, cell
from tests.oracle.school import Mark, Moment, School, reads
from tests.oracle.school import moment as review_point

CATEGORIES = {
    "present", "approved_educational_activity", "authorised_absence", "unauthorised_absence", "not_possible",
    "administrative",
}  # fmt: skip
ATTENDED = {"present", "approved_educational_activity"}
ABSENT = {"authorised_absence", "unauthorised_absence"}
KINDS = {
    "attended": ATTENDED,
    "absent": ABSENT,
    "possible": ATTENDED | ABSENT,
    "authorised": {"authorised_absence"},
    "unauthorised": {"unauthorised_absence"},
} | {name: {name} for name in CATEGORIES}


class Acted(NamedTuple):
    """One firing of a rule, for the pupil or for a row."""

    rule: str
    moment: Moment
    row: Row | None


class Pupil:
    """A pupil's rows and marks, and the log of what the policy has done so far."""

    def __init__(self, school: School, name: str, lines: list[dict[str, str]], marks: dict[int, Mark]) -> None:
        self.school, self.name, self.marks = school, name, marks
        kinds = school.pupil_columns
        typed = [{column: cell(line.get(column), kind) for column, kind in kinds.items()} for line in lines]
        since = [amounts.day(line.get("from")) or date.min for line in lines]
        self.lines = sorted(zip(since, typed, strict=True), key=lambda pair: pair[0])
        self.enrolled = self._of_roll("enrolled_on") or date.min
        self.left = self._of_roll("left_on") or date.max
        time = school.time
        self.review_days = [day for day in time.school_days if self.enrolled <= day <= min(self.left, school.as_of)]
        until_left = [day for day in time.school_days if day <= self.left]
        self.last_day = until_left[-1] if self.left < date.max and until_left else None
        self.first_session = bisect_left(time.sessions, (self.enrolled, ""))
        self.log: list[Acted] = []
        self.stretches: dict[str, list[list[int]]] = {}
        self.memo: dict[Any, Any] = {}
        self._moving = {"age", "review_day"}
        self._moves: dict[str, bool] = {}

    def _of_roll(self, column: str) -> Any:
        """What the latest row up to as-of says, which may be one from after the leaving; else the first row."""
        return next((line for since, line in reversed(self.lines) if since <= self.school.as_of), self.lines[0][1])[
            column
        ]

    def moment(self, day: date, check: str) -> Moment:
        """The review point of a check; a clock time before the pupil's own AM register closes comes before it."""
        found, at = review_point(day, check), amounts.clock(check)
        if at is not None and (day, "AM") in self.school.time.number:
            closes = self.register("AM", day, "closes")
            if closes is None or closes > at:
                return found._replace(rank=found.rank - 2 * 24 * 60)
        return found

    def seen(self, moment: Moment) -> int:
        """How many of the calendar's sessions have been by a moment; at a clock time those whose register closed."""
        if ("seen", moment) not in self.memo:
            self.memo["seen", moment] = self._seen(moment)
        return self.memo["seen", moment]

    def _seen(self, moment: Moment) -> int:
        day, sessions = moment.date, self.school.time.sessions
        before = bisect_left(sessions, (day, ""))
        halves = [session.half for session in sessions[before : before + 2] if session.date == day]
        at = amounts.clock(moment.check)
        if at is not None:
            closes = [self.register(half, day, "closes") for half in halves]
            # marks are seen in the order of the day: none of the afternoon's before the morning's
            return before + len(list(takewhile(lambda each: each is not None and each <= at, closes)))
        if moment.check in ("session AM", "morning"):
            return before + halves.count("AM")
        return before + len(halves)

    def register(self, half: str, day: date, what: str) -> Any:
        """`opens` or `closes` of the pupil's own register on a day; None where the policy has none for the pupil."""
        entries = (self.school.policy.get("registers") or {}).get(half.lower()) or {}
        for entry in entries.values():
            if not amounts.in_force(entry.get("in_force") or {}, day):
                continue
            if (
                "for" in entry
                and feel.evaluate(feel.expression(entry["for"]), lambda name: self._whom(name, half, day)) is not True
            ):
                continue
            opens = amounts.clock(entry["opens"])
            if what == "opens" or not entry["closes"].endswith("after opens"):
                return opens if what == "opens" else amounts.clock(entry["closes"])
            minutes = int(entry["closes"].split()[0])
            return (datetime.combine(day, opens) + minutes * _ONE_MINUTE).time()
        return None

    def _whom(self, name: str, half: str, day: date) -> Any:
        """A name in a register's `for`: a flag is that of the session."""
        if name in self.school.flags:
            return self.flag(name, bisect_left(self.school.time.sessions, (day, half)), day)
        return self.school.value(name, day) if self.school.is_value(name) else self.on_day(name, day)

    def row_seen(self, row: Row, moment: Moment) -> bool:
        """Whether a row's date has come by a moment; a blank time is the start of the day."""
        if row.dated is None or row.dated != moment.date or row.at is None:
            return row.dated is None or row.dated <= moment.date
        at = amounts.clock(moment.check)
        if moment.check in ("session AM", "morning"):
            at = self.register("AM", moment.date, "closes")
        return at is None or row.at <= at

    def column(self, name: str, day: date) -> Any:
        """A pupil column on a day: the latest row on or before it; leaving is seen on the last review day only."""
        if name in ("left_on", "leaving_reason"):
            return self._of_roll(name) if day == self.last_day else None
        if name == "enrolled_on":
            return self._of_roll(name)
        return next((line[name] for since, line in reversed(self.lines) if since <= day), None)

    def on_day(self, name: str, day: date) -> Any:
        """A name that depends on nothing but the pupil and the date."""
        time = self.school.time
        if name in self.school.pupil_columns:
            return self.column(name, day)
        if name in _YEARS:
            return _YEARS[name]
        if name == "review_day":
            return day
        if name == "weekday":
            return f"{day:%A}"
        if name in ("key_stage", "compulsory_school_age"):
            force = (self.school.policy.get("school_age") or {}).get("in_force") or {}
            if not amounts.in_force(force, day):
                return None
        if name == "key_stage":
            return self.school.key_stage(self.column("year_group", day))
        if name == "compulsory_school_age":
            return self.school.school_age(self.column("date_of_birth", day), self.column("year_group", day), day)
        if name == "first_day_of_year":
            return time.first_in(time.period("year", day))
        if name in ("term", "half_term"):
            period = time.period(name, day)
            return period.name if period else None
        if name in ("days_to_holiday", "school_days_to_holiday"):
            half = time.period("half_term", day)
            if half is None:
                return None
            last = time.last_in(half)
            return Fraction((last - day).days if name == "days_to_holiday" else time.school_days_between(day, last))
        if name == "@calendar":
            return time
        raise KeyError(name)

    def moves(self, text: str) -> bool:
        """Whether what a condition says of a session depends on when it is asked."""
        if text not in self._moves:
            self._moves[text] = bool(reads(self.school, text) & self._moving)
        return self._moves[text]

    def holds(self, text: str, number: int, moment: Moment) -> bool | None:
        """Whether a condition on a session is true of one, as read at a moment."""
        key = (text, number, moment if self.moves(text) else None)
        if key not in self.memo:
            self.memo[key] = feel.evaluate(feel.expression(text), lambda name: self.on_session(name, number, moment))
        return self.memo[key]

    def answers(self, text: str, sessions: range, moment: Moment) -> list[bool | None]:
        """Whether a condition is true of each of some sessions that have been by the moment."""
        if self.moves(text):
            return [self.holds(text, number, moment) for number in sessions]
        known = self.memo.setdefault(("answers", text), [])
        known += [self.holds(text, number, moment) for number in range(len(known), sessions.stop)]
        return known[sessions.start : sessions.stop]

    def possible(self, number: int) -> bool:
        """Whether a session was a possible one for the pupil; without a mark it is not."""
        return bool(self.on_session("possible", number, None))

    def on_session(self, name: str, number: int, moment: Moment | None) -> Any:
        """A name on a session: the session's own, or read on the session's day."""
        school, session, mark = self.school, self.school.time.sessions[number], self.marks.get(number)
        said = school.code(mark.code, session.date) if mark else {}
        if name in KINDS:
            return said.get("category") in KINDS[name]
        if name == "code":
            return mark.code if mark else None
        if name in ("session", "date"):
            return session.half if name == "session" else session.date
        if name == "category":
            return said.get("category")
        if name == "arrived":
            return mark.arrived if mark else None
        if name == "minutes_late":
            return self._minutes_late(number)
        if name == "age":
            return Fraction(school.time.school_days_between(session.date, moment.date))
        if name in school.words:
            return name in (said.get("words") or ())
        if name in school.sets:
            return self.holds(school.sets[name], number, moment)
        if name in school.flags:
            return self.flag(name, number, session.date)
        if name in school.facts:
            return self._covered(name, session)
        if school.is_value(name):
            return school.value(name, session.date)
        if name == "@facts":
            return lambda table, tree: self._fact_test(table, tree, number, moment)
        return self.on_day(name, moment.date if name == "review_day" else session.date)

    def _minutes_late(self, number: int) -> Fraction | None:
        mark, session = self.marks.get(number), self.school.time.sessions[number]
        if mark is None:
            return Fraction(0)
        if mark.minutes_late is not None:
            return mark.minutes_late
        opens = self.register(session.half, session.date, "opens")
        if mark.arrived is not None and opens is not None:
            late = datetime.combine(session.date, mark.arrived) - datetime.combine(session.date, opens)
            return Fraction(max(0, int(late.total_seconds()) // 60))
        used_for = self.school.code(mark.code, session.date).get("used_for")
        return None if used_for in ("late", "after_close") else Fraction(0)

    def rows(self, table: str, *, at_all: bool = False) -> list[tuple[Row, bool | None]] | None:
        """The pupil's rows of a fact table, each with whether it is one of a part's rows; None without the file.

        Those dated on a day on which the table is not in force are left out, but where `at_all`.
        """
        file, where = self.school.parts(table)
        held = self.school.rows[file]
        if held is None:
            return None
        mine = held.get(self.name, [])
        if not at_all:
            mine = [row for row in mine if self.school.in_force(table, row.dated or date.min)]
        if where is None:
            return [(row, True) for row in mine]
        tree = feel.expression(where)
        return [(row, feel.evaluate(tree, lambda name, row=row: self._row_name(name, row))) for row in mine]

    def _row_name(self, name: str, row: Row) -> Any:
        return row.cells[name] if name in row.cells else self.school.value(name, row.dated or date.min)

    def _covered(self, table: str, session: Any) -> bool | None:
        """Whether a row covers a session of a day in force, whenever the row is dated."""
        if not self.school.in_force(table, session.date):
            return False
        rows = self.rows(table, at_all=True)
        if rows is None:
            return None
        answer: bool | None = False
        for row, belongs in rows:
            if row.start is not None:
                covers = row.start <= session.date <= row.end
            else:
                covers = row.dated == session.date and row.cells.get("session") in (None, session.half)
            answer = feel.either(answer, belongs if covers else False)
        return answer

    def _fact_test(self, table: str, tree: Any, number: int, moment: Moment) -> bool | None:
        """Whether the table has a row of the session's own day, at any time, for which the condition is true."""
        rows, day = self.rows(table), self.school.time.sessions[number].date
        if rows is None:
            return None if self.school.in_force(table, day) else False
        answer: bool | None = False
        for row, belongs in rows:
            if row.dated == day:

                def look(name: str, row: Row = row) -> Any:
                    return row.cells[name] if name in row.cells else self.on_session(name, number, moment)

                answer = feel.either(answer, feel.both(belongs, feel.evaluate(tree, look)))
        return answer

    def flag(self, name: str, number: int, day: date) -> bool | None:
        """Whether a flag is true of a session, on its day: by a row of the flags file, or by the policy."""
        said = self.school.flags[name]
        if not self.school.in_force(name, day):
            return False
        by_policy = any(first <= number <= last for first, last in self.stretches.get(name, []))
        rows = self.rows("flags")
        if rows is None:
            return by_policy if "set_by" not in said else None
        written = said.get("called", name)
        return by_policy or any(row.cells["flag"] == written and row.start <= day <= row.end for row, _ in rows)


_ONE_MINUTE = timedelta(minutes=1)
_YEARS = {"nursery": Fraction(-1), "reception": Fraction(0)}
