"""Layers -> the policy in force: a merge rule for each kind of value, origins, what is closed, what is found where."""

import pytest

from engine.parse import parse
from engine.resolve import resolve
from engine.source import Source
from engine.write import write
from tests.unit.layered import NATIONAL, TRUST, fine, resolver, told


@pytest.fixture
def policy(tmp_path):
    return resolver(tmp_path)


def rule(policy, name):
    return next(rule for rule in policy.document["rules"] if rule["id"] == name)


def test_a_school_that_adds_nothing_has_all_it_inherits(policy):
    found = fine(policy())
    assert found.name == "school"
    assert [layer.name for layer in found.layers] == ["land", "trust", "school"]
    assert [rule["id"] for rule in found.document["rules"]] == ["threshold", "extendable", "call"]
    assert "extends" not in found.document
    assert found.document["layer"] == "school"


def test_mappings_merge_by_key_and_texts_are_replaced(policy):
    found = fine(policy("values: {days: 3 school days, new: 1}\n"))
    assert found.document["values"]["days"] == "3 school days"
    assert found.document["values"]["letter_below"] == "95%"
    assert list(found.document["values"]) == ["limit", "tunable", "letter_below", "days", "new"]
    origin = found.origin(("values", "days"))
    assert found.layers[origin.layer].name == "school"
    assert [(shadow.layer, shadow.value, shadow.place.span.line) for shadow in origin.shadowed] == [
        ("trust", "5 school days", 4)
    ]
    assert str(found.place(("values", "days"))).endswith("school.yaml:4:16")
    assert str(found.place(("values", "letter_below"))).endswith("trust.yaml:4:24")


def test_rules_merge_by_id_field_by_field(policy):
    found = fine(policy("rules:\n  - {id: call, check: morning}\n  - {id: own, then: [{do: x}]}\n"))
    assert rule(found, "call")["check"] == "morning"
    assert rule(found, "call")["title"] == "First call"
    assert [item["id"] for item in found.document["rules"]][-1] == "own"
    at = next(at for at, item in enumerate(found.document["rules"]) if item["id"] == "call")
    assert str(found.place(("rules", at, "check"))).endswith("school.yaml:5:23")
    assert str(found.place(("rules", at, "when"), 2)).endswith("trust.yaml:9:13")


def test_tasks_merge_by_what_is_done(policy):
    found = fine(
        policy("rules:\n  - {id: call, then: [{do: call, by: head}, {do: visit}, {do: note, to: office, by: head}]}\n")
    )
    assert rule(found, "call")["then"] == [
        {"do": "call", "to": "parents", "by": "head"},
        {"do": "note", "to": "parents"},
        {"do": "note", "to": "office", "by": "head"},
        {"do": "visit"},
    ]


def test_a_figure_of_another_kind_replaces_the_inherited_one(policy):
    found = fine(policy("measures: {usual: {percent: attended, of: possible}}\n"))
    assert found.document["measures"]["usual"] == {"percent": "attended", "of": "possible"}
    again = fine(policy("measures: {usual: {count: school days}}\n"))
    assert again.document["measures"]["usual"] == {"count": "school days", "of": "spare", "over": "term"}


LETTERS = """
letters:
  figure: n_today
  thresholds: {first: {at_least: 3, to: parents}}
"""


def test_a_limit_of_a_letter_said_otherwise_replaces_the_inherited_one(policy):
    found = fine(policy("letters: {thresholds: {first: {below: 95%}}}\n", trust=TRUST + LETTERS))
    assert found.document["letters"]["thresholds"] == {"first": {"to": "parents", "below": "95%"}}
    origin = found.origins[("letters", "thresholds", "first", "below")]
    assert [(shadow.layer, shadow.value) for shadow in origin.shadowed] == [("trust", "3")]


def test_a_limit_of_a_closed_letter_is_not_said_otherwise(policy):
    found = policy("letters: {thresholds: {first: {below: 95%}}}\n", national=NATIONAL + LETTERS)
    assert told(found) == ["school:4 R009"]


def test_of_two_limits_in_one_layer_none_is_chosen(policy):
    found = fine(policy("letters: {thresholds: {first: {at_most: once ever, below: 95%, at_or_below: 90%}}}\n",
                        trust=TRUST + LETTERS))  # fmt: skip
    assert {"at_least", "below", "at_or_below"} <= found.document["letters"]["thresholds"]["first"].keys()


def test_a_task_that_could_be_one_of_several_is_refused(policy):
    found = policy("rules:\n  - {id: call, then: [{do: note, by: head}]}\n")
    assert told(found) == ["school:5 R017"]
    assert len(found.diagnostics[0].also) == 2


