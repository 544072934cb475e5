"""What people say of school time is answered with what a policy can say."""

import re

import pytest

from engine.bind.looking import LASTING_WORDS
from engine.bind.vocabulary import UNIT_OF_COUNT
from engine.model.measures import RUNS
from engine.model.rules import act, at_most, check, due
from engine.model.windows import Fixed, Last, Previous, window
from engine.validate.spoken import spoken

SAID = {
    "over": {
        "rolling 12 weeks": "last 12 weeks",
        "the past 12 months": "last 12 months",
        "in the last ten school days": "last 10 school days",
        "last two weeks": "last 2 weeks",
        "last fortnight": "last 2 weeks",
        "last 6 half-terms": "last 6 half_terms",
        "10 school weeks": "last 10 school weeks",
        "last half term": "previous half_term",
        "the half term before": "previous half_term",
        "last term": "previous term",
        "half-term": "half_term",
        "this term so far": "term",
        "academic year": "year",
        "today": "day",
    },
    "lasts": {"term": "rest of term", "the rest of the term": "rest of term", "until the end of term": "rest of term"},
    "at": {"last term": "previous term", "the half term before": "previous half_term"},
    "check": {"half term": "half_term", "end of term": "term", "weekly": "week", "every day": "day"},
    "due": {
        "within 5 school days": "5 school days",
        "within two weeks": "2 weeks",
        "ten school days": "10 school days",
        "10 schooldays": "10 school days",
        "next school day": "1 school day",
        "48 hours": "2 days",
        "by Friday": "next Friday",
        "immediately": "same day",
    },
    "at_most": {"once a half term": "once per half_term", "once": "once ever", "per term": "once per term"},
    "count": {"days": "school days", "half days": "sessions"},
    "in_a_row": {"days": "school days"},
}
CASES = [(field, text, written) for field, cases in SAID.items() for text, written in cases.items()]


def is_read(field: str, written: str) -> bool:
    """Whether the models read a text as what it is meant to be, and not as somebody's name."""
    if field in ("over", "at"):
        return isinstance(window(written), Fixed | Last | Previous)
    if field in ("count", "in_a_row"):
        return written in (UNIT_OF_COUNT if field == "count" else RUNS)
    if field == "lasts":
        return written in LASTING_WORDS
    return bool({"check": check, "due": due, "at_most": at_most}[field](written))


@pytest.mark.parametrize(("field", "text", "written"), CASES, ids=[f"{field}: {text}" for field, text, _ in CASES])
def test_what_is_said_is_answered_with_what_can_be_written(field: str, text: str, written: str):
    assert spoken(field, text) == f"write `{written}`"
    assert is_read(field, written)


@pytest.mark.parametrize(
    ("field", "text", "act"),
    [
        ("at_most", "twice per term", "count how often the rule has acted"),
        ("at_most", "3 times a year", "count how often the rule has acted"),
        ("over", "previous month", "`last 1 month` up to today"),
        ("at", "previous month", "name a rule that acts each month"),
        ("over", "autumn term", "`for: 'term = \"autumn\"'`"),
    ],
)
def test_what_a_policy_has_no_words_for_is_answered_with_another_way(field: str, text: str, act: str):
    assert act in spoken(field, text)


@pytest.mark.parametrize("text", ["fortnight", "every two weeks", "fortnightly", "friday", "on Mondays"])
def test_a_check_that_takes_two_fields_is_answered_with_both(text: str):
    told = dict(re.findall(r"`(\w+): ([^`]+)`", spoken("check", text)))

    assert check(told["check"]) in ("week", "day")
    assert act(told["act"])


@pytest.mark.parametrize(
    ("field", "text"),
    [("over", "las 3"), ("over", "exams"), ("over", "last month"), ("due", "by 10:30"), ("due", "end of half term"),
     ("check", "dayly"), ("count", "contacts"), ("title", "today"), ("over", "last 0 weeks")],
)  # fmt: skip
def test_what_could_mean_several_things_is_not_guessed(field: str, text: str):
    assert spoken(field, text) == ""


@pytest.mark.parametrize("text", ["pupils", "sibling", "classes", "families"])
def test_that_others_are_not_counted_is_said_plainly(text: str):
    assert "a figure is about one pupil" in spoken("count", text)
