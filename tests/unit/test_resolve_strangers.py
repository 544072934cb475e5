"""What a trust fixes holds against layers that a school names above it too: the trust never asked for those."""

from pathlib import Path

import pytest

from engine.resolve import resolve

LAND = """\
policy: land
layer: national
values: {limit: [{value: 3 sessions}]}
sets: {gone: 'code = "N"', spare: 'code = "I"'}
measures:
  n_today: {count: sessions, of: gone, over: day}
  usual: {count: sessions, of: spare, over: term}
rules:
  - {id: threshold, when: n_today >= limit, open: [then], then: [{do: notify, to: council}]}
lint: {L203: warning}
"""
TRUST = """\
policy: acme
layer: trust
extends: [land]
values: {patience: 3 sessions}
flags: {watched: {set_by: office}}
rules:
  - {id: ring, when: usual >= patience, unless: watched, then: [{do: call, to: parents}]}
letters: {figure: usual, check: week, thresholds: {first: {at_least: 5 sessions, to: parents}}}
lock:
"""
RING = "rules.ring: {fixed: true}"


@pytest.fixture
def told(tmp_path):
    def make(locks, authority, school="", extends="land, council, acme", kind="local_authority"):
        def write(name, text):
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

        write("land", LAND)
        write("acme", TRUST + "".join(f"  {lock[:-1]}, reason: agreed}}\n" for lock in locks))
        write("council", f"policy: council\nlayer: {kind}\nextends: [land]\n{authority}\n")
        write("school", f"policy: school\nlayer: school\nextends: [{extends}]\n{school}\n")
        found = resolve(tmp_path / "school.yaml").diagnostics
        places = [f"{Path(each.place.source.name).stem}:{each.place.span.line}" for each in found]
        messages = [each.message.partition(": `acme` locks it")[0] for each in found]
        return [f"{place} {message}" for place, message in zip(places, messages, strict=True)]

    return make


@pytest.mark.parametrize(
    ("lock", "authority", "what"),
    [
        (RING, "rules: [{id: ring, at_most: once ever}]", "`rules.ring.at_most` is `once ever`, and is fixed"),
        (RING, "rules: [{id: ring, for: year_group > 9}]", "`rules.ring.for` is `year_group > 9`, and is fixed"),
        (
            RING,
            "flags: {watched: {in_force: {until: 2020-01-01}}}",
            "`flags.watched` is changed, and `rules.ring`, which rests on it, is fixed",
        ),
        (
            RING,
            "measures: {usual: {over: week}}",
            "`measures.usual` is changed, and `rules.ring`, which rests on it, is fixed",
        ),
        ("rules: {fixed: true}", "rules: [{id: ring, check: term}]", "`rules.ring.check` is `term`, and is fixed"),
        ("rules.*: {fixed: true}", "rules: [{id: ring, check: term}]", "`rules.ring.check` is `term`, and is fixed"),
        ("letters: {fixed: true}", "letters: {unless: watched}", "`letters.unless` is `watched`, and is fixed"),
        (
            "letters: {fixed: true}",
            "letters: {thresholds: {other: {at_least: 9 sessions}}}",
            "`letters.thresholds` is changed, and is fixed",
        ),
        (
            "letters.thresholds.first: {fixed: true}",
            "letters: {for: year_group > 9}",
            "`letters.thresholds.first` no longer decides what it did, as `letters.for` is changed, and it is fixed",
        ),
        (
            "letters.thresholds.first.at_least: {fixed: true}",
            "letters: {for: year_group > 9}",
            "`letters.for` is changed beside `at_least`, which is fixed",
        ),
        ("lint.L201: {fixed: true}", "lint: {L201: info}", "`lint.L201` is `info`, and is fixed"),
        (
            "lint.L201: {at_least: warning}",
            "rules: [{id: own, when: usual > 1, then: [{do: x}], allow: {L201: {reason: ours}}}]",
            "`rules.own.allow.L201` allows a finding whose level is locked",
        ),
    ],
)
def test_a_layer_named_above_a_trust_puts_nothing_into_what_the_trust_fixed(told, lock, authority, what):
    assert told([lock], authority) == [f"council:4 {what}"]


