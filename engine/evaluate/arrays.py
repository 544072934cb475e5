"""The arrays that the evaluator's parts hand each other, by what is in them."""

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
"""True or false of each pupil of a block, or of each row or session looked at."""
Longs = npt.NDArray[np.integer]
"""A whole number each: a count, a place among the school days, a slot, a day number, a pupil's number in its block."""
