"""Whom a change of a layer's value reaches: as found by changing each value in turn and merging anew."""

import copy
import random
from datetime import date

import pytest

from engine.document import Document, said
from engine.parse import load
from engine.policy import Layer
from engine.resolve.laid import laid
from engine.resolve.layers import read_layers, shown
from engine.resolve.tree import plain
from engine.schools.dependents import dependents

DAY = date(2026, 1, 1)
LAND = "policy: land\nlayer: national\nvalues: {free: [{value: 1, open: [value]}]}\nroles: {office: Office}\n"
PARTS = {
    "values": [
        "limit: 3",
        "limit: 4",
        "limit: [{until: 2026-01-01, value: 3}, {from: 2026-01-01, value: 5}]",
        "own: 2",
    ],
    "roles": ["office: Office", "office: The desk", "head: Head"],
    "plain_words": ["late: late", "late: behind"],
    "sets": ["gone: 'code = \"N\"'", "gone: 'code = \"O\"'"],
    "measures": ["n: {count: sessions, of: gone, over: week}", "n: {over: term}", "n: {percent: gone, of: gone}"],
    "rules": [
        "[{id: call, when: n > 1, then: [{do: call, to: parents}, {do: note, to: office}]}]",
        "[{id: call, when: n > 2}]",
        "[{id: call, then: [{do: call, by: office}, {do: text, to: parents}]}]",
    ],
    "ladders": [
        "up: {when: n > 1, steps: [{id: one, then: [{do: x}]}, {id: two, then: [{do: y}]}]}",
        "up: {steps: [{id: one, then: [{do: x}]}]}",
    ],
    "letters": [
        "figure: n, thresholds: {a: {below: 90%}, b: {below: 80%, to: parents}}",
        "thresholds: {a: {at_or_below: 90%}}",
        "figure: n, thresholds: {a: {below: 85%, to: parents}}",
    ],
}
REMOVED = ["rules.call.then.note", "letters.thresholds.b", "up", "limit"]


def drawn(seed, name, layer, extends):
    random_ = random.Random(f"{seed} {name}")
    lines = [f"policy: {name}", f"layer: {layer}", f"extends: [{extends}]"]
    for section, parts in PARTS.items():
        if layer == "trust" or random_.random() < 0.6:
            part = parts[0] if layer == "trust" and random_.random() < 0.7 else random_.choice(parts)
            lines.append(f"{section}: {part if section == 'rules' else '{' + part + '}'}")
    if layer == "school" and random_.random() < 0.3:
        lines.append(f"remove: [{random_.choice(REMOVED)}]")
    return "\n".join(lines) + "\n"


def reached(file, school, values):
    """Change each value of a layer's file, and say of which changes the school's merged policy is another."""
    layers = tuple(read_layers(load(school, shown(school)).value, school).value)
    at = next(n for n, layer in enumerate(layers) if layer.document.source.name == shown(file))
    layer = layers[at]
    before = plain(laid(layers).stood[-1].tree)
    found = set()
    for path in layer.document.spans:
        if said(path, layer.document.value) in values:
            changed = copy.deepcopy(layer.document.value)
            held = changed
            for step in path[:-1]:
                held = held[step]
            held[path[-1]] = "changed"
            other = Layer(layer.name, layer.kind, Document(layer.document.source, changed, layer.document.spans))
            if plain(laid((*layers[:at], other, *layers[at + 1 :])).stood[-1].tree) != before:
                found.add(said(path, layer.document.value))
    return found


@pytest.fixture
def told(tmp_path):
    def make(texts, name):
        for each, text in {"land": LAND, **texts}.items():
            (tmp_path / f"{each}.yaml").write_text(text, encoding="utf-8")
        file = tmp_path / f"{name}.yaml"
        return file, dependents(file, load(file, shown(file)).value, tmp_path, DAY).value

    return make


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["acme", "hub"])
def test_whom_a_change_reaches_is_as_changing_each_value_finds(told, seed, name):
    texts = {
        "acme": drawn(seed, "acme", "trust", "land"),
        "hub": drawn(seed, "hub", "group", "acme"),
        "elm": drawn(seed, "elm", "school", "hub"),
        "oak": drawn(seed, "oak", "school", "acme"),
    }
    file, whole = told(texts, name)

    assert whole.schools
    for school in whole.schools:
        values = {each.path for each in whole.values}
        assert {each.path for each in whole.values if school in each.alters} == reached(
            file, file.with_name(f"{school}.yaml"), values
        )


