"""A JSON file -> plain tables: lists of records, flattened, read one record at a time."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from engine.diagnostics import Severity
from engine.importers.codes_table import ALIAS
from engine.importers.names import plain_name
from engine.importers.plain import Plain
from engine.importers.xml_source import table_of_records
from engine.readers.encoding import MARK, Writing, encoding_of, wide
from engine.readers.faults import Complaint, Faults
from engine.source import Place, Source, Span

MOST_FILE: Final = 64 << 20
SMALL: Final = 2 << 20
"""A file up to this size may have any form; a larger one is one list of records."""

LONGEST_RECORD: Final = 1 << 16
_DEEPEST: Final = 24
_LISTS: Final = ("data", "attendance", "value", "sessions", "results", "records", "items")
_KINDS: Final = {
    "sessionmarkid": "go4schools",
    "sessionmarkcode": "edulink",
    "attendancecodeid": "wonde",
    "attendeeexternalid": "sims-odata",
    "attendanceeventcategorydescriptor": "ed-fi",
}
_NO_RECORD: Final = Complaint("D120", "its list holds something else than records", "export the session marks")
_LIST: Final = re.compile(r"\[\s*\{")
_NESTED: Final = ("aliases",)
_ALIAS: Final = "session_alias_id"
_MARK_ID: Final = "session_mark_id"

_MORE: Final = re.compile(r'"(?:more|has_?more)"\s*:\s*true|"(?:@odata\.)?nextLink"\s*:\s*"[^"]', re.IGNORECASE)
"""What an interface that gives its records page by page says where others follow."""


class _RefusedError(Exception):
    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        told = f"a record says `{twice}` twice, and which of the two is right is not known"
        raise _RefusedError(Complaint("D120", told, "export it again, or take one of the two out"))
    return record


_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_named_once)


def open_json(path: Path, faults: Faults) -> list[Plain]:
    """Read the lists of records of a file; none, told, where it has none or may not be read.

    Yields: D006 read as cp1252, D019 neither that nor UTF-8, D101 damaged, D104 too big or too deep, D120 no list of
    records, D186 a page that others follow.
    """
    source = Source(str(path), "")
    top = Place(source, Span(1, 1, 1, 2))
    if path.stat().st_size > MOST_FILE:
        told = f"`{path.name}` has more than {MOST_FILE >> 20} MB"
        faults.file("D104", told, "export a term at a time; several files may be given at once", place=top)
        return []
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    elif wide_in := wide(data[:512]):
        text = data.decode(wide_in, errors="replace")
    else:
        data = data.removeprefix(MARK)
        text = data.decode(encoding_of(data), errors="replace")
        writing = Writing()
        writing.see(data)
        if not writing.tell(source, faults):
            return []
    del data
    if _MORE.search(text):
        told = f"`{path.name}` is one page of several: it says that more follow"
        faults.file("D186", told, "see that the pages after it are given too", place=top, severity=Severity.WARNING)
    try:
        tables = _whole(text) if len(text) <= SMALL else [("", list(_one_by_one(text)))]
    except _RefusedError as refused:
        told = f"`{path.name}`: {refused.complaint.message}"
        faults.file(refused.complaint.code, told, refused.complaint.advice, place=top)
        return []
    except RecursionError:
        faults.file("D104", f"`{path.name}`: its values stand in each other too deep", "is it an export?", place=top)
        return []
    except json.JSONDecodeError as fault:
        at = Place(source, Span(fault.lineno, fault.colno, fault.lineno, fault.colno + 1))
        if fault.msg == "Extra data":
            told = f"`{path.name}` goes on after its first value, as where each line is a record"
            advice = "put the records into one list, with commas between them, or export CSV"
            faults.file("D101", told, advice, place=at)
            return []
        faults.file("D101", f"`{path.name}` is damaged: {fault.msg.lower()}", "export it again", place=at)
        return []
    found = []
    for kind, records in tables:
        flat = [(0, record) for record in records if record]
        if flat:
            found.append(table_of_records(path.name, source, flat, kind or _kind(flat)))
    if not found:
        told = f"`{path.name}` has no list of records"
        faults.file("D120", told, "export the session marks, as the system's interface gives them", place=top)
    return found


def _whole(text: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Find every list of records in a small file."""
    value = _DECODER.decode(text)
    charts = _class_charts(value)
    if charts:
        return [("classcharts", charts)]
    lists: list[list[dict[str, str]]] = []
    _lists_in(value, lists, 0)
    return [("", records) for records in lists]


