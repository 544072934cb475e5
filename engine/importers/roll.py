"""The pupils that several tables know -> one roll: who is who, and what each is called in the dataset."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from engine.diagnostics import Severity
from engine.importers.altered import refuse_altered
from engine.importers.observed import Dated, Person
from engine.importers.other_names import tell_other_names
from engine.importers.plain import Ints, Plain
from engine.importers.said import counted
from engine.importers.upn import authority_of, is_temporary, plain_upn, wrong_with
from engine.readers.faults import Complaint, Faults
from engine.register import LONG_AGO
from engine.source import Place, Span

_LABEL: Final = 10
"""Signs of a pseudonym: fifty bits, so that two pupils of a trust never share one; where they do it grows."""


@dataclass(slots=True)
class Pupil:
    """A pupil of the dataset. `identity` is what tells them apart: a number of the school's, a UPN or a name.

    `undated` are the texts of tables that say a thing of the pupil and never from when.
    """

    kind: str
    identity: str
    upn: str = ""
    label: str = ""
    told: dict[str, list[Dated]] = field(default_factory=dict)
    undated: dict[str, set[str]] = field(default_factory=dict)
    seen: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The pupils by label, and for each table the place of its people among them, -1 for those who are refused."""

    pupils: tuple[Pupil, ...]
    places: tuple[Ints, ...]


def enrol(
    tables: Sequence[tuple[Plain, Sequence[Person]]],
    authorities: Collection[str],
    key: bytes | None,
    faults: Faults,
) -> Enrolled:
    """Put the people of all tables together and give each a label.

    A pupil is known by a number of the school's own system; where a table has only UPNs or names, by the pupil of
    another table who has that UPN or name too. A UPN is checked, and stands in no label and no message.

    Yields: D150 a wrong UPN (an error where nothing else tells whose the row is), D151 a doubtful one (warning), D152
    two pupils with one UPN, D153 a name of several pupils, D168 pupils without the number that others have (warning),
    D169 a number that a spreadsheet has altered, D188 a number with names of several pupils (warning).
    """
    pupils: dict[tuple[str, str], Pupil] = {}
    by_upn: dict[str, set[tuple[str, str]]] = {}
    by_name: dict[str, set[tuple[str, str]]] = {}
    refused = _check_upns(tables, authorities, faults) | refuse_altered(tables, faults)
    _tell_numberless(tables, faults)
    chosen: list[list[tuple[str, str] | None]] = [[None] * len(people) for _, people in tables]
    for turn in ("pupil", "upn", "name"):
        for number, (table, people) in enumerate(tables):
            for place, person in enumerate(people):
                kind = "pupil" if person.key else "upn" if person.upn else "name"
                if kind != turn or (number, place) in refused:
                    continue
                who = _who(kind, person, by_upn, by_name, table, faults)
                if who is None:
                    refused.add((number, place))
                    continue
                pupil = pupils.setdefault(who, Pupil(*who, seen=(table.name, person.line)))
                pupil.upn = pupil.upn or person.upn
                if person.upn:
                    by_upn.setdefault(person.upn, set()).add(who)
                if person.name:
                    by_name.setdefault(person.name, set()).add(who)
                for role, told in person.told.items():
                    pupil.told[role] = _joined(pupil.told.get(role, []), told)
                    if all(each.day == LONG_AGO for each in told):
                        pupil.undated.setdefault(role, set()).update(each.text for each in told)
                chosen[number][place] = who
    _tell_shared(by_upn, tables, faults)
    tell_other_names(tables, faults)
    _tell_strangers(tables, chosen, faults)
    ordered = _labelled(list(pupils.values()), key)
    place_of = {(pupil.kind, pupil.identity): place for place, pupil in enumerate(ordered)}
    places = tuple(
        np.array([-1 if who is None else place_of[who] for who in held] + [-1], dtype=np.int32) for held in chosen
    )
    return Enrolled(tuple(ordered), places)


def _who(
    kind: str,
    person: Person,
    by_upn: dict[str, set[tuple[str, str]]],
    by_name: dict[str, set[tuple[str, str]]],
    table: Plain,
    faults: Faults,
) -> tuple[str, str] | None:
    """Find the pupil whom a table means; None, told, where it may mean several."""
    if kind == "pupil":
        return ("pupil", person.key)
    if kind == "name" and person.torn:
        twice = {"week": "stands twice for one week", "session": "stands twice for one session"}
        called = {**twice, "class": "has two classes"}.get(person.torn, "is of two kinds")
        told = f"the name of this row {called}: several pupils may bear it, so whose the marks are cannot be known"
        advice = "export the pupils' own numbers with the marks"
        faults.row(table.source, table.file, person.line, Complaint("D153", told, advice))
        return None
    held = by_upn if kind == "upn" else by_name
    text = person.upn if kind == "upn" else person.name
    known = held.get(text, set())
    if len(known) > 1:
        called = "UPN" if kind == "upn" else "name"
        told = f"{len(known)} pupils have the {called} of this row, so whose it is cannot be known"
        advice = "export the pupils' own numbers with the marks"
        faults.row(table.source, table.file, person.line, Complaint("D152" if kind == "upn" else "D153", told, advice))
        return None
    return next(iter(known), (kind, text))


def _joined(one: list[Dated], two: list[Dated]) -> list[Dated]:
    """Join what two tables say of a pupil; what says the same as before is nothing new."""
    joined: list[Dated] = []
    for each in sorted(dict.fromkeys((*one, *two)), key=lambda each: each.day):
        if not joined or joined[-1].text != each.text:
            joined.append(each)
    return joined


