"""The arrivals whose codes a test asks for -> on which side of a register's times each of them falls."""

from collections.abc import Iterable

import numpy as np

from engine.coverage.limits import LATER, UP_TO, entry_name
from engine.coverage.of_days import note_registers
from engine.coverage.seen import Seen
from engine.load import Loaded
from engine.model.test_file import Arrival
from engine.recode import Arrivals
from engine.register import Register

_HALVES = {"AM": "am", "PM": "pm"}


def note_arrivals(seen: Seen, asked: Iterable[Arrival], loaded: Loaded, register: Register) -> None:
    """Count arrivals up to and after the last minute on time and the close, and whose register each is."""
    arrivals = Arrivals(loaded.plan, register)
    first = register.calendar.school_days[0]
    for arrival in asked:
        if arrival.at is None or arrival.pupil not in register.pupils:
            continue
        entry = arrivals.entry(arrival.pupil, arrival.date or first, arrival.session)
        among = np.zeros(len(register.pupils), dtype=np.bool_)
        among[register.pupils.index(arrival.pupil)] = True
        note_registers(seen.tally, seen.parts, arrivals.state, among)
        if entry is None:
            continue
        name = entry_name(_HALVES[arrival.session], entry.name)
        late = "opens" if entry.entry.late_after is None else "late_after"
        for field, limit in ((late, entry.late_after), ("closes", entry.closes)):
            side = UP_TO if arrival.at.minute <= limit else LATER
            seen.tally.add(seen.parts.limits.get((name, field)), side, 1)
