"""Tables with a row a pupil, or a pupil and week -> what they say: wide grids, Bromcom weeks, strings of marks."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from engine.calendar import date_of
from engine.importers.observed import Observed
from engine.importers.passed_over import pupils_of_grid, pupils_only
from engine.importers.people import ABOUT, KEYS, people_of
from engine.importers.plain import Coded, Ints, Plain, Rows, Texts
from engine.importers.recognised import BY_ROW, Heading, Recognised
from engine.importers.rows import (
    constant,
    dates_of_two_kinds,
    either_way_told,
    no_date,
    order_for,
    order_of_sessions,
    sessions_of,
    tell_namesakes,
    weekends_told,
)
from engine.importers.said import shown
from engine.importers.two_marks import has_pairs, in_halves, pairs_apart
from engine.importers.unread_marks import lost_marks, unread_columns
from engine.importers.unsaid_days import day_of, monday_of
from engine.importers.words import Order, against_each_other, order_of, read_day, turned_round
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint

SCHOOL_WEEK: Final = 5
WHOLE_WEEK: Final = 7
_TURNS: Final = 4
_BETWEEN: Final = " ,;|"
_NO_SCHOOL: Final = "#- "
_LENGTHS: Final = (2 * SCHOOL_WEEK, 2 * WHOLE_WEEK)


def read_wide(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a column a session, or a column a day."""
    found = in_halves(found)
    headings = [heading.date for heading in found.grid]
    if (turned := turned_round(headings)) and not wanted.dates:
        return dates_of_two_kinds(turned)
    order = order_of(headings, int(wanted.year) if wanted.year else None)
    order = Order(wanted.dates == "month_first", order.year if order else None) if wanted.dates else order
    if order is None:
        return Complaint("D125", against_each_other(headings, "headings"), "correct them")
    if wrong := weekends_told(headings, wanted):
        return wrong
    days = [read_day(text, order) for text in headings]
    seen: dict[tuple[int, int], Heading] = {}
    for heading, day in zip(found.grid, days, strict=True):
        first = seen.setdefault((day, heading.session), heading)
        if first is not heading:
            told = f"the columns {first.place + 1} and {heading.place + 1} are both `{heading.date}` in one session"
            return Complaint("D126", told, "keep one of them")
    slots = [(day, heading.session) for day, heading in zip(days, found.grid, strict=True)]
    read = _grid(table, found, wanted, slots, None, set(days) if len(set(days)) == 1 else ())
    if isinstance(read, Observed) and (back := _going_back(days)):
        one, two = (f"`{found.grid[place].date}`" for place in (back - 1, back))
        told = f"the dates of the columns do not follow each other: {two} stands after {one}"
        return replace(read, notes=[*read.notes, ("D192", told, "are the headings right?")])
    return read


def _going_back(days: Sequence[int]) -> int:
    """Give the place of the first day that is before the one that stands before it; 0 where all ascend, or descend."""
    if list(days) == sorted(days, reverse=True):
        return 0
    return next((place for place in range(1, len(days)) if days[place] < days[place - 1]), 0)


