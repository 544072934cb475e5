"""The names of a table's columns -> what it is: no mark stands under a heading of its own there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.calendar import SESSIONS
from engine.importers import names
from engine.importers.dates_within import is_dated_heading
from engine.importers.names import plain_name
from engine.importers.plain import Plain
from engine.importers.recognised import KEYS, Heading, Recognised
from engine.importers.unsaid_days import named_half
from engine.importers.words import is_weekday, read_session, split_heading
from engine.model.dataset import TABLES
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint

_ASKED: Final = ("pupil", "upn", "date", "session", "code", "week", "marks")
_ABOUT_PUPILS: Final = frozenset(("year_group", "date_of_birth", "class", "enrolled_on", "left_on"))
_SESSIONS: Final = "export a column a session, or a row a mark"
_KINDS: Final = {
    "ctf": "it has blocks of `AttendSessions`",
    "sims-xml": "it has elements `SessionAttendance`",
    "wonde": "its records have `attendance_code` or `attendance_code_id`",
    "sims-odata": "its records have `Attendee` and `AttendanceCode`",
    "go4schools": "its records have `session_mark_id`",
    "edulink": "its records have `session_mark_code`",
    "classcharts": "it has marks by date and session, with a status",
    "ed-fi": "its records have `attendanceEventCategoryDescriptor`",
}


@dataclass(frozen=True, slots=True)
class _Headings:
    """A row of headings: `given` is what its columns and the mapping file's constants say."""

    table: Plain
    line: int
    cells: tuple[str, ...]
    plain: Sequence[str]
    roles: Mapping[str, int]
    given: frozenset[str]
    shape: str | None

    @property
    def whose(self) -> bool:
        """Whether it is said whose a row is."""
        return any(key in self.given for key in KEYS)

    def may_be(self, shape: str) -> bool:
        """Whether no other shape was asked for."""
        return self.shape in (None, shape)

    def called(self, role: str) -> str:
        """Give the heading of a role's column, or the role where a constant stands for it."""
        return self.cells[self.roles[role]] if role in self.roles else role

    def named(self, *roles: str) -> str:
        """List the headings of those roles that have a column."""
        return ", ".join(f"`{self.cells[self.roles[role]]}`" for role in roles if role in self.roles)

    def first_of(self, known: Sequence[str]) -> str | None:
        """Give the first heading that is called one of the known names."""
        return next((self.cells[self.plain.index(name)] for name in known if name in self.plain), None)

    def found(self, shape: str, why: str, roles: Mapping[str, int] | None = None) -> Recognised:
        """Say that it is a shape."""
        return Recognised(shape, why, self.cells, self.line, self.roles if roles is None else roles)


def by_columns(
    table: Plain, line: int, cells: tuple[str, ...], roles: Mapping[str, int], wanted: ImportMap
) -> Recognised | Complaint | None:
    """Say what the headings in a line make of a table; None where they say nothing of it."""
    plain = [plain_name(cell) for cell in cells]
    given = frozenset((*roles, *wanted.constants))
    seen = _Headings(table, line, cells, plain, roles, given, wanted.shape)
    for asked in _IN_ORDER:
        found = asked(seen)
        if found is not None:
            return found
    return None


def table_of(table: Plain) -> str | None:
    """Give the table of a dataset after which a worksheet or a file is called; None where it is called after none."""
    return next((stem for stem in table.stems if stem in TABLES), None)


def _dataset_table(seen: _Headings) -> Recognised | None:
    """A file or worksheet with the name and the columns of a dataset's table."""
    stem = table_of(seen.table)
    if not seen.may_be("dataset") or stem is None or "pupil" not in seen.cells:
        return None
    if not all(name in seen.cells for name, shape in TABLES[stem].columns.items() if shape.needed):
        return None
    return seen.found("dataset", f"it is the table `{stem}` of a dataset", {"pupil": seen.cells.index("pupil")})


def _lessons(seen: _Headings) -> Complaint | None:
    lesson = seen.first_of(names.LESSON)
    if lesson is None or "session" in seen.given or not (seen.whose or "code" in seen.given):
        return None
    told = f"the column `{lesson}` is that of a table of lessons, and lesson marks are no session marks"
    return Complaint("D122", told, "export the session marks, AM and PM")


def _records(seen: _Headings) -> Recognised | None:
    """Records of JSON or XML, whose kind their own names told."""
    kind = seen.table.kind
    if kind == "codes":
        return seen.found("codes", "it is the table of the system's own codes", {})
    if kind == "ctf":
        return seen.found(kind, _KINDS[kind]) if {"start", "marks"} <= seen.given else None
    if kind and {"date", "session", "code"} <= seen.given and seen.whose:
        return seen.found(kind, _KINDS.get(kind, "of its records"))
    return None


def _strings(seen: _Headings) -> Recognised | None:
    if not seen.may_be("marks") or not seen.whose or "marks" not in seen.given:
        return None
    if "week" in seen.given:
        why = f"`{seen.called('marks')}` has a string of marks for the week of `{seen.called('week')}`"
        return seen.found("marks", why)
    if "start" in seen.given:
        return seen.found("ctf", "it has marks from a start date on, two for each day")
    return None


def _rows(seen: _Headings) -> Recognised | None:
    if not ({"date", "code"} <= seen.given and seen.whose):
        return None
    half = -1
    if "session" not in seen.given and not _dates_have_sessions(seen):
        half = named_half(seen.table)
        if half < 0:
            return None
    is_arbor = {"rawmark", "markcode"} <= set(seen.plain) or any(name in seen.plain for name in names.FLAGS)
    shape = "arbor" if is_arbor and seen.may_be("arbor") else "long"
    found = seen.found(shape, f"it has a row a mark, with {seen.named('date', 'session', 'code')}")
    return found if half < 0 else replace(found, why=f"{found.why}, and is called {SESSIONS[half]}", half=half)


