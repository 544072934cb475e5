"""`policy compare` and `policy show --dependents`: what schools of a trust set, and what rests on a layer."""

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest

from engine.model.published import compare_schema, dependents_schema
from tests.cli.command import run

TRUST = str(Path("policies", "examples", "greywater"))
DAY = ("--as-of", "2026-11-28")
FILES = {
    "acme": "policy: acme\nlayer: trust\nextends: [england]\nvalues: {limit: 3 sessions, target: 96%}\n"
    "rules:\n  - {id: call, when: absent_today > 0, then: [{do: call, to: parents}]}\n",
    "ash": "values: {limit: 2 sessions}\n",
    "elm": "values: {limit: 3 sessions}\nremove: [call]\n",
    "oak": "rules: [{id: call, check: morning}, {id: own, when: absent_today > 1, then: [{do: x}]}]\n",
}


@pytest.fixture
def trust(tmp_path):
    for name, text in FILES.items():
        head = "" if name == "acme" else f"policy: {name}\nlayer: school\nextends: [acme]\n"
        folder = tmp_path if name == "acme" else tmp_path / "schools"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.yaml").write_text(head + text, encoding="utf-8")
    return tmp_path


def parameters(trust, *words):
    done = run("compare", str(trust), *DAY, "--format", "json", *words)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    jsonschema.Draft202012Validator(compare_schema()).validate(told)
    return {each["path"]: each for each in told["parameters"]}


def test_values_and_rules_are_held_against_the_trusts(trust):
    found = parameters(trust)
    cells = {path: {name: cell["value"] for name, cell in each["schools"].items()} for path, each in found.items()}

    assert found["values.limit"]["trust"] == "3 sessions"
    assert cells["values.limit"] == {"ash": "2 sessions", "elm": "3 sessions", "oak": "3 sessions"}
    assert [name for name, cell in found["values.limit"]["schools"].items() if cell["differs"]] == ["ash"]
    assert cells["rules.call"] == {"ash": "yes", "elm": None, "oak": "changed: check"}
    assert cells["rules.own"] == {"ash": None, "elm": None, "oak": "yes"}
    assert found["rules.own"]["trust"] is None
    assert not found["values.target"]["differs"]
    assert found["rules.penalty_threshold"]["national"]
    assert found["values.limit"]["schools"]["ash"]["file"].endswith("ash.yaml")
    assert found["values.limit"]["schools"]["ash"]["line"] == 4


def test_the_page_for_people_has_what_differs_and_whose_it_is(trust):
    done = run("compare", str(trust), *DAY, "--path", "values.limit")

    assert done.out.splitlines() == [
        "3 schools on 28 Nov 2026, beside acme",
        "",
        "values.limit                                                   above: 3 sessions",
        "  2 sessions                  ash",
        "  as above                    2 schools",
    ]


def test_what_all_schools_say_alike_names_none_of_them(trust):
    for name in ("ash", "elm", "oak"):
        with (trust / "schools" / f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write("registers: {am: {all: {opens: 08:50, closes: 09:10}}}\n")
    done = run("compare", str(trust), *DAY, "--path", "registers.am.all.opens")

    assert done.out.splitlines()[2:] == [
        "registers.am.all.opens                                                  above: –",
        "  08:50                       all 3 schools",
    ]


@pytest.mark.parametrize(("path", "more"), [("values.here", []), ("values.gap", ["  5 days                      oak"])])
def test_what_an_authority_says_for_some_is_not_said_to_be_the_others(trust, path, more):
    text = "policy: town\nlayer: local_authority\nextends: [england]\nvalues: {here: 9 days, gap: 4 days}\n"
    (trust / "town.yaml").write_text(text, encoding="utf-8")
    for name in ("ash", "oak"):
        file = trust / "schools" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8").replace("[acme]", "[town, acme]")
        file.write_text(text + "values: {gap: 5 days}\n" * (name == "oak"), encoding="utf-8")
    done = run("compare", str(trust), *DAY, "--path", path)

    above = "9 days" if not more else "4 days"
    same = f"  as above                    {2 - len(more)} school{'s' * (not more)}"
    assert done.out.splitlines()[2:] == [f"{path}{'above: ' + above:>{80 - len(path)}}", *more, same,
                                         "  not there                   1 school"]  # fmt: skip


@pytest.mark.parametrize("command", ["compare", "report", "simulate", "run", "lint"])
def test_no_text_is_written_under_the_name_of_another_kind_of_file(trust, tmp_path, command):
    out = tmp_path / "schools.pdf"
    words = {
        "report": ["victoria_road", tmp_path],
        "simulate": ["victoria_road", tmp_path, "--set", "values.target=97%"],
    }
    done = run(command, *words.get(command, [trust, tmp_path] if command == "run" else [trust]), "--out", out)

    assert (done.code, out.exists()) == (2, False)
    assert "`schools.pdf` asks for `pdf`, which cannot be written\n  help: end it in one of ." in done.err


def test_lines_are_no_longer_than_a_terminal(trust):
    assert max(map(len, run("compare", TRUST, *DAY, "--all").out.splitlines())) <= 80


def test_the_example_trust_as_page_and_workbook(tmp_path):
    page, book = tmp_path / "c.html", tmp_path / "c.xlsx"
    assert run("compare", TRUST, *DAY, "--out", str(page)).code == 0
    assert run("compare", TRUST, *DAY, "--out", str(book)).code == 0
    first = book.read_bytes()
    assert run("compare", TRUST, *DAY, "--out", str(book)).code == 0

    text = page.read_text(encoding="utf-8")
    assert (
        "The Junipers School" in text and "≠ 5 sessions" in text and "letters.thresholds.letter_concern.below" in text
    )
    assert book.read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as held:
        assert sum(name.startswith("xl/worksheets/sheet") for name in held.namelist()) == 3


def test_a_school_that_cannot_be_used_hides_no_other(trust):
    (trust / "schools" / "ash.yaml").write_text("policy: ash\nlayer: school\nextends: [nowhere]\n", encoding="utf-8")
    done = run("compare", str(trust), *DAY, "--path", "values.limit")

    assert done.code == 1
    assert "`nowhere`" in done.err
    assert "2 schools" in done.out
    assert "ash  could not be used: there is no layer `nowhere`\n" in done.out
    told = json.loads(run("compare", str(trust), *DAY, "--format", "json").out)
    jsonschema.Draft202012Validator(compare_schema()).validate(told)
    assert told["left_out"] == [{"school": "ash", "why": ["there is no layer `nowhere`"]}]
    for out in ("c.html", "c.xlsx"):
        run("compare", str(trust), *DAY, "--out", trust / out)
    assert "there is no layer `nowhere`" in (trust / "c.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(trust / "c.xlsx") as held:
        assert b"there is no layer `nowhere`" in held.read("xl/worksheets/sheet3.xml")
    rests = run("show", str(trust / "acme.yaml"), "--dependents", "--in", str(trust), *DAY)
    assert (rests.code, "ash  could not be used: there is no layer `nowhere`\n" in rests.out) == (1, True)
    told = json.loads(
        run("show", str(trust / "acme.yaml"), "--dependents", *DAY, "--format", "json", "--in", str(trust)).out
    )
    jsonschema.Draft202012Validator(dependents_schema()).validate(told)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nowhere"], 2, "there is no folder `nowhere`"),
        (["pyproject.toml"], 2, "a trust is a folder"),
        (["docs"], 1, "has no policy of a school"),
        ([TRUST, "--path", "values.nothing"], 2, "`values.nothing`"),
        ([TRUST, "--as-of", "2001-01-01"], 1, "no version of `alderbeck` is in force"),
    ],
)
def test_nothing_compared_is_never_well(words, code, told):
    done = run("compare", *words)

    assert (done.code, told in done.err) == (code, True), done.err


