"""The trust above a school: that which it says, that of its neighbours, and no copy of it."""

from datetime import date

import pytest

from engine.lint.run import lint
from engine.resolve.layers import shown

LAND = "policy: land\nlayer: national\n"
ACME = "policy: acme\ntitle: Acme Learning Trust attendance policy\nlayer: trust\nextends: [land]\n"
OTHER = "policy: other\nlayer: trust\nextends: [land]\n"
GROUP = "policy: secondaries\nlayer: group\nextends: [acme]\n"


@pytest.fixture
def told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def make(files, *codes):
        for name, text in {"land": LAND, "acme": ACME, "other": OTHER, "secondaries": GROUP, **files}.items():
            path = tmp_path / "policies" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = text if "\n" in text else f"policy: {path.stem}\nlayer: school\n{text.replace('; ', chr(10))}\n"
            path.write_text(text, encoding="utf-8")
        found = lint([tmp_path / "policies"], as_of=date(2025, 9, 1), select=codes).findings
        return [
            f"{each.place.source.name.removeprefix('policies/')}:{each.place.span.line} {each.code} {each.message}"
            for each in found
        ]

    return make


BELOW = "extends: [land, acme]"


@pytest.mark.parametrize(
    ("odd", "how"),
    [
        ("extends: [land]", "below no trust, and 2"),
        ("extends: [land, other]", "below the trust `other`, and 2"),
        ("extends: [land, other]; school: {name: X, kind: maintained}", "below the trust `other`, and 2"),
        ("extends: [land]; school: {name: X, kind: academy}", "below no trust, and 2"),
    ],
)
def test_a_school_below_another_trust_than_those_beside_it_is_told(told, odd, how):
    assert told({"a": BELOW, "b": "extends: [secondaries]", "odd": odd}, "R025", "L328") == [
        f"odd.yaml:3 R025 `odd` stands {how} other schools of this folder below `acme`"
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"a": BELOW, "b": BELOW, "north/odd": "extends: [land]"},
        {"east/a": BELOW, "west/b": BELOW, "north/odd": "extends: [land]"},
        {"east/a": BELOW, "west/b": BELOW, "north/c": BELOW, "north/odd": "extends: [land]"},
        {"east/a": BELOW, "west/b": BELOW, "north/hills/odd": "extends: [land]"},
    ],
)
def test_a_school_below_no_trust_in_a_folder_of_a_region_is_held_against_those_around(told, files):
    number, (odd,) = sum(text == BELOW for text in files.values()), [name for name in files if "odd" in name]

    assert told(files, "R025") == [
        f"{odd}.yaml:3 R025 `odd` stands below no trust, and {number} other schools of the folders around it"
        " below `acme`"
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"a": BELOW, "b": BELOW, "c": "extends: [secondaries]"},
        {"a": BELOW, "odd": "extends: [land]"},
        {"a": BELOW, "b": BELOW, "c": "extends: [land]", "d": "extends: [land, other]"},
        {"a": BELOW, "b": BELOW, "odd": "extends: [land]; school: {name: X, kind: maintained}"},
        {"a": BELOW, "b": BELOW, "odd": "extends: [land, other]; school: {name: X, trust: The Other Trust}"},
        {"a": BELOW, "b": BELOW, "odd": "extends: [land]; school: {name: X, trust: A Third One}"},
        {"a": BELOW, "b": BELOW, "elsewhere/odd": "extends: [land, other]"},
        {"a": BELOW, "b": BELOW, "elsewhere/odd": "extends: [land]; school: {name: X, kind: maintained}"},
        {"a": BELOW, "elsewhere/b": "extends: [land]", "elsewhere/odd": "extends: [land]"},
        {"x/club": ACME.replace("acme", "club"), "x/a": "extends: [land, club]", "x/b": "extends: [land, club]",
         "y/odd": "extends: [land]"},
        {"a": BELOW + "; in_force: {until: 2025-09-01}", "b": "extends: [land]", "c": "extends: [land]",
         "a_2025": "policy: a\nlayer: school\nextends: [land, acme]\nin_force: {from: 2025-09-01}\n"},
        {"a": "extends: [land, acme]; school: {name: X, trust: Acme Learning Trust}"},
    ],
)  # fmt: skip
def test_a_folder_of_several_trusts_and_a_school_that_says_whose_it_is_are_not(told, files):
    assert told(files, "R025", "R026", "L328") == []