def read_week(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a row a pupil and week, whose columns are weekdays; the week stands in a column or is given."""
    offsets = [(int(heading.date), heading.session) for heading in found.grid]
    if len(set(offsets)) != len(offsets):
        return Complaint("D126", "two columns are the same session of the week", "keep one of them")
    if "week" in found.roles:
        return _grid(table, found, wanted, offsets, "week")
    monday = monday_of(table, found, wanted)
    if isinstance(monday, Complaint):
        return monday
    slots = [(monday + day, session) for day, session in offsets]
    return _grid(table, found, wanted, slots, None, range(monday, monday + WHOLE_WEEK))


def read_days(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a row a pupil and day, and a column each for the morning and the afternoon.

    Where no column says the day, the mapping file or the name of the sheet or file says it of all rows.
    """
    if "date" not in found.roles:
        day = day_of(table, wanted)
        if day is None:
            return Complaint(
                "D127",
                "its rows do not say which day they are",
                "say it in a mapping file, as in `constants: {date: 2025-09-15}`, or put the date into the file's name",
            )
        return _grid(table, found, wanted, [(day, heading.session) for heading in found.grid], None, (day,))
    return _grid(table, found, wanted, [(0, heading.session) for heading in found.grid], "date")


def _grid(
    table: Plain,
    found: Recognised,
    wanted: ImportMap,
    slots: Sequence[tuple[int, int]],
    week: str | None,
    days: Collection[int] = (),
) -> Observed | Complaint:
    """Read a grid; `days` are all that it can be about where neither its rows nor dates above columns say one."""
    roles = [role for role in (*KEYS, *ABOUT) if role in found.roles]
    beside = [role for role in (week, "session" if _by_row(found) else None) if role is not None]
    places = [found.roles[role] for role in (*roles, *beside)]
    about = len(places)
    places += [heading.place for heading in found.grid]
    unread = unread_columns(found.header, places)
    loaded = table.load(found.line, [*places, *unread])
    if lost := lost_marks(loaded.columns[len(places) :], unread, found.header):
        return lost
    loaded = replace(loaded, columns=loaded.columns[: len(places)])
    loaded = pupils_of_grid(loaded, roles, places, found, wanted, about, days)
    if has_pairs(found):
        loaded = pairs_apart(loaded, about, found)
    count = len(loaded.lines)
    held = dict(zip(roles, loaded.columns, strict=False))
    for role, text in wanted.constants.items():
        held.setdefault(role, constant(text, count))
    if not {"pupil", "upn"} & held.keys() and _in_two_rows(loaded.columns[about:], count):
        told = "every other row has a name and no mark, as where a name is written over two rows"
        return Complaint("D191", told, "put the whole name and the marks in one row, or export the pupils' own numbers")
    base: Ints | None = None
    faults = [*loaded.faults]
    dated: Sequence[str] = [heading.date for heading in found.grid] if week is None else ()
    if week is not None:
        dates = loaded.columns[len(roles)]
        order = order_of_sessions(dates, wanted) if week == "date" else order_for(dates, wanted)
        if isinstance(order, Complaint):
            return order
        if week == "date":
            dated = dates.words
            base = np.array([read_day(word, order) for word in dates.words] or [NO_DATE], dtype=np.int32)[dates.places]
            wrong = ((row, no_date(dates.words[dates.places[row]].strip())) for row in np.flatnonzero(base == NO_DATE))
            faults += [(int(loaded.lines[row]), told) for row, told in wrong]
        else:
            base = _mondays(dates, order, range(SCHOOL_WEEK))
            faults += _without_week(dates, base, loaded.lines, order)
    by_row = loaded.columns[about - 1] if _by_row(found) else None
    halves = None if by_row is None else sessions_of(by_row, wanted)
    since = np.full(count, min(offset for offset, _ in slots), dtype=np.int32) if base is None else base
    who, people = people_of(held, loaded.lines, since)
    tell_namesakes(who, since if halves is None else 2 * since + (halves == 1), people, "week")
    texts = Texts()
    day, session, code, lines, columns = [], [], [], [], []
    blank = 0
    for (offset, half), heading, column in zip(slots, found.grid, loaded.columns[about:], strict=True):
        known = np.array([texts.place(word.strip()) for word in column.words] or [0], dtype=np.int32)
        filled = np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)
        given = filled[column.places] if base is None else filled[column.places] & (base != NO_DATE)
        rows = np.flatnonzero(given)
        blank += (count if base is None else int(np.count_nonzero(base != NO_DATE))) - len(rows)
        code.append(known[column.places[rows]])
        days = np.full(len(rows), offset, dtype=np.int32)
        if base is not None:
            days += base[rows]
        day.append(days)
        session.append(np.full(len(rows), half, dtype=np.int8) if halves is None else halves[rows])
        lines.append(rows)
        columns.append(np.full(len(rows), heading.place + 1, dtype=np.int32))
    at = np.concatenate(lines) if lines else np.zeros(0, dtype=np.int64)
    return Observed(
        table,
        found.shape,
        found.why,
        people,
        who[at],
        np.concatenate(day),
        np.concatenate(session),
        Coded(np.concatenate(code), texts.words),
        loaded.lines[at],
        np.concatenate(columns),
        loaded.lines if base is None else loaded.lines[base != NO_DATE],
        loaded.height,
        faults,
        places=found.roles,
        header=found.header,
        sessions=None if by_row is None else Coded(by_row.places[at], by_row.words),
        asides=either_way_told(dated, wanted),
        blank=blank,
    )


def _in_two_rows(marks: Sequence[Coded], count: int) -> bool:
    """Whether rows with marks and rows without any take turns all the way: the half of a name is nobody's."""
    marked = np.zeros(count, dtype=np.bool_)
    for column in marks:
        marked |= np.array([bool(word.strip()) for word in column.words] or [False], dtype=np.bool_)[column.places]
    return count >= _TURNS and bool((marked[1:] != marked[:-1]).all())


def _by_row(found: Recognised) -> bool:
    return found.grid[0].session == BY_ROW


def held_columns(
    table: Plain, found: Recognised, wanted: ImportMap, further: Sequence[str]
) -> tuple[dict[str, Coded], Rows, int]:
    """Load the columns about pupils and some others, with what the mapping file says of every row."""
    roles = [*(role for role in (*KEYS, *ABOUT) if role in found.roles), *further]
    places = [found.roles[role] for role in roles]
    about = next((place for place, role in enumerate(roles) if role not in KEYS), len(roles))
    loaded = pupils_only(table.load(found.line, places), roles, places, found, wanted, about)
    count = len(loaded.lines)
    held = dict(zip(roles, loaded.columns, strict=True))
    for role, text in wanted.constants.items():
        held.setdefault(role, constant(text, count))
    return held, loaded, count


def _mondays(dates: Coded, order: Order, weekdays: range) -> Ints:
    """Give the Monday of each date; NO_DATE for what is no date, or falls on a weekday with which no week begins."""
    read = [read_day(word, order) for word in dates.words]
    # 1 January 1970 was a Thursday: 3 days after a Monday.
    mondays = [day - (day + 3) % 7 if day != NO_DATE and (day + 3) % 7 in weekdays else NO_DATE for day in read]
    return np.array(mondays or [NO_DATE], dtype=np.int32)[dates.places]


