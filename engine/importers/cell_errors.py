"""A workbook -> its cells with an error or a formula without a value, which its reader gives as blank."""

import posixpath
import re
import zipfile
from pathlib import Path
from typing import Final

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")
_ERROR: Final = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).){0,400}?'
    rb"<(?:\w+:)?v>([^<]{1,20})</",
    re.DOTALL,
)

_NOT_WORKED_OUT: Final = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]{0,8192}</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</"
)
FORMULA: Final = "=?"
"""Stands in a cell with a formula of which a program has written no value; one that comes to no text is blank."""


def error_cells(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Give, by worksheet, the row (from 1), column (from 0) and text of each such cell; nothing for other formats."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as archive:
        members = set(archive.namelist())
        if "xl/workbook.xml" not in members or "xl/_rels/workbook.xml.rels" not in members:
            return {}
        targets = {}
        for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            targets[_attribute(tag, b"Id")] = _attribute(tag, b"Target")
        for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
            target = targets.get(_attribute(tag, b"r:id"), "")
            member = target.removeprefix("/") if target.startswith("/") else posixpath.join("xl", target)
            data = archive.read(member) if member in members else b""
            held = {}
            if b"<f" in data or b":f" in data:
                held = {(int(row), _column(letters)): FORMULA for letters, row in _NOT_WORKED_OUT.findall(data)}
            if b't="e"' in data:
                held |= {(int(row), _column(letters)): text.decode() for letters, row, text in _ERROR.findall(data)}
            if held:
                found[_unescaped(_attribute(tag, b"name"))] = held
    return found


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + re.escape(name) + rb'="([^"]*)"', tag)
    return found[1].decode(errors="replace") if found else ""


def _unescaped(text: str) -> str:
    for escape, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(escape, sign)
    return text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
