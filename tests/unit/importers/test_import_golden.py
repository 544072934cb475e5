"""Exports as they come, clean and dirty: what is read of each, and what is told, word for word.

A case is a folder: the exports, `map.yaml` where there is one, and `expected.txt` with all that is told, the account
of the rows and the marks that were taken.
"""

from datetime import date
from pathlib import Path

import pytest

from cli.render.account import page
from engine.importers.account import Imported, Wishes
from engine.importers.open_source import open_source
from engine.importers.read_map import read_map
from engine.importers.run import import_files
from engine.importers.suggest import suggested_map
from engine.model.import_map import ImportMap
from engine.readers.faults import Faults
from tests.unit.importers.conftest import marks_of, national

GOLDEN = Path(__file__).parents[2] / "golden" / "import"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
NOT_SOURCES = ("expected.txt", "map.yaml", "as_at.txt")


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


@pytest.mark.parametrize("case", CASES)
def test_an_export_is_read_rightly_or_refused_with_row_and_column(case, golden) -> None:
    folder = GOLDEN / case
    mapping = ImportMap.model_validate({})
    categories = frozenset(word for table in national().code_tables for word in table.categories.values())
    told: list[str] = []
    if (folder / "map.yaml").exists():
        read = read_map(folder / "map.yaml", categories)
        mapping = read.value or mapping
        told += [str(found) for found in read.diagnostics]
    as_at = folder / "as_at.txt"
    limit = date.fromisoformat(as_at.read_text(encoding="utf-8").strip()) if as_at.exists() else None
    sources = sorted(path for path in folder.iterdir() if path.name not in NOT_SOURCES)
    made = import_files(sources, national(), Wishes(mapping, limit))
    told += [str(found) for found in made.diagnostics]
    text = "\n".join(told).replace(folder.as_posix() + "/", "") + "\n"
    if made.value is not None:
        text += (
            "\n" + "".join(page(made.value)) + "\n" + "".join(_marks(made.value)) + "\n" + "".join(_pupils(made.value))
        )
        for account in made.value.accounts:
            assert account.rows == account.used + account.reported
    golden(folder / "expected.txt", text)


def _marks(made: Imported) -> list[str]:
    late = {
        (made.marks.pupils[pupil], slot): minutes
        for slot, pupil, minutes in zip(
            made.marks.arrivals.slot.tolist(),
            made.marks.arrivals.pupil.tolist(),
            made.marks.arrivals.minutes_late.tolist(),
            strict=True,
        )
    }
    days = {day.isoformat(): place for place, day in enumerate(made.marks.days)}
    lines = []
    for (pupil, day, session), code in sorted(marks_of(made).items()):
        minutes = late.get((pupil, 2 * days[day] + (session == "PM")), -1)
        lines.append(f"{pupil} {day} {session} {code or '(no mark)'}{f' {minutes} minutes' if minutes >= 0 else ''}\n")
    return lines


def _pupils(made: Imported) -> list[str]:
    table = made.tables["pupils"]
    return [
        ", ".join(f"{name} {cell}" for name, cell in zip(table.columns, row, strict=True)) + "\n" for row in table.rows
    ]


@pytest.mark.parametrize("case", [case for case in CASES if case[:2] in ("16", "31", "32")])
def test_a_map_that_is_suggested_for_an_export_reads_it_as_it_is_read_without(case, tmp_path) -> None:
    """Headings of several rows too, of which the map names one."""
    (source,) = (path for path in (GOLDEN / case).iterdir() if path.name not in NOT_SOURCES)
    tables = open_source(source, Faults())
    categories = frozenset(word for table in national().code_tables for word in table.categories.values())
    (tmp_path / "map.yaml").write_text(suggested_map(tables, ["I"]), encoding="utf-8")
    mapping = read_map(tmp_path / "map.yaml", categories)
    assert mapping.value is not None, mapping.diagnostics
    plain = import_files([source], national(), Wishes(ImportMap.model_validate({})))
    mapped = import_files([source], national(), Wishes(mapping.value))

    assert (plain.value is None) == (mapped.value is None), [str(found) for found in mapped.diagnostics]
    if plain.value is not None and mapped.value is not None:
        assert _marks(mapped.value) == _marks(plain.value)
