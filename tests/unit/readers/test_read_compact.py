"""The compact form of marks says the same as the long one: the same register, the same digest, the same bad rows."""

import tempfile
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dataset import NO_ROW, MarkTable
from engine.diagnostics import Outcome
from engine.generate.dataset import generate
from engine.generate.spec import Spec
from engine.generate.write import write_dataset
from engine.readers import compact_whole, marks_compact
from engine.readers.dataset import read_dataset
from engine.register import NOT_GIVEN, Arrivals, CodesInForce, Expected, Register
from engine.writers.compact import write_compact
from engine.writers.marks import write_marks
from tests.unit.readers.conftest import CALENDAR, CHANGE, NEW, OLD, School
from tests.unit.readers.conftest import PUPILS as PUPILS_FILE

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


@pytest.mark.parametrize("is_compact", [True, False])
def test_a_file_that_has_changed_since_it_was_written_is_refused_or_the_same(school: School, is_compact: bool) -> None:
    sessions = [(day, half) for day in (DAYS[2], DAYS[4]) for half in ("AM", "PM")]
    marks = table(*((who, day, half, "I" if half == "PM" else "/") for day, half in sessions for who in PUPILS))
    path = school.folder / "marks.parquet"
    (school.folder / "marks.csv").unlink()
    (write_compact if is_compact else write_marks)(path, marks)
    whole, register = path.read_bytes(), school.register()
    for at in range(5, len(whole), len(whole) // 40):
        path.write_bytes(bytes([*whole[:at], whole[at] ^ 4, *whole[at + 1 :]]))
        found = school.read()
        assert found.value is None or np.array_equal(found.value.marks, register.marks)
        assert found.value is not None or {each.code for each in found.diagnostics} == {"D003"}
    path.write_bytes(whole)
    polars.read_parquet(path).write_parquet(path)
    assert np.array_equal(school.register().marks, register.marks), "another program's files have no check sum"


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


def test_what_is_left_out_is_left_out_once(school: School) -> None:
    """A quiet mark at a weekend of a pupil who has left, and one that says when the pupil came."""
    marks = table(*GOOD, ("P3", date(2024, 9, 21), "PM", "#"), late=(*LATE, ("P3", date(2024, 9, 16), "AM", 557, 17)))
    assert_same(*both(school, marks))


def test_the_latest_mark_may_be_of_any_block(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact_whole, "_BLOCK", 1)
    monkeypatch.setattr(compact_whole, "_DECODED", 2)
    later = ("P2", date(2024, 9, 9), "AM", "/")
    assert_same(*both(school, table(("P1", date(2024, 9, 3), "AM", "/"), later, ("P3", date(2024, 9, 4), "AM", "I"))))


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


def test_a_file_at_which_polars_gives_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It panics at some damages, which are no errors of Python's kind."""
    write_dataset(generate(Spec("primary", 5, seed=4)), tmp_path, "compact")

    def gives_up(*_: object, **__: object) -> None:
        raise polars.exceptions.PanicException("out-of-range date")

    monkeypatch.setattr(polars, "read_parquet", gives_up)
    monkeypatch.setattr(polars, "collect_all", gives_up)
    told = [found.message for found in _read(tmp_path).diagnostics if found.code == "D003"]
    assert "`marks.parquet` cannot be read as Parquet: out-of-range date" in told
    assert "`pupils.parquet` cannot be read as Parquet: out-of-range date" in told


def _national(folder: Path) -> Register:
    read = _read(folder)
    assert read.value is not None, "\n".join(map(str, read.diagnostics))
    return read.value


def _read(folder: Path) -> Outcome[Register]:
    from engine.compile.expected import expected_of
    from engine.load import load

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


def _set(**columns: object):  # type: ignore[no-untyped-def]
    """Give some columns of a frame a value of their own in every row."""
    return lambda frame: frame.with_columns(polars.lit(value).alias(name) for name, value in columns.items())


def _of_first_row(name: str, value: object):  # type: ignore[no-untyped-def]
    """Give the first row of a frame another value."""
    return lambda frame: frame.with_columns(
        polars.Series(name, [value, *frame[name].to_list()[1:]], dtype=frame.schema[name])
    )


TWO = "2024-09-03\n2024-09-04"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.with_columns(polars.col("dates").cast(polars.Binary)), "its column `dates` is not that"),
        (_set(marks=b"\1"), "row 1 has 1 bytes of marks, and its 6 dates have 12"),
        (_of_first_row("marks", b"\1" * 14), "row 1 has 14 bytes of marks, and its 6 dates have 12"),
        (_of_first_row("pupil", None), "row 1 lacks its `pupil`"),
        (_of_first_row("dates", None), "row 1 lacks its `dates`"),
        (_of_first_row("marks", None), "row 1 lacks its `marks`"),
        (_of_first_row("codes", None), "row 1 lacks its `codes`"),
        (_set(dates="2024-09-03\n4 Sept", marks=b"\0\0\0\0"), "row 1 has `4 Sept` among its dates, which is none"),
        (_set(dates="2024-09-03\n", marks=b"\0\0\0\0"), "row 1 has `` among its dates, which is none"),
        (_set(dates=f"{TWO}\n2024-09-04", marks=b"\0" * 6), "row 1 has the date `2024-09-04` twice or out of order"),
        (_set(dates="2024-09-04\n2024-09-03", marks=b"\0" * 4), "row 1 has the date `2024-09-03` twice or out of"),
        (_set(codes="\n".join(map(str, range(255)))), "row 1 has 255 codes, more than a byte can tell apart"),
        (lambda frame: frame.drop("timed"), "its column `arrived`"),
        (lambda frame: frame.with_columns(polars.col("arrived").list.head(0)), "`timed` and `arrived` of row 1 differ"),
        (_of_first_row("timed", [None]), "an arrival of row 1 does not say to which mark it belongs"),
    ],
)
def test_a_file_that_is_not_of_the_form_is_told(change, told: str, school: School) -> None:
    path = _compact(school)
    change(polars.read_parquet(path)).write_parquet(path)
    assert any(told in each for each in school.told()), school.told()
    assert school.errors() == ["D003"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_of_first_row("timed", [0]), []),
        (_of_first_row("timed", [11]), ["an arrival at byte 12 of `marks`, where there is no mark"]),
        (_of_first_row("timed", [12]), ["an arrival at byte 13 of `marks`, where there is no mark"]),
        (_of_first_row("timed", [-1]), ["an arrival at byte 0 of `marks`, where there is no mark"]),
    ],
)
def test_an_arrival_without_a_mark_is_told(change, told: list[str], school: School) -> None:
    path = _compact(school)
    change(polars.read_parquet(path)).write_parquet(path)
    assert _told(school) == [f"marks.parquet:1:1 D020 `P1` has {each}" for each in told]


