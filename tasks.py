"""What a developer does, one word each: `python -m tasks demo`, and `make demo` is the same.

Sets up `.venv` from `requirements.txt` first; needs nothing but a Python of 3.11 or later.
The top of this file keeps to old syntax, so that an old Python can read it and say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
BENCH_VENV = ROOT / ".venv-bench"
BENCH_LOCK = ROOT / "requirements-bench.txt"
OLDEST = (3, 11)
NEWER_FIRST = ("python3.14", "python3.13", "python3.12", "python3.11")


class Stop(Exception):  # noqa: N818 - it stops the run and is no fault of the program
    """What to tell the developer before leaving."""


def bin_folder(venv):
    """Give the folder of a virtual environment's commands, which Windows names otherwise."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def python_of(venv):
    """Give the path of a virtual environment's Python."""
    return bin_folder(venv) / ("python.exe" if os.name == "nt" else "python")


def run(*command, check=True, **environment):
    """Run a command at the root, its output going where ours goes; give its exit code."""
    sys.stdout.flush()
    env = dict(os.environ, **environment)
    code = subprocess.run([str(part) for part in command], cwd=str(ROOT), env=env).returncode
    if check and code:
        raise SystemExit(code)
    return code


def make_venv(folder):
    """Make an empty virtual environment, anew where one is there."""
    import venv

    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(str(folder))
    except (subprocess.CalledProcessError, ImportError, SystemExit):
        raise Stop(
            "this Python cannot make a virtual environment\n  help: on Debian and Ubuntu: apt install python3-venv"
        ) from None


def runs(python):
    """Say whether a Python is there and new enough."""
    ask = "import pip, sys; raise SystemExit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(python), "-c", ask], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def set_up(folder=VENV, locks=(LOCK,)):
    """Bring an environment to what the locks say; quick where it is there already."""
    wanted = hashlib.sha256(b"".join(each.read_bytes() for each in (*locks, ROOT / "pyproject.toml"))).hexdigest()
    stamp = folder / "locked-by"
    python = python_of(folder)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    if not runs(python):
        print(f"making {folder.name} with Python {sys.version_info[0]}.{sys.version_info[1]}", flush=True)
        make_venv(folder)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "-qq")
    for each in locks:
        print(f"installing what {each.name} locks (about half a minute, once)", flush=True)
        if run(*pip, "--no-deps", "--require-hashes", "-r", each, check=False):
            raise Stop(f"the packages of {each.name} could not be installed\n  help: the lines above say why")
    # the `policy` command in .venv, reading this folder; the build back end is among what is locked
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    # pip compiles what it installs, and not what it only points at; without this a start costs a quarter more
    run(python, "-m", "compileall", "-q", "engine", "cli", check=False)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def demo(python, _):
    """Generate a year of marks for a school and print what its policy asks for."""
    policy = (python, "-m", "cli")
    dataset = Path("demo") / "victoria_road"
    school = ("--phase", "primary", "--pupils", "420", "--year", "2024", "--seed", "1")
    run(*policy, "generate", dataset, *school, "--policy", "policies/victoria_road.yaml")
    run(*policy, "run", "policies/victoria_road.yaml", dataset)
    command = bin_folder(VENV).relative_to(ROOT) / "policy"
    print(f"\nThe same again:  {command} run policies/victoria_road.yaml {dataset}\nAnd more:        {command} --help")


def test(python, rest):
    """Run the tests of the default suite, on two cores; further words go to pytest."""
    run(python, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *rest, PYTHONWARNDEFAULTENCODING="1")


def test_report(python, rest):
    """Build the pages that the program writes and check them in a browser: accessible, offline, no script run."""
    run(python, "-m", "tests.pages.check", *rest)


def lint_code(python, _):
    """Check the Python with ruff and mypy."""
    found = run(python, "-m", "ruff", "check", ".", check=False)
    found = run(python, "-m", "mypy", check=False) or found
    if found:
        raise SystemExit(found)


def tck(python, rest):
    """Run every case file of the DMN test kit in DMN_TCK_HOME and print what became of them, by directory."""
    run(python, "-m", "tests.tck.run", *rest)


