"""Copies of a process that help it: what they make is as it would be without them, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from engine.pool.in_turn import in_turn, with_last

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux alone")

ROOT = Path(__file__).parents[3]
Plainly = Callable[[str], "tuple[subprocess.CompletedProcess[str], Path]"]
WHOLE = """
import os, sys

import engine.explain.run, engine.readers.ahead, engine.running
from cli import main

engine.running.MANY, engine.explain.run._AT_ONCE = 1, 40
engine.readers.ahead._WORTH_IT = {".csv": 1, ".parquet": 1}
dies, begun, copy = sys.argv.pop(1) == "dies", [], os.fork


def counted():
    number = copy()
    begun.append(number)
    if not number and dies:
        os._exit(9)
    return number


os.fork, os.cpu_count = counted, lambda: 3
ended = main.carry_out(sys.argv[1:])
print(len(begun), file=sys.stderr)
sys.exit(ended)
"""

LEFT = """
import time
from engine.pool.copies import copy_of_this
print(copy_of_this(lambda: time.sleep(60)), flush=True)
time.sleep(60)
"""


def test_what_a_copy_does_comes_back_and_where_it_dies_nothing_is_lost():
    done = python("-m", "tests.unit.pool.copying")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_copy_ends_with_the_one_that_asked(how: signal.Signals):
    with subprocess.Popen([sys.executable, "-c", LEFT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        copy = int(asking.stdout.readline())
        asking.send_signal(how)
    until = time.monotonic() + 10
    while not (over := is_over(copy)) and time.monotonic() < until:
        time.sleep(0.01)
    if not over:
        os.kill(copy, signal.SIGKILL)

    assert over


def is_over(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("how", ["works", "dies"])
@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "parquet", "table"])
def test_a_run_with_copies_is_one_without(how: str, form: str, school: Path, plainly: Plainly, tmp_path: Path):
    alone, one = plainly(form)
    helped = run([how, "run", "tillington_manor", school, "--format", form], tmp_path / "two")

    assert alone.stderr.split()[-1] == "0"
    # one reads, two work a share of the pupils each, two write, but not Parquet
    assert helped.stderr.split()[-1] == ("3" if form == "parquet" else "5")
    assert [alone.stderr.split()[:-1], alone.returncode] == [helped.stderr.split()[:-1], helped.returncode]
    files = sorted(each.name for each in one.iterdir())
    assert files
    assert files == sorted(each.name for each in (tmp_path / "two").iterdir())
    for name in files:
        assert (one / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("how", ["works", "dies"])
def test_what_is_wrong_with_the_data_is_told_as_it_is_without_copies(how: str, school: Path, tmp_path: Path):
    broken = tmp_path / "broken"
    broken.mkdir()
    for each in school.iterdir():
        (broken / each.name).write_bytes(each.read_bytes())
    with (broken / "pupils.csv").open("a", encoding="utf-8") as pupils:
        pupils.write("P1,not a date\n")
    alone = run(["alone", "run", "tillington_manor", broken, "--jobs", "1"], tmp_path / "one")
    helped = run([how, "run", "tillington_manor", broken], tmp_path / "two")

    assert alone.returncode == 1
    assert "pupils.csv" in alone.stderr
    assert alone.stderr.splitlines()[:-1] == helped.stderr.splitlines()[:-1]
    assert not list((tmp_path / "one").iterdir())


def test_no_part_is_no_text():
    assert list(in_turn([])) == []
    assert list(in_turn(with_last([], lambda: [b"a"]))) == [b"a"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies") / "school"
    python("-m", "cli", "generate", folder, "--pupils", "40", "--seed", "3").check_returncode()
    return folder


@pytest.fixture(scope="module")
def plainly(school: Path, tmp_path_factory: pytest.TempPathFactory) -> Plainly:
    """Give what a run without copies said in a format and the folder that it wrote to; each is made once."""
    to = tmp_path_factory.mktemp("plainly")

    @cache
    def made(form: str) -> "tuple[subprocess.CompletedProcess[str], Path]":
        words = ["alone", "run", "tillington_manor", school, "--format", form, "--jobs", "1"]
        return run(words, to / form), to / form

    return made


def run(words: list[object], to: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command with limits so low that a small school is a large one, and say how often it was copied."""
    to.mkdir()
    form = words[words.index("--format") + 1] if "--format" in words else "txt"
    return python("-c", WHOLE, *words, "--out", to / f"out.{form}")


def python(*words: object) -> "subprocess.CompletedProcess[str]":
    """Run Python with NumPy's threads for products of matrices left out, as the command itself does."""
    told = [sys.executable, *map(str, words)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False, env=alone)
