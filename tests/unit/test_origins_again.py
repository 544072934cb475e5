"""Where every value comes from, beside a second merge that knows nothing of the engine."""

import pytest

from engine.api import origins
from tests.architecture.tree import ROOT
from tests.unit.plain_merge import leaves, merged

POLICIES = ROOT / "policies"
FILES = [
    "tillington_manor",
    "victoria_road",
    "examples/norland/birchfjord",
    "examples/greywater/greywater_trust",
    *(f"examples/greywater/{name}" for name in ("brackenfold", "elmhollow", "ivystone", "junipers", "westmarch")),
]


@pytest.mark.parametrize("name", FILES)
def test_every_value_comes_from_the_layer_and_line_that_a_plain_merge_says(name):
    file = POLICIES / f"{name}.yaml"
    shown = [
        (row.value, row.layer, row.line, tuple(each.layer for each in row.shadowed)) for row in origins(file).value
    ]
    plainly = [leaf for leaf in leaves(merged(file, POLICIES)) if leaf[0][-1] != "id"]

    assert len(shown) > 150
    assert sorted(shown) == sorted(tuple(rest) for _, *rest in plainly)
