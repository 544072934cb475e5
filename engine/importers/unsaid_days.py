"""The day, week or session that no row of a table says: as a mapping file says, a title, or the name of the file."""

import re
from datetime import date
from typing import Final

from engine.calendar import date_of, day_number
from engine.importers.dates_within import week_within
from engine.importers.plain import Plain
from engine.importers.recognised import Recognised
from engine.importers.words import Order, read_day, read_session
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.cells import parse_date
from engine.readers.faults import Complaint

_IN_NAME: Final = re.compile(
    r"(20[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])|([0-3][0-9])[-_.]([01][0-9])[-_.](20[0-9]{2})"
)

_HALF_IN_NAME: Final = re.compile(r"(?<![a-z0-9])(am|pm|morning|afternoon)s?(?![a-z0-9])", re.IGNORECASE)
_CLOCK_IN_NAME: Final = re.compile(r"(?<![0-9])(?:0?[0-9]|1[0-2])(?:[.:h][0-9]{2})?[ _-]?[ap]m(?![a-z])", re.IGNORECASE)
"""The time at which a file was written is no session."""


def half_of(table: Plain, wanted: ImportMap) -> int:
    """Give the session of all marks of a table, as the mapping file or else a name says; -1 where neither does."""
    said = wanted.constants.get("session")
    return named_half(table) if said is None else max(read_session(said), -1)


def named_half(table: Plain) -> int:
    """Give the session that the name of a sheet, or else of a file, says; -1 where none does, or they differ."""
    if table.sheet and (half := half_in(table.sheet)) >= 0:
        return half
    found = {half for half in (half_in(table.tab), half_in(table.file.rsplit(".", 1)[0])) if half >= 0}
    return found.pop() if len(found) == 1 else -1


def half_in(name: str) -> int:
    """Give the session that a name says; -1 where it says none, or both, or may say a time.

    >>> [half_in(name) for name in ("AM", "Register PM 2025-09-08", "sheet 10.30 am", "AM and PM", "Program")]
    [0, 1, -1, -1, -1]
    """
    undated = _IN_NAME.sub(" ", name)
    found = {read_session(each[1]) for each in _HALF_IN_NAME.finditer(undated)}
    return found.pop() if len(found) == 1 and not _CLOCK_IN_NAME.search(undated) else -1


def monday_of(table: Plain, found: Recognised, wanted: ImportMap) -> int | Complaint:
    """Give the Monday of a week: as the mapping file says, or the title above the table, or else the file's name.

    A name may say when a file was written, and gives way to a mapping file; a title is of the week or says nothing.
    """
    titled = week_within([" ".join(cells) for line, cells in table.top if line < found.line], _order(wanted))
    first = wanted.week or _date_in_name(table)
    named = None if first is None else day_number(first) - first.weekday()
    if titled is not None and named is not None and titled != named:
        told = f"the title says the week of {date_of(titled)}, and the {'mapping file' if wanted.week else 'name'} that"
        return Complaint("D127", f"{told} of {date_of(named)}", "correct the one that is wrong")
    monday = named if titled is None else titled
    if monday is None:
        advice = (
            "say it in a mapping file, as in `week: 2025-09-08`, or put the date of the Monday into the file's name"
        )
        return Complaint("D127", "its rows do not say which week they are", advice)
    return monday


def day_of(table: Plain, wanted: ImportMap) -> int | None:
    """Give the day of a table: as the mapping file says, or the name of the sheet or file."""
    said = wanted.constants.get("date")
    if said is not None:
        day = read_day(said, _order(wanted))
        return None if day == NO_DATE else day
    named = _date_in_name(table)
    return None if named is None else day_number(named)


def _order(wanted: ImportMap) -> Order:
    return Order(wanted.dates == "month_first", int(wanted.year) if wanted.year else None)


def _date_in_name(table: Plain) -> date | None:
    """Give the date in the name of a sheet, or else of its file; none where a lone sheet and its file have two."""
    if table.sheet and (said := _date_in(table.sheet)):
        return said
    found = {said for said in (_date_in(table.tab), _date_in(table.file)) if said is not None}
    return found.pop() if len(found) == 1 else None


def _date_in(name: str) -> date | None:
    named = _IN_NAME.search(name)
    if named is None:
        return None
    year, month, day = (named[1], named[2], named[3]) if named[1] else (named[6], named[5], named[4])
    return parse_date(f"{year}-{month}-{day}")
