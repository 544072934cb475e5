"""Numbers of pupils that a spreadsheet has altered -> refused: they split a pupil, or put several together."""

import re
from collections.abc import Sequence
from typing import Final

from engine.importers.cell_errors import FORMULA
from engine.importers.codebook import SHEET_ERRORS
from engine.importers.observed import Person
from engine.importers.plain import Plain
from engine.readers.faults import Complaint, Faults

_NUMBER: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?", re.ASCII)
_SHORTENED: Final = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}", re.IGNORECASE | re.ASCII)
_OTHER_KIND: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false|[0-9]+\.[0-9]*[1-9]", re.IGNORECASE | re.ASCII)
"""A date, a truth or a part of a number, which a spreadsheet makes of a number such as `10-12`."""

_ADVICE: Final = "export again with the numbers as text"


def refuse_altered(tables: Sequence[tuple[Plain, Sequence[Person]]], faults: Faults) -> set[tuple[int, int]]:
    """Refuse errors of cells and shortened numbers, and numbers that others are but for zeros, commas or `.0`.

    Gives the places of those who are refused, by table and person. Yields: D169.
    """
    whole: dict[str, tuple[int, str, str]] = {}
    for table, people in tables:
        for person in people:
            if bare := bare_number(person.key):
                digits = len(person.key) if person.key.isdecimal() else 0
                held = (digits, person.key, f"row {person.line:,} of {table.name}")
                whole[bare] = max(whole.get(bare, held), held, key=lambda each: each[0])
    refused: set[tuple[int, int]] = set()
    for number, (table, people) in enumerate(tables):
        for place, person in enumerate(people):
            told, advice = _altered(person), _ADVICE
            bare = bare_number(person.key)
            if bare and person.key != whole[bare][1]:
                put_in = "zeros at its front" if person.key.isdecimal() else "commas or zeros in it"
                told = f"the number of this row is that of {whole[bare][2]} but for {put_in}: are they one pupil?"
                advice = f"a spreadsheet changes such numbers: {_ADVICE}"
            if told:
                refused.add((number, place))
                faults.row(table.source, table.file, person.line, Complaint("D169", told, advice))
    return refused


def _altered(person: Person) -> str:
    """Say of a number or name what a spreadsheet has made of it that tells nobody; an empty text where nothing."""
    if (person.key or person.name).upper() in (*SHEET_ERRORS, FORMULA):
        return f"`{(person.key or person.name).upper()}` stands where the pupil should, which a spreadsheet made of it"
    if _OTHER_KIND.fullmatch(person.key):
        return f"`{person.key}` stands where the pupil's number should: a spreadsheet has made another thing of it"
    if _SHORTENED.fullmatch(person.key):
        return f"`{person.key}` is a number that a spreadsheet has shortened: several pupils may have it"
    return ""


def bare_number(key: str) -> str:
    """Give a number without zeros at its front and what a spreadsheet may put into it; an empty text for all else.

    >>> bare_number("004521"), bare_number("4,521"), bare_number("4521.0"), bare_number("7E1"), bare_number("45,21")
    ('4521', '4521', '4521', '', '')
    """
    found = _NUMBER.fullmatch(key)
    return found[1].replace(",", "").lstrip("0") or "0" if found else ""
