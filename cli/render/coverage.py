"""What of a policy its tests touched: for people, for programs, and as lcov."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cli.render.safe import shown
from engine.coverage.point import Coverage, Point

_WORDS = {
    ("rule", "acted"): "never acts in a test",
    ("rule", "did not act"): "is never seen not to act",
    ("row", "hit"): "is never hit",
    ("change", "a day before it"): "no test has a day before it",
    ("change", "a day from it on"): "no test has a day from it on",
    ("often", "held back"): "never holds it back",
    ("often", "acted anew"): "never lets it act in a later period",
    ("often", "waited"): "never has it wait",
    ("often", "came round"): "never comes round again",
    ("wait", "before"): "no test looks before it is over",
    ("wait", "after"): "no test looks once it is over",
    ("wait", "in time"): "no test looks within it",
    ("wait", "lapsed"): "no test lets it lapse",
    ("lasts", "lasting"): "no test has a day of it",
    ("lasts", "over"): "no test sees it end by its time",
    ("enough", "enough"): "is never reached",
    ("enough", "too few"): "is never missed",
    ("clock", "up to"): "no test has a fact of the day up to it",
    ("clock", "later"): "no test has a fact of the day after it",
    ("cut", "up to"): "no test asks of an arrival up to it",
    ("cut", "later"): "no test asks of an arrival after it",
    ("age", "before"): "no test has a pupil who is younger",
    ("age", "after"): "no test has a pupil who is older",
}
_OF_TESTS = {
    "true": "never holds",
    "false": "never fails",
    "below": "is never missed below",
    "above": "is never missed above",
}
"""What a side of a test in a condition is called where no test of the policy has it."""


def page(found: Coverage) -> Iterator[str]:
    """Yield what no test touched, by line, then the numbers by file and in all."""
    for point in found.points:
        if not point.times:
            yield f"{point.file}:{point.line}: {missing(point)}\n"
    for name, held in groupby(found.points, key=lambda point: point.file):
        points = list(held)
        yield f"{share(sum(point.times > 0 for point in points), len(points))}  {name}\n"
    yield closing(found) + "\n"


def missing(point: Point) -> str:
    """Say what is not touched."""
    what = _WORDS.get((point.kind, point.what)) or _OF_TESTS.get(point.what, point.what)
    named = f"`{shown(point.text)}`"
    return f"{named} {what}" + ("" if point.text == point.item else f" ({point.item})")


def share(done: int, total: int) -> str:
    """Write a share, cut off after one place.

    >>> share(214, 216), share(0, 0)
    (' 99.0%', '     -')
    """
    if not total:
        return f"{'-':>6}"
    tenths = done * 1000 // total
    return f"{f'{tenths // 10}.{tenths % 10}%':>6}"


def closing(found: Coverage) -> str:
    """Say how much is touched."""
    done, total = found.reached
    told = f"{done} of {total} rules acting and not, rows, sides of limits and days of change"
    return f"covered: {told} ({share(done, total).strip()})"


def plain(found: Coverage) -> dict[str, Any]:
    """Give the same for a program."""
    done, total = found.reached
    points = [
        {
            "file": point.file,
            "line": point.line,
            "kind": point.kind,
            "item": point.item,
            "text": point.text,
            "what": point.what,
            "times": point.times,
        }
        for point in found.points
    ]
    return {"covered": done, "total": total, "points": points}


def lcov(found: Coverage) -> Iterator[str]:
    """Yield an lcov record a file: a line's count is that of what is touched most, each point a branch of its line."""
    for name, held in groupby(found.points, key=lambda point: point.file):
        points = list(held)
        lines = {line: list(group) for line, group in groupby(points, key=lambda point: point.line)}
        yield f"TN:\nSF:{name}\n"
        for line, each in lines.items():
            for number, point in enumerate(each):
                taken = str(point.times) if any(other.times for other in each) else "-"
                yield f"BRDA:{line},0,{number},{taken}\n"
        yield f"BRF:{len(points)}\nBRH:{sum(point.times > 0 for point in points)}\n"
        for line, each in lines.items():
            yield f"DA:{line},{max(point.times for point in each)}\n"
        yield f"LF:{len(lines)}\nLH:{sum(any(p.times for p in each) for each in lines.values())}\nend_of_record\n"
