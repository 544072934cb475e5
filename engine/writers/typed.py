"""A column of texts -> a column of the type that says the same: dates, times, yes and no, one of a few words."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars

FEW: Final = 64
"""Different texts of a column that is written as one of a list of words, which stands in the head of the file."""


def typed(name: str, cells: Sequence[str]) -> "polars.Series":
    """Give a column of which every value, written as text, is the cell that it was; a blank cell is null.

    A column of which one cell is written otherwise than its type writes it stays text.
    """
    import polars

    different = sorted({*cells} - {""})
    texts = polars.Series(name, [cell or None for cell in cells], dtype=polars.String)
    if not different:
        return texts
    for kind, values in _readings(different):
        places = texts.cast(polars.Enum(different)).to_physical()
        return polars.Series(name, values, dtype=kind).gather(places)
    return texts.cast(polars.Enum(different)) if len(different) <= FEW else texts


def _readings(texts: Sequence[str]) -> "Iterator[tuple[type[polars.DataType], list[object]]]":
    """Give each type that all of some texts can have, and their values."""
    import polars

    kinds: tuple[tuple[type[polars.DataType], Callable[[str], object], Callable[[object], str]], ...] = (
        (polars.Boolean, {"true": True, "false": False}.__getitem__, lambda value: str(value).lower()),
        (polars.Date, date.fromisoformat, str),
        (polars.Time, time.fromisoformat, lambda value: str(value)[: len("09:05")]),
    )
    for kind, read, write in kinds:
        values = []
        for text in texts:
            try:
                value = read(text)
            except (KeyError, ValueError):
                break
            # Python reads more ways of writing a date than one: only that one comes back as it was.
            if write(value) != text:
                break
            values.append(value)
        else:
            yield kind, values
