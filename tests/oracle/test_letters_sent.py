"""Which letters a section sends, restated: of those in force the one whose limit lies furthest, and no other."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.sections.lower import lower
from tests.oracle import amounts, feel
from tests.oracle.feel_text import expression

DAYS = [date(2024, 9, 1) + timedelta(days=100 * number) for number in range(5)]
LIMITS = ["80%", "85%", "90%", "95%"]
FIGURES = [Fraction(number, 2) for number in (159, 160, 165, 170, 175, 180, 185, 190, 191)]

Said = dict[str, Any]


def _days() -> st.SearchStrategy[Said]:
    between = st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        st.none().map(lambda _: {}),
        st.sampled_from(DAYS).map(lambda day: {"in_force": {"from": f"{day}"}}),
        st.sampled_from(DAYS).map(lambda day: {"in_force": {"until": f"{day}"}}),
        between.map(lambda both: {"in_force": {"from": f"{both[0]}", "until": f"{both[1]}"}}),
    )


def _dated(day: date, before: str, after: str) -> list[Said]:
    return [{"until": f"{day}", "value": before}, {"from": f"{day}", "value": after}]


LIMIT = st.sampled_from(LIMITS)
VALUE = st.one_of(LIMIT, st.builds(_dated, st.sampled_from(DAYS[1:]), LIMIT, LIMIT))
DOWN = st.sampled_from(["below", "at_or_below"])


@st.composite
def documents(draw: st.DrawFn) -> Said:
    values = {f"value{number}": draw(VALUE) for number in range(3)}
    counts_up = draw(st.booleans())
    thresholds = {
        f"letter{number}": {
            "at_least" if counts_up else draw(DOWN): draw(st.one_of(LIMIT, st.sampled_from(sorted(values)))),
            **draw(_days()),
        }
        for number in range(draw(st.integers(1, 4)))
    }
    send = draw(st.sampled_from([{}, {"send": "each"}, {"send": "most severe"}]))
    return {"values": values, "letters": {"figure": "share", "thresholds": thresholds, **send, **draw(_days())}}


def _limit(letter: Said, values: Said, today: date) -> tuple[str, Fraction]:
    side, said = next((side, letter[side]) for side in ("below", "at_or_below", "at_least") if side in letter)
    said = values.get(said, said)
    if isinstance(said, list):
        said = next(each["value"] for each in said if amounts.in_force(each, today))
    return side, Fraction(said.removesuffix("%"))


def _rank(letter: Said, values: Said, today: date) -> tuple[Fraction, int]:
    """What is smaller for a letter whose limit lies further."""
    side, limit = _limit(letter, values, today)
    return (-limit if side == "at_least" else limit), 1 if side == "at_or_below" else 0


def _there(document: Said, today: date) -> dict[str, Said]:
    section = document["letters"]
    return {
        name: letter
        for name, letter in section["thresholds"].items()
        if amounts.in_force(letter.get("in_force", {}), today) and amounts.in_force(section.get("in_force", {}), today)
    }


def _passed(document: Said, today: date, share: Fraction) -> list[str]:
    passed = []
    for name, letter in _there(document, today).items():
        side, limit = _limit(letter, document["values"], today)
        if {"below": share < limit, "at_or_below": share <= limit, "at_least": share >= limit}[side]:
            passed.append(name)
    return passed


def _furthest(document: Said, today: date, among: list[str]) -> list[str]:
    """The letters whose limit lies furthest: several where their limits are the same."""
    ranks = {name: _rank(letter, document["values"], today) for name, letter in _there(document, today).items()}
    return [name for name in among if ranks[name] == min(ranks[each] for each in among)]


def _every_day() -> list[date]:
    return [DAYS[0] - timedelta(days=1), *(day + timedelta(days=more) for day in DAYS for more in (-1, 0))]


def _crosses(document: Said) -> bool:
    """Whether of two letters now the one lies further and now the other."""
    further = set()
    for today in _every_day():
        there = _there(document, today)
        ranks = {name: _rank(letter, document["values"], today) for name, letter in there.items()}
        further |= {(one, other) for one in ranks for other in ranks if ranks[one] < ranks[other]}
    return document["letters"].get("send") != "each" and any((other, one) in further for one, other in further)


def _value(said: Any, today: date) -> Fraction:
    return _limit({"below": "value"}, {"value": said}, today)[1]


def _asked(lowered: Said, today: date, share: Fraction) -> list[str]:
    values = {name: _value(said, today) for name, said in lowered["values"].items()}
    names = {"share": share, "review_day": today, **values}
    return [
        rule["id"]
        for rule in lowered["rules"]
        if amounts.in_force(rule.get("in_force", {}), today)
        and feel.evaluate(expression(rule["when"]), names.__getitem__) is True
    ]


@given(documents())
def test_a_section_sends_the_letter_of_the_furthest_limit_alone(document: Said) -> None:
    lowered = lower(document)
    assert bool(lowered.complaints) == _crosses(document)
    if not lowered.complaints:
        for today in _every_day():
            for share in FIGURES:
                asked, passed = _asked(lowered.document, today, share), _passed(document, today, share)
                if document["letters"].get("send") == "each":
                    assert asked == passed, (today, share)
                else:
                    assert len(asked) == min(1, len(passed)), (today, share)
                    assert set(asked) <= set(_furthest(document, today, passed)), (today, share)
