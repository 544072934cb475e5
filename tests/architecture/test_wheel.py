"""The wheel holds the program, its policies and its schemas, and nothing else; installed, it runs from any folder."""

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from cli import __version__
from tests.architecture.tree import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and give the names of its files."""
    made = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel"))))
    with zipfile.ZipFile(made) as wheel:
        return set(wheel.namelist())


def test_the_wheel_holds_the_two_packages_and_nothing_else(names: set[str]):
    assert {name.split("/")[0] for name in names} == {"engine", "cli", f"attendance_policy-{__version__}.dist-info"}


def test_the_wheel_holds_every_module(names: set[str]):
    modules = {
        path.relative_to(ROOT).as_posix() for package in ("engine", "cli") for path in (ROOT / package).rglob("*.py")
    }

    assert modules <= names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "engine").rglob("*.lark")} <= names


def test_the_wheel_carries_policies_calendars_tests_and_schemas(names: set[str]):
    for folder in ("policies", "schema"):
        files = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix in (".yaml", ".json")
        }
        assert files, folder
        assert {f"engine/_assets/{file}" for file in files} <= names


def test_the_dependencies_are_those_that_the_code_imports():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {each.split(">")[0] for each in project["dependencies"]}

    assert named == {
        "click", "icalendar", "jsonschema", "lark", "numpy", "polars", "pydantic", "python-calamine", "pyyaml",
        "xlsxwriter",
    }  # fmt: skip
    assert project["requires-python"] == ">=3.11"


@pytest.mark.wheel
def test_installed_elsewhere_it_runs_from_any_folder(tmp_path: Path):
    wheel = max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    home = tmp_path / "venv"
    venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(home)
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [commands / "python", "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, wheel], check=True)
    folder = tmp_path / "somewhere else"
    folder.mkdir()

    def policy(*words: str) -> str:
        # the environment of the tests would let the checkout be imported instead of the wheel
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [commands / "policy", *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(ROOT) not in policy("--version")
    policy("generate", "data", "--pupils", "40", "--seed", "1")
    assert '"policy": "victoria_road"' in policy("run", "victoria_road", "data", "--format", "json")
    assert "policy: tillington_manor" in policy("show", "tillington_manor")
    assert '"$schema"' in policy("schema")
    assert (folder / "data" / "marks.csv").is_file()
    assert sys.version_info >= (3, 11)
