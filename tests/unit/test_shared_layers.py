"""Schools share what their layers say, worked out once: none ever gets another's, or what a file said before."""

import copy
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from engine import api
from engine.assets import policies_folder
from engine.load import load
from tests.unit.layered import NATIONAL, TRUST, told

EXAMPLE = policies_folder() / "examples" / "greywater"
SCHOOLS = [EXAMPLE / f"{name}.yaml" for name in ("alderbeck", "brackenfold", "larchwater")]
SCHOOL = """\
policy: {name}
layer: school
extends: [trust]
registers:
  am: {{all: {{opens: 09:00, closes: {closes}}}}}
values: {{days: {days}}}
"""


def account(file: Path) -> str:
    """Write down all that loading one policy gives, with the place of every path."""
    loaded = load(file)
    lines = [repr(each) for each in loaded.diagnostics]
    if loaded.value is not None:
        policy, bound = loaded.value.policy, loaded.value.bound
        lines += [policy.version, repr(policy.document), repr(policy.model), repr(loaded.value.expanded)]
        lines += [f"{path} {origin} {policy.place(path)}" for path, origin in policy.origins.items()]
        lines += [f"{path} {checked}" for path, checked in bound.expressions.items()]
        lines += [f"{name} {quantity}" for name, quantity in sorted(bound.quantities.items())]
        lines += [f"{rule.id} {rule.evidence} {rule.assumes} {rule.steer.reads}" for rule in loaded.value.plan.rules]
    return "\n".join(lines)


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    (tmp_path / "land.yaml").write_text(NATIONAL, encoding="utf-8")
    (tmp_path / "trust.yaml").write_text(TRUST, encoding="utf-8")
    return tmp_path


def school(folder: Path, name: str, closes: str = "09:30", days: str = "5 school days", more: str = "") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(SCHOOL.format(name=name, closes=closes, days=days) + more, encoding="utf-8")
    return file


def test_a_school_among_others_is_loaded_as_it_is_alone():
    among = [account(file) for file in SCHOOLS]
    backwards = [account(file) for file in reversed(SCHOOLS)]
    assert backwards[::-1] == among

    script = f"import sys; from pathlib import Path; from {__name__} import account; print(account(Path(sys.argv[1])))"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    for file, text in zip(SCHOOLS, among, strict=True):
        command = [sys.executable, "-c", script, str(file)]
        alone = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
        assert alone.stdout.decode().replace("\r\n", "\n") == text + "\n", file.name


def test_two_schools_that_differ_in_one_value(trust):
    ash, elm = school(trust, "ash"), school(trust, "elm", days="6 school days")

    first, second = load(ash).value, load(elm).value
    assert first is not None and second is not None
    assert [each.bound.model.values["days"][0].value.number for each in (first, second)] == [5, 6]
    assert first.policy.version != second.policy.version
    assert first.policy.document["rules"] is second.policy.document["rules"], "what the trust says is one and the same"
    origins = [each.policy.origin(("values", "days")) for each in (first, second)]
    layers = [each.policy.layers[origin.layer] for each, origin in zip((first, second), origins, strict=True)]
    assert [layer.name for layer in layers] == ["trust", "elm"]
    assert [[shadow.layer for shadow in each.shadowed] for each in origins] == [[], ["trust"]]
    places = [each.place(("values", "days"), None, None) for each in (first, second)]
    assert [Path(place.source.name).name for place in places] == ["trust.yaml", "elm.yaml"]


def test_what_is_wrong_is_told_of_each_school_where_it_says_it(trust):
    unknown = 'rules: [{{id: call, when: "n_today > nothing_{0}"}}]\n'
    of_no_kind = "rules: [{{id: own_{0}, when: n_today > 0, then: [{{do: 7}}]}}]\n"
    for wrong, code in ((unknown, "X101"), (of_no_kind, "S006")):
        files = [school(trust, name, more=wrong.format(name)) for name in ("ash", "elm")]
        found = [load(file) for file in files]

        assert [told(each) for each in found] == [[f"ash:7 {code}"], [f"elm:7 {code}"]]
        assert [each.diagnostics[0].message.count(name) for each, name in zip(found, ("ash", "elm"), strict=True)] == [
            1,
            1,
        ]
    school(trust, "oak")
    assert not load(trust / "oak.yaml").diagnostics


def test_a_lock_is_held_against_the_school_that_breaks_it(trust):
    lock = (
        "lock: {values.days: {at_most: 6 school days, reason: one length}, rules.call: {fixed: true, reason: safe}}\n"
    )
    (trust / "trust.yaml").write_text(TRUST + lock, encoding="utf-8")
    ash = school(trust, "ash")
    elm = school(trust, "elm", days="7 school days")
    oak = school(trust, "oak", more="rules: [{id: call, when: n_today > 2}]\n")
    yew = school(trust, "yew", more="measures: {n_today: {count: sessions, of: ill, over: day}}\n")

    for _ in range(2):
        assert told(load(ash)) == []
        assert told(load(elm)) == ["elm:6 R010"]
        assert told(load(oak)) == ["oak:7 R010"]
        assert "yew:7 R010" in told(load(yew)) or "yew:7 R009" in told(load(yew))


def test_a_file_that_has_changed_is_read_anew(trust):
    ash, elm = school(trust, "ash"), school(trust, "elm")
    before = load(ash).value
    assert before is not None and load(elm).value is not None

    (trust / "trust.yaml").write_text(TRUST.replace("when: n_today > 0", "when: n_today > 3"), encoding="utf-8")
    school(trust, "ash", closes="09:10")
    after, other = load(ash).value, load(elm).value
    assert after is not None and other is not None
    assert [each.policy.document["rules"][2]["when"] for each in (before, after, other)] == [
        "n_today > 0",
        "n_today > 3",
        "n_today > 3",
    ]
    assert [each.plan.am[0].closes for each in (before, after, other)] == [9 * 60 + 30, 9 * 60 + 10, 9 * 60 + 30]
    assert "3" in repr(after.plan.rules[2].steer.asks.checked.tree)
    (trust / "trust.yaml").write_text("policy: trust\nlayer: trust\nextends: [land\n", encoding="utf-8")
    assert [each.split()[0] for each in told(load(ash))] == ["trust:3"]


def test_nothing_changes_what_schools_share():
    loaded = load(SCHOOLS[0]).value
    assert loaded is not None
    before = copy.deepcopy((loaded.policy.document, loaded.expanded))
    models = repr(loaded.policy.model), repr(loaded.bound.model)

    assert api.lint([SCHOOLS[0]], as_of=date(2025, 9, 1))
    api.origins(SCHOOLS[0])
    api.effective(SCHOOLS[0])
    api.diff(loaded, load(SCHOOLS[1]).value or loaded)

    assert (loaded.policy.document, loaded.expanded) == before
    assert (repr(loaded.policy.model), repr(loaded.bound.model)) == models
