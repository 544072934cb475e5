"""A plain table -> what it is: its shape, and which column holds what, with the reason."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from engine.calendar import SESSIONS
from engine.importers import names
from engine.importers.columns import by_columns, number_twice
from engine.importers.dates_within import dates_within
from engine.importers.names import plain_name, roles_of
from engine.importers.plain import Plain
from engine.importers.recognised import BOTH, BY_ROW, Heading, Recognised, has_key
from engine.importers.two_marks import hold_pairs
from engine.importers.unsaid_days import half_of
from engine.importers.words import (
    Order,
    is_weekday,
    lacks_a_year,
    order_of,
    read_day,
    read_session,
    split_heading,
    weekday_against,
)
from engine.model.import_map import ImportMap
from engine.readers.batch import NO_DATE
from engine.readers.faults import Complaint

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_NAMES: Final = frozenset(word for day in _WEEKDAYS for word in (day, day[:3]))

_HEADINGS: Final = 4
"""Rows over which the headings of a table may run."""

LOOKED_AT: Final = 15
"""Rows among which the headings are sought."""


def recognise(table: Plain, wanted: ImportMap) -> Recognised | Complaint:
    """Say what a table is, or what is missing to say it."""
    looked_at = table.top if wanted.header_row is not None else table.top[:LOOKED_AT]
    rows = [(line, tuple(cell.strip() for cell in cells)) for line, cells in looked_at]
    if wanted.header_row is not None:
        return _in_row(table, rows, int(wanted.header_row), wanted)
    found = _first_of(table, rows, wanted)
    return found or _unknown(rows, wanted)


def _in_row(
    table: Plain, rows: Sequence[tuple[int, tuple[str, ...]]], asked: int, wanted: ImportMap
) -> Recognised | Complaint:
    """Recognise the headings that stand in a row, or end there: of those in several rows any may be named."""
    at = next((place for place, (line, _) in enumerate(rows) if line >= asked), len(rows))
    if at == len(rows) or rows[at][0] != asked:
        return Complaint("D120", f"there is no row {asked} among the first rows", "correct `header_row`")
    below = rows[at : at + 2]
    below = below[:1] if len(below) == 1 or not _is_sessions(below[1][1]) else below
    found = _first_of(table, [*rows[max(at - 1, 0) : at], *below], wanted, min(at, 1))
    if isinstance(found, Recognised):
        return found
    for above in range(1, min(at, _HEADINGS - 1) + 1):
        higher = _first_of(table, rows[at - above : at + 1], wanted)
        if isinstance(higher, Recognised) and higher.line == asked:
            return higher
    return found or _unknown(below, wanted)


def _first_of(
    table: Plain, rows: Sequence[tuple[int, tuple[str, ...]]], wanted: ImportMap, begin: int = 0
) -> Recognised | Complaint | None:
    """Recognise the first of some rows that are headings; else say of the first that nearly are what they lack.

    Those before the place `begin` are looked at as what stands above headings alone.
    """
    best: Complaint | None = None
    for place, (line, cells) in list(enumerate(rows))[begin:]:
        after = list(rows[place + 1 : place + 3])
        between = after.pop(0)[1] if len(after) > 1 and _is_weekdays(after[0][1]) else ()
        around = _Around(rows[place - 1][1] if place else (), between, after[0] if after else None)
        found = _as_grid(table, line, cells, around, wanted) or by_columns(
            table, line, cells, _roles(cells, wanted, [held for at, held in table.top if at > line]), wanted
        )
        if isinstance(found, Recognised):
            return number_twice(found) or found
        if found is not None and best is None:
            best = found
    return best


class _Around(NamedTuple):
    """The rows around a row of dates: the one above, weekdays between the dates and the sessions, and those."""

    above: tuple[str, ...]
    weekdays: tuple[str, ...]
    below: tuple[int, tuple[str, ...]] | None


class _Dates(NamedTuple):
    """A row of headings cut into dates and sessions: text and session (-1 for none) of each, and which are dates."""

    texts: list[str]
    sessions: list[int]
    dated: list[bool]
    order: Order | None


def _as_grid(
    table: Plain, line: int, cells: tuple[str, ...], around: _Around, wanted: ImportMap
) -> Recognised | Complaint | None:
    """Recognise a wide table: a column a session, under one row of headings or several."""
    if wanted.shape not in (None, "wide", "bromcom-week"):
        return None
    split = [split_heading(cell) for cell in cells]
    texts = [text for text, _ in split]
    order = _order(texts, wanted)
    dated = [order is not None and read_day(text, order) != NO_DATE for text in texts]
    dates = _Dates(texts, [session for _, session in split], dated, order)
    return (
        _a_week_a_row(line, cells, around, wanted)
        or _dates_with_sessions(line, cells, around, wanted, dates)
        or _dates_above_sessions(cells, around, wanted, dates)
        or _a_column_a_day(table, line, cells, wanted, dates)
        or _not_quite_grid(cells, around, wanted, dates)
    )


def _a_week_a_row(line: int, cells: tuple[str, ...], around: _Around, wanted: ImportMap) -> Recognised | None:
    roles = _roles(cells, wanted)
    weekdays = _weekday_columns(cells)
    if len(weekdays) >= len("MTWTF") and (has_key(roles) or wanted.constants.get("pupil")):
        why = f"it has columns such as `{cells[weekdays[0].place]}`, a week a row"
        return Recognised("bromcom-week", why, cells, line, _only(roles, weekdays), weekdays)
    if around.below is None:
        return None
    number, sessions = around.below
    halves = _weekdays_over_sessions(cells, sessions)
    roles = {**_roles(sessions, wanted), **roles}
    if len(halves) <= len("AP") or not (has_key(roles) or wanted.constants.get("pupil")):
        return None
    header = _joined(cells, sessions)
    why = f"it has weekdays such as `{cells[halves[0].place]}` above a column a session, a week a row"
    return Recognised("bromcom-week", why, header, number, _only(roles, halves), halves)


def _dates_with_sessions(
    line: int, cells: tuple[str, ...], around: _Around, wanted: ImportMap, dates: _Dates
) -> Recognised | Complaint | None:
    """Recognise a column a session, each headed by a date and its session."""
    grid = tuple(
        Heading(place, text, session)
        for place, (text, session, dated) in enumerate(zip(dates.texts, dates.sessions, dates.dated, strict=True))
        if dated and session >= 0
    )
    if len(grid) < 2:
        return None
    undated, weekdays = _sessions_without_date(cells, dates), _weekdays_of(around.above)
    if wrong := _undated(undated, dates.order) or _other_weekday(dates.texts, weekdays, dates.order, "above"):
        return wrong
    roles = _roles(cells, wanted)
    # The headings of the other columns may stand in the row above, beside weekdays.
    higher = () if has_key(roles) else around.above
    header = _joined(cells, higher)
    why = f"it has a column a session, such as `{cells[grid[0].place]}`"
    return Recognised("wide", why, header, line, _only({**_roles(higher, wanted), **roles}, grid), grid)


def _dates_above_sessions(
    cells: tuple[str, ...], around: _Around, wanted: ImportMap, dates: _Dates
) -> Recognised | Complaint | None:
    """Recognise a column a session, its session below the date of one or two columns."""
    if around.below is None or not any(dates.dated) or not _is_sessions(around.below[1]):
        return None
    number, sessions = around.below
    grid = _two_rows(dates.texts, dates.dated, sessions)
    if len(grid) < 2:
        return None
    last = max(heading.place for heading in grid)
    above = [text for place, text in enumerate(dates.texts[: last + 1]) if text and not dates.dated[place]]
    wrong = _undated(above, dates.order) or _without_session(grid, dates, sessions)
    if wrong := wrong or _other_weekday(dates.texts, around.weekdays, dates.order, "under"):
        return wrong
    roles = _roles(cells, wanted)
    # A heading over merged cells stands in the uppermost of them.
    higher = () if has_key(roles) else around.above
    header = _joined(cells, sessions, higher)
    roles = {**_roles(higher, wanted), **_roles(sessions, wanted), **roles}
    why = f"it has dates such as `{grid[0].date}` above a column a session"
    return Recognised("wide", why, header, number, _only(roles, grid), grid)


def _a_column_a_day(
    table: Plain, line: int, cells: tuple[str, ...], wanted: ImportMap, dates: _Dates
) -> Recognised | None:
    roles = _roles(cells, wanted)
    days = tuple(Heading(place, text, BY_ROW) for place, text in enumerate(dates.texts) if dates.dated[place])
    by_day = _by_day(table, days, "session" in roles, wanted, line) if len(days) > 1 and has_key(roles) else None
    if by_day is None:
        return None
    session, why = by_day
    marked = tuple(day._replace(session=session) for day in days)
    told = f"it has a column a day, such as `{days[0].date}`, and {why}"
    return Recognised("wide", told, cells, line, _only(roles, days), marked)


def _not_quite_grid(cells: tuple[str, ...], around: _Around, wanted: ImportMap, dates: _Dates) -> Complaint | None:
    """Say what keeps headings from being dates of sessions, where they nearly are."""
    above_sessions = around.below is not None and _is_sessions(around.below[1])
    headings = zip(dates.texts, dates.sessions, strict=True)
    yearless = [text for text, session in headings if (session >= 0 or above_sessions) and lacks_a_year(text)]
    if len(yearless) >= (1 if above_sessions else 2) and wanted.year is None:
        return Complaint(
            "D121",
            f"headings such as `{yearless[0]}` have no year",
            "say in a mapping file, as in `year: 2025` for 2025/26, to which school year they belong",
        )
    several = sum(session >= 0 for session in dates.sessions) >= 2
    if several and (wrong := _undated(_sessions_without_date(cells, dates), dates.order)):
        return wrong
    if wanted.shape == "wide":
        return Complaint("D120", "no heading is a date with AM or PM", "name the row of the headings by `header_row`")
    return None


def _sessions_without_date(cells: tuple[str, ...], dates: _Dates) -> list[str]:
    headings = zip(cells, dates.sessions, dates.dated, strict=True)
    return [cell for cell, session, dated in headings if session >= 0 and not dated]


def _without_session(grid: Sequence[Heading], dates: _Dates, below: Sequence[str]) -> Complaint | None:
    """Refuse a table in which another heading than a session stands below a date: the marks there would be lost."""
    taken = {heading.place for heading in grid}
    for place, text in enumerate(dates.texts):
        if dates.dated[place] and place > min(taken) and place not in taken and _at(below, place):
            told = f"`{below[place]}` stands below the date `{text}`, and is neither AM nor PM"
            return Complaint("D163", told, "correct it, or take the column out")
    return None


def _by_day(
    table: Plain, days: Sequence[Heading], by_row: bool, wanted: ImportMap, line: int
) -> tuple[int, str] | None:
    """Say what tells the sessions of columns that have a day each: a column, their cells, or a name."""
    if by_row:
        return BY_ROW, "a row a session"
    if hold_pairs(table, line, days):
        return BOTH, "two marks in a cell"
    half = half_of(table, wanted)
    return (half, f"is called {SESSIONS[half]}") if half >= 0 else None


def _undated(headings: Sequence[str], order: Order | None) -> Complaint | None:
    """Refuse a table in which a column of marks has a heading like a date that is none: its marks would be lost."""
    for heading in headings:
        bare = split_heading(heading)[0]
        like_one = sum(sign.isdigit() for sign in bare) >= 2 and any(sign in "/-. " for sign in bare)
        if not like_one and bare.lower().rstrip(".") not in _WEEKDAY_NAMES:
            continue
        why = weekday_against(bare, order or Order()) or "it is no date"
        return Complaint("D163", f"the heading `{heading}` stands over marks, and {why}", "correct it, or take it out")
    return None


def _other_weekday(texts: Sequence[str], weekdays: Sequence[str], order: Order | None, where: str) -> Complaint | None:
    """Refuse a date under or above which another weekday stands than the one on which it falls."""
    for text, weekday in zip(texts, weekdays, strict=False):
        if weekday and (why := weekday_against(f"{weekday} {text}", order or Order())):
            told = f"`{weekday}` stands {where} the heading `{text}`, and {why}"
            return Complaint("D163", told, "correct the one that is wrong")
    return None


def _roles(cells: tuple[str, ...], wanted: ImportMap, below: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Find the columns by their names; what the mapping file says goes before."""
    on_one_line = [" ".join(cell.split()) for cell in cells]
    said = {name: " ".join(str(text).split()) for name, text in wanted.columns.plain(nones=False).items()}
    mapped = {role: on_one_line.index(text) for role, text in said.items() if text in on_one_line}
    found = {role: at for role, at in roles_of(cells, below).items() if at not in mapped.values()}
    return {**found, **mapped}


