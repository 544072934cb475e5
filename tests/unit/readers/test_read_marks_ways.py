"""Marks are the same however they are read: in any order, from any type of column, quickly or row by row."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.generate.dataset import generate
from engine.generate.spec import Spec
from engine.generate.write import write_dataset
from engine.readers import dataset, facts, known_texts, marks, marks_csv, marks_parquet
from engine.readers.dataset import read_dataset
from engine.readers.known_texts import STRANGE, KnownTexts
from engine.register import CodesInForce, Expected, Register

OLD = CodesInForce(None, None, {"/": "present", "\\": "present", "I": "absent", "#": "closed", "N": "absent"})
EXPECTED = Expected((OLD,), silent=frozenset({"#"}))
CALENDAR = "terms:\n  - {name: autumn, from: 2024-09-02, to: 2024-09-13}\ninset: [2024-09-05]\n"
PUPILS = "pupil,year_group,enrolled_on,left_on\nP1,4,,\nP2,4,2024-09-04,\nP3,4,,2024-09-10\nP4,soon,,\n"
HEADER = ("pupil", "date", "session", "code", "arrived")
GOOD = st.tuples(
    st.sampled_from(["P1", "P1", "P2", "P3"]),
    st.sampled_from(["2024-09-03", "2024-09-04", "2024-09-09", "2024-09-10"]),
    st.sampled_from(["AM", "PM"]),
    st.sampled_from(["/", "/", "\\", "I", "N"]),
    st.sampled_from(["", "", "", "09:05"]),
)
ODD = st.tuples(
    st.sampled_from(["P1", "P2", "P3", "P4", "P5", "", "p1"]),
    st.sampled_from(["2024-09-03", "2024-09-05", "2024-09-07", "2024-09-12", "2030-01-01", "3 Sept", ""]),
    st.sampled_from(["AM", "PM", "am", ""]),
    st.sampled_from(["/", "#", "", "Q", "I "]),
    st.sampled_from(["", "09:05", "9:05", "09:05:30", "late"]),
)
Row = tuple[str, ...]
WHOLE = ("D011", "D013", "D016")
"""Codes of what is told of a whole file."""


def told(folder: Path, *, first: int = 2) -> object:
    """Say what was read and what was told, with rows counted from 1 whatever the number of the file's first one.

    Columns of a line are left out, for Parquet has none.
    """
    outcome = read_dataset(folder, EXPECTED, skip_bad_rows=True)

    def from_one(number: re.Match[str]) -> str:
        return f"row {int(number[1]) - first + 1}"

    faults = [
        (
            each.code,
            each.place.span.line - (first - 1 if each.code not in WHOLE else 0) if each.place else None,
            re.sub("row ([0-9]+)", from_one, each.message).replace(".parquet", ".csv"),
            each.help,
        )
        for each in outcome.diagnostics
        if each.place and each.place.source.name.startswith(str(folder / "marks"))
    ]
    # Faults of one row follow the columns of its line.
    return contents(outcome.value), sorted(faults, key=repr)


def contents(register: Register | None) -> object:
    if register is None:
        return None
    came = register.arrivals
    arrivals = [column.tolist() for column in (came.slot, came.pupil, came.arrived)]
    bad = {name.partition(".")[0]: count for name, count in register.report.bad_rows.items()}
    return register.marks.tolist(), arrivals, register.as_of, replace(register.report, bad_rows=bad)


def frame_of(rows: Sequence[Row], kinds: Sequence[str]) -> polars.DataFrame:
    """Put rows into columns of texts, or of what a writer of Parquet would make of them."""
    frame = polars.DataFrame(list(rows), schema=dict.fromkeys(HEADER, polars.String), orient="row")
    for name, kind in zip(("pupil", "session", "code"), kinds, strict=True):
        if kind == "categorical":
            frame = frame.with_columns(polars.col(name).cast(polars.Categorical))
        elif kind == "enum":
            frame = frame.with_columns(polars.col(name).cast(polars.Enum(frame[name].unique().sort())))
        elif kind.startswith("null"):
            frame = frame.with_columns(polars.when(polars.col(name) != "").then(polars.col(name)).alias(name))
            if kind == "null enum":
                frame = frame.with_columns(polars.col(name).cast(polars.Enum(frame[name].drop_nulls().unique())))
    return frame


def with_moments(frame: polars.DataFrame) -> polars.DataFrame:
    """Give dates and times the types that a writer of Parquet would give them, where all of a column are such."""
    dates = frame["date"].str.to_date("%Y-%m-%d", strict=False)
    times = frame["arrived"].str.to_time("%H:%M:%S", strict=False)
    times = times.zip_with(times.is_not_null(), frame["arrived"].str.to_time("%H:%M", strict=False))
    kept = [each.alias(name) for name, each in (("date", dates), ("arrived", times))]
    texts = [frame[each.name].replace("", None) for each in kept]
    return frame.with_columns(
        each
        for each, text in zip(kept, texts, strict=True)
        if each.null_count() == text.null_count() and not any(t.startswith("9:") for t in text.drop_nulls())
    )


KINDS = st.sampled_from(["text", "categorical", "enum", "null", "null enum"])


@settings(max_examples=40)
@given(
    good=st.lists(GOOD, min_size=1, max_size=24),
    # A row of nothing is no row of a CSV file.
    odd=st.lists(ODD.filter(any), max_size=3),
    order=st.sampled_from(["as drawn", "by pupil", "by date"]),
    kinds=st.tuples(KINDS, KINDS, KINDS),
    moments=st.booleans(),
    long=st.sampled_from([1, 1024]),
    threads=st.sampled_from([1, 3]),
    data=st.data(),
)
def test_every_way_gives_the_same(
    good: list[Row],
    odd: list[Row],
    order: str,
    kinds: tuple[str, ...],
    moments: bool,
    long: int,
    threads: int,
    data: st.DataObject,
) -> None:
    rows = data.draw(st.permutations([*good, *odd])) if order == "as drawn" else [*good, *odd]
    if order != "as drawn":
        rows = sorted(rows, key=(lambda row: row[:2]) if order == "by pupil" else (lambda row: row[1:3]))
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = Path(place)
        (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
        (folder / "pupils.csv").write_text(PUPILS, encoding="utf-8")
        lines = [",".join(HEADER), *(",".join(row) for row in rows)]
        (folder / "marks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        quick = told(folder)
        patch.setattr(marks, "all_stand", lambda *_: None)
        assert told(folder) == quick
        patch.undo()
        patch.setattr(marks_csv, "PIECE", 60)
        patch.setattr(marks_csv, "LONG_PIECE", data.draw(st.sampled_from([1, 60, 10_000])))
        patch.setattr(dataset, "MANY_PIECES", 0)
        patch.setattr(facts, "_LARGE", -1)
        patch.setattr(dataset, "at_once", lambda: threads)
        assert told(folder) == quick
        patch.undo()
        (folder / "marks.csv").unlink()
        # Small pieces, so that rows of one day, one pupil and one fault fall apart.
        patch.setattr(marks_parquet, "SLICE", 7)
        patch.setattr(marks_parquet, "FIRST", 4)
        patch.setattr(marks_parquet, "ROWS", 3)
        patch.setattr(known_texts, "_SAMPLE", 2)
        patch.setattr(known_texts, "_LONG", 1)
        patch.setattr(marks_parquet, "_LONG", long)
        patch.setattr(facts, "_LARGE", -1)
        patch.setattr(dataset, "at_once", lambda: threads)
        frame = frame_of(rows, kinds)
        frame = with_moments(frame) if moments else frame
        frame.write_parquet(folder / "marks.parquet", row_group_size=data.draw(st.sampled_from([5, 100])))
        assert told(folder, first=1) == quick


def test_a_session_that_is_none_is_not_that_of_the_day_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long stretches of one session are read as one, and an `am` after the morning before must not go with it."""
    rows = [
        ("P1", "2024-09-03", "AM", "/", ""),
        ("P1", "2024-09-04", "AM", "/", ""),
        ("P1", "2024-09-05", "am", "/", ""),
    ]
    (tmp_path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (tmp_path / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    lines = [",".join(HEADER), *(",".join(row) for row in rows)]
    (tmp_path / "marks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    as_csv = told(tmp_path)
    (tmp_path / "marks.csv").unlink()
    monkeypatch.setattr(marks_parquet, "_LONG", 1)
    frame_of(rows, ("text", "text", "text")).write_parquet(tmp_path / "marks.parquet")
    assert "D026" in str(as_csv)
    assert told(tmp_path, first=1) == as_csv


@given(
    words=st.lists(st.text("abAB/é ", max_size=14), min_size=1, max_size=5, unique=True),
    drawn=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), min_size=1, max_size=9),
    data=st.data(),
)
def test_texts_are_found_whatever_their_order(
    words: list[str], drawn: list[tuple[int, int]], data: st.DataObject
) -> None:
    """In stretches, with two words for most of them, and neither; with texts that are no word, and none."""
    others = [*words, "no such word", None]
    texts = [others[at % len(others)] for at, times in drawn for _ in range(times)]
    places = [STRANGE if text is None or text not in words else words.index(text) for text in texts]
    column = polars.Series(texts, dtype=polars.String)
    known = KnownTexts(words)
    ways = [known.look_up, known._in_runs]
    if len(words) > 1:
        known._usual = [0, len(words) - 1]
        ways.append(known._usual_first)
    for way in ways:
        assert way(column).tolist() == places
    opens = data.draw(st.sets(st.integers(1, max(len(texts) - 1, 1)), max_size=3).map(sorted))
    opens = [at for at in opens if at < len(texts)]
    begins, ends = data.draw(st.sampled_from([(0, None), (1, None), (0, -1), (0, 0)]))
    extra = data.draw(st.lists(st.sampled_from(words), max_size=2))

    def likely(row: int) -> tuple[polars.Series, np.ndarray]:
        """Guess the stretch that begins with a row, more than that, less, or nobody."""
        stop = next((each for each in (*opens, len(texts)) if each > row % len(texts)), len(texts))
        whole = [each for each in texts[row % len(texts) : stop] if each in words]
        guess = [*extra, *whole, *extra][begins:ends]
        found = np.array([words.index(each) for each in guess], dtype=np.intp)
        return polars.Series(guess, dtype=polars.String), found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_texts, "_LONG", 0)
        assert known.find_again(column, np.array(opens, dtype=np.intp), likely).tolist() == places
        twice, middle = polars.concat([column, column]), np.array([len(column)])
        assert known.find_again(twice, middle, likely).tolist() == [*places, *places]
        patch.setattr(known_texts, "_SAMPLE", 3)
        fresh = KnownTexts(words)
        assert np.concatenate([fresh.find(column[:4]), fresh.find(column[4:])]).tolist() == places


def test_pupils_who_are_on_the_roll_are_not_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a session are found by the roll of its day, also where the rows that are read at a time cut it."""
    made = generate(Spec("primary", 60, seed=4))
    write_dataset(made, tmp_path / "csv", "csv")
    write_dataset(made, tmp_path / "parquet", "parquet")
    expected = replace(EXPECTED, code_tables=(CodesInForce(None, None, dict.fromkeys(made.marks.codes, "present")),))
    usual = read_dataset(tmp_path / "csv", expected, skip_bad_rows=True).value
    monkeypatch.setattr(marks_parquet, "SLICE", 1000)
    monkeypatch.setattr(marks_parquet, "FIRST", 77)
    monkeypatch.setattr(marks_parquet, "_LONG", 1)
    monkeypatch.setattr(known_texts, "_LONG", 1)
    monkeypatch.setattr(KnownTexts, "look_up", lambda *_: pytest.fail("looked up"))
    found = read_dataset(tmp_path / "parquet", expected, skip_bad_rows=True).value
    assert usual is not None and found is not None and usual.report.marks > 10_000
    assert np.array_equal(usual.marks, found.marks)