def _tell_numberless(tables: Sequence[tuple[Plain, Sequence[Person]]], faults: Faults) -> None:
    """Tell pupils who have no number in a table in which others have one: a name alone says who they are."""
    for table, people in tables:
        held = [person.line for person in people if not person.key and not person.upn]
        if not held or len(held) == len(people):
            continue
        rows = ", ".join(f"{line:,}" for line in held[:8]) + (" and more" if len(held) > 8 else "")
        told = f"no number: {counted(len(held), 'pupil')} known by the name alone, row {rows}"
        place = Place(table.source, Span(held[0], 1, held[0], 2))
        advice = "give them their number in the school's system; a name that others have tells nobody"
        faults.file("D168", told, advice, place=place, severity=Severity.WARNING)


def _tell_strangers(
    tables: Sequence[tuple[Plain, Sequence[Person]]], chosen: Sequence[Sequence[tuple[str, str] | None]], faults: Faults
) -> None:
    """Tell pupils whom a table knows by the name alone, where another has names with numbers and not these."""
    numbered = {place for place, (_, people) in enumerate(tables) if any(each.name and each.key for each in people)}
    for place, (table, people) in enumerate(tables):
        if place in numbered or not numbered:
            continue
        held = [each.line for each, who in zip(people, chosen[place], strict=True) if who and who[0] == "name"]
        if held:
            rows = ", ".join(f"{line:,}" for line in held[:8]) + (" and more" if len(held) > 8 else "")
            told = f"names that no pupil with a number has: {counted(len(held), 'pupil')} known by them, row {rows}"
            advice = "write each name as the other source does, or give the numbers here too"
            faults.file(
                "D168", told, advice, place=Place(table.source, Span(held[0], 1, held[0], 2)), severity=Severity.WARNING
            )


def _check_upns(
    tables: Sequence[tuple[Plain, Sequence[Person]]], authorities: Collection[str], faults: Faults
) -> set[tuple[int, int]]:
    refused: set[tuple[int, int]] = set()
    for number, (table, people) in enumerate(tables):
        if not any(person.upn for person in people):
            continue
        temporary: list[Person] = []
        foreign: list[Person] = []
        blank: list[Person] = []
        wrong: list[Person] = []
        for place, person in enumerate(people):
            person.upn = plain_upn(person.upn)
            told = wrong_with(person.upn) if person.upn else ""
            if not person.upn:
                blank.append(person)
            elif told and not person.key:
                refused.add((number, place))
                faults.row(table.source, table.file, person.line, Complaint("D150", told, "correct it at its source"))
            elif told:
                wrong.append(person)
                person.upn = ""
            else:
                temporary += [person] if is_temporary(person.upn) else []
                foreign += [person] if authority_of(person.upn) not in authorities else []
        for held, code, told in (
            (wrong, "D150", "a UPN that cannot be right, of pupils who are known by their own number"),
            (blank, "D151", "no UPN: the pupils are known by their number or name"),
            (temporary, "D151", "a temporary UPN, which stands until the right one is known"),
            (foreign, "D151", "a UPN of an authority that is not known"),
        ):
            if held:
                where = Place(table.source, Span(held[0].line, 1, held[0].line, 2))
                rows = ", ".join(f"{person.line:,}" for person in held[:8]) + (" and more" if len(held) > 8 else "")
                message = f"{told}: {counted(len(held), 'pupil')}, row {rows}"
                faults.file(
                    code, message, "look at them in the school's system", place=where, severity=Severity.WARNING
                )
    return refused


def _tell_shared(
    by_upn: dict[str, set[tuple[str, str]]], tables: Sequence[tuple[Plain, Sequence[Person]]], faults: Faults
) -> None:
    shared = {upn for upn, known in by_upn.items() if len(known) > 1}
    if not shared:
        return
    for table, people in tables:
        held = [person.line for person in people if person.upn in shared]
        if held:
            rows = ", ".join(map(str, sorted(held)[:8]))
            told = f"several pupils have the same UPN: {counted(len(shared), 'UPN')}, in row {rows}"
            place = Place(table.source, Span(held[0], 1, held[0], 2))
            faults.file("D152", told, "correct them at their source", place=place, severity=Severity.WARNING)
            return


def _labelled(pupils: list[Pupil], key: bytes | None) -> list[Pupil]:
    """Give each pupil a label and sort by it: their own number, or one that tells nobody who they are."""
    if key is not None:
        signs = _LABEL
        while True:
            for pupil in pupils:
                pupil.label = pseudonym(pupil.identity, key, signs)
            if len({pupil.label for pupil in pupils}) == len(pupils):
                break
            signs += 1
    else:
        unnamed = sorted((pupil for pupil in pupils if pupil.kind != "pupil"), key=lambda pupil: pupil.identity)
        taken = {pupil.identity for pupil in pupils if pupil.kind == "pupil"}
        width = max(len(str(len(unnamed))), 4)
        label: Callable[[int], str] = lambda number: f"pupil-{number:0{width}}"  # noqa: E731 - said once
        number = 0
        for pupil in unnamed:
            number += 1
            while label(number) in taken:
                number += 1
            pupil.label = label(number)
        for pupil in pupils:
            if pupil.kind == "pupil":
                pupil.label = pupil.identity
    return sorted(pupils, key=lambda pupil: pupil.label)


def pseudonym(identity: str, key: bytes, signs: int = _LABEL) -> str:
    """Give the label of a pupil under a key: the same key gives the same label, and without it none can be found.

    A bare hash would not do: there are so few UPNs that all can be tried.

    >>> pseudonym("004521", b"a key of our own") == pseudonym("004521", b"another key")
    False
    """
    made = hmac.new(key, identity.encode(), hashlib.sha256).digest()
    return "p-" + b32encode(made).decode().lower()[:signs]
