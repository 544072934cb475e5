"""What marks of an export may say: their words -> codes in force on their date, or why not."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.calendar import SESSIONS, day_number
from engine.importers.cell_errors import FORMULA
from engine.importers.said import shown
from engine.model.import_map import ImportMap
from engine.readers.faults import Complaint
from engine.readers.standing import codes_of
from engine.register import CodesInForce, Expected

NO_MARK: Final = 0
UNKNOWN: Final = -1
_DASHES: Final = ("-", "–", "—", "−", "--", "<none>", "none", "no mark", "[blank]", "(blank)")
_NO_SUBCODE: Final = ("", "<none>", "none", "-", "null")
SHEET_ERRORS: Final = (
    "#NAME?",
    "#VALUE!",
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "#NUM!",
    "#NULL!",
    "ERR:508",
    "ERR:509",
    "ERR:510",
)


class Reading(NamedTuple):
    """A mark's word in one session: its place in the codes, and what was done to it or is wrong with it."""

    code: int
    slash: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a policy by date. `codes` begins with the empty text, which is no mark."""

    codes: tuple[str, ...]
    tables: tuple[CodesInForce, ...]
    on_time: tuple[int, int]
    planned: frozenset[int]
    silent: frozenset[int]
    late: frozenset[int]

    def period_of(self, days: npt.NDArray[np.integer[npt.NBitBase]]) -> npt.NDArray[np.intp]:
        """Give the place of the table in force on each day number, one past the last where none is."""
        period = np.full(len(days), len(self.tables), dtype=np.intp)
        for number, table in enumerate(self.tables):
            begins = -(2**31) if table.start is None else day_number(table.start)
            ends = 2**31 if table.until is None else day_number(table.until)
            period[(days >= begins) & (days < ends)] = number
        return period

    def in_force(self) -> npt.NDArray[np.bool_]:
        """Say which code is in force in which table; the last row, for days of no table, has none but no mark."""
        rows = [[code == "" or code in table.categories for code in self.codes] for table in self.tables]
        return np.array([*rows, [code == "" for code in self.codes]], dtype=np.bool_)

    def longer(self, code: int, table: CodesInForce) -> list[str]:
        """Give the codes of a table that begin with a code and go on."""
        text = self.codes[code]
        return [each for each in table.categories if text and each.startswith(text) and each != text]

    def category(self, code: int, day: date) -> str:
        """Give a code's category on a date; an empty text for no mark and outside every table."""
        for table in self.tables:
            if (table.start is None or table.start <= day) and (table.until is None or day < table.until):
                return table.categories.get(self.codes[code], "")
        return ""


def codebook_of(expected: Expected) -> Codebook:
    """Make the codebook of a policy."""
    codes = codes_of(expected)
    session_of = {codes.index(code): SESSIONS.index(session) for code, session in expected.session_of.items()}
    on_time = [next((code for code, held in session_of.items() if held == half), UNKNOWN) for half in (0, 1)]
    places = {code: place for place, code in enumerate(codes)}
    return Codebook(
        codes,
        expected.code_tables,
        (on_time[0], on_time[1]),
        frozenset(places[code] for code in expected.closing if code in places),
        frozenset(places[code] for code in expected.silent if code in places),
        frozenset(places[code] for code in expected.late if code in places),
    )


