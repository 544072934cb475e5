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


def test_a_run_of_days_in_a_window_that_begins_at_noon_has_of_its_first_day_the_afternoon_alone(shown: Any) -> None:
    policy = """
flags: {noon: {starts: come, lasts: 3 school days}}
measures:
  seen: {count: sessions, of: attended, over: session}
  now: {in_a_row: school days, of: absent, over: session}
  away: {in_a_row: school days, of: absent, over: noon}
  strictly: {in_a_row: school days, of: absent, over: noon, strict: true}
rules:
- {id: come, check: session, when: seen = 1, at_most: once ever, then: [{do: look}]}
- {id: it, act: each check, then: [{do: look}], notes: [
   {say: so, show: now}, {say: so, show: away}, {say: so, show: strictly}]}
"""

    def runs(line: str) -> list[str]:
        return [text.split(" it ")[-1] for text in shown(line, policy)[1] if " it " in text]

    # she comes in the morning, from when the flag stands
    assert runs("/O OO OO") == [
        *("away=1", "now=1", "strictly=1"),
        *("away=2", "now=1", "strictly=2"),
        *("away=3", "now=1", "strictly=3"),
    ]
    # an afternoon that is none for her is no day of the run, and breaks a strict one
    assert runs("/X OO") == ["away=0", "now=0", "strictly=0", "away=1", "now=1", "strictly=1"]
    assert runs("/X XO") == ["away=0", "now=0", "strictly=0", "away=1", "now=1", "strictly=0"]
    # one on which she is there parts what lies before it from what follows
    assert runs(r"/\ OO /O OO") == [
        *("away=0", "now=0", "strictly=0"),
        *("away=1", "now=1", "strictly=1"),
        *("away=0", "now=1", "strictly=0"),
        *("away=1", "now=1", "strictly=1"),
    ]


