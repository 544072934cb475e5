"""Tables -> a mapping file to begin with: what is recognised filled in, the rest as headings to choose from."""

from collections.abc import Iterator, Sequence
from typing import Final

from engine.importers.names import COMMENTS, FLAGS, plain_name, roles_of
from engine.importers.plain import Plain
from engine.importers.recognise import recognise
from engine.importers.recognised import Recognised, has_key
from engine.importers.said import shown
from engine.importers.words import read_session
from engine.model.declared import declared
from engine.model.import_map import Columns, ImportMap

_NEEDED: Final = ("pupil", "date", "session", "code")
_LONGEST: Final = 60
_FIELDS: Final = frozenset(field.alias or name for name, field in declared(Columns).items())


def suggested_map(tables: Sequence[Plain], codes: Sequence[str]) -> str:
    """Write a mapping file for the first table that is not recognised, or for the first one.

    Cells of rows are never written: they may name a pupil.
    """
    nothing = ImportMap.model_validate({})
    found = [(table, recognise(table, nothing)) for table in tables]
    table, read = next(((table, read) for table, read in found if not isinstance(read, Recognised)), found[0])
    return "\n".join(_lines(table, read if isinstance(read, Recognised) else None, codes)) + "\n"


def _lines(table: Plain, read: Recognised | None, codes: Sequence[str]) -> Iterator[str]:
    yield "# yaml-language-server: $schema=schema/import.schema.json"
    yield f"# What the columns and words of {_plain(table.name)} mean. Take out what is right without it."
    line, header = (read.line, read.header) if read else _headings(table)
    if read:
        yield f"# It is recognised as `{read.shape}`: {' '.join(read.why.split())}"
        yield f"shape: {read.shape}"
    else:
        yield "# It is not recognised. Shapes: long (a row a mark), wide (a column a session), marks (a string a week)"
        yield "shape: long"
    if line > 0:
        yield f"header_row: {line}"
    roles = dict(read.roles) if read else roles_of(header)
    taken = {place: role for role, place in roles.items()}
    yield "columns:"
    grid = {heading.place for heading in read.grid} if read else set()
    for role in [role for role in roles if role not in _FIELDS]:
        taken.pop(roles.pop(role))
    for role, place in roles.items():
        yield f"  {role}: {_quoted(header[place])}"
    for role in _NEEDED:
        known = role in roles or (role == "pupil" and has_key(roles))
        if not known and not grid and not (read and read.shape in ("marks", "ctf", "pupils")):
            yield f"  # {role}: one of the headings below"
    left = [name for place, name in enumerate(header) if name and place not in taken and place not in grid]
    for name in left:
        if plain_name(name) in COMMENTS:
            yield f"  # {_plain(name)} looks like free text, which is never imported"
        elif plain_name(name) not in FLAGS:
            yield f"  # not used: {_quoted(name)}"
    if not has_key(roles):
        yield "# constants: {pupil: P1}  # where the file is about one pupil"
    yield "# dates: day_first        # or month_first, where the dates do not show it"
    yield "# year: 2025              # 2025/26, for headings without a year"
    yield "# week: 2025-09-08        # the Monday, for weeks that do not say it"
    yield from _sessions(table, line, roles)
    yield f"# codes: {{'?': {_quoted(codes[0])}}}        # marks of the file that are another code"
    yield "# precedence: last        # which of two marks of one session counts; or categories of codes, best first"


def _headings(table: Plain) -> tuple[int, tuple[str, ...]]:
    """Take the row with most filled cells of which none looks like data for the headings."""
    best = (0, ())
    most = 0
    for line, cells in table.top[:15]:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) > most and not any(any(sign.isdigit() for sign in cell) for cell in filled):
            best, most = (line, tuple(cell.strip() for cell in cells)), len(filled)  # type: ignore[assignment]
    return best


def _sessions(table: Plain, line: int, roles: dict[str, int]) -> Iterator[str]:
    """Name the words of sessions that are not known."""
    if "session" not in roles:
        return
    words = {cells[roles["session"]].strip() for at, cells in table.top if at > line and roles["session"] < len(cells)}
    strange = sorted(
        word for word in words if word and read_session(word) not in (0, 1) and shown(word).startswith("`")
    )
    if strange:
        yield "sessions:"
        for word in strange:
            yield f"  {_quoted(word)}: lesson        # or AM, or PM"


def _quoted(text: str) -> str:
    return "'" + _plain(text).replace("'", "''") + "'"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:_LONGEST]
