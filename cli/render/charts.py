"""Charts as inline SVG with a name that is read out, each with its figures in a table beneath."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, log10

from cli.render.lettering import cut, width_of
from cli.render.markup import Html, element, together
from cli.render.page import table
from cli.render.sheet import Column, Sheet, Value, value_text
from engine.nouns import dataclass

Figure = int | Fraction | None
"""A whole number, a ratio shown as a percentage, or not known (or not shown)."""

COLOURS = ("var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)")
"""The page says what they are: on a light ground others than on a dark one."""

_QUIET = "var(--quiet)"
_DASHES = (None, "7 4", "2 4", "10 3 2 3", "1 6")
_WIDTH = 720
_ROW = 26
_PLOT = 240
_BESIDE = 130
"""Room to the right of lines for what they are called, and of a label to the left of bars, at most."""

_MOST_BESIDE = 270
_LINES_AT_MOST = len(COLOURS)
_LABELS_SHOWN = 16
"""A longer table of figures is folded, on the screen; on paper it is there."""


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one line or one colour of bars, one a label; None leaves a gap.

    `hidden` is what its table says in a gap, where that is another thing than the chart says of its gaps.
    """

    name: str
    figures: Sequence[Figure]
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: a name, what its labels are, the labels, and the series over them.

    `marks` are limits or comparisons drawn across it, each with its name. `hidden` is what the table says where a
    figure is not there. `here` is the place of the label that holds at present, marked across the lines.
    """

    name: str
    over: str
    labels: Sequence[str]
    series: Sequence[Series]
    marks: Sequence[tuple[str, int | Fraction]] = ()
    hidden: str = "not known"
    here: int | None = None


def bars(chart: Chart) -> Html:
    """Draw a bar a label, one beneath the other, and a bar for each series within it; from nought."""
    top = _top([figure for series in chart.series for figure in series.figures], [mark for _, mark in chart.marks])
    left = 12 + min(_MOST_BESIDE, max(map(width_of, chart.labels), default=0))
    wide = _WIDTH - left - 70
    tall = max(1, len(chart.series)) * (_ROW - 8) + 8
    drawn: list[Html] = []
    for place, label in enumerate(chart.labels):
        y = place * tall + 4
        drawn.append(_text(left - 6, y + tall / 2, cut(label, left - 10), anchor="end"))
        for number, series in enumerate(chart.series):
            figure, at = series.figures[place], y + 2 + number * (_ROW - 8)
            if figure is None:
                drawn.append(_text(left + 4, at + 10, series.hidden or chart.hidden, fill=_QUIET))
                continue
            length = max(0.0, wide * float(figure) / top)
            drawn.append(_box(left, at, length, _ROW - 12, COLOURS[number % len(COLOURS)]))
            drawn.append(_text(left + length + 5, at + 8, value_text(figure)))
    height = len(chart.labels) * tall + 8
    for number, (name, mark) in enumerate(chart.marks):
        x = left + wide * float(mark) / top
        drawn.append(_line(x, 0, x, height, COLOURS[-1], "4 3"))
        beyond = x > _WIDTH * 0.7
        told = cut(f"{name} {value_text(mark)}", (x if beyond else _WIDTH - x) - 8)
        drawn.append(
            _text(x - 4 if beyond else x + 4, height + 10 + 14 * number, told, anchor="end" if beyond else None)
        )
    return _figure(chart, drawn, height + 6 + 14 * len(chart.marks), legend=len(chart.series) > 1)


def lines(chart: Chart) -> Html:
    """Draw a line a series over the labels from left to right; the lines differ in colour and in dashes."""
    held = [float(figure) for series in chart.series for figure in series.figures if figure is not None]
    held += [float(mark) for _, mark in chart.marks]
    low, high, grid = _span(held)
    told = [f"{name} {value_text(mark)}" for name, mark in chart.marks]
    shown = [*told, *(series.name for series in chart.series[:_LINES_AT_MOST])]
    beside = min(_MOST_BESIDE, max(_BESIDE, 10 + max(map(width_of, shown), default=0)))
    left, right, base = 56, _WIDTH - beside, _PLOT + 8
    step = (right - left) / max(1, len(chart.labels) - 1)
    ratios = any(isinstance(figure, Fraction) for series in chart.series for figure in series.figures)

    def across(place: int) -> float:
        return left + step * place if len(chart.labels) > 1 else (left + right) / 2

    def up(figure: float) -> float:
        return base - _PLOT * (figure - low) / (high - low)

    drawn = [_line(left, up(tick), right, up(tick), "var(--grid)", None) for tick in _ticks(low, high, grid)]
    drawn += [
        _text(left - 6, up(tick), f"{tick * 100:g}%" if ratios else f"{tick:,g}", anchor="end")
        for tick in _ticks(low, high, grid)
    ]
    wide = max(46, 8 + max(map(width_of, chart.labels), default=0))
    every = max(1, ceil(len(chart.labels) * wide / (right - left)))
    # The first and the last label stand over the edges, where there is room on one side alone.
    drawn += [
        _text(across(place), base + 16, cut(label, 2 * min(across(place), _WIDTH - across(place))), anchor="middle")
        for place, label in enumerate(chart.labels)
        if place % every == 0
    ]
    if chart.here is not None:
        drawn.append(_line(across(chart.here), 4, across(chart.here), base, _QUIET, "4 3"))
        drawn.append(_text(across(chart.here) + 4, 8, "at present"))
    taken: list[float] = []
    for (_, mark), label in zip(chart.marks, told, strict=True):
        drawn.append(_line(left, up(float(mark)), right, up(float(mark)), _QUIET, "4 3"))
        drawn.append(_text(right + 6, _apart(up(float(mark)), taken), cut(label, beside - 8)))
    for number, series in enumerate(chart.series[:_LINES_AT_MOST]):
        colour = COLOURS[number]
        points = [(across(at), up(float(figure))) for at, figure in enumerate(series.figures) if figure is not None]
        for stretch in _stretches(series.figures):
            path = " ".join(f"{across(at):.1f},{up(float(figure)):.1f}" for at, figure in stretch)
            drawn.append(
                element(
                    "polyline",
                    points=path,
                    fill="none",
                    stroke=colour,
                    stroke_width=2,
                    stroke_dasharray=_DASHES[number],
                )
            )
        drawn += [element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="2.5", fill=colour) for x, y in points]
        if points:
            drawn.append(_text(right + 6, _apart(points[-1][1], taken), cut(series.name, beside - 8), fill=colour))
    return _figure(chart, drawn, max(base + 28, max(taken, default=0) + 10), legend=False)


def _figure(chart: Chart, drawn: Sequence[Html], height: float, *, legend: bool) -> Html:
    if legend:
        x = 4.0
        for number, series in enumerate(chart.series):
            name = cut(series.name, _WIDTH - 30)
            if x > 4 and x + 20 + width_of(name) > _WIDTH:
                x, height = 4.0, height + 18
            drawn = [
                *drawn,
                _box(x, height + 4, 12, 12, COLOURS[number % len(COLOURS)]),
                _text(x + 16, height + 10, name),
            ]
            x += max(170, 30 + width_of(name))
        height += 22
    picture = element(
        "svg",
        *drawn,
        role="img",
        aria_label=f"{chart.name}. The figures are in the table that follows.",
        viewBox=f"0 0 {_WIDTH} {height:.0f}",
        focusable="false",
    )
    figures = together(table(sheet_of(chart)))
    if len(chart.labels) > _LABELS_SHOWN:
        figures = element("details", element("summary", f"{chart.name}: the figures"), figures)
    return together(element("figure", element("figcaption", chart.name), picture), figures)


def sheet_of(chart: Chart) -> Sheet:
    """Give a chart's figures as a table: a row a label, a column a series."""
    kinds = [
        "percent" if any(isinstance(figure, Fraction) for figure in series.figures) else "number"
        for series in chart.series
    ]
    columns = [
        Column(chart.over),
        *(
            Column(series.name, "percent" if kind == "percent" else "number")
            for series, kind in zip(chart.series, kinds, strict=True)
        ),
    ]

    def rows() -> Iterator[Sequence[Value]]:
        for place, label in enumerate(chart.labels):
            given = ((series.figures[place], series.hidden or chart.hidden) for series in chart.series)
            named = f"{label} (at present)" if place == chart.here else label
            yield (named, *(hidden if figure is None else figure for figure, hidden in given))

    return Sheet(chart.name, columns, list(rows()), f"{chart.name}: figures")


