"""The compact form of marks says the same as the long one: the same register, the same digest, the same bad rows."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars
import pytest

from engine.dataset import NO_ROW, MarkTable
from engine.diagnostics import Outcome
from engine.generate.dataset import generate
from engine.generate.spec import Spec
from engine.generate.write import write_dataset
from engine.readers import marks_compact
from engine.register import NOT_GIVEN, Arrivals, Register
from engine.writers.compact import write_compact
from engine.writers.marks import write_marks
from tests.unit.readers.conftest import School

DAYS = tuple(date(2024, 9, day) for day in (3, 4, 5, 6, 9, 16, 17, 21))
PUPILS = ("P1", "P2", "P3")
CODES = ("", "/", "\\", "L", "I", "#", "X", "H", "ZZ")


def table(*marks: tuple[str, date, str, str], late: tuple[tuple[str, date, str, int, int], ...] = ()) -> MarkTable:
    cells = np.full((2 * len(DAYS), len(PUPILS) + 1), NO_ROW, dtype=np.uint8)
    pupils = (*PUPILS, "P9")
    for pupil, day, session, code in marks:
        cells[2 * DAYS.index(day) + (session == "PM"), pupils.index(pupil)] = CODES.index(code)
    told = sorted((2 * DAYS.index(day) + (half == "PM"), pupils.index(who), at, by) for who, day, half, at, by in late)
    columns = np.array(told, dtype=np.int32).reshape(-1, 4)
    arrivals = Arrivals(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int16), columns[:, 3].astype(np.int16))
    used = np.flatnonzero((cells != NO_ROW).any(axis=0))
    arrivals = replace(arrivals, pupil=np.searchsorted(used, arrivals.pupil).astype(np.int32))
    return MarkTable(
        DAYS, tuple(pupils[each] for each in used), CODES, cells[:, used], arrivals, has_minutes_late=bool(late)
    )


def both(school: School, marks: MarkTable) -> tuple[Register, Register]:
    write_marks(school.folder / "marks.csv", marks)
    long = school.register()
    (school.folder / "marks.csv").unlink()
    write_compact(school.folder / "marks.parquet", marks)
    return long, school.register()


def assert_same(one: Register, two: Register) -> None:
    assert one.pupils == two.pupils and one.codes == two.codes and one.as_of == two.as_of
    assert np.array_equal(one.marks, two.marks)
    for field in fields(Arrivals):
        assert np.array_equal(getattr(one.arrivals, field.name), getattr(two.arrivals, field.name)), field.name
    assert (one.has_arrived, one.has_minutes_late) == (two.has_arrived, two.has_minutes_late)
    assert one.report == two.report


GOOD = (
    ("P1", date(2024, 9, 3), "AM", "/"),
    ("P1", date(2024, 9, 3), "PM", "\\"),
    ("P1", date(2024, 9, 4), "AM", ""),
    ("P2", date(2024, 9, 5), "AM", "L"),
    ("P2", date(2024, 9, 5), "PM", "/"),
    ("P2", date(2024, 9, 3), "AM", "#"),
    ("P3", date(2024, 9, 3), "AM", "I"),
    ("P3", date(2024, 9, 16), "AM", "#"),
    ("P1", date(2024, 9, 21), "AM", "#"),
    ("P1", date(2024, 9, 6), "PM", "#"),
)
LATE = (("P2", date(2024, 9, 5), "AM", 557, 17), ("P1", date(2024, 9, 3), "PM", NOT_GIVEN, 5))


def test_a_compact_file_gives_the_same_register(school: School) -> None:
    assert_same(*both(school, table(*GOOD, late=LATE)))


def test_it_is_read_as_a_whole_where_all_may_stand(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    write_compact(school.folder / "marks.parquet", table(*GOOD, late=LATE))
    (school.folder / "marks.csv").unlink()
    monkeypatch.setattr(marks_compact.MarksCompact, "parts", lambda *_: pytest.fail("read row by row"))
    school.register()


def test_row_by_row_it_says_the_same(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_compact.MarksCompact, "dense", lambda *_: None)
    monkeypatch.setattr(marks_compact, "PUPILS", 2)
    assert_same(*both(school, table(*GOOD, late=LATE)))


@pytest.mark.parametrize("phase", ["primary", "special"])
def test_a_whole_year_is_the_same_in_every_form(phase: str, school: School, tmp_path: Path) -> None:
    made = generate(Spec(phase, 60, seed=4))
    registers = []
    for form in ("csv", "parquet", "compact"):
        folder = tmp_path / form
        write_dataset(made, folder, form)
        registers.append(_national(folder))
    assert_same(registers[0], registers[1])
    assert_same(registers[0], registers[2])


def test_a_folder_may_have_brackets_in_its_name(tmp_path: Path) -> None:
    """Where files are found by pattern they are one."""
    made = generate(Spec("primary", 5, seed=4))
    for form in ("csv", "parquet", "compact"):
        write_dataset(made, tmp_path / f"{form} [1]", form)
        assert _national(tmp_path / f"{form} [1]").report.pupils == 5


def test_a_damaged_table_is_told_among_whole_ones(tmp_path: Path) -> None:
    """All are read at once, and one by one where one of them cannot be."""
    write_dataset(generate(Spec("primary", 5, seed=4)), tmp_path, "compact")
    whole = (tmp_path / "contacts.parquet").read_bytes()
    (tmp_path / "contacts.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "parents.parquet").write_text("pupil,parent\n", encoding="utf-8")
    told = [found.message for found in _read(tmp_path).diagnostics if found.code == "D003"]
    assert [message.split(":")[0] for message in told] == [
        "`contacts.parquet` cannot be read as Parquet",
        "`parents.parquet` cannot be read as Parquet",
    ]


def test_damaged_marks_are_told(tmp_path: Path) -> None:
    """What is broken inside is found only when it is decoded."""
    for form in ("parquet", "compact"):
        folder = tmp_path / form
        write_dataset(generate(Spec("primary", 30, seed=4)), folder, form)
        whole = bytearray((folder / "marks.parquet").read_bytes())
        middle = len(whole) // 2
        whole[4:middle] = bytes(middle - 4)
        (folder / "marks.parquet").write_bytes(whole)
        told = [found for found in _read(folder).diagnostics if found.code == "D003"]
        assert len(told) == 1 and told[0].message.startswith("`marks.parquet` cannot be read as Parquet: "), form


def _national(folder: Path) -> Register:
    read = _read(folder)
    assert read.value is not None, "\n".join(map(str, read.diagnostics))
    return read.value


def _read(folder: Path) -> Outcome[Register]:
    from engine.compile.expected import expected_of
    from engine.load import load
    from engine.readers.dataset import read_dataset

    loaded = load("victoria_road").value
    assert loaded is not None
    return read_dataset(folder, expected_of(loaded.bound))


BAD = {
    "an unknown pupil": ("P9", date(2024, 9, 3), "AM", "/"),
    "a code of another time": ("P1", date(2024, 9, 4), "PM", "H"),
    "an unknown code": ("P1", date(2024, 9, 4), "PM", "ZZ"),
    "a mark at a weekend": ("P1", date(2024, 9, 21), "PM", "I"),
    "a mark in a closed session": ("P1", date(2024, 9, 6), "PM", "/"),
    "a mark before the first day": ("P2", date(2024, 9, 4), "AM", "/"),
    "a mark after the last day": ("P3", date(2024, 9, 16), "PM", "/"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_mark_is_told_in_the_same_words(case: str, school: School) -> None:
    marks = table(*GOOD, BAD[case], late=LATE)
    write_marks(school.folder / "marks.csv", marks)
    long = [told.split(" ", maxsplit=1)[1] for told in school.told() if told.startswith("marks")]
    left = school.register(skip_bad_rows=True)
    (school.folder / "marks.csv").unlink()
    write_compact(school.folder / "marks.parquet", marks)
    compact = [told.split(" ", maxsplit=1)[1] for told in school.told() if told.startswith("marks")]
    assert long == compact
    assert np.array_equal(left.marks, school.register(skip_bad_rows=True).marks)


def test_a_pupil_with_two_rows_is_told(school: School) -> None:
    (school.folder / "marks.csv").unlink()
    path = school.folder / "marks.parquet"
    write_compact(path, table(*GOOD))
    frame = polars.read_parquet(path)
    polars.concat([frame, frame.filter(polars.col("pupil") == "P3")]).write_parquet(path)
    assert school.errors() == ["D034"]


def test_a_minute_that_is_none_is_told(school: School) -> None:
    (school.folder / "marks.csv").unlink()
    path = school.folder / "marks.parquet"
    write_compact(path, table(*GOOD, late=LATE))
    frame = polars.read_parquet(path)
    wrong = frame.with_columns(polars.col("arrived").list.eval(polars.element() + 2000))
    wrong.write_parquet(path)
    assert school.errors() == ["D025"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.with_columns(polars.col("first").cast(polars.String)), "its column `first`"),
        (lambda frame: frame.with_columns(polars.lit(b"\1").alias("marks")), "no whole number of dates"),
        (lambda frame: frame.with_columns(polars.lit(None).cast(polars.String).alias("pupil")), "a row lacks"),
        (lambda frame: frame.drop("timed"), "its column `arrived`"),
        (lambda frame: frame.with_columns(polars.col("arrived").list.head(0)), "differ in length"),
    ],
)
def test_a_file_that_is_not_of_the_form_is_told(change, told: str, school: School) -> None:
    (school.folder / "marks.csv").unlink()
    path = school.folder / "marks.parquet"
    write_compact(path, table(*GOOD, late=LATE))
    change(polars.read_parquet(path)).write_parquet(path)
    assert any(told in each for each in school.told()), school.told()
    assert school.errors() == ["D003"]


def test_the_same_marks_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    write_compact(one, table(*GOOD, late=LATE))
    write_compact(two, table(*reversed(GOOD), late=tuple(reversed(LATE))))
    assert one.read_bytes() == two.read_bytes()
