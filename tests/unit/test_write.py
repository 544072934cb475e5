"""Plain values -> text -> the same values."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.parse import parse
from engine.source import Source
from engine.write import write

TEXT = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="ab \n#:-'\"\\|>{}[],&*!%@?~=<./§£0", max_size=14),
    st.sampled_from(
        ["null", "~", "8:45", "NO", "- x", "a: b", "a #b", "x\n", "x\n\n", " x\n y", "\n", "---", "...", "'", "\\", "#"]
    ),
).filter(lambda text: not any(0xD800 <= ord(char) <= 0xDFFF for char in text))
# A text the parser itself would refuse, however it is escaped, is no text of a policy.
CLEAN = TEXT.map(lambda text: "".join(char for char in text if char in "\n\t" or char.isprintable()))
VALUES = st.recursive(
    st.one_of(st.none(), CLEAN),
    lambda inner: st.one_of(
        st.lists(inner.filter(lambda item: item is not None), max_size=4),
        st.dictionaries(CLEAN.filter(lambda key: "\n" not in key), inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(VALUES)
def test_what_is_written_reads_back_the_same(value):
    text = write(value)
    outcome = parse(Source("w.yaml", text))
    if value is None:
        assert [found.code for found in outcome.diagnostics] == ["P017"]
    else:
        assert not outcome.diagnostics, (text, outcome.diagnostics[0])
        assert outcome.value.value == value, text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"when": "attendance < 95 and year_group in [1..6]"}, "when: attendance < 95 and year_group in [1..6]\n"),
        ({"when": 'reason = "a: b"'}, "when: 'reason = \"a: b\"'\n"),
        ({"opens": "09:00", "to": "95%", "fine": "£80", "of": "§5.1"}, "opens: 09:00\nto: 95%\nfine: £80\nof: §5.1\n"),
        ({"#": {"means": "closed"}, "/": "x", "\\": "y"}, "'#':\n  means: closed\n'/': x\n'\\': y\n"),
        ({"rows": "a || b\n- || 1\n"}, "rows: |\n  a || b\n  - || 1\n"),
        (
            {"then": [{"do": "call", "with": {"a": "b"}}, {"do": "x"}]},
            "then:\n  - do: call\n    with:\n      a: b\n  - do: x\n",
        ),
        ([["a", ["b"]], []], "- - a\n  - - b\n- []\n"),
        ({"a": None, "b": {}, "c": ""}, "a: null\nb: {}\nc: ''\n"),
    ],
)
def test_written_as_a_person_would(value, text):
    assert write(value) == text


def test_depth_costs_no_stack():
    value = "x"
    for _ in range(5_000):
        value = [value]
    assert write(value).startswith("- - -")
