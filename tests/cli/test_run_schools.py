"""`policy run` over many schools: one report by school and in total, whoever does the work."""

import csv
import json
import os
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from cli.many.half_written import nothing_half_written
from cli.stopped import ends_tidily
from engine import api
from engine.generate.spec import Spec
from engine.model.published import schools_schema
from engine.pool.done import Done
from engine.pool.each import each
from tests.cli.command import run

SCHOOL = """\
policy: {name}
layer: school
extends: [england, halton]
registers:
  am: {{all: {{opens: 09:00, closes: 09:30}}}}
  pm: {{all: {{opens: 13:00, closes: 13:30}}}}
"""


@pytest.fixture(scope="module")
def trust(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("trust")
    policies, datasets = folder / "policies", folder / "datasets"
    policies.mkdir()
    for seed, name in enumerate(("ash", "elm", "oak")):
        (policies / f"{name}.yaml").write_text(SCHOOL.format(name=name), encoding="utf-8")
        api.generate(datasets / name, Spec(pupils=9, seed=seed))
    with (datasets / "elm" / "marks.csv").open("a", encoding="utf-8") as marks:
        marks.write("short,row\n")
    return policies, datasets


def test_a_school_that_fails_hides_no_others_results(trust):
    done = run("run", *trust, "--format", "json")

    assert done.code == 1
    made = json.loads(done.out)
    jsonschema.validate(made, schools_schema())
    assert [each["school"] for each in made["schools"]] == ["ash", "oak"]
    assert [(each["school"], each["why"][0]["code"]) for each in made["failed"]] == [("elm", "D020")]
    assert "elm:\n" in done.err
    counted = sum(len(each["actions"]) for each in made["schools"])
    assert counted == sum(made["total"]["actions"].values())
    assert counted > 5


def test_what_is_wrong_with_all_schools_alike_is_told_in_full_once(trust, tmp_path: Path):
    policies = tmp_path / "policies"
    shutil.copytree(trust[0], policies)
    (policies / "shared.yaml").write_text("policy: shared\nlayer: trust\nvalues: {few: 3 session days}\n", "utf-8")
    for name in ("ash", "elm", "oak"):
        text = SCHOOL.format(name=name).replace("halton]", "shared]")
        (policies / f"{name}.yaml").write_text(text + ("roles: 3\n" if name == "oak" else ""), encoding="utf-8")
    done = run("run", policies, trust[1])

    assert done.code == 1
    assert done.err.count("3 session days") == 4, "twice with its line and twice with oak's other mistake"
    assert [line for line in done.err.splitlines() if line.startswith(("ash", "elm", "oak"))] == [
        "ash:",
        "elm: the same as at ash",
        "oak:",
    ]
    once = run("simulate", trust[0], trust[1], "--set", "values.retntion=1 year")
    assert (once.code, once.err.count("W002")) == (2, 1)
    assert "elm: the same as at ash\noak: the same as at ash\n" in once.err


def test_what_lacks_a_policy_or_a_dataset_stands_in_the_report_too(trust, tmp_path: Path):
    policies, datasets = tmp_path / "policies", tmp_path / "datasets"
    shutil.copytree(trust[0], policies)
    shutil.copytree(trust[1], datasets)
    (policies / "ash.yaml").write_text("policy: ash\nlayer: [\n", encoding="utf-8")
    (policies / "fir.yaml").write_text(SCHOOL.format(name="fir"), encoding="utf-8")
    (datasets / "yew").mkdir()
    (datasets / "yew" / "marks.csv").write_text("", encoding="utf-8")
    done = run("run", policies, datasets, "--format", "json")

    assert done.code == 1
    made = json.loads(done.out)
    jsonschema.validate(made, schools_schema())
    assert [each["school"] for each in made["schools"]] == ["oak"]
    assert [(each["school"], each["why"][0]["code"]) for each in made["failed"]] == [
        ("ash", "P005"),
        ("elm", "D020"),
        ("fir", "M001"),
        ("yew", "M002"),
    ]
    assert "belongs to no policy" not in "".join(line for line in done.err.splitlines() if "ash" in line)
    table = run("run", policies, datasets).out
    assert "1 of 5 schools" in table
    assert "fir     could not be run: the school `fir` has no dataset\n" in table


def test_a_school_of_many_gets_what_it_gets_alone(trust):
    policies, datasets = trust
    alone = json.loads(run("run", policies / "ash.yaml", datasets / "ash", "--format", "json").out)
    among = json.loads(run("run", *trust, "--format", "json").out)["schools"][0]

    assert among.pop("school") == "ash"
    assert among == alone


@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_whoever_does_the_work_the_bytes_are_the_same(trust, form: str):
    one = run("run", *trust, "--format", form)
    two = run("run", *trust, "--format", form, "--jobs", 2)

    assert one.out == two.out
    assert (one.code, two.code) == (1, 1)
    assert "oak" in one.out


def test_dask_gives_the_same_bytes(trust):
    pytest.importorskip("distributed")

    local = run("run", *trust, "--format", "jsonl")
    dask = run("run", *trust, "--format", "jsonl", "--jobs", 2, "--engine", "dask")

    assert dask.out == local.out
    assert dask.code == 1


@pytest.mark.parametrize("form", ["jsonl", "xlsx", "parquet"])
def test_dask_gives_the_same_bytes_of_one_dataset(trust, tmp_path: Path, form: str):
    pytest.importorskip("distributed")
    school = (trust[0] / "oak.yaml", trust[1] / "oak", "--format", form)

    local = run("run", *school, "--out", tmp_path / "local")
    dask = run("run", *school, "--out", tmp_path / "dask", "--jobs", 2, "--engine", "dask")

    assert (local.code, dask.code) == (0, 0)
    assert (tmp_path / "dask").read_bytes() == (tmp_path / "local").read_bytes()


def test_a_share_that_fails_again_and_again_is_told(trust, monkeypatch):
    def failing(tasks, *_, **__):
        yield Done(0, None, "the process that worked on it ended without a word", 3)

    monkeypatch.setattr("engine.shares.each", lambda work, tasks, **hands: failing(tasks))
    done = run("run", trust[0] / "oak.yaml", trust[1] / "oak", "--jobs", 2)

    assert done.code == 1
    assert "error: a share of 4 pupils was tried 3 times: the process that worked on it ended" in done.err
    assert "help: fewer --jobs" in done.err


def test_a_school_with_the_calendar_of_another_year_does_not_bury_the_others(trust, tmp_path: Path):
    datasets = tmp_path / "datasets"
    shutil.copytree(trust[1], datasets)
    calendar = datasets / "ash" / "calendar.yaml"
    text = calendar.read_text(encoding="utf-8")
    year = int(text[text.index("20") :][:4])
    for number in (year + 1, year):
        text = text.replace(str(number), str(number + 2))
    calendar.write_text(text, encoding="utf-8")

    done = run("run", trust[0], datasets, "--format", "jsonl")
    alone = run("run", trust[0] / "ash.yaml", datasets / "ash")

    assert alone.err.count("error D040") > 1000
    assert done.err.count("error D040: a mark") == 20
    assert f"error D040: there are {alone.err.count('error D040'):,} findings D040 in `" in done.err
    assert "of which the first 20 are told\n  help: run over this school alone" in done.err
    assert "elm:\n" in done.err
    everything = run("run", trust[0], datasets, "--format", "jsonl", "--skip-bad-rows")
    assert "of which the first" not in everything.err


def test_a_folder_that_may_not_be_looked_into_hides_no_other_school(trust, tmp_path: Path, monkeypatch):
    datasets = tmp_path / "datasets"
    shutil.copytree(trust[1], datasets)
    was = Path.iterdir

    def listed(path):
        if path.name == "ash":
            raise PermissionError(13, "permission denied")
        return was(path)

    monkeypatch.setattr(Path, "iterdir", listed)
    done = run("run", "victoria_road", datasets, "--format", "json")

    made = json.loads(done.out)
    assert done.code == 1
    assert [each["school"] for each in made["schools"]] == ["oak"]
    assert [each["school"] for each in made["failed"]] == ["ash", "elm"]
    assert f"error M004: `{datasets / 'ash'}` may not be looked into\n  help: check the folder" in done.err


def test_a_school_that_was_taken_up_again_says_so(trust, monkeypatch):
    from cli.many import run as many

    def once_more(work, tasks, **_):
        for done in each(work, tasks):
            yield replace(done, again="the process that worked on it ended without a word") if done.place == 2 else done

    monkeypatch.setattr(many, "each", once_more)
    done = run("run", *trust, "--format", "jsonl")

    assert done.out == run("run", *trust, "--format", "jsonl").out
    assert "oak:\nwarning M007: it had to be taken up again: the process that worked on it ended" in done.err


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("told", ["SIGTERM", "SIGHUP"])
def test_a_run_that_is_told_to_end_takes_away_what_it_laid_down(told):
    number = getattr(signal, told)
    was = signal.getsignal(number)

    with pytest.raises(KeyboardInterrupt), ends_tidily():
        os.kill(os.getpid(), number)
        time.sleep(5)

    assert signal.getsignal(number) is was


@pytest.mark.skipif(os.name == "nt", reason="Windows has no terminal that tells")
def test_what_a_run_was_begun_not_to_hear_it_does_not_hear():
    was = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ends_tidily():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, was)


