"""Columns read as wholes say what their cells say one by one, good, bad, odd, blank and twice."""

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.readers.dataset as reading
from engine.expressions.column import Column
from engine.model.dataset import ColumnShape
from engine.readers import columnar, digest, facts
from engine.readers.cells import ReadColumn, read_cells
from engine.readers.coded import Coded, coded, ordered
from engine.readers.columnar import column_of
from engine.readers.csv_sheet import read_csv
from engine.readers.digest import rows_as_numbers
from engine.readers.faults import Faults
from engine.readers.parquet_sheet import text_of
from engine.readers.table import rows_alike
from engine.register import CodesInForce, Expected, FactTable, Register

CELLS = st.one_of(
    st.sampled_from(
        [
            *("P1", "P2", "P3", "'P1", "", " ", "2024-09-03", " 2024-09-03", "2024-9-3", "2024-02-30", "09:05", "9:61"),
            *("AM", "am", "PM", "yes", "N", "1", "-3", "1.50", "1.5", "1e3", "R", "14", "reached", "reechd"),
            *("\u00a0PM\t", "é", "ſ", "\u2028", "\x1c", "\x85", "🙂", "null", "NA", "NaN", "#", '"', '""', '"a,b"'),
            *("a\x00b", "x" * 300),
        ]
    ),
    st.text(max_size=4),
)
CENTURIES = (datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  # a file's moments have no zone
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def csv_files(draw: st.DrawFn) -> bytes:
    width = draw(st.integers(1, 4))
    plain = draw(st.booleans())
    cells = CELLS.filter(lambda cell: not set(cell) & set('",\r\n\x00')) if plain else CELLS
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12))
    if plain:
        rows = [["P9" if not row[0].strip() else row[0], *row[1:]] for row in rows]
    lines = [",".join(f"c{at}" for at in range(width)), *(",".join(row) for row in rows)]
    if not plain:
        lines += draw(st.lists(st.sampled_from(["", ",", ",,,", "P1", "P1,P2,P3,P4,P5", '"P1', "P1,,,"]), max_size=3))
    end = draw(ENDS)
    text = end.join(lines) + (end if draw(st.booleans()) else "")
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    return text.encode(encoding, errors="replace")


def told(faults: Faults) -> list[tuple[str, ...]]:
    return [(str(found.place), found.code, found.message, found.help) for found in faults.diagnostics]


@settings(max_examples=150)
@given(csv_files())
def test_a_csv_file_cut_by_columns_is_the_file_cut_by_rows(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.csv"
        path.write_bytes(data)
        sheets = []
        for columnar in (False, True):
            faults = Faults()
            sheet = read_csv(path, "contacts", faults, columnar=columnar)
            cells = sheet and {name: list(column) for name, column in sheet.cells.items()}
            sheets.append((sheet and (sheet.header, list(sheet.lines), sheet.source.text), cells, told(faults)))
            if sheet is not None:
                assert all(set(column.texts) == set(column) for column in sheet.cells.values())
                assert all(len(set(column.texts)) == len(column.texts) for column in sheet.cells.values())
    assert sheets[0] == sheets[1]


def test_most_plain_files_are_cut_by_columns(tmp_path: Path) -> None:
    """The test above holds nothing equal where the other way is always taken."""
    from engine.readers.columnar import cut

    assert cut(b"P1,a\nP2, \n", 2, " ") is not None
    assert cut(b"P1,a\n,b\n", 2, " ") is None
    assert cut(b'P1,"a"\n', 2, " ") is None
    assert cut(b"P1,a,b\nP2\n", 2, " ") is None


VALUES = {
    "texts": (polars.String, CELLS),
    "dictionary": (polars.Categorical, CELLS),
    "an enumeration": (polars.Enum(["P1", " P1", ""]), st.sampled_from(["P1", " P1", ""])),
    "dates": (polars.Date, st.dates(date(1970, 1, 1), date(1970, 3, 1)) | st.dates()),
    "times": (polars.Time, st.times()),
    "moments": (polars.Datetime("us"), st.datetimes(*CENTURIES)),
    "moments of days": (
        polars.Datetime("ms"),
        st.dates(date(2024, 1, 1), date(2024, 2, 1)).map(lambda day: datetime.combine(day, time())),
    ),
    "fine moments": (polars.Datetime("ns"), st.datetimes(*CENTURIES)),
    "moments of a zone": (
        polars.Datetime("us", "UTC"),
        st.datetimes(*CENTURIES).map(lambda moment: moment.replace(tzinfo=UTC)),
    ),
    "stretches": (polars.Duration, st.timedeltas(timedelta(), timedelta(days=3))),
    "booleans": (polars.Boolean, st.booleans()),
    "small numbers": (polars.Int8, st.integers(-128, 127)),
    "numbers": (polars.Int64, st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9)),
    "numbers from 0": (polars.UInt32, st.integers(0, 2**32 - 1)),
    "long numbers": (polars.UInt64, st.integers(0, 2**64 - 1)),
    "fractions": (polars.Float64, st.floats() | st.sampled_from([0.0, -0.0, 1.0, 1e20])),
    "short fractions": (polars.Float32, st.floats(width=32, allow_nan=True, allow_infinity=False)),
    "decimals": (
        polars.Decimal(12, 2),
        st.decimals(-1000, 1000, places=2) | st.sampled_from([Decimal("1.00"), Decimal("0.50")]),
    ),
    "nothing": (polars.Null, st.none()),
    "lists": (polars.List(polars.Int8), st.lists(st.integers(0, 3), max_size=2)),
}