def test_two_arrivals_for_a_mark_are_told(school: School) -> None:
    path = _compact(school)
    frame = polars.read_parquet(path)
    twice = polars.col(("timed", "arrived", "minutes_late")).list.eval(polars.element().append(polars.element()))
    frame.with_columns(twice).write_parquet(path)
    assert _told(school) == [
        "marks.parquet:1:1 D020 `P1` has two arrivals at byte 2 of `marks`",
        "marks.parquet:2:1 D020 `P2` has two arrivals at byte 5 of `marks`",
    ]


def test_a_column_that_is_not_of_the_form_is_told(school: School) -> None:
    path = _compact(school)
    polars.read_parquet(path).with_columns(note=polars.lit("ill")).write_parquet(path)
    assert _told(school) == ["marks.parquet:1:1 D010 the column `note` of `marks.parquet` is not read"]


@pytest.mark.parametrize("order", [[2, 0, 1], [1, 2, 0]])
def test_rows_may_stand_in_any_order(order: list[int], school: School) -> None:
    path = _compact(school)
    before = school.register()
    polars.read_parquet(path)[order].write_parquet(path)
    assert_same(before, school.register())


def test_rows_of_other_dates_and_codes_may_stand_beside_each_other(school: School) -> None:
    path = _compact(school)
    before, frame = school.register(), polars.read_parquet(path)
    # The last pupil has one date less, on which there is no mark, and the codes turned round.
    codes = "\n".join(reversed(frame["codes"][0].split("\n")))
    count = codes.count("\n") + 1
    last = frame[2].with_columns(
        polars.lit("\n".join(frame["dates"][0].split("\n")[:-1])).alias("dates"),
        polars.Series("marks", [bytes(count + 1 - byte if byte else 0 for byte in frame["marks"][2][:-2])]),
        polars.lit(codes).alias("codes"),
    )
    polars.concat([frame[:2], last]).write_parquet(path)
    assert frame["marks"][2][-2:] == b"\0\0"
    assert_same(before, school.register())


def test_a_file_of_the_form_before_is_read(school: School) -> None:
    """It had the first date and two bytes for every date from then on."""
    path = _compact(school)
    before, frame = school.register(), polars.read_parquet(path)
    polars.DataFrame(_as_before(frame)).write_parquet(path)
    assert_same(before, school.register())
    polars.DataFrame(_as_before(frame)).with_columns(polars.lit(b"\1\1\1").alias("marks")).write_parquet(path)
    assert any("row 1 has 3 bytes of marks, no whole number of dates" in each for each in school.told())
    far = polars.DataFrame(_as_before(frame)).with_columns(polars.lit(date(9999, 12, 31)).alias("first"))
    far.write_parquet(path)
    assert any("row 1 has dates beyond the years 1 to 9999" in each for each in school.told())


