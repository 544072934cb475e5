"""The pages that the program writes, and the command that writes each: a new kind of page is a line here."""

from dataclasses import dataclass
from pathlib import Path

OUT = "OUT"
DATA = "DATA"
HOSTILE = "HOSTILE"
SCHOOLS = "SCHOOLS"


@dataclass(frozen=True)
class Page:
    """One page: its command's words. OUT is its file, DATA a school's year, HOSTILE one of bad names, SCHOOLS both."""

    name: str
    words: tuple[str, ...]


_LATES, _EVIDENCE = ("--set", "values.lates_limit=3"), ("--set", "values.evidence_after=3 school days")
_CALLS = ("--set", "rules.first_day_call.at_most=once per week")
_ALL = ("--names", "--show-small", "--report")
_RANGE = ("--sweep", "values.lates_limit=1..6/1")
_GRID = ("--sweep", "values.lates_limit=1..3/1", "--sweep", "values.evidence_after=3..6/1")

PAGES = (
    Page("run", ("run", "tillington_manor", DATA, "--as-of", "2024-10-25", "--format", "html", "--out", OUT)),
    Page("run-hostile", ("run", "victoria_road", HOSTILE, "--format", "html", "--out", OUT)),
    Page("report-half-term", ("report", "tillington_manor", DATA, "--period", "half_term", "--out", OUT)),
    Page("report-month", ("report", "victoria_road", DATA, "--period", "month", "--show-small", "--out", OUT)),
    Page("simulate", ("simulate", "victoria_road", DATA, *_LATES, *_EVIDENCE, *_RANGE, "--report", OUT)),
    Page("simulate-grid", ("simulate", "victoria_road", DATA, *_GRID, "--report", OUT)),
    Page("simulate-against", ("simulate", "victoria_road", DATA, "--against", "tillington_manor", *_ALL, OUT)),
    Page("simulate-hostile", ("simulate", "victoria_road", HOSTILE, *_CALLS, *_ALL, OUT)),
    Page("simulate-schools", ("simulate", "victoria_road", SCHOOLS, *_LATES, *_RANGE, "--report", OUT)),
    Page("compare", ("compare", "policies/examples/greywater", "--as-of", "2025-10-01", "--out", OUT)),
    Page("explain", ("explain", "tillington_manor", DATA, "--pupil", "P0001", "--out", OUT)),
    Page("explain-parent", ("explain", "victoria_road", DATA, "--pupil", "P0002", "--for", "parent", "--out", OUT)),
    Page("explain-hostile", ("explain", "victoria_road", HOSTILE, "--pupil", "=1+1", "--out", OUT)),
    Page("coverage", ("test", "policies/examples/norland", "--coverage", "--html", OUT)),
    Page("report-hostile", ("report", "victoria_road", HOSTILE, "--show-small", "--out", OUT)),
)


def words_of(page: Page, out: Path, data: Path, hostile: Path) -> list[str]:
    """Give the words of a page's command with its files in their places."""
    places = {OUT: str(out), DATA: str(data), HOSTILE: str(hostile), SCHOOLS: str(data.parent)}
    return [places.get(word, word) for word in page.words]
