"""Leave of absence -> the table `leave_decision`, one row a reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.document import Path
from engine.sections.lowered import Complaint, Made, Plain, annotated, in_force, joined

SECTION = "leave"
TABLE = "leave_decision"
REVIEW_DAY = "review_day"


def lower(section: Plain, document: Plain) -> Iterator[Made | Complaint]:
    """Give the table that decides on requests for leave, once a layer says what happens to the rest of them."""
    otherwise = section.get("otherwise")
    if otherwise is None:
        told = "the section does not say what any other request comes to"
        yield Complaint((SECTION,), told, "add `otherwise: {outcome: head_decides}`")
        return
    granted = section.get("granted_if")
    inputs = {"reason": "-", **_asked(granted, document)} if granted else {"reason": "-"}
    reasons = section.get("reasons", {})
    said = [({"reason": f'"{reason}"'}, outcome) for reason, outcome in reasons.items()]
    said += [({**inputs, "reason": "-"}, granted)] if granted else []
    said.append(({}, otherwise))
    if any("in_force" in outcome for _, outcome in said):
        # an entry that is not in force on a day is no row of that day
        inputs[REVIEW_DAY] = "-"
        said = [({**cells, REVIEW_DAY: _days(outcome)}, outcome) for cells, outcome in said]
    rows = [_row({**dict.fromkeys(inputs, "-"), **cells}, outcome) for cells, outcome in said]
    asked = joined(*(f'reason != "{reason}"' for reason in section.get("not_decided", ())))
    table = {
        **annotated({"title": section.get("title", "What a request for leave comes to")}, section),
        "each": "leave_requests",
        **({"when": asked} if asked else {}),
        "hit": "first",
        "gives": ["outcome", "code"],
        "rows": _lined_up([[*inputs, "||", "outcome", "code"], *rows]),
    }
    # what is asked beside the reason is said by `granted_if` alone
    written: list[Path] = [(SECTION, "granted_if" if granted else "reasons")]
    written += [(SECTION, "reasons", reason) for reason in section.get("reasons", {})]
    written += [(SECTION, "granted_if")] if granted else []
    written.append((SECTION, "otherwise"))
    parts: dict[Path, Path] = {("rows",): (SECTION, "reasons")}
    parts |= {("rows", line): path for line, path in enumerate(written)}
    if "when" in table:
        parts[("when",)] = (SECTION, "not_decided")
    yield Made("tables", TABLE, table, (SECTION,), parts)


def _days(outcome: Plain) -> str:
    """Give the cell that the days on which an entry is in force lie in."""
    days = in_force(outcome)
    begins, ends = days.get("from"), days.get("until")
    if begins is None:
        return "-" if ends is None else f'< @"{ends}"'
    return f'>= @"{begins}"' if ends is None else f'[@"{begins}"..@"{ends}")'


def _asked(granted: Plain, document: Plain) -> dict[str, str]:
    """Give the further inputs of the table and the cell that each asks for."""
    asked = {name: "true" for name in ("in_writing", "by_resident_parent") if granted.get(name) == "true"}
    if "notice" in granted:
        asked[_in_time(str(granted["notice"]), document)] = "true"
    if "when" in granted:
        asked[str(granted["when"])] = "true"
    return asked


def _in_time(notice: str, document: Plain) -> str:
    """Give the condition that leave begins on the last day of its notice or later.

    Where the calendar does not reach that day it is not known, its row does not match, and the notice is short.
    """
    said: Any = document.get("values", {}).get(notice, notice)
    if isinstance(said, list):
        said = said[-1].get("value", "")
    length = notice if notice[:1].isalpha() else notice.split(" ")[0]
    if "school day" in str(said):
        return f"from >= add school days(submitted_on, {length})"
    return f"(from - submitted_on).days >= {length}"


def _row(cells: Mapping[str, str], outcome: Plain) -> list[str]:
    code = outcome.get("code")
    return [*cells.values(), "||", f'"{outcome.get("outcome", "")}"', f'"{code}"' if code else "null"]


def _lined_up(rows: list[list[str]]) -> str:
    """Write rows of cells under each other; the bar between inputs and outputs is a cell of its own."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.replace(" | || | ", " || ").rstrip() + "\n" for line in lines)