def _only(roles: Mapping[str, int], grid: Sequence[Heading]) -> dict[str, int]:
    taken = {heading.place for heading in grid}
    return {role: place for role, place in roles.items() if place not in taken}


def _order(texts: Sequence[str], wanted: ImportMap) -> Order | None:
    year = int(wanted.year) if wanted.year else None
    return Order(wanted.dates == "month_first", year) if wanted.dates else order_of(texts, year)


def _two_rows(texts: Sequence[str], dated: Sequence[bool], below: Sequence[str]) -> tuple[Heading, ...]:
    """Join dates with the sessions below them; a date over two merged cells stands in the first of them."""
    grid: list[Heading] = []
    last = ""
    for place, cell in enumerate(below):
        if place < len(texts) and dated[place]:
            last = texts[place]
        elif place < len(texts) and texts[place]:
            last = ""
        session = read_session(cell) if cell else -1
        if last and session in (0, 1):
            grid.append(Heading(place, last, session))
    return tuple(grid)


def _is_sessions(cells: Sequence[str]) -> bool:
    return sum(read_session(cell) in (0, 1) for cell in cells if cell) >= 2


def _weekdays_of(cells: Sequence[str]) -> Sequence[str]:
    """Give the cells that are weekdays, the others blank."""
    return [cell if cell and is_weekday(cell) else "" for cell in cells]


