"""Where a window lies beside the present made a difference: cases worked by hand.

The line of marks begins on Monday 2 September 2024.
"""

from typing import Any


def test_a_run_in_a_window_that_has_not_begun_is_none_while_the_day_is_under_way(acted: Any) -> None:
    policy = """
measures: {back: {in_a_row: school days, of: present, over: after row}}
rules:
- {id: it, each: leave_requests, check: "10:20", act: each check, when: back >= 1, then: [{do: look}]}
"""
    asked = [
        {
            "request": "R1",
            "pupil": "amy",
            "submitted_on": "2024-09-02",
            "from": "2024-09-03",
            "to": "2024-09-04",
            "reason": "holiday",
            "in_writing": "yes",
            "by_resident_parent": "yes",
        }
    ]
    assert acted(r"/\ x5", policy, leave_requests=asked) == ["09-05 it R1 look", "09-06 it R1 look"]


def test_what_began_before_a_pupil_came_lies_in_no_window_that_ended_by_then(acted: Any) -> None:
    policy = """
measures: {proof: {count: evidence, over: term, ends: yesterday, overlapping: 'true'}}
rules: [{id: it, when: proof >= 1, then: [{do: look}]}]
"""
    proof = [{"pupil": "amy", "from": "2024-09-02", "to": "2024-09-06", "kind": "gp_letter"}]
    came = {"enrolled_on": "2024-09-04"}
    # the day before the first one is not the pupil's
    assert acted(r".. .. /\ x3", policy, pupil=came, evidence=proof) == ["09-05 it look"]


def test_a_missing_file_hides_nothing_where_there_is_no_day_to_look_at(acted: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures:
  calls_while_watched: {count: contacts, over: watched}
  calls_while_away: {count: contacts, over: spell of absent}
  calls_the_day_before: {count: contacts, over: week, ends: yesterday}
  calls_since_trip: {count: contacts, over: after row}
rules:
- {id: watched_0, when: calls_while_watched = 0, then: [{do: look}]}
- {id: away_0, act: each check, when: calls_while_away = 0, then: [{do: look}]}
- {id: before_0, when: calls_the_day_before = 0, then: [{do: look}]}
- {id: trip_0, each: evidence, when: calls_since_trip = 0, then: [{do: look}]}
"""
    proof = [{"from": "2024-09-04", "to": "2024-09-04", "kind": "gp_letter"}]
    # nobody watches her; she is away on Tuesday, from when on a call could have been made
    assert acted(r"/\ OO /\ ", policy, contacts=None, evidence=proof) == [
        "09-02 away_0 look",
        "09-02 before_0 look",
        "09-02 watched_0 look",
        "09-04 away_0 look",
        "09-04 trip_0 look",
    ]


def test_a_month_from_the_first_row_of_a_31st_lasts_to_the_30th(acted: Any) -> None:
    policy = """
measures: {fines: {count: notices, over: 1 month from the first}}
rules: [{id: it, act: each check, when: fines >= 1, then: [{do: call}]}]
"""
    fine = {"parent": "p", "kind": "penalty_notice", "status": "paid", "issued_on": "2024-08-31", "notice": "N1"}
    told = acted(r"/\ x23", policy, notices=[fine])
    assert (len(told), told[-1]) == (21, "09-30 it call")