def shown_or_fault(values: list[object]) -> list[str] | type[Exception]:
    try:
        return [text_of(value) for value in values]
    except (OverflowError, ValueError) as fault:  # an endless fraction has no whole part, whoever asks
        return type(fault)


@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_typed_column_says_what_its_values_say(kind: str, data: st.DataObject) -> None:
    dtype, values = VALUES[kind]
    small = data.draw(st.sampled_from([0, 2000]))
    drawn = data.draw(st.lists(st.none() | values, max_size=15))
    series = polars.Series("x", drawn, dtype=dtype)
    wanted = shown_or_fault(series.to_list())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columnar, "_SMALL", small)
        if not isinstance(wanted, list):
            with pytest.raises(wanted):
                column_of(series, text_of)
            return
        column = column_of(series, text_of)
    assert list(column) == wanted
    assert sorted(column.texts) == sorted(set(wanted))
    assert not column.in_order or list(column.texts) == sorted(column.texts)
    assert column.different == len(column.texts) and column.has_blank == ("" in column.texts)
    assert list(ordered(column)) == wanted and list(ordered(column).texts) == sorted(set(wanted))


SHAPES = {
    "text": ColumnShape("text", filled=True),
    "words": ColumnShape("words", ("reached", "no_answer")),
    **{kind: ColumnShape(kind) for kind in ("date", "time", "boolean", "session", "year_group", "number")},
    "a date that must be there": ColumnShape("date", needed=True, filled=True),
}


def values_of(column: Column) -> list[object]:
    shown: list[object] = []
    for row, value in enumerate(column.data.tolist()):
        known = column.valid is None or bool(column.valid[row])
        if column.over is not None:
            value = Fraction(value, int(column.over))
        shown.append((column.words[value] if column.words is not None else value) if known else None)
    return shown


FAR = (1 << 62, -(1 << 62))
BEYOND = {
    "dates": polars.Series([5_000_000, -(2**31)], dtype=polars.Int32).cast(polars.Date),
    "moments": polars.Series(FAR).cast(polars.Datetime("us")),
    "moments of a place": polars.Series([253_402_300_799_000, 0]).cast(polars.Datetime("ms", "Asia/Tokyo")),
    "spans": polars.Series(FAR).cast(polars.Duration("ms")),
}


@pytest.mark.parametrize("kind", BEYOND)
@pytest.mark.parametrize("rows", [2, columnar._SMALL])
def test_what_python_cannot_hold_is_a_text(kind: str, rows: int) -> None:
    """The file is another program's, or damaged: its reader must come to say so."""
    beyond = BEYOND[kind]
    near = [date(2024, 9, 3) if beyond.dtype != polars.Duration else timedelta(days=1), None]
    series = polars.concat([polars.Series(near, dtype=beyond.dtype), *[beyond] * (rows // 2)])
    cells = column_of(series, text_of)
    assert len(cells) == rows + 2 and cells.different == 4
    assert list(cells)[:2] == [column_of(series[:1], text_of)[0], ""]
    complaints = read_cells("on", ColumnShape("date"), cells).bad
    assert {complaint.code for _, complaint in complaints} == {"D024"} and len(complaints) >= rows // 2


@pytest.mark.parametrize("kind", SHAPES)
@settings(max_examples=40)
@given(cells=st.lists(CELLS.map(str.strip), max_size=20))
def test_a_column_is_read_as_its_cells_are_one_by_one(kind: str, cells: list[str]) -> None:
    whole = read_cells("x", SHAPES[kind], coded(cells))
    each: list[ReadColumn] = [read_cells("x", SHAPES[kind], coded([cell])) for cell in cells]
    assert values_of(whole.column) == [values_of(one.column)[0] for one in each]
    assert list(whole.bad) == [(row, complaint) for row, one in enumerate(each) for _, complaint in one.bad]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2)), max_size=20))
def test_rows_alike_are_those_whose_numbers_stand_more_than_once(rows: list[tuple[int, int]]) -> None:
    columns = [np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1)]
    counts = Counter(rows)
    assert rows_alike(columns) == [place for place, row in enumerate(rows) if counts[row] > 1]


