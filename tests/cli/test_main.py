"""The `policy` command itself: quick help, plain words, and the exit code that scripts rely on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import COMMANDS, KEPT_WORDS
from tests.architecture.tree import ROOT, is_module

RUN = "from cli.main import main; "


def policy(*words: str, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.argv[1:] = {list(words)!r}; {before}{RUN}main()"
    return python(code, **environment)


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def test_help_lists_every_command_and_imports_none():
    done = policy(
        "--help", before="import atexit; atexit.register(lambda: print([n for n in sys.modules if '.' not in n])); "
    )

    assert done.returncode == 0
    for name, told in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert told.split()[0] in done.stdout
    assert "'engine'" not in done.stdout
    assert "'numpy'" not in done.stdout


TELL_LOADED = "import atexit; atexit.register(lambda: print(*sys.modules)); "


def test_a_small_run_loads_nothing_that_it_has_no_use_for(tmp_path):
    school, out = str(tmp_path / "school"), str(tmp_path / "actions.jsonl")
    assert policy("generate", school, "--pupils", "30").returncode == 0

    done = policy(
        *("run", "policies/victoria_road.yaml", school, "--format", "jsonl", "--out", out),
        before=TELL_LOADED,
    )

    assert done.returncode == 0
    loaded = set(done.stdout.split())
    assert {"numpy", "engine.evaluate.run", "cli.render.json"} <= loaded
    assert loaded.isdisjoint(
        {
            *("pydantic", "lark", "polars", "numpy.ma", "multiprocessing", "concurrent.futures", "logging", "tempfile"),
            *("difflib", "calendar", "csv", "signal", "engine.validate.telling", "engine.readers.marks_parquet"),
            *("engine.readers.parquet_sheet", "engine.readers.twins", "engine.expressions.column_moments"),
            *("engine.explain.singly", "engine.pool.copies", "engine.show", "engine.schools.members"),
            # what steps through days: all that this policy asks is foreseen
            *("engine.evaluate.figures", "engine.evaluate.ladders", "engine.evaluate.episodes"),
        }
    )


def test_a_small_lint_loads_nothing_that_it_has_no_use_for():
    done = policy("lint", "policies/victoria_road.yaml", before=TELL_LOADED)

    assert done.returncode in (0, 1)
    loaded = set(done.stdout.split())
    assert {"numpy", "engine.lint.run", "cli.render.findings"} <= loaded
    assert loaded.isdisjoint(
        {
            *("pydantic", "lark", "polars", "hashlib", "calendar", "pkgutil", "engine.validate.telling"),
            *("engine.evaluate.run", "engine.narrow", "engine.write", "engine.approvals.said"),
        }
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_table_has_a_file(name: str):
    assert is_module(f"cli.commands.{name.replace('-', '_')}{'_' if name in KEPT_WORDS else ''}")
    assert COMMANDS[name].endswith(".")


@pytest.mark.parametrize("words", [("rum",), ("--nothing",), ("run",), ("run", "--format", "xml", "a", "b")])
def test_wrong_usage_is_2_and_says_the_next_act(words: tuple[str, ...]):
    done = policy(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert "  help: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_that_is_nearly_one_is_answered_with_it():
    assert "did you mean `run`?" in policy("rum").stderr


def test_no_command_shows_the_help_and_is_wrong_usage():
    done = policy()

    assert done.returncode == 2
    assert "Commands:" in done.stderr


def test_the_version_says_where_the_engine_is():
    done = policy("--version")

    assert (done.returncode, str(ROOT / "engine") in done.stdout) == (0, True)


FAULT = "import cli.main; cli.main.load = lambda name: {}[name]; "


def test_a_fault_of_the_program_is_3_in_one_line_without_a_traceback():
    done = policy("run", "a", "b", before=FAULT)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: the program failed, and that is not your fault (KeyError at ")
    assert "help: please report this line" in done.stderr


def test_a_fault_shows_more_when_asked():
    assert "Traceback" in policy("run", "a", "b", before=FAULT, POLICY_DEBUG="1").stderr


def test_too_little_memory_is_said_so():
    before = "import cli.main\ndef load(name): raise MemoryError\ncli.main.load = load\n"
    done = python(f"import sys; sys.argv[1:] = ['run', 'a', 'b']\n{before}{RUN}main()")

    assert done.returncode == 3
    assert done.stderr.startswith("error: there is not enough memory")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("fault", ["MemoryError", "RuntimeError"])
def test_a_limit_of_memory_is_named_where_it_may_be_the_cause(fault: str):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
    before = f"{limit}import cli.main\ndef load(name): raise {fault}\ncli.main.load = load\n"
    done = python(f"import sys; sys.argv[1:] = ['run', 'a', 'b']\n{before}{RUN}main()")

    assert done.returncode == 3
    assert "help: let it take more than 3,072 MB of memory (`ulimit -v`)" in done.stderr
    assert ("report this line" in done.stderr) is (fault == "RuntimeError")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
def test_with_too_little_memory_for_polars_it_is_said_and_nothing_is_aborted(tmp_path: Path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))\n"
    words = ["generate", str(tmp_path / "data"), "--pupils", "5", "--format", "parquet"]
    code = f"{limit}import sys; sys.argv[1:] = {words}; from cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 3
    assert re.fullmatch(
        r"error: there is not enough memory for this\n  help: let it take more than \d,\d{3} MB of memory .*\n",
        done.stderr,
    )


def test_what_the_system_has_no_more_of_is_said():
    before = "import cli.main\ndef load(name): raise OSError(24, 'Too many open files')\ncli.main.load = load\n"
    done = python(f"import sys; sys.argv[1:] = ['run', 'a', 'b']\n{before}{RUN}main()")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: the system has no more open files (`ulimit -n`) for this",
        "  help: give fewer --jobs, or close other programs",
    ]


def test_an_interrupted_command_ends_quietly():
    before = "import cli.main\ndef load(name): raise KeyboardInterrupt\ncli.main.load = load\n"
    done = python(f"import sys; sys.argv[1:] = ['run', 'a', 'b']\n{before}{RUN}main()")

    assert (done.returncode, done.stderr.strip()) == (130, "stopped")


def test_a_reader_that_leaves_ends_the_command_quietly_and_not_as_if_nothing_were_found():
    code = f"import sys; sys.argv[1:] = ['schema', 'decision']; {RUN}main()"
    reader = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    reader.stdout.close()
    told = reader.stderr.read()

    assert (reader.wait(), told) == (141, "")
    reader.stderr.close()
