"""The pages that the program writes, and the command that writes each: a new kind of page is a line here."""

from dataclasses import dataclass
from pathlib import Path

OUT = "OUT"
DATA = "DATA"
HOSTILE = "HOSTILE"


@dataclass(frozen=True)
class Page:
    """One page: the words of its command, in which OUT is its file, DATA a school's year, HOSTILE one of bad names."""

    name: str
    words: tuple[str, ...]


PAGES = (
    Page("run", ("run", "tillington_manor", DATA, "--as-of", "2024-10-25", "--format", "html", "--out", OUT)),
    Page("run-hostile", ("run", "victoria_road", HOSTILE, "--format", "html", "--out", OUT)),
    Page("report-half-term", ("report", "tillington_manor", DATA, "--period", "half_term", "--out", OUT)),
    Page("report-month", ("report", "victoria_road", DATA, "--period", "month", "--show-small", "--out", OUT)),
    Page("report-hostile", ("report", "victoria_road", HOSTILE, "--show-small", "--out", OUT)),
)


def words_of(page: Page, out: Path, data: Path, hostile: Path) -> list[str]:
    """Give the words of a page's command with its files in their places."""
    places = {OUT: str(out), DATA: str(data), HOSTILE: str(hostile)}
    return [places.get(word, word) for word in page.words]
