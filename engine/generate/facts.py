"""What a school writes down beside the marks: contacts, evidence, flags and amendments."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from engine.calendar import SESSIONS
from engine.dataset import Table
from engine.generate.canvas import Canvas
from engine.generate.rates import dice, pick, pick_one, rates
from engine.generate.spec import Spec
from engine.generate.spells import Spell

_TRUE, _FALSE = "true", "false"

OUTCOME_COLUMNS = ("pupil", "rule", "on", "outcome", "raised_on")
REQUEST_COLUMNS = (
    "request",
    "pupil",
    "submitted_on",
    "from",
    "to",
    "reason",
    "in_writing",
    "by_resident_parent",
    "evidence",
    "decision",
)


def contacts_table(canvas: Canvas, spec: Spec) -> Table:
    """Write who was tried on mornings of absence, and whether somebody was reached."""
    shape = rates()["facts"]
    throw = dice(spec.seed, "contacts")
    rows: list[tuple[str, ...]] = []
    for code, percent in shape["contacts"].items():
        days, pupils = np.nonzero(canvas.cells[::2] == canvas.codes.index(code))
        tried = throw.random(len(days)) < percent / 100
        outcomes = pick(throw, shape["outcomes"], int(tried.sum()))
        minutes = throw.integers(0, 75, size=len(outcomes))
        again = throw.random(len(outcomes)) < shape["again"] / 100
        second = pick(throw, shape["outcomes"], len(outcomes))
        for place, (day, pupil) in enumerate(zip(days[tried].tolist(), pupils[tried].tolist(), strict=True)):
            who, when = canvas.roll.pupils[pupil], canvas.calendar.school_days[day].isoformat()
            minute = 9 * 60 + 35 + int(minutes[place])
            rows.append((who, when, _clock(minute), outcomes[place]))
            if outcomes[place] != next(iter(shape["outcomes"])) and again[place]:
                rows.append((who, when, _clock(minute + 150), second[place]))
    return Table(("pupil", "date", "time", "outcome"), sorted(rows))


def evidence_table(canvas: Canvas, spec: Spec, spells: list[Spell]) -> Table:
    """Write the letters and cards that came for spells."""
    throw = dice(spec.seed, "evidence")
    rows = []
    for code, shape in rates()["facts"]["evidence"].items():
        for spell in spells:
            days = (spell.last // 2 - spell.first // 2) + 1
            if spell.code != code or days < shape["from_days"] or throw.random() >= shape["percent"] / 100:
                continue
            start, end = _dates(canvas, spell)
            rows.append((canvas.roll.pupils[spell.pupil], start, end, pick_one(throw, shape["kinds"])))
    return Table(("pupil", "from", "to", "kind"), sorted(set(rows)))


def flags_table(canvas: Canvas, spec: Spec) -> Table:
    """Write the states of pupils that a person has set, with their days."""
    shape = rates()["facts"]
    roll = canvas.roll
    relative = roll.propensity / roll.propensity.mean()
    rows = []
    for flag, held in shape["flags"].items():
        throw = dice(spec.seed, "flags", flag)
        chance = relative ** held["grows"]
        chance *= held["percent"] / 100 * spec.years / chance.mean()
        for pupil in np.flatnonzero(throw.random(len(chance)) < chance).tolist():
            first, last = int(roll.first[pupil]), int(roll.last[pupil])
            start = canvas.calendar.school_days[int(throw.integers(first, last + 1))]
            end = start + timedelta(days=int(throw.integers(held["days"][0], held["days"][1] + 1)))
            still = throw.random() < shape["open_flags"] / 100
            rows.append((roll.pupils[pupil], flag, start.isoformat(), "" if still else end.isoformat()))
    return Table(("pupil", "flag", "from", "to"), sorted(rows))


def amendments_table(canvas: Canvas, spec: Spec) -> Table:
    """Write how marks that had no reason at first came to have one; some rows lack what they should tell."""
    shape = rates()["facts"]["amendments"]
    codes = rates()["codes"]
    ids = rates()["ids"]
    throw = dice(spec.seed, "amendments")
    columns = ("pupil", "date", "session", "original", "amended", "reason", "amended_on", "amended_by", "position")
    rows = []
    for code in shape["from"]:
        slots, pupils = np.nonzero(canvas.cells == canvas.codes.index(code))
        changed = np.flatnonzero(throw.random(len(slots)) < shape["percent"] / 100)
        later = throw.integers(shape["days"][0], shape["days"][1] + 1, size=len(changed)).tolist()
        reasons = throw.integers(len(shape["reasons"]), size=len(changed)).tolist()
        positions = throw.integers(len(shape["positions"]), size=len(changed)).tolist()
        people = throw.integers(1, 9, size=len(changed)).tolist()
        marked = (throw.random(len(changed)) < shape["marked"] / 100).tolist()
        lacking = (throw.random(len(changed)) < shape["lacking"] / 100).tolist()
        lacks = throw.choice([3, 5, 7, 8], size=len(changed)).tolist()
        for place, (slot, pupil) in enumerate(zip(slots[changed].tolist(), pupils[changed].tolist(), strict=True)):
            day = canvas.calendar.school_days[slot // 2]
            on = canvas.calendar.school_days[min(slot // 2 + later[place], canvas.days - 1)]
            row = [
                canvas.roll.pupils[pupil],
                day.isoformat(),
                SESSIONS[slot % 2],
                codes["unresolved"] if marked[place] else codes["no_mark"],
                code,
                shape["reasons"][reasons[place]],
                on.isoformat(),
                f"{ids['staff']}{people[place]:02}",
                shape["positions"][positions[place]],
            ]
            if lacking[place]:
                row[lacks[place]] = ""
            rows.append(tuple(row))
    return Table(columns, sorted(rows))


def parents_table(canvas: Canvas, spec: Spec) -> Table:
    """Write each pupil's parents, and whether they are liable; of some that is not known."""
    shape = rates()["facts"]["parents"]
    throw = dice(spec.seed, "parents")
    two = throw.random(len(canvas.roll.pupils)) < shape["two"] / 100
    rows = []
    for pupil, second in zip(canvas.roll.pupils, two.tolist(), strict=True):
        for letter in "AB"[: 1 + second]:
            throws = throw.random(2)
            liable = _TRUE if throws[0] < shape["liable"] / 100 else _FALSE
            rows.append((pupil, f"{pupil}-{letter}", "" if throws[1] < shape["unknown"] / 100 else liable))
    return Table(("pupil", "parent", "liable"), rows)