@pytest.mark.parametrize("most", [2, 9, 1 << 62])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12), data=st.data())
def test_rows_as_numbers_are_the_rows_in_order_however_they_stood(
    most: int, rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    """What they are numbers of comes back from them: a number's digits are the places of the texts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digest, "_MOST", most)
        found = []
        for each in (rows, data.draw(st.permutations(rows))):
            columns = [ordered(coded([row[at] for row in each])) for at in range(3)]
            found.append([numbers.tolist() for numbers in rows_as_numbers(columns)])
    assert found[0] == found[1]
    assert list(zip(*found[0], strict=True)) == sorted(zip(*found[0], strict=True))
    places = [{text: place for place, text in enumerate(column.texts)} for column in columns]
    counts = [len(each) for each in places]
    wanted = Counter(tuple(places[at][row[at]] for at in range(3)) for row in rows)
    assert sum(wanted.values()) == len(found[0][0])
    groups: list[list[int]] = []
    size = 0
    for at, count in enumerate(counts):
        if not groups or size * count >= most:
            groups.append([])
            size = 1
        groups[-1].append(at)
        size *= count
    told = Counter()
    for numbers in zip(*found[0], strict=True):
        row = [0, 0, 0]
        for number, group in zip(numbers, groups, strict=True):
            for at in reversed(group):
                number, row[at] = divmod(number, counts[at])
        told[tuple(row)] += 1
    assert told == wanted


@given(st.lists(st.text("ab\x1f", max_size=3), max_size=6), st.lists(st.text("ab\x1f", max_size=3), max_size=6))
def test_texts_of_a_column_never_read_as_others(one: list[str], other: list[str]) -> None:
    columns = [ordered(coded(cells)) for cells in (one, other)]
    series = [
        Coded(None, column.at, in_order=True, series=polars.Series(column.texts, dtype=polars.String))
        for column in columns
    ]
    assert [digest._joined(column) for column in columns] == [digest._joined(column) for column in series]
    assert (digest._joined(columns[0]) == digest._joined(columns[1])) == (columns[0].texts == columns[1].texts)


PUPIL = st.sampled_from(["P1", "P2", "P3", "P4", "", "'P1", "P1 "])
DAY = st.sampled_from(["2024-09-03", "2024-09-04", "2024-9-4", "", "never"])
WORD = st.sampled_from(["yes", "no", "", "maybe", "TRUE"])
TABLES = {
    "pupils": (("pupil", "year_group", "enrolled_on", "left_on", "send"), (PUPIL, st.just("4"), DAY, DAY, WORD)),
    "parents": (("pupil", "parent", "liable"), (PUPIL, st.sampled_from(["A", "B", ""]), WORD)),
    "notices": (
        ("pupil", "parent", "kind", "issued_on", "status"),
        (PUPIL, st.sampled_from(["A", "B", "C"]), st.just("penalty_notice"), DAY, st.sampled_from(["paid", "piad"])),
    ),
    "flags": (("pupil", "flag", "from", "to"), (PUPIL, st.sampled_from(["risk", "rsik", ""]), DAY, DAY)),
}
EXPECTED = Expected((CodesInForce(None, None, {"/": "present"}),), flags=frozenset({"risk"}))
CALENDAR = "terms:\n  - {name: autumn, from: 2024-09-02, to: 2024-09-20}\n"


def contents(register: Register | None) -> object:
    if register is None:
        return None

    def of_table(table: FactTable) -> object:
        columns = {name: (values_of(column), column.words) for name, column in table.columns.items()}
        return table.present, table.pupil.tolist(), columns

    tables = {name: of_table(table) for name, table in register.tables.items()}
    return register.pupils, of_table(register.pupil_rows), tables, register.marks.tolist(), register.report


@settings(max_examples=50)
@given(data=st.data())
def test_a_dataset_is_the_same_however_its_tables_are_cut(data: st.DataObject) -> None:
    """Both ways and both formats: the same register, and every bad row told at the same place in the same words."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
        (folder / "marks.csv").write_text("pupil,date,session,code\nP1,2024-09-03,AM,/\n", encoding="utf-8")
        drawn = {
            name: (header, data.draw(st.lists(st.tuples(*cells), min_size=name == "pupils", max_size=8)))
            for name, (header, cells) in TABLES.items()
        }
        for name, (header, rows) in drawn.items():
            lines = [",".join(header), *(",".join(row) for row in rows)]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = []
        for large in (-1, 1 << 30):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(facts, "_LARGE", large)
                for skip in (False, True):
                    outcome = reading.read_dataset(folder, EXPECTED, skip_bad_rows=skip)
                    faults = [(str(each.place), each.code, each.message, each.help) for each in outcome.diagnostics]
                    found.append((contents(outcome.value), faults))
        assert found[:2] == found[2:]
        for name, (header, rows) in drawn.items():
            (folder / f"{name}.csv").unlink()
            # a row of nothing is no row of a CSV file
            kept = [row for row in rows if any(cell.strip() for cell in row)]
            polars.DataFrame(kept, schema=dict.fromkeys(header, polars.String), orient="row").write_parquet(
                folder / f"{name}.parquet"
            )
        ways = []
        for small in (0, 2000):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(columnar, "_SMALL", small)
                typed = reading.read_dataset(folder, EXPECTED, skip_bad_rows=True)
                ways.append((contents(typed.value), [str(each) for each in typed.diagnostics]))
            # A row of Parquet has a number and no line.
            assert sorted(each.code for each in typed.diagnostics if each.code != "D023") == sorted(
                code for _, code, _, _ in found[1][1] if code != "D023"
            )
        assert ways[0] == ways[1]
