"""`policy simulate` over the schools of a trust: each with its own policy, one report by school and in total."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from cli.render import differing
from cli.render.differing import Differing
from engine import api
from engine.generate.spec import Spec
from engine.model.published import simulation_schools_schema
from engine.pool.each import each
from tests.cli.command import run

TRUST = "policy: acme\nlayer: trust\nextends: [england]\nvalues: {limit: 3 sessions}\n"
RULE = "rules:\n  - {id: late_letter, when: lates >= limit, then: [{do: letter, to: parents}]}\n"
FIGURE = "measures: {lates: {count: sessions, of: late, over: half_term}}\n"
LOCK = "lock: {values.limit: {at_most: 5 sessions, reason: agreed}}\n"
SET = ("--set", "values.limit=2 sessions")


@pytest.fixture(scope="module")
def schools(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schools")
    (folder / "trust").mkdir()
    (folder / "trust" / "acme.yaml").write_text(TRUST + FIGURE + RULE + LOCK, encoding="utf-8")
    for seed, name in enumerate(("ash", "elm", "oak")):
        text = f"policy: {name}\nlayer: school\nextends: [acme]\n"
        (folder / "trust" / f"{name}.yaml").write_text(text, encoding="utf-8")
        api.generate(folder / "data" / name, Spec(pupils=25, seed=seed))
    with (folder / "data" / "elm" / "marks.csv").open("a", encoding="utf-8") as marks:
        marks.write("short,row\n")
    return folder


def test_the_total_is_that_of_the_schools_one_by_one(schools):
    done = run("simulate", schools / "trust", schools / "data", *SET, "--format", "json", "--show-small")
    made = json.loads(done.out)
    alone = {}
    for name in ("ash", "oak"):
        one = run("simulate", schools / "trust" / f"{name}.yaml", schools / "data" / name, *SET, "--format", "json")
        alone[name] = json.loads(one.out)["summary"]

    assert done.code == 1
    assert [each["school"] for each in made["failed"]] == ["elm"]
    for school in made["schools"]:
        assert school.items() - {("school", school["school"])} <= alone[school["school"]].items()
    assert len(made["schools"]) == len(alone)
    for name in ("before", "after", "gained", "lost", "earlier", "pupils"):
        assert made["total"][name] == sum(each[name] for each in alone.values())
    assert made["total"]["gained"] > 0
    assert made["rules"]["late_letter"]["gained"] == made["total"]["gained"]


def test_what_lacks_a_policy_or_a_dataset_stands_in_the_report_too(schools, tmp_path):
    shutil.copytree(schools / "trust", tmp_path / "trust")
    (tmp_path / "trust" / "ash.yaml").rename(tmp_path / "trust" / "fir.yaml")
    fir = "policy: fir\nlayer: school\nextends: [acme]\n"
    (tmp_path / "trust" / "fir.yaml").write_text(fir, encoding="utf-8")
    made = run("simulate", tmp_path / "trust", schools / "data", *SET, "--format", "json")
    misspelt = run("simulate", tmp_path / "trust", schools / "data", "--set", "values.limmit=2", "--format", "json")

    why = {each["school"]: each["why"][0]["code"] for each in json.loads(made.out)["failed"]}
    early = run("simulate", schools / "trust", schools / "data", *SET, "--as-of", "2000-01-01", "--format", "json")
    assert early.code == 2 and "no school day up to 2000-01-01" in early.err
    assert why == {"ash": "M002", "elm": "D020", "fir": "M001"}
    assert (made.code, misspelt.code) == (1, 2)


def test_a_school_with_another_years_calendar_or_taken_up_again_buries_no_other(schools, tmp_path, monkeypatch):
    from cli.many import simulate as many

    def once_more(work, tasks, **_):
        yield from (replace(done, again="its process ended") for done in each(work, tasks))

    shutil.copytree(schools / "data" / "oak", tmp_path / "oak")
    (tmp_path / "oak" / "calendar.yaml").write_text("terms: [{name: a, from: 2019-09-02, to: 2020-07-20}]\n", "utf-8")
    shutil.copytree(schools / "data" / "ash", tmp_path / "ash")
    monkeypatch.setattr(many, "each", once_more)
    done = run("simulate", schools / "trust", tmp_path, *SET, "--format", "json")

    assert done.err.count("error D040: a mark") == 20
    assert "of which the first 20 are told\n  help: run over this school alone" in done.err
    assert (
        "ash:\nwarning M007: it had to be taken up again: its process ended\n  help: its results are whole" in done.err
    )
    assert "again: its process ended\n  help: what is told of it is whole" in done.err
    assert [each["school"] for each in json.loads(done.out)["schools"]] == ["ash"]


def test_who_does_the_work_changes_nothing(schools):
    words = ("simulate", schools / "trust", schools / "data", *SET, "--format", "json")

    assert run(*words).out == run(*words, "--jobs", "2").out


def test_against_another_folder_of_policies(schools, tmp_path):
    for file in (schools / "trust").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("limit: 3 sessions", "limit: 2 sessions")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    put = json.loads(run("simulate", schools / "trust", schools / "data", *SET, "--format", "json").out)
    other = json.loads(
        run("simulate", schools / "trust", schools / "data", "--against", tmp_path, "--format", "json").out
    )

    assert other["schools"] == put["schools"]


def test_each_school_gets_a_file_and_the_trust_a_page_and_a_workbook(schools, tmp_path):
    words = ("simulate", schools / "trust", schools / "data", "--sweep", "values.limit=2..4/1")
    (tmp_path / "each").mkdir()
    (tmp_path / "each" / "elm.json").write_text("last week's\n", encoding="utf-8")
    done = run(*words, "--out", tmp_path / "each", "--report", tmp_path / "all.html")
    run(*words, "--out", tmp_path / "all.xlsx")

    assert f"lies there from an earlier time: `{tmp_path / 'each' / 'elm.json'}`\n" in done.err
    (tmp_path / "each" / "elm.json").unlink()
    assert sorted(file.name for file in (tmp_path / "each").iterdir()) == ["ash.json", "oak.json"]
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert "2 of 3 schools" in page and "3 sessions" in page
    assert (tmp_path / "all.xlsx").read_bytes()[:2] == b"PK"


def test_a_lock_that_a_value_breaks_is_told_for_each_school(schools):
    done = run("simulate", schools / "trust", schools / "data", "--set", "values.limit=9 sessions")

    assert done.code in (1, 2)
    assert "`acme` locks it, because agreed" in done.err
    assert Path("acme.yaml").name in done.err


@pytest.mark.parametrize(
    "words",
    [(*SET,), (*SET, "--show-small"), ("--sweep", "values.limit=2..4/1"), (*SET, "--from", "2030-01-01")],
    ids=["as shown", "all numbers", "a sweep", "no school can be compared"],
)
def test_the_output_is_as_its_schema_says(schools, words):
    done = run("simulate", schools / "trust", schools / "data", *words, "--format", "json")

    jsonschema.Draft202012Validator(simulation_schools_schema()).validate(json.loads(done.out))


def test_no_small_number_of_a_rule_follows_from_the_total():
    rules = {"call": {"gained": 3}, "letter": {"gained": 9}, "visit": {"gained": 20, "lost": 8}}
    came = [Differing("ash", failed=False, totals={"gained": 32, "lost": 8}, rules=rules)]

    told = differing.plain(came, show_small=False)["rules"]
    assert {rule: (kinds["gained"], kinds["lost"]) for rule, kinds in told.items()} == {
        "call": (None, 0),
        "letter": (None, 0),
        "visit": (20, 8),
    }
    page = "".join(differing.page(came, show_small=False))
    assert "* below 5, or would give such a number away: --show-small prints it" in page
    assert "*" not in "".join(differing.page(came, show_small=True))
