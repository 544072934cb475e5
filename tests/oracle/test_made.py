"""What the random policies say: a part of the document that they never say is a part that nobody compares."""

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest

from tests.oracle.figures import FLAG_NAMES
from tests.oracle.policies import policy
from tests.oracle.policy_parts import Scale

SCALE = Scale(7, 5, 2, 1, 1)
MADE = {
    "figure": (
        *("count sessions", "count school days", "count spells", "count weeks", "count half_terms", "count terms"),
        *("count contacts", "count lessons", "count parents", "count flags", "count outcomes", "count amendments"),
        *("count trips", "count sport", "count rule1", "count step1_1", "percent", "total", "since", "is", "value"),
        *("last code", "last date", "last session", "last minutes_late", "in_a_row school days", "in_a_row mornings"),
        *("in_a_row afternoons", "in_a_row sessions", "in_a_row weeks", "whole", "strict", "overlapping", "ends"),
        *("at_least", "at previous week", "at previous half_term", "at previous term", "at previous year", "at a flag"),
        *("at rule1", "since watched", "since rule1", "in sessions", "in months", "in school weeks"),
    ),
    "window": (
        *("session", "day", "week", "month", "half_term", "term", "year", "ever", "trial", "watched", "mon1", "row"),
        *("after row", "previous week", "previous half_term", "previous term", "previous year", "spell of absent"),
        *("last span", "last reach", "last some_days", "last 2 half_terms", "last 2 terms", "last 2 months"),
        *("last 3 years", "3 years from the first", "reach_days from the first", "several"),
    ),
    "looked": (
        *("for", "when", "unless", "each", "check 10:15", "check 14:05", "check morning", "check session"),
        *("check week", "check month", "check half_term", "check term", "check year", "notes", "task if"),
        *("each leave_requests", "each parents", "each notices", "each trips", "each sport", "each flags"),
        *("act each check", "act when it ends", "act every span", "act every 1 month", "act every 1 school week"),
        *("at_most once per week", "at_most once per month", "at_most once per half_term", "at_most once per term"),
        *("at_most once per year", "at_most once ever", "if_unknown act", "restart", "repeat last", "reset term"),
        *("reset none", "reset week", "step when", "step after", "step within", "step after_step", "step task if"),
        *("otherwise start again", "otherwise keep looking", "after_step mon1", "hit first", "hit unique", "hit any"),
        *("hit collect", "table each", "table for", "table unless", "in_force"),
    ),
    "ground": (
        *("dated few", "dated some_days", "dated cutoff", "dated good", "codes change", "register for", "no afternoon"),
        *("starts a rule", "starts a table", "starts a condition", "lasts and until", "lasts next term", "until alone"),
    ),
}


def _figures(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for figure in said["measures"].values():
        for key, value in figure.items():
            yield from (("figure", key), ("figure", f"{key} {value}"))
        if figure.get("at") in FLAG_NAMES:
            yield ("figure", "at a flag")
        over = figure.get("over", [])
        several = isinstance(over, list)
        yield from (("window", text) for text in (over if several else [over]))
        if several and over:
            yield ("window", "several")


def _tasks(then: list[dict[str, Any]], name: str) -> Iterator[tuple[str, str]]:
    yield from (("looked", name) for task in then if "if" in task)


def _looked(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in [*said["rules"], *said["ladders"].values()]:
        for key, value in each.items():
            yield from (("looked", key), ("looked", f"{key} {value}"))
        yield from _tasks(each.get("then", []), "task if")
        for step in each.get("steps", []):
            yield from (("looked", f"step {key}") for key in step)
            yield from (("looked", f"{key} {step[key]}") for key in ("otherwise", "after_step") if key in step)
            yield from _tasks(step["then"], "step task if")
    for table in said["tables"].values():
        yield ("looked", f"hit {table['hit']}" if "hit" in table else "hit")
        yield from (("looked", f"table {key}") for key in table)


def _ground(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("ground", f"dated {name}") for name, value in said["values"].items() if isinstance(value, list))
    if len(said["codes"]) > 2:
        yield ("ground", "codes change")
    if "pm" not in said["registers"]:
        yield ("ground", "no afternoon")
    yield from (("ground", "register for") for entry in said["registers"]["am"].values() if "for" in entry)
    rules = {rule["id"] for rule in said["rules"]}
    for flag in said["flags"].values():
        if "starts" in flag:
            starts = flag["starts"]
            kind = "rule" if starts in rules else "table" if starts.isidentifier() else "condition"
            yield ("ground", f"starts a {kind}")
            yield ("ground", f"lasts {flag.get('lasts')}")
            yield ("ground", "lasts and until" if {"lasts", "until"} <= flag.keys() else "")
            yield ("ground", "until alone" if "lasts" not in flag else "")


@pytest.fixture(scope="module")
def made() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for seed in range(700):
        said = policy(Random(seed), SCALE)
        found.update({*_figures(said), *_looked(said), *_ground(said)})
    return found


@pytest.mark.parametrize("part", MADE)
def test_every_part_of_the_document_is_drawn(part: str, made: Counter[tuple[str, str]]) -> None:
    seldom = {what: made[part, what] for what in MADE[part] if made[part, what] < 3}
    assert not seldom
