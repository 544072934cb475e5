"""Frames written one after the other are the file that they are together; a dataset is written whole or not at all."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars
import pytest

from engine.generate.dataset import generate
from engine.generate.spec import Spec
from engine.generate.write import write_dataset
from engine.writers.dataset import Form
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


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, held[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)


def held_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() if each.is_file() else b"" for each in folder.iterdir()}


@pytest.mark.parametrize("form", ["csv", "parquet", "compact"])
def test_a_dataset_that_cannot_be_written_leaves_the_old_one_as_it_was(tmp_path: Path, form: Form) -> None:
    old, other = (generate(Spec(pupils=5, seed=seed)) for seed in (1, 2))
    write_dataset(old, tmp_path / "data", "csv")
    before = held_in(tmp_path / "data")
    most = 40_000 if form == "csv" else 4_200  # some files fit, and others do not

    with files_of_at_most(most), pytest.raises(OSError, match=r"too large"):
        write_dataset(other, tmp_path / "data", form)
    assert held_in(tmp_path / "data") == before

    with files_of_at_most(most), pytest.raises(OSError, match=r"too large"):
        write_dataset(other, tmp_path / "new", form)
    assert not (tmp_path / "new").exists()

    write_dataset(other, tmp_path / "data", form)
    write_dataset(other, tmp_path / "new", form)
    assert held_in(tmp_path / "data") == held_in(tmp_path / "new")


def test_a_file_that_may_not_be_replaced_keeps_all_others_as_they_were(tmp_path: Path, monkeypatch) -> None:
    old, other = (generate(Spec(pupils=5, seed=seed)) for seed in (1, 2))
    write_dataset(old, tmp_path, "csv")
    before = held_in(tmp_path)
    rename = Path.rename

    def is_open(path: Path, target: Path) -> Path:
        if path == tmp_path / "parents.csv":  # the files before it are out of their places already
            raise PermissionError(errno.EACCES, "the file is open in another program")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", is_open)
    with pytest.raises(PermissionError):
        write_dataset(other, tmp_path, "parquet")
    assert held_in(tmp_path) == before
