"""Schools of a trust beside one another, for people: each parameter that differs, its values, and whose they are."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from cli.render.safe import shown
from cli.render.sheet import day_text
from engine.schools.compare import Comparison, Parameter
from engine.schools.school import LeftOut

NONE = "–"
_INDENT = 2
_WIDEST_VALUE = 26


def page(comparison: Comparison, *, every: bool, width: int) -> Iterator[str]:
    """Yield a block a parameter that differs from the trust, or, with `every`, a block for each."""
    number = len(comparison.schools)
    beside = " and ".join(comparison.trusts) or "what stands above each"
    day = day_text(comparison.as_of)
    yield f"{number:,} school{'s' * (number != 1)} on {day}, beside {shown(beside)}\n"
    yield from lacking(comparison.left_out)
    told = [each for each in comparison.parameters if every or each.differs]
    for parameter in told:
        yield "\n"
        yield from _block(comparison, parameter, width)
    same = sum(not each.differs for each in comparison.parameters)
    if same and not every:
        yield f"\n{same:,} more parameter{'s' * (same != 1)} are at every school as above it: `--all` prints them\n"


def lacking(left_out: Sequence[LeftOut]) -> Iterator[str]:
    """Yield a line for each school of which nothing can be said, and why."""
    for school in left_out:
        more = f" (and {len(school.why) - 1} more)" if len(school.why) > 1 else ""
        yield f"{shown(school.name)}  could not be used: {shown(school.why[0].message)}{more}\n"


def _block(comparison: Comparison, parameter: Parameter, width: int) -> Iterator[str]:
    path, above = shown(parameter.path), f"above: {shown(parameter.trust or NONE)}"
    if len(path) + len(above) + 2 <= width:
        yield f"{path}{above:>{width - len(path)}}\n"
    else:
        yield f"{path}\n"
        yield from _told("", above, width)
    groups: dict[str, list[tuple[str, str]]] = {}
    as_above = {"as above": 0, "not there": 0}
    for school, cell in zip(comparison.schools, parameter.cells, strict=True):
        if not cell.differs:
            as_above["not there" if cell.value is None else "as above"] += 1
            continue
        by = f" ({cell.layer})" if cell.layer and cell.layer != school.layers[-1] else ""
        groups.setdefault(shown(cell.value or NONE), []).append((shown(school.title), by))
    for value, schools in sorted(groups.items(), key=lambda group: -len(group[1])):
        all_of_them = len(schools) == len(comparison.schools) > 1 and not any(by for _, by in schools)
        names = f"all {len(schools):,} schools" if all_of_them else ", ".join(f"{title}{by}" for title, by in schools)
        yield from _told(value, names, width)
    for words, same in as_above.items() if groups or all(as_above.values()) else ():
        if same:
            yield from _told(words, f"{same:,} school{'s' * (same != 1)}", width)


def _told(value: str, text: str, width: int) -> Iterator[str]:
    beside = " " * _INDENT + f"{value:<{_WIDEST_VALUE}}  "
    if len(value) > _WIDEST_VALUE:
        yield from (f"{' ' * _INDENT}{line}\n" for line in wrap(value, width - _INDENT))
        beside = " " * len(" " * _INDENT + " " * _WIDEST_VALUE + "  ")
    lines = wrap(text, max(20, width - len(beside))) or [""]
    yield f"{beside}{lines[0]}\n"
    yield from (f"{' ' * len(beside)}{line}\n" for line in lines[1:])
