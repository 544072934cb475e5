"""Some rows of a column."""

import numpy as np
import numpy.typing as npt

from engine.expressions.column import Column


def take(column: Column, rows: npt.NDArray[np.integer]) -> Column:
    """Give some rows of a column; one value for all stays one value."""
    if column.data.ndim == 0:
        return column
    return Column(
        column.data[rows],
        None if column.valid is None or column.valid.ndim == 0 else column.valid[rows],
        None if column.over is None else (column.over if column.over.ndim == 0 else column.over[rows]),
        column.words,
    )