def test_steps_and_other_lists_are_replaced_whole(policy):
    found = fine(policy("ladders: {late: {steps: [{id: two, then: [{do: visit}]}]}}\n"))
    assert found.document["ladders"]["late"] == {
        "when": "n_today > 1",
        "steps": [{"id": "two", "then": [{"do": "visit"}]}],
    }
    assert [step.id for step in found.model.ladders["late"].steps] == ["two"]


def test_dated_entries_replace_a_text(policy):
    found = fine(
        policy(
            "values: {days: [{until: 2024-08-19, value: 4 school days}, {from: 2024-08-19, value: 5 school days}]}\n"
        )
    )
    assert len(found.document["values"]["days"]) == 2


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("call", "rules"),
        ("days", "values"),
        ("ill", "sets"),
        ("late", "ladders"),
        ("ladders.late", "ladders"),
        ("rules.call", "rules"),
    ],
)
def test_remove_takes_an_inherited_item_away(policy, name, gone):
    found = fine(policy(f"remove: [{name}]\n"))
    last = name.rpartition(".")[2]
    items = found.document.get(gone)
    assert last not in (items if isinstance(items, dict) else [item["id"] for item in items])


def test_remove_and_write_anew(policy):
    found = fine(policy("remove: [call]\nrules: [{id: call, then: [{do: visit}]}]\n"))
    assert rule(found, "call") == {"id": "call", "then": [{"do": "visit"}]}


def test_remove_of_a_nested_thing(policy):
    trust = TRUST + "letters: {figure: f, thresholds: {letter_93: {below: 93%}, letter_90: {below: 90%}}}\n"
    found = fine(policy("remove: [letters.thresholds.letter_93]\n", trust=trust))
    assert list(found.document["letters"]["thresholds"]) == ["letter_90"]
    assert list(fine(policy("remove: [letter_90]\n", trust=trust)).document["letters"]["thresholds"]) == ["letter_93"]
    assert "title" not in rule(fine(policy("remove: [rules.call.title]\n")), "call")


def test_remove_of_a_part_of_a_task(policy):
    task = rule(fine(policy("remove: [rules.call.then.call.by]\n")), "call")["then"][0]
    assert task == {"do": "call", "to": "parents"}
    assert len(rule(fine(policy("remove: [rules.call.then.call]\n")), "call")["then"]) == 2
    assert "R008" in told(policy("remove: [rules.call.then.note]\n"))[0]


def test_remove_of_what_is_not_there(policy):
    found = policy("remove: [cal, rules.nothing]\n")
    assert told(found) == ["school:4 R007", "school:4 R007"]
    assert found.diagnostics[0].help == "did you mean `call`?"


def test_remove_of_one_of_several(policy):
    found = policy("remove: [late]\n", trust=TRUST + "flags: {late: {set_by: head}}\n")
    assert told(found) == ["school:4 R008"]
    assert "`ladders.late`" in found.diagnostics[0].help and "`flags.late`" in found.diagnostics[0].help


@pytest.mark.parametrize(
    ("school", "place"),
    [
        ("rules: [{id: threshold, when: n_today > 99}]", "school:4 R009"),
        ("rules: [{id: threshold, unless: 'true'}]", "school:4 R009"),
        ("rules: [{id: threshold, for: send}]", "school:4 R009"),
        ("rules: [{id: threshold, in_force: {from: 2030-01-01}}]", "school:4 R009"),
        ("rules: [{id: threshold, then: [{do: notify, obligation: may}]}]", "school:4 R009"),
        ("rules: [{id: threshold, then: [{do: notify, to: nobody}]}]", "school:4 R009"),
        ("rules: [{id: threshold, then: [{do: extra}]}]", "school:4 R009"),
        ("rules: [{id: threshold, open: [when]}]", "school:4 R009"),
        ("remove: [threshold]", "school:4 R009"),
        ("remove: [rules.threshold.when]", "school:4 R009"),
        ("remove: [n_today]", "school:4 R009"),
        ("measures: {n_today: {over: week}}", "school:4 R009"),
        ("measures: {n_today: {in_force: {until: 2020-01-01}}}", "school:4 R009"),
        ("sets: {gone: 'code = \"X\"'}", "school:4 R009"),
        ("values: {limit: 99 sessions}", "school:4 R009"),
        ("values: {limit: [{from: 2024-01-01, value: 99 sessions}]}", "school:4 R009"),
        ("rules: [{id: extendable, then: [{do: letter, to: nobody}]}]", "school:4 R009"),
    ],
)
def test_what_the_national_layer_closes_stays(policy, school, place):
    found = policy(school + "\n")
    assert told(found) == [place]
    assert found.diagnostics[0].also[0][1].source.name.endswith("land.yaml")


