"""Where results go: whole files or none, plain words for what cannot be written, colours only where they are wanted."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import output
from cli.exits import Exit
from cli.output import Refused, coloured, hand_over, make_folder, save, show
from tests.architecture.tree import ROOT


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path):
    save(["a\n", "§\n"], tmp_path / "out.json")

    assert (tmp_path / "out.json").read_bytes() == "a\n§\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_fault_on_the_way_leaves_the_old_file(tmp_path: Path):
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")

    def pieces():
        yield "new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save(pieces(), out)

    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_a_file_keeps_its_mode_and_a_new_one_is_as_others_are(tmp_path: Path):
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    out.touch(mode=0o640)
    out.chmod(0o640)
    save(["x"], out)
    save(["x"], fresh)
    other = tmp_path / "other"
    other.touch()

    assert out.stat().st_mode & 0o777 == 0o640
    assert fresh.stat().st_mode == other.stat().st_mode


def test_a_place_that_is_not_there_is_wrong_usage(tmp_path: Path):
    with pytest.raises(Refused, match="there is no folder") as refused:
        save(["x"], tmp_path / "none" / "out")
    assert refused.value.exit_code == Exit.USAGE

    with pytest.raises(Refused, match="is a folder"):
        save(["x"], tmp_path)


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path):
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").touch()

    with pytest.raises(Refused, match="is a file"):
        make_folder(tmp_path / "file")
    with pytest.raises(Refused, match="there is no folder") as refused:
        make_folder(tmp_path / "file" / "out")
    assert refused.value.exit_code == Exit.USAGE
    assert (tmp_path / "a" / "b").is_dir()


class Console(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_is_told_where_the_results_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    told = Console(io.BytesIO(), encoding="utf-8", newline="\n")
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setattr(sys, "stdout", Console(io.BytesIO(), encoding="utf-8"))
    for put in (
        lambda out: output.put_page(["a"], out),
        lambda out: output.put(["a"], out),
        lambda out: output.put_bytes([b"a"], "it", out),
    ):
        put(tmp_path / "a.txt")
    output.put_page(["shown"], None)
    monkeypatch.setattr(sys, "stderr", silent := io.StringIO())
    output.put_page(["a"], tmp_path / "b.txt")

    told.flush()
    assert told.buffer.getvalue().decode() == f"written to {tmp_path / 'a.txt'}\n" * 3
    assert silent.getvalue() == ""


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    console = Console(io.BytesIO(), encoding="utf-8")

    assert coloured(console)
    assert not coloured(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not coloured(console)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured(console)


def test_a_console_of_windows_shows_what_it_can(monkeypatch: pytest.MonkeyPatch):
    console = Console(io.BytesIO(), encoding="cp1252", errors="replace")
    monkeypatch.setattr(sys, "stdout", console)

    show(["a → b, ł\n"])
    console.flush()

    assert console.buffer.getvalue().replace(b"\r", b"") == b"a -> b, ?\n"


def test_what_programs_read_is_utf_8_on_every_console(monkeypatch: pytest.MonkeyPatch):
    console = Console(io.BytesIO(), encoding="cp1252", errors="replace")
    monkeypatch.setattr(sys, "stdout", console)

    hand_over(["ł\n", '{"file": "a\udcff.yaml"}\n'])

    assert console.buffer.getvalue() == 'ł\n{"file": "a\\udcff.yaml"}\n'.encode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_said():
    with pytest.raises(Refused, match="could not be written: no space left on device"):
        save(["x" * 100_000], Path("/dev/full"))
    code = "import sys; sys.argv[1:] = ['schema', 'test']; from cli.main import main; main()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)

    assert (done.returncode, done.stderr) == (2, "error: the results could not be written: no space left on device\n")
