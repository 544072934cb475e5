"""Many sketches over one school time -> a register, through the same reading of pupils and facts as a test's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath

import numpy as np

from engine.boundaries.sketch import Sketch, Year
from engine.calendar import day_number
from engine.document import Document, Path, Standing
from engine.load import Loaded
from engine.model.test_file import ScenarioTest
from engine.register import LONG_AGO, NEVER, NOT_GIVEN, Arrivals, Register
from engine.source import Source, Span
from engine.testing.ground import ground_of
from engine.testing.material import material
from engine.testing.read import Placed
from engine.testing.school import school

_NOWHERE = Standing(None, Span(1, 1, 1, 1), "plain")


class _Anywhere(Mapping[Path, Standing]):
    """Where a test stands that no file holds."""

    def __getitem__(self, path: Path) -> Standing:
        return _NOWHERE

    def __contains__(self, path: object) -> bool:
        return True

    def __iter__(self) -> Iterator[Path]:
        return iter(())

    def __len__(self) -> int:
        return 0


def register_of(loaded: Loaded, year: Year, sketches: Sequence[Sketch], absent: Collection[str]) -> Register | None:
    """Give the register of some sketches, one pupil each, `p0` and on; None where the policy cannot be run there.

    `absent` are tables whose file is missing.
    """
    if loaded.unready(year.calendar, year.calendar.school_days[: year.at + 1]):
        return None
    ground = ground_of(loaded)
    expected = ground.expected
    facts: dict[str, list[dict[str, str | None]]] = {}
    for number, sketch in enumerate(sketches):
        for table, row in sketch.rows:
            if table in absent:
                continue
            facts.setdefault(table, []).append({"pupil": f"p{number}", **_own(row, number, expected.tables, table)})
    test = ScenarioTest.model_validate(
        {
            "name": "pool",
            "policy": loaded.policy.name,
            "calendar": "pool",
            "marks": {},
            "pupils": {f"p{number}": dict(sketch.columns) for number, sketch in enumerate(sketches)},
            "facts": facts,
            "absent": list(absent),
            "expect": {},
        }
    )
    placed = Placed(test, Document(Source("pool", ""), [], _Anywhere()), (0,), FilePath())
    made = material(placed, year.calendar, ground.codes, ground.shapes)
    if made.diagnostics:
        return None
    held = school(made, year.calendar, ground, year.day)
    return None if held.value is None or held.failed else _marked(held.value, sketches)


def _own(row: Mapping[str, str], number: int, shapes: Mapping[str, object], table: str) -> dict[str, str | None]:
    """Give a row whose key no other pupil has."""
    key = getattr(shapes.get(table), "key", ())
    alone = key if "pupil" not in key else ()
    return {name: f"{text}_p{number}" if name in alone else text or None for name, text in row.items()}


def _marked(register: Register, sketches: Sequence[Sketch]) -> Register:
    codes = ("", *dict.fromkeys(code for sketch in sketches for code in sketch.marks if code))
    place_of = {code: place for place, code in enumerate(codes)}
    marks = np.zeros((2 * len(register.days), len(register.pupils)), dtype=np.uint8)
    where = {pupil: place for place, pupil in enumerate(register.pupils)}
    first, last = np.full(len(sketches), LONG_AGO), np.full(len(sketches), NEVER)
    arrivals: list[tuple[int, int, int, int]] = []
    for number, sketch in enumerate(sketches):
        column = where[f"p{number}"]
        line = [place_of[code] for code in sketch.marks[: len(marks)]]
        marks[: len(line), column] = line
        for name, held in (("enrolled_on", first), ("left_on", last)):
            if sketch.columns.get(name):
                held[number] = day_number(date.fromisoformat(sketch.columns[name]))
        off = np.repeat((register.days < first[number]) | (register.days > last[number]), 2)
        marks[off, column] = 0
        for slot, when in sketch.arrivals.items():
            at, late = (NOT_GIVEN if each is None else each for each in (when.at, when.late))
            arrivals += [(slot, column, at, late)] if slot < len(marks) else []
    arrivals.sort()
    told = np.array(arrivals, dtype=np.int32).reshape(-1, 4)
    return replace(
        register,
        codes=codes,
        marks=marks,
        arrivals=Arrivals(told[:, 0], told[:, 1], told[:, 2].astype(np.int16), told[:, 3].astype(np.int16)),
        has_minutes_late=bool(arrivals),
    )
