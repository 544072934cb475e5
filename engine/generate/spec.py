"""What is asked of a generated school, and what comes of it: tables as columns, nothing written yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from engine.calendar import Calendar
from engine.dataset import MarkTable, Table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spec:
    """A school to make up.

    `phase` is one that `rates.yaml` has, such as primary; `year` is the calendar year in which the first academic year
    begins, and `years` how many follow each other. `calendar` stands for the generated one where it is given.
    """

    phase: str = "primary"
    pupils: int = 420
    year: int = 2024
    seed: int = 1
    years: int = 1
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Sessions of a day on which the school is closed; `session` is AM, PM or all."""

    day: date
    session: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure of a generated dataset beside the published one, in percent; None where none is published."""

    name: str
    generated: float
    published: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A whole dataset: the calendar's text, the marks, every other table by name, and its rates."""

    calendar: str
    marks: MarkTable
    tables: Mapping[str, Table]
    rates: tuple[Rate, ...] = field(default=())
