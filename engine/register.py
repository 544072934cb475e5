"""The register: a dataset's marks, pupils and facts in columns, and what its policy expects of it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.calendar import Calendar
from engine.expressions.column import Column
from engine.model.dataset import ColumnShape, TableShape
from engine.nouns import dataclass

NOT_GIVEN: Final = -1
"""An arrival's missing time, or its missing minutes late."""

LONG_AGO: Final = -(2**30)
"""The day number that stands for `enrolled_on` or `from` left blank."""

NEVER: Final = 2**30
"""The day number that stands for `left_on` left blank."""

NURSERY: Final = -1
RECEPTION: Final = 0


@dataclass(frozen=True, slots=True)
class CodesInForce:
    """One code table with the dates it is in force: `start` included, `until` excluded, None unbounded."""

    start: date | None
    until: date | None
    categories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a policy expects of a dataset.

    `code_tables` follow each other in time without overlap. `closing` codes take a planned closure's session
    out of school time; `silent` codes may stand off the roll and on dates without school. `session_of` names
    the session in which alone a code is usual; `late` codes say that a pupil came late. `flags` are those that a
    person sets. `pupil_columns` and `tables` are those that the policy declares besides the ones that every dataset
    may have. With `every_pupil_column` other columns of the pupils are read too, as texts: for groups to count by.
    `asked` names, by file and column, the rules and figures that ask about it.
    """

    code_tables: tuple[CodesInForce, ...]
    closing: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    session_of: Mapping[str, str] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    pupil_columns: Mapping[str, ColumnShape] = field(default_factory=dict)
    tables: Mapping[str, TableShape] = field(default_factory=dict)
    every_pupil_column: bool = False
    asked: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of facts about pupils, one entry a row in every column.

    `pupil` holds places in the register's pupils. Rows stand in an order of their own content: by pupil,
    by date, then by all columns. `present` is False where the dataset has no such file: then nothing is
    known of it, which is not the same as a file without a row. `missing` are the columns of the pupils that their
    file does not have, which is not the same as a column that is blank in every row. `types` says what the columns
    hold, as in `date`.
    """

    name: str
    present: bool
    pupil: npt.NDArray[np.int32]
    columns: Mapping[str, Column]
    file: str = ""
    missing: frozenset[str] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The marks that say when the pupil came, sorted by slot, then pupil.

    `slot` is the row in the register's marks. `arrived` is in minutes of the day and `minutes_late` in
    minutes; `NOT_GIVEN` where the row leaves it blank.
    """

    slot: npt.NDArray[np.int32]
    pupil: npt.NDArray[np.int32]
    arrived: npt.NDArray[np.int16]
    minutes_late: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class DataReport:
    """What was read, and what was not.

    `marks` counts the marks used, `missing_marks` the open sessions of pupils on the roll up to as-of that have
    none. `outcomes_alone` counts the outcomes that belong to no action of a run, by the rule that they name, where
    there was a run, and `rows_not_in_force` the rows that count nowhere since the fact or the flag whose they are is
    not in force on their days, by its name. `silent_marks` stand off the roll or on dates without school;
    `later_marks` lie after as-of.
    `bad_rows` counts rows by file. `digest` is the SHA-256 of the dataset's content, the same for every order of its
    rows.
    """

    pupils: int = 0
    marks: int = 0
    missing_marks: int = 0
    silent_marks: int = 0
    later_marks: int = 0
    bad_rows: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    files_missing: tuple[str, ...] = ()
    files_unread: tuple[str, ...] = ()
    outcomes_alone: Mapping[str, int] = field(default_factory=dict)
    rows_not_in_force: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A dataset as the evaluator reads it.

    `days` are the school days up to `as_of` as day numbers, ascending. `marks` has two rows a day, AM then PM,
    and a column a pupil, in the order of `pupils`; a mark is a place in `codes`, and place 0 is no mark.
    `enrolled` and `left` are day numbers, both included; `LONG_AGO` and `NEVER` where blank. `pupil_rows` has the
    pupils file, sorted by pupil and `from`; `tables` has every known or declared fact table, absent ones too.
    """

    calendar: Calendar
    days: npt.NDArray[np.int32]
    pupils: tuple[str, ...]
    codes: tuple[str, ...]
    marks: npt.NDArray[np.uint8]
    arrivals: Arrivals
    has_arrived: bool
    has_minutes_late: bool
    enrolled: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]
    pupil_rows: FactTable
    tables: Mapping[str, FactTable]
    as_of: date
    report: DataReport
