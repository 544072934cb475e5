"""`policy diff`: what it prints, and how it ends."""

import json
from pathlib import Path

import jsonschema

from engine.api import schemas
from tests.cli.command import run

VICTORIA = Path("policies/victoria_road.yaml")


def changed(folder: Path, old: str, new: str) -> Path:
    text = VICTORIA.read_text(encoding="utf-8")
    assert old in text
    made = folder / "victoria_road.yaml"
    made.write_text(text.replace(old, new), encoding="utf-8")
    return made


def test_the_same_policy_twice_has_no_difference():
    done = run("diff", "victoria_road", "victoria_road")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[2].startswith("no difference in meaning; proved to mean the same")


def test_a_difference_is_told_with_its_example_and_both_places(tmp_path):
    other = changed(tmp_path, "closes: 09:30", "closes: 09:15")

    done = run("diff", VICTORIA, other)

    words = " ".join(done.out.split())

    assert done.code == 0
    assert "arrives in the morning at 09:16 (and until 09:30): A marks L, B marks U" in words
    assert "A policies/victoria_road.yaml:72:60 registers.am.whole_school.closes: 09:30" in words
    assert "victoria_road.yaml:72:60" in done.out.split("B  ")[-1]
    assert max(len(line) for line in done.out.splitlines() if "victoria_road.yaml" not in line) <= 80


def test_the_object_holds_to_its_schema(tmp_path):
    other = changed(tmp_path, "lates_limit: 2 sessions", "lates_limit: 3 sessions")

    done = run("diff", VICTORIA, other, "--format", "json")

    found = json.loads(done.out)
    jsonschema.validate(found, json.loads(schemas()["diff.schema.json"]))
    assert [each["name"] for each in found["differences"]] == [
        "late_call",
        "late_letter",
        "late_meeting",
        "lates_limit",
    ]
    assert found["touched"] is None


def test_a_dataset_says_whom_a_difference_touches(tmp_path):
    data = tmp_path / "data"
    assert run("generate", data, "--phase", "primary", "--pupils", 60, "--seed", 4).code == 0
    other = changed(tmp_path, "lates_limit: 2 sessions", "lates_limit: 3 sessions")

    told = json.loads(run("diff", VICTORIA, other, data, "--format", "json").out)["touched"]
    same = json.loads(run("diff", VICTORIA, VICTORIA, data, "--format", "json").out)["touched"]

    assert told["of"] == same["of"] == 60
    assert 0 < told["pupils"] <= 60
    assert {each["name"] for each in told["rules"]} <= {"late_call", "late_letter", "late_meeting"}
    assert (same["pupils"], same["rules"]) == (0, [])


def test_what_is_not_there_or_wrong_ends_as_everywhere(tmp_path):
    broken = changed(tmp_path, "closes: 09:30", "closes: half past nine")

    assert run("diff", "victoria_road", "victoria_raod").code == 2
    assert run("diff", "victoria_road", broken).code == 1
    assert run("diff", "victoria_road", "victoria_road", tmp_path / "nowhere").code == 2


def test_where_two_rows_of_a_unique_table_match_it_decides_nothing(tmp_path):
    text = """policy: small
title: A small policy
layer: school
extends: [england]
in_force: {from: 2024-09-01}
school: {name: A School, phase: primary}
tables:
  leave:
    title: Leave by reason
    each: leave_requests
    hit: first
    gives: [outcome]
    rows: |
      reason    || outcome
      "holiday" || "refuse"
      -         || "grant"
"""
    first, unique = tmp_path / "first.yaml", tmp_path / "unique.yaml"
    first.write_text(text, encoding="utf-8")
    unique.write_text(text.replace("hit: first", "hit: unique"), encoding="utf-8")

    for one, other, said in (
        (first, unique, 'at reason `holiday`: A gives outcome "refuse", B decides nothing'),
        (unique, first, 'at reason `holiday`: A decides nothing, B gives outcome "refuse"'),
    ):
        (difference,) = json.loads(run("diff", one, other, "--format", "json").out)["differences"]
        assert [each["said"] for each in difference["examples"]] == [said]
