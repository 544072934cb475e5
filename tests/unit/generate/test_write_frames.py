"""Frames written one after the other are the file that they are together, whatever Polars can do."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import polars
import pytest

from engine.writers.files import replace, write_frames


def frames() -> Iterator[polars.DataFrame]:
    for number in range(5):
        yield polars.DataFrame(
            {"pupil": [f"P{number}", None], "late": polars.Series([number, None], dtype=polars.Int32)}
        )


@pytest.mark.parametrize("is_old", [False, True])
def test_frames_are_written_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_old: bool) -> None:
    sink, refused = polars.LazyFrame.sink_parquet, []

    def cannot(frame: polars.LazyFrame, *given: object, **named: object) -> object:
        # a newer Polars writes a frame that it holds through here too
        if not refused:
            refused.append(frame)
            raise polars.exceptions.InvalidOperationError("not yet supported in standard engine")
        return sink(frame, *given, **named)  # type: ignore[call-overload]

    if is_old:
        monkeypatch.setattr(polars.LazyFrame, "sink_parquet", cannot)
    path = tmp_path / "marks.parquet"
    write_frames(path, frames)
    assert len(refused) == is_old
    assert polars.read_parquet(path).equals(polars.concat(frames()))
    assert [each.name for each in tmp_path.iterdir()] == ["marks.parquet"]
    some = polars.scan_parquet(path).select("late").collect()
    assert some["late"].to_list() == [0, None, 1, None, 2, None, 3, None, 4, None]


def test_what_cannot_be_written_to_its_end_is_taken_away_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    path.write_text("old", encoding="utf-8")

    def full(file: BinaryIO) -> None:
        file.write(b"new")
        raise OSError(errno.ENOSPC, "no space left on device")

    with pytest.raises(OSError, match="no space"):
        replace(path, full)

    assert [each.name for each in tmp_path.iterdir()] == ["pupils.csv"]
    assert path.read_text(encoding="utf-8") == "old"
