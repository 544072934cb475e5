"""The columns of a table that say whose its rows are -> the pupils it knows, and which row is whose."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np

from engine.importers.observed import Dated, Person
from engine.importers.plain import Coded, Ints
from engine.importers.upn import is_upn, looks_like_upns, plain_upn
from engine.model.dataset import OF_A_PUPIL
from engine.readers.batch import NO_DATE
from engine.register import LONG_AGO, NEVER

KEYS: Final = ("pupil", "upn", "surname", "forename", "name")
ABOUT: Final = OF_A_PUPIL
"""What a table may say of a pupil beside their marks."""

ONE_STAY: Final = (
    "give the first day of the first stay and the last day of the last one, since days without marks count as no "
    "school for the pupil; or give each stay a number of its own"
)
"""What is to be done of a pupil who left and came back, since a dataset has one stay of each."""

_APOSTROPHES: Final = re.compile(r"[‘’ʼ`´]")
_HYPHENS: Final = re.compile(r"\s*[-‐‑–]\s*")
_COMMA: Final = re.compile(r"\s*,\s*")

_MOST_SEEN: Final = 50_000_000
"""Pupils times days for which it is kept what was seen: fifty megabytes."""


def plain_key(text: str) -> str:
    """Give a pupil's number without the apostrophe that a spreadsheet puts before a text, and without unseen signs.

    >>> plain_key("'004521"), plain_key("004521\u200b")
    ('004521', '004521')
    """
    if not text.isascii():
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(text.split()).removeprefix("'").strip()


def plain_person(text: str) -> str:
    r"""Give a pupil's name as it is compared: however it is typed, it is one name.

    >>> plain_person("O’NEIL ,  Siân") == plain_person("O'Neil, Sia\u0302n")
    True
    """
    small = unicodedata.normalize("NFKC", text).casefold()
    small = _HYPHENS.sub("-", _APOSTROPHES.sub("'", unicodedata.normalize("NFC", small)))
    return plain_key(_COMMA.sub(", ", small))


def people_of(
    columns: Mapping[str, Coded],
    lines: Ints,
    day: Ints | None = None,
    further: tuple[str, ...] = (),
    *,
    blanks: bool = False,
) -> tuple[Ints, list[Person]]:
    """Find the pupils of a table's rows: the place of each row's pupil, -1 where it names none, and the pupils.

    A number of the school's own system goes before the unique pupil number, and that before a name. `further` are
    columns about pupils that a policy declares. `day` has the day from which each row speaks, none where it says none.
    A blank cell says nothing, or with `blanks` that the thing is not known from that day on.
    """
    columns = dict(columns)
    if "pupil" in columns and looks_like_upns(columns["pupil"].words):
        taken = columns.pop("pupil")
        columns.setdefault("upn", taken)
    who = np.full(len(lines), -1, dtype=np.int32)
    people: list[Person] = []
    named = _names(columns)
    for role, column in (("pupil", columns.get("pupil")), ("upn", columns.get("upn")), ("name", named)):
        if column is None:
            continue
        open_rows = np.flatnonzero(who < 0)
        if not len(open_rows):
            break
        clean = {"upn": plain_upn, "name": plain_person}.get(role, plain_key)
        known: dict[str, int] = {}
        place_of = np.full(len(column.words) + 1, -1, dtype=np.int32)
        used = np.bincount(column.places[open_rows], minlength=len(column.words))
        for place in np.flatnonzero(used).tolist():
            text = clean(column.words[place])
            if not text:
                continue
            if text not in known:
                known[text] = len(people)
                people.append(_person(role, text))
            place_of[place] = known[text]
        who[open_rows] = place_of[column.places[open_rows]]
    _first_lines(who, lines, people)
    if "upn" in columns:
        for place, (text, _) in _values(who, columns["upn"], len(people)).items():
            people[place].upn = people[place].upn or plain_upn(text)
    if named is not None:
        values = _values(who, named, len(people))
        for place, (text, _) in values.items():
            people[place].name = people[place].name or plain_person(text)
        _keep_names(who, named, lines, people, {place for place, (_, differs) in values.items() if differs})
    since = None if day is None else _since(who, day, len(people))
    for role in (*ABOUT, *further):
        if role in columns:
            _tell(who, columns[role], role, people, day, since, blanks)
    return who, people


def _person(role: str, text: str) -> Person:
    if role == "pupil" and not is_upn(text):
        return Person(key=text)
    if role == "pupil":
        # A UPN among a school's own numbers stays what it is: it must be written nowhere.
        return Person(upn=plain_upn(text))
    return Person(upn=text) if role == "upn" else Person(name=text)


def _names(columns: Mapping[str, Coded]) -> Coded | None:
    """Join surname and forename."""
    parts = [columns[role] for role in ("surname", "forename", "name") if role in columns]
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        both, places = np.unique(joined.places.astype(np.int64) * len(part.words) + part.places, return_inverse=True)
        words = [
            f"{joined.words[each // len(part.words)]}, {part.words[each % len(part.words)]}" for each in both.tolist()
        ]
        joined = Coded(places.astype(np.int32), [word.strip(", ") for word in words])
    return joined


def _first_lines(who: Ints, lines: Ints, people: list[Person]) -> None:
    first = np.zeros(len(people) + 1, dtype=np.int64)
    first[who[::-1]] = lines[::-1]
    for person, line in zip(people, first.tolist(), strict=False):
        person.line = line


def _values(who: Ints, column: Coded, count: int) -> dict[int, tuple[str, bool]]:
    """Give each pupil's text in a column, and whether rows of theirs say others; blank cells say nothing."""
    filled = np.array([bool(word.strip()) for word in column.words], dtype=np.bool_)
    said = np.flatnonzero(filled[column.places] & (who >= 0)) if not filled.all() else np.flatnonzero(who >= 0)
    held = np.full(count, -1, dtype=np.int64)
    held[who[said][::-1]] = column.places[said][::-1]
    differs = np.zeros(count, dtype=np.bool_)
    differs[who[said][column.places[said] != held[who[said]]]] = True
    return {place: (column.words[word], differs[place]) for place, word in enumerate(held.tolist()) if word >= 0}


