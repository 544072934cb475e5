"""A sweep on a page: curves and tables, and a slider over what was worked out beforehand."""

from collections.abc import Iterator, Mapping, Sequence

from cli.render.charts import Chart, Series, lines
from cli.render.markup import Html, element
from cli.render.page import table
from cli.render.sheet import Column, Sheet
from cli.render.simulation_sheets import COUNTS, count_values
from cli.render.simulation_words import differing, varying
from cli.render.words import capital, words
from engine.simulate.result import Swept

MOST_LINES = 5
"""So many curves can be told apart in one chart."""

SCRIPT = """
(function () {
  var box = document.getElementById('slider-box');
  if (!box) { return; }
  var slider = document.getElementById('slider'), told = document.getElementById('slider-told');
  var points = Array.prototype.slice.call(document.querySelectorAll('#points > li'));
  function show() {
    var at = Number(slider.value);
    points.forEach(function (point, place) { point.hidden = place !== at; });
    var name = points[at].querySelector('strong').textContent;
    told.textContent = name;
    slider.setAttribute('aria-valuetext', name);
  }
  slider.addEventListener('input', show);
  box.hidden = false;
  show();
  window.addEventListener('beforeprint', function () { points.forEach(function (point) { point.hidden = false; }); });
  window.addEventListener('afterprint', show);
}());
"""
"""Shows one point of a sweep at a time; without it, and on paper, all of them stand there."""


def sweep(held: Swept) -> Iterator[Html]:
    """Yield what comes of every value: a slider, curves, and a table."""
    present = "; ".join(f"{path} is {value}" for path, value in zip(held.paths, held.present, strict=True))
    yield element("p", f"At present {present}.")
    yield _slider(held)
    for what, counts, now in (
        ("things to do", [point.tasks for point in held.points], held.tasks),
        ("actions of each rule", [point.rules for point in held.points], held.rules),
    ):
        names = sorted({name for each in (*counts, now) for name in each})
        curves = varying((*counts, now))
        for chart in _curves(held, what, curves, counts):
            yield lines(chart)
        same = [words(name) for name in names if name not in curves]
        if same:
            yield element("p", f"The same at every value: {', '.join(same)}.", class_="quiet")
    yield from table(swept_sheet(held))


def _curves(held: Swept, what: str, names: Sequence[str], counts: Sequence[Mapping[str, int]]) -> Iterator[Chart]:
    """Yield charts of at most so many curves as can be told apart; of a grid a chart a name, a curve a first value."""
    place = next((at for at, point in enumerate(held.points) if point.present), None)
    if len(held.paths) == 1:
        labels = [point.values[0] for point in held.points]
        for start in range(0, len(names), MOST_LINES):
            some = names[start : start + MOST_LINES]
            series = [Series(words(name), [each.get(name, 0) for each in counts]) for name in some]
            told = ", ".join(words(name) for name in some)
            yield Chart(f"{capital(what)}: {told}", held.paths[0], labels, series, here=place)
        return
    inner = list(dict.fromkeys(point.values[-1] for point in held.points))
    outer = list(dict.fromkeys(point.values[:-1] for point in held.points))
    at = {point.values: each for point, each in zip(held.points, counts, strict=True)}
    for name in names:
        for start in range(0, len(outer), MOST_LINES):
            series = [
                Series(", ".join(first), [at[(*first, last)].get(name, 0) for last in inner])
                for first in outer[start : start + MOST_LINES]
            ]
            yield Chart(
                f"{capital(what)}: {words(name)}, by {', '.join(held.paths[:-1])}", held.paths[-1], inner, series
            )


def swept_sheet(held: Swept) -> Sheet:
    """Give the figures of every point of a sweep."""
    columns = [*(Column(path) for path in held.paths), Column("At present")]
    columns += [Column(capital(name), "number") for name in COUNTS[1:]]
    rows = [
        (*point.values, "present" if point.present else None, *count_values(point.totals)[1:]) for point in held.points
    ]
    return Sheet("Sweep", columns, rows, "How every value differs from the present one")


def _slider(held: Swept) -> Html:
    first = next((at for at, point in enumerate(held.points) if point.present), 0)
    label = element("label", f"Value of {', '.join(held.paths)}: ", for_="slider")
    slider = element(
        "input", id="slider", type="range", min=0, max=len(held.points) - 1, step=1, value=str(first), class_="slider"
    )
    box = element(
        "p", label, slider, " ", element("output", id="slider-told", for_="slider"), id="slider-box", hidden=True
    )
    told = varying([point.tasks for point in held.points])
    items = [
        element(
            "li",
            element("strong", ", ".join(point.values) + (" (at present)" if point.present else "")),
            ": ",
            differing(point.totals),
            element("br"),
            element("span", _to_do(point.tasks, told), class_="quiet"),
        )
        for point in held.points
    ]
    return element("div", box, element("ul", items, id="points", aria_live="polite"))


def _to_do(tasks: Mapping[str, int], names: Sequence[str]) -> str:
    return ", ".join(f"{words(name)} {tasks.get(name, 0):,}" for name in names)