def _lists_in(value: Any, found: list[list[dict[str, str]]], depth: int) -> None:
    if depth > _DEEPEST:
        raise _RefusedError(Complaint("D104", "its values stand in each other too deep", "is it an export?"))
    if isinstance(value, list):
        records = [each for each in value if isinstance(each, dict)]
        inner = [each for each in records for key in each if key in _LISTS and isinstance(each[key], list)]
        if records and not inner:
            if len(records) < len(value):
                raise _RefusedError(_NO_RECORD)
            found.append([record for each in records for record in flat_records(each)])
        else:
            for each in value:
                _lists_in(each, found, depth + 1)
    elif isinstance(value, dict):
        held = [each for each in value.values() if isinstance(each, dict | list)]
        for each in held:
            _lists_in(each, found, depth + 1)


def flat_records(record: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Give a record with the names of values in it joined; a code's aliases are records of their own.

    >>> list(flat_records({"date": {"date": "2025-09-15"}, "session": "AM", "employee": None}))
    [{'date': '2025-09-15', 'session': 'AM', 'employee': ''}]
    """
    flat: dict[str, str] = {}
    _flatten(record, "", flat, 0)
    if flat.get(_ALIAS) and _MARK_ID in flat:
        flat[_MARK_ID] = f"{ALIAS}{flat[_ALIAS]}"
    yield flat
    for name in _NESTED:
        inner = record.get(name)
        for each in inner if isinstance(inner, list) else ():
            if isinstance(each, dict):
                # An alias stands for its code where its own code is none.
                yield from flat_records({"code": record.get("code"), **each})


def _flatten(value: dict[str, Any], before: str, flat: dict[str, str], depth: int) -> None:
    if depth > _DEEPEST:
        raise _RefusedError(Complaint("D104", "its values stand in each other too deep", "is it an export?"))
    for name, each in value.items():
        # Systems write a date as an object whose `date` is the date, and beside it as a plain text.
        again = before == name
        joined = name if again or not before else f"{before} {name}"
        if isinstance(each, dict):
            _flatten(each, joined, flat, depth + 1)
        elif isinstance(each, bool):
            flat[joined] = "true" if each else "false"
        elif not isinstance(each, list):
            flat[joined] = "" if each is None else str(each)
        elif each and name not in _NESTED:
            plain = not any(isinstance(one, dict | list) for one in each)
            flat[joined] = ", ".join("" if one is None else str(one) for one in each) if plain else "[…]"


def _one_by_one(text: str) -> Iterator[dict[str, str]]:
    """Read the records of one long list, so that only one of them is held as it stands."""
    at = text.find("[")
    if at < 0 or len(text[:at].strip()) > LONGEST_RECORD:
        raise _RefusedError(Complaint("D120", "it has no list of records", "export the session marks"))
    at += 1
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text):
            raise json.JSONDecodeError("the list does not end", text[-100:], min(len(text), 100))
        if text[at] == "]":
            if _LIST.search(text, at):
                told = "after its list of records it has another one"
                raise _RefusedError(Complaint("D120", told, "give each list in a file of its own"))
            return
        if text[at] != "{":
            raise _RefusedError(_NO_RECORD)
        # A record of an export is short: what goes on is no record, and is not read to its end.
        piece = text[at : at + LONGEST_RECORD]
        try:
            record, length = _DECODER.raw_decode(piece)
        except json.JSONDecodeError:
            if len(piece) == LONGEST_RECORD:
                told = f"a record has more than {LONGEST_RECORD:,} characters"
                raise _RefusedError(Complaint("D104", told, "is it an export?")) from None
            raise
        at += length
        yield from flat_records(record)


def _class_charts(value: Any) -> list[dict[str, str]]:
    """Read marks by date and session, as `data[date][AM]`."""
    held = value.get("data") if isinstance(value, dict) else None
    if not isinstance(held, dict):
        return []
    records = []
    for day, sessions in held.items():
        if not isinstance(sessions, dict):
            return []
        for session, mark in sessions.items():
            if not isinstance(mark, dict) or "code" not in mark:
                return []
            records.append({"date": day, "session": session, **next(flat_records(mark))})
    return records


def _kind(records: list[tuple[int, dict[str, str]]]) -> str:
    plain = {plain_name(name) for _, record in records[:50] for name in record}
    for name, kind in _KINDS.items():
        if name in plain:
            return kind
    wonde = {"student", "session"} <= plain and any(name.startswith("attendancecode") for name in plain)
    if wonde:
        return "wonde"
    keys = {"id", "codeid", "attendancecodeid", "aliasid", "sessionmarkid", "markid"}
    if plain & keys and {"code", "aliascode"} & plain and not {"date", "session"} & plain:
        return "codes"
    return ""
