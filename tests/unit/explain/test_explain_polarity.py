"""What has a share in how a condition came out: beside `not`, `or`, what is not known, and where it has ended."""

from datetime import date

import pytest

from engine import api
from tests.unit.explain.files import school_days

POLICY = """policy: small
layer: school
extends: [england]
measures:
  lates: {count: sessions, of: late, over: last 10 school days}
  away: {in_a_row: school days, of: absent}
  low_weeks: {title: low weeks, in_a_row: weeks, of: attendance_percent < 95}
rules:
  - {id: low, when: low_weeks >= 2, check: week, then: [{do: call, to: parents}]}
  - {id: not_send, for: not(send), when: lates >= 1, act: each check, then: [{do: call, to: parents}]}
  - {id: spared, when: lates >= 9, unless: not(send), act: each check, then: [{do: call, to: parents}]}
  - {id: either, when: lates >= 1 or away < 9 and ehcp, act: each check, then: [{do: call, to: parents}]}
  - {id: both, when: (lates >= 1 or away >= 9) and ehcp, act: each check, then: [{do: call, to: parents}]}
  - {id: back, when: away >= 1, act: when it ends, then: [{do: note}]}
  - {id: back_unless, when: away >= 1, unless: ehcp, act: when it ends, then: [{do: note}]}
registers:
  am: {all: {opens: 09:00, closes: 09:30}}
"""


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("school")
    (tmp_path / "small.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(
        "terms: [{name: autumn, from: 2024-09-02, to: 2024-12-20}]\n", encoding="utf-8"
    )
    (tmp_path / "pupils.csv").write_text("pupil,year_group,send,ehcp\namy,4,,no\n", encoding="utf-8")
    marks = {date(2024, 9, 3): ("L", "\\"), date(2024, 9, 4): ("I", "I")}
    lines = ["pupil,date,session,code"]
    for day in school_days(date(2024, 9, 6)):
        am, pm = marks.get(day, ("/", "\\"))
        lines += [f"amy,{day},AM,{am}", f"amy,{day},PM,{pm}"]
    (tmp_path / "marks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    loaded = api.load_policy(tmp_path / "small.yaml").value
    register = api.read_register(loaded, tmp_path).value
    return lambda rule, day: api.explain(loaded, register, "amy", rule=rule, day=day)


def test_what_is_not_known_behind_a_not_keeps_a_rule_back(school):
    (told,) = school("not_send", date(2024, 9, 5)).why_not

    assert told.reasons == ["not known because send is blank or not given"]
    assert [flip.tried for flip in told.flips] == ["send no"]
    assert "This is what was missing for it:\n- Special educational needs: not given." in told.plain


def test_a_run_of_weeks_of_which_one_may_count_says_so(school):
    (told,) = school("low", date(2024, 9, 6)).why_not

    assert told.reasons == ["not known because it is not known of some weeks whether they count (low weeks)"]


def test_an_unless_that_is_not_known_behind_a_not_is_no_reason(school):
    (told,) = school("spared", date(2024, 9, 5)).why_not

    assert [part.text for part in told.failed] == ["lates >= 9"]
    assert "stops it" not in told.plain
    assert "educational needs" not in told.plain


def test_only_the_side_of_an_or_that_held_is_a_reason(school):
    (told,) = school("either", date(2024, 9, 5)).explained

    assert "Away" not in told.plain
    assert "- Lates: 1 half day, from 2 September 2024 to 5 September 2024. One is enough." in told.plain


def test_a_side_of_an_or_that_held_anyway_was_not_missing(school):
    (told,) = school("both", date(2024, 9, 5)).why_not

    assert [part.text for part in told.failed] == ["ehcp"]
    assert "health and care plan: no" in told.plain
    assert "Away" not in told.plain


@pytest.mark.parametrize("rule", ["back", "back_unless"])
def test_what_acts_when_its_condition_ends_is_told_by_what_no_longer_holds(school, rule):
    (told,) = school(rule, date(2024, 9, 5)).explained

    assert told.plain.splitlines()[-2:] == [
        "This is why: what the policy looks for was so until then, and is so no longer. It is now:",
        "- Away: 0 school days. One is enough.",
    ]