def _stretches(figures: Sequence[Figure]) -> Iterator[list[tuple[int, int | Fraction]]]:
    """Give the unbroken stretches of at least two figures."""
    stretch: list[tuple[int, int | Fraction]] = []
    for place, figure in enumerate((*figures, None)):
        if figure is not None:
            stretch.append((place, figure))
            continue
        if len(stretch) > 1:
            yield stretch
        stretch = []


def _top(figures: Sequence[Figure], marks: Sequence[int | Fraction]) -> float:
    return max([float(figure) for figure in (*figures, *marks) if figure is not None], default=0.0) or 1.0


def _span(held: Sequence[float]) -> tuple[float, float, float]:
    """Give a low and a high end on round figures with room for all that is held, and the step between lines."""
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    if low == high:
        low, high = (low - 0.5, high + 0.5) if abs(low) > 1 else (low - 0.05, high + 0.05)
    step = _step(low, high)
    return floor(low / step) * step, -floor(-high / step) * step, step


def _step(low: float, high: float) -> float:
    rough = (high - low) / 4
    size: float = 10.0 ** floor(log10(rough))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough * 0.999)


def _ticks(low: float, high: float, step: float) -> list[float]:
    return [round(low + step * number, 9) for number in range(round((high - low) / step) + 1)]


def _apart(y: float, taken: list[float]) -> float:
    """Move a label down until it covers no other."""
    while any(abs(y - other) < 13 for other in taken):
        y += 4
    taken.append(y)
    return y


def _text(x: float, y: float, told: str, *, anchor: str | None = None, fill: str | None = None) -> Html:
    return element("text", told, x=f"{x:.1f}", y=f"{y + 4:.1f}", text_anchor=anchor, fill=fill)


def _box(x: float, y: float, width: float, height: float, colour: str) -> Html:
    return element("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", fill=colour)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str | None) -> Html:
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    return element("line", **ends, stroke=colour, stroke_dasharray=dash)
