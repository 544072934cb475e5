"""What a school's file does to what its trust wrote is told in the school's file, at the words that must change."""

from pathlib import Path

import pytest

from engine.load import load

TRUST = """\
policy: trust
layer: trust
extends: [england]
values: {mine: 92%}
sets: {ours: 'code = "L"'}
measures:
  lates_ours: {count: sessions, of: ours, over: week}
  att_ours: {percent: attended, of: possible, over: year}
rules:
  - {id: call_ours, when: lates_ours > 3, then: [{do: call, to: parents, by: office}]}
  - {id: low_ours, when: att_ours < mine, then: [{do: note, to: head}, {do: tell, to: parents}]}
  - {id: very_low_ours, when: att_ours < mine / 2, then: [{do: note, to: head}]}
letters:
  figure: att_ours
  check: day
  thresholds: {letter_ours: {below: 90%}}
registers: {am: {all: {opens: 09:00, closes: 09:20}}, pm: {all: {opens: 13:00, closes: 13:20}}}
"""


@pytest.fixture
def told(tmp_path):
    def make(school, hub=""):
        (tmp_path / "trust.yaml").write_text(TRUST, encoding="utf-8")
        (tmp_path / "hub.yaml").write_text(f"policy: hub\nlayer: group\nextends: [trust]\n{hub}\n", encoding="utf-8")
        head = "policy: school\nlayer: school\nextends: [hub]\n"
        (tmp_path / "school.yaml").write_text(f"{head}{school}\n", encoding="utf-8")
        return load(tmp_path / "school.yaml").diagnostics

    return make


def at(place):
    return f"{Path(place.source.name).stem}:{place.span.line}:{place.span.column}"


def test_what_the_trust_wrote_is_fine_as_it_is(told):
    assert told("") == []


@pytest.mark.parametrize(
    ("school", "code", "place", "message"),
    [
        (
            "remove: [registers.am.all.closes]",
            "S002",
            "4:10",
            "`registers.am.all` has no `closes`, which `school` takes",
        ),
        (
            "remove: [rules.call_ours.then]",
            "R018",
            "4:10",
            "`rules.call_ours` has no `then`, which `school` takes away",
        ),
        ("remove: [mine, rules.low_ours.then.tell.do]", "S002", "4:16", "`rules.low_ours.then[1]` has no `do`, which"),
        ("remove: [measures.att_ours.percent]", "S007", "4:10", "`measures.att_ours`: a figure says exactly one of"),
        ("remove: [letters.figure]", "B010", "4:10", "`school` takes `figure` away"),
        ("remove: [call_ours, call_ours]", "R007", "4:21", "`call_ours` is taken away twice"),
        ("remove: [lates_ours]", "X101", "4:10", "`lates_ours` is taken away, and what is above `school` still names"),
        ("remove: [ours]", "X101", "4:10", "`ours` is taken away, and what is above `school` still names it"),
        ("values: {mine: 5 school days}", "X107", "4:16", "`att_ours` is a percentage, `mine"),
        ("measures: {lates_ours: {is: 'att_ours < 3'}}", "X106", "4:24", "`lates_ours` is true or false and `3` is"),
        ("pupils: {columns: {mine: number}}", "B001", "4:20", "`mine` is already a name in `trust`"),
        ("values: {att_ours: 92%}", "B001", "4:20", "`att_ours` is already a name in `trust`"),
    ],
)
def test_it_is_told_at_the_words_that_must_change(told, school, code, place, message):
    found = told(school)

    assert (found[0].code, at(found[0].place)) == (code, f"school:{place}")
    assert message in found[0].message
    assert {at(each.place).partition(":")[0] for each in found} == {"school"}


def test_a_name_that_is_taken_away_is_told_once_with_all_that_names_it(told):
    (found,) = told("remove: [mine]")

    assert [(word, at(place)) for word, place in found.also] == [
        ("named here, in `trust`", "trust:11:37"),
        ("named here, in `trust`", "trust:12:42"),
    ]


def test_the_layer_that_takes_away_is_told_though_another_lies_below(told):
    (found,) = told("values: {other: 3}", hub="remove: [lates_ours]")

    assert at(found.place) == "hub:4:10"
    assert found.message == "`lates_ours` is taken away, and what is above `hub` still names it"


def test_what_a_layer_writes_of_what_it_took_away_itself_is_its_own_slip(told):
    (found,) = told(
        "remove: [spare]\nrules: [{id: own, when: spare > 1, then: [{do: note}]}]", hub="values: {spare: 1}"
    )

    assert (at(found.place), found.message) == ("school:5:25", "there is nothing named `spare`")


def test_a_name_of_which_a_layer_says_a_title_alone_is_not_of_its_making(told):
    rule = "rules: [{id: own, when: att_ours < 3 school days, then: [{do: note}]}]"
    found = told("measures: {att_ours: {title: Ours}}", hub=rule)

    assert [at(each.place) for each in found] == ["hub:4:38"]


def test_another_meaning_of_a_name_is_told_once_with_all_that_asks_for_it(told):
    (found,) = told("values: {mine: 5 school days}")

    assert [(word, at(place)) for word, place in found.also] == [
        ("asked here, in `trust`", "trust:11:26"),
        ("asked here, in `trust`", "trust:12:31"),
    ]