class Reader:
    """Reads the words of one file's marks, each once."""

    def __init__(self, book: Codebook, wanted: ImportMap) -> None:
        self.book = book
        self.mapped = {word.strip(): code for word, code in wanted.codes.items()}
        self.no_mark = {*_DASHES, *(word.lower() for word in wanted.no_mark)}
        self.places = {code: place for place, code in enumerate(book.codes)}

    def read(self, word: str, subcode: str, session: int) -> Reading:
        """Read one mark: a code, its subcode where a column has it, and the session in which it stands."""
        text = word.strip().replace("\u00a0", " ").strip()
        if text.startswith("'"):
            text = text[1:].strip()
        mapped = self.mapped.get(text, self.mapped.get(word.strip()))
        if mapped is not None:
            text = mapped
        elif not text or text.lower() in self.no_mark:
            return Reading(NO_MARK if _is_blank(subcode) else UNKNOWN)
        if len(text) > 1 and set(text) == {"\\"}:
            text = "\\"
        code, small = self._known(text)
        said = subcode.strip().lstrip("'")
        if code in self.book.on_time and not _is_blank(subcode) and self._known(said)[0] not in self.book.on_time:
            return Reading(UNKNOWN)
        if code in self.book.on_time and session in (0, 1):
            right = self.book.on_time[session]
            return Reading(right, slash=right != code, small=small)
        if not _is_blank(subcode):
            whole = said if said.upper().startswith(text.upper()) else text + said
            whole = self.mapped.get(whole, whole)
            longer, small_too = self._known(whole)
            return Reading(longer, small=small or small_too)
        return Reading(code, small=small)

    def _known(self, text: str) -> tuple[int, bool]:
        if text in self.places:
            return self.places[text], False
        large = text.upper()
        return (self.places[large], True) if large in self.places else (UNKNOWN, False)

    def unknown(self, word: str, subcode: str) -> Complaint:
        """Say why a mark is no code."""
        text = word.strip()
        said = shown(text if not subcode.strip() else f"{text} {subcode.strip()}")
        if not text or text.lower() in self.no_mark:
            told = f"the subcode {shown(subcode.strip())} stands beside no mark"
            return Complaint("D130", told, "fill in the mark, or take out the subcode")
        if text == FORMULA:
            told = "the cell has a formula, and the file does not hold what it comes to"
            return Complaint("D131", told, "open the workbook in a spreadsheet, save it, and import it again")
        if text.upper() in SHEET_ERRORS:
            told = f"the mark is {said}: a spreadsheet took it for a formula"
            return Complaint("D131", told, "export again with marks as text, or correct the cell")
        near = difflib.get_close_matches(text.upper(), [code for code in self.book.codes if code], n=1)
        helped = "say in a mapping file which code it is, as in `codes: {…}`"
        longest = max(map(len, self.book.codes))
        several = longest < len(text) <= 2 * longest + 1 and text.lower() not in ("true", "false")
        if several and all(self._known(sign)[0] > 0 for sign in text.replace(" ", "")):
            return Complaint("D132", f"{said} is more than one mark in one session", "keep the one that counts")
        first = re.split(r"[^A-Za-z0-9]", text, maxsplit=1)[0]
        if first != text and said == f"`{text}`" and self._known(first)[0] > 0:
            helped = helped.replace("{…}", f"{{'{text.replace(chr(39), chr(39) * 2)}': {first.upper()}}}")
        elif near and len(text) > 1:
            helped = f"did you mean `{near[0]}`? or " + helped
        return Complaint("D130", f"{said} is no attendance code", helped)

    def not_in_force(self, code: int, day: date) -> Complaint:
        """Say why a code cannot stand on a date: it ended, it had not begun, or its second character is lost."""
        text = self.book.codes[code]
        table = next((each for each in self.book.tables if _covers(each, day)), None)
        if table is None:
            return Complaint("D133", f"no code table is in force on {day}", "is the date right?")
        longer = self.book.longer(code, table)
        if longer:
            told = f"`{text}` on {day} has lost its second character: it may have been {_or(longer)}"
            return Complaint("D134", told, "export the marks with their subcodes")
        ended = [
            each.until for each in self.book.tables if text in each.categories and each.until and each.until <= day
        ]
        if ended:
            told = f"the code `{text}` on {day} is no longer in force: it ended before {max(ended)}"
            return Complaint("D135", told, "correct the mark, or map it to the code that replaced it")
        begins = min(each.start for each in self.book.tables if text in each.categories and each.start)
        told = f"the code `{text}` on {day} is not yet in force: it begins on {begins}"
        return Complaint("D135", told, "correct the mark, or its date")


def _is_blank(subcode: str) -> bool:
    return subcode.strip().lstrip("'").lower() in _NO_SUBCODE


def _covers(table: CodesInForce, day: date) -> bool:
    return (table.start is None or table.start <= day) and (table.until is None or day < table.until)


def _or(words: Sequence[str]) -> str:
    told = [f"`{word}`" for word in words]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"


def precedence_of(wanted: Sequence[str]) -> Mapping[str, int]:
    """Give the rank of each category that a precedence names, 0 for the best."""
    return {category: rank for rank, category in enumerate(wanted)}
