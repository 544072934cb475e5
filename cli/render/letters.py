"""Letters as fields, file names, and the sheet for a mail merge."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from cli.render.sheet import Column, Sheet
from cli.render.words import stretches
from engine.letters.letter import FIELDS, Letter
from engine.words import day_in_words

_COLUMNS = ("pupil", "date", "rule", "clause", "reason", "figures", "marks_text", "due", "to", "by", "obligation",
            "given", "notes", "assumes", "request", "parent", "notice", "policy", "key")  # fmt: skip
_LONG = frozenset({"reason", "figures", "marks_text", "assumes"})
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_PART = 40


def fields_of(letter: Letter) -> dict[str, str]:
    """Give what a template may use of a letter, by field, beside its marks; dates are in words."""
    asked = letter.asked
    marks = "; ".join(f"{mark['day']}, {mark['session']}: {mark['code']}" for mark in marks_of(letter))
    about = {
        "pupil": asked.pupil,
        "date": day_in_words(date.fromisoformat(asked.date)),
        "rule": asked.rule,
        "marks_text": marks,
    }
    roles = {name: asked.fields.get(name, "").replace("_", " ") for name in ("to", "by")}
    blank = {name: "" for name in FIELDS if name != "marks"}
    return {**letter.names, **blank, **asked.fields, **roles, **about}


def marks_of(letter: Letter) -> list[dict[str, str]]:
    """Give the marks that a letter rests on, stretch by stretch, in words."""
    told = []
    for first, last, session, code in stretches(letter.asked.marks):
        days = day_in_words(first) + ("" if first == last else f" to {day_in_words(last)}")
        told.append({"day": days, "session": _SESSIONS[session], "code": code})
    return told


_SESSIONS = {"AM": "morning", "PM": "afternoon", "": "all day"}


def file_name(letter: Letter, taken: set[str]) -> str:
    """Give a letter a file name that every system allows and no other letter has, and note it among those taken.

    It holds the day, the rule and the pupil as the register calls them, never a name from the list.
    """
    asked = letter.asked
    parts = (asked.date, asked.rule, asked.pupil)
    plain = "_".join(_UNSAFE.sub("-", part).strip("-")[:_LONGEST_PART] or "x" for part in parts)
    name, number = plain, 2
    while name.lower() in taken:
        name, number = f"{plain}_{number}", number + 1
    taken.add(name.lower())
    return f"{name}.docx"


def merge_sheet(letters: Iterable[Letter], files: Sequence[str], columns: Sequence[str]) -> Sheet:
    """Give the sheet for a mail merge: a row a letter, with its file where one was written.

    `columns` are those of the list of names.
    """
    heads = [Column("letter", "text", 30), Column("pupil"), *(Column(name) for name in columns)]
    heads += [Column(name, "long" if name in _LONG else "text") for name in _COLUMNS[1:]]
    rows = []
    for letter, file in zip(letters, files, strict=True):
        fields = fields_of(letter)
        names = [fields.get(name, "") for name in columns]
        rows.append((file, fields["pupil"], *names, *(fields[name] for name in _COLUMNS[1:])))
    return Sheet("Letters", heads, rows, "A row a letter")
