"""Schools against parameters: what each has, what stands above it, who set it, and in which order that is told."""

from datetime import date

import pytest

from engine.schools.compare import compare, part
from engine.schools.members import members

DAY = date(2026, 1, 1)
FILES = {
    "land": "policy: land\nlayer: national\nsets: {gone: 'code = \"N\"'}\n"
    "measures: {n: {count: sessions, of: gone, over: week}, spare: {count: sessions, of: gone, over: term}}\n"
    "rules: [{id: law, when: n > 9, then: [{do: x}]}]\n"
    "values: {free: [{value: 1, open: [value]}], shut: [{value: 2}]}\n",
    "acme": "policy: acme\nlayer: trust\nextends: [land]\nsets: {late: code = 'L'}\n"
    "values:\n  limit: 3\n  step: [{until: 2025-09-01, value: 1}, {from: 2025-09-01, value: 2}]\n"
    "rules: [{id: call, title: Call, when: n > 1, check: day, then: [{do: call}]}]\n",
    "hub": "policy: hub\nlayer: group\nextends: [acme]\nvalues:\n  limit: 4\n",
    "ash": "policy: ash\nlayer: school\nextends: [acme]\nschool: {name: Ash, phase: primary}\n",
    "elm": "policy: elm\nlayer: school\nextends: [hub]\nvalues:\n  step: [{from: 2025-01-01, value: 5}]\n"
    "sets: {late: code = 'U'}\n"
    "rules: [{id: call, title: Ours, check: week}, {id: own, when: n > 3, then: [{do: y}]}]\n",
}


@pytest.fixture
def compared(tmp_path):
    def make(**others):
        for name, text in {**FILES, **others}.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return compare(members(tmp_path, DAY).value, DAY)

    return make


def cells(comparison, path):
    (found,) = part(comparison, path).parameters
    return found.trust, [(cell.value, cell.above, cell.layer, cell.line, cell.differs) for cell in found.cells]


@pytest.mark.parametrize(
    ("path", "trust", "ash", "elm"),
    [
        ("values.limit", "3", ("3", "3", "acme", 6, False), ("4", "3", "hub", 5, True)),
        ("values.step", "2", ("2", "2", "acme", 7, False), ("5", "2", "elm", 5, True)),
        ("values.free", "1", ("1", "1", "land", 6, False), ("1", "1", "land", 6, False)),
        ("sets.late", "yes", ("yes", "yes", "acme", 4, False), ("changed", "yes", "elm", 6, True)),
        ("rules.call", "yes", ("yes", "yes", "acme", 8, False), ("changed: check", "yes", "elm", 7, True)),
        ("rules.own", None, (None, None, "", 0, False), ("yes", None, "elm", 7, True)),
    ],
)
def test_a_cell_says_what_a_school_has_beside_its_trust_and_who_set_it(compared, path, trust, ash, elm):
    assert cells(compared(), path) == (trust, [ash, elm])


def test_parameters_stand_by_kind_and_what_the_law_alone_says_comes_last(compared):
    found = compared()

    assert [each.path for each in found.parameters] == [
        "values.limit",
        "values.step",
        "rules.call",
        "rules.own",
        "sets.late",
        "values.free",
        "values.shut",
        "rules.law",
        "measures.n",
        "measures.spare",
        "sets.gone",
    ]
    assert [each.path for each in found.parameters if each.is_national] == [each.path for each in found.parameters[5:]]


def test_what_a_school_changes_of_the_law_is_told_with_the_rest(compared):
    found = compared(ash=FILES["ash"] + "values: {free: [{value: 7}]}\nmeasures: {spare: {over: week}}\n")

    assert {"values.free", "measures.spare"} < {each.path for each in found.parameters[:7]}
    assert cells(found, "values.free")[1][0] == ("7", "1", "ash", 5, True)
    assert cells(found, "measures.spare")[1][0] == ("changed: over", "yes", "ash", 6, True)


def test_what_a_school_changes_of_what_its_group_adds_is_told_to_be_changed(compared):
    found = compared(
        hub=FILES["hub"] + "rules: [{id: extra, when: n > 2, then: [{do: z}]}]\n",
        elm=FILES["elm"].replace("{id: own", "{id: extra, unless: n > 5}, {id: own"),
        fir="policy: fir\nlayer: school\nextends: [hub]\n",
    )

    assert [value for value, *_ in cells(found, "rules.extra")[1]] == [None, "changed: unless", "yes"]


def test_what_a_school_takes_away_of_the_law_is_told_with_the_rest(compared):
    found = compared(ash=FILES["ash"] + "remove: [spare, rules.call.check]\n")

    assert cells(found, "rules.call")[1][0][0] == "changed: check"
    assert "measures.spare" in [each.path for each in found.parameters[:6]]
    assert cells(found, "measures.spare") == ("yes", [(None, "yes", "", 0, True), ("yes", "yes", "land", 4, False)])