def _is_weekdays(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(is_weekday, filled))


def _joined(*rows: Sequence[str]) -> tuple[str, ...]:
    """Give the headings of several rows, of which one may be shorter: where a row has none, those of the next."""
    width = max(map(len, rows))
    return tuple(next((row[at] for row in rows if at < len(row) and row[at]), "") for at in range(width))


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _weekday_columns(cells: Sequence[str]) -> tuple[Heading, ...]:
    found = []
    for place, cell in enumerate(cells):
        plain = plain_name(cell)
        day = next((number for number, name in enumerate(names.WEEKDAYS) if plain.startswith(name)), None)
        if day is not None and plain.endswith(("am", "pm")) and len(plain) <= len("wednesdayam"):
            found.append(Heading(place, str(day), 0 if plain.endswith("am") else 1))
    return tuple(found)


def _weekdays_over_sessions(cells: Sequence[str], below: Sequence[str]) -> tuple[Heading, ...]:
    """Join weekdays with the sessions below them; a weekday over two merged cells stands in the first of them."""
    found: list[Heading] = []
    day = None
    for place, cell in enumerate(below):
        above = _at(cells, place)
        if above:
            plain = plain_name(above)
            day = next((at for at, name in enumerate(names.WEEKDAYS) if plain.startswith(name)), None)
            day = day if is_weekday(above) else None
        session = read_session(cell) if cell else -1
        if day is not None and session in (0, 1):
            found.append(Heading(place, str(day), session))
    return tuple(found)