def test_a_run_in_a_stretch_that_is_over_has_no_day_of_the_one_after_it(shown: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures: {away: {in_a_row: school days, of: absent, over: watched}}
rules: [{id: it, check: week, then: [{do: look}], notes: [{say: so, show: away}]}]
"""
    watched = [{"flag": "watched", "from": "2024-09-03", "to": "2024-09-04"}]
    # the morning after it is closed by plan
    closed = "closures: [{date: 2024-09-05, session: AM, code: '#'}]"
    assert shown(r"OO OO OO .O /\ ", policy, calendar=closed, flags=watched)[1] == ["09-06 it away=2"]


def test_a_ladder_that_counts_anew_after_a_morning_closed_by_plan_has_all_of_that_day(acted: Any) -> None:
    policy = """
measures:
  gone: {in_a_row: school days, of: absent}
  this_term: {in_a_row: school days, of: absent, over: term}
ladders:
  it:
    check: "12:00"
    restart: [gone, this_term]
    steps:
    - {id: first, when: 'review_day = @"2024-09-03"', then: [{do: call}]}
    - {id: second, when: gone = 2 and this_term = 2, then: [{do: call}]}
"""
    closed = "closures: [{date: 2024-09-03, session: AM, code: '#'}]"
    # at noon nothing of the 3rd has been seen; where the morning is open the 3rd is a day of the run before it
    assert acted("OO .O OO OO", policy, calendar=closed) == ["09-03 first call", "09-04 second call"]
    assert acted("OO OO OO OO", policy) == ["09-03 first call", "09-05 second call"]


def test_of_a_missing_file_a_ladder_that_counts_anew_has_no_row_that_it_had_seen(shown: Any) -> None:
    policy = """
measures:
  calls: {count: contacts, over: week, ends: yesterday}
  fines: {count: notices, over: week, ends: yesterday}
  proofs: {count: evidence, over: week, ends: yesterday, overlapping: 'true'}
ladders:
  it:
    when: year_group = 4
    check: day
    restart: [calls, fines, proofs]
    steps:
    - {id: first, then: [{do: look}]}
    - {id: second, then: [{do: look}], notes: [
       {say: so, show: calls}, {say: so, show: fines}, {say: so, show: proofs}]}
"""
    gone: dict[str, Any] = {"contacts": None, "notices": None, "evidence": None}
    # whatever is dated by the day of the restart was seen with it; after noon a call or a proof might have come
    assert shown(r"/\ /\ ", policy, **gone)[1] == [f"09-03 second {name}=0" for name in ("calls", "fines", "proofs")]
    policy = policy.replace("check: day", 'check: "12:00"')
    assert shown(r"/\ /\ ", policy, **gone)[1] == [
        "09-03 second calls=None",
        "09-03 second fines=0",
        "09-03 second proofs=None",
    ]


def test_of_a_term_without_a_school_day_nothing_was_kept_and_nothing_happened_in_it(shown: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: term}
  kept: {value: missed, at: previous term}
  before: {count: sessions, of: absent, over: previous term}
  terms: {count: terms, of: missed >= 1, over: ever}
rules: [{id: it, check: term, act: each check, then: [{do: look}], notes: [
  {say: so, show: kept}, {say: so, show: before}, {say: so, show: terms}]}]
"""
    calendar = """
terms:
- {name: one, from: 2024-09-02, to: 2024-09-03}
- {name: staff day, from: 2024-09-10, to: 2024-09-10}
- {name: three, from: 2024-09-16, to: 2024-09-17}
- {name: four, from: 2024-09-23, to: 2024-09-23}
inset: [2024-09-10]
"""
    assert shown("OO OO /O OO OO", policy, calendar=calendar)[1] == [
        *("09-03 it before=None", "09-03 it kept=None", "09-03 it terms=1"),
        # it was never reviewed, but all that there was of it is known
        *("09-17 it before=0", "09-17 it kept=None", "09-17 it terms=2"),
        *("09-23 it before=3", "09-23 it kept=3", "09-23 it terms=3"),
    ]


def test_at_noon_a_day_whose_morning_is_closed_by_plan_is_no_day_of_a_strict_run_yet(shown: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures: {here: {in_a_row: school days, of: attended, over: watched, strict: true}}
rules: [{id: it, check: "12:00", act: each check, then: [{do: look}], notes: [{say: so, show: here}]}]
"""
    watched = [{"flag": "watched", "from": "2024-09-03", "to": ""}]
    closed = "closures: [{date: 2024-09-05, session: AM, code: '#'}]"
    assert shown(r"/\ /\ /\ .\ /\ ", policy, calendar=closed, flags=watched)[1] == [
        "09-02 it here=None",
        *(f"09-0{day} it here={days}" for day, days in ((3, 1), (4, 2), (5, 2), (6, 4))),
    ]


def test_a_period_under_way_has_nothing_of_a_window_that_was_over_when_a_ladder_counted_anew(shown: Any) -> None:
    policy = """
measures:
  missed: {count: sessions, of: absent, over: term}
  terms: {count: terms, of: missed >= 1, over: [trial, term]}
ladders:
  it:
    when: missed >= 1
    restart: [terms]
    reset: half_term
    steps: [
      {id: first, then: [{do: look}], notes: [{say: so, show: terms}]},
      {id: second, then: [{do: look}], notes: [{say: so, show: terms}]},
      {id: third, then: [{do: look}], notes: [{say: so, show: terms}]}]
"""
    calendar = """
terms: [{name: one, from: 2024-09-02, to: 2024-09-20, half_term: {from: 2024-09-09, to: 2024-09-13}}]
periods: {trial: {from: 2024-09-02, to: 2024-09-04}}
"""
    assert shown(r"OO /\ x7", policy, calendar=calendar)[1] == [
        "09-02 first terms=1",
        "09-03 second terms=1",
        # the 4th is the last day of the trial, and is not over yet
        "09-04 third terms=1",
        # anew since the half term: the trial lies before
        "09-16 first terms=0",
        "09-17 second terms=0",
        "09-18 third terms=0",
    ]


def test_a_flag_that_was_over_before_a_morning_closed_by_plan_has_nothing_of_that_day(shown: Any) -> None:
    policy = """
flags: {watched: {set_by: headteacher}}
measures: {today: {count: spells, of: absent, over: [watched, day]}}
rules: [{id: it, act: each check, then: [{do: look}], notes: [{say: so, show: today}]}]
"""
    watched = [{"flag": "watched", "from": "2024-09-02", "to": "2024-09-03"}]
    closed = "closures: [{date: 2024-09-04, session: AM, code: '#'}]"
    assert shown("OO OO .O OO", policy, calendar=closed, flags=watched)[1] == [
        f"09-0{day} it today={spells}" for day, spells in ((2, 1), (3, 1), (4, 0), (5, 0))
    ]


def test_facts_are_counted_that_are_dated_in_a_period_of_holidays_alone(shown: Any) -> None:
    policy = """
measures: {fines: {count: notices, over: summer}, calls: {count: contacts, over: summer}}
rules: [{id: it, then: [{do: look}], notes: [{say: so, show: calls}, {say: so, show: fines}]}]
"""
    calendar = """
terms: [{name: one, from: 2024-07-18, to: 2024-07-19}, {name: two, from: 2024-09-02, to: 2024-09-03}]
periods: {summer: {from: 2024-07-20, to: 2024-09-01}}
"""
    fine = {"parent": "p", "kind": "penalty_notice", "status": "paid", "issued_on": "2024-08-01", "notice": "N1"}
    # nothing can be dated in it before it has begun; later a file that is missing may have held something
    told = shown(r"/\ x4", policy.replace("id: it,", "id: it, act: each check,"), calendar=calendar, notices=[fine],
                 contacts=None)[1]  # fmt: skip
    assert told == [
        *(f"{day} it {figure}=0" for day in ("07-18", "07-19") for figure in ("calls", "fines")),
        *(f"{day} it {told}" for day in ("09-02", "09-03") for told in ("calls=None", "fines=1")),
    ]


def test_what_the_last_session_says_is_known_where_whichever_may_be_the_last_says_it(shown: Any) -> None:
    policy = """
measures:
  came: {last: date, of: 'minutes_late > 10', over: week}
  half: {last: session, of: 'minutes_late > 10', over: week}
  sign: {last: code, of: 'minutes_late > 10', over: week}
rules: [{id: it, act: each check, then: [{do: look}], notes: [
  {say: so, show: came}, {say: so, show: half}, {say: so, show: sign}]}]
"""
    late = {("2024-09-02", "AM"): {"minutes_late": "15"}, ("2024-09-03", "AM"): {"minutes_late": "5"}}
    late |= {("2024-09-03", "PM"): {"minutes_late": "5"}, ("2024-09-04", "PM"): {"minutes_late": "5"}}
    # how late she came on Monday afternoon and on Wednesday morning nobody wrote down
    assert shown("LL LL LL", policy, arrivals=late)[1] == [
        *("09-02 it came=2024-09-02", "09-02 it half=None", "09-02 it sign=L"),
        *("09-03 it came=2024-09-02", "09-03 it half=None", "09-03 it sign=L"),
        *("09-04 it came=None", "09-04 it half=None", "09-04 it sign=L"),
    ]


def test_what_goes_on_counts_for_a_ladder_anew_where_its_window_reaches_beyond_the_latest_step(acted: Any) -> None:
    policy = """
measures: {so_far: {count: evidence, over: term, ends: yesterday, overlapping: 'true'}}
ladders:
  it: {when: so_far >= 1, restart: [so_far], repeat: last, steps: [{id: step, then: [{do: look}]}]}
"""
    proof = [{"from": "2024-09-02", "to": "2024-09-06", "kind": "gp_letter"}]
    # on the day after a step the window ends with that step's own day, all of which it had seen
    assert acted(r"/\ x6", policy, evidence=proof) == ["09-03 step look", "09-05 step look", "09-09 step look"]


def test_a_period_that_has_not_begun_has_none_of_what_acted_before_it(shown: Any) -> None:
    policy = """
measures: {looks: {count: it, over: trial}, done: {count: it, of: outcome = "done", over: trial}}
rules:
- {id: it, act: each check, check: "08:15", then: [{do: look}], notes: [{say: so, show: looks}, {say: so, show: done}]}
"""
    calendar = """
terms: [{name: one, from: 2024-09-02, to: 2024-09-06}]
periods: {trial: {from: 2024-09-04, to: 2024-09-05}}
"""
    assert shown(r"/\ x5", policy, calendar=calendar)[1] == [
        f"09-0{day} it {figure}={number}"
        for day, looks in ((2, 0), (3, 0), (4, 0), (5, 1), (6, 2))
        for figure, number in (("done", 0), ("looks", looks))
    ]


def test_calls_of_a_spell_of_sessions_that_rows_cover_are_known(acted: Any) -> None:
    policy = """
facts: {excused: {covers: session}}
measures: {calls: {count: contacts, over: spell of excused}}
rules: [{id: it, when: calls >= 1, then: [{do: look}]}]
"""
    away = [{"date": day, "session": ""} for day in ("2024-09-03", "2024-09-04")]
    called = [{"date": day, "outcome": "reached"} for day in ("2024-09-02", "2024-09-04")]
    assert acted("OO OO OO OO", policy, excused=away, contacts=called) == ["09-04 it look"]
