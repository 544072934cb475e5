"""When a pupil of a ready-made case came, beside one mark. A noun."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrived:
    """The minutes late, or the minute of the day at which the pupil came; None: the mark does not say it."""

    late: int | None = None
    at: int | None = None