def fuzz(python, rest):
    """Run the random tests for long: ten times the cases, with new seeds."""
    run(python, "-m", "pytest", "-q", "-n", "2", "-m", "fuzz", *rest, POLICY_FUZZ="1")


def bench(_, rest):
    """Run the same rules in every program side by side, and write the table into the documentation."""
    run(set_up(BENCH_VENV, (LOCK, BENCH_LOCK)), "-m", "benchmarks.side_by_side", *rest)


def bench_policies(python, rest):
    """Time the shipped policies over a year: a school from a cold start, and a trust's 20,000 pupils."""
    run(python, "-m", "benchmarks", *rest)


def bench_check(python, rest):
    """Compare the engine's speed with the committed figures; fail where a fifth of it is lost."""
    run(python, "-m", "benchmarks.check", *rest)


def bench_start(python, rest):
    """Measure how much of a cold start is importing; fail where it is a third or more of a lint or a run."""
    run(python, "-m", "benchmarks.cold_start", *rest)


def bench_run(python, rest):
    """Time the whole `policy run` of 20,000 pupils from each form to each format, beside reading and evaluating."""
    run(python, "-m", "benchmarks.whole_run", *rest)


def wheel(python, rest):
    """Build the wheel into `dist/` and try it in an environment of its own, outside this folder."""
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", ".")
    run(python, "-m", "pytest", "-q", "-m", "wheel", "tests/architecture/test_wheel.py", *rest)


def schema(python, _):
    """Write `schema/` anew from the models."""
    run(python, "-m", "cli", "schema", "--write", "schema")


def approvals(python, rest):
    """Renew the records of what was approved of the policies in `policies/`; those of what is as it was stay."""
    run(python, "-m", "cli", "approve", "policies", *rest)


def lock(_, rest):
    """Write the lock files anew for every platform and supported Python; no address goes into them."""
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        python = python_of(Path(folder))
        run(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "uv")
        compile_ = (python, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
        shape = ("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
        what = "Every version and hash that a developer installs"
        choose = ("--all-extras", "--group", "dev", "pyproject.toml")
        write_lock(LOCK, what, (*compile_, *choose, *shape, *rest), Path(folder))
        what = "What the benchmark compares with, and what that needs"
        choose = ("--group", "bench", "--constraints", LOCK)
        write_lock(BENCH_LOCK, what, (*compile_, *choose, *shape, *rest), Path(folder))


def write_lock(lock_file, what, command, folder):
    """Write one lock file from what a command resolves."""
    made = folder / lock_file.name
    run(*command, "-o", made)
    text = made.read_text(encoding="utf-8")
    if "://" in text or "--index" in text:
        raise Stop("the lock would record an address")
    head = f"# {what}, for Python 3.11 to 3.14 on every platform; made by"
    lock_file.write_text(f"{head} `python -m tasks lock`.\n{text}", encoding="utf-8", newline="\n")


TASKS = {
    "demo": demo,
    "test": test,
    "test-report": test_report,
    "lint-code": lint_code,
    "tck": tck,
    "bench": bench,
    "bench-check": bench_check,
    "bench-policies": bench_policies,
    "bench-start": bench_start,
    "bench-run": bench_run,
    "fuzz": fuzz,
    "wheel": wheel,
    "schema": schema,
    "approvals": approvals,
    "lock": lock,
}


def main(words):
    """Set up, then do what the first word says; the exit code is that of what was done."""
    if not words or words[0] not in TASKS:
        print("usage: python -m tasks NAME\n")
        for name, task in TASKS.items():
            print(f"  {name:<14} {task.__doc__.splitlines()[0]}")
        return 0 if words and words[0] in ("-h", "--help") else 2
    if sys.version_info < OLDEST:
        newer = next((found for found in map(shutil.which, NEWER_FIRST) if found and runs(found)), None)
        if newer is None:
            older = f"Python 3.11 or later is needed; this is {sys.version_info[0]}.{sys.version_info[1]}"
            raise Stop(f"{older}\n  help: install one, then run it: python3.12 -m tasks {words[0]}")
        return run(newer, "-m", "tasks", *words, check=False)
    TASKS[words[0]](set_up(), words[1:])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(f"error: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