def _days(seen: _Headings) -> Recognised | None:
    if not seen.may_be("days") or not seen.whose or {"code", "session", "week"} & seen.given:
        return None
    halves = _halves(seen.cells)
    if halves is None:
        return None
    taken = {half.place for half in halves}
    roles = {role: place for role, place in seen.roles.items() if place not in taken}
    dated = [roles["date"]] if "date" in roles else []
    named = ", ".join(f"`{seen.cells[place]}`" for place in (*dated, *(half.place for half in halves)))
    what = "a row a day" if dated else "a row a pupil for one day"
    return Recognised("days", f"it has {what}, with {named}", seen.cells, seen.line, roles, halves)


def _totals(seen: _Headings) -> Complaint | None:
    counts = seen.first_of(names.COUNTS)
    if counts is None or not ((seen.whose and "code" not in seen.given) or "count" in seen.plain):
        return None
    told = f"the column `{counts}` holds totals, from which no mark can be had"
    return Complaint("D123", told, "export the marks themselves")


def _meanings(seen: _Headings) -> Complaint | None:
    meaning = seen.first_of(names.SESSIONLESS_MEANINGS)
    if meaning is None or not seen.whose or "date" not in seen.given:
        return None
    told = f"the column `{meaning}` holds meanings, whose letters are other codes"
    return Complaint("D124", told, "export the marks themselves, or name the column of the codes in a mapping file")


def _pupils(seen: _Headings) -> Recognised | None:
    if not seen.may_be("pupils") or not seen.whose or {"date", "code", "marks", "week"} & seen.given:
        return None
    if sum(is_dated_heading(cell) or read_session(cell) in (0, 1) for cell in seen.cells if cell) > len("AP"):
        return None  # a register of which the days or the sessions are not known yet
    return seen.found("pupils", "it has a row a pupil and no marks") if _ABOUT_PUPILS & seen.given else None


def _twice(seen: _Headings) -> Complaint | None:
    name = next((name for role in _ASKED for name in names.ROLES[role] if seen.plain.count(name) > 1), None)
    if name is None:
        return None
    return _told_twice(seen.first_of([name]) or name, seen.plain.count(name))


def number_twice(found: Recognised) -> Complaint | None:
    """Refuse a table with two columns of one name for the pupils' numbers: they would be known by their names alone."""
    if {"pupil", "upn"} & found.roles.keys():
        return None
    plain = [plain_name(name) for name in found.header]
    name = next((name for role in ("pupil", "upn") for name in names.ROLES[role] if plain.count(name) > 1), None)
    return None if name is None else _told_twice(found.header[plain.index(name)], plain.count(name))


def _told_twice(name: str, count: int) -> Complaint:
    told = f"the column `{name}` stands {count} times in the headings"
    return Complaint("D009", told, "keep one of them, or name another")


def _lacking(seen: _Headings) -> Complaint | None:
    """What looks like a shape and lacks a column of it."""
    if {"date", "code"} & seen.given and seen.whose:
        return _says_no("a row a mark", ("date", "session", "code"), seen)
    if {"date", "code"} <= seen.given:
        return _says_no("a row a mark", ("pupil",), seen)
    if "date" in seen.roles and not seen.whose and _halves(seen.cells) is not None:
        return _says_no("a row a day", ("pupil",), seen)
    days = [cell for cell in seen.cells if is_weekday(cell)]
    if len(days) > 1 and "week" in seen.given and seen.whose:
        return Complaint("D120", f"headings such as `{days[0]}` are days that do not say AM or PM", _SESSIONS)
    if {"week", "marks"} & seen.given and seen.whose:
        return _says_no("a row a week", ("week", "marks"), seen)
    return None


_IN_ORDER: Final[tuple[Callable[[_Headings], Recognised | Complaint | None], ...]] = (
    _dataset_table,
    _lessons,
    _records,
    _strings,
    _rows,
    _days,
    _totals,
    _meanings,
    _pupils,
    _twice,
    _lacking,
)
"""The first that says anything is right: a list of pupils may have totals too, and none of them is a mark."""


def _halves(cells: Sequence[str]) -> tuple[Heading, Heading] | None:
    """Find the two columns that are called after the morning and the afternoon; None where there are not just two."""
    called = [(read_session(cell), place) for place, cell in enumerate(cells) if cell]
    found = [[place for session, place in called if session == half] for half in (0, 1)]
    if any(len(places) != 1 for places in found):
        return None
    return Heading(found[0][0], "0", 0), Heading(found[1][0], "0", 1)


def _dates_have_sessions(seen: _Headings) -> bool:
    """Whether the cells of the date column say the session too, as `08/09/2025 AM`."""
    place = seen.roles.get("date")
    if place is None:
        return False
    below = [cells[place] for at, cells in seen.table.top if at > seen.line and place < len(cells)]
    filled = [cell for cell in below if cell.strip()]
    return bool(filled) and all(split_heading(cell)[1] >= 0 for cell in filled)


def _says_no(what: str, roles: Sequence[str], seen: _Headings) -> Complaint:
    missing = [role for role in roles if role not in seen.given]
    called = {"date": "the date", "session": "AM or PM", "code": "the mark", "pupil": "whose the mark is"}
    said = " and ".join(called.get(role, f"the {role}") for role in missing)
    listed = ", ".join(f"`{cell}`" for cell in seen.cells if cell)
    return Complaint(
        "D120",
        f"it looks like {what}, but no column says {said}",
        f"the columns are {listed}; name them in a mapping file, which `--suggest-map` writes",
    )