def _without_week(dates: Coded, base: Ints, lines: Ints, order: Order) -> list[tuple[int, Complaint]]:
    """Tell the rows of which the week is not known."""
    found = []
    for row in np.flatnonzero(base == NO_DATE).tolist():
        text = dates.words[dates.places[row]].strip()
        day = read_day(text, order)
        told = f"the week begins on {shown(text)}, which is no date"
        if not text:
            told = "the row does not say which week it is"
        elif day != NO_DATE:
            told = f"the week begins on {date_of(day)}, which is a {date_of(day):%A}"
        found.append((int(lines[row]), Complaint("D136", told, "write the Monday of the week")))
    return found


def read_strings(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a string of marks a week: two a day, for five days or seven."""
    held, loaded, _ = held_columns(table, found, wanted, ("marks", "week"))
    marks, dates = held.pop("marks"), held.pop("week")
    order = order_for(dates, wanted)
    if isinstance(order, Complaint):
        return order
    base = _mondays(dates, order, range(1))
    who, people = people_of(held, loaded.lines, base)
    cut, wrong = _cut(marks)
    faults = [*loaded.faults, *_without_week(dates, base, loaded.lines, order)]
    bad = np.array([place in wrong for place in range(len(marks.words))] or [False], dtype=np.bool_)[marks.places]
    for row in np.flatnonzero(bad & (base != NO_DATE)).tolist():
        faults.append((int(loaded.lines[row]), wrong[int(marks.places[row])]))
    rows = np.flatnonzero(~bad & (base != NO_DATE))
    texts = Texts()
    length = max((len(each) for each in cut.values()), default=0)
    table_of = np.full((len(marks.words) + 1, length), -1, dtype=np.int32)
    for place, signs in cut.items():
        table_of[place, : len(signs)] = [texts.place(sign) if sign != " " else -1 for sign in signs]
    codes = table_of[marks.places[rows]]
    at, slot = np.nonzero(codes >= 0)
    at = rows[at]
    day = (base[at] + slot // 2).astype(np.int32)
    return Observed(
        table,
        found.shape,
        found.why,
        people,
        who[at],
        day,
        (slot % 2).astype(np.int8),
        Coded(codes[codes >= 0], texts.words),
        loaded.lines[at],
        np.full(len(at), found.roles["marks"] + 1, dtype=np.int32),
        loaded.lines[rows],
        loaded.height,
        faults,
        places=found.roles,
        header=found.header,
        dates=dates,
        blank=int((codes < 0).sum()),
    )


def _cut(marks: Coded) -> tuple[dict[int, str], dict[int, Complaint]]:
    """Cut each different string into its marks, a sign each; a string that cannot be cut so is told."""
    cut: dict[int, str] = {}
    wrong: dict[int, Complaint] = {}
    for place, word in enumerate(marks.words):
        text = word.removeprefix("'")
        pairs = _pairs(text)
        ways = dict.fromkeys(way for way in (text, "".join(text.split()), _single(text)) if len(way) in _LENGTHS)
        if any(sign.isdigit() for sign in text):
            told = "a code of two characters cannot be told from two marks in a string of marks"
            wrong[place] = Complaint("D128", told, "export the marks in columns")
        elif pairs is not None:
            cut[place] = pairs
            if not pairs:
                told = "the string of marks may be a week of seven days, or one of five with a blank between the days"
                wrong[place] = Complaint("D129", told, "export it again, or export the marks in columns")
        elif not ways:
            told = f"the string of marks has {len(text)} characters; a week has 10 (five days) or 14 (seven)"
            wrong[place] = Complaint("D129", told, "correct it, or export the marks in columns")
        elif len(text) in _LENGTHS and len(_single(text)) in _LENGTHS and text != _single(text):
            told = "the string of marks may be a week of seven days, or one of five with its backslashes doubled"
            wrong[place] = Complaint("D129", told, "export it again, or export the marks in columns")
        else:
            cut[place] = next(iter(ways))
    return cut, wrong


def _pairs(text: str) -> str | None:
    """Give the marks of five days with a sign between them, as long as a week of seven; None where there is none.

    An empty text where blanks between them may be sessions without a mark: the last two of seven days have none.

    >>> _pairs("/I OO LI II /I"), _pairs("/I/ OO ####"), _pairs("OO OO OO -# ##")
    ('/IOOLIII/I', None, '')
    """
    between = set(text[2::3])
    if len(text) != 2 * WHOLE_WEEK or len(between) != 1 or not between <= set(_BETWEEN):
        return None
    marks = "".join(text[at : at + 2] for at in range(0, len(text), 3))
    at_weekend = text[2 * SCHOOL_WEEK :].strip(_NO_SCHOOL)
    return marks if at_weekend or between != {" "} else ""


def _single(text: str) -> str:
    """Write backslashes once that a program on the way has doubled."""
    return text.replace("\\\\", "\\")
