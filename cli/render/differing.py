"""What would have been otherwise at many schools: a line a school and the total, then by rule, then swept values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, fields
from typing import Any

from cli.render.markup import element
from cli.render.page import Section, table
from cli.render.page import page as html_page
from cli.render.safe import shown
from cli.render.sheet import Column, Sheet, Value, value_text
from cli.render.workbook import workbook
from engine.diagnostics import Diagnostic, Severity
from engine.nouns import dataclass
from engine.simulate.result import KINDS, Counts, Row, Simulation
from engine.simulate.suppression import LEAST_SHOWN as SMALL
from engine.simulate.suppression import hidden_cells

_NAMES = tuple(each.name for each in fields(Counts))
_NAME = 28


@dataclass(frozen=True, slots=True)
class Differing:
    """What came of one school: its counts in all, by rule and kind, and at each point of a sweep.

    Of a school that failed only what is wrong with it is known.
    """

    name: str
    failed: bool
    found: tuple[Diagnostic, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    points: Mapping[tuple[str, ...], Mapping[str, int]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()


def counted(name: str, found: Simulation, told: tuple[Diagnostic, ...]) -> Differing:
    """Count what a simulation found."""
    rules: dict[str, Counter[str]] = {}
    for difference in found.differences:
        rules.setdefault(difference.rule, Counter())[difference.kind] += 1
    swept = found.swept
    return Differing(
        name,
        failed=False,
        found=told,
        totals=_counts(found.totals),
        rules=rules,
        points={point.values: _counts(point.totals) for point in swept.points} if swept is not None else {},
        paths=swept.paths if swept is not None else (),
    )


def page(came: Sequence[Differing], *, show_small: bool) -> Iterator[str]:
    """Yield the report, no line wider than 80 characters unless a name is."""
    width = min(max([len("school"), *(len(school.name) for school in came)]), _NAME)
    heads = ("before", "after", "gained", "lost", "earlier", "later", "pupils")
    yield f"{'school':<{width}}" + "".join(f"{head:>8}" for head in heads) + "\n"
    for school in came:
        name = f"{shown(school.name):<{width}}"
        if school.failed:
            yield f"{name}  could not be compared: {_why(school)}\n"
        else:
            yield name + "".join(f"{value_text(school.totals.get(head, 0)):>8}" for head in heads) + "\n"
    done = [school for school in came if not school.failed]
    total = sum_of(done)
    told = f"{len(done)} of {len(came)} schools" if len(done) < len(came) else f"{len(came)} schools"
    yield f"{told:<{width}}" + "".join(f"{value_text(total.get(head, 0)):>8}" for head in heads) + "\n"
    rules = shown_by_rule(done, show_small=show_small)
    if rules:
        ids = max(len("rule"), *(len(rule) for rule in rules))
        yield f"\n{'rule':<{ids}}" + "".join(f"{kind:>9}" for kind in KINDS) + f"{'schools':>9}\n"
        for rule, kinds in rules.items():
            numbers = "".join(f"{_shown(kinds[kind]):>9}" for kind in KINDS)
            yield f"{shown(rule):<{ids}}{numbers}{sum(rule in school.rules for school in done):>9}\n"
    yield from _swept(done)
    if any(count is None for kinds in rules.values() for count in kinds.values()):
        yield f"\n* below {SMALL}, or would give such a number away: --show-small prints it\n"


def _swept(done: Sequence[Differing]) -> Iterator[str]:
    points = by_point(done)
    if not points:
        return
    paths = next(school.paths for school in done if school.paths)
    yield f"\n{', '.join(shown(path) for path in paths)}\n"
    heads = ("after", "gained", "lost", "earlier", "later", "changed")
    width = max(len(", ".join(values)) for values in points)
    yield f"{'':<{width}}" + "".join(f"{head:>9}" for head in heads) + "\n"
    for values, totals in points.items():
        told = shown(", ".join(values))
        yield f"{told:<{width}}" + "".join(f"{value_text(totals.get(head, 0)):>9}" for head in heads) + "\n"


def sum_of(schools: Sequence[Differing]) -> Mapping[str, int]:
    """Give all of some schools together; no pupil is at two of them."""
    total: Counter[str] = Counter()
    for school in schools:
        total.update(school.totals)
    return total


def by_rule(schools: Sequence[Differing]) -> Mapping[str, Mapping[str, int]]:
    """Give the differences of some schools by rule, in alphabetical order, and kind."""
    found: dict[str, Counter[str]] = {}
    for school in schools:
        for rule, kinds in school.rules.items():
            found.setdefault(rule, Counter()).update(kinds)
    return dict(sorted(found.items()))


def shown_by_rule(schools: Sequence[Differing], *, show_small: bool) -> Mapping[str, Mapping[str, int | None]]:
    """Give the same as it may be shown: None is a number too small, or one that would give such a number away."""
    found = by_rule(schools)
    rows = [Row(rule, {kind: kinds.get(kind, 0) for kind in KINDS}) for rule, kinds in found.items()]
    return {row.name: row.counts or {} for row in (rows if show_small else hidden_cells(rows))}


def by_point(schools: Sequence[Differing]) -> Mapping[tuple[str, ...], Mapping[str, int]]:
    """Give the counts of some schools at each point of a sweep that all of them have."""
    found: dict[tuple[str, ...], Counter[str]] = {}
    for school in schools:
        for values, totals in school.points.items():
            found.setdefault(values, Counter()).update(totals)
    return {values: counts for values, counts in found.items() if all(values in each.points for each in schools)}


def plain(came: Sequence[Differing], *, show_small: bool) -> dict[str, Any]:
    """Give the report as plain values; a number too small to be shown is None."""
    done = [school for school in came if not school.failed]
    total = sum_of(done)
    return {
        "schools": [{"school": school.name, **school.totals} for school in done],
        "failed": [
            {"school": school.name, "why": [{"code": each.code, "message": each.message} for each in _errors(school)]}
            for school in came
            if school.failed
        ],
        "total": {"schools": len(done), **{name: total.get(name, 0) for name in _NAMES}},
        "rules": {rule: dict(kinds) for rule, kinds in shown_by_rule(done, show_small=show_small).items()},
        "sweep": [{"values": list(values), **totals} for values, totals in by_point(done).items()],
    }


def sheets(came: Sequence[Differing], *, show_small: bool) -> tuple[Sheet, ...]:
    """Give the report as tables: schools, rules, and the points of a sweep."""
    done = [school for school in came if not school.failed]
    numbers = tuple(Column(name.capitalize(), "number") for name in _NAMES)
    rows: list[tuple[Value, ...]] = [
        (school.name, *(school.totals.get(name) for name in _NAMES), "" if not school.failed else _why(school))
        for school in came
    ]
    total = sum_of(done)
    rows.append((f"{len(done)} of {len(came)} schools", *(total.get(name, 0) for name in _NAMES), ""))
    told = f"Actions before and after, and how they differ; the last row is the total of {len(done)} schools"
    schools = Sheet("Schools", (Column("School", width=28), *numbers, Column("Not compared", "long")), rows, about=told)
    kinds = tuple(Column(kind.capitalize(), "number") for kind in KINDS)
    ruled: list[tuple[Value, ...]] = [
        (rule, *(_shown(held[kind]) for kind in KINDS), sum(rule in each.rules for each in done))
        for rule, held in shown_by_rule(done, show_small=show_small).items()
    ]
    hidden = "" if show_small else f"; * is below {SMALL}, or would give such a number away"
    about = "Differences of all schools together, by rule" + hidden
    rules = Sheet("Rules", (Column("Rule", width=28), *kinds, Column("Schools", "number")), ruled, about=about)
    points = by_point(done)
    if not points:
        return schools, rules
    swept: list[tuple[Value, ...]] = [
        (", ".join(values), *(totals.get(name, 0) for name in _NAMES)) for values, totals in points.items()
    ]
    return schools, rules, Sheet("Sweep", (Column("Values", width=28), *numbers), swept, about="All schools, by value")


def whole(came: Sequence[Differing], *, show_small: bool) -> Iterator[str]:
    """Yield the report as one page."""
    made = sheets(came, show_small=show_small)
    fixed = "Behaviour is taken as unchanged; each school's own report says what else is held fixed."
    lead = element("p", f"{len(came):,} schools, each with its own policy and register. {fixed}", class_="quiet")
    return html_page("What would have been otherwise", [Section(one.name, table(one)) for one in made], lead=lead)


def book(came: Sequence[Differing], *, show_small: bool) -> bytes:
    """Give the report as a workbook."""
    return workbook(sheets(came, show_small=show_small), title="What would have been otherwise")


def _counts(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in _NAMES}


def _shown(number: int | None) -> str:
    return "*" if number is None else value_text(number)


def _errors(school: Differing) -> list[Diagnostic]:
    return [found for found in school.found if found.severity is Severity.ERROR]


def _why(school: Differing) -> str:
    errors = _errors(school)
    rest = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return shown(errors[0].message) + rest if errors else "see above"
