"""A meaning is taken again only where all that was asked for means what it meant."""

from engine.expressions.again import Again, Asked
from engine.expressions.check import check
from engine.expressions.parse import parse_expression
from engine.expressions.typed import Checked
from engine.expressions.types import BOOLEAN, NUMBER, STRING, Quantity

LATES = Quantity(NUMBER, "session", whole=True)


def meaning(again: Again[Checked], text: str, names: dict[str, Quantity], tables: dict[str, dict[str, Quantity]]):
    tree = parse_expression(text).tree
    assert tree is not None
    return again.checked(tree, (names, tables), lambda known, held: check(tree, known, tables=held))


def test_the_same_words_among_names_that_mean_the_same_are_checked_once():
    again: Again[Checked] = Again()
    one = meaning(again, "lates > 2", {"lates": LATES, "other": LATES}, {})

    assert meaning(again, "lates > 2", {"lates": LATES}, {"contacts": {}}) is one


def test_names_that_mean_something_else_are_checked_anew():
    again: Again[Checked] = Again()
    one = meaning(again, "lates > 2", {"lates": LATES}, {})
    bounded = Quantity(NUMBER, "session", whole=True, low=None, high=None, nullable=True)
    other = meaning(again, "lates > 2", {"lates": bounded}, {})
    wrong = meaning(again, "lates > 2", {"lates": Quantity(STRING)}, {})

    assert (one.nullable, other.nullable) == (False, True)
    assert [each.code for each in wrong.problems] == ["X105"] or wrong.problems
    assert meaning(again, "lates > 2", {"lates": LATES}, {}) is one, "both are kept"


def test_what_is_told_of_an_unknown_name_is_told_of_the_names_that_there_are():
    again: Again[Checked] = Again()
    told = [
        meaning(again, "late > 2", {name: LATES}, {}).problems[0].help
        for name in ("lates", "later", "present", "lates")
    ]

    assert ["lates" in told[0], "later" in told[1], "late" in told[2]] == [True, True, False]
    assert told[3] == told[0]


def test_a_name_that_is_there_now_and_was_not_is_asked_for_again():
    again: Again[Checked] = Again()
    columns = {"contacts": {"outcome": Quantity(STRING, words=("reached",))}}
    text = 'contacts(outcome = "reached")'
    held = meaning(again, text, {}, columns)
    assert not held.problems and held.fact_tests

    assert meaning(again, text, {}, {}).problems
    assert meaning(again, text, {"contacts": Quantity(BOOLEAN)}, columns).problems
    assert meaning(again, text, {}, {"contacts": {"outcome": LATES}}).problems


def test_what_is_asked_for_is_noted_also_where_it_is_not_there():
    asked = Asked({"a": 1})

    assert ("b" in asked, asked.get("a"), asked.all, asked.found) == (False, 1, False, {"b": None, "a": 1})
    assert list(asked) == ["a"] and asked.all
