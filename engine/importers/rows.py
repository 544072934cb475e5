"""Tables with a row a mark -> what they say: long tables of every system, and records of JSON and XML."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from engine.calendar import SESSIONS
from engine.importers.names import FLAGS, GLYPHS, POSSIBLE_FLAG, plain_name
from engine.importers.observed import Observed, Person, one_column
from engine.importers.passed_over import pupils_only
from engine.importers.people import ABOUT, KEYS, people_of
from engine.importers.plain import Coded, Ints, Plain
from engine.importers.recognised import Recognised
from engine.importers.said import shown
from engine.importers.spare_columns import said_once, spare_columns
from engine.importers.words import (
    Order,
    against_each_other,
    at_night,
    at_weekends,
    either_way,
    order_of,
    read_day,
    read_session,
    split_heading,
    turned_round,
    weekday_against,
)
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE, UNREADABLE
from engine.readers.faults import Complaint

LONGEST_CODE: Final = 3
MONTH_FIRST = ("D162", "the dates are read with the month first, as some of them can only be", "")
READ = ("date", "session", "code", "subcode", "minutes_late", "arrived")


def read_rows(table: Plain, found: Recognised, wanted: ImportMap) -> Observed | Complaint:
    """Read a table with a row a mark."""
    found = _with_glyphs(table, found, wanted)
    roles = [role for role in (*KEYS, *READ, *ABOUT) if role in found.roles]
    flags = {plain_name(name): place for place, name in enumerate(found.header)}
    flags = {name: place for name, place in flags.items() if name in FLAGS or name == POSSIBLE_FLAG}
    places = [found.roles[role] for role in roles] + list(flags.values())
    about = sum(role in KEYS for role in roles)
    spare = spare_columns(found, wanted)
    loaded = table.load(found.line, [*places, *spare])
    if spare:
        loaded = said_once(loaded, len(places), places.index(found.roles["code"]), spare, found)
    loaded = pupils_only(loaded, roles, places, found, wanted, about)
    held = dict(zip([*roles, *flags], loaded.columns, strict=True))
    count = len(loaded.lines)
    for role, text in wanted.constants.items():
        if role not in held:
            held[role] = constant(text, count)
    dates = held["date"]
    order = order_of_sessions(dates, wanted)
    if isinstance(order, Complaint):
        return order
    if "session" not in held and found.half in (0, 1):
        held["session"] = constant(SESSIONS[found.half], count)
    days, sessions = _days_and_sessions(dates, held.get("session"), order, wanted)
    who, people = people_of(
        {role: column for role, column in held.items() if role in (*KEYS, *ABOUT)}, loaded.lines, days
    )
    good = (days != NO_DATE) & (sessions >= 0)
    tell_namesakes(who[good], 2 * days[good] + sessions[good], people, "session")
    return Observed(
        table,
        found.shape,
        found.why,
        people,
        who,
        days,
        sessions,
        held["code"],
        loaded.lines,
        one_column(found.roles.get("code", 0), count),
        loaded.lines,
        loaded.height,
        loaded.faults,
        subcode=held.get("subcode"),
        minutes=held.get("minutes_late"),
        arrived=held.get("arrived"),
        flags={name: held[name] for name in flags},
        places=found.roles,
        header=found.header,
        dates=dates,
        sessions=held.get("session"),
        notes=[MONTH_FIRST] if order.month_first else [],
        asides=either_way_told(dates.words, wanted),
    )


def tell_namesakes(who: Ints, since: Ints, people: Sequence[Person], what: str) -> None:
    """Mark those whom a name alone tells, and who stand twice for one thing, of which `since` has the number."""
    named = [not person.key and not person.upn for person in people]
    if not any(named):
        return
    rows = np.flatnonzero(np.array([*named, False])[who])
    places, counts = np.unique(np.column_stack([who[rows], since[rows]]), axis=0, return_counts=True)
    for place in places[counts > 1, 0].tolist():
        people[place].torn = people[place].torn or what


def either_way_told(dates: Sequence[str], wanted: ImportMap) -> list[tuple[str, str, str]]:
    """Say that the day was taken to stand first where no date of the table shows it."""
    found = None if wanted.dates else either_way(split_heading(word)[0] for word in dates)
    if found is None:
        return []
    told = f"every date could have the day first or the month, as `{found}`: they are read as in England, the day first"
    return [("D167", told, "if the month stands first, say `dates: month_first` in a mapping file")]


def _with_glyphs(table: Plain, found: Recognised, wanted: ImportMap) -> Recognised:
    """Take for the marks that one of two columns which holds short signs rather than names."""
    plain = [plain_name(name) for name in found.header]
    if wanted.columns.code is not None or not set(GLYPHS) <= set(plain):
        return found
    long = {}
    for name in GLYPHS:
        place = plain.index(name)
        cells = [cells[place].strip() for at, cells in table.top if at > found.line and place < len(cells)]
        long[place] = sum(len(cell) > LONGEST_CODE for cell in cells)
    best = min(long, key=lambda place: (long[place], place))
    return replace(found, roles={**found.roles, "code": best})


def no_date(text: str) -> Complaint:
    """Say why a text, that of a date's cell, is no date."""
    if not text:
        return Complaint("D023", "the row has no date", "fill it in")
    bare = split_heading(text)[0]
    if other := weekday_against(bare, Order()) or weekday_against(bare, Order(month_first=True)):
        return Complaint("D024", f"`{bare}` cannot be: {other}", "correct the date, or its weekday")
    if at_night(text):
        told = f"`{text}` may be the midnight that begins the day after, told by another clock"
        return Complaint("D024", told, "export dates without times, or in local time")
    return Complaint("D024", f"{shown(text)} is no date", "write it as 08/09/2025 or 2025-09-08")