@pytest.mark.parametrize(
    "school",
    [
        "rules: [{id: threshold, check: week}]",
        "rules: [{id: threshold, title: Ours, source: §1, assumes: a, departs: b, allow: {L201: {reason: r}}}]",
        "rules: [{id: threshold, then: [{do: notify, by: head, due: 2 days}]}]",
        "rules: [{id: threshold, when: n_today >= limit}]",
        "rules: [{id: extendable, then: [{do: visit, to: parents}]}]",
        "values: {tunable: 4}",
        "values: {tunable: [{value: 5}]}",
        "rules: [{id: own, when: n_today > 3, then: [{do: x}]}]",
        "measures: {own: {count: sessions, of: gone}}",
        "measures: {usual: {over: week}}",
        "measures: {usual: {percent: attended, of: possible}}",
        "remove: [usual]",
        "sets: {spare: absent}",
        "measures: {n_today: {count: sessions, of: gone, over: day}}",
    ],
)
def test_what_it_leaves_open_may_be_said(policy, school):
    fine(policy(school + "\n"))


def test_what_a_layer_between_adds_to_a_national_rule_is_its_own(policy):
    trust = TRUST.replace("rules:\n", "rules:\n  - {id: extendable, then: [{do: visit, to: parents}]}\n")
    found = fine(policy("rules: [{id: extendable, then: [{do: visit, to: office, with: {a: b}}]}]\n", trust=trust))
    assert rule(found, "extendable")["then"][1] == {"do": "visit", "to": "office", "with": {"a": "b"}}


def test_a_file_that_calls_itself_national_changes_no_more(policy):
    found = policy(
        "rules: [{id: threshold, when: n_today > 99}]\n", head="policy: school\nlayer: national\nextends: [land]\n"
    )
    assert told(found) == ["school:4 R009"]


@pytest.mark.parametrize(
    ("school", "places", "act"),
    [
        ("rules: [{id: cal, check: morning}]", ["school:4 R018"], "did you mean `call`?"),
        ("measures: {n_toda: {over: week}}", ["school:4 S007"], "did you mean `n_today`?"),
        ("ladders: {lates: {when: n_today > 2}}", ["school:4 S002"], "did you mean `late`?"),
    ],
)
def test_a_change_of_what_is_not_there(policy, school, places, act):
    found = policy(school + "\n")
    assert told(found) == places
    assert found.diagnostics[0].message.endswith("nothing inherited has this name")
    assert found.diagnostics[0].help == act


def test_all_layers_are_checked_even_where_another_takes_a_values_place(policy):
    found = policy("values: {days: 3 days}\n", trust=TRUST.replace("5 school days", "5 schooldays"))
    assert told(found) == ["trust:4 S004"]


def test_two_rules_of_one_id_in_one_file(policy):
    assert told(policy("rules: [{id: a, then: []}, {id: a, then: []}]\n")) == ["school:4 S008"]


def test_what_is_open_is_a_field_of_the_item_or_of_its_tasks(policy):
    found = policy(national=NATIONAL.replace("open: [by, due, check]", "open: [by, du, check]"))
    assert told(found) == ["land:14 R016"]
    assert found.diagnostics[0].help == "did you mean `due`?"


def test_a_word_open_that_is_no_field_of_an_item_opens_nothing(policy):
    fine(policy("rules: [{id: own, when: n_today > 0, then: [{do: tell, with: {open: yes}}]}]\n"))


def test_what_is_open_is_named_with_its_item(policy):
    found = policy(national=NATIONAL.replace("open: [by, due, check]", "open: [by, nowhere_at_all]"))
    assert found.diagnostics[0].message == "`rules.threshold` has no field `nowhere_at_all` to be open"
    assert found.diagnostics[0].place.span.column == 16


def test_a_layer_that_cannot_be_read_stops_the_merge_and_nothing_else(policy):
    found = policy("values: {x: wrong thing}\n", trust="policy: trust\na: [\n")
    assert told(found) == ["school:4 S004", "trust:2 P005"]
    assert found.value is None


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ("a: [{from: 2024-01-01, value: 1}, {from: 2025-01-01, value: 2}]", []),
        ("a: [{until: 2024-08-19, value: 1}, {from: 2024-08-19, value: 2}]", []),
        ("a: [{from: 2025-01-01, value: 2}, {from: 2024-01-01, value: 1}]", []),
        ("a: [{value: 1}, {from: 2025-01-01, value: 2}]", []),
        ("a: [{from: 2024-01-01, until: 2025-02-01, value: 1}, {from: 2025-01-01, value: 2}]", ["school:4 R013"]),
        ("a: [{from: 2024-01-01, value: 1}, {from: 2024-01-01, value: 2}]", ["school:4 R013"]),
        ("a: [{value: 1}, {value: 2}]", ["school:4 R013"]),
        ("a: [{until: 2024-01-01, value: 1}, {from: 2024-02-01, value: 2}]", ["school:4 R014"]),
        ("a: [{from: 2024-02-01, until: 2024-02-01, value: 1}]", ["school:4 R015"]),
    ],
)
def test_dated_entries_neither_overlap_nor_leave_days_out(policy, values, codes):
    assert told(policy(f"values: {{{values}}}\n")) == codes


