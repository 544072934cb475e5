"""The SARIF log keeps the rules of the standard, and is valid against its schema where a copy of it is at hand."""

import json
import os
import re
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest

from tests.cli.command import run

ROOT = Path(__file__).parents[2]
SETS = ("policies", "tests/as_written", "tests/golden/lint", "tests/golden/validate", "tests/golden/parse")


@pytest.fixture(scope="module")
def logs():
    """Give the log of every set of policies, right and wrong ones."""
    made = [run("lint", ROOT / name, "--as-of", "2026-11-28", "--format", "sarif").out for name in SETS]
    assert len(made) == len(SETS)
    return [json.loads(each) for each in made]


def published() -> Path | None:
    """Give a copy of the standard's schema: the file that SARIF_SCHEMA names, or one that an installed package has."""
    named = os.environ.get("SARIF_SCHEMA")
    if named:
        return Path(named)
    held = (file for each in distributions() for file in each.files or ())
    found = (file for file in held if re.fullmatch(r"sarif-(schema-)?2\.1\.0.*\.json", file.name))
    return next((Path(str(each.locate())) for each in found), None)


def test_a_log_is_valid_against_the_published_schema(logs):
    file = published()
    if file is None:
        pytest.skip("no copy of the SARIF 2.1.0 schema is here: name one in SARIF_SCHEMA")
    schema = json.loads(file.read_text(encoding="utf-8-sig"))
    checked = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())

    for log in logs:
        assert [f"{list(each.absolute_path)}: {each.message[:200]}" for each in checked.iter_errors(log)] == []


def test_a_log_has_what_the_standard_requires_and_nothing_it_does_not_know(logs):
    """Sections 3.13, 3.14, 3.18, 3.19, 3.27 and 3.49 of the standard."""
    results = 0
    for log in logs:
        assert set(log) == {"$schema", "version", "runs"}
        assert log["version"] == "2.1.0" and urlsplit(log["$schema"]).scheme == "https"
        (made,) = log["runs"]
        assert set(made) <= {"tool", "columnKind", "properties", "results"}
        driver = made["tool"]["driver"]
        assert driver["name"] and re.fullmatch(r"\d+\.\d+\.\d+([-+].+)?", driver["semanticVersion"])
        ids = [rule["id"] for rule in driver["rules"]]
        assert len(set(ids)) == len(ids)
        for rule in driver["rules"]:
            assert set(rule) <= {"id", "name", "shortDescription", "fullDescription", "help"}
            assert all(rule[field]["text"] for field in ("shortDescription", "fullDescription") if field in rule)
        for result in made["results"]:
            results += 1
            assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"}
            assert ids[result["ruleIndex"]] == result["ruleId"]
            assert result["level"] in {"none", "note", "warning", "error"}
            assert result["message"]["text"]
            numbers = [each["id"] for each in result.get("relatedLocations", ())]
            assert len(set(numbers)) == len(numbers) and all(number >= 0 for number in numbers)
    assert results > 300


def test_every_place_is_a_region_and_a_reference_that_the_standard_allows(logs):
    """Sections 3.4, 3.29 and 3.30 of the standard: a region of one line does not end before it begins."""
    places = [
        place["physicalLocation"]
        for log in logs
        for result in log["runs"][0]["results"]
        for place in (*result.get("locations", ()), *result.get("relatedLocations", ()))
    ]

    assert places
    for place in places:
        uri, region = place["artifactLocation"]["uri"], place["region"]
        assert re.fullmatch(r"[\w.~:/?#\[\]@!$&'()*+,;=%-]+", uri, re.ASCII) and not uri.startswith("//")
        assert not re.search(r"%(?![0-9A-F]{2})", uri)
        assert min(region["startLine"], region["startColumn"], region["endColumn"]) >= 1
        assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
        assert region["snippet"]["text"] is not None


def messages(node):
    """Give every text of a message, wherever it stands."""
    if isinstance(node, list):
        for inner in node:
            yield from messages(inner)
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key in {"message", "shortDescription", "fullDescription", "help"}:
                yield from inner.values()
            else:
                yield from messages(inner)


def test_no_brace_of_a_message_begins_a_placeholder(logs):
    """Section 3.11.5 of the standard: a brace that is meant as one is doubled."""
    texts = [text for log in logs for text in messages(log)]

    assert any("{{" in text for text in texts)
    for text in texts:
        assert not re.search(r"[{}]", text.replace("{{", "").replace("}}", "")), text