def constant(text: str, count: int) -> Coded:
    """Give a column that says the same in every row."""
    return Coded(np.zeros(count, dtype=np.int32), [text])


def order_for(dates: Coded, wanted: ImportMap) -> Order | Complaint:
    """Say in which order the dates of a column are written; a complaint where they cannot all be in one."""
    year = int(wanted.year) if wanted.year else None
    if wanted.dates:
        return Order(wanted.dates == "month_first", year)
    words = [split_heading(word)[0] for word in dates.words]
    if turned := turned_round(words):
        return dates_of_two_kinds(turned)
    order = order_of(words, year)
    if order is None:
        return Complaint(
            "D125",
            against_each_other(words, "dates"),
            "say in a mapping file which it is, as in `dates: day_first`; the others are then told",
        )
    return order


def order_of_sessions(dates: Coded, wanted: ImportMap) -> Order | Complaint:
    """Say in which order the dates of sessions are written; a complaint too where only weekends speak for the month."""
    order = order_for(dates, wanted)
    return order if isinstance(order, Complaint) else weekends_told(dates.words, wanted) or order


def weekends_told(dates: Sequence[str], wanted: ImportMap) -> Complaint | None:
    """Refuse dates that are school days with the month first, and at weekends with the day first."""
    found = None if wanted.dates else at_weekends(split_heading(word)[0] for word in dates)
    if found is None:
        return None
    told = f"every date could have the day first or the month: with the day first, `{found}` is at a weekend"
    return Complaint("D125", told, "say in a mapping file which it is, as in `dates: month_first`")


def dates_of_two_kinds(turned: tuple[str, str]) -> Complaint:
    """Refuse dates of which some are a spreadsheet's and all the others texts that it could not turn round."""
    told = f"some dates are a spreadsheet's, as `{turned[0]}`, and those after the 12th are text, as `{turned[1]}`"
    advice = "it has probably taken the month for the day: export again, or say `dates: day_first` in a mapping file"
    return Complaint("D166", told, advice)


def _days_and_sessions(dates: Coded, sessions: Coded | None, order: Order, wanted: ImportMap) -> tuple[Ints, Ints]:
    """Read each different date and session once."""
    split = [split_heading(word) if sessions is None else (word, UNREADABLE) for word in dates.words]
    day_of = np.array([read_day(text, order) for text, _ in split], dtype=np.int32)
    if sessions is None:
        half_of = np.array([half for _, half in split], dtype=np.int8)
        return day_of[dates.places], half_of[dates.places]
    return day_of[dates.places], sessions_of(sessions, wanted)


def sessions_of(column: Coded, wanted: ImportMap) -> Ints:
    """Read a column of sessions, each different text once."""
    half_of = np.array([session_of(word, wanted) for word in column.words] or [UNREADABLE], dtype=np.int8)
    return half_of[column.places]


def session_of(word: str, wanted: ImportMap) -> int:
    """Read a session's name; what the mapping file says goes before."""
    said = wanted.sessions.get(word.strip())
    return read_session("1" if said == "lesson" else said) if said else read_session(word)