def test_a_school_below_the_law_alone_or_below_nothing_is_compared_with_that(compared):
    text = "layer: school\nvalues: {shut: [{value: 9}]}\n"
    found = compared(fir=f"policy: fir\n{text}", yew="policy: yew\nlayer: school\nextends: [land]\n")

    assert [(value, above) for value, above, *_ in cells(found, "values.shut")[1]] == [
        ("2", "2"),
        ("2", "2"),
        ("9", None),
        ("2", "2"),
    ]


def test_two_trusts_are_both_said_and_a_part_is_that_path_or_below_it(compared):
    other = "policy: other\nlayer: trust\nextends: [land]\nvalues: {limit: 9, limits: 1}\n"
    found = compared(other=other, oak="policy: oak\nlayer: school\nextends: [other]\n")

    assert (found.trusts, [each.name for each in found.schools]) == (("acme", "other"), ["ash", "elm", "oak"])
    assert cells(found, "values.limit")[0] == "3 / 9"
    assert [each.path for each in part(found, "values").parameters[:3]] == [
        "values.limit",
        "values.step",
        "values.limits",
    ]
    assert part(found, "value").parameters == ()


def test_of_two_policies_of_one_name_in_two_folders_none_is_compared(tmp_path):
    for name, text in {**FILES, "north/oak": FILES["elm"].replace("elm", "Ash"), "north/fir": FILES["elm"]}.items():
        (tmp_path / "north").mkdir(exist_ok=True)
        text = text.replace("policy: elm", "policy: fir") if name == "north/fir" else text
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = members(tmp_path, DAY)

    assert [each.name for each in found.value.schools] == ["elm", "fir"]
    assert [(each.name, [why.code for why in each.why]) for each in found.value.left_out] == [
        ("Ash", ["M003"]),
        ("ash", ["M003"]),
    ]
    assert [each.code for each in found.diagnostics] == ["M003"]


def test_schools_stand_in_the_order_of_their_names_and_a_folder_without_one_is_told(tmp_path):
    (tmp_path / "acme.yaml").write_text("policy: acme\nlayer: trust\n", encoding="utf-8")
    none = members(tmp_path, DAY)
    for file, name in (("a", "yew"), ("b", "oak")):
        (tmp_path / f"{file}.yaml").write_text(f"policy: {name}\nlayer: school\nextends: [acme]\n", encoding="utf-8")

    assert [each.code for each in none.diagnostics] == ["M005"]
    assert [each.name for each in members(tmp_path, DAY).value.schools] == ["oak", "yew"]


@pytest.mark.parametrize(
    ("said", "path", "value"),
    [
        ("ladders: {up: {when: n > 1, steps: [{id: one, then: [{do: x}]}]}}", "ladders.up", "yes"),
        ('tables: {band: {gives: [level], hit: first, rows: "n || level\\n- || 1"}}', "tables.band", "yes"),
        ("flags: {watched: {set_by: head}}", "flags.watched", "yes"),
        ("facts: {talks: {dated_by: held, columns: {held: date}}}", "facts.talks", "yes"),
        ("lint: {L401: error}", "lint.L401", "error"),
        ("leave: {not_decided: [medical, other], otherwise: {outcome: refuse}}", "leave.not_decided", "medical, other"),
        (
            "letters: {figure: n, thresholds: {a: {at_least: 3, notes: [{say: look, show: n}]}}}",
            "letters.thresholds.a.notes",
            "say: look, show: n",
        ),
    ],
)
def test_whatever_a_school_adds_is_told(compared, said, path, value):
    assert cells(compared(ash=f"{FILES['ash']}{said}\n"), path) == (
        None,
        [(value, None, "ash", 5, True), (None, None, "", 0, False)],
    )


def test_annotations_make_no_difference_and_what_is_not_in_force_that_day_is_not_there(compared):
    found = compared(
        ash=FILES["ash"]
        + "rules: [{id: call, title: Ours, source: §1}]\nvalues: {gap: 4}\nletters: {source: §2, figure: n}\n",
        elm=FILES["elm"].replace("values:\n", "values:\n  gap: [{from: 2030-01-01, value: 3}]\n"),
    )

    assert cells(found, "rules.call")[1][0][0] == "yes"
    assert cells(found, "values.gap")[1] == [("4", None, "ash", 6, True), (None, None, "", 0, False)]
    assert [each.path for each in part(found, "letters").parameters] == ["letters.figure"]
    assert [(each.title, each.phase) for each in found.schools] == [("Ash", "primary"), ("elm", "")]
