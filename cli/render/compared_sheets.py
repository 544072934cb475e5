"""Schools of a trust beside one another, as sheets: on a page, and in a workbook."""

from collections.abc import Iterator

from cli.render.markup import element
from cli.render.page import Section, facts, page, table
from cli.render.sheet import Column, Sheet, Value, day_text
from cli.render.workbook import workbook
from engine.schools.compare import Cell, Comparison, Parameter

NONE = "–"
DIFFERS = "≠"


def whole(comparison: Comparison) -> Iterator[str]:
    """Yield one page: what differs, value by value, then the whole table, then the schools."""
    number = len(comparison.schools)
    lead = element("p", f"{number:,} schools as of {day_text(comparison.as_of)}. ", _legend(), class_="quiet")
    left_out = f", {len(comparison.left_out):,} more could not be used" if comparison.left_out else ""
    told = facts([("Trust", ", ".join(comparison.trusts) or NONE), ("Schools", f"{number:,}{left_out}")])
    sections = [
        Section("Where schools differ", [told, *table(grouped(comparison))]),
        Section("All parameters", table(matrix(comparison))),
        Section("Schools", table(schools(comparison))),
    ]
    return page("Schools beside their trust", sections, lead=lead, broad=True)


def book(comparison: Comparison) -> bytes:
    """Give the workbook with the same three tables."""
    sheets = (differences(comparison), matrix(comparison), schools(comparison))
    return workbook(sheets, title="Schools beside their trust")


def differences(comparison: Comparison) -> Sheet:
    """Give a row for each school and parameter that differs, with who set it and where."""
    columns = (
        *(
            Column("Parameter", width=34),
            Column("Above", width=22),
            Column("School", width=28),
            Column("Value", width=28),
        ),
        *(Column("Set by"), Column("File", width=34), Column("Line", "number")),
    )
    rows = [
        (
            each.path,
            each.trust or NONE,
            school.title,
            cell.value or NONE,
            cell.layer,
            cell.file,
            cell.line or None,
        )
        for each in comparison.parameters
        for school, cell in zip(comparison.schools, each.cells, strict=True)
        if cell.differs
    ]
    return Sheet("Differences", columns, rows, about="Each value of a school that is not what stands above it")


def grouped(comparison: Comparison) -> Sheet:
    """Give a row for each parameter and value that is not what stands above it, with the schools that have it."""
    heads = (
        Column("Parameter"),
        Column("Above"),
        Column("Value"),
        Column("Schools", "number"),
        Column("Which", "long"),
    )
    rows: list[tuple[Value, ...]] = []
    for each in comparison.parameters:
        held: dict[str, list[str]] = {}
        for school, cell in zip(comparison.schools, each.cells, strict=True):
            if cell.differs:
                by = f" ({cell.layer})" if cell.layer and cell.layer != school.layers[-1] else ""
                held.setdefault(cell.value or NONE, []).append(f"{school.title}{by}")
        rows += [
            (each.path, each.trust or NONE, value, len(names), ", ".join(names))
            for value, names in sorted(held.items(), key=lambda group: -len(group[1]))
        ]
    return Sheet("Differences", heads, rows, about="What is not as it stands above the school, and at which schools")


def matrix(comparison: Comparison) -> Sheet:
    """Give a row a parameter and a column a school."""
    columns = (
        *(Column("Parameter", width=34), Column("Above", width=20), Column("Differ", "number")),
        *(Column(school.title, width=18) for school in comparison.schools),
    )
    rows = [_row(parameter) for parameter in comparison.parameters]
    return Sheet("Parameters", columns, rows, about=f"All parameters, a school a column. {_legend()}")


def schools(comparison: Comparison) -> Sheet:
    """Give a row a school."""
    columns = (
        *(
            Column("School", width=30),
            Column("Policy"),
            Column("Phase"),
            Column("Local authority"),
            Column("Differs at", "number"),
        ),
        *(Column("Layers", "long"), Column("File", width=34)),
        *((Column("Could not be used", "long"),) if comparison.left_out else ()),
    )
    blank = ("",) if comparison.left_out else ()
    rows: list[tuple[Value, ...]] = [
        (
            school.title,
            school.name,
            school.phase,
            school.local_authority,
            sum(parameter.cells[at].differs for parameter in comparison.parameters),
            ", ".join(school.layers),
            school.file,
            *blank,
        )
        for at, school in enumerate(comparison.schools)
    ]
    rows += [("", each.name, "", "", None, "", "", "; ".join(each.reasons)) for each in comparison.left_out]
    return Sheet("Schools", columns, rows, about="The schools, and at how many parameters each differs")


def _row(parameter: Parameter) -> tuple[str | int, ...]:
    differ = sum(cell.differs for cell in parameter.cells)
    return (parameter.path, parameter.trust or NONE, differ, *(_cell(cell) for cell in parameter.cells))


def _cell(cell: Cell) -> str:
    value = cell.value or NONE
    return f"{DIFFERS} {value}" if cell.differs else value


def _legend() -> str:
    return f"{DIFFERS} marks what is not as the trust, the authority or the law has it, {NONE} what is not there."