def resting(trust, *words):
    done = run("show", str(trust / "acme.yaml"), "--dependents", "--in", str(trust), *DAY, "--format", "json", *words)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    jsonschema.Draft202012Validator(dependents_schema()).validate(told)
    return {each["path"]: each for each in told["values"]}


def test_dependents_are_those_whom_a_change_reaches(trust):
    found = resting(trust)

    assert found["values.limit"]["alters"] == ["oak"]
    others = {each["school"]: each["value"] for each in found["values.limit"]["overridden"]}
    assert others == {"ash": "2 sessions", "elm": "3 sessions"}
    assert found["values.target"]["alters"] == ["ash", "elm", "oak"]
    assert found["rules.call.when"]["alters"] == ["ash", "oak"]
    assert [(each["school"], each["value"]) for each in found["rules.call.when"]["overridden"]] == [("elm", None)]
    assert set(resting(trust, "--path", "values.limit")) == {"values.limit"}


def test_dependents_of_a_layer_that_comes_with_the_program_are_looked_for_where_one_works(trust, monkeypatch):
    monkeypatch.chdir(trust)
    done = run("show", "england", "--dependents", *DAY, "--path", "values.retention")

    assert done.out.startswith("3 schools of this folder below `england` (")
    (trust / "policies").mkdir()
    done = run("show", "england", "--dependents", *DAY, "--path", "values.retention")
    assert done.out.startswith("0 schools of `policies` below `england` (")
    lock = run("show", "acme.yaml", "--dependents", *DAY, "--path", "lock.values.limit")
    assert (lock.code, "`lock.values.limit` is no value that schools have" in lock.err) == (2, True)
    lock = run("show", "acme.yaml", "--origins", "--path", "lock.values.limit")
    assert (lock.code, "`lock.values.limit` is no value that is in force" in lock.err) == (2, True)
    assert "elm has taken it away (" in run("show", "acme.yaml", "--dependents", *DAY, "--path", "rules.call").out


@pytest.mark.parametrize("value", ["1 session", "4 sessions"])
def test_a_change_alters_whom_dependents_name_and_no_other(trust, value):
    def versions():
        schools = sorted((trust / "schools").glob("*.yaml"))
        return {each.stem: run("show", str(each)).out for each in schools}

    (trust / "acme.yaml").rename(trust / "schools" / "acme.yaml")
    file = trust / "schools" / "acme.yaml"
    before = versions()
    file.write_text(FILES["acme"].replace("limit: 3 sessions", f"limit: {value}"), encoding="utf-8")
    after = versions()

    assert {name for name in before if before[name] != after[name]} - {"acme"} == {"oak"}


def test_a_name_picks_the_version_of_the_day():
    for day, limit in (("2025-08-31", "3 sessions"), ("2025-09-01", "2 sessions")):
        done = run("show", f"{Path(TRUST).as_posix()}/gorsebank", "--as-of", day, "--format", "json")
        assert json.loads(done.out)["values"]["lates_limit"] == limit
    before = run("show", "gorsebank", "--as-of", "2024-08-31")

    assert before.code == 2
    assert "no version of `gorsebank` is in force on 2024-08-31" in before.err


def test_the_expanded_form_of_a_day_has_the_entry_of_that_day():
    held = json.loads(run("show", "england", "--expanded", "--as-of", "2024-08-18", "--format", "json").out)

    assert [entry["value"] for entry in held["values"]["retention"]] == ["3 years"]
    assert "H" in held["codes"][0]["table"] and len(held["codes"]) == 1
