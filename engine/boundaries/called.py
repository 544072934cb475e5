"""Pupils of a case -> the same, called by what a figure comes to of those that missed what they were drawn for."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from engine.boundaries.pool import register_of
from engine.boundaries.sketch import Sketch, Year
from engine.evaluate.frame import Frame
from engine.evaluate.recording import Recorder
from engine.evaluate.run import evaluate
from engine.explain.reading import Tools
from engine.explain.watch import Seen, Watch
from engine.explain.weeks import figures_in
from engine.load import Loaded
from engine.model.explanation import FigureOutput
from engine.narrow import of_rules


def truly_called(
    loaded: Loaded, rule: str, year: Year, place: int, sketches: Sequence[Sketch], absent: Collection[str]
) -> list[Sketch]:
    """Give the pupils with what they stand for on a day, by its place, in the figures of their rule.

    Where several figures meet, or a step waits for another, a drawing may miss the number that it is for.
    """
    plan = of_rules(loaded.plan, [rule])
    found = []
    for sketch in sketches:
        register = register_of(loaded, year, [sketch], absent) if sketch.drawn is not None and sketch.called else None
        if register is None:
            found.append(sketch)
            continue
        watch = _Standing(Tools(loaded, register), rule, place)
        evaluate(plan, register, watch=watch)
        found.append(_called(sketch, watch.values))
    return found


class _Standing(Watch):
    """Notes what the figures of a rule come to for the one pupil of a register at one look; of several rows all."""

    def __init__(self, tools: Tools, rule: str, place: int) -> None:
        super().__init__(tools, frozenset({rule}), lambda _rule, at, _half: at == place)
        self.values: dict[str, set[Fraction | None]] = {}

    def read(self, seen: Seen, frame: Frame, entry: int, recorder: Recorder) -> None:
        """Read a look, and keep its figures."""
        super().read(seen, frame, entry, recorder)
        for condition in seen.conditions:
            for figure in figures_in(condition.part):
                self.values.setdefault(figure.name, set()).add(_number(figure))


def _number(figure: FigureOutput) -> Fraction | None:
    if figure.value is None or isinstance(figure.value, bool):
        return None
    try:
        return Fraction(figure.value) * (100 if figure.unit == "percent" and isinstance(figure.value, str) else 1)
    except ValueError:
        return None  # a word or a date


def _called(sketch: Sketch, values: dict[str, set[Fraction | None]]) -> Sketch:
    assert sketch.drawn is not None, "INVARIANT: only such are looked at"
    name, wanted = sketch.drawn
    found = values.get(name, {wanted})
    if wanted in found:
        return sketch
    told = " or ".join(sorted("not known" if each is None else number_said(each) for each in found))
    return replace(sketch, about=f"{name} {told}", called="")


def number_said(value: Fraction | int) -> str:
    """Write a number briefly, as in a comment beside a pupil's marks."""
    return f"{float(value):.4g}" if isinstance(value, Fraction) and value.denominator > 1 else str(value)
