"""What is told of layers that do not go together, word for word; and laws that hold whatever the layers say."""

import copy
import random
from pathlib import Path

import pytest

from engine.assets import policies_folder
from engine.parse import load
from engine.resolve import resolve
from engine.validate import validate
from engine.write import write

GOLDEN = Path(__file__).parent.parent / "golden" / "resolve"


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_told_with_every_place_that_belongs_to_it(case, golden):
    outcome = resolve(GOLDEN / case / "school.yaml")
    assert outcome.failed
    lines = []
    for found in outcome.diagnostics:
        lines.append(str(found))
        lines += [f"  {word}: {place}" for word, place in found.also]
    folder = {(GOLDEN / case).as_posix() + "/", (GOLDEN / case).relative_to(Path.cwd()).as_posix() + "/"}
    text = "\n".join(lines) + "\n"
    for name in folder:
        text = text.replace(name, "")
    golden(GOLDEN / case / "expected.txt", text)


@pytest.mark.parametrize("name", ["england", "victoria_road", "tillington_manor"])
def test_laying_an_empty_layer_below_changes_nothing(name, tmp_path):
    plain = resolve(name).value
    (tmp_path / "below.yaml").write_text(f"policy: below\nlayer: school\nextends: [{name}]\n", encoding="utf-8")
    below = resolve(tmp_path / "below.yaml")
    assert not below.diagnostics
    own = {"policy", "layer", "title", "in_force", "approved_on", "review_by", "source", "assumes", "departs"}
    assert {key: value for key, value in below.value.document.items() if key not in own} == {
        key: value for key, value in plain.document.items() if key not in own
    }


@pytest.mark.parametrize("name", ["england", "victoria_road", "tillington_manor"])
def test_resolving_the_effective_policy_again_changes_nothing(name, tmp_path):
    first = resolve(name).value
    (tmp_path / "again.yaml").write_text(write(first.document), encoding="utf-8")
    again = resolve(tmp_path / "again.yaml")
    assert not again.diagnostics
    assert again.value.document == first.document
    assert again.value.version == first.version


def _mutant(random_, value):
    value = copy.deepcopy(value)
    places = []
    todo = [((), value)]
    while todo:
        path, inner = todo.pop()
        steps = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        for step, child in steps:
            places.append((inner, step))
            todo.append(((*path, step), child))
    holder, step = random_.choice(places)
    other, from_ = random_.choice(places)
    kind = random_.randrange(4)
    if kind == 0:
        del holder[step]
    elif kind == 1:
        holder[step] = copy.deepcopy(other[from_])
    elif kind == 2:
        holder[step] = random_.choice(["x", "", "3", "09:00", None, [], {}, ["a"], {"id": "a"}, [{"do": "x"}, "y"]])
    elif isinstance(holder, dict):
        holder[random_.choice(["id", "then", "open", "remove", "lock", "values", "x.y", "é", "from"])] = holder.pop(
            step
        )
    return value


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(3, 60))])
def test_no_foreign_exception_whatever_the_layers_say(seed, tmp_path):
    random_ = random.Random(seed)
    lock = {"lock": {"values.*": {"fixed": "true", "reason": "r"}, "rules.*.when": {"at_most": "3", "reason": "r"}}}
    for _ in range(5):
        for name in ("england", "perry_hall_trust", "staffordshire", "tillington_manor"):
            value = load(policies_folder() / f"{name}.yaml").value.value
            if random_.random() < 0.5:
                value = _mutant(random_, value | (lock if name == "perry_hall_trust" else {}))
            (tmp_path / f"{name}.yaml").write_text(write(value), encoding="utf-8")
        outcome = resolve(tmp_path / "tillington_manor.yaml")
        for found in outcome.diagnostics:
            assert found.message == found.message.strip() != ""
            assert found.place is None or found.place.span.line >= 1
        if outcome.value is not None and not outcome.failed:
            written = tmp_path / "whole.yaml"
            written.write_text(write(outcome.value.document), encoding="utf-8")
            assert not validate(load(written).value).diagnostics
