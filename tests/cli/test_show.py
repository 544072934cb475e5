"""`policy show` and `policy schema`: what they print is whole, valid and reads back as the same."""

import json
from pathlib import Path

import jsonschema
import pytest

from engine.load import load
from engine.parse import parse
from engine.source import Source
from tests.cli.command import run

SHIPPED = ("england", "halton", "victoria_road", "tillington_manor")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_is_shown_as_yaml_that_reads_back_as_itself(name: str, tmp_path: Path):
    done = run("show", name)
    file = tmp_path / f"{name}.yaml"
    file.write_text(done.out, encoding="utf-8")
    again = load(file)

    assert done.code == 0
    assert not again.failed, again.diagnostics
    assert again.value.policy.document == json.loads(run("show", name, "--format", "json").out)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_expanded_form_is_yaml_with_general_forms_alone(name: str):
    document = parse(Source("shown", run("show", name, "--expanded").out))
    general = {"values", "sets", "codes", "registers", "facts", "flags", "measures", "ladders", "tables", "rules"}
    shared = {
        "policy",
        "title",
        "layer",
        "school",
        "school_age",
        "statistics",
        "pupils",
        "roles",
        "plain_words",
        "in_force",
        "review_by",
        "approved_on",
    }

    assert not document.failed
    assert set(document.value.value) - general - shared <= {"source", "assumes", "departs", "lint", "allow", "checks"}


def test_names_are_listed_with_type_and_unit():
    text = run("show", "victoria_road", "--names").out

    assert "  ill_in_a_row                     number of school days\n" in text
    assert "  attendance_percent               percent; may be not known\n" in text
    told = json.loads(run("show", "victoria_road", "--names", "--format", "json").out)
    assert {"where", "name", "type", "unit", "nullable", "words"} == set(told[0])


def test_origins_say_layer_file_and_line():
    told = json.loads(run("show", "tillington_manor", "--origins", "--format", "json").out)

    assert {each["layer"] for each in told} >= {"england", "tillington_manor"}
    assert all(each["line"] > 0 for each in told)


def test_one_value_or_part_can_be_asked_for():
    one = run("show", "victoria_road", "--origins", "--path", "values.lates_limit").out
    part = json.loads(run("show", "victoria_road", "--origins", "--path", "registers.pm", "--format", "json").out)

    assert one.startswith("values.lates_limit: 2 sessions\n    victoria_road, ")
    assert one.count("\n") == 2
    assert {each["path"].rsplit(".", 1)[0] for each in part} == {"registers.pm.infants", "registers.pm.juniors"}


def test_a_path_at_which_nothing_is_said_is_refused_with_the_one_that_may_be_meant():
    misspelt = run("show", "victoria_road", "--origins", "--path", "values.late_limit")
    elsewhere = run("show", "england", "--origins", "--path", "none")
    early = run("show", "victoria_road", "--origins", "--path", "values.lates_limit", "--as-of", "1990-01-01")

    assert (misspelt.code, elsewhere.code, misspelt.out) == (2, 2, "")
    assert "did you mean `values.lates_limit`?" in misspelt.err
    assert "`policy show england --origins` lists what it says" in elsewhere.err
    assert early.code == 0


def test_on_a_day_only_what_is_in_force_is_shown():
    before = json.loads(run("show", "england", "--as-of", "2024-08-18", "--format", "json").out)
    after = json.loads(run("show", "england", "--as-of", "2024-08-19", "--format", "json").out)

    assert (len(before["codes"]), len(after["codes"])) == (1, 1)
    assert before["codes"] != after["codes"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("none.yaml",), 2),
        (("no_such_policy",), 2),
        (("england", "--names", "--expanded"), 2),
        (("england", "--names", "--as-of", "2024-09-01"), 2),
        (("england", "--names", "--path", "values"), 2),
        (("england", "--expanded", "--path", "values"), 2),
        (("england", "--origins", "--in", "policies"), 2),
    ],
)
def test_what_cannot_be_shown_is_said(words: tuple[str, ...], code: int):
    done = run("show", *words)

    assert (done.code, done.out) == (code, "")
    assert done.err


@pytest.mark.parametrize("name", ["policy", "test", "decision"])
def test_a_schema_is_printed(name: str):
    done = run("schema", name)

    assert done.code == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(done.out))


def test_schemas_are_written_together(tmp_path: Path):
    assert run("schema", "--write", tmp_path).code == 0
    assert {"policy.schema.json", "test.schema.json", "decision.schema.json"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert run("schema", "--write", tmp_path / "none").code == 2
