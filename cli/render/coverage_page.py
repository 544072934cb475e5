"""What of a policy its tests touched, as a page: every file with its lines, the touched and the untouched marked."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cli.render.coverage import closing, missing, share
from cli.render.markup import Html, element
from cli.render.page import Section
from cli.render.page import page as whole_page
from engine.coverage.point import Coverage, Point


def page(found: Coverage) -> Iterator[str]:
    """Yield the page in pieces."""
    by_file = {name: list(held) for name, held in groupby(found.points, key=lambda point: point.file)}
    sections = [Section(name, _file(name, points, found.texts.get(name, ()))) for name, points in by_file.items()]
    yield from whole_page("What the tests of the policies touch", sections, lead=element("p", closing(found)))


def _file(name: str, points: list[Point], lines: Sequence[str]) -> Iterator[Html]:
    done = sum(point.times > 0 for point in points)
    yield element("p", f"{done} of {len(points)} ({share(done, len(points)).strip()})")
    held = {line: list(group) for line, group in groupby(points, key=lambda point: point.line)}
    heads = [element("th", name, scope="col") for name in ("Line", "Touched", "Text", "What no test touched")]
    rows = []
    for number, text in enumerate(lines, start=1):
        mine = held.get(number, [])
        if not mine:
            continue
        touched = sum(point.times > 0 for point in mine)
        left = [missing(point) for point in mine if not point.times]
        told = element("mark", f"{touched} of {len(mine)}") if left else element("span", f"{touched} of {len(mine)}")
        cells = [
            element("th", str(number), scope="row"),
            element("td", told),
            element("td", element("code", text.strip()[:160])),
            element("td", "; ".join(left)),
        ]
        rows.append(element("tr", cells))
    caption = element("caption", "Lines with something to touch")
    table = element("table", caption, element("thead", element("tr", heads)), element("tbody", rows))
    yield element("div", table, class_="scroll", role="group", tabindex=0, aria_label=f"Lines of {name}")
