"""Which rules rest on a change, which texts a change gives, and what is proved to change nothing."""

from dataclasses import replace

import pytest

from engine import api
from engine.load import expand
from engine.mutation import texts
from engine.mutation.affected import Dependents, changed, items_of, steps_of
from engine.mutation.equal import proved_equal
from engine.mutation.judge import edited


def test_what_rests_on_a_name_rests_on_it_however_far_away():
    loaded = api.load_policy("victoria_road").value
    items = items_of(loaded.expanded)
    of = Dependents(items, steps_of(loaded.expanded)).of
    assert {"penalty_threshold", "penalty_notice", "notice_to_improve"} <= of(frozenset({"penalty_window"}))
    assert "late_call" not in of(frozenset({"penalty_window"}))
    assert {"late_call", "late_letter", "late_meeting"} <= of(frozenset({"lates_limit"}))
    assert of(frozenset({"*codes"})) >= frozenset(loaded.plan.ids)
    assert of(frozenset({"key_stage"})) >= frozenset(loaded.plan.ids), "the registers are by key stage"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (texts.of_amount("5 school days"), {"6 school days", "4 school days", "5 days"}),
        (texts.of_amount("£80"), {"£81", "£79"}),
        (texts.of_amount("09:00"), {"09:01", "08:59"}),
        (texts.of_amount("2024-08-19"), {"2024-08-20", "2024-08-18"}),
        (texts.of_amount("once"), set()),
        (texts.of_window("last 10 school weeks"), {"last 11 school weeks", "last 9 school weeks", "last 10 weeks"}),
        (texts.of_window("year"), {"term"}),
        (texts.of_condition("a >= 2", ()), {"a > 2", "a >= 3", "a >= 1"}),
        (texts.of_condition('code in ("L", "U")', ()), {'code in ("U")', 'code in ("L")'}),
        (texts.of_condition("a and not(b)", ()), {"a or not(b)", "a and (b)"}),
    ],
)
def test_each_thing_that_matters_is_changed_by_itself(found, expected):
    assert {text for _, text in found} == expected


def test_equal_is_what_the_analysis_proves_and_nothing_else():
    policy = api.load_policy("victoria_road").value.policy
    number = next(at for at, rule in enumerate(policy.document["rules"]) if rule["id"] == "first_day_call")
    base = expand(policy).value

    def alike(condition: str) -> bool:
        path = ("rules", number, "when")
        other = expand(replace(policy, document=edited(policy.document, path, condition))).value
        assert changed(items_of(base.expanded), items_of(other.expanded)) == {"first_day_call"}
        return proved_equal(base.expanded, base.bound, other.expanded, other.bound)

    assert alike("unexplained_today >= 1"), "a count is whole"
    assert not alike("unexplained_today >= 2")
    assert not alike("unexplained_today > 0 and compulsory_school_age")