def test_what_a_process_that_was_killed_had_half_written_is_taken_away(tmp_path: Path):
    made = tmp_path / "made"
    made.mkdir()
    files = [made / "ash.jsonl", made / "oak.csv"]
    of_ash, of_oak = made / ".ash.jsonl.0a1b2c3d.part", made / ".oak.decisions.csv.0a1b2c3d.part"
    kept = [made / "ash.jsonl", made / ".ash_hill.jsonl.0a1b2c3d.part", made / ".ash.jsonl.swp", made / "ash.part"]
    for file in (of_ash, of_oak, *kept):
        file.write_text("x", encoding="utf-8")

    with nothing_half_written(files, killed := []):
        pass
    assert of_ash.exists() and of_oak.exists()  # nobody died: it may be another's, who is writing
    with pytest.raises(KeyboardInterrupt), nothing_half_written(files, []):
        raise KeyboardInterrupt
    assert sorted(made.iterdir()) == sorted(kept)

    of_oak.write_text("x", encoding="utf-8")
    with nothing_half_written([*files, tmp_path / "not_there" / "elm.csv"], killed):
        killed.append("oak")
    assert sorted(made.iterdir()) == sorted(kept)


def test_with_a_folder_every_school_gets_a_file(trust, tmp_path: Path):
    done = run("run", *trust, "--format", "jsonl", "--out", tmp_path / "made", "--jobs", 2)

    assert done.code == 1
    assert sorted(file.name for file in (tmp_path / "made").iterdir()) == ["ash.jsonl", "oak.jsonl"]
    policies, datasets = trust
    alone = run("run", policies / "oak.yaml", datasets / "oak", "--format", "jsonl").out
    assert (tmp_path / "made" / "oak.jsonl").read_bytes().decode() == alone
    assert "2 of 3 schools" in done.out
    assert "M009" not in done.err
    for name in ("elm.jsonl", "oak.jsonl"):
        (tmp_path / "made" / name).write_text("last week's\n", encoding="utf-8")
    again = run("run", *trust, "--format", "jsonl", "--out", tmp_path / "made")
    assert f"lies there from an earlier time: `{tmp_path / 'made' / 'elm.jsonl'}`\n" in again.err


