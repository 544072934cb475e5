"""A table that is written with types says what its texts say, and is read as the CSV file is that has them."""

from datetime import date
from pathlib import Path

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset import Table
from engine.readers import columnar
from engine.readers.csv_sheet import read_csv
from engine.readers.faults import Faults
from engine.readers.parquet_sheet import read_parquet
from engine.writers.files import write_table
from engine.writers.typed import FEW, typed

LIKE_DATES = st.dates().map(str) | st.sampled_from(["2024-9-3", "20240903", "2024-W36-2", "2024-02-30", " 2024-09-03"])
LIKE_TIMES = st.times().map(lambda at: f"{at:%H:%M}") | st.sampled_from(["9:05", "09:05:00", "09", "24:00", "09:05Z"])
LIKE_YES = st.sampled_from(["true", "false", "True", "yes", "1", "0"])
TEXTS = st.sampled_from(["P1", "007", "1.0", "-0", "#", "é", "a b", "null", "NaN"]) | st.text(
    "aé\u2028,\"' ", max_size=3
)
COLUMNS = st.sampled_from([LIKE_DATES, LIKE_TIMES, LIKE_YES, TEXTS, LIKE_DATES | TEXTS])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    kinds = [st.just("P1") | TEXTS.filter(str.strip), *draw(st.lists(COLUMNS, min_size=1, max_size=3))]
    blank = draw(st.booleans())
    cells = [kinds[0], *((st.just("") | kind) if blank else kind for kind in kinds[1:])]
    return Table(tuple(f"c{at}" for at in range(len(cells))), draw(st.lists(st.tuples(*cells), max_size=12)))


@given(table=tables())
def test_a_typed_table_is_read_as_its_texts_are(table: Table, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tables")
    sheets = []
    for name, read, small in (("t.csv", read_csv, 0), ("t.parquet", read_parquet, 0), ("t.parquet", read_parquet, 99)):
        write_table(folder / name, table)
        faults = Faults()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(columnar, "_SMALL", small)
            sheet = read(folder / name, "t", faults)
        assert sheet is not None and not faults.diagnostics
        sheets.append({column: list(cells) for column, cells in sheet.cells.items()})
    # Parquet takes all spaces off the ends of a text, and CSV those that a keyboard has.
    assert {column: [cell.strip() for cell in cells] for column, cells in sheets[0].items()} == sheets[1]
    assert sheets[1] == sheets[2]


TYPES = {
    "dates": (["2024-09-03", "", "2023-12-31"], polars.Date),
    "times": (["09:05", "", "23:59"], polars.Time),
    "yes and no": (["true", "", "false"], polars.Boolean),
    "words": (["paid", "", "unpaid", "paid"], polars.Enum),
    "a date of one digit": (["2024-09-03", "2024-9-4"], polars.Enum),
    "a time with seconds": (["09:05:01"], polars.Enum),
    "many words": ([f"P{number}" for number in range(FEW + 1)], polars.String),
    "nothing": (["", ""], polars.String),
}


@pytest.mark.parametrize("kind", TYPES)
def test_the_type_is_that_which_all_cells_have(kind: str) -> None:
    cells, dtype = TYPES[kind]
    assert typed("x", cells).dtype == dtype


def test_other_programs_read_dates_as_dates(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", Table(("pupil", "date"), [("P1", "2024-09-03"), ("P2", "")]))
    assert polars.read_parquet(tmp_path / "t.parquet")["date"].to_list() == [date(2024, 9, 3), None]