def test_a_school_that_says_one_trust_and_stands_below_another_is_told_once(told):
    odd = "extends: [land, other]; school: {name: X, trust: Acme Learning Trust}"

    assert told({"a": BELOW, "b": BELOW, "odd": odd}, "R025", "L328") == [
        "odd.yaml:4 L328 the school's trust is `Acme Learning Trust`, and the policy stands below that of `other`"
    ]


def test_a_school_that_says_its_trust_and_stands_below_none_is_told_which(told):
    odd = "extends: [land]; school: {name: X, trust: Acme Learning Trust}"

    assert told({"odd": odd}, "L328") == [
        "odd.yaml:3 L328 the school's trust is `Acme Learning Trust`, and the policy does not stand below its policy"
        " `acme`"
    ]


def test_a_copy_beside_a_school_that_hides_the_trusts_policy_is_told_once(told):
    files = {"north/acme": ACME + "values: {limit: 9 sessions}\n", "north/a": BELOW, "north/b": BELOW, "c": BELOW}

    assert told(files, "R026") == [
        "north/acme.yaml:1 R026 `policies/north/acme.yaml` takes the place of `policies/acme.yaml` for the policies"
        " beside it"
    ]


def test_it_hides_the_trusts_policy_also_where_the_folder_has_another_name(told, tmp_path):
    for name, text in {"land": LAND, "acme": ACME, "north/acme": OTHER.replace("other", "acme")}.items():
        (tmp_path / "trust" / "north").mkdir(parents=True, exist_ok=True)
        (tmp_path / "trust" / f"{name}.yaml").write_text(text, encoding="utf-8")
    school = f"policy: a\nlayer: school\n{BELOW}\n"
    (tmp_path / "trust" / "north" / "a.yaml").write_text(school, encoding="utf-8")
    found = lint([tmp_path / "trust"], as_of=date(2025, 9, 1), select=["R026"]).findings

    assert [each.place.source.name for each in found] == [shown(tmp_path / "trust" / "north" / "acme.yaml")]


def test_a_copy_that_says_the_same_is_information(told, tmp_path):
    told({"north/acme": ACME, "north/a": BELOW})
    found = lint([tmp_path / "policies"], as_of=date(2025, 9, 1), select=["R026"]).findings

    assert [each.severity.name for each in found] == ["INFO"]


LOCKS = "policy: locks\nlayer: trust\nextends: [land]\nlock: {lint.L401: {at_least: warning, reason: agreed}}\n"


@pytest.mark.parametrize("level", ["lint: {review-passed: info}", "allow: {review-passed: {reason: ours}}"])
@pytest.mark.parametrize("above", [True, False])
def test_another_name_of_a_locked_level_is_told_below_and_above_the_layer_that_locks(told, level, above):
    town = f"policy: town\nlayer: local_authority\nextends: [land]\n{level if above else ''}\n"
    found = told({"locks": LOCKS, "town": town, "a": f"extends: [land, town, locks]; {'' if above else level}"}, "L413")

    assert [each.split(" `review")[0] for each in found] == [f"{'town' if above else 'a'}.yaml:4 L413"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a": BELOW, "north/a": BELOW}, ["north/a.yaml:1 R028 `a` is the name of another school's policy too"]),
        (
            {"a": BELOW, "north/other_a": "policy: A\nlayer: school\nextends: [land, acme]\n"},
            ["north/other_a.yaml:1 R028 `A` is the name of another school's policy too"],
        ),
        (
            {"a": BELOW + "; in_force: {until: 2025-09-01}",
             "a_2025": "policy: a\nlayer: school\nextends: [land, acme]\nin_force: {from: 2025-09-01}\n"},
            [],
        ),
        ({"a": BELOW, "north/b": BELOW}, []),
        ({"north/acme": ACME, "a": BELOW}, []),
    ],
)  # fmt: skip
def test_schools_of_one_name_in_two_folders_are_told(told, files, found):
    assert told(files, "R028") == found
