"""What separates the columns of a CSV file, and rows in which a stray separator has moved the cells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def separator_of(lines: Sequence[str]) -> str:
    """Find what separates the columns: what most lines have the same number of times."""
    best, held = ",", 0
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines if line.strip()]
        same = max((counts.count(count) * min(count, 9) for count in set(counts) if count), default=0)
        if same > held:
            best, held = separator, same
    return best


def of_another_length(longer: Mapping[int, int], others: int) -> dict[int, int]:
    """Give the rows with blank cells beyond the heading that not all rows have: a stray separator has moved a cell.

    `longer` has the length of each such row by its line, and `others` says how many rows are as long as the heading.
    """
    lengths = Counter(longer.values()).most_common(1)
    usual = lengths[0][0] if lengths and not others else None
    return {line: length for line, length in longer.items() if length != usual}