def notices_table(canvas: Canvas, spec: Spec, parents: Table) -> Table:
    """Write notices to parents: for unauthorised absence, for suspensions, and such from years before."""
    shape = rates()["facts"]["notices"]
    throw = dice(spec.seed, "notices")
    of_pupil: dict[str, list[str]] = {}
    for pupil, parent, _ in parents.rows:
        of_pupil.setdefault(pupil, []).append(parent)
    rows: list[tuple[str, str, str, str, str]] = []

    def serve(place: int, kind: str, on: date) -> None:
        who = canvas.roll.pupils[place]
        held = of_pupil[who]
        some = held if throw.random() < 0.5 else held[:1]
        rows.extend((who, parent, kind, on.isoformat(), pick_one(throw, shape["status"])) for parent in some)

    days = canvas.calendar.school_days
    places = canvas.places(rates()["codes"]["classes"]["unauthorised_absence"])
    unauthorised = np.isin(canvas.cells, places)
    for place in np.flatnonzero(unauthorised.sum(axis=0) >= shape["from_sessions"]).tolist():
        slot = int(np.flatnonzero(unauthorised[:, place])[shape["from_sessions"] - 1])
        for kind, after in (("notice_to_improve", (1, 10)), ("penalty_notice", (7, 40))):
            if throw.random() < shape[kind] / 100:
                serve(place, kind, days[slot // 2] + timedelta(days=int(throw.integers(*after))))
    for code, percent in rates()["facts"]["public_place"].items():
        held_back = canvas.cells == canvas.codes.index(code)
        for place in np.flatnonzero(held_back.any(axis=0)).tolist():
            if throw.random() < percent / 100:
                slot = int(np.flatnonzero(held_back[:, place])[0])
                serve(place, "public_place", days[slot // 2] + timedelta(days=6))
    before = np.flatnonzero(throw.random(len(canvas.roll.pupils)) < shape["years_before"] / 100)
    for place in before.tolist():
        serve(place, "penalty_notice", days[0] - timedelta(days=int(throw.integers(10, 1000))))
    rows.sort(key=lambda row: (row[3], row))
    letter = rates()["ids"]["notice"]
    numbered = [(f"{letter}{number:04}", *row) for number, row in enumerate(rows, 1)]
    return Table(("notice", "pupil", "parent", "kind", "issued_on", "status"), numbered)


def requests_table(canvas: Canvas, spec: Spec, spells: list[Spell]) -> Table:
    """Write requests for leave: ahead of most absence that was planned, and such that were refused and kept to."""
    shape = rates()["facts"]
    throw = dice(spec.seed, "requests")
    rows: list[tuple[str, ...]] = []

    def ask(pupil: int, start: str, end: str, held: Mapping[str, Any], decision: str, ahead: int) -> None:
        submitted = date.fromisoformat(start) - timedelta(days=ahead)
        rows.append(
            (
                canvas.roll.pupils[pupil],
                submitted.isoformat(),
                start,
                end,
                pick_one(throw, held["reasons"]),
                _TRUE if throw.random() < held["in_writing"] / 100 else _FALSE,
                _TRUE if throw.random() < shape["resident"] / 100 else _FALSE,
                "",
                decision,
            )
        )

    for spell in spells:
        held = shape["requests"].get(spell.code)
        if held is None or throw.random() >= held["percent"] / 100:
            continue
        share = throw.random() * 100
        refused = share >= held["granted"] + held["undecided"]
        decision = "granted" if share < held["granted"] else "refused" if refused else ""
        ask(spell.pupil, *_dates(canvas, spell), held, decision, int(throw.integers(*held["ahead"])))
    kept = shape["refused"]
    for pupil in np.flatnonzero(throw.random(len(canvas.roll.pupils)) < kept["percent"] / 100).tolist():
        day = int(throw.integers(canvas.roll.first[pupil], canvas.roll.last[pupil] + 1))
        last = min(day + int(throw.integers(0, 5)), canvas.days - 1)
        start, end = (canvas.calendar.school_days[place].isoformat() for place in (day, last))
        ask(pupil, start, end, kept, "refused", int(throw.integers(3, 60)))
    rows.sort(key=lambda row: (row[1], row))
    letter = rates()["ids"]["request"]
    return Table(REQUEST_COLUMNS, [(f"{letter}{number:04}", *row) for number, row in enumerate(rows, 1)])


def _dates(canvas: Canvas, spell: Spell) -> tuple[str, str]:
    days = canvas.calendar.school_days
    return days[spell.first // 2].isoformat(), days[spell.last // 2].isoformat()


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