def _unknown(rows: Sequence[tuple[int, tuple[str, ...]]], wanted: ImportMap) -> Complaint:
    if wanted.header_row is None and (nearly := _nearly_known(rows, wanted)):
        return nearly
    # What stands there may be a pupil's name, so it is not said.
    widest = max((sum(bool(cell) for cell in cells) for _, cells in rows), default=0)
    seen = f": its first rows have up to {widest:,} columns" if widest else ": it has no row"
    return Complaint(
        "D120",
        f"it is no shape that is known{seen}",
        "say in a mapping file which column holds what; `--suggest-map` writes one",
    )


def _nearly_known(rows: Sequence[tuple[int, tuple[str, ...]]], wanted: ImportMap) -> Complaint | None:
    """Say what keeps a table from being known where it shows: dates without a session, or no headings at all."""
    for place, (_, cells) in enumerate(rows):
        dated = [cell for cell in cells if read_day(cell, Order()) != NO_DATE]
        roles = _roles(cells, wanted)
        if len(dated) > 1 and has_key(roles):
            told = f"headings such as `{dated[0]}` are dates that do not say AM or PM"
            return Complaint("D120", told, "export a column a session, or a row a mark")
        halves = [cell for cell in cells if cell and read_session(cell) in (0, 1)]
        if len(halves) > len("AP") and has_key(roles):
            told = f"headings such as `{halves[0]}` and `{halves[1]}` have no date above them that can be read"
            return Complaint("D120", told, "write a date as 08/09/2025 above each, in the row above")
        begun = [cell for cell in cells if dates_within(cell)]
        if len(begun) > 1 and has_key(roles):
            told = f"headings such as `{begun[0]}` hold a date, and do not say AM or PM beside it"
            return Complaint("D120", told, "export a column a session, or a row a mark")
        if dated and not place and not roles:
            told = "it has no row of headings: its first row holds a date already"
            return Complaint("D120", told, "put headings above it, such as `Adm No`, `Date`, `Session` and `Mark`")
    return None
