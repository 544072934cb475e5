"""What `policy show` prints: the effective policy, which stands alone, and where every value of it comes from."""

from datetime import date

import pytest

from cli.render.origins import page
from engine import api
from engine.document import at
from engine.parse import parse
from engine.resolve import resolve
from engine.show import effective, origins
from engine.source import Source
from engine.validate import validate
from engine.write import write

BUNDLED = ["england", "victoria_road", "tillington_manor"]


@pytest.fixture(scope="module")
def policies():
    return {name: resolve(name).value for name in BUNDLED}


@pytest.fixture
def layered(tmp_path):
    (tmp_path / "trust.yaml").write_text(
        "policy: trust\nlayer: trust\nvalues:\n  days:\n    - {until: 2024-08-19, value: 4 days, source: old}\n"
        "    - {from: 2024-08-19, value: 5 days, source: new}\n  limit: 3\n"
        "rules:\n  - {id: a, source: §1, in_force: {from: 2025-01-01}, then: [{do: call, to: parents}]}\n"
    )
    (tmp_path / "school.yaml").write_text("policy: school\nlayer: school\nextends: [trust]\nvalues: {limit: 4}\n")
    return resolve(tmp_path / "school.yaml").value


def lines(policy, as_of=None):
    return {line.path: line for line in origins(policy, as_of)}


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("day", [None, date(2024, 1, 8), date(2025, 9, 1)])
def test_the_effective_policy_is_valid_by_itself(policies, name, day):
    outcome = validate(parse(Source("x", write(effective(policies[name], day)))).value)
    assert not outcome.diagnostics


@pytest.mark.parametrize("name", BUNDLED)
def test_every_text_of_the_document_has_a_line(policies, name):
    said = " ".join(line.value for line in origins(policies[name]))
    todo, texts = [policies[name].document], []
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo += [inner for key, inner in value.items() if key != "id"]
        elif isinstance(value, list):
            todo += value
        else:
            texts.append(value)
    assert len(texts) > 300
    assert all(text in said for text in texts)


def test_a_line_says_layer_file_line_clause_dates_and_what_it_shadows(layered):
    found = lines(layered)
    assert found["values.limit"].layer == "school"
    assert found["values.limit"].line == 4
    assert [(old.value, old.layer, old.line) for old in found["values.limit"].shadowed] == [("3", "trust", 7)]
    assert (found["values.days[0].value"].until, found["values.days[0].value"].clause) == ("2024-08-19", "old")
    assert found["values.days[1].value"].from_ == "2024-08-19"
    assert (found["rules.a.then[0].do"].clause, found["rules.a.then[0].do"].from_) == ("§1", "2025-01-01")
    assert found["policy"].value == "school"


def test_on_a_day_only_what_is_in_force_then(layered):
    assert "values.days[0].value" in lines(layered, date(2024, 8, 18))
    assert "values.days[1].value" not in lines(layered, date(2024, 8, 18))
    assert "values.days[0].value" not in lines(layered, date(2024, 8, 19))
    assert "rules.a.source" not in lines(layered, date(2024, 12, 31))
    assert "rules.a.source" in lines(layered, date(2025, 1, 1))
    assert at(effective(layered, date(2024, 8, 19)), ("values", "days", 0, "value")) == "5 days"
    assert effective(layered, date(2024, 12, 31))["rules"] == []
    assert len(effective(layered, date(2025, 1, 1))["rules"]) == 1


def test_a_table_ends_where_the_next_begins(policies):
    found = lines(policies["england"])
    assert found["codes[0].table.L.category"].until == "2024-08-19"
    assert len(effective(policies["england"], date(2024, 1, 8))["codes"]) == 1


def test_a_part_of_a_list_says_what_the_list_took_the_place_of(layered, tmp_path):
    (tmp_path / "school.yaml").write_text(
        "policy: school\nlayer: school\nextends: [trust]\nvalues:\n"
        "  limit: [{until: 2025-01-06, value: 1}, {from: 2025-01-06, value: 2}]\n  days: 6 days\nremove: [a]\n",
        encoding="utf-8",
    )
    policy = resolve(tmp_path / "school.yaml").value
    found = lines(policy)

    for path in ("values.limit[0].value", "values.limit[1].from"):
        assert [(each.value, each.layer, each.line) for each in found[path].shadowed] == [("3", "trust", 7)]
    assert [each.layer for each in found["values.days"].shadowed] == ["trust"]
    text = "".join(page(origins(policy, within="values.limit")))
    assert (text.count("values.limit["), text.count("instead of 3 (trust, ")) == (4, 1)


def test_what_a_layer_takes_away_is_told_where_somebody_asks_for_it(layered, tmp_path):
    (tmp_path / "school.yaml").write_text(
        "policy: school\nlayer: school\nextends: [trust]\nremove: [a, values.days]\n", encoding="utf-8"
    )
    for path, name, column in (("rules.a.then", "a", 10), ("values.days[0].value", "values.days", 13)):
        (told,) = api.origins(tmp_path / "school.yaml", None, path).diagnostics
        assert (told.code, told.place.span.line, told.place.span.column) == ("R024", 4, column)
        assert told.message == f"`{path}` is not there: `school` takes `{name}` away"
    assert not api.origins(tmp_path / "school.yaml", None, "rules.b").diagnostics