@pytest.mark.parametrize(
    ("locks", "authority", "school"),
    [
        ([RING], "rules: [{id: threshold, then: [{do: papers}]}]", ""),
        (["rules: {fixed: true}"], "rules: [{id: threshold, then: [{do: papers}]}]", ""),
        (["rules.threshold: {fixed: true}"], "rules: [{id: threshold, then: [{do: papers}]}]", ""),
        ([RING], "rules: [{id: own, when: n_today > 1, then: [{do: x}]}]\nvalues: {weeks: 3 weeks}", ""),
        ([RING], "rules: [{id: ring, title: Theirs, source: §1}]\nvalues: {patience: 9 sessions}", ""),
        (["letters.thresholds.*: {fixed: true}"], "roles: {council: The Service}", ""),
        (["lint.L203: {fixed: true}"], "lint: {L201: info}", ""),
        ([RING, "values.patience: {at_least: 2 sessions}"], "", "values: {patience: 9 sessions}"),
    ],
)
def test_what_is_an_authoritys_own_or_opened_by_law_is_no_breach(told, locks, authority, school):
    assert told(locks, authority, school) == []


def test_what_an_authority_adds_is_held_below_the_trust(told):
    authority = "values: {weeks: 3 weeks}"
    lock = "values.*: {fixed: true}"

    assert told([lock], authority, "values: {weeks: 4 weeks}") == ["school:4 `values.weeks` is `4 weeks`, and is fixed"]


def test_a_bound_of_a_layer_that_the_trust_does_not_extend_lets_nothing_vary(told):
    authority = "lock: {values.patience: {at_least: 1 session, reason: ours}}"

    assert told([RING], authority, "values: {patience: 9 sessions}") == [
        "school:4 `values.patience` is changed, and `rules.ring`, which rests on it, is fixed"
    ]


def test_a_trust_that_extends_the_authority_fixes_what_it_says_too(told, tmp_path):
    authority = "rules: [{id: ring, at_most: once ever}]"
    (tmp_path / "between.yaml").write_text(
        "policy: between\nlayer: trust\nextends: [council, acme]\n", encoding="utf-8"
    )

    assert told([RING], authority, extends="between") == ["council:4 `rules.ring.at_most` is `once ever`, and is fixed"]
    assert told([RING], authority, extends="acme") == []


@pytest.mark.parametrize(
    ("authority", "what"),
    [
        ("rules: [{id: ring, at_most: once ever}]", "acme:7 `rules.ring` of `acme` keeps `at_most`"),
        ("rules: [{id: ring, then: [{do: call, due: 1 day}]}]", "acme:7 `rules.ring` of `acme` keeps `then.call.due`"),
        ("flags: {watched: {in_force: {until: 2020-01-01}}}", "acme:5 `flags.watched` of `acme` keeps `in_force`"),
        ("letters: {thresholds: {first: {when: usual > 1}}}",
         "acme:8 `letters.thresholds.first` of `acme` keeps `when`"),
    ],
)  # fmt: skip
def test_an_item_that_two_layers_call_alike_by_chance_is_told(told, authority, what):
    assert told(["values.patience: {at_least: 1 session}"], authority) == [
        f"{what} of `council`, which `acme` does not extend"
    ]


def test_an_item_that_breaks_a_lock_is_not_told_to_be_mixed_too_and_others_are(told):
    authority = "rules: [{id: ring, at_most: once ever}]\nletters: {thresholds: {first: {when: usual > 1}}}"

    assert told([RING], authority) == [
        "acme:8 `letters.thresholds.first` of `acme` keeps `when` of `council`, which `acme` does not extend",
        "council:4 `rules.ring.at_most` is `once ever`, and is fixed",
    ]


@pytest.mark.parametrize(
    "authority",
    [
        "rules: [{id: ring, title: Theirs, when: usual > 9, unless: 'false', then: [{do: call, to: head}]}]",
        "rules: [{id: threshold, then: [{do: papers}]}, {id: own, when: usual > 1, then: [{do: x}]}]",
        "measures: {usual: {title: Ours, over: term}}\nvalues: {patience: 9 sessions}",
        "letters: {do: letter, to: head}\nflags: {other: {set_by: office}}",
    ],
)
def test_what_nothing_is_left_of_and_what_one_extends_the_other_for_is_not_told_as_mixed(told, authority):
    assert told(["values.patience: {at_least: 1 session}"], authority) == []


def test_what_a_second_law_refuses_is_not_told_as_taken_away_too(told):
    authority = "rules: [{id: ring, when: usual > 99, at_most: once ever, then: [{do: call}]}]"

    assert [each for each in told([RING], authority, kind="national") if "belongs to the layer" not in each] == [
        "council:4 `rules.ring.when` is `usual > 99`, and is fixed",
        "council:4 `rules.ring.at_most` is `once ever`, and is fixed",
    ]


def test_of_two_laws_that_meet_nothing_more_is_told_than_what_is_closed(told):
    authority = "flags: {watched: {in_force: {until: 2030-01-01}, set_by: head}}"
    found = told(["values.patience: {at_least: 1 session}"], authority, kind="national")

    assert found
    assert all("belongs to the layer `council`" in each for each in found)