def test_a_date_beyond_all_calendars_is_told_in_every_form(school: School) -> None:
    path = _compact(school)
    far = polars.Series("date", [5_000_000], dtype=polars.Int32).cast(polars.Date)
    long = polars.DataFrame({"pupil": ["P1"], "session": ["AM"], "code": ["/"]}).with_columns(far)
    frame = polars.read_parquet(path)
    long.write_parquet(path)
    assert school.told() == ["marks.parquet:1:1 D024 `date` is `15659-07-15`, which is no date"]
    firsts = polars.Series("first", [5_000_000] * frame.height, dtype=polars.Int32).cast(polars.Date)
    polars.DataFrame(_as_before(frame)).with_columns(firsts).write_parquet(path)
    assert any("dates beyond the years" in each for each in school.told())


def _as_before(frame: polars.DataFrame) -> dict[str, polars.Series]:
    days = [date.fromisoformat(text) for text in frame["dates"][0].split("\n")]
    places = [2 * (day - days[0]).days + half for day in days for half in range(2)]
    rows = []
    for held in frame["marks"]:
        row = bytearray(places[-1] + 1)
        for place, byte in zip(places, held, strict=True):
            row[place] = byte
        rows.append(bytes(row))
    timed = [[places[each] for each in held] for held in frame["timed"]]
    return {
        "pupil": frame["pupil"],
        "first": polars.Series([days[0]] * frame.height),
        "marks": polars.Series(rows, dtype=polars.Binary),
        "codes": frame["codes"],
        "timed": polars.Series(timed, dtype=polars.List(polars.Int32)),
        "arrived": frame["arrived"],
        "minutes_late": frame["minutes_late"],
    }


SOME = st.integers(0, 5) | st.just(9)
ROW = st.tuples(
    st.sampled_from(["P1", "P2", "P3", "P3", "P4"]),
    st.sampled_from([DAYS[:4], DAYS[:4], DAYS[2:6], DAYS]),
    st.sampled_from([("/", "\\", "I", "#", ""), ("/", "\\", "I", "#", ""), ("I", "H", "ZZ", "/")]),
    st.lists(SOME, min_size=16, max_size=16),
    st.lists(st.tuples(st.integers(-1, 8), st.integers(-1, 600) | st.just(2000)), max_size=3),
)


@given(rows=st.lists(ROW, max_size=4), tame=st.booleans())
@settings(max_examples=60)
def test_a_file_says_the_same_as_a_whole_and_row_by_row(rows: list[Any], tame: bool) -> None:
    """Whatever stands in it: as a whole it is taken where nothing is told of a row."""
    if tame:
        rows = [(who, DAYS[:3], ("#", "#", "#", "#", "#", "", "", "", ""), held, []) for who, _, _, held, _ in rows]
        rows = list({row[0]: row for row in rows if row[0] != "P4"}.values())
    columns = {
        "pupil": polars.Series([row[0] for row in rows], dtype=polars.String),
        "dates": polars.Series(["\n".join(map(str, row[1])) for row in rows], dtype=polars.String),
        "marks": polars.Series([bytes(row[3][: 2 * len(row[1])]) for row in rows], dtype=polars.Binary),
        "codes": polars.Series(["\n".join(row[2]) for row in rows], dtype=polars.String),
        "timed": polars.Series([[at for at, _ in row[4]] for row in rows], dtype=polars.List(polars.Int32)),
        "arrived": polars.Series(
            [[None if minute < 0 else minute for _, minute in row[4]] for row in rows], dtype=polars.List(polars.Int32)
        ),
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
        (folder / "pupils.csv").write_text(PUPILS_FILE, encoding="utf-8")
        polars.DataFrame(columns).write_parquet(folder / "marks.parquet")
        expected = Expected((CodesInForce(None, CHANGE, OLD), CodesInForce(CHANGE, None, NEW)), silent=frozenset("#"))
        counted: list[int] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compact_whole, "_BLOCK", 1)
            patch.setattr(compact_whole, "_DECODED", 2)
            whole = read_dataset(folder, expected, skip_bad_rows=True)
            patch.setattr(marks_compact.MarksCompact, "dense", lambda *_: counted.append(1))
            by_rows = read_dataset(folder, expected, skip_bad_rows=True)
    assert counted and whole.diagnostics == by_rows.diagnostics
    assert (whole.value is None) == (by_rows.value is None)
    if whole.value is not None and by_rows.value is not None:
        assert_same(whole.value, by_rows.value)


def _told(school: School) -> list[str]:
    """Give what is told of the file, but for the mark that `GOOD` has of the day's other session."""
    return [each for each in school.told() if " D014 " not in each]


def _compact(school: School) -> Path:
    """Write good marks in the compact form, and nothing else."""
    (school.folder / "marks.csv").unlink()
    path = school.folder / "marks.parquet"
    write_compact(path, table(*GOOD, late=LATE))
    return path


def test_the_same_marks_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    write_compact(one, table(*GOOD, late=LATE))
    write_compact(two, table(*reversed(GOOD), late=tuple(reversed(LATE))))
    assert one.read_bytes() == two.read_bytes()