def test_a_value_that_repeats_what_stands_above_is_its_own_until_a_layer_below_says_it(told):
    texts = {
        "acme": "policy: acme\nlayer: trust\nextends: [land]\nroles: {office: Office}\n",
        "hub": "policy: hub\nlayer: group\nextends: [acme]\nroles:\n  office: The desk\n",
        "ash": "policy: ash\nlayer: school\nextends: [acme]\n",
        "elm": "policy: elm\nlayer: school\nextends: [hub]\n",
        "oak": "policy: oak\nlayer: school\nextends: [acme]\nroles: {office: Office}\n",
    }
    _, whole = told(texts, "acme")
    (office,) = whole.values

    assert office.alters == ("ash",)
    assert [(each.school, each.layer, each.value, each.line) for each in office.overridden] == [
        ("elm", "hub", "The desk", 5),
        ("oak", "oak", "Office", 4),
    ]


@pytest.mark.parametrize("taken", ["call", "rules.call", "rules.call.then.call"])
def test_what_is_taken_away_is_told_at_the_layer_and_line_that_took_it(told, taken):
    texts = {
        "acme": "policy: acme\nlayer: trust\nextends: [land]\nroles: {nurse: Nurse}\nvalues: {spare: 3}\n"
        "rules: [{id: call, when: day > 1, then: [{do: call, to: office}, {do: note, to: nurse}]},"
        " {id: other, when: day > 2, unless: day > 3, then: [{do: note}]}]\n"
        "title: T\nsource: §1\nassumes: a\ndeparts: d\nreview_by: 2027-01-01\napproved_on: 2025-01-01\n"
        "in_force: {from: 2025-01-01}\nlock: {values.free: {at_most: 9, reason: agreed}}\n"
        "allow: {L401: {reason: ours}}\n",
        "hub": f"policy: hub\nlayer: group\nextends: [acme]\nremove:\n  - nurse\n  - {taken}\n  - rules.other.unless\n"
        "rules: [{id: extra, when: day > 4, then: [{do: note}]}]\n",
        "oak": "policy: oak\nlayer: school\nextends: [hub]\nroles: {own: Own}\n",
        "own": "policy: own\nlayer: school\nextends: [hub]\nroles: {desk: Own}\nremove: [spare]\n",
    }
    _, whole = told(texts, "acme")
    found = {each.path: {over.school: (over.layer, over.line) for over in each.overridden} for each in whole.values}

    assert found["rules.call.then[0].to"]["oak"] == ("hub", 6)
    assert found["rules.call.then[0].to"]["own"] == ("hub", 6)
    assert found["rules.other.unless"]["oak"] == ("hub", 7)
    assert {path.partition(".")[0] for path in found} == {"roles", "values", "rules"}


def test_what_a_list_written_anew_lacks_is_told_at_the_list(told):
    steps = "ladders: {up: {when: n > 1, steps: [{id: one, then: [{do: x, to: office}]}]}}\n"
    others = "ladders: {up: {steps: [{id: two, then: [{do: y}]}]}}\n"
    texts = {
        "land": LAND + "sets: {gone: 'code = \"N\"'}\nmeasures: {n: {count: sessions, of: gone, over: week}}\n",
        "council": f"policy: council\nlayer: local_authority\nextends: [land]\n{steps}",
        "acme": f"policy: acme\nlayer: trust\nextends: [council]\n{steps}",
        "oak": f"policy: oak\nlayer: school\nextends: [acme]\n{others}",
    }
    _, whole = told(texts, "acme")
    found = {each.path: [(over.layer, over.line) for over in each.overridden] for each in whole.values}

    assert found == {"ladders.up.when": [], "ladders.up.steps.one.then[0].to": [("oak", 4)]}


def test_a_dated_value_said_again_is_overridden_by_one_without_dates(told):
    dated = "values: {limit: [{until: 2026-01-01, value: 3}, {from: 2026-01-01, value: 4}]}\n"
    texts = {
        "council": f"policy: council\nlayer: local_authority\nextends: [land]\n{dated}",
        "acme": f"policy: acme\nlayer: trust\nextends: [council]\n{dated}",
        "oak": "policy: oak\nlayer: school\nextends: [acme]\nvalues: {limit: 5}\n",
    }
    _, whole = told(texts, "acme")

    assert {(over.value, over.line) for each in whole.values for over in each.overridden} == {("5", 4)}
    assert [each.alters for each in whole.values] == [()] * 4
