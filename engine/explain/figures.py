"""One figure of one that fired -> evidence, and a few words for the reason."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from engine.calendar import date_of
from engine.counting import Earlier, Figure, Kind, Percent
from engine.decision import Evidence, SessionMark
from engine.explain.saying import in_words
from engine.expressions.types import BOOLEAN, DATE, LIST, NUMBER, TIME, Quantity
from engine.fired import Shown
from engine.words import fraction_text, name_in_words


def evidence_of(
    shown: Shown, quantity: Quantity | None, kind: Kind | None, sessions: tuple[SessionMark, ...]
) -> Evidence:
    """Give a figure of one pupil as evidence; a ratio is `num/den`, of a percentage the part of the whole."""
    return Evidence(reader_of(shown, quantity, kind)(0), unit_of(shown, quantity), sessions)


def valued_as(figures: Mapping[str, Figure], name: str) -> Kind | None:
    """Give the kind whose value a figure has: of one as it stood earlier that of the figure that stood so.

    None for what is no figure. A percentage of an earlier day is so many of so many sessions too, and is shown so.
    """
    figure = figures.get(stood_as(figures, name))
    return figure.kind if figure is not None else None


def stood_as(figures: Mapping[str, Figure], name: str) -> str:
    """Give the figure whose value a figure has: of one as it stood earlier that which stood so, else itself."""
    figure = figures.get(name)
    while figure is not None and isinstance(figure.kind, Earlier):
        name = figure.kind.figure
        figure = figures.get(name)
    return name


def unit_of(shown: Shown, quantity: Quantity | None) -> str | None:
    """Give the unit that a figure is shown with; truths, dates and times have none."""
    counts = shown.words is not None or (shown.data.dtype != np.bool_ and not _is_moment(shown, quantity))
    return quantity.unit if quantity and counts else None


def _is_moment(shown: Shown, quantity: Quantity | None) -> bool:
    return shown.over is None and quantity is not None and quantity.type in (DATE, TIME)


def reader_of(shown: Shown, quantity: Quantity | None, kind: Kind | None) -> Callable[[int], "str | int | bool | None"]:
    """Give what reads a figure's value for one entry of those that fired, as evidence shows it."""
    raw, known = shown.data.tolist(), None if shown.valid is None else shown.valid.tolist()
    read: Callable[[int], str | int | bool | None]
    if shown.words is not None:
        words = shown.words
        read = lambda entry: words[raw[entry]]  # noqa: E731 - one of six ways to read, each a line
    elif shown.over is not None:
        read = _ratio_reader(raw, shown.over.tolist(), quantity, kind)
    elif shown.data.dtype != np.bool_ and quantity is not None and quantity.type == DATE:
        read = lambda entry: date_of(raw[entry]).isoformat()  # noqa: E731
    elif shown.data.dtype != np.bool_ and quantity is not None and quantity.type == TIME:
        read = lambda entry: f"{raw[entry] // 60:02}:{raw[entry] % 60:02}"  # noqa: E731
    elif quantity is not None and quantity.type == LIST:
        read = lambda entry: ", ".join(map(str, raw[entry])) or "none"  # noqa: E731
    else:
        read = raw.__getitem__
    return read if known is None else lambda entry: read(entry) if known[entry] else None


def _ratio_reader(
    raw: list[int], over: list[int], quantity: Quantity | None, kind: Kind | None
) -> Callable[[int], str]:
    if isinstance(kind, Percent):
        return lambda entry: f"{raw[entry] // 100}/{over[entry]}"
    scale = 100 if quantity is not None and quantity.unit == "percent" else 1
    return lambda entry: fraction_text(Fraction(raw[entry], over[entry] * scale))


def said(name: str, evidence: Evidence, quantity: Quantity | None) -> str:
    """Say a figure in a few words."""
    value, kind = evidence.value, quantity.type if quantity else ""
    if isinstance(value, bool):
        return name_in_words(name) if value else f"not {name_in_words(name)}"
    # the title of a truth says when it holds: "the evidence is doubted"
    label = (quantity.label if quantity and kind != BOOLEAN else "") or name_in_words(name)
    if isinstance(value, str) and not (quantity and quantity.words) and kind not in (NUMBER, DATE):
        return f"{label} {value}"
    return f"{label} {in_words(evidence, kind, evidence.unit, name)}"
