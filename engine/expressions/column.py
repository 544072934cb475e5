"""A quantity for many rows at once."""

import numpy as np

from engine.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One value a row; a 0-d `data` is the same value in every row.

    `data` holds, by the type of the quantity:
    * number: integers of any width; with `over`, the value is exactly data / over;
    * boolean: bool;
    * date: days since 1970-01-01 (int32); date and time: seconds since 1970-01-01T00:00:00;
    * time: minutes since midnight (with seconds in it: `over` is 60 and `data` are seconds);
    * days and time duration: seconds, with `over` where there are parts of one; years and months: months;
    * string: integer codes into `words`;
    * anything else, and numbers too long for int64: objects as the record evaluator has them.

    `valid` is None where every row is known. At a row that is not known `data` and `over` are
    arbitrary. INVARIANT: `over` is at least 1 at every known row.
    """

    data: np.ndarray
    valid: np.ndarray | None = None
    over: np.ndarray | None = None
    words: tuple[str, ...] | None = None