def test_the_version_is_of_what_is_said_not_of_where(policy, tmp_path):
    first = fine(policy("values: {b: 1, a: 2}\nsets: {s: absent}\n"))
    second = fine(policy("# a comment\nsets: {s: 'absent'}\nvalues:\n  a: 2\n  b: 1\n"))
    third = fine(policy("values: {b: 1, a: 3}\nsets: {s: absent}\n"))
    assert first.version == second.version != third.version
    assert len(first.version) == 64
    registers = "registers: {{am: {{{}, {}}}}}\n"
    one, two = "a: {for: send, opens: 09:00, closes: 09:30}", "b: {opens: 09:00, closes: 09:30}"
    assert fine(policy(registers.format(one, two))).version != fine(policy(registers.format(two, one))).version


def test_the_merged_document_stands_alone(policy, tmp_path):
    found = fine(policy("values: {days: 3 school days}\nrules: [{id: call, check: morning}]\nremove: [late]\n"))
    text = write(found.document)
    again = tmp_path / "alone.yaml"
    again.write_text(text, encoding="utf-8")
    alone = fine(resolve(again))
    assert alone.document == found.document
    assert alone.version == found.version
    assert parse(Source("x", text)).value.value == found.document


def test_every_path_has_an_origin_that_says_the_same(policy):
    from engine.document import at

    found = fine(policy("values: {days: 3 school days}\nrules: [{id: call, check: morning, then: [{do: visit}]}]\n"))
    leaves = 0
    for path, origin in found.origins.items():
        value = at(found.document, path)
        if isinstance(value, str):
            leaves += 1
            assert at(found.layers[origin.layer].document.value, origin.path) == value
    assert leaves > 40


@pytest.mark.parametrize(
    "name", ["england", "halton", "victoria_road", "tillington_manor", "perry_hall_trust", "staffordshire"]
)
def test_the_bundled_policies_resolve(name):
    assert fine(resolve(name)).name == name


def test_labelled_text_is_no_period(policy):
    fine(policy("rules: [{id: a, then: [{do: x, with: {from: 2025-01-02, until: 2025-01-01}}]}]\n"))


def test_bundled_files_are_named_without_the_machines_path(tmp_path, monkeypatch):
    from engine.resolve import layers

    inside = tmp_path / "_assets" / "policies"
    inside.mkdir(parents=True)
    (inside / "land.yaml").write_text("policy: land\nlayer: national\nlayr: x\n", encoding="utf-8")
    monkeypatch.setattr(layers, "policies_folder", lambda: inside)
    assert [found.place.source.name for found in resolve("land").diagnostics] == ["bundled/land.yaml"]


def test_bundled_files_of_a_checkout_are_named_as_seen_from_inside_it_alone(tmp_path, monkeypatch):
    from engine.assets import policies_folder
    from engine.resolve.layers import shown

    file = policies_folder() / "england.yaml"
    monkeypatch.chdir(policies_folder().parent)
    assert shown(file) == "policies/england.yaml"
    monkeypatch.chdir(tmp_path)
    assert shown(file) == "bundled/england.yaml"
    assert shown(tmp_path / "mine.yaml") == "mine.yaml"


def test_a_bundled_policy_is_found_by_name_where_a_folder_has_it(tmp_path, monkeypatch):
    (tmp_path / "england").mkdir()
    monkeypatch.chdir(tmp_path)
    assert fine(resolve("england")).name == "england"
    assert resolve("nowhere").diagnostics[0].place is None


@pytest.mark.parametrize("entry", ["~", "in_force", "3", "[in_force]"])
def test_a_dated_entry_of_the_wrong_shape_is_told_once(policy, entry):
    assert [each.code[0] for each in policy(f"values: {{own: [{entry}]}}\n").diagnostics] == ["S"]


def test_a_day_that_is_none_is_told_and_nothing_is_made_of_it(policy):
    found = policy("values: {own: [{from: 2025-02-30, value: 3}, {from: 2024-01-01, value: 4}]}\n")
    assert told(found) == ["school:4 S004"]
