"""`policy generate`: a whole dataset, the same for a seed, that `policy run` takes."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_generated_school_can_be_run(tmp_path: Path, form: str):
    made = run("generate", tmp_path / "data", "--pupils", "30", "--seed", "3", "--format", form)
    done = run("run", "victoria_road", tmp_path / "data", "--format", "json")

    assert (made.code, done.code) == (0, 0), made.err + done.err
    assert "overall absence" in made.out and "published" in made.out
    told = json.loads(done.out)
    assert told["data"]["bad_rows"] == 0
    assert told["actions"]


@pytest.mark.parametrize("form", ["csv", "parquet", "compact"])
@pytest.mark.parametrize("policy", ["victoria_road", "tillington_manor"])
def test_outcomes_are_of_what_the_policy_asks_for(tmp_path: Path, form: str, policy: str):
    words = ("--pupils", "80", "--seed", "3", "--format", form, "--policy", policy)
    made = run("generate", tmp_path / "data", *words)
    told = json.loads(run("run", policy, tmp_path / "data", "--format", "json").out)["data"]

    assert made.code == 0, made.err
    assert told["rows"]["outcomes"] > 10
    assert not told.get("outcomes_without_action")


def test_without_a_policy_nothing_was_done_about_anything(tmp_path: Path):
    run("generate", tmp_path / "data", "--pupils", "30")

    assert (tmp_path / "data" / "outcomes.csv").read_text("utf-8") == "pupil,rule,on,outcome,raised_on\n"


def test_the_same_seed_gives_the_same_files(tmp_path: Path):
    for name in ("a", "b"):
        assert run("generate", tmp_path / name, "--pupils", "20", "--seed", "5").code == 0
    assert run("generate", tmp_path / "c", "--pupils", "20", "--seed", "6").code == 0

    def files(name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}

    assert files("a") == files("b")
    assert files("a") != files("c")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("file",), "is a file"),
        (("file/data",), "there is no folder"),
        (("data", "--pupils", "0"), "pupils"),
        (("data", "--phase", "college"), "college"),
        (("data", "--year", "1066"), "year"),
        (("data", "--policy", "no_such_policy"), "no_such_policy"),
    ],
)
def test_what_cannot_be_generated_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    done = run("generate", *words)

    assert (done.code, done.out) == (2, "")
    assert message in done.err