def test_csv_names_the_school_and_puts_decisions_beside(trust, tmp_path: Path):
    run("run", *trust, "--out", tmp_path / "all.csv")

    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["school"] for row in rows} == {"ash", "oak"}
    with (tmp_path / "all.decisions.csv").open(encoding="utf-8", newline="") as file:
        assert {row["table"] for row in csv.DictReader(file)} <= {"penalty_notice"}


def test_one_policy_over_all_the_datasets(trust):
    done = run("run", "victoria_road", trust[1], "--format", "jsonl", "--rule", "first_day_call")

    kinds = [json.loads(line) for line in done.out.splitlines()]
    assert {each["rule"] for each in kinds if each["kind"] == "action"} == {"first_day_call"}
    assert kinds[-1]["kind"] == "total"


def test_what_cannot_be_done_is_refused(trust):
    assert run("run", *trust, "--format", "xlsx").code == 2
    assert run("run", *trust, "--rule", "nosuchrule").code == 2
    for command in (("run",), ("simulate", "--set", "values.x=1")):
        inside = run(command[0], *trust, *command[1:], "--out", trust[0] / "oak.yaml" / "made")
        assert (inside.code, inside.err.splitlines()[-2]) == (2, f"error: there is no folder `{trust[0] / 'oak.yaml'}`")
    cluster = run("run", *trust, "--cluster", "tcp://127.0.0.1:1")
    assert (cluster.code, "--cluster is for --engine dask" in cluster.err) == (2, True)
    assert run("run", *trust, "--engine", "dask", "--cluster", "tcp://127.0.0.1:1").code == 2
