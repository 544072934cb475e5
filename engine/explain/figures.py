"""One figure of one that fired -> evidence, and a few words for the reason."""

from fractions import Fraction

import numpy as np

from engine.calendar import date_of
from engine.counting import Kind, Percent
from engine.decision import Evidence, SessionMark
from engine.explain.saying import in_words
from engine.expressions.types import BOOLEAN, DATE, NUMBER, TIME, Quantity
from engine.fired import Shown
from engine.words import fraction_text, name_in_words


def evidence_of(
    shown: Shown, entry: int, quantity: Quantity | None, kind: Kind | None, sessions: tuple[SessionMark, ...]
) -> Evidence:
    """Give a figure as evidence; a ratio is `num/den`, of a percentage the part of the whole."""
    unit = quantity.unit if quantity else None
    if shown.valid is not None and not shown.valid[entry]:
        return Evidence(None, unit, sessions)
    raw = shown.data[entry]
    if shown.words is not None:
        return Evidence(shown.words[int(raw)], unit, sessions)
    if shown.data.dtype == np.bool_:
        return Evidence(bool(raw), None, sessions)
    if shown.over is not None:
        over = int(shown.over[entry])
        if isinstance(kind, Percent):
            return Evidence(f"{int(raw) // 100}/{over}", unit, sessions)
        value = Fraction(int(raw), over)
        return Evidence(fraction_text(value / 100 if unit == "percent" else value), unit, sessions)
    if quantity is not None and quantity.type == DATE:
        return Evidence(date_of(int(raw)).isoformat(), None, sessions)
    if quantity is not None and quantity.type == TIME:
        return Evidence(f"{int(raw) // 60:02}:{int(raw) % 60:02}", None, sessions)
    return Evidence(int(raw), unit, sessions)


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