def _keep_names(who: Ints, named: Coded, lines: Ints, people: Sequence[Person], differing: Collection[int]) -> None:
    """Keep every name that rows of a pupil bear, with the first row of each."""
    for person in people:
        if person.name:
            person.names[person.name] = person.line
    if not differing:
        return
    rows = np.flatnonzero(np.isin(who, list(differing)))
    pairs = who[rows].astype(np.int64) * len(named.words) + named.places[rows]
    _, first = np.unique(pairs, return_index=True)
    for row in rows[np.sort(first)].tolist():
        name = plain_person(named.words[named.places[row]])
        if name:
            people[who[row]].names.setdefault(name, int(lines[row]))


def _since(who: Ints, day: Ints, count: int) -> Sequence[int]:
    """Give the first day of which a table says anything of each pupil; long ago where none of their rows has a date."""
    good = (who >= 0) & (day != NO_DATE)
    whose, days = (who, day) if good.all() else (who[good], day[good])
    found: Sequence[int]
    if not len(days):
        return [LONG_AGO] * count
    earliest = int(days.min())
    width = int(days.max()) - earliest + 1
    if count * width <= _MOST_SEEN:  # a truth value a pupil and day costs a tenth of taking each least one by one
        seen = np.zeros(count * width, dtype=np.bool_)
        seen[whose.astype(np.int64) * width + (days - earliest)] = True
        table = seen.reshape(count, width)
        found = np.where(table.any(axis=1), table.argmax(axis=1) + earliest, LONG_AGO).tolist()
        return found
    first = np.full(count, NEVER, dtype=np.int64)
    np.minimum.at(first, whose, days)
    found = np.where(first == NEVER, LONG_AGO, first).tolist()
    return found


def _tell(
    who: Ints,
    column: Coded,
    role: str,
    people: list[Person],
    day: Ints | None,
    since: Sequence[int] | None,
    blanks: bool,
) -> None:
    """Keep what a column says of each pupil, from the day on which it is first said."""
    values = _values(who, column, len(people))
    changing = set() if blanks else {place for place, (text, differs) in values.items() if differs}
    if blanks:  # a cell that is blank later than another may take back what that one says
        changing = {place for place, person in enumerate(people) if place in values}
    for place, (text, _) in values.items():
        if place not in changing:
            people[place].told[role] = [Dated(LONG_AGO if since is None else since[place], text.strip())]
    if not changing:
        return
    rows = np.flatnonzero(np.isin(who, list(changing)))
    days = np.full(len(rows), LONG_AGO) if day is None else day[rows]
    held: dict[int, list[tuple[int, str]]] = {}
    for place, at, word in zip(who[rows].tolist(), days.tolist(), column.places[rows].tolist(), strict=True):
        if at != NO_DATE and (blanks or column.words[word].strip()):
            held.setdefault(place, []).append((at, column.words[word].strip()))
    for place, told in held.items():
        changes: list[Dated] = []
        for at, text in sorted(told, key=lambda each: each[0]):
            if changes and changes[-1].text != text and changes[-1].day == at:
                people[place].torn = people[place].torn or role
            if not changes or changes[-1].text != text:
                changes.append(Dated(at, text))
        people[place].told[role] = changes
